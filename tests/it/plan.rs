//! What the plan says of what is there already: adopted where it matches, shown where it differs, asked about where it is somebody
//! else's. On the sandbox, with the real SDK clients.

use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::types::{
    ExplicitAuthFlowsType, LambdaConfigType, PreventUserExistenceErrorTypes, TimeUnitsType, TokenValidityUnitsType,
};
use cognito_ferry::aws::policy;
use cognito_ferry::migration::plan::Plan;
use cognito_ferry::migration::plan_text;
use cognito_ferry::model::change::ChangeAction;
use cognito_ferry::model::managed::DeployedBy;
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::model::user_options::Memberships;
use cognito_ferry::problem::ProblemKind;
use cognito_ferry::resources::registry::RESOURCES;

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use crate::env::test_env::TestEnv;

async fn scene() -> TestEnv {
    TestEnv::demo().opened().await
}

impl TestEnv {
    /// A role of the name that the migration would use, made by somebody else.
    async fn foreign_role(&self) {
        let name = &self.session.choices.options.as_ref().unwrap().source_role_name;
        let trust = policy::trust_service("ec2.amazonaws.com").to_string();
        let call = self.accounts.source.write.iam.create_role().role_name(name).assume_role_policy_document(trust);
        call.send().await.unwrap();
    }
}

fn action(plan: &Plan, resource: ResourceId) -> ChangeAction {
    plan.changes.iter().find(|change| change.resource == resource).unwrap().action
}

#[test]
fn every_resource_is_listed_once() {
    let keys: BTreeSet<&str> = RESOURCES.iter().map(|resource| resource.id().key()).collect();
    assert_eq!(keys.len(), RESOURCES.len());
    assert!(RESOURCES.iter().all(|resource| ResourceId::from_key(resource.id().key()) == Some(resource.id())));
    // The order in which they are declared is the order in which they are applied.
    assert!(RESOURCES.iter().map(|resource| resource.id()).is_sorted());
}

#[tokio::test]
async fn the_same_inputs_give_the_same_plan() {
    let scene = scene().await;
    let (first, second) = (scene.plan().await, scene.plan().await);
    assert_eq!(first, second);
    assert_eq!(plan_text::text(&first), plan_text::text(&second));
    let json = serde_json::to_string(&first).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), first);
}

#[tokio::test]
async fn the_text_shows_every_policy_in_full_and_what_will_only_be_known_later() {
    let text = plan_text::text(&scene().await.plan().await);
    for part in
        ["sts:ExternalId", "cognito-idp:AdminInitiateAuth", "logs:PutLogEvents", "OLD_CLIENT_ID\": \"(known after apply)\""]
    {
        assert!(text.contains(part), "the plan does not show {part}:\n{text}");
    }
    assert!(text.ends_with("Plan: 6 to create, 2 to update, 1 unchanged."));
}

#[tokio::test]
async fn a_role_that_somebody_else_made_stops_apply_with_a_choice() {
    let mut scene = scene().await;
    scene.foreign_role().await;
    let plan = scene.plan().await;
    assert_eq!(action(&plan, ResourceId::SourceRole), ChangeAction::Conflict);
    let problem = scene.apply(&plan).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::AlreadyExists);
    assert!(problem.remedy.iter().any(|remedy| remedy.contains("--replace source-role")), "{problem:?}");
    assert!(scene.plan().await.count(ChangeAction::Create) == 5, "nothing was made before the choice");
}

#[tokio::test]
async fn a_foreign_role_is_replaced_only_when_the_operator_says_so() {
    let mut scene = scene().await;
    scene.foreign_role().await;
    scene.options().replace.insert(ResourceId::SourceRole);
    let plan = scene.plan().await;
    assert_eq!(action(&plan, ResourceId::SourceRole), ChangeAction::Update);
    scene.apply(&plan).await.unwrap();
    assert!(!scene.plan().await.has_changes());
}

#[tokio::test]
async fn a_trigger_of_somebody_else_is_never_overwritten_silently() {
    let mut scene = scene().await;
    let theirs = "arn:aws:lambda:eu-central-1:222222222222:function:theirs";
    let triggers = LambdaConfigType::builder().user_migration(theirs).build();
    let update =
        scene.accounts.destination.write.cognito.update_user_pool().user_pool_id(DESTINATION_POOL).lambda_config(triggers);
    update.send().await.unwrap();
    let plan = scene.plan().await;
    assert_eq!(action(&plan, ResourceId::Trigger), ChangeAction::Conflict);
    assert!(plan_text::text(&plan).contains(theirs));
    scene.apply(&plan).await.unwrap_err();
}

#[tokio::test]
async fn an_app_client_that_matches_is_adopted_and_used() {
    let minutes = || TimeUnitsType::Minutes;
    let scene = scene().await;
    let spec = scene.resolved().await.unwrap();
    let made = scene.accounts.source.write.cognito.create_user_pool_client().user_pool_id(SOURCE_POOL);
    let made = made
        .client_name(&spec.options.source_client_name)
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowAdminUserPasswordAuth)
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowRefreshTokenAuth)
        .prevent_user_existence_errors(PreventUserExistenceErrorTypes::Legacy)
        .set_read_attributes(Some(spec.source_attributes.clone()))
        .enable_token_revocation(true)
        .access_token_validity(5)
        .id_token_validity(5)
        .refresh_token_validity(60)
        .token_validity_units(
            TokenValidityUnitsType::builder().access_token(minutes()).id_token(minutes()).refresh_token(minutes()).build(),
        );
    let id = made.send().await.unwrap().user_pool_client.unwrap().client_id.unwrap();
    let plan = scene.plan().await;
    assert_eq!(action(&plan, ResourceId::SourceClient), ChangeAction::Adopt);
    let function = plan.changes.iter().find(|change| change.resource == ResourceId::Function).unwrap();
    assert_eq!(function.after["Environment"]["Variables"]["OLD_CLIENT_ID"], id.as_str());
}

#[tokio::test]
async fn what_changed_since_the_plan_was_shown_is_not_written() {
    let mut scene = scene().await;
    let plan = scene.plan().await;
    // Between the plan and the yes, somebody gives the client another flow.
    let update = scene.accounts.destination.write.cognito.update_user_pool_client().user_pool_id(DESTINATION_POOL);
    let update = update.client_id(DESTINATION_CLIENT).explicit_auth_flows(ExplicitAuthFlowsType::AllowCustomAuth);
    update.send().await.unwrap();
    let problem = scene.apply(&plan).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Conflict);
    assert!(problem.why.contains("not shown"), "{problem:?}");
}

#[tokio::test]
async fn what_became_somebody_elses_since_the_plan_was_shown_ends_it_with_a_choice() {
    let mut scene = scene().await;
    let plan = scene.plan().await;
    scene.foreign_role().await;
    let problem = scene.apply(&plan).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::AlreadyExists, "{problem:?}");
    assert!(problem.remedy.iter().any(|remedy| remedy.contains("--replace source-role")), "{problem:?}");
}

#[tokio::test]
async fn a_pool_that_a_tool_deploys_gets_the_lines_to_add_there_with_the_trigger_and_with_the_flow() {
    for (tool, trigger, groups_trigger, flows) in [
        (
            DeployedBy::Terraform,
            "user_migration = \"arn:aws:lambda:",
            "post_authentication = \"arn:aws:lambda:",
            "explicit_auth_flows = [\"ALLOW_",
        ),
        (
            DeployedBy::Cloudformation,
            "  UserMigration: arn:aws:lambda:",
            "  PostAuthentication: arn:aws:lambda:",
            "  - ALLOW_USER_PASSWORD_AUTH",
        ),
    ] {
        let mut scene = scene().await;
        let options = scene.options();
        options.managed_by = Some(tool);
        options.users.groups = Memberships::FirstSignIn;
        let plan = scene.plan().await;
        for (resource, line) in
            [(ResourceId::Trigger, trigger), (ResourceId::GroupsTrigger, groups_trigger), (ResourceId::ClientFlows, flows)]
        {
            let change = plan.changes.iter().find(|change| change.resource == resource).unwrap();
            assert!(change.warnings.iter().any(|warning| warning.contains(line)), "{tool:?} {resource:?}: {:?}", change.warnings);
        }
    }
}
