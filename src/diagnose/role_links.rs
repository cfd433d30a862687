//! The links between the two accounts: the execution role, what it may assume, and whom the source role trusts. Pure.

use super::chain::{Link, LinkId, there};
use super::found::{Found, Policy, Role};
use super::variables::Meaning;
use crate::aws::policy_reading::{self, Asker, Condition, Decision, Principal, Statement, account_of, decide, statements};
use crate::aws::remedies::word;
use crate::migration::check::Check;
use crate::preflight::draft::{Draft, check, listed};

pub const ASSUME: &str = "sts:AssumeRole";

pub fn function_role(found: &Found) -> Link {
    let id = LinkId::FunctionRole;
    let arn = found.function.there().map(|function| function.role_arn.as_str()).unwrap_or_default();
    let draft = check("function-role.trust", "Lambda may be the function's execution role");
    let gone = |draft: Draft| {
        draft.fail(
            vec![format!("role {arn}: does not exist")],
            "Make the role again and give it to the function, or choose another.",
        )
    };
    let (role, draft) = match there(&found.function_role, draft, gone) {
        Ok(found) => found,
        Err(check) => return Link::of(id, short(arn), vec![check]),
    };
    let lambda = Principal::Service("lambda.amazonaws.com".into());
    let trusts = statements(&role.trust).into_iter().any(|it| {
        it.allows()
            && it.covers_action(ASSUME)
            && it.principals().iter().any(|named| *named == lambda || *named == Principal::Anyone)
    });
    let principals: Vec<String> =
        statements(&role.trust).iter().flat_map(|it| it.principals()).map(|it| it.to_string()).collect();
    let evidence = vec![format!("role: {}", role.arn), listed("it trusts", &principals)];
    let judged = match trusts {
        true => draft.pass(evidence),
        false => draft.fail(evidence, "Add to its trust policy: Allow sts:AssumeRole to the service lambda.amazonaws.com."),
    };
    Link::of(id, short(&role.arn), vec![judged])
}

pub fn assume_role(found: &Found) -> Link {
    let id = LinkId::AssumeRole;
    if let Some(why) = no_role(found) {
        return why.link(id);
    }
    let draft = check("assume-role.policy", "the execution role may assume the source role");
    let (role, draft) = match there(&found.function_role, draft, |draft| draft.rests_on("function-role.trust")) {
        Ok(found) => found,
        Err(check) => return Link::of(id, "", vec![check]),
    };
    let Some(target) = &found.role else {
        return Link::of(id, "", vec![role_unknown(draft)]);
    };
    let statement = serde_json::json!({ "Effect": "Allow", "Action": ASSUME, "Resource": target.value });
    let granted = granted(role, ASSUME, &target.value);
    // In one account a trust policy that names the role itself is enough.
    let trusted_by_name = account_of(&role.arn) == account_of(&target.value)
        && found.source_role.there().is_some_and(|source| names_exactly(source, &role.arn));
    let judged = match granted {
        Granted::No(evidence) if trusted_by_name => draft
            .pass([evidence, vec!["one account, and the trust policy names the role itself: that is enough".into()]].concat()),
        Granted::No(evidence) => draft.fail(
            [vec![format!("role to assume: {} ({})", target.value, target.from)], evidence].concat(),
            format!("Add this statement to the policies of {}:\n{statement}", short(&role.arn)),
        ),
        granted => granted.judge(draft, ""),
    };
    Link::of(id, short(&target.value), vec![judged])
}

fn names_exactly(source: &Role, arn: &str) -> bool {
    let named = |it: &Statement<'_>| it.principals().contains(&Principal::Aws(arn.to_owned()));
    statements(&source.trust).iter().any(|it| it.allows() && it.covers_action(ASSUME) && named(it))
}

pub fn trust(found: &Found) -> Link {
    let id = LinkId::Trust;
    if let Some(why) = no_role(found) {
        return why.link(id);
    }
    let Some(target) = &found.role else {
        return Link::of(id, "", vec![role_unknown(check("trust.exists", "the source role is there"))]);
    };
    let name = short(&target.value);
    let draft = check("trust.exists", format!("the source role {name} is there"));
    let gone = |draft: Draft| {
        draft.fail(
            vec![format!("{}: does not exist ({})", target.value, target.from)],
            "Correct the role's ARN in the function, or make the role.",
        )
    };
    let (role, draft) = match there(&found.source_role, draft, gone) {
        Ok(found) => found,
        Err(check) => return Link::of(id, name, vec![check]),
    };
    if role.arn != target.value {
        let evidence =
            vec![format!("the function says: {} ({})", target.value, target.from), format!("the role is: {}", role.arn)];
        return Link::of(id, name, vec![draft.fail(evidence, "Put the role's ARN into the function as it is, with its path.")]);
    }
    let exists = draft.pass(vec![format!("role: {} ({})", role.arn, target.from)]);
    let asker = found.function_role.there();
    let asker_arn = asker.map(|role| role.arn.as_str()).or(found.function.there().map(|function| function.role_arn.as_str()));
    let draft = check("trust.principal", "the source role trusts the function's execution role");
    let Some(asker_arn) = asker_arn else {
        return Link::of(id, name, vec![exists, draft.rests_on("function.exists")]);
    };
    let asker = Asker { role_arn: asker_arn, role_id: asker.map(|role| role.id.as_str()).unwrap_or_default() };
    Link::of(id, name, [vec![exists], trusted(found, role, asker)].concat())
}

/// Who is trusted, and on which conditions: two findings, for they are mended in two places.
fn trusted(found: &Found, role: &Role, asker: Asker<'_>) -> Vec<Check> {
    let draft = check("trust.principal", "the source role trusts the function's execution role");
    let assuming: Vec<Statement<'_>> = statements(&role.trust).into_iter().filter(|it| it.covers_action(ASSUME)).collect();
    let principals: Vec<Principal> = assuming.iter().filter(|it| it.allows()).flat_map(|it| it.principals()).collect();
    let context = [("aws:principalarn", Some(asker.role_arn)), ("aws:principalaccount", Some(account_of(asker.role_arn)))];
    let is_external_id = |condition: &Condition| condition.key.eq_ignore_ascii_case("sts:ExternalId");
    let about_the_asker = |it: &Statement<'_>| -> Vec<Option<bool>> {
        it.conditions().iter().filter(|condition| !is_external_id(condition)).map(|condition| condition.holds(&context)).collect()
    };
    let meant: Vec<Statement<'_>> =
        assuming.iter().copied().filter(|it| it.allows() && it.principals().iter().any(|named| named.is(asker))).collect();
    let matching: Vec<Statement<'_>> = meant.iter().copied().filter(|it| !about_the_asker(it).contains(&Some(false))).collect();
    let named: Vec<String> = principals.iter().map(ToString::to_string).collect();
    let mut evidence = vec![format!("execution role: {}", asker.role_arn), listed("trusted", &named)];
    evidence.extend(assuming.iter().flat_map(|it| it.conditions()).filter(|it| !is_external_id(it)).map(|it| said(&it)));
    let denied = assuming.iter().any(|it| !it.allows() && it.principals().iter().any(|named| named.is(asker)));
    if matching.is_empty() {
        return vec![draft.fail([evidence, deleted(&principals)].concat(), trust_remedy(found, role, asker))];
    }
    if denied {
        let remedy = "A statement with the effect Deny names the role, or everybody: see whether it applies.";
        return vec![draft.skipped(evidence, Some(remedy.into()))];
    }
    let unclear = matching.iter().all(|it| about_the_asker(it).contains(&None));
    let principal = match unclear {
        true => draft.skipped(evidence, Some("Look at these conditions yourself: they cannot be judged from here.".into())),
        false => draft.pass(evidence),
    };
    vec![principal, external_id(found, role, &matching)]
}

fn external_id(found: &Found, role: &Role, trusting: &[Statement<'_>]) -> Check {
    let draft = check("trust.external-id", "the external id is the same on both ends");
    let demanded: Vec<Condition> = trusting
        .iter()
        .flat_map(|it| it.conditions())
        .filter(|condition| condition.key.eq_ignore_ascii_case("sts:ExternalId"))
        .collect();
    // One statement that asks for none lets everybody through that it names.
    let without =
        trusting.iter().any(|it| !it.conditions().iter().any(|condition| condition.key.eq_ignore_ascii_case("sts:ExternalId")));
    if demanded.is_empty() || without {
        return draft.pass(vec!["the trust policy asks for none".into()]);
    }
    let Some(sent) = &found.external_id else {
        return draft.skipped(
            vec!["the trust policy asks for one; no variable of the function looks like one".into()],
            Some(
                "If the function has it in its code, pass it: --external-id TEXT. If it has none, this is where it breaks."
                    .into(),
            ),
        );
    };
    if sent.says_none() {
        let evidence = vec!["the function says none (--external-id none)".into()];
        return draft.fail(evidence, "Let the function say the one that the trust policy asks for.");
    }
    let context = [("sts:externalid", Some(sent.value.as_str()))];
    let holds: Vec<Option<bool>> = demanded.iter().map(|condition| condition.holds(&context)).collect();
    if holds.contains(&Some(true)) {
        return draft.pass(vec![format!("the same as in {}", sent.from)]);
    }
    let evidence = vec![
        format!("the function says: {} ({})", sent.value, sent.from),
        format!("the trust policy asks for: {}", demanded.iter().map(said).collect::<Vec<_>>().join("; ")),
    ];
    if holds.contains(&None) {
        return draft.skipped(evidence, Some("Look at this condition yourself: it cannot be judged from here.".into()));
    }
    let remedy = format!(
        "Make them equal: correct the function's variable, or the condition in the trust policy of {}.",
        short(&role.arn)
    );
    draft.fail(evidence, remedy)
}

/// IAM puts the bare id in the place of a role that was deleted: one that is made anew with the same name is another one (facts §4.2).
fn deleted(principals: &[Principal]) -> Vec<String> {
    let gone = principals.iter().filter(|principal| principal.is_of_the_deleted());
    gone.map(|id| format!("{id}: the id of a role that was deleted; one made anew under its name is another one")).collect()
}

fn trust_remedy(found: &Found, role: &Role, asker: Asker<'_>) -> String {
    let mut statement = serde_json::json!({ "Effect": "Allow", "Principal": { "AWS": asker.role_arn }, "Action": ASSUME });
    if let Some(external_id) = found.external_id.as_ref().filter(|sent| !sent.says_none()) {
        statement["Condition"] = serde_json::json!({ "StringEquals": { "sts:ExternalId": external_id.value } });
    }
    let document = serde_json::json!({ "Version": "2012-10-17", "Statement": [statement] });
    let profile = found.source.as_ref().map_or("NAME", |source| source.profile.as_str());
    format!(
        "aws iam update-assume-role-policy --role-name {} --profile {} --policy-document '{document}'",
        word(short(&role.arn)),
        word(profile)
    )
}

fn said(condition: &Condition) -> String {
    format!("{} {}: {}", condition.operator, condition.key, condition.values.join(", "))
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

fn no_role(found: &Found) -> Option<NoRole> {
    if !found.without_a_role() {
        return None;
    }
    Some(found.variable(Meaning::AccessKeys).map_or(NoRole::OneAccount, |keys| NoRole::Keys(keys.name.clone())))
}

fn role_unknown(draft: Draft) -> Check {
    draft.skipped(
        vec!["No variable and no policy of the function names a role.".into()],
        Some("If the function has it in its code, pass it: --source-role ARN".into()),
    )
}

/// Whether a role's policies, and the boundary around them, allow an action.
pub enum Granted {
    Yes(Vec<String>),
    No(Vec<String>),
    Unclear(Vec<String>),
    Unread(crate::aws::problem::Problem),
}

impl Granted {
    /// The check of this finding.
    pub fn judge(self, draft: Draft, remedy: &str) -> Check {
        match self {
            Granted::Yes(evidence) => draft.pass(evidence),
            Granted::No(evidence) => draft.fail(evidence, remedy),
            Granted::Unclear(evidence) => {
                draft.skipped(evidence, Some("Look at these conditions yourself: they cannot be judged from here.".into()))
            }
            Granted::Unread(problem) => draft.unseen(&problem),
        }
    }
}

pub fn granted(role: &Role, action: &str, resource: &str) -> Granted {
    let policies = match &role.policies {
        Ok(policies) => policies,
        Err(problem) => return Granted::Unread(problem.clone()),
    };
    let read = policies.iter().filter_map(|policy| policy.document.as_ref().ok());
    let unread = policies.iter().find_map(|policy| policy.document.as_ref().err());
    let names: Vec<String> = policies.iter().map(|policy| short(&policy.name).to_owned()).collect();
    let mut evidence = vec![format!("{action} on {resource}"), listed("policies", &names)];
    let inside = decide(read.clone(), action, resource);
    let elsewhere: Vec<String> = read
        .flat_map(statements)
        .filter(|it| it.allows() && it.covers_action(action))
        .flat_map(policy_reading::Statement::resources)
        .map(str::to_owned)
        .collect();
    match (inside, unread) {
        (Decision::Allowed, None) => {}
        (Decision::Denied, _) => return Granted::No([evidence, vec!["denied by a statement of its own".into()]].concat()),
        (Decision::DependsOn(keys), _) => return Granted::Unclear([evidence, vec![listed("it depends on", &keys)]].concat()),
        // What was not read may allow it, or deny it.
        (Decision::Allowed | Decision::NotAllowed, Some(problem)) => return Granted::Unread(problem.clone()),
        (Decision::NotAllowed, None) => {
            evidence.extend((!elsewhere.is_empty()).then(|| listed("allowed on", &elsewhere)));
            return Granted::No(evidence);
        }
    }
    within(role.boundary.as_ref(), action, resource, evidence)
}

fn within(boundary: Option<&Policy>, action: &str, resource: &str, mut evidence: Vec<String>) -> Granted {
    let Some(boundary) = boundary else { return Granted::Yes(evidence) };
    evidence.push(format!("permissions boundary: {}", boundary.name));
    match &boundary.document {
        Err(problem) => Granted::Unread(problem.clone()),
        Ok(document) => match decide([document], action, resource) {
            Decision::Allowed => Granted::Yes(evidence),
            Decision::DependsOn(keys) => Granted::Unclear([evidence, vec![listed("it depends on", &keys)]].concat()),
            Decision::Denied | Decision::NotAllowed => {
                Granted::No([evidence, vec!["the boundary does not allow it".into()]].concat())
            }
        },
    }
}

/// The last part of an ARN, or the name itself.
pub fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}
