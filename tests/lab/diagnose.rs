//! `diagnose` on a set-up that was made by hand in the emulators: found whole, then broken link by link.

use aws_sdk_cognitoidentityprovider::types::{ExplicitAuthFlowsType as Flow, LambdaConfigType};
use serde_json::{Value, json};

use crate::by_hand::{EXECUTION_ROLE, EXTERNAL_ID, FUNCTION, SOURCE_ROLE, allow, build, trust, turn_on};
use crate::lab::{DestinationPool, Lab, SourcePool};
use crate::program::ferry;

pub type Pair<'l> = (&'l SourcePool, &'l DestinationPool);

/// With nothing passed but the profiles, the destination pool and its app client.
pub fn diagnose(lab: &Lab, pair: Pair<'_>, more: &[&str], input: &str) -> test_support::headless::Outcome {
    let region = lab.destination().region;
    let mut arguments = vec!["diagnose", "--source-profile", "ferry-source", "--destination-profile", "ferry-destination"];
    arguments.extend(["--destination-region", &region, "--destination-pool", &pair.1.id, "--destination-client", &pair.1.client]);
    arguments.extend(more);
    ferry(lab, &arguments, input)
}

/// The checks of the chain that failed, and the states of its links.
fn found(lab: &Lab, pair: Pair<'_>) -> (Vec<String>, Vec<String>) {
    let outcome = diagnose(lab, pair, &["--json"], "");
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("{outcome:?}"));
    let links = report["links"].as_array().unwrap();
    let checks = links.iter().flat_map(|link| link["checks"].as_array().unwrap());
    let failed = checks.filter(|check| check["status"] == "fail").map(|check| check["id"].as_str().unwrap().to_owned());
    let states = links.iter().map(|link| format!("{}: {}", link["id"].as_str().unwrap(), link["state"].as_str().unwrap()));
    (failed.collect(), states.collect())
}

#[tokio::test]
async fn a_set_up_made_by_hand_is_found_whole_and_lets_a_user_in() {
    let lab = Lab::start();
    let pair = lab.by_username();
    let function = build(&lab, pair).await;
    turn_on(&lab.destination(), pair.1, &function).await;
    let (failed, states) = found(&lab, pair);
    assert!(failed.is_empty() && states.iter().all(|state| state.ends_with(": whole")), "{failed:?} {states:#?}");
    let anna = &pair.0.users[0];
    let signing_in = ["--username", anna.name.as_str(), "--password-stdin"];
    diagnose(&lab, pair, &signing_in, "Not-The-Password-1").exits(3).says("Cause: wrong-password");
    diagnose(&lab, pair, &signing_in, &anna.password).exits(0).says("The sign-in worked");
}

#[derive(Debug, Clone, Copy)]
pub enum Fault {
    SrpClient,
    TriggerNotSet,
    FunctionDeleted,
    NoInvokePermission,
    WrongSourceArn,
    NoAssumeRole,
    TrustNamesAnother,
    ExternalIdDiffers,
    NoAdminInitiateAuth,
    NoAdminFlow,
}

const FAULTS: [(Fault, &str); 10] = [
    (Fault::SrpClient, "destination-client.flows"),
    (Fault::TriggerNotSet, "trigger.set"),
    (Fault::FunctionDeleted, "function.exists"),
    (Fault::NoInvokePermission, "invoke-permission.principal"),
    (Fault::WrongSourceArn, "invoke-permission.source"),
    (Fault::NoAssumeRole, "assume-role.policy"),
    (Fault::TrustNamesAnother, "trust.principal"),
    (Fault::ExternalIdDiffers, "trust.external-id"),
    (Fault::NoAdminInitiateAuth, "source-role-policy.sign-in"),
    (Fault::NoAdminFlow, "source-client.flows"),
];

pub async fn inject(fault: Fault, lab: &Lab, (old, new): Pair<'_>) {
    let (source, destination) = (lab.source(), lab.destination());
    let remove_permission = destination.lambda.remove_permission().function_name(FUNCTION).statement_id("cognito");
    match fault {
        Fault::SrpClient => {
            let update = destination.cognito.update_user_pool_client().user_pool_id(&new.id).client_id(&new.client);
            update.explicit_auth_flows(Flow::AllowUserSrpAuth).send().await.map(drop).unwrap();
        }
        Fault::TriggerNotSet => {
            let update = destination.cognito.update_user_pool().user_pool_id(&new.id);
            update.lambda_config(LambdaConfigType::builder().build()).send().await.map(drop).unwrap();
        }
        Fault::FunctionDeleted => destination.lambda.delete_function().function_name(FUNCTION).send().await.map(drop).unwrap(),
        Fault::NoInvokePermission => remove_permission.send().await.map(drop).unwrap(),
        Fault::WrongSourceArn => {
            remove_permission.send().await.unwrap();
            let permission = destination.lambda.add_permission().function_name(FUNCTION).statement_id("cognito");
            let permission = permission.action("lambda:InvokeFunction").principal("cognito-idp.amazonaws.com");
            let other = format!("{}x", new.arn);
            permission.source_arn(other).source_account(&destination.id).send().await.map(drop).unwrap();
        }
        Fault::NoAssumeRole => {
            let delete = destination.iam.delete_role_policy().role_name(EXECUTION_ROLE).policy_name("assume");
            delete.send().await.map(drop).unwrap();
        }
        Fault::TrustNamesAnother => {
            trust(&source, &format!("arn:aws:iam::{}:role/somebody-else", destination.id), EXTERNAL_ID).await;
        }
        Fault::ExternalIdDiffers => {
            trust(&source, &format!("arn:aws:iam::{}:role/{EXECUTION_ROLE}", destination.id), "another-external-id").await;
        }
        Fault::NoAdminInitiateAuth => {
            allow(&source, SOURCE_ROLE, "questions", &json!(["cognito-idp:AdminGetUser"]), &old.arn).await;
        }
        Fault::NoAdminFlow => {
            let clients = source.cognito.list_user_pool_clients().user_pool_id(&old.id).send().await.unwrap();
            let client = clients.user_pool_clients()[0].client_id().unwrap();
            let update = source.cognito.update_user_pool_client().user_pool_id(&old.id).client_id(client);
            update.explicit_auth_flows(Flow::AllowUserSrpAuth).send().await.map(drop).unwrap();
        }
    }
}

#[tokio::test]
async fn each_fault_of_a_set_up_made_by_hand_is_named_by_its_link() {
    for (fault, named) in FAULTS {
        let lab = Lab::start();
        let pair = lab.by_username();
        let function = build(&lab, pair).await;
        turn_on(&lab.destination(), pair.1, &function).await;
        inject(fault, &lab, pair).await;
        let (failed, states) = found(&lab, pair);
        assert_eq!(failed, [named], "{fault:?}: {states:#?}");
        diagnose(&lab, pair, &[], "").exits(3).says("The chain is broken at");
        println!("{:<20} {named}", format!("{fault:?}"));
    }
}
