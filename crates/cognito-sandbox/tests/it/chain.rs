//! The whole chain in the sandbox, by the real SDK clients: eight resources by hand, then sign-ins through the new pool.
use crate::support::{
    self, Clients, DESTINATION_CLIENT, DESTINATION_POOL, FUNCTION_ROLE, Migration, SOURCE_POOL, clients, sandbox,
};
use aws_sdk_cognitoidentityprovider::operation::initiate_auth::InitiateAuthOutput;
use aws_sdk_cognitoidentityprovider::types::{
    AttributeDataType, AuthFlowType, ExplicitAuthFlowsType, LambdaConfigType, SchemaAttributeType, UserStatusType,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

#[tokio::test]
async fn a_user_whom_only_the_old_pool_knows_signs_in_through_the_new_one() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let migration = Migration::apply(&old, &new).await;
    let practice = sandbox.hint().unwrap();

    let signed_in = new.sign_in(&practice.user_name, &practice.password).await.unwrap();
    assert!(signed_in.authentication_result().unwrap().access_token().is_some());

    let user = new.cognito.admin_get_user().user_pool_id(DESTINATION_POOL).username(&practice.user_name).send().await.unwrap();
    assert_eq!(user.user_status(), Some(&UserStatusType::Confirmed));
    let attribute = |name: &str| {
        user.user_attributes()
            .iter()
            .find(|attribute| attribute.name() == name)
            .and_then(|attribute| attribute.value().map(str::to_owned))
    };
    assert_eq!(attribute("custom:plan").as_deref(), Some("gold"));
    assert_eq!(attribute("email_verified").as_deref(), Some("true"));

    let log = new.log(&migration.function_name).await;
    assert!(log.contains("\"outcome\":\"migrated\""), "{log}");
    assert!(!log.contains(&practice.user_name), "{log}");
    assert!(!log.contains(&practice.password), "{log}");
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_creates_nobody() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let migration = Migration::apply(&old, &new).await;
    let practice = sandbox.hint().unwrap();

    let refused = new.sign_in(&practice.user_name, "Wrong-password-1").await.unwrap_err();
    assert_eq!(refused.code, "NotAuthorizedException");
    assert_eq!(refused.message, "Incorrect username or password.");
    let users = new.cognito.list_users().user_pool_id(DESTINATION_POOL).send().await.unwrap();
    assert!(users.users().is_empty());
    let log = new.log(&migration.function_name).await;
    assert!(log.contains("\"reason\":\"wrong-password\""), "{log}");
}

#[tokio::test]
async fn a_wrong_external_id_fails_at_the_role_and_says_so_in_the_log() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let migration = Migration::apply(&old, &new).await;
    let mut variables = migration.variables.clone();
    variables.insert("OLD_EXTERNAL_ID".to_owned(), "somebody-else".to_owned());
    new.set_variables(&migration.function_name, variables).await;
    let practice = sandbox.hint().unwrap();

    let refused = new.sign_in(&practice.user_name, &practice.password).await.unwrap_err();
    assert_eq!(refused.code, "UserLambdaValidationException");
    let log = new.log(&migration.function_name).await;
    assert!(log.contains("\"reason\":\"assume-role-denied\""), "{log}");
}

#[tokio::test]
async fn without_invoke_permission_cognito_cannot_ask_the_function() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let migration = Migration::apply(&old, &new).await;
    new.lambda.remove_permission().function_name(&migration.function_name).statement_id("cognito").send().await.unwrap();
    let practice = sandbox.hint().unwrap();
    let refused = new.sign_in(&practice.user_name, &practice.password).await.unwrap_err();
    assert!(refused.message.contains("Exception migrating user"), "{}", refused.message);
}

#[tokio::test]
async fn the_function_may_do_nothing_but_what_its_policy_names() {
    for (actions, pool, step) in [
        (["cognito-idp:AdminInitiateAuth", "cognito-idp:ListUsers"], SOURCE_POOL, "AdminGetUser"),
        (["cognito-idp:AdminGetUser", "cognito-idp:ListUsers"], SOURCE_POOL, "AdminInitiateAuth"),
        (["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"], "eu-west-1_AcmeStaf2", "AdminInitiateAuth"),
    ] {
        let sandbox = sandbox();
        let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
        let migration = Migration::apply(&old, &new).await;
        let put = old.iam.put_role_policy().role_name("acme-ferry-source").policy_name("read-one-pool");
        put.policy_document(support::source_policy(&actions, pool)).send().await.unwrap();
        let practice = sandbox.hint().unwrap();
        let refused = new.sign_in(&practice.user_name, &practice.password).await.unwrap_err();
        assert_eq!(refused.code, "UserLambdaValidationException");
        let log = new.log(&migration.function_name).await;
        assert!(log.contains("\"reason\":\"source-access-denied\""), "{log}");
        assert!(log.contains(&format!("\"step\":\"{step}\"")), "{log}");
    }
}

#[tokio::test]
async fn the_functions_own_role_must_be_allowed_to_assume_the_other() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let migration = Migration::apply(&old, &new).await;
    new.delete_function_role().await;
    new.create_function_role("arn:aws:iam::111111111111:role/some-other-role").await;
    let trust = support::source_trust(&migration.function_role_arn, support::EXTERNAL_ID);
    let update = old.iam.update_assume_role_policy().role_name("acme-ferry-source");
    update.policy_document(trust).send().await.unwrap();
    let practice = sandbox.hint().unwrap();
    new.sign_in(&practice.user_name, &practice.password).await.unwrap_err();
    let log = new.log(&migration.function_name).await;
    assert!(log.contains("\"reason\":\"assume-role-denied\""), "{log}");
    // And with it, all is well again: the trust was saved anew for the new role.
    new.put_function_policy(&migration.source_role_arn).await;
    new.sign_in(&practice.user_name, &practice.password).await.unwrap();
}

#[tokio::test]
async fn a_recreated_function_role_breaks_the_trust_that_named_the_first() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let migration = Migration::apply(&old, &new).await;
    new.delete_function_role().await;
    new.create_function_role(&migration.source_role_arn).await;
    let practice = sandbox.hint().unwrap();

    new.sign_in(&practice.user_name, &practice.password).await.unwrap_err();
    let log = new.log(&migration.function_name).await;
    assert!(log.contains("\"reason\":\"assume-role-denied\""), "{log}");
    let shown = old.iam.get_role().role_name("acme-ferry-source").send().await.unwrap();
    let trust = shown.role().unwrap().assume_role_policy_document().unwrap().to_owned();
    assert!(trust.contains("AROA"), "the bare id of the deleted role is shown: {trust}");
}

/// Puts the function behind both triggers, with a mark for it to set, and the permissions in the source to read groups.
async fn bring_groups_along(migration: &Migration, old: &Clients, new: &Clients) {
    let mark = SchemaAttributeType::builder().name("ferry_groups").attribute_data_type(AttributeDataType::String).mutable(true);
    let add = new.cognito.add_custom_attributes().user_pool_id(DESTINATION_POOL);
    add.custom_attributes(mark.build()).send().await.unwrap();
    let mut variables = migration.variables.clone();
    variables.insert("FERRY_GROUPS_MARK".to_owned(), "custom:ferry_groups".to_owned());
    new.set_variables(&migration.function_name, variables).await;
    let triggers = LambdaConfigType::builder().user_migration(&migration.function_arn);
    let triggers = triggers.post_authentication(&migration.function_arn).build();
    new.cognito.update_user_pool().user_pool_id(DESTINATION_POOL).lambda_config(triggers).send().await.unwrap();
    let actions = ["AdminInitiateAuth", "AdminGetUser", "AdminListGroupsForUser"].map(|name| format!("cognito-idp:{name}"));
    let actions = actions.each_ref().map(String::as_str);
    let put = old.iam.put_role_policy().role_name("acme-ferry-source").policy_name("read-one-pool");
    put.policy_document(support::source_policy(&actions, SOURCE_POOL)).send().await.unwrap();
}

/// Lets the function's own role do this in the destination.
async fn allow_in_the_destination(new: &Clients, actions: &[&str]) {
    let pool = format!("arn:aws:cognito-idp:{}:{}:userpool/{DESTINATION_POOL}", new.region, new.account);
    let policy = serde_json::json!({
        "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": pool }],
    });
    let put = new.iam.put_role_policy().role_name(FUNCTION_ROLE).policy_name("groups");
    put.policy_document(policy.to_string()).send().await.unwrap();
}

fn groups_of(signed_in: &InitiateAuthOutput) -> serde_json::Value {
    let token = signed_in.authentication_result().unwrap().id_token().unwrap();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice::<serde_json::Value>(&claims).unwrap()["cognito:groups"].clone()
}

#[tokio::test]
async fn groups_come_along_in_the_first_sign_in_and_show_in_the_tokens_of_the_next() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let migration = Migration::apply(&old, &new).await;
    bring_groups_along(&migration, &old, &new).await;
    let listing_only = ["cognito-idp:AdminListGroupsForUser"];
    let all = [listing_only[0], "cognito-idp:AdminAddUserToGroup", "cognito-idp:AdminDeleteUserAttributes"];
    let practice = sandbox.hint().unwrap();
    let nothing = serde_json::Value::Null;

    // What its own role may not do yet costs nobody the sign-in, and is made up for.
    allow_in_the_destination(&new, &listing_only).await;
    assert_eq!(groups_of(&new.sign_in(&practice.user_name, &practice.password).await.unwrap()), nothing);
    let log = new.log(&migration.function_name).await;
    assert!(log.contains("\"outcome\":\"postponed\"") && log.contains("AdminAddUserToGroup"), "{log}");
    allow_in_the_destination(&new, &all).await;
    assert_eq!(groups_of(&new.sign_in(&practice.user_name, &practice.password).await.unwrap()), nothing);
    let next = new.sign_in(&practice.user_name, &practice.password).await.unwrap();
    assert_eq!(groups_of(&next), serde_json::json!(["wholesale"]));

    let both = new.sign_in("priya.raman@example.com", "Monsoon8June").await.unwrap();
    assert_eq!(groups_of(&both), nothing);
    let both = new.sign_in("priya.raman@example.com", "Monsoon8June").await.unwrap();
    assert_eq!(groups_of(&both), serde_json::json!(["wholesale", "beta"]));
    let user = new.cognito.admin_get_user().user_pool_id(DESTINATION_POOL).username("priya.raman@example.com").send().await;
    assert!(user.unwrap().user_attributes().iter().all(|attribute| attribute.name() != "custom:ferry_groups"));
}

#[tokio::test]
async fn the_state_file_carries_a_migration_to_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.json");
    let scenario = || cognito_sandbox::Scenario::demo().without_delays();
    let first = cognito_sandbox::Sandbox::open_with(&path, scenario).unwrap();
    Migration::apply(&clients(&first, "old-account"), &clients(&first, "new-account")).await;
    drop(first);

    let second = cognito_sandbox::Sandbox::open(&path).unwrap();
    let practice = second.hint().unwrap();
    let new = clients(&second, "new-account");
    let signed_in = new
        .cognito
        .initiate_auth()
        .client_id(DESTINATION_CLIENT)
        .auth_flow(AuthFlowType::UserPasswordAuth)
        .auth_parameters("USERNAME", &practice.user_name)
        .auth_parameters("PASSWORD", &practice.password)
        .send()
        .await
        .unwrap();
    assert!(signed_in.authentication_result().is_some());
    let client = new
        .cognito
        .describe_user_pool_client()
        .user_pool_id(DESTINATION_POOL)
        .client_id(DESTINATION_CLIENT)
        .send()
        .await
        .unwrap();
    assert!(client.user_pool_client().unwrap().explicit_auth_flows().contains(&ExplicitAuthFlowsType::AllowUserPasswordAuth));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
