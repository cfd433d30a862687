//! Running a function's JavaScript: what it sees, what it leaves, and how it ends.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use aws_sdk_lambda::operation::invoke::InvokeOutput;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, InvocationType, LogType, Runtime};
use base64::Engine as _;
use cognito_sandbox::{InvocationFault, InvokedBy, Sandbox};
use serde_json::{Value, json};

use crate::support::{Clients, FUNCTION_ROLE, clients, refusal, sandbox, zip_of};

const FUNCTION: &str = "acme-ferry";

async fn deploy(new: &Clients, code: &str) {
    deploy_files(new, &[("index.mjs", code)], 3).await;
}

async fn deploy_files(new: &Clients, files: &[(&str, &str)], timeout: i32) {
    let role = new.create_function_role("arn:aws:iam::111111111111:role/source").await;
    new.lambda
        .create_function()
        .function_name(FUNCTION)
        .role(role)
        .runtime(Runtime::Nodejs22x)
        .handler("index.handler")
        .timeout(timeout)
        .code(FunctionCode::builder().zip_file(zip_of(files)).build())
        .environment(
            Environment::builder().set_variables(Some(HashMap::from([("COLOUR".to_owned(), "blue".to_owned())]))).build(),
        )
        .send()
        .await
        .unwrap();
}

async fn invoke(new: &Clients, event: Value) -> InvokeOutput {
    new.lambda
        .invoke()
        .function_name(FUNCTION)
        .payload(Blob::new(event.to_string()))
        .log_type(LogType::Tail)
        .send()
        .await
        .unwrap()
}

fn payload(output: &InvokeOutput) -> Value {
    serde_json::from_slice(output.payload().unwrap().as_ref()).unwrap()
}

fn tail(output: &InvokeOutput) -> String {
    let log = output.log_result().unwrap();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(log).unwrap()).unwrap()
}

pub async fn returned(code: &str, event: Value) -> Value {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    deploy(&new, code).await;
    let output = invoke(&new, event).await;
    assert_eq!(output.function_error(), None, "{}", payload(&output));
    payload(&output)
}

#[tokio::test]
async fn the_handler_gets_the_event_the_context_and_its_environment() {
    let code = "export const handler = async (event, context) => ({
        event, colour: process.env.COLOUR, region: process.env.AWS_REGION,
        name: context.functionName, left: context.getRemainingTimeInMillis() > 1000 });";
    assert_eq!(
        returned(code, json!({"a": [1, "ü"]})).await,
        json!({"event": {"a": [1, "ü"]}, "colour": "blue", "region": "eu-central-1", "name": FUNCTION, "left": true})
    );
}

#[tokio::test]
async fn timers_and_promises_run_in_their_order() {
    let code = "const wait = (ms, v) => new Promise((done) => setTimeout(done, ms, v));
        export async function handler() {
          const order = [];
          await Promise.all([wait(20, 'late'), wait(5, 'early')].map((p) => p.then((v) => order.push(v))));
          const never = setTimeout(() => order.push('cancelled'), 1); clearTimeout(never);
          const raced = await Promise.race([wait(1000, 'slow'), wait(1, 'fast')]);
          return [...order, raced];
        }";
    assert_eq!(returned(code, json!({})).await, json!(["early", "late", "fast"]));
}

#[tokio::test]
async fn what_modules_keep_lives_until_the_code_changes() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let code = "let count = 0; export const handler = async () => ++count;";
    deploy(&new, code).await;
    for expected in [1, 2, 3] {
        assert_eq!(payload(&invoke(&new, json!({})).await), json!(expected));
    }
    let update = new.lambda.update_function_code().function_name(FUNCTION);
    let other = zip_of(&[("index.mjs", &format!("{code} // changed"))]);
    update.zip_file(other).send().await.unwrap();
    assert_eq!(payload(&invoke(&new, json!({})).await), json!(1));
    new.set_variables(FUNCTION, HashMap::from([("OTHER".to_owned(), "x".to_owned())])).await;
    assert_eq!(payload(&invoke(&new, json!({})).await), json!(1));
}

#[tokio::test]
async fn the_clock_of_the_function_is_the_clock_of_the_sandbox() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    deploy(&new, "export const handler = async () => [Date.now(), new Date().getTime(), Date.parse(Date()), new Date(0).getTime(), new Date() instanceof Date];").await;
    sandbox.advance(Duration::from_secs(86_400));
    let now = sandbox.now().as_millisecond();
    let seen = payload(&invoke(&new, json!({})).await);
    for index in [0, 1, 2] {
        let difference = (seen[index].as_i64().unwrap() - now).abs();
        assert!(difference < 60_000, "{difference} ms");
    }
    assert_eq!((&seen[3], &seen[4]), (&json!(0), &json!(true)));
}

#[tokio::test]
async fn an_error_comes_back_as_unhandled_and_stands_in_the_log() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    deploy(&new, "export const handler = async () => { console.warn('before', { n: 1 }); throw new TypeError('no good'); };")
        .await;
    let output = invoke(&new, json!({})).await;
    assert_eq!(output.function_error(), Some("Unhandled"));
    let error = payload(&output);
    assert_eq!((&error["errorType"], &error["errorMessage"]), (&json!("TypeError"), &json!("no good")));
    let log = tail(&output);
    for part in [
        "START RequestId:",
        "WARN\tbefore {\"n\":1}",
        "Invoke Error",
        "no good",
        "END RequestId:",
        "REPORT RequestId:",
        "Init Duration:",
    ] {
        assert!(log.contains(part), "{part} is not in {log}");
    }
    // The environment survives an error of the handler.
    assert!(!tail(&invoke(&new, json!({})).await).contains("Init Duration:"));
}

#[tokio::test]
async fn an_endless_loop_ends_at_the_functions_own_timeout() {
    for code in [
        "export const handler = async () => { for (;;); };",
        "export const handler = () => new Promise((done) => setTimeout(done, 60000));",
        "for (;;); export const handler = 1;",
    ] {
        let sandbox = sandbox();
        let new = clients(&sandbox, "new-account");
        deploy_files(&new, &[("index.mjs", code)], 1).await;
        let started = Instant::now();
        let output = invoke(&new, json!({})).await;
        assert!(started.elapsed() < Duration::from_secs(10));
        assert_eq!(output.function_error(), Some("Unhandled"), "{code}");
        assert_eq!(payload(&output)["errorType"], json!("Sandbox.Timedout"), "{code}");
        assert!(tail(&output).contains("Task timed out after 1.00 seconds"), "{code}");
    }
}

#[tokio::test]
async fn a_handler_that_nothing_will_ever_finish_returns_null() {
    assert_eq!(returned("export const handler = () => new Promise(() => {});", json!({})).await, json!(null));
}

#[tokio::test]
async fn code_that_cannot_be_loaded_says_why() {
    for (files, error_type, message) in [
        (vec![("other.mjs", "")], "Runtime.ImportModuleError", "Cannot find module 'index'"),
        (vec![("index.js", "exports.handler = 1")], "NotImplementedBySandbox", "ES modules only"),
        (vec![("index.mjs", "export const other = 1;")], "Runtime.HandlerNotFound", "handler is undefined or not exported"),
        (vec![("index.mjs", "export const handler = (;")], "Runtime.UserCodeSyntaxError", ""),
        (vec![("index.mjs", "import x from 'left-pad'; export const handler = x;")], "Runtime.ImportModuleError", "left-pad"),
        (vec![("index.mjs", "throw new RangeError('at start'); export const handler = 1;")], "RangeError", "at start"),
    ] {
        let sandbox = sandbox();
        let new = clients(&sandbox, "new-account");
        deploy_files(&new, &files, 3).await;
        let output = invoke(&new, json!({})).await;
        let error = payload(&output);
        assert_eq!(output.function_error(), Some("Unhandled"));
        assert_eq!(error["errorType"], json!(error_type), "{error}");
        assert!(error["errorMessage"].as_str().unwrap().contains(message), "{error}");
    }
}

#[tokio::test]
async fn files_of_the_package_import_each_other() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let files = [
        ("index.mjs", "import { twice } from './lib/twice.mjs'; export const handler = async (n) => twice(n);"),
        ("lib/twice.mjs", "export const twice = (n) => n * 2;"),
    ];
    deploy_files(&new, &files, 3).await;
    assert_eq!(payload(&invoke(&new, json!(21)).await), json!(42));
}

#[tokio::test]
async fn sdk_calls_are_made_as_the_execution_role_and_fail_with_names() {
    let code = "import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
        import { CognitoIdentityProviderClient, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
        const sts = new STSClient({}), pools = new CognitoIdentityProviderClient({ region: 'eu-central-1' });
        export async function handler() {
          const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
          try { await pools.send(new ListUsersCommand({ UserPoolId: 'eu-central-1_AcmeNew01' })); }
          catch (error) { return { Arn, isError: error instanceof Error, name: error.name, status: error.$metadata.httpStatusCode, message: error.message }; }
        }";
    let seen = returned(code, json!({})).await;
    assert_eq!(seen["Arn"], json!(format!("arn:aws:sts::222222222222:assumed-role/{FUNCTION_ROLE}/{FUNCTION}")));
    assert_eq!((&seen["isError"], &seen["name"], &seen["status"]), (&json!(true), &json!("AccessDeniedException"), &json!(400)));
    assert!(seen["message"].as_str().unwrap().contains("cognito-idp:ListUsers"), "{seen}");
}

#[tokio::test]
async fn a_dry_run_runs_nothing_and_other_types_are_refused() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    deploy(&new, "let count = 0; export const handler = async () => ++count;").await;
    let dry = new.lambda.invoke().function_name(FUNCTION).invocation_type(InvocationType::DryRun);
    assert_eq!(dry.send().await.unwrap().status_code(), 204);
    let event = new.lambda.invoke().function_name(FUNCTION).invocation_type(InvocationType::Event);
    assert_eq!(refusal(event.send().await.unwrap_err()).code, "NotImplementedBySandbox");
    assert_eq!(payload(&invoke(&new, json!({})).await), json!(1));
}

fn by_pool(pool: &str) -> InvokedBy {
    InvokedBy {
        principal: "cognito-idp.amazonaws.com".to_owned(),
        source_arn: format!("arn:aws:cognito-idp:eu-central-1:222222222222:userpool/{pool}"),
        source_account: "222222222222".to_owned(),
    }
}

async fn invoke_by(sandbox: &Sandbox, invoked_by: InvokedBy) -> Result<Value, InvocationFault> {
    let sandbox = sandbox.clone();
    let arn = format!("arn:aws:lambda:eu-central-1:222222222222:function:{FUNCTION}");
    tokio::task::spawn_blocking(move || sandbox.invoke_function(&arn, json!({"x": 1}), &invoked_by)).await.unwrap()
}

async fn permit(new: &Clients, pool: &str) {
    let InvokedBy { principal, source_arn, source_account } = by_pool(pool);
    new.lambda
        .add_permission()
        .function_name(FUNCTION)
        .statement_id("cognito")
        .action("lambda:InvokeFunction")
        .principal(principal)
        .source_arn(source_arn)
        .source_account(source_account)
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_service_invokes_only_for_the_source_that_the_resource_policy_names() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    assert_eq!(invoke_by(&sandbox, by_pool("a")).await, Err(InvocationFault::FunctionMissing));
    deploy(&new, "export const handler = async (event) => event;").await;
    assert_eq!(invoke_by(&sandbox, by_pool("a")).await, Err(InvocationFault::NotPermitted));
    permit(&new, "a").await;
    assert_eq!(invoke_by(&sandbox, by_pool("a")).await, Ok(json!({"x": 1})));
    assert_eq!(invoke_by(&sandbox, by_pool("b")).await, Err(InvocationFault::NotPermitted));
    let other_account = InvokedBy { source_account: "111111111111".to_owned(), ..by_pool("a") };
    assert_eq!(invoke_by(&sandbox, other_account).await, Err(InvocationFault::NotPermitted));
    let other_service = InvokedBy { principal: "s3.amazonaws.com".to_owned(), ..by_pool("a") };
    assert_eq!(invoke_by(&sandbox, other_service).await, Err(InvocationFault::NotPermitted));
}

#[tokio::test]
async fn a_service_waits_five_seconds_and_no_longer() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let code = "export const handler = () => new Promise((done) => setTimeout(done, 60000));";
    deploy_files(&new, &[("index.mjs", code)], 60).await;
    permit(&new, "a").await;
    let started = Instant::now();
    assert_eq!(invoke_by(&sandbox, by_pool("a")).await, Err(InvocationFault::TimedOut));
    let waited = started.elapsed();
    assert!((4_900..30_000).contains(&waited.as_millis()), "{waited:?}");
}

#[tokio::test]
async fn an_update_takes_effect_when_it_has_ended() {
    let mut scenario = cognito_sandbox::Scenario::demo().without_delays();
    scenario.delays.function_updating = Duration::from_secs(10);
    let sandbox = Sandbox::new(scenario).unwrap();
    let new = clients(&sandbox, "new-account");
    deploy(&new, "export const handler = async () => 'old';").await;
    let update = new.lambda.update_function_code().function_name(FUNCTION);
    let code = zip_of(&[("index.mjs", "export const handler = async () => 'new';")]);
    update.zip_file(code).send().await.unwrap();
    assert_eq!(payload(&invoke(&new, json!({})).await), json!("old"));
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(payload(&invoke(&new, json!({})).await), json!("new"));
}
