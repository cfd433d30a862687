//! A whole migration by the program, headless, between two real profiles.

use serde_json::{Value, json};

use crate::lab::{DestinationPool, Lab};
use crate::policies;
use crate::program::{migrate, resume, sign_in};

#[tokio::test]
async fn a_plan_shows_changes_and_touches_nothing() {
    let lab = Lab::start();
    let pair = lab.by_username();
    let before = destination_documents(&lab, pair.1);

    migrate(&lab, "plan", pair, &["--detailed-exitcode"]).exits(3).says("sts:ExternalId");

    assert_eq!(destination_documents(&lab, pair.1), before);
    let clients = lab.source().cognito.list_user_pool_clients().user_pool_id(&pair.0.id).send().await.unwrap();
    assert!(clients.user_pool_clients().is_empty());
    for account in [lab.source(), lab.destination()] {
        assert!(account.iam.list_roles().send().await.unwrap().roles().is_empty(), "{}", account.id);
        assert!(account.lambda.list_functions().send().await.unwrap().functions().is_empty(), "{}", account.id);
    }
}

#[tokio::test]
async fn what_apply_makes_passes_verify_and_a_second_apply_says_no_changes() {
    let lab = Lab::start();
    let pair = lab.by_username();

    migrate(&lab, "verify", pair, &[]).exits(3);
    migrate(&lab, "apply", pair, &["--yes"]).exits(0);
    resume(&lab, "verify", &[]).exits(0);
    resume(&lab, "apply", &["--yes"]).exits(0).says("No changes");
    resume(&lab, "plan", &["--detailed-exitcode"]).exits(0).says("No changes");
}

#[tokio::test]
pub async fn apply_changes_the_pool_and_its_client_in_one_field_each() {
    let lab = Lab::start();
    let pair = lab.by_username();
    let [mut pool, mut client] = destination_documents(&lab, pair.1);

    migrate(&lab, "apply", pair, &["--yes"]).exits(0);

    let [new_pool, new_client] = destination_documents(&lab, pair.1);
    let function = new_pool["LambdaConfig"]["UserMigration"].as_str().unwrap().to_owned();
    pool["LambdaConfig"]["UserMigration"] = json!(function);
    assert_eq!(new_pool, pool);
    client["ExplicitAuthFlows"].as_array_mut().unwrap().push(json!("ALLOW_USER_PASSWORD_AUTH"));
    assert_eq!(new_client, client);
}

#[tokio::test]
async fn a_test_sign_in_succeeds_for_whoever_only_the_source_knows() {
    for pair in [Lab::by_username, Lab::by_email] {
        let lab = Lab::start();
        migrate(&lab, "apply", pair(&lab), &["--yes"]).exits(0);
        for user in &pair(&lab).0.users {
            sign_in(&lab, &user.name, &user.password, &[]).exits(0);
        }
    }
}

#[tokio::test]
async fn a_test_sign_in_with_a_wrong_password_fails_and_says_so() {
    let lab = Lab::start();
    migrate(&lab, "apply", lab.by_username(), &["--yes"]).exits(0);

    let outcome = sign_in(&lab, "anna", "Not-The-Password-1", &[]).exits(1).says("password");
    assert!(!format!("{outcome:?}").contains("Not-The-Password-1"));
    assert_eq!(lab.refusal("anna").unwrap(), "the function does not know the user");
}

#[tokio::test]
async fn a_changed_external_id_fails_the_test_sign_in_and_is_named_as_the_broken_link() {
    let lab = Lab::start();
    let (old, _) = lab.by_username();
    migrate(&lab, "apply", lab.by_username(), &["--yes"]).exits(0);
    let source = lab.source();
    let roles = source.iam.list_roles().send().await.unwrap();
    let [role] = roles.roles() else { panic!("one role in the source account, not {roles:?}") };
    let mut trust = policies::decoded(role.assume_role_policy_document().unwrap());
    trust["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"] = json!("another-external-id-altogether-0000");
    let update = source.iam.update_assume_role_policy().role_name(role.role_name());
    update.policy_document(trust.to_string()).send().await.unwrap();

    resume(&lab, "verify", &[]).exits(3).says("external id");
    // A warm function still holds the credentials that it assumed before.
    policies::forget_credentials(&lab.destination()).await;
    let anna = &old.users[0];
    sign_in(&lab, &anna.name, &anna.password, &[]).exits(1).says("external id");
}

/// The destination pool and its app client, in full, less the times at which they were last changed.
fn destination_documents(lab: &Lab, pool: &DestinationPool) -> [Value; 2] {
    let questions = [
        ("DescribeUserPool", "UserPool", json!({ "UserPoolId": pool.id })),
        ("DescribeUserPoolClient", "UserPoolClient", json!({ "UserPoolId": pool.id, "ClientId": pool.client })),
    ];
    questions.map(|(operation, member, question)| {
        let mut document = lab.ask_destination(operation, &question)[member].take();
        document.as_object_mut().unwrap().remove("LastModifiedDate");
        document
    })
}
