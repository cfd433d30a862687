//! The door's check itself: what AWS's own model refuses is found, in every protocol, place and kind. Without that, "0 refused" would say
//! nothing about the program.

use serde_json::{Value, json};

use crate::lab::Lab;

const POOL: &str = "eu-west-1_AAAAAAAAA";
const ROLE: &str = "arn:aws:iam::111111111111:role/r";

fn cognito(lab: &Lab, operation: &str, question: &Value) {
    let target = format!("x-amz-target: AWSCognitoIdentityProviderService.{operation}");
    lab.send_through_the_door("cognito-idp", "POST /", &[&target], &question.to_string());
}

fn query(lab: &Lab, service: &str, body: &str) {
    lab.send_through_the_door(service, "POST /", &["content-type: application/x-www-form-urlencoded"], body);
}

fn lambda(lab: &Lab, line: &str, headers: &[&str], body: &Value) {
    lab.send_through_the_door("lambda", line, headers, &if body.is_null() { String::new() } else { body.to_string() });
}

fn function() -> Value {
    json!({ "FunctionName": "f", "Runtime": "nodejs22.x", "Role": ROLE, "Handler": "index.handler", "Code": { "ZipFile": "UEs=" },
        "Environment": { "Variables": { "OLD_USER_POOL_ID": POOL } }, "MemorySize": 512 })
}

/// The same function with one member set to something else.
fn function_with(member: &str, value: Value) -> Value {
    let mut function = function();
    function[member] = value;
    function
}

#[test]
fn what_the_model_takes_passes() {
    let lab = Lab::start();
    cognito(&lab, "UpdateUserPool", &json!({ "UserPoolId": POOL, "LambdaConfig": {}, "SmsVerificationMessage": "Code {####}" }));
    cognito(&lab, "AdminGetUser", &json!({ "UserPoolId": POOL, "Username": "Dóra-Ünal-山" }));
    query(
        &lab,
        "iam",
        "Action=CreateRole&Version=2010-05-08&RoleName=r&Path=%2F&AssumeRolePolicyDocument=%7B%7D&Tags.member.1.Key=a&Tags.member.1.Value=&MaxSessionDuration=3600",
    );
    query(&lab, "sts", "Action=GetCallerIdentity&Version=2011-06-15");
    lambda(&lab, "POST /2015-03-31/functions", &[], &function());
    lambda(&lab, "POST /2015-03-31/functions/f/invocations?Qualifier=live", &["x-amz-log-type: Tail"], &json!({ "anything": 1 }));
    lambda(&lab, "GET /2015-03-31/functions?MaxItems=50", &[], &Value::Null);
    let target = "x-amz-target: Logs_20140328.PutRetentionPolicy";
    lab.send_through_the_door("logs", "POST /", &[target], r#"{"logGroupName":"/aws/lambda/f","retentionInDays":30}"#);
    assert_eq!(lab.take_refused(), []);
}

#[test]
fn what_the_model_refuses_is_found_in_every_protocol() {
    let lab = Lab::start();
    let mut expected = Vec::new();
    let mut refused = |operation: &'static str, reason: &'static str| expected.push((operation, reason));

    cognito(&lab, "UpdateUserPool", &json!({ "UserPoolId": POOL, "SmsVerificationMessage": "" }));
    refused("cognito-idp:UpdateUserPool", "Invalid length for parameter SmsVerificationMessage");
    cognito(&lab, "UpdateUserPool", &json!({ "UserPoolId": POOL, "SmsVerificationMessage": "no place for a code" }));
    refused("cognito-idp:UpdateUserPool", "does not match");
    cognito(&lab, "UpdateUserPool", &json!({ "UserPoolId": POOL, "MfaConfiguration": "MAYBE" }));
    refused("cognito-idp:UpdateUserPool", "'MAYBE' is none of OFF, ON, OPTIONAL");
    cognito(&lab, "UpdateUserPool", &json!({ "UserPoolId": POOL, "DeviceConfiguration": null }));
    refused("cognito-idp:UpdateUserPool", "Invalid type for parameter DeviceConfiguration");
    cognito(&lab, "UpdateUserPool", &json!({ "UserPoolId": POOL, "Arn": "arn" }));
    refused("cognito-idp:UpdateUserPool", "Unknown parameter");
    cognito(&lab, "UpdateUserPool", &json!({ "PoolName": "x" }));
    refused("cognito-idp:UpdateUserPool", "Missing required parameter");
    cognito(&lab, "UpdateUserPool", &json!({ "UserPoolId": POOL, "UserPoolTags": { "": "v" } }));
    refused("cognito-idp:UpdateUserPool", "Invalid length");
    cognito(&lab, "AdminGetUser", &json!({ "UserPoolId": POOL, "Username": "a".repeat(129) }));
    refused("cognito-idp:AdminGetUser", "129 characters, at most 128");
    cognito(&lab, "ListUsers", &json!({ "UserPoolId": POOL, "Limit": 61 }));
    refused("cognito-idp:ListUsers", "at most 60");
    cognito(&lab, "ForgetEverything", &json!({}));
    refused("", "cognito-idp has no operation ForgetEverything");

    query(&lab, "iam", "Action=GetRole&Version=2010-05-08&RoleName=not%20a%20role");
    refused("iam:GetRole", "does not match");
    query(&lab, "iam", "Action=GetRole&Version=2010-05-08&RoleName=r&Nonsense=1");
    refused("iam:GetRole", "Unknown parameter");
    query(&lab, "iam", "Action=TagRole&Version=2010-05-08&RoleName=r&Tags.member.1.Key=");
    refused("iam:TagRole", "Missing required parameter");
    query(
        &lab,
        "sts",
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A111111111111%3Arole%2Fr&RoleSessionName=ferry&DurationSeconds=soon",
    );
    refused("sts:AssumeRole", "Invalid type for parameter DurationSeconds");
    query(
        &lab,
        "sts",
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A111111111111%3Arole%2Fr&RoleSessionName=ferry&DurationSeconds=60",
    );
    refused("sts:AssumeRole", "Invalid value for parameter DurationSeconds");
    query(&lab, "sts", "Action=GetCallerIdentity&Version=2010-05-08");
    refused("", "another version of the API");

    lambda(&lab, "POST /2015-03-31/functions", &[], &function_with("MemorySize", json!(99_999)));
    refused("lambda:CreateFunction", "at most");
    lambda(&lab, "POST /2015-03-31/functions", &[], &function_with("Runtime", json!("cobol1.x")));
    refused("lambda:CreateFunction", "'cobol1.x' is none of");
    lambda(&lab, "POST /2015-03-31/functions", &[], &function_with("Environment", json!({ "Variables": { "1": "x" } })));
    refused("lambda:CreateFunction", "does not match");
    lambda(&lab, "POST /2015-03-31/functions", &[], &function_with("Nonsense", json!(1)));
    refused("lambda:CreateFunction", "Unknown parameter");
    lambda(&lab, "GET /2015-03-31/functions?MaxItems=0", &[], &Value::Null);
    refused("lambda:ListFunctions", "Invalid value for parameter MaxItems");
    lambda(&lab, "GET /2015-03-31/functions?Colour=red", &[], &Value::Null);
    refused("lambda:ListFunctions", "Unknown parameter");
    lambda(&lab, "POST /2015-03-31/functions/f/invocations", &["x-amz-log-type: All"], &json!({}));
    refused("lambda:Invoke", "'All' is none of None, Tail");
    lambda(&lab, "GET /2015-03-31/nothing", &[], &Value::Null);
    refused("", "lambda has no operation at GET /2015-03-31/nothing");

    let target = "x-amz-target: Logs_20140328.PutRetentionPolicy";
    lab.send_through_the_door("logs", "POST /", &[target], r#"{"logGroupName":"","retentionInDays":30}"#);
    refused("logs:PutRetentionPolicy", "Invalid length for parameter logGroupName");
    lab.send_through_the_door("s3", "GET /bucket", &[], "");
    refused("", "a service that is not checked: signed for s3");

    let found = lab.take_refused();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((operation, reason), (expected_operation, expected_reason)) in found.iter().zip(expected) {
        assert!(operation == expected_operation && reason.contains(expected_reason), "{expected_reason:?}: {operation} {reason}");
    }
}
