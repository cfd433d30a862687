//! The two policies of docs/permissions.md are enough: a whole migration by two IAM users who may do what it lists, and nothing else.

use serde_json::{Value, json};

use crate::first_sign_in::{FLAGS, groups_and_mark, make_group};
use crate::lab::{Account, DestinationPool, Lab, SourcePool};
use crate::program::{migrate, resume, sign_in};

const PAGE: &str = include_str!("../../docs/permissions.md");
const ENGINEER: &str = "engineer";

/// MiniStack asks for these on every resource: it does not see the function's name in CreateFunction, nor a group's in
/// DescribeLogGroups. IAM compares them with the ARNs that the page has.
const ON_EVERY_RESOURCE: [&str; 2] = ["lambda:CreateFunction", "logs:DescribeLogGroups"];

#[tokio::test]
async fn the_permissions_of_the_readme_are_enough() {
    let lab = Lab::start();
    let pair = lab.by_username();
    become_engineers(&lab, pair).await;

    make_group(&lab.source(), pair.0, "staff", &["anna"]).await;

    migrate(&lab, "plan", pair, &["--detailed-exitcode"]).exits(3);
    migrate(&lab, "apply", pair, &["--yes"]).exits(0);
    resume(&lab, "verify", &[]).exits(0).says("0 skipped");
    resume(&lab, "groups", &["--yes"]).exits(0).says("1 membership waits");
    // Changing what is there takes other actions than making it.
    resume(&lab, "apply", &["--yes", "--log-retention-days", "7", "--function-memory", "256", "--tag", "team=identity"]).exits(0);
    resume(&lab, "apply", &["--yes"]).exits(0).says("No changes");
}

#[tokio::test]
async fn groups_at_the_first_sign_in_take_the_one_permission_more_that_the_page_names() {
    let lab = Lab::start();
    let pair = lab.by_username();
    become_engineers(&lab, pair).await;
    make_group(&lab.source(), pair.0, "staff", &["anna"]).await;
    let row = PAGE.lines().find(|line| line.starts_with("| groups at the first sign-in")).unwrap();
    let cells: Vec<&str> = row.split(" | ").collect();
    assert_eq!((cells[1], cells[3]), ("destination", "the destination pool |"));
    let action = cells[2].trim_matches('`');

    migrate(&lab, "apply", pair, &FLAGS).exits(1).says(action);
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": action, "Resource": pair.1.arn }],
    });
    let destination = lab.destination();
    let put = destination.iam.put_user_policy().user_name(ENGINEER).policy_name("more").policy_document(policy.to_string());
    put.send().await.unwrap();
    resume(&lab, "apply", &["--yes"]).exits(0);
    resume(&lab, "verify", &[]).exits(0).says("0 skipped");
    let anna = &pair.0.users[0];
    sign_in(&lab, &anna.name, &anna.password, &[]).exits(0).says("Groups brought").says("nothing left to bring");
    assert_eq!(groups_and_mark(&destination, pair.1, "anna").await, (["staff".to_owned()].into(), None));
    resume(&lab, "teardown", &["--yes"]).exits(0);
}

/// From here on the lab's two profiles are IAM users who may do what the page's policies say.
async fn become_engineers(lab: &Lab, pair: (&SourcePool, &DestinationPool)) {
    let policies: Vec<&str> = PAGE.split("```json\n").skip(1).map(|from_here| from_here.split_once("```").unwrap().0).collect();
    let [of_source, of_destination] = policies.as_slice() else { panic!("the page has {} policies", policies.len()) };
    let mut credentials = String::new();
    for (profile, side, policy, account, pool) in [
        ("ferry-source", "SOURCE", of_source, lab.source(), &pair.0.id),
        ("ferry-destination", "DESTINATION", of_destination, lab.destination(), &pair.1.id),
    ] {
        let policy = policy
            .replace(&format!("{side}-REGION"), &account.region)
            .replace(&format!("{side}-ACCOUNT"), &account.id)
            .replace(&format!("{side}-POOL"), pool);
        let (key, secret) = user_who_may(&account, serde_json::from_str(&policy).unwrap()).await;
        credentials += &format!("[{profile}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n\n");
    }
    std::fs::write(lab.aws_files().1, credentials).unwrap();
}

/// An IAM user with this policy alone, as an access key and its secret.
async fn user_who_may(account: &Account, mut policy: Value) -> (String, String) {
    let actions = |statement: &Value| match &statement["Action"] {
        Value::Array(actions) => actions.clone(),
        action => vec![action.clone()],
    };
    let listed: Vec<Value> = policy["Statement"].as_array().unwrap().iter().flat_map(actions).collect();
    let widened: Vec<&str> = ON_EVERY_RESOURCE.into_iter().filter(|action| listed.contains(&json!(action))).collect();
    if !widened.is_empty() {
        let statement = json!({ "Effect": "Allow", "Action": widened, "Resource": "*" });
        policy["Statement"].as_array_mut().unwrap().push(statement);
    }
    account.iam.create_user().user_name(ENGINEER).send().await.unwrap();
    account
        .iam
        .put_user_policy()
        .user_name(ENGINEER)
        .policy_name("readme")
        .policy_document(policy.to_string())
        .send()
        .await
        .unwrap();
    let key = account.iam.create_access_key().user_name(ENGINEER).send().await.unwrap().access_key.unwrap();
    (key.access_key_id, key.secret_access_key)
}
