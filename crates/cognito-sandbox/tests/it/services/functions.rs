//! Lambda functions: states, rules, code and resource policies.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_lambda::operation::create_function::builders::CreateFunctionFluentBuilder;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, LastUpdateStatus, Runtime, State};
use base64::Engine as _;
use cognito_sandbox::{Delays, Sandbox, Scenario};
use sha2::{Digest as _, Sha256};

use crate::support::{Clients, clients, function_zip, lambda_trust, refusal, sandbox, zip_of};

fn slow_lambda() -> Sandbox {
    let mut scenario = Scenario::demo().without_delays();
    scenario.delays = Delays {
        role_propagation: Duration::from_secs(10),
        function_pending: Duration::from_secs(3),
        function_updating: Duration::from_secs(2),
        ..Delays::default()
    };
    Sandbox::new(scenario).unwrap()
}

async fn role(new: &Clients) -> String {
    let created = new.iam.create_role().role_name("function");
    let created = created.assume_role_policy_document(lambda_trust()).send().await.unwrap();
    created.role().unwrap().arn().to_owned()
}

fn creation(new: &Clients, role: &str, zip: Blob) -> CreateFunctionFluentBuilder {
    new.lambda
        .create_function()
        .function_name("ferry")
        .role(role)
        .runtime(Runtime::Nodejs22x)
        .handler("index.handler")
        .code(FunctionCode::builder().zip_file(zip).build())
}

#[tokio::test]
async fn lambda_cannot_assume_a_role_that_is_too_new_or_does_not_trust_it() {
    let sandbox = slow_lambda();
    let new = clients(&sandbox, "new-account");
    let role = role(&new).await;
    let refused = refusal(creation(&new, &role, function_zip()).send().await.unwrap_err());
    assert_eq!((refused.code.as_str(), refused.status), ("InvalidParameterValueException", 400));
    assert_eq!(refused.message, "The role defined for the function cannot be assumed by Lambda.");
    sandbox.advance(Duration::from_secs(10));
    creation(&new, &role, function_zip()).send().await.unwrap();

    let trust = lambda_trust().replace("lambda", "ec2");
    let other = new.iam.create_role().role_name("other").assume_role_policy_document(trust);
    let other = other.send().await.unwrap().role().unwrap().arn().to_owned();
    sandbox.advance(Duration::from_secs(10));
    let again = creation(&new, &other, function_zip()).function_name("again").send().await;
    assert_eq!(refusal(again.unwrap_err()).code, "InvalidParameterValueException");
}

#[tokio::test]
async fn a_function_is_pending_and_then_active_and_takes_no_change_in_between() {
    let sandbox = slow_lambda();
    let new = clients(&sandbox, "new-account");
    let role = role(&new).await;
    sandbox.advance(Duration::from_secs(10));
    let created = creation(&new, &role, function_zip()).send().await.unwrap();
    assert_eq!(created.state(), Some(&State::Pending));
    let configure = || new.lambda.update_function_configuration().function_name("ferry").timeout(4);
    let refused = refusal(configure().send().await.unwrap_err());
    assert_eq!((refused.code.as_str(), refused.status), ("ResourceConflictException", 409));
    let invoked = new.lambda.invoke().function_name("ferry").send().await;
    assert_eq!(refusal(invoked.unwrap_err()).code, "ResourceConflictException");

    sandbox.advance(Duration::from_secs(3));
    let active = new.lambda.get_function_configuration().function_name("ferry").send().await.unwrap();
    assert_eq!(active.state(), Some(&State::Active));
    let updated = configure().send().await.unwrap();
    assert_eq!(updated.last_update_status(), Some(&LastUpdateStatus::InProgress));
    assert_eq!(updated.timeout(), Some(4));
    assert_eq!(refusal(configure().send().await.unwrap_err()).code, "ResourceConflictException");
    sandbox.advance(Duration::from_secs(2));
    let settled = new.lambda.get_function().function_name("ferry").send().await.unwrap();
    let settled = settled.configuration().unwrap();
    assert_eq!(settled.last_update_status(), Some(&LastUpdateStatus::Successful));
    configure().send().await.unwrap();
}

#[tokio::test]
async fn the_code_hash_is_that_of_the_zip_and_a_dry_run_changes_nothing() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let role = role(&new).await;
    let hash = |zip: &Blob| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(zip.as_ref()));
    let (first, second) = (function_zip(), zip_of(&[("index.mjs", "export const handler = 1;")]));
    let created = creation(&new, &role, first.clone()).send().await.unwrap();
    assert_eq!(created.code_sha256(), Some(hash(&first).as_str()));
    let update = || new.lambda.update_function_code().function_name("ferry").zip_file(second.clone());
    let tried = update().dry_run(true).send().await.unwrap();
    assert_eq!(tried.code_sha256(), Some(hash(&second).as_str()));
    let unchanged = new.lambda.get_function_configuration().function_name("ferry").send().await.unwrap();
    assert_eq!(unchanged.code_sha256(), created.code_sha256());
    let stale = update().revision_id("stale").send().await;
    assert_eq!(refusal(stale.unwrap_err()).code, "PreconditionFailedException");
    let updated = update().revision_id(unchanged.revision_id().unwrap()).send().await.unwrap();
    assert_eq!(updated.code_sha256(), Some(hash(&second).as_str()));
    assert_ne!(updated.revision_id(), unchanged.revision_id());
    let broken = new.lambda.update_function_code().function_name("ferry").zip_file(Blob::new("no zip"));
    let refused = refusal(broken.send().await.unwrap_err());
    assert!(refused.message.starts_with("Could not unzip uploaded file."), "{}", refused.message);
}

#[tokio::test]
async fn names_numbers_and_variables_follow_lambdas_rules() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let role = role(&new).await;
    let base = || creation(&new, &role, function_zip());
    let variables = |pairs: &[(&str, &str)]| {
        let pairs: HashMap<_, _> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Environment::builder().set_variables(Some(pairs)).build()
    };
    for (attempt, expected) in [
        (base().function_name("no spaces"), "functionName"),
        (base().timeout(901), "'timeout'"),
        (base().memory_size(64), "'memorySize'"),
        (base().runtime(Runtime::Nodejs16x), "no longer supported"),
        (base().runtime(Runtime::from("nodejs99.x")), "'runtime'"),
        (base().environment(variables(&[("AWS_REGION", "x")])), "reserved keys"),
        (base().environment(variables(&[("1A", "x")])), "regular expression"),
        (base().environment(variables(&[("BIG", &"x".repeat(4096))])), "4KB limit"),
    ] {
        let refused = refusal(attempt.send().await.unwrap_err());
        assert_eq!(refused.code, "InvalidParameterValueException", "{expected}");
        assert!(refused.message.contains(expected), "{}", refused.message);
    }
    let python = refusal(base().runtime(Runtime::Python313).send().await.unwrap_err());
    assert_eq!(python.code, "NotImplementedBySandbox");
    base().send().await.unwrap();
    let twice = refusal(base().send().await.unwrap_err());
    assert_eq!((twice.code.as_str(), twice.status), ("ResourceConflictException", 409));
}

#[tokio::test]
async fn functions_are_counted_tagged_and_deleted() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let role = role(&new).await;
    for name in ["a", "b", "c"] {
        creation(&new, &role, function_zip()).function_name(name).tags("session", "acme").send().await.unwrap();
    }
    let arn = "arn:aws:lambda:eu-central-1:222222222222:function:a";
    new.lambda.tag_resource().resource(arn).tags("more", "x").send().await.unwrap();
    let tags = new.lambda.list_tags().resource(arn).send().await.unwrap();
    assert_eq!(
        tags.tags().unwrap(),
        &HashMap::from([("session", "acme"), ("more", "x")].map(|(key, value)| (key.to_owned(), value.to_owned())))
    );
    let settings = new.lambda.get_account_settings().send().await.unwrap();
    assert_eq!(settings.account_usage().unwrap().function_count(), 3);

    new.lambda.delete_function().function_name(arn).send().await.unwrap();
    let missing = refusal(new.lambda.get_function().function_name("a").send().await.unwrap_err());
    assert_eq!((missing.code.as_str(), missing.status), ("ResourceNotFoundException", 404));
    assert_eq!(missing.message, format!("Function not found: {arn}"));
}

#[tokio::test]
async fn a_permission_is_a_statement_with_conditions_and_its_id_is_unique() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let role = role(&new).await;
    creation(&new, &role, function_zip()).send().await.unwrap();
    let none = refusal(new.lambda.get_policy().function_name("ferry").send().await.unwrap_err());
    assert_eq!((none.code.as_str(), none.status), ("ResourceNotFoundException", 404));
    let pool = "arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_AcmeNew01";
    let add = || {
        new.lambda
            .add_permission()
            .function_name("ferry")
            .statement_id("cognito")
            .action("lambda:InvokeFunction")
            .principal("cognito-idp.amazonaws.com")
            .source_arn(pool)
            .source_account("222222222222")
    };
    let added = add().send().await.unwrap();
    let policy = new.lambda.get_policy().function_name("ferry").send().await.unwrap();
    let document: serde_json::Value = serde_json::from_str(policy.policy().unwrap()).unwrap();
    let expected = serde_json::json!({
        "Sid": "cognito", "Effect": "Allow",
        "Principal": {"Service": "cognito-idp.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": "arn:aws:lambda:eu-central-1:222222222222:function:ferry",
        "Condition": {"StringEquals": {"AWS:SourceAccount": "222222222222"}, "ArnLike": {"AWS:SourceArn": pool}},
    });
    assert_eq!(document["Statement"], serde_json::json!([expected]));
    assert_eq!(serde_json::from_str::<serde_json::Value>(added.statement().unwrap()).unwrap(), expected);
    let twice = refusal(add().send().await.unwrap_err());
    assert_eq!((twice.code.as_str(), twice.status), ("ResourceConflictException", 409));

    let remove = || new.lambda.remove_permission().function_name("ferry").statement_id("cognito");
    remove().send().await.unwrap();
    assert_eq!(refusal(remove().send().await.unwrap_err()).code, "ResourceNotFoundException");
}
