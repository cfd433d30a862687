//! A function in the sandbox that stands behind triggers of the practice pool.

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognito_sandbox::{Caller, CallerKind, Service};
use serde_json::{Map, Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::cognito::practice::{ACCOUNT, POOL, Practice, REGION};

pub const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111111111111:function:migrate";
const ROLE: &str = "runs-migrate";

pub fn call(practice: &Practice, region: &str, service: Service, operation: &str, input: Value) -> Value {
    let root = Caller { account: ACCOUNT.to_owned(), arn: format!("arn:aws:iam::{ACCOUNT}:root"), kind: CallerKind::Root };
    practice.sandbox.call(&root, region, service, operation, input).unwrap()
}

fn zipped(code: &str) -> String {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("index.mjs", SimpleFileOptions::default()).unwrap();
    writer.write_all(code.as_bytes()).unwrap();
    STANDARD.encode(writer.finish().unwrap().into_inner())
}

/// The function with this body of its handler.
pub fn create_function(practice: &Practice, body: &str) {
    create_function_of(practice, &format!("export const handler = async (event) => {{ {body} }};"));
}

/// The function with this module, under a role that may do nothing yet.
pub fn create_function_of(practice: &Practice, code: &str) {
    create_function_in(practice, REGION, code);
}

/// The same in another Region.
pub fn create_function_in(practice: &Practice, region: &str, code: &str) {
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole",
    }]});
    call(
        practice,
        region,
        Service::Iam,
        "CreateRole",
        json!({
            "RoleName": ROLE, "AssumeRolePolicyDocument": trust.to_string(),
        }),
    );
    call(
        practice,
        region,
        Service::Lambda,
        "CreateFunction",
        json!({
            "FunctionName": "migrate", "Runtime": "nodejs24.x", "Handler": "index.handler",
            "Role": format!("arn:aws:iam::{ACCOUNT}:role/{ROLE}"), "Code": {"ZipFile": zipped(code)},
        }),
    );
}

/// Lets the function's own role do this with the practice pool, by its inline policy.
pub fn allow(practice: &Practice, actions: &[&str]) {
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": actions, "Resource": pool_arn(POOL),
    }]});
    call(
        practice,
        REGION,
        Service::Iam,
        "PutRolePolicy",
        json!({
            "RoleName": ROLE, "PolicyName": "own-pool", "PolicyDocument": policy.to_string(),
        }),
    );
}

fn pool_arn(pool: &str) -> String {
    format!("arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{pool}")
}

/// Lets Cognito invoke the function for a pool.
pub fn permit(practice: &Practice, pool: &str) {
    permit_in(practice, REGION, pool);
}

/// The same for a function in another Region.
pub fn permit_in(practice: &Practice, region: &str, pool: &str) {
    call(
        practice,
        region,
        Service::Lambda,
        "AddPermission",
        json!({
            "FunctionName": "migrate", "StatementId": "cognito", "Action": "lambda:InvokeFunction",
            "Principal": "cognito-idp.amazonaws.com", "SourceAccount": ACCOUNT, "SourceArn": pool_arn(pool),
        }),
    );
}

/// Puts the function behind these triggers, and nothing behind the others.
pub fn attach(practice: &Practice, triggers: &[&str]) {
    let config: Map<String, Value> = triggers.iter().map(|trigger| ((*trigger).to_owned(), json!(FUNCTION))).collect();
    practice.call("UpdateUserPool", json!({"UserPoolId": POOL, "LambdaConfig": config}));
}
