//! Everything that the emulators can list of both accounts, as lines that can be compared: without clocks, and with the one generated
//! id that others refer to by what it belongs to.

use aws_sdk_iam::types::Role;
use serde_json::{Value, json};

use crate::lab::{Account, Lab};
use crate::policies::decoded;

/// One line for each thing, sorted.
pub async fn snapshot(lab: &Lab) -> Vec<String> {
    let (source, destination) = (lab.source(), lab.destination());
    let mut lines = Vec::new();
    let mut clients = Vec::new();
    for pool in [lab.by_username().0, lab.by_email().0] {
        let described = source.cognito.describe_user_pool().user_pool_id(&pool.id).send().await.unwrap();
        let mut described = described.user_pool.unwrap();
        (described.last_modified_date, described.estimated_number_of_users) = (None, 0);
        lines.push(format!("source {}: {described:?}", pool.id));
        clients.extend(source_clients(&source, &pool.id, &mut lines).await);
        lines.extend(users(&source, &pool.id).await);
    }
    for pool in [lab.by_username().1, lab.by_email().1] {
        for (operation, question) in [
            ("DescribeUserPool", json!({ "UserPoolId": pool.id })),
            ("DescribeUserPoolClient", json!({ "UserPoolId": pool.id, "ClientId": pool.client })),
            ("ListUserPoolClients", json!({ "UserPoolId": pool.id, "MaxResults": 60 })),
            ("ListUsers", json!({ "UserPoolId": pool.id })),
        ] {
            let answer = without_clocks(lab.ask_destination(operation, &question));
            lines.push(format!("destination {} {operation}: {answer}", pool.id));
        }
    }
    for account in [&source, &destination] {
        lines.extend(roles(account).await);
        lines.extend(functions(account).await);
        let groups = account.logs.describe_log_groups().send().await.unwrap();
        lines.extend(
            groups.log_groups().iter().map(|group| {
                format!("{} log group {:?}, {:?} days", account.id, group.log_group_name(), group.retention_in_days())
            }),
        );
    }
    for (id, name) in clients {
        lines.iter_mut().for_each(|line| *line = line.replace(&id, &format!("<client {name}>")));
    }
    lines.sort();
    lines
}

/// Lines of `found` that `expected` has not, or not as often.
pub fn surplus(found: &[String], expected: &[String]) -> Vec<String> {
    let mut expected = expected.to_vec();
    let mut surplus = found.to_vec();
    surplus.retain(|line| match expected.iter().position(|other| other == line) {
        Some(position) => {
            expected.remove(position);
            false
        }
        None => true,
    });
    surplus
}

async fn source_clients(source: &Account, pool: &str, lines: &mut Vec<String>) -> Vec<(String, String)> {
    let listed = source.cognito.list_user_pool_clients().user_pool_id(pool).max_results(60).send().await.unwrap();
    let mut ids = Vec::new();
    for client in listed.user_pool_clients() {
        let (id, name) = (client.client_id().unwrap(), client.client_name().unwrap());
        let described = source.cognito.describe_user_pool_client().user_pool_id(pool).client_id(id).send().await.unwrap();
        let mut described = described.user_pool_client.unwrap();
        (described.creation_date, described.last_modified_date, described.client_id) = (None, None, None);
        lines.push(format!("source {pool} client {name}: {described:?}"));
        ids.push((id.to_owned(), name.to_owned()));
    }
    ids
}

async fn users(account: &Account, pool: &str) -> Vec<String> {
    let listed = account.cognito.list_users().user_pool_id(pool).send().await.unwrap();
    let line = |user: &aws_sdk_cognitoidentityprovider::types::UserType| {
        let attributes: Vec<_> = user.attributes().iter().map(|attribute| (attribute.name(), attribute.value())).collect();
        format!("source {pool} user {:?} {:?} {:?} {attributes:?}", user.username(), user.user_status(), user.enabled())
    };
    listed.users().iter().map(line).collect()
}

async fn roles(account: &Account) -> Vec<String> {
    let mut lines = Vec::new();
    for role in account.iam.list_roles().send().await.unwrap().roles() {
        let name = role.role_name();
        let role: Role = account.iam.get_role().role_name(name).send().await.unwrap().role.unwrap();
        let mut tags: Vec<_> = role.tags().iter().map(|tag| (tag.key(), tag.value())).collect();
        tags.sort_unstable();
        let trust = decoded(role.assume_role_policy_document().unwrap());
        let mut policies = Vec::new();
        for policy in account.iam.list_role_policies().role_name(name).send().await.unwrap().policy_names() {
            let answer = account.iam.get_role_policy().role_name(name).policy_name(policy).send().await.unwrap();
            policies.push(format!("{policy} {}", decoded(answer.policy_document())));
        }
        policies.sort();
        let attached = account.iam.list_attached_role_policies().role_name(name).send().await.unwrap();
        let attached: Vec<_> = attached.attached_policies().iter().map(|policy| policy.policy_arn()).collect();
        let (path, description, limit) = (role.path(), role.description(), role.max_session_duration());
        lines.push(format!(
            "{} role {path}{name} {description:?} {limit:?} {trust} {tags:?} {policies:?} {attached:?}",
            account.id
        ));
    }
    lines
}

async fn functions(account: &Account) -> Vec<String> {
    let mut lines = Vec::new();
    for function in account.lambda.list_functions().send().await.unwrap().functions() {
        let name = function.function_name().unwrap();
        let mut variables: Vec<_> =
            function.environment().and_then(|environment| environment.variables()).into_iter().flatten().collect();
        variables.sort();
        let answer = account.lambda.get_function().function_name(name).send().await.unwrap();
        let mut tags: Vec<_> = answer.tags().into_iter().flatten().collect();
        tags.sort();
        let policy = account.lambda.get_policy().function_name(name).send().await;
        let policy = policy.ok().and_then(|policy| policy.policy.map(|policy| decoded(&policy)));
        lines.push(format!(
            "{} function {name} {:?} {:?} {:?} {:?} {:?} {:?} {variables:?} {tags:?} {policy:?}",
            account.id,
            function.runtime(),
            function.handler(),
            function.role(),
            function.memory_size(),
            function.timeout(),
            function.code_sha256(),
        ));
    }
    lines
}

fn without_clocks(answer: Value) -> Value {
    match answer {
        Value::Object(members) => members
            .into_iter()
            .filter(|(name, _)| !name.ends_with("Date"))
            .map(|(name, value)| (name, without_clocks(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_clocks).collect(),
        other => other,
    }
}
