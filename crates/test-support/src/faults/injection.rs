//! How each fault is brought about, as somebody would by hand: with the SDK, past the program.

use std::io::Write as _;

use aws_sdk_cognitoidentityprovider::types::{
    AttributeDataType, AttributeType, ExplicitAuthFlowsType as Flow, LambdaConfigType, MessageActionType, SchemaAttributeType,
};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::Environment;
use cognito_ferry::aws::policy;
use serde_json::{Value, json};

use super::Fault;

#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub password: String,
}

/// Clients that may do everything in one account.
#[derive(Debug, Clone)]
pub struct Hands {
    pub cognito: aws_sdk_cognitoidentityprovider::Client,
    pub iam: aws_sdk_iam::Client,
    pub lambda: aws_sdk_lambda::Client,
}

/// Both accounts of a migration, and what is where.
#[derive(Debug)]
pub struct Site {
    pub source: Hands,
    pub destination: Hands,
    pub source_pool: String,
    pub source_client: String,
    pub source_role: String,
    pub destination_account: String,
    pub destination_region: String,
    pub destination_pool: String,
    pub destination_client: String,
    pub function: String,
    pub function_role: String,
    /// The statement that lets Cognito invoke the function.
    pub permission: String,
}

/// Brings the fault about. What is a state of a user in the source, or a typing error, is not made here.
pub async fn inject(site: &Site, fault: Fault, person: &Person) {
    match fault {
        Fault::FlowNotEnabled => site.destination_flows(&[Flow::AllowCustomAuth, Flow::AllowRefreshTokenAuth]).await,
        Fault::SrpClient => site.destination_flows(&[Flow::AllowUserSrpAuth, Flow::AllowRefreshTokenAuth]).await,
        Fault::AlreadyInDestination => site.create_in_destination(person).await,
        Fault::TriggerNotSet => site.set_trigger(LambdaConfigType::builder().build()).await,
        Fault::TriggerElsewhere => {
            let other = site.arn("lambda", "function:somebody-elses");
            site.set_trigger(LambdaConfigType::builder().user_migration(other).build()).await;
        }
        Fault::FunctionDeleted => {
            site.destination.lambda.delete_function().function_name(&site.function).send().await.unwrap();
        }
        Fault::InvokePermissionMissing => site.remove_permission().await,
        Fault::WrongSourceArn => {
            site.remove_permission().await;
            let another = site.arn("cognito-idp", &format!("userpool/{}_Another1", site.destination_region));
            let call = site.destination.lambda.add_permission().function_name(&site.function).statement_id(&site.permission);
            let call = call.action("lambda:InvokeFunction").principal("cognito-idp.amazonaws.com");
            call.source_arn(another).source_account(&site.destination_account).send().await.unwrap();
        }
        Fault::FunctionLacksAssumeRole => {
            let call = site.destination.iam.delete_role_policy().role_name(&site.function_role);
            call.policy_name("assume-source-role").send().await.unwrap();
            site.let_the_session_go().await;
        }
        Fault::TrustNamesAnother => {
            let trust = policy::trust_service("lambda.amazonaws.com").to_string();
            let other = site.destination.iam.create_role().role_name("somebody-elses").assume_role_policy_document(trust);
            let other = other.send().await.unwrap().role.unwrap();
            site.change_trust(|trust| trust["Statement"][0]["Principal"]["AWS"] = json!(other.arn())).await;
        }
        Fault::ExternalIdDiffers => {
            site.change_trust(|trust| {
                let id = &mut trust["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"];
                *id = json!(format!("{}x", id.as_str().unwrap()));
            })
            .await;
        }
        Fault::SourceRoleLacksPermission => {
            let read = site.source.iam.get_role_policy().role_name(&site.source_role).policy_name("check-passwords");
            let mut policy = policy::parse(read.send().await.unwrap().policy_document());
            policy["Statement"][0]["Action"] = json!(["cognito-idp:AdminGetUser"]);
            let call = site.source.iam.put_role_policy().role_name(&site.source_role).policy_name("check-passwords");
            call.policy_document(policy.to_string()).send().await.unwrap();
        }
        Fault::SourceClientFlow => {
            let call = site.source.cognito.update_user_pool_client().user_pool_id(&site.source_pool);
            call.client_id(&site.source_client).explicit_auth_flows(Flow::AllowUserSrpAuth).send().await.unwrap();
        }
        Fault::AttributeNotInSchema => site.one_attribute_too_many(person).await,
        Fault::TimeOut => {
            let forever = "export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));";
            site.deploy(forever).await;
            let call = site.destination.lambda.update_function_configuration().function_name(&site.function);
            call.timeout(1).send().await.unwrap();
        }
        Fault::FunctionError => {
            site.deploy("throw new Error(\"on purpose\");\nexport const handler = async (event) => event;").await
        }
        Fault::WrongPassword
        | Fault::UserUnknown
        | Fault::LockedOut
        | Fault::Disabled
        | Fault::ResetRequired
        | Fault::Unconfirmed
        | Fault::Mfa
        | Fault::Throttled
        | Fault::TemporaryPassword
        | Fault::TemporaryPasswordExpired => {}
    }
}

impl Site {
    fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{resource}", self.destination_region, self.destination_account)
    }

    async fn destination_flows(&self, flows: &[Flow]) {
        let call = self.destination.cognito.update_user_pool_client().user_pool_id(&self.destination_pool);
        let call = call.client_id(&self.destination_client).set_explicit_auth_flows(Some(flows.to_vec()));
        call.send().await.unwrap();
    }

    async fn set_trigger(&self, triggers: LambdaConfigType) {
        let call = self.destination.cognito.update_user_pool().user_pool_id(&self.destination_pool);
        call.lambda_config(triggers).send().await.unwrap();
    }

    async fn remove_permission(&self) {
        let call = self.destination.lambda.remove_permission().function_name(&self.function);
        call.statement_id(&self.permission).send().await.unwrap();
    }

    async fn change_trust(&self, change: impl FnOnce(&mut Value)) {
        let role = self.source.iam.get_role().role_name(&self.source_role).send().await.unwrap().role.unwrap();
        let mut trust = policy::parse(role.assume_role_policy_document().unwrap());
        change(&mut trust);
        let call = self.source.iam.update_assume_role_policy().role_name(&self.source_role);
        call.policy_document(trust.to_string()).send().await.unwrap();
        self.let_the_session_go().await;
    }

    /// A warm function keeps the session that it has: a broken trust shows only when it opens the next one. A changed configuration
    /// starts it anew, at AWS too.
    async fn let_the_session_go(&self) {
        let call = self.destination.lambda.update_function_configuration().function_name(&self.function);
        call.memory_size(768).send().await.unwrap();
    }

    async fn create_in_destination(&self, person: &Person) {
        let cognito = &self.destination.cognito;
        let call = cognito.admin_create_user().user_pool_id(&self.destination_pool).username(&person.name);
        call.message_action(MessageActionType::Suppress).send().await.unwrap();
        let call = cognito.admin_set_user_password().user_pool_id(&self.destination_pool).username(&person.name);
        call.password("Another-Password-1").permanent(true).send().await.unwrap();
    }

    /// The source has an attribute more than the destination, and the function hands over whatever it is told, as a handler of the
    /// team's own may.
    async fn one_attribute_too_many(&self, person: &Person) {
        let cognito = &self.source.cognito;
        let loyalty = SchemaAttributeType::builder().name("loyalty").attribute_data_type(AttributeDataType::String).mutable(true);
        let call = cognito.add_custom_attributes().user_pool_id(&self.source_pool);
        call.custom_attributes(loyalty.build()).send().await.unwrap();
        let call = cognito.admin_update_user_attributes().user_pool_id(&self.source_pool).username(&person.name);
        let value = AttributeType::builder().name("custom:loyalty").value("7").build().unwrap();
        call.user_attributes(value).send().await.unwrap();
        let lambda = &self.destination.lambda;
        let function = lambda.get_function_configuration().function_name(&self.function).send().await.unwrap();
        let mut variables = function.environment().unwrap().variables().unwrap().clone();
        variables.remove("FERRY_ATTRIBUTES").unwrap();
        let environment = Environment::builder().set_variables(Some(variables)).build();
        lambda.update_function_configuration().function_name(&self.function).environment(environment).send().await.unwrap();
    }

    async fn deploy(&self, source: &str) {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("index.mjs", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(source.as_bytes()).unwrap();
        let code = Blob::new(zip.finish().unwrap().into_inner());
        self.destination.lambda.update_function_code().function_name(&self.function).zip_file(code).send().await.unwrap();
    }
}
