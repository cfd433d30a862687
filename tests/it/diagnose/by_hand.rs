//! Two set-ups made with SDK calls: other names, other variables, other policies and other code than ours.

use std::io::Write as _;

use aws_sdk_cognitoidentityprovider::types::{ExplicitAuthFlowsType as Flow, LambdaConfigType};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, Runtime};
use cognito_ferry::aws::account::Account;
use serde_json::{Value, json};

use super::world::World;
use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};

pub const EXTERNAL_ID: &str = "externalcognito";

/// What a set-up is called, so that it can be broken.
pub struct SetUp {
    pub kind: &'static str,
    pub function: &'static str,
    pub function_role: &'static str,
    pub function_role_path: &'static str,
    /// The inline policy that lets it assume the source role.
    pub assume_policy: &'static str,
    pub source_role: &'static str,
    pub statement_id: &'static str,
    pub source_client: String,
}

impl SetUp {
    pub fn function_arn(&self) -> String {
        format!("arn:aws:lambda:eu-central-1:222222222222:function:{}", self.function)
    }

    pub fn function_role_arn(&self) -> String {
        format!("arn:aws:iam::222222222222:role{}{}", self.function_role_path, self.function_role)
    }

    pub fn source_role_arn(&self) -> String {
        format!("arn:aws:iam::111111111111:role/{}", self.source_role)
    }
}

pub fn pool_arn() -> String {
    format!("arn:aws:cognito-idp:eu-central-1:222222222222:userpool/{DESTINATION_POOL}")
}

/// As the guides go: managed policies attached, a trust policy that names the execution role, an external id, five variables.
pub async fn as_a_guide_says(world: &World) -> SetUp {
    let mut set_up = SetUp {
        kind: "by hand",
        function: "usermigration",
        function_role: "usermigration-role-qj7yr2q6",
        function_role_path: "/service-role/",
        assume_policy: "sts-assume",
        source_role: "crossaccountcognito",
        statement_id: "lambda-0e4f7c36",
        source_client: String::new(),
    };
    let (source, destination) = (&world.accounts.source, &world.accounts.destination);
    set_up.source_client = source_client(source, "migration-helper").await;
    let lambda = statement(json!({ "Service": "lambda.amazonaws.com" }), json!({}));
    role(destination, set_up.function_role, set_up.function_role_path, &lambda).await;
    attach(destination, set_up.function_role, "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole").await;
    assume_policy(destination, &set_up).await;
    let condition = json!({ "StringEquals": { "sts:ExternalId": EXTERNAL_ID } });
    role(source, set_up.source_role, "/", &statement(json!({ "AWS": set_up.function_role_arn() }), condition)).await;
    attach(source, set_up.source_role, "arn:aws:iam::aws:policy/AmazonCognitoPowerUser").await;
    let variables = [
        ("SOURCE_APP_CLIENT", set_up.source_client.as_str()),
        ("STS_EXTERNAL_ID", EXTERNAL_ID),
        ("CROSS_ACCOUNT_ROLE", &set_up.source_role_arn()),
        ("LEGACY_USER_POOL", SOURCE_POOL),
        ("LEGACY_REGION", "eu-west-1"),
        ("CRM_API_PASSWORD", "hunter2-do-not-show"),
        ("STAGE", "production"),
    ];
    function(destination, &set_up, SWALLOWS, &variables).await;
    permission(destination, &set_up, &pool_arn(), Some("222222222222")).await;
    turn_on(destination, &set_up.function_arn()).await;
    set_up
}

/// As CDK does it: generated names, all policies inline, the account trusted on the condition of the role's ARN, no external id, a
/// permission without SourceAccount.
pub async fn as_cdk_makes_it(world: &World) -> SetUp {
    let mut set_up = SetUp {
        kind: "CDK",
        function: "MigrationStack-UserMigrationFn6B1C5A0F-Vq0Zk8mWcXyT",
        function_role: "MigrationStack-UserMigrationFnServiceRole9E8C-3KxJ1o",
        function_role_path: "/",
        assume_policy: "UserMigrationFnServiceRoleDefaultPolicy2A7D41B6",
        source_role: "LegacyPoolStack-MigrationRoleF2C0D9B1-7TqLw2",
        statement_id: "MigrationStack-PoolUserMigrationCognito5D21",
        source_client: String::new(),
    };
    let (source, destination) = (&world.accounts.source, &world.accounts.destination);
    set_up.source_client = source_client(source, "migration").await;
    let lambda = statement(json!({ "Service": "lambda.amazonaws.com" }), json!({}));
    role(destination, set_up.function_role, set_up.function_role_path, &lambda).await;
    attach(destination, set_up.function_role, "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole").await;
    assume_policy(destination, &set_up).await;
    let condition = json!({ "ArnLike": { "aws:PrincipalArn": set_up.function_role_arn() } });
    role(source, set_up.source_role, "/", &statement(json!({ "AWS": "arn:aws:iam::222222222222:root" }), condition)).await;
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Action": ["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"],
            "Effect": "Allow",
            "Resource": format!("arn:aws:cognito-idp:eu-west-1:111111111111:userpool/{SOURCE_POOL}"),
        }],
    });
    inline(source, set_up.source_role, "MigrationRoleDefaultPolicy", &policy).await;
    let variables = [
        ("clientId", set_up.source_client.as_str()),
        ("roleArn", &set_up.source_role_arn()),
        ("userPoolId", SOURCE_POOL),
        ("targetUserPoolId", DESTINATION_POOL),
    ];
    function(destination, &set_up, THROWS, &variables).await;
    permission(destination, &set_up, &pool_arn(), None).await;
    turn_on(destination, &set_up.function_arn()).await;
    set_up
}

/// Whatever goes wrong, it answers as if the password were wrong, and says nothing.
const SWALLOWS: &str = r#"
import { STSClient, AssumeRoleCommand } from "@aws-sdk/client-sts";
import { CognitoIdentityProviderClient, AdminInitiateAuthCommand, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
export const handler = async (event) => {
  const env = process.env;
  try {
    const sts = new STSClient({ region: env.LEGACY_REGION });
    const { Credentials: c } = await sts.send(new AssumeRoleCommand({ RoleArn: env.CROSS_ACCOUNT_ROLE, RoleSessionName: "migration", ExternalId: env.STS_EXTERNAL_ID }));
    const credentials = { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken };
    const pool = new CognitoIdentityProviderClient({ region: env.LEGACY_REGION, credentials });
    await pool.send(new AdminInitiateAuthCommand({ AuthFlow: "ADMIN_USER_PASSWORD_AUTH", UserPoolId: env.LEGACY_USER_POOL, ClientId: env.SOURCE_APP_CLIENT,
      AuthParameters: { USERNAME: event.userName, PASSWORD: event.request.password } }));
    const user = await pool.send(new AdminGetUserCommand({ UserPoolId: env.LEGACY_USER_POOL, Username: event.userName }));
    const email = user.UserAttributes.find((one) => one.Name === "email").Value;
    event.response = { userAttributes: { email, email_verified: "true" }, finalUserStatus: "CONFIRMED", messageAction: "SUPPRESS" };
  } catch (error) {}
  return event;
};
"#;

/// It throws whatever AWS told it.
const THROWS: &str = r#"
import { STSClient, AssumeRoleCommand } from "@aws-sdk/client-sts";
import { CognitoIdentityProviderClient, AdminInitiateAuthCommand, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
export const handler = async (event) => {
  const { clientId, roleArn, userPoolId } = process.env;
  const region = userPoolId.split("_")[0];
  const { Credentials: c } = await new STSClient({ region }).send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "migration" }));
  const credentials = { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken };
  const legacy = new CognitoIdentityProviderClient({ region, credentials });
  await legacy.send(new AdminInitiateAuthCommand({ AuthFlow: "ADMIN_USER_PASSWORD_AUTH", UserPoolId: userPoolId, ClientId: clientId,
    AuthParameters: { USERNAME: event.userName, PASSWORD: event.request.password } }));
  const user = await legacy.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: event.userName }));
  const email = user.UserAttributes.find((one) => one.Name === "email").Value;
  event.response = { userAttributes: { email, email_verified: "true" }, finalUserStatus: "CONFIRMED", messageAction: "SUPPRESS" };
  return event;
};
"#;

pub fn statement(principal: Value, condition: Value) -> Value {
    let mut statement = json!({ "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole" });
    if condition.as_object().is_some_and(|condition| !condition.is_empty()) {
        statement["Condition"] = condition;
    }
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

async fn source_client(source: &Account, name: &str) -> String {
    let call = source.write.cognito.create_user_pool_client().user_pool_id(SOURCE_POOL).client_name(name);
    let flows = [Flow::AllowAdminUserPasswordAuth, Flow::AllowRefreshTokenAuth];
    let made = call.set_explicit_auth_flows(Some(flows.into())).send().await.unwrap();
    made.user_pool_client.unwrap().client_id.unwrap()
}

pub async fn role(account: &Account, name: &str, path: &str, trust: &Value) {
    let call = account.write.iam.create_role().role_name(name).path(path);
    call.assume_role_policy_document(trust.to_string()).send().await.unwrap();
}

async fn attach(account: &Account, role: &str, arn: &str) {
    account.write.iam.attach_role_policy().role_name(role).policy_arn(arn).send().await.unwrap();
}

pub async fn inline(account: &Account, role: &str, name: &str, policy: &Value) {
    let call = account.write.iam.put_role_policy().role_name(role).policy_name(name);
    call.policy_document(policy.to_string()).send().await.unwrap();
}

async fn assume_policy(destination: &Account, set_up: &SetUp) {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Action": "sts:AssumeRole", "Effect": "Allow", "Resource": set_up.source_role_arn() }],
    });
    inline(destination, set_up.function_role, set_up.assume_policy, &policy).await;
}

pub async fn function(destination: &Account, set_up: &SetUp, code: &str, variables: &[(&str, &str)]) {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("index.mjs", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(code.as_bytes()).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    let call = destination.write.lambda.create_function().function_name(set_up.function).role(set_up.function_role_arn());
    call.runtime(Runtime::from("nodejs22.x"))
        .handler("index.handler")
        .timeout(5)
        .memory_size(256)
        .environment(Environment::builder().set_variables(Some(variables)).build())
        .code(FunctionCode::builder().zip_file(Blob::new(zip)).build())
        .send()
        .await
        .unwrap();
}

pub async fn permission(destination: &Account, set_up: &SetUp, source_arn: &str, source_account: Option<&str>) {
    let call = destination.write.lambda.add_permission().function_name(set_up.function).statement_id(set_up.statement_id);
    let call = call.action("lambda:InvokeFunction").principal("cognito-idp.amazonaws.com").source_arn(source_arn);
    call.set_source_account(source_account.map(str::to_owned)).send().await.unwrap();
}

async fn turn_on(destination: &Account, function_arn: &str) {
    let cognito = &destination.write.cognito;
    let call = cognito.update_user_pool_client().user_pool_id(DESTINATION_POOL).client_id(DESTINATION_CLIENT);
    let flows = [Flow::AllowUserPasswordAuth, Flow::AllowUserSrpAuth, Flow::AllowRefreshTokenAuth];
    call.set_explicit_auth_flows(Some(flows.into())).send().await.unwrap();
    let trigger = LambdaConfigType::builder().user_migration(function_arn).build();
    cognito.update_user_pool().user_pool_id(DESTINATION_POOL).lambda_config(trigger).send().await.unwrap();
}
