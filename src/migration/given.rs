//! Which answer of the operator AWS refuses: a value that AWS names is told with the option that it came from. Pure.

use crate::model::choices::Choices;
use crate::model::options::Options;
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::problem::{Parameter, Problem, ProblemKind, UNKNOWN_REFUSAL};
use crate::text::printable;

/// One value that is sent to AWS, and where it comes from.
#[derive(Debug, Clone)]
pub struct Given {
    /// What the wizard calls it.
    title: &'static str,
    flag: &'static str,
    /// AWS's names of the parameters that it is sent in.
    parameters: &'static [&'static str],
    value: String,
    /// Chosen by the operator, or our own default.
    chosen: bool,
}

impl Given {
    fn new(title: &'static str, flag: &'static str, parameters: &'static [&'static str], value: impl ToString) -> Self {
        Self { title, flag, parameters, value: value.to_string(), chosen: true }
    }

    /// A value that is our own where it is the same as the default's.
    fn unless(mut self, default: impl ToString) -> Self {
        self.chosen = self.value != default.to_string();
        self
    }

    fn is(&self, parameter: &Parameter) -> bool {
        let named = self.parameters.iter().any(|name| name.eq_ignore_ascii_case(&parameter.name));
        // A role's ARN holds its name and its path.
        let holds = |value: &String| *value == self.value || (self.value.len() > 2 && value.contains(&self.value));
        named && !self.value.is_empty() && parameter.value.as_ref().is_none_or(holds)
    }
}

/// The refusal, with the option that gave the value, if one of these did. The operator's own value is theirs to correct; a default
/// of ours can be replaced.
pub fn told(mut problem: Problem, given: &[Given]) -> Problem {
    let of = |parameter: &Parameter| given.iter().find(|given| given.is(parameter)).cloned();
    let found =
        problem.parameters.iter().find_map(of).filter(|_| matches!(problem.kind, ProblemKind::Refused | ProblemKind::NotFound));
    let Some(Given { title, flag, value, chosen, .. }) = found else { return problem };
    problem.remedy.retain(|action| action != UNKNOWN_REFUSAL);
    let (value, known) = (printable(&value), problem.remedy.iter().any(|action| action.contains(flag)));
    if chosen {
        problem.kind = ProblemKind::Invalid;
        return match known {
            true => problem,
            false => problem.remedy(format!("Correct the {title} ({flag}): AWS does not accept {value}.")),
        };
    }
    match known {
        true => problem,
        false => problem.remedy(format!("Choose another {title} than {value}: {flag}")),
    }
}

/// The choices that are looked up in the accounts.
pub fn of_choices(choices: &Choices) -> Vec<Given> {
    let pools = [
        ("source pool", "--source-pool", &choices.source.pool),
        ("destination pool", "--destination-pool", &choices.destination.pool),
    ];
    let pools =
        pools.into_iter().filter_map(|(title, flag, pool)| Some(Given::new(title, flag, &["userPoolId"], pool.as_ref()?)));
    let client = choices.destination_client.iter();
    pools.chain(client.map(|client| Given::new("app client", "--destination-client", &["clientId"], client))).collect()
}

/// The options that a resource is made with.
pub fn of_resource(resource: ResourceId, spec: &Spec) -> Vec<Given> {
    let (options, default) = (&spec.options, Options::new(&spec.session, String::new()));
    let boundary = |flag, arn: &Option<String>| {
        arn.as_ref().map(|arn| Given::new("permissions boundary", flag, &["permissionsBoundary"], arn))
    };
    let path = || Given::new("IAM path", "--role-path", &["path", "role"], &options.role_path).unless(&default.role_path);
    let mut given = match resource {
        ResourceId::SourceClient => {
            let name =
                Given::new("migration app client's name", "--source-client-name", &["clientName"], &options.source_client_name);
            vec![name.unless(default.source_client_name)]
        }
        ResourceId::SourceRole => {
            let name = Given::new("cross-account role's name", "--source-role-name", &["roleName"], &options.source_role_name);
            let boundary = boundary("--source-permissions-boundary", &options.source_permissions_boundary);
            [Some(name.unless(&default.source_role_name)), Some(path()), boundary].into_iter().flatten().collect()
        }
        ResourceId::FunctionRole => {
            let boundary = boundary("--destination-permissions-boundary", &options.destination_permissions_boundary);
            [Some(function_role(options, &default)), Some(path()), boundary].into_iter().flatten().collect()
        }
        ResourceId::Function => {
            function(options, &default).into_iter().chain([function_role(options, &default), path()]).collect()
        }
        ResourceId::DestinationPool | ResourceId::DestinationClient | ResourceId::DestinationDomain => new_pool(spec),
        ResourceId::Groups => {
            let roles = options.users.group_roles.values();
            roles.map(|role| Given::new("group's role", "--group-role", &["roleArn"], role)).collect()
        }
        _ => Vec::new(),
    };
    let tags = options.tags.iter().flat_map(|(key, value)| [key, value]);
    given.extend(tags.map(|word| Given::new("tag", "--tag", &["tags", "userPoolTags"], word)));
    given
}

fn function_role(options: &Options, default: &Options) -> Given {
    Given::new("function role's name", "--function-role-name", &["roleName", "role"], &options.function_role_name)
        .unless(&default.function_role_name)
}

fn function(options: &Options, default: &Options) -> Vec<Given> {
    let mut given = vec![
        Given::new("function name", "--function-name", &["functionName", "logGroupName"], &options.function_name)
            .unless(&default.function_name),
        Given::new("memory", "--function-memory", &["memorySize"], options.function_memory).unless(default.function_memory),
        Given::new("runtime", "--function-runtime", &["runtime"], &options.function_runtime).unless(&default.function_runtime),
        Given::new("log retention", "--log-retention-days", &["retentionInDays"], options.log_retention_days)
            .unless(default.log_retention_days),
    ];
    if let Some(own) = &options.own_function {
        given.push(Given::new("handler", "--function-handler", &["handler"], &own.handler));
        given.push(Given::new("zip", "--function-zip", &["zipFile", "code"], own.zip.display()));
    }
    given
}

fn new_pool(spec: &Spec) -> Vec<Given> {
    let Some(new) = &spec.new_pool else { return Vec::new() };
    let mut given = vec![
        Given::new("new pool's name", "--new-pool-name", &["poolName"], &new.name),
        Given::new("new app client's name", "--new-client-name", &["clientName"], &new.client_name),
    ];
    given.extend(new.domain_prefix.iter().map(|prefix| Given::new("domain prefix", "--new-domain-prefix", &["domain"], prefix)));
    given.extend(new.callback_url.iter().map(|url| Given::new("callback URL", "--new-callback-url", &["callbackURLs"], url)));
    given
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, value: Option<&str>) -> Problem {
        let parameters = vec![Parameter { name: name.into(), value: value.map(str::to_owned) }];
        Problem {
            parameters,
            ..Problem::new(ProblemKind::Refused, "Could not create it.", "AWS refused it.").remedy(UNKNOWN_REFUSAL)
        }
    }

    fn rows() -> Vec<Given> {
        vec![
            Given::new("function name", "--function-name", &["functionName"], "my function"),
            Given::new("memory", "--function-memory", &["memorySize"], 512).unless(512),
            Given::new("IAM path", "--role-path", &["path", "role"], "/team/"),
        ]
    }

    #[test]
    fn the_operator_s_own_value_is_theirs_to_correct() {
        for problem in [refused("functionName", Some("my function")), refused("FunctionName", None)] {
            let problem = told(problem, &rows());
            assert_eq!(problem.kind, ProblemKind::Invalid);
            assert_eq!(problem.remedy, ["Correct the function name (--function-name): AWS does not accept my function."]);
        }
        assert_eq!(told(refused("role", Some("arn:aws:iam::111111111111:role/team/r")), &rows()).kind, ProblemKind::Invalid);
    }

    #[test]
    fn a_default_of_ours_can_be_replaced() {
        let problem = told(refused("MemorySize", None), &rows());
        assert_eq!(problem.kind, ProblemKind::Refused);
        assert_eq!(problem.remedy, ["Choose another memory than 512: --function-memory"]);
    }

    #[test]
    fn a_value_that_nobody_gave_stays_a_refusal() {
        for problem in
            [refused("functionName", Some("another")), refused("handler", Some("my function")), refused("role", Some("/x/"))]
        {
            assert_eq!(told(problem.clone(), &rows()), problem);
        }
    }

    #[test]
    fn another_kind_of_failure_is_left_as_it_is() {
        let quota = Problem { kind: ProblemKind::Quota, ..refused("functionName", None) };
        assert_eq!(told(quota.clone(), &rows()), quota);
    }
}
