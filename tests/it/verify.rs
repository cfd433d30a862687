//! Verify names each drift of each resource, with what was recorded, what is wanted and what is found; apply mends it. Each drift is made
//! through the services' own clients, past the program.

use aws_sdk_lambda::primitives::Blob;
use cognito_ferry::aws::account::Account;
use cognito_ferry::aws::document::{self, lossless};
use cognito_ferry::aws::policy;
use cognito_ferry::check::finding::{Check, CheckStatus};
use serde_json::{Value, json};
use test_support::headless::{self, Outcome, with_places};

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use crate::env::json_schema;
use crate::env::{Destination, FUNCTION, TwoAccounts, set_variable};

const FUNCTION_ROLE: &str = "cognito-ferry-acme-function";
const SOURCE_ROLE: &str = "cognito-ferry-acme-source";
const ACTIONS: [&str; 2] = ["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"];

fn source_pool_arn() -> String {
    format!("arn:aws:cognito-idp:eu-west-1:111111111111:userpool/{SOURCE_POOL}")
}

async fn applied() -> (TwoAccounts, Account, Account) {
    let accounts = TwoAccounts::new(Destination::Existing);
    accounts.apply().await.unwrap();
    let (source, destination) = accounts.somebody().await;
    (accounts, source, destination)
}

/// The checks that do not pass, without the whole chain's.
async fn broken(accounts: &TwoAccounts) -> Vec<Check> {
    let checks = accounts.verify().await.into_iter();
    checks.filter(|check| check.status != CheckStatus::Pass && check.id != "verify.chain").collect()
}

/// Exactly this resource fails, its evidence holds these words, its drift is at this path; apply mends it.
async fn drifts(accounts: &TwoAccounts, id: &str, path: &str, words: &[&str]) -> Value {
    let broken = broken(accounts).await;
    assert_eq!(broken.iter().map(|check| check.id.as_str()).collect::<Vec<_>>(), [id], "{broken:#?}");
    let check = &broken[0];
    assert_eq!(check.status, CheckStatus::Fail, "{check:#?}");
    let evidence = check.evidence.join("\n");
    words.iter().for_each(|word| assert!(evidence.contains(word), "{word} is missing in {evidence}"));
    assert!(check.remedy.as_ref().unwrap().contains("cognito-ferry apply --session acme"), "{check:#?}");
    let told = serde_json::to_value(check).unwrap();
    let drift = told["drift"].as_array().unwrap().iter().find(|drift| drift["path"] == path);
    let drift = drift.unwrap_or_else(|| panic!("{path} is missing in {told:#}")).clone();
    assert!(drift["found"] != drift["wanted"], "{drift:#}");
    accounts.apply().await.unwrap();
    let after = accounts.verify().await;
    assert!(after.iter().all(|check| check.status == CheckStatus::Pass), "{after:#?}");
    drift
}

async fn put_source_policy(source: &Account, actions: &[&str]) {
    let document = policy::allow("CheckPasswords", actions, &source_pool_arn()).to_string();
    let call = source.write.iam.put_role_policy().role_name(SOURCE_ROLE).policy_name("check-passwords");
    call.policy_document(document).send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_as_it_was_left_passes_and_the_made_up_user_creates_nothing() {
    for destination in [Destination::Existing, Destination::New] {
        let accounts = TwoAccounts::new(destination);
        accounts.apply().await.unwrap();
        let users = || {
            let world = serde_json::to_value(&*accounts.sandbox.world()).unwrap();
            let regions =
                ["/accounts/111111111111/regions", "/accounts/222222222222/regions"].map(|at| world.pointer(at).unwrap().clone());
            let pools = regions.iter().flat_map(|regions| regions.as_object().unwrap().values());
            pools.map(|region| region["cognito"].clone()).collect::<Vec<Value>>()
        };
        let before = users();
        let checks = accounts.verify().await;
        assert!(checks.iter().all(|check| check.status == CheckStatus::Pass && check.drift.is_empty()), "{checks:#?}");
        let chain = checks.last().unwrap();
        assert_eq!(chain.id, "verify.chain");
        assert!(chain.evidence[0].contains("user-not-found"), "{chain:?}");
        assert_eq!(users(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_was_made_again_shows_as_a_bare_id_in_the_trust() {
    let (accounts, _, destination) = applied().await;
    let iam = &destination.write.iam;
    let role = iam.get_role().role_name(FUNCTION_ROLE).send().await.unwrap().role.unwrap();
    let mut policies = Vec::new();
    for name in ["write-own-log-group", "assume-source-role"] {
        let answer = iam.get_role_policy().role_name(FUNCTION_ROLE).policy_name(name).send().await.unwrap();
        policies.push((name, policy::parse(answer.policy_document()).to_string()));
        iam.delete_role_policy().role_name(FUNCTION_ROLE).policy_name(name).send().await.unwrap();
    }
    iam.delete_role().role_name(FUNCTION_ROLE).send().await.unwrap();
    let trust = policy::trust_service("lambda.amazonaws.com").to_string();
    let call = iam.create_role().role_name(FUNCTION_ROLE).assume_role_policy_document(trust);
    call.description(role.description().unwrap()).set_tags(role.tags).send().await.unwrap();
    for (name, document) in policies {
        iam.put_role_policy().role_name(FUNCTION_ROLE).policy_name(name).policy_document(document).send().await.unwrap();
    }
    let path = "AssumeRolePolicyDocument.Statement[0].Principal.AWS";
    let drift =
        drifts(&accounts, "verify.source-role", path, &["trust policy", "AROA", "is the id of a role that is gone"]).await;
    assert_eq!(drift["recorded"], format!("arn:aws:iam::222222222222:role/{FUNCTION_ROLE}"), "{drift:#}");
}

#[tokio::test(start_paused = true)]
async fn an_external_id_that_differs_at_either_end_is_named_there() {
    let (accounts, source, destination) = applied().await;
    let trust = policy::trust_role(&format!("arn:aws:iam::222222222222:role/{FUNCTION_ROLE}"), Some("another-external-id"));
    let call = source.write.iam.update_assume_role_policy().role_name(SOURCE_ROLE);
    call.policy_document(trust.to_string()).send().await.unwrap();
    let path = "AssumeRolePolicyDocument.Statement[0].Condition.StringEquals.sts:ExternalId";
    let drift = drifts(&accounts, "verify.source-role", path, &["external id: ", "another-external-id"]).await;
    let ours = "an-external-id-that-stays-the-same-0001";
    assert_eq!(
        (&drift["recorded"], &drift["wanted"], &drift["found"]),
        (&json!(ours), &json!(ours), &json!("another-external-id"))
    );

    set_variable(&destination, "OLD_EXTERNAL_ID", "another-external-id").await;
    let drift = drifts(&accounts, "verify.function", "Environment.Variables.OLD_EXTERNAL_ID", &["external id: "]).await;
    assert_eq!(
        (&drift["recorded"], &drift["wanted"], &drift["found"]),
        (&json!(ours), &json!(ours), &json!("another-external-id"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_is_too_narrow_or_wider_than_planned_is_told_apart() {
    let (accounts, source, destination) = applied().await;
    let path = "InlinePolicies.check-passwords.Statement[0].Action";
    put_source_policy(&source, &ACTIONS[..1]).await;
    drifts(&accounts, "verify.source-role", path, &["too narrow, lacks: cognito-idp:AdminGetUser"]).await;
    put_source_policy(&source, &[ACTIONS[0], ACTIONS[1], "cognito-idp:AdminDeleteUser"]).await;
    drifts(&accounts, "verify.source-role", path, &["wider than planned, has also: cognito-idp:AdminDeleteUser"]).await;
    let anybody = policy::allow("AssumeSourceRole", &["sts:AssumeRole"], "*").to_string();
    let call = destination.write.iam.put_role_policy().role_name(FUNCTION_ROLE).policy_name("assume-source-role");
    call.policy_document(anybody).send().await.unwrap();
    let words =
        ["wider than planned, has also: *", "too narrow, lacks: arn:aws:iam::111111111111:role/cognito-ferry-acme-source"];
    drifts(&accounts, "verify.function-role-policy", "PolicyDocument.Statement[0].Resource", &words).await;
}

#[tokio::test(start_paused = true)]
async fn an_environment_that_names_a_client_which_is_gone_is_named() {
    let (accounts, source, _) = applied().await;
    let id = accounts.saved().made.source_client_id.unwrap();
    let cognito = &source.write.cognito;
    let client = document::describe_user_pool_client(&source, SOURCE_POOL, &id).await.unwrap();
    cognito.delete_user_pool_client().user_pool_id(SOURCE_POOL).client_id(&id).send().await.unwrap();
    let mut again = lossless::client_update(&client);
    again.as_object_mut().unwrap().retain(|member, _| member != "ClientId");
    let new = document::create_user_pool_client(&source, &again).await.unwrap();
    let path = "Environment.Variables.OLD_CLIENT_ID";
    let drift = drifts(&accounts, "verify.function", path, &[path]).await;
    assert_eq!((&drift["wanted"], &drift["found"]), (&json!(new), &json!(id)));
}

#[tokio::test(start_paused = true)]
async fn other_code_is_told_by_its_hash() {
    let (accounts, _, destination) = applied().await;
    let code = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/function/index.mjs")).unwrap();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("index.mjs", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, &code).unwrap();
    let zip = Blob::new(zip.finish().unwrap().into_inner());
    destination.write.lambda.update_function_code().function_name(FUNCTION).zip_file(zip).send().await.unwrap();
    drifts(&accounts, "verify.function", "CodeSha256", &["the function's code: CodeSha256"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_permission_for_another_pool_is_named() {
    let (accounts, _, destination) = applied().await;
    let lambda = &destination.write.lambda;
    lambda.remove_permission().function_name(FUNCTION).statement_id("cognito-ferry-acme").send().await.unwrap();
    let call = lambda.add_permission().function_name(FUNCTION).statement_id("cognito-ferry-acme");
    let call = call.action("lambda:InvokeFunction").principal("cognito-idp.amazonaws.com").source_account("222222222222");
    let other = "arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_Another01";
    call.source_arn(other).send().await.unwrap();
    drifts(&accounts, "verify.invoke-permission", "SourceArn", &["the pool that may invoke: SourceArn", "Another01"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_trigger_that_is_off_and_a_flow_that_is_closed_are_named() {
    let (accounts, _, destination) = applied().await;
    let mut body = lossless::pool_update(&document::describe_user_pool(&destination, DESTINATION_POOL).await.unwrap());
    body["LambdaConfig"].as_object_mut().unwrap().shift_remove("UserMigration");
    document::update_user_pool(&destination, &body).await.unwrap();
    drifts(&accounts, "verify.trigger", "LambdaConfig.UserMigration", &["trigger: ", "found     nothing"]).await;

    let client = document::describe_user_pool_client(&destination, DESTINATION_POOL, DESTINATION_CLIENT).await.unwrap();
    let mut body = lossless::client_update(&client);
    body["ExplicitAuthFlows"] = json!(["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    document::update_user_pool_client(&destination, &body).await.unwrap();
    drifts(&accounts, "verify.client-flows", "ExplicitAuthFlows", &["authentication flows: ", "ALLOW_USER_PASSWORD_AUTH"]).await;
}

#[tokio::test(start_paused = true)]
async fn what_somebody_put_onto_a_piece_is_shown_with_the_command_that_takes_it_off() {
    let (accounts, _, destination) = applied().await;
    let call = destination.write.iam.put_role_policy().role_name(FUNCTION_ROLE).policy_name("their-policy");
    call.policy_document(policy::allow("Theirs", &["s3:GetObject"], "*").to_string()).send().await.unwrap();
    let call = destination.write.lambda.add_permission().function_name(FUNCTION).statement_id("their-statement");
    let call = call.action("lambda:InvokeFunction").principal("sns.amazonaws.com");
    call.source_arn("arn:aws:sns:eu-central-1:222222222222:theirs").send().await.unwrap();
    let broken = broken(&accounts).await;
    let [role, function] = &broken[..] else { panic!("{broken:#?}") };
    assert_eq!((role.id.as_str(), role.status), ("verify.function-role", CheckStatus::Fail));
    assert!(role.evidence[0].contains("wider than planned") && role.evidence[0].contains("their-policy"), "{role:#?}");
    let command =
        "aws iam delete-role-policy --role-name cognito-ferry-acme-function --policy-name their-policy --profile new-account";
    assert!(role.remedy.as_ref().unwrap().contains(command), "{role:#?}");
    assert_eq!((function.id.as_str(), function.status), ("verify.function", CheckStatus::Warn));
    assert!(function.remedy.as_ref().unwrap().contains("--statement-id their-statement"), "{function:#?}");
    assert!(!accounts.plan().await.has_changes(), "what is not ours is left alone");
}

#[test]
fn drift_is_a_diff_in_text_and_a_document_that_keeps_its_schema_in_json() {
    let directory = tempfile::tempdir().unwrap();
    let ferry =
        |arguments: &[&str]| headless::ferry(directory.path(), &with_places(&[arguments, &["--session", "acme"]].concat()), "");
    assert_eq!(ferry(&["apply", "--yes"]).code, 0);
    let schema: Value =
        serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema/verify.json"))).unwrap();
    let document = || {
        let Outcome { code, stdout: text, .. } = ferry(&["verify", "--json"]);
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json_schema::violations(&schema, &document, ""), [""; 0], "{document:#}");
        (code, document)
    };
    assert_eq!(document().0, 0);
    let accounts = directory.path().join("accounts.json");
    let mut world: Value = serde_json::from_slice(&std::fs::read(&accounts).unwrap()).unwrap();
    let pool = format!("/accounts/222222222222/regions/eu-central-1/cognito/pools/{DESTINATION_POOL}/document/LambdaConfig");
    world.pointer_mut(&pool).unwrap()["UserMigration"] = json!("arn:aws:lambda:eu-central-1:222222222222:function:theirs");
    std::fs::write(&accounts, world.to_string()).unwrap();
    let (code, drifted) = document();
    let trigger = drifted["checks"].as_array().unwrap().iter().find(|check| check["id"] == "verify.trigger").unwrap();
    assert_eq!((code, trigger["drift"][0]["path"].as_str()), (3, Some("LambdaConfig.UserMigration")), "{trigger:#}");
    let Outcome { code, stdout: text, .. } = ferry(&["verify"]);
    assert_eq!(code, 3);
    let ours = "arn:aws:lambda:eu-central-1:222222222222:function:cognito-ferry-acme";
    for line in [
        format!("recorded  \"{ours}\""),
        format!("wanted    \"{ours}\""),
        "found     \"arn:aws:lambda:eu-central-1:222222222222:function:theirs\"".into(),
        "cognito-ferry apply --session acme".into(),
    ] {
        assert!(text.contains(&line), "{line} is missing in:\n{text}");
    }
}
