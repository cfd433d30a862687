//! What others have beside a set-up: statements, policies, tags, variables, a trigger. Every remedy must leave it as it is.

use std::collections::BTreeMap;

use aws_sdk_cognitoidentityprovider::types::{LambdaConfigType, SchemaAttributeType};
use aws_sdk_iam::types::Tag;
use cognito_ferry::aws::account::Account;
use cognito_ferry::aws::policy;
use serde_json::{Value, json};

use super::by_hand::{SetUp, inline, role};
use super::world::World;
use crate::env::demo::DESTINATION_POOL;

/// Names that our commands would like to have themselves.
pub const WANTED: &str = "cognito-user-migration";
const OTHER_APP: &str = "neighbour-app";

/// Moves in: whatever our commands might write over is somebody's.
pub async fn move_in(world: &World, set_up: &SetUp) {
    let (source, destination) = (&world.accounts.source, &world.accounts.destination);
    role(destination, OTHER_APP, "/", &policy::trust_service("lambda.amazonaws.com")).await;
    for (account, name) in [(source, set_up.source_role), (destination, set_up.function_role)] {
        let mut trust = trust_of(account, name).await;
        let neighbour = match name == set_up.source_role {
            true => json!({ "Sid": "Neighbour", "Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": { "AWS": format!("arn:aws:iam::222222222222:role/{OTHER_APP}") },
                "Condition": { "StringEquals": { "sts:ExternalId": "the-neighbours-own" } } }),
            false => json!({ "Sid": "Neighbour", "Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": { "Service": "edgelambda.amazonaws.com" } }),
        };
        trust["Statement"].as_array_mut().unwrap().push(neighbour);
        let update = account.write.iam.update_assume_role_policy().role_name(name).policy_document(trust.to_string());
        update.send().await.unwrap();
        let theirs = policy::allow("Neighbour", &["logs:DescribeLogGroups"], "*");
        inline(account, name, WANTED, &theirs).await;
        let tag = Tag::builder().key("neighbour").value("here").build().unwrap();
        account.write.iam.tag_role().role_name(name).tags(tag).send().await.unwrap();
    }
    let permission = destination.write.lambda.add_permission().function_name(set_up.function).statement_id(WANTED);
    let another = "arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_Neighbour";
    let permission = permission.action("lambda:InvokeFunction").principal("cognito-idp.amazonaws.com").source_arn(another);
    permission.send().await.unwrap();
    let cognito = &destination.write.cognito;
    let attribute = SchemaAttributeType::builder().name("neighbour").attribute_data_type("String".into()).mutable(true).build();
    cognito.add_custom_attributes().user_pool_id(DESTINATION_POOL).custom_attributes(attribute).send().await.unwrap();
    let triggers = LambdaConfigType::builder().user_migration(set_up.function_arn()).post_confirmation(set_up.function_arn());
    let update = cognito.update_user_pool().user_pool_id(DESTINATION_POOL).lambda_config(triggers.build());
    update.user_pool_tags("neighbour", "here").send().await.unwrap();
}

async fn trust_of(account: &Account, role: &str) -> Value {
    let role = account.write.iam.get_role().role_name(role).send().await.unwrap().role.unwrap();
    policy::parse(role.assume_role_policy_document().unwrap())
}

fn with_sid(document: &Value, sid: &str) -> Vec<Value> {
    document["Statement"].as_array().unwrap().iter().filter(|statement| statement["Sid"] == sid).cloned().collect()
}

/// Everything of theirs, by what it is.
pub async fn look(world: &World, set_up: &SetUp) -> BTreeMap<String, String> {
    let (source, destination) = (&world.accounts.source, &world.accounts.destination);
    let mut seen = BTreeMap::new();
    for (account, name) in [(source, set_up.source_role), (destination, set_up.function_role)] {
        let Ok(answer) = account.write.iam.get_role().role_name(name).send().await else { continue };
        let role = answer.role.unwrap();
        let trust = policy::parse(role.assume_role_policy_document().unwrap());
        seen.insert(format!("{name}: trust"), format!("{:?}", with_sid(&trust, "Neighbour")));
        seen.insert(format!("{name}: tags"), format!("{:?}", role.tags()));
        let inline = account.write.iam.get_role_policy().role_name(name).policy_name(WANTED).send().await;
        let theirs = inline.map(|policy| policy::parse(policy.policy_document()).to_string()).unwrap_or_default();
        seen.insert(format!("{name}: inline policy"), theirs);
        let attached = account.write.iam.list_attached_role_policies().role_name(name).send().await.unwrap();
        seen.insert(format!("{name}: attached"), format!("{:?}", attached.attached_policies()));
    }
    let lambda = &destination.write.lambda;
    if let Ok(answer) = lambda.get_policy().function_name(set_up.function).send().await {
        let statements = with_sid(&policy::parse(answer.policy().unwrap()), WANTED);
        seen.insert("function: permission".into(), format!("{statements:?}"));
        let configuration = lambda.get_function_configuration().function_name(set_up.function).send().await.unwrap();
        let variables: Option<BTreeMap<_, _>> =
            configuration.environment().and_then(|environment| environment.variables()).map(|all| all.iter().collect());
        seen.insert("function: variables".into(), format!("{variables:?}"));
    }
    let pool = destination.write.cognito.describe_user_pool().user_pool_id(DESTINATION_POOL).send().await.unwrap();
    let pool = pool.user_pool.unwrap();
    seen.insert("pool: triggers".into(), format!("{:?}", pool.lambda_config()));
    seen.insert("pool: tags".into(), format!("{:?}", pool.user_pool_tags()));
    seen.insert(
        "pool: attributes".into(),
        format!("{:?}", pool.schema_attributes().iter().map(|one| one.name()).collect::<Vec<_>>()),
    );
    seen
}
