//! The links between the two accounts: the execution role, what it may assume, and whom the source role trusts. Pure.

use serde_json::json;

use super::discovery::{Discovery, Role};
use super::granted::{Granted, Why, granted};
use super::remedies::{self, short};
use super::request_context::{self, Passed};
use super::variables::Meaning;
use crate::aws::policy::conditions::{Condition, RequestContext};
use crate::aws::policy::reading::{Principal, Requester, Statement, account_of, statements};
use crate::check::builder::{CheckBuilder, check, listed};
use crate::check::finding::Check;
use crate::diagnose::link::{Link, LinkId, require};

pub const ASSUME: &str = "sts:AssumeRole";

pub fn function_role(discovery: &Discovery) -> Link {
    let id = LinkId::FunctionRole;
    let arn = discovery.function.present().map(|function| function.role_arn.as_str()).unwrap_or_default();
    let builder = check("function-role.trust", "Lambda may be the function's execution role");
    let gone = |builder: CheckBuilder| {
        builder.fail(
            vec![format!("role {arn}: does not exist")],
            "Make the role again and give it to the function, or choose another.",
        )
    };
    let (role, builder) = match require(&discovery.function_role, builder, gone) {
        Ok(pair) => pair,
        Err(check) => return Link::of(id, short(arn), vec![check]),
    };
    let lambda = Principal::Service("lambda.amazonaws.com".into());
    let function_arn = discovery.function.present().map(|function| function.arn.as_str()).unwrap_or_default();
    let request = request_context::run(function_arn, discovery.looked_at);
    let naming: Vec<Statement<'_>> = statements(&role.trust)
        .into_iter()
        .filter(|it| it.allows() && it.covers_action(ASSUME))
        .filter(|it| it.principals().iter().any(|named| *named == lambda || *named == Principal::Anyone))
        .collect();
    let principals: Vec<String> =
        statements(&role.trust).iter().flat_map(|it| it.principals()).map(|it| it.to_string()).collect();
    let never: Vec<Condition> = naming.iter().flat_map(|it| it.never_met(&request)).collect();
    let evidence = vec![format!("role: {}", role.arn), listed("it trusts", &principals)];
    let evidence = [evidence, request_context::why_never(&never)].concat();
    let applies: Vec<Option<bool>> = naming.iter().map(|it| it.applies(&request)).collect();
    let judged = match (applies.contains(&Some(true)), applies.contains(&None)) {
        (true, _) => builder.pass(evidence),
        (false, true) => {
            let unclear: Vec<Condition> = naming.iter().flat_map(|it| it.conditions()).collect();
            builder.skipped(evidence, Some(remedies::unclear_conditions(&unclear, &discovery.destination.profile)))
        }
        (false, false) => {
            let statement = json!({ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": ASSUME });
            builder.fail(evidence, remedies::trust(role, &discovery.destination.profile, statement))
        }
    };
    Link::of(id, short(&role.arn), vec![judged])
}

pub fn assume_role(discovery: &Discovery) -> Link {
    let id = LinkId::AssumeRole;
    if let Some(why) = no_role(discovery) {
        return why.link(id);
    }
    let builder = check("assume-role.policy", "the execution role may assume the source role");
    let (role, builder) = match require(&discovery.function_role, builder, |builder| builder.depends_on("function-role.trust")) {
        Ok(pair) => pair,
        Err(check) => return Link::of(id, "", vec![check]),
    };
    let Some(target) = &discovery.role else {
        return Link::of(id, "", vec![role_unknown(builder)]);
    };
    let granted = granted(role, ASSUME, &target.value, &assuming(discovery, &role.arn, &target.value));
    // In one account a trust policy that names the role itself is enough.
    let trusted_by_name = account_of(&role.arn) == account_of(&target.value)
        && discovery.source_role.present().is_some_and(|source| names_exactly(source, &role.arn));
    let judged = match granted {
        Granted::No(Why::Missing, evidence) if trusted_by_name => builder
            .pass([evidence, vec!["one account, and the trust policy names the role itself: that is enough".into()]].concat()),
        Granted::No(why, evidence) => builder.fail(
            [vec![format!("role to assume: {} ({})", target.value, target.from)], evidence].concat(),
            why.remedy(role, || remedies::grant(role, &discovery.destination.profile, &[ASSUME], &target.value)),
        ),
        granted => granted.judge(builder, role, &discovery.destination.profile, String::new),
    };
    Link::of(id, short(&target.value), vec![judged])
}

/// The execution role's call for the source role.
fn assuming(discovery: &Discovery, requester_arn: &str, target: &str) -> RequestContext {
    let trust = discovery.source_role.present().map(|role| &role.trust);
    let allows =
        |action: &str| trust.is_none_or(|trust| statements(trust).iter().any(|it| it.allows() && it.covers_action(action)));
    let passed = Passed { tags: allows("sts:TagSession"), source_identity: allows("sts:SetSourceIdentity") };
    let (function, role) = (discovery.function.present(), discovery.function_role.present());
    request_context::assume_role(requester_arn, role, function, target, passed, discovery.looked_at)
}

fn names_exactly(source: &Role, arn: &str) -> bool {
    let named = |it: &Statement<'_>| it.principals().contains(&Principal::Aws(arn.to_owned()));
    statements(&source.trust).iter().any(|it| it.allows() && it.covers_action(ASSUME) && named(it))
}

pub fn trust(discovery: &Discovery) -> Link {
    let id = LinkId::Trust;
    if let Some(why) = no_role(discovery) {
        return why.link(id);
    }
    let Some(target) = &discovery.role else {
        return Link::of(id, "", vec![role_unknown(check("trust.exists", "the source role is there"))]);
    };
    let name = short(&target.value);
    let builder = check("trust.exists", format!("the source role {name} is there"));
    let gone = |builder: CheckBuilder| {
        builder.fail(
            vec![format!("{}: does not exist ({})", target.value, target.from)],
            "Correct the role's ARN in the function, or make the role.",
        )
    };
    let (role, builder) = match require(&discovery.source_role, builder, gone) {
        Ok(pair) => pair,
        Err(check) => return Link::of(id, name, vec![check]),
    };
    if role.arn != target.value {
        let evidence =
            vec![format!("the function says: {} ({})", target.value, target.from), format!("the role is: {}", role.arn)];
        return Link::of(id, name, vec![builder.fail(evidence, "Put the role's ARN into the function as it is, with its path.")]);
    }
    let exists = builder.pass(vec![format!("role: {} ({})", role.arn, target.from)]);
    let requester = discovery.function_role.present();
    let requester_arn =
        requester.map(|role| role.arn.as_str()).or(discovery.function.present().map(|function| function.role_arn.as_str()));
    let builder = check("trust.principal", "the source role trusts the function's execution role");
    let Some(requester_arn) = requester_arn else {
        return Link::of(id, name, vec![exists, builder.depends_on("function.exists")]);
    };
    let requester = Requester { role_arn: requester_arn, role_id: requester.map(|role| role.id.as_str()).unwrap_or_default() };
    Link::of(id, name, [vec![exists], trusted(discovery, role, requester)].concat())
}

/// Who is trusted, and on which conditions: two findings, for they are mended in two places.
fn trusted(discovery: &Discovery, role: &Role, requester: Requester<'_>) -> Vec<Check> {
    let builder = check("trust.principal", "the source role trusts the function's execution role");
    let assuming: Vec<Statement<'_>> = statements(&role.trust).into_iter().filter(|it| it.covers_action(ASSUME)).collect();
    let principals: Vec<Principal> = assuming.iter().filter(|it| it.allows()).flat_map(|it| it.principals()).collect();
    let request = self::assuming(discovery, requester.role_arn, &role.arn);
    let is_external_id = |condition: &Condition| condition.key.eq_ignore_ascii_case("sts:ExternalId");
    let about_the_requester = |it: &Statement<'_>| -> Vec<(Condition, Option<bool>)> {
        let conditions = it.conditions().into_iter().filter(|condition| !is_external_id(condition));
        conditions.map(|condition| (condition.holds(&request), condition)).map(|(holds, condition)| (condition, holds)).collect()
    };
    let any = |it: &Statement<'_>, answer: Option<bool>| about_the_requester(it).iter().any(|(_, holds)| *holds == answer);
    let meant: Vec<Statement<'_>> = assuming.iter().copied().filter(|it| it.allows() && it.is_about(requester)).collect();
    let matching: Vec<Statement<'_>> = meant.iter().copied().filter(|it| !any(it, Some(false))).collect();
    let named: Vec<String> = principals.iter().map(ToString::to_string).collect();
    let mut evidence = vec![format!("execution role: {}", requester.role_arn), listed("trusted", &named)];
    evidence.extend(assuming.iter().flat_map(|it| it.conditions()).filter(|it| !is_external_id(it)).map(|it| it.to_string()));
    if matching.is_empty() {
        let of_meant = meant.iter().flat_map(about_the_requester).filter(|(_, holds)| *holds == Some(false));
        let never: Vec<Condition> = of_meant.map(|(condition, _)| condition).collect();
        evidence.extend(request_context::why_never(&never));
        return vec![builder.fail([evidence, deleted(&principals)].concat(), trust_remedy(discovery, role, requester))];
    }
    let denying: Vec<Option<bool>> =
        assuming.iter().filter(|it| !it.allows() && it.is_about(requester)).map(|it| it.applies(&request)).collect();
    if denying.contains(&Some(true)) {
        evidence.push("a statement with the effect Deny is about the execution role, and its conditions are met".into());
        let remedy = "An Allow does not help against a Deny. Ask the role's owner which role may assume it, or have a role created for the migration alone.";
        return vec![builder.fail(evidence, remedy)];
    }
    if denying.contains(&None) {
        let remedy = "A statement with the effect Deny names the role, or everyone: check whether it applies.";
        return vec![builder.skipped(evidence, Some(remedy.into()))];
    }
    let principal = match matching.iter().all(|it| any(it, None)) {
        true => {
            let unclear: Vec<Condition> = matching
                .iter()
                .flat_map(about_the_requester)
                .filter(|(_, holds)| holds.is_none())
                .map(|(condition, _)| condition)
                .collect();
            builder.skipped(evidence, Some(remedies::unclear_conditions(&unclear, &discovery.destination.profile)))
        }
        false => builder.pass(evidence),
    };
    vec![principal, external_id(discovery, role, requester, &matching)]
}

fn external_id(discovery: &Discovery, role: &Role, requester: Requester<'_>, trusting: &[Statement<'_>]) -> Check {
    let builder = check("trust.external-id", "the external id is the same on both ends");
    let demanded: Vec<Condition> = trusting
        .iter()
        .flat_map(|it| it.conditions())
        .filter(|condition| condition.key.eq_ignore_ascii_case("sts:ExternalId"))
        .collect();
    // One statement that asks for none lets everybody through that it names.
    let without =
        trusting.iter().any(|it| !it.conditions().iter().any(|condition| condition.key.eq_ignore_ascii_case("sts:ExternalId")));
    if demanded.is_empty() || without {
        return builder.pass(vec!["the trust policy asks for none".into()]);
    }
    let Some(sent) = &discovery.external_id else {
        return builder.skipped(
            vec!["the trust policy asks for one; no variable of the function looks like one".into()],
            Some(
                "If the function has it in its code, pass it: --external-id TEXT. If it has none, this is where it breaks."
                    .into(),
            ),
        );
    };
    if sent.says_none() {
        let evidence = vec!["the function says none (--external-id none)".into()];
        return builder.fail(evidence, "Let the function say the one that the trust policy asks for.");
    }
    let request = self::assuming(discovery, requester.role_arn, &role.arn).is("sts:ExternalId", &sent.value);
    let holds: Vec<Option<bool>> = demanded.iter().map(|condition| condition.holds(&request)).collect();
    if holds.contains(&Some(true)) {
        return builder.pass(vec![format!("the same as in {}", sent.from)]);
    }
    let evidence = vec![
        format!("the function says: {} ({})", sent.value, sent.from),
        format!("the trust policy asks for: {}", demanded.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
    ];
    if holds.contains(&None) {
        return builder.skipped(evidence, Some("Look at this condition yourself: it cannot be judged from here.".into()));
    }
    let profile = discovery.source.as_ref().map_or("NAME", |source| source.profile.as_str());
    let command = remedies::external_id(role, profile, requester.role_arn, &sent.value);
    builder.fail(evidence, format!("Make them equal: correct the function's variable ({}).\n{command}", sent.from))
}

/// IAM puts the bare id in the place of a role that was deleted: one that is made anew with the same name is another one (facts §4.2).
fn deleted(principals: &[Principal]) -> Vec<String> {
    let gone = principals.iter().filter(|principal| principal.is_of_the_deleted());
    gone.map(|id| format!("{id}: the id of a deleted role; a new role of the same name has a different id")).collect()
}

/// As its predecessor was trusted, where that is told by a name that nobody has any more; else for the external id that the function says.
fn trust_remedy(discovery: &Discovery, role: &Role, requester: Requester<'_>) -> String {
    let mut statement = json!({ "Effect": "Allow", "Principal": { "AWS": requester.role_arn }, "Action": ASSUME });
    let predecessor = statements(&role.trust).into_iter().find(|it| {
        let principals = it.principals();
        it.allows() && !principals.is_empty() && principals.iter().all(Principal::is_of_the_deleted)
    });
    match (&discovery.external_id, predecessor.and_then(Statement::condition)) {
        (Some(sent), _) if sent.says_none() => {}
        (Some(sent), _) => statement["Condition"] = json!({ "StringEquals": { "sts:ExternalId": sent.value } }),
        (None, Some(condition)) => statement["Condition"] = condition.clone(),
        (None, None) => {}
    }
    let profile = discovery.source.as_ref().map_or("NAME", |source| source.profile.as_str());
    remedies::trust(role, profile, statement)
}

/// Why there is no role between the function and the source pool.
enum NoRole {
    OneAccount,
    Keys(String),
}

impl NoRole {
    fn link(self, id: LinkId) -> Link {
        match self {
            NoRole::OneAccount => Link::not_used(id, "the function asks as itself: one account"),
            NoRole::Keys(variable) => Link::not_used(id, format!("access keys instead ({variable})")),
        }
    }
}

fn no_role(discovery: &Discovery) -> Option<NoRole> {
    if !discovery.without_a_role() {
        return None;
    }
    Some(discovery.variable(Meaning::AccessKeys).map_or(NoRole::OneAccount, |keys| NoRole::Keys(keys.name.clone())))
}

fn role_unknown(builder: CheckBuilder) -> Check {
    builder.skipped(
        vec!["No variable and no policy of the function names a role.".into()],
        Some("If the function has it in its code, pass it: --source-role ARN".into()),
    )
}
