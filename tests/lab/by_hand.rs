//! The eight resources made by hand, as the published guides do it. The lab is proven with these before the program is
//! judged by it.

use aws_sdk_cognitoidentityprovider::types::{AuthFlowType, ExplicitAuthFlowsType as Flow, LambdaConfigType};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, Runtime};
use cognito_ferry::function::code;
use serde_json::{Value, json};

use crate::lab::{Account, DestinationPool, Lab, SourcePool};

pub const EXTERNAL_ID: &str = "an-external-id-made-by-hand";
pub const EXECUTION_ROLE: &str = "by-hand-execution";
pub const SOURCE_ROLE: &str = "by-hand-source";
pub const FUNCTION: &str = "by-hand";

/// Makes the first six: everything that is not yet visible to anybody who signs in. Returns the function's ARN.
pub async fn build(lab: &Lab, (old, new): (&SourcePool, &DestinationPool)) -> String {
    let (source, destination) = (lab.source(), lab.destination());
    let client = migration_client(&source, old).await;
    let execution_role = role(&destination, EXECUTION_ROLE, &json!({ "Service": "lambda.amazonaws.com" }), json!({})).await;
    let condition = json!({ "StringEquals": { "sts:ExternalId": EXTERNAL_ID } });
    let source_role = role(&source, SOURCE_ROLE, &json!({ "AWS": execution_role }), condition).await;
    let questions = json!(["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"]);
    allow(&source, SOURCE_ROLE, "questions", &questions, &old.arn).await;
    allow(&destination, EXECUTION_ROLE, "assume", &json!(["sts:AssumeRole"]), &source_role).await;
    let log = format!("arn:aws:logs:{}:{}:log-group:/aws/lambda/{FUNCTION}:*", destination.region, destination.id);
    let writing = json!(["logs:CreateLogStream", "logs:PutLogEvents"]);
    allow(&destination, EXECUTION_ROLE, "log", &writing, &log).await;
    let environment = Environment::builder()
        .variables("OLD_CLIENT_ID", client)
        .variables("OLD_EXTERNAL_ID", EXTERNAL_ID)
        .variables("OLD_ROLE_ARN", source_role)
        .variables("OLD_USER_POOL_ID", &old.id)
        .variables("OLD_USER_POOL_REGION", &source.region)
        .build();
    let function = function(&destination, &execution_role, environment).await;
    permit_invocation(&destination, new).await;
    function
}

/// The last two: the app client's flows, and the trigger.
pub async fn turn_on(destination: &Account, pool: &DestinationPool, function: &str) {
    allow_password_flow(destination, pool).await;
    set_trigger(destination, pool, function).await;
}

pub async fn allow_password_flow(destination: &Account, pool: &DestinationPool) {
    let update = destination.cognito.update_user_pool_client().user_pool_id(&pool.id).client_id(&pool.client);
    let flows = [Flow::AllowUserSrpAuth, Flow::AllowRefreshTokenAuth, Flow::AllowUserPasswordAuth];
    update.set_explicit_auth_flows(Some(flows.into())).send().await.unwrap();
}

pub async fn set_trigger(destination: &Account, pool: &DestinationPool, function: &str) {
    let triggers = LambdaConfigType::builder().user_migration(function).build();
    destination.cognito.update_user_pool().user_pool_id(&pool.id).lambda_config(triggers).send().await.unwrap();
}

pub async fn permit_invocation(destination: &Account, pool: &DestinationPool) {
    let permission = destination.lambda.add_permission().function_name(FUNCTION).statement_id("cognito");
    let permission = permission.action("lambda:InvokeFunction").principal("cognito-idp.amazonaws.com");
    permission.source_arn(&pool.arn).source_account(&destination.id).send().await.unwrap();
}

/// Signs in as an app would. The error's code, where it fails.
pub async fn sign_in(account: &Account, pool: &DestinationPool, name: &str, password: &str) -> Result<(), String> {
    let request = account.cognito.initiate_auth().client_id(&pool.client).auth_flow(AuthFlowType::UserPasswordAuth);
    let answer = request.auth_parameters("USERNAME", name).auth_parameters("PASSWORD", password).send().await;
    match answer {
        Ok(answer) => answer.authentication_result().map(|_| ()).ok_or_else(|| "a challenge".to_owned()),
        Err(error) => Err(error.into_service_error().meta().code().unwrap_or("no code").to_owned()),
    }
}

/// Writes the trust policy of `role` anew, with the given external id.
pub async fn trust(source: &Account, execution_role: &str, external_id: &str) {
    let condition = json!({ "StringEquals": { "sts:ExternalId": external_id } });
    let policy = trust_policy(&json!({ "AWS": execution_role }), condition);
    source.iam.update_assume_role_policy().role_name(SOURCE_ROLE).policy_document(policy).send().await.unwrap();
}

async fn migration_client(source: &Account, pool: &SourcePool) -> String {
    let client = source.cognito.create_user_pool_client().user_pool_id(&pool.id).client_name("by-hand");
    let client = client.explicit_auth_flows(Flow::AllowAdminUserPasswordAuth);
    let client = client.explicit_auth_flows(Flow::AllowRefreshTokenAuth).send().await.unwrap();
    client.user_pool_client().unwrap().client_id().unwrap().to_owned()
}

async fn role(account: &Account, name: &str, principal: &Value, condition: Value) -> String {
    let policy = trust_policy(principal, condition);
    let role = account.iam.create_role().role_name(name).assume_role_policy_document(policy).send().await.unwrap();
    role.role().unwrap().arn().to_owned()
}

fn trust_policy(principal: &Value, condition: Value) -> String {
    let statement = json!({ "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition });
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

/// Writes an inline policy of one statement.
pub async fn allow(account: &Account, role: &str, name: &str, actions: &Value, resource: &str) {
    let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": resource });
    let policy = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
    let put = account.iam.put_role_policy().role_name(role).policy_name(name);
    put.policy_document(policy).send().await.unwrap();
}

async fn function(destination: &Account, role: &str, environment: Environment) -> String {
    let create = destination.lambda.create_function().function_name(FUNCTION).role(role).environment(environment);
    let create = create.runtime(Runtime::Nodejs22x).handler("index.handler").timeout(5);
    let created = create.code(FunctionCode::builder().zip_file(Blob::new(code::zip().unwrap())).build()).send().await.unwrap();
    created.function_arn().unwrap().to_owned()
}
