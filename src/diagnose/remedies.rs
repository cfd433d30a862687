//! The commands that mend a link: each writes what stands there as it was read, with one statement more, so that nobody beside loses
//! anything; and each says in which account it does what. Pure.

use serde_json::{Value, json};

use super::discover::short_name;
use super::discovery::{Discovery, Role, RolePolicy};
use crate::aws::policy::conditions::Condition;
use crate::aws::policy::reading::account_of;
use crate::command::{Command, Operation};

/// IAM's quota for a trust policy, in characters that are not white space; an account can have it raised to twice as much.
const TRUST_LENGTH: usize = 2048;

/// Lets one more principal assume the role. The whole document goes back, for UpdateAssumeRolePolicy replaces it.
pub fn trust(role: &Role, profile: &str, statement: Value) -> String {
    let (mut document, left_out) = without_the_deleted(&role.trust);
    add(&mut document, statement);
    let name = short(&role.arn);
    let text = document.to_string();
    let mut lines = vec![format!(
        "This writes the trust policy of {name} (account {}) as it was read just now, with one statement more; if it may have changed \
         since, run diagnose again first:",
        account_of(&role.arn)
    )];
    lines.extend(left_out.iter().map(|statement| {
        format!("A statement names only a deleted role or user, which IAM does not accept: it is left out. {statement}")
    }));
    let length = text.chars().filter(|letter| !letter.is_whitespace()).count();
    if length > TRUST_LENGTH {
        lines.push(format!("It has {length} characters; IAM accepts {TRUST_LENGTH}, or twice that if the quota was raised."));
    }
    let command = Command::aws(Operation::UpdateAssumeRolePolicy).with("--role-name", name).with("--policy-document", text);
    lines.push(command.profile(profile).to_string());
    lines.join("\n")
}

/// Makes the external id of statements that name nobody but this role the one that is sent: what others say stays theirs.
pub fn external_id(role: &Role, profile: &str, requester_arn: &str, sent: &str) -> String {
    let mut changed = role.trust.clone();
    let own = |statement: &Value| {
        statement["Principal"] == json!({ "AWS": requester_arn }) || statement["Principal"] == json!({ "AWS": [requester_arn] })
    };
    let mut mended = false;
    for statement in all(&mut changed).into_iter().filter(|statement| own(statement)) {
        let operators = statement.get_mut("Condition").and_then(Value::as_object_mut);
        let keys = operators.into_iter().flat_map(|operators| operators.values_mut()).filter_map(Value::as_object_mut);
        for (_, value) in keys.flat_map(|keys| keys.iter_mut()).filter(|(key, _)| key.eq_ignore_ascii_case("sts:ExternalId")) {
            *value = json!(sent);
            mended = true;
        }
    }
    let trusting = json!({ "Effect": "Allow", "Principal": { "AWS": requester_arn }, "Action": "sts:AssumeRole",
                           "Condition": { "StringEquals": { "sts:ExternalId": sent } } });
    if !mended {
        return trust(role, profile, trusting);
    }
    let (document, _) = without_the_deleted(&changed);
    let command = Command::aws(Operation::UpdateAssumeRolePolicy)
        .with("--role-name", short(&role.arn))
        .with("--policy-document", document.to_string())
        .profile(profile);
    format!(
        "Or correct the condition. This writes the trust policy of {} (account {}) as it was read just now, with the external id that the \
         function says:\n{command}",
        short(&role.arn),
        account_of(&role.arn)
    )
}

/// Gives a role one more permission, as a policy of its own: PutRolePolicy replaces a policy of the same name.
pub fn grant(role: &Role, profile: &str, actions: &[&str], resource: &str) -> String {
    let taken: Vec<&str> = role.policies.iter().flatten().map(|policy: &RolePolicy| policy.name.as_str()).collect();
    let name = unused("cognito-user-migration", &taken);
    let actions = if let [one] = actions { json!(one) } else { json!(actions) };
    let document =
        json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": resource }] });
    let command = Command::aws(Operation::PutRolePolicy)
        .with("--role-name", short(&role.arn))
        .with("--policy-name", &name)
        .with("--policy-document", document.to_string())
        .profile(profile);
    format!(
        "This adds the inline policy {name} to {} (account {}); its other policies stay as they are:\n{command}",
        short(&role.arn),
        account_of(&role.arn)
    )
}

/// Lets Cognito invoke the function for exactly this pool.
pub fn invoke(discovery: &Discovery, pool_arn: &str) -> String {
    let place = &discovery.destination;
    let named = discovery.request.function.as_deref().or(discovery.trigger.as_deref()).unwrap_or("NAME");
    let taken: Vec<&str> = discovery.permission.present().map(sids).unwrap_or_default();
    let sid = unused("cognito-user-migration", &taken);
    let command = Command::aws(Operation::AddPermission)
        .with("--function-name", short_name(named))
        .with("--statement-id", &sid)
        .with("--action", "lambda:InvokeFunction")
        .with("--principal", "cognito-idp.amazonaws.com")
        .with("--source-arn", pool_arn)
        .with("--source-account", &place.account)
        .at(&place.profile, &place.region);
    format!(
        "This adds the statement {sid} to the policy of the function {} (account {}); its other statements stay:\n{command}",
        short_name(named),
        place.account
    )
}

/// What would settle conditions that cannot be judged from here.
pub fn unclear_conditions(conditions: &[Condition], profile: &str) -> String {
    let keys: Vec<&str> = conditions.iter().map(|condition| condition.key.as_str()).collect();
    let begins = |start: &str| keys.iter().any(|key| key.to_ascii_lowercase().starts_with(start));
    let mut lines = vec!["Look at these conditions yourself: they cannot be judged from here.".to_owned()];
    if begins("aws:principalorg") {
        lines.push("This shows the organization of the function's account:".to_owned());
        let organization =
            Command::aws(Operation::DescribeOrganization).with("--query", "Organization.Id").with("--output", "text");
        lines.push(organization.profile(profile).to_string());
    }
    if begins("sts:rolesessionname") {
        lines.push("sts:RoleSessionName is what the function's code says when it assumes the role.".to_owned());
    }
    lines.join("\n")
}

/// The last part of an ARN, or the name itself.
pub fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

fn sids(policy: &Value) -> Vec<&str> {
    let statements = policy.get("Statement").and_then(Value::as_array).into_iter().flatten();
    statements.filter_map(|statement| statement.get("Sid").and_then(Value::as_str)).collect()
}

fn unused(name: &str, taken: &[&str]) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    // There is always a number that nobody has taken.
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(&name.as_str())).unwrap_or_default()
}

fn all(document: &mut Value) -> Vec<&mut Value> {
    match document.get_mut("Statement") {
        Some(Value::Array(statements)) => statements.iter_mut().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

fn add(document: &mut Value, statement: Value) {
    if !document.is_object() {
        *document = json!({ "Version": "2012-10-17" });
    }
    let statements = &mut document["Statement"];
    match statements {
        Value::Array(statements) => statements.push(statement),
        Value::Null => *statements = json!([statement]),
        one => *one = json!([one.take(), statement]),
    }
}

/// IAM shows the bare id of a role or user that was deleted, and takes no document that has one: such names are dropped, and a statement
/// that names nobody else with them, which is told. Nobody loses anything: nobody can be that role again.
fn without_the_deleted(trust: &Value) -> (Value, Vec<String>) {
    let mut document = trust.clone();
    let mut left_out = Vec::new();
    let is_deleted = |name: &Value| name.as_str().is_some_and(|name| name.starts_with("AROA") || name.starts_with("AIDA"));
    let kept: Vec<Value> = statements_of(&document)
        .into_iter()
        .filter_map(|mut statement| {
            for element in ["Principal", "NotPrincipal"] {
                let Some(kinds) = statement.get_mut(element).and_then(Value::as_object_mut) else { continue };
                match kinds.get_mut("AWS") {
                    Some(Value::Array(names)) => names.retain(|name| !is_deleted(name)),
                    Some(one) if is_deleted(one) => *one = json!([]),
                    _ => continue,
                }
                if kinds.get("AWS") == Some(&json!([])) {
                    kinds.remove("AWS");
                }
                if kinds.is_empty() {
                    left_out.push(statement.to_string());
                    return None;
                }
            }
            Some(statement)
        })
        .collect();
    document["Statement"] = Value::Array(kept);
    (document, left_out)
}

fn statements_of(document: &Value) -> Vec<Value> {
    match document.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}
