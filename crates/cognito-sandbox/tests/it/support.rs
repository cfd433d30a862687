//! What the sandbox's tests share: SDK clients on the connector, and the eight resources made by hand.

use std::collections::HashMap;
use std::io::Write as _;

use aws_credential_types::Credentials;
use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Region};
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::operation::initiate_auth::InitiateAuthOutput;
use aws_sdk_cognitoidentityprovider::types::{AuthFlowType, ExplicitAuthFlowsType, LambdaConfigType};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, Runtime};
use cognito_sandbox::{Sandbox, Scenario};
use serde_json::json;

pub const SOURCE_POOL: &str = "eu-west-1_AcmeCust1";
pub const DESTINATION_POOL: &str = "eu-central-1_AcmeNew01";
pub const DESTINATION_CLIENT: &str = "7shopwebacme0new0client001";
pub const EXTERNAL_ID: &str = "c0ffee-c0ffee-c0ffee-c0ffee-c0ffee";
pub const FUNCTION_ROLE: &str = "acme-ferry-function";

/// The demo's accounts, without waiting.
pub fn sandbox() -> Sandbox {
    Sandbox::new(Scenario::demo().without_delays()).unwrap()
}

/// All SDK clients of one profile.
pub struct Clients {
    pub account: String,
    pub region: String,
    pub cognito: aws_sdk_cognitoidentityprovider::Client,
    pub iam: aws_sdk_iam::Client,
    pub lambda: aws_sdk_lambda::Client,
    pub logs: aws_sdk_cloudwatchlogs::Client,
    pub sts: aws_sdk_sts::Client,
}

pub fn clients(sandbox: &Sandbox, profile: &str) -> Clients {
    let profile = sandbox.profiles().into_iter().find(|candidate| candidate.name == profile).unwrap();
    let credentials = Credentials::new(profile.access_key_id, profile.secret_access_key, None, None, "test");
    clients_with(sandbox, &profile.account, &profile.region, credentials)
}

pub fn clients_with(sandbox: &Sandbox, account: &str, region: &str, credentials: Credentials) -> Clients {
    let config = aws_config::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(credentials))
        .http_client(sandbox.http_client())
        .sleep_impl(aws_sdk_sts::config::SharedAsyncSleep::new(NoSleep))
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .build();
    Clients {
        account: account.to_owned(),
        region: region.to_owned(),
        cognito: aws_sdk_cognitoidentityprovider::Client::new(&config),
        iam: aws_sdk_iam::Client::new(&config),
        lambda: aws_sdk_lambda::Client::new(&config),
        logs: aws_sdk_cloudwatchlogs::Client::new(&config),
        sts: aws_sdk_sts::Client::new(&config),
    }
}

/// The clients do not retry, so that nothing ever sleeps.
#[derive(Debug)]
struct NoSleep;

impl aws_sdk_sts::config::AsyncSleep for NoSleep {
    fn sleep(&self, _: std::time::Duration) -> aws_sdk_sts::config::Sleep {
        aws_sdk_sts::config::Sleep::new(std::future::pending())
    }
}

/// What the service answered instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: String,
    pub message: String,
    pub status: u16,
}

pub fn refusal<E: ProvideErrorMetadata + std::fmt::Debug>(
    error: SdkError<E, aws_smithy_runtime_api::client::orchestrator::HttpResponse>,
) -> Refusal {
    let status = error.raw_response().unwrap().status().as_u16();
    let service = error.as_service_error().unwrap();
    Refusal {
        code: service.meta().code().unwrap_or_default().to_owned(),
        message: service.meta().message().unwrap_or_default().to_owned(),
        status,
    }
}

/// The function that cognito-ferry deploys.
pub fn function_zip() -> Blob {
    zip_of(&[
        ("index.mjs", include_str!("../../../../assets/function/index.mjs")),
        ("attributes.mjs", include_str!("../../../../assets/function/attributes.mjs")),
        ("groups.mjs", include_str!("../../../../assets/function/groups.mjs")),
        ("source.mjs", include_str!("../../../../assets/function/source.mjs")),
        ("verdicts.mjs", include_str!("../../../../assets/function/verdicts.mjs")),
    ])
}

pub fn zip_of(files: &[(&str, &str)]) -> Blob {
    let mut bytes = Vec::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(&mut bytes));
    for (name, text) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    Blob::new(bytes)
}

pub fn lambda_trust() -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "lambda.amazonaws.com" },
            "Action": "sts:AssumeRole",
        }],
    })
    .to_string()
}

pub fn source_trust(principal: &str, external_id: &str) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "AWS": principal },
            "Action": "sts:AssumeRole",
            "Condition": { "StringEquals": { "sts:ExternalId": external_id } },
        }],
    })
    .to_string()
}

pub fn source_policy(actions: &[&str], pool: &str) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": actions,
            "Resource": format!("arn:aws:cognito-idp:eu-west-1:111111111111:userpool/{pool}"),
        }],
    })
    .to_string()
}

impl Clients {
    pub async fn sign_in(&self, user: &str, password: &str) -> Result<InitiateAuthOutput, Refusal> {
        self.cognito
            .initiate_auth()
            .client_id(DESTINATION_CLIENT)
            .auth_flow(AuthFlowType::UserPasswordAuth)
            .auth_parameters("USERNAME", user)
            .auth_parameters("PASSWORD", password)
            .send()
            .await
            .map_err(refusal)
    }

    /// Everything that a function has logged.
    pub async fn log(&self, function_name: &str) -> String {
        self.logs
            .filter_log_events()
            .log_group_name(format!("/aws/lambda/{function_name}"))
            .send()
            .await
            .unwrap()
            .events()
            .iter()
            .filter_map(|event| event.message().map(str::to_owned))
            .collect()
    }

    pub async fn create_function_role(&self, source_role_arn: &str) -> String {
        let role =
            self.iam.create_role().role_name(FUNCTION_ROLE).assume_role_policy_document(lambda_trust()).send().await.unwrap();
        self.put_function_policy(source_role_arn).await;
        role.role().unwrap().arn().to_owned()
    }

    pub async fn put_function_policy(&self, source_role_arn: &str) {
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": format!("arn:aws:logs:{}:{}:log-group:/aws/lambda/acme-ferry:*", self.region, self.account),
                },
                { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": source_role_arn },
            ],
        });
        self.iam
            .put_role_policy()
            .role_name(FUNCTION_ROLE)
            .policy_name("ferry")
            .policy_document(policy.to_string())
            .send()
            .await
            .unwrap();
    }

    pub async fn delete_function_role(&self) {
        let policy = self.iam.delete_role_policy().role_name(FUNCTION_ROLE);
        policy.policy_name("ferry").send().await.unwrap();
        self.iam.delete_role().role_name(FUNCTION_ROLE).send().await.unwrap();
    }

    pub async fn set_variables(&self, function_name: &str, variables: HashMap<String, String>) {
        self.lambda
            .update_function_configuration()
            .function_name(function_name)
            .environment(Environment::builder().set_variables(Some(variables)).build())
            .send()
            .await
            .unwrap();
    }
}

/// The eight resources.
pub struct Migration {
    pub function_name: String,
    pub function_arn: String,
    pub function_role_arn: String,
    pub source_role_arn: String,
    pub variables: HashMap<String, String>,
}

impl Migration {
    pub async fn apply(old: &Clients, new: &Clients) -> Self {
        let source_role_arn = format!("arn:aws:iam::{}:role/acme-ferry-source", old.account);
        let client = old
            .cognito
            .create_user_pool_client()
            .user_pool_id(SOURCE_POOL)
            .client_name("acme-ferry")
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowAdminUserPasswordAuth)
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowRefreshTokenAuth)
            .send()
            .await
            .unwrap();
        let client_id = client.user_pool_client().unwrap().client_id().unwrap().to_owned();
        let function_role = new.create_function_role(&source_role_arn).await;
        old.iam
            .create_role()
            .role_name("acme-ferry-source")
            .assume_role_policy_document(source_trust(&function_role, EXTERNAL_ID))
            .send()
            .await
            .unwrap();
        old.iam
            .put_role_policy()
            .role_name("acme-ferry-source")
            .policy_name("read-one-pool")
            .policy_document(source_policy(&["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"], SOURCE_POOL))
            .send()
            .await
            .unwrap();
        let variables: HashMap<String, String> = [
            ("OLD_CLIENT_ID", client_id.as_str()),
            ("OLD_EXTERNAL_ID", EXTERNAL_ID),
            ("OLD_ROLE_ARN", &source_role_arn),
            ("OLD_USER_POOL_ID", SOURCE_POOL),
            ("OLD_USER_POOL_REGION", "eu-west-1"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        let function = new
            .lambda
            .create_function()
            .function_name("acme-ferry")
            .role(&function_role)
            .runtime(Runtime::Nodejs22x)
            .handler("index.handler")
            .timeout(5)
            .memory_size(512)
            .code(FunctionCode::builder().zip_file(function_zip()).build())
            .environment(Environment::builder().set_variables(Some(variables.clone())).build())
            .send()
            .await
            .unwrap();
        let function_arn = function.function_arn().unwrap().to_owned();
        new.lambda
            .add_permission()
            .function_name("acme-ferry")
            .statement_id("cognito")
            .action("lambda:InvokeFunction")
            .principal("cognito-idp.amazonaws.com")
            .source_arn(format!("arn:aws:cognito-idp:{}:{}:userpool/{DESTINATION_POOL}", new.region, new.account))
            .source_account(&new.account)
            .send()
            .await
            .unwrap();
        new.cognito
            .update_user_pool_client()
            .user_pool_id(DESTINATION_POOL)
            .client_id(DESTINATION_CLIENT)
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserPasswordAuth)
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowRefreshTokenAuth)
            .prevent_user_existence_errors(aws_sdk_cognitoidentityprovider::types::PreventUserExistenceErrorTypes::Enabled)
            .send()
            .await
            .unwrap();
        new.cognito
            .update_user_pool()
            .user_pool_id(DESTINATION_POOL)
            .lambda_config(LambdaConfigType::builder().user_migration(&function_arn).build())
            .send()
            .await
            .unwrap();
        Self {
            function_name: "acme-ferry".to_owned(),
            function_arn,
            function_role_arn: function_role,
            source_role_arn,
            variables,
        }
    }
}
