//! CreatedIds-up documents in a pretend account, edited through the real SDK client: afterwards nothing differs but what was meant to.

use cognito_ferry::aws::document::lossless;
use cognito_ferry::aws::document::lossless::with_user_password_auth;
use cognito_ferry::diff::{Strictness, differences};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::documents::settings;
use super::world::{FUNCTION, World};

const CASES: u32 = 60;

/// Takes out of made-up settings what no real pool could hold.
fn possible_pool(mut pool: Value) -> Value {
    let mut drop_at = |parent: &str, member: &str| {
        if let Some(inside) = pool.pointer_mut(parent).and_then(Value::as_object_mut) {
            inside.remove(member);
        }
    };
    drop_at("/AdminCreateUserConfig", "UnusedAccountValidityDays");
    drop_at("/LambdaConfig", "PreTokenGenerationConfig");
    drop_at("/SmsConfiguration", "EumsSms");
    drop_at("/EmailConfiguration", "EmailSendingAccount");
    for message in ["EmailVerificationMessage", "EmailVerificationSubject", "SmsVerificationMessage"] {
        drop_at("", message);
    }
    let secured = pool.pointer("/UserPoolAddOns/AdvancedSecurityMode").is_some_and(|mode| mode != "OFF");
    if secured {
        pool["UserPoolTier"] = json!("PLUS");
    }
    pool
}

fn possible_client(mut client: Value) -> Value {
    let members = client.as_object_mut().unwrap();
    members.retain(|name, _| !matches!(name.as_str(), "UserPoolId" | "ClientId" | "ClientName" | "DefaultRedirectURI"));
    for (member, known) in
        [("ReadAttributes", "birthdate"), ("WriteAttributes", "email"), ("SupportedIdentityProviders", "COGNITO")]
    {
        if let Some(list) = members.get_mut(member) {
            *list = json!([known]);
        }
    }
    if members.get("AllowedOAuthFlowsUserPoolClient") == Some(&json!(true)) {
        members.insert("AllowedOAuthScopes".into(), json!(["openid"]));
        members.insert("AllowedOAuthFlows".into(), json!(["code", "implicit"]));
    } else {
        members.remove("AllowedOAuthFlows");
    }
    if let Some(Value::Array(flows)) = members.get_mut("ExplicitAuthFlows") {
        let legacy = flows.first().is_some_and(|flow| !flow.as_str().unwrap().starts_with("ALLOW_"));
        flows.retain(|flow| flow.as_str().unwrap().starts_with("ALLOW_") != legacy);
    }
    client
}

/// Runs the edit of each case on a runtime of its own.
fn for_each<F: Future<Output = Result<(), TestCaseError>>>(strategy: impl Strategy<Value = Value>, test: impl Fn(Value) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) });
    runner.run(&strategy, |document| runtime.block_on(test(document))).unwrap();
}

/// The members that differ, and nothing but these.
fn paths(before: &Value, after: &Value) -> Vec<String> {
    differences(Some(before), Some(after), Strictness::Document).into_iter().map(|difference| difference.path).collect()
}

#[test]
pub fn whatever_a_pool_holds_only_its_trigger_changes_and_teardown_takes_it_back() {
    let strategy = settings("UserPoolType", "UpdateUserPoolRequest").prop_map(possible_pool);
    for_each(strategy, |pool| async move {
        let world = World::pool(pool).await;
        let before = world.describe_pool().await;
        let recorded = before.pointer("/LambdaConfig/UserMigration").cloned();
        world.trigger().set(|_| json!(FUNCTION)).await.map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
        let after = world.describe_pool().await;
        prop_assert_eq!(paths(&before, &after), ["LambdaConfig.UserMigration"]);
        prop_assert_eq!(&after["LambdaConfig"]["UserMigration"], FUNCTION);
        let reverted = world.trigger().revert(recorded.as_ref(), Some(&json!(FUNCTION))).await;
        reverted.map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
        prop_assert_eq!(world.describe_pool().await, before);
        Ok(())
    });
}

#[test]
pub fn whatever_a_client_holds_only_its_flows_change_and_teardown_takes_them_back() {
    let strategy = settings("UserPoolClientType", "UpdateUserPoolClientRequest").prop_map(possible_client);
    for_each(strategy, |client| async move {
        let world = World::client(client).await;
        let before = world.describe_client().await;
        let recorded = before.get("ExplicitAuthFlows").cloned();
        let rotates = lossless::rotates_refresh_tokens(&before);
        let written = with_user_password_auth(recorded.as_ref(), rotates);
        world
            .flows()
            .set(|flows| with_user_password_auth(flows, rotates))
            .await
            .map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
        let after = world.describe_client().await;
        let changed = recorded.as_ref() != Some(&written);
        prop_assert_eq!(paths(&before, &after), if changed { vec!["ExplicitAuthFlows"] } else { vec![] });
        let reverted = world.flows().revert(recorded.as_ref(), Some(&written)).await;
        reverted.map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
        prop_assert_eq!(world.describe_client().await, before);
        Ok(())
    });
}
