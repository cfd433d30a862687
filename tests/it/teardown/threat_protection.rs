//! A source pool that enforces threat protection: nobody who migrates is set to RESET_REQUIRED there, and teardown leaves the pool as it was.

use aws_sdk_cognitoidentityprovider::types::{
    AuthFlowType, CompromisedCredentialsActionsType, CompromisedCredentialsEventActionType,
    CompromisedCredentialsRiskConfigurationType, EventFilterType, RiskExceptionConfigurationType,
};
use cognito_ferry::aws::account::Account;
use cognito_ferry::aws::document::app_clients;
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::migration::plan_text;
use cognito_ferry::migration::teardown::{Decisions, RemovalAction};
use cognito_ferry::model::change::ChangeAction;
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::model::user_options::ThreatProtection;

use crate::env::demo::{DESTINATION_CLIENT, SOURCE_POOL};
use crate::env::snapshot::assert_same;
use crate::env::{Destination, TwoAccounts};

/// Of the demo, with a password that has leaked.
const MARIA: (&str, &str) = ("maria.lindqvist@example.com", "Sunrise-over-Umea-7");

fn enforced(choice: ThreatProtection) -> TwoAccounts {
    let mut accounts = TwoAccounts::new(Destination::Existing);
    accounts.enforce_threat_protection();
    accounts.choices.options.as_mut().unwrap().users.threat_protection = choice;
    accounts.source_pool(|pool| {
        let leaked = pool.users.values().find(|user| user.attribute("email") == Some(MARIA.0)).unwrap().user_name.clone();
        pool.compromised.insert(pool.folded(&leaked));
    });
    accounts
}

fn status_of_maria(accounts: &TwoAccounts) -> &'static str {
    let mut status = "";
    accounts.source_pool(|pool| {
        status = pool.users.values().find(|user| user.attribute("email") == Some(MARIA.0)).unwrap().status.name();
    });
    status
}

async fn sign_in(destination: &Account) -> Result<(), String> {
    let call = destination.write.cognito.initiate_auth().client_id(DESTINATION_CLIENT);
    let call =
        call.auth_flow(AuthFlowType::UserPasswordAuth).auth_parameters("USERNAME", MARIA.0).auth_parameters("PASSWORD", MARIA.1);
    call.send().await.map(drop).map_err(|error| format!("{:?}", error.into_service_error()))
}

async fn set_own(source: &Account, client: &str, action: CompromisedCredentialsEventActionType) {
    let actions = CompromisedCredentialsActionsType::builder().event_action(action).build().unwrap();
    let compromised =
        CompromisedCredentialsRiskConfigurationType::builder().actions(actions).event_filter(EventFilterType::SignIn);
    let exception = RiskExceptionConfigurationType::builder().blocked_ip_range_list("192.0.2.0/24").build();
    let call = source.write.cognito.set_risk_configuration().user_pool_id(SOURCE_POOL).client_id(client);
    let call = call.compromised_credentials_risk_configuration(compromised.build()).risk_exception_configuration(exception);
    call.send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn whoever_migrates_with_a_leaked_password_stays_confirmed_in_the_source() {
    let accounts = enforced(ThreatProtection::Exempt);
    let before = accounts.snapshot();
    let plan = accounts.plan().await;
    let change = plan.changes.iter().find(|change| change.resource == ResourceId::ThreatExemption).unwrap();
    assert_eq!(change.action, ChangeAction::Create);
    let text = plan_text::text(&plan);
    for told in ["risk configuration of app client cognito-ferry-acme", "What it gives up", "--threat-protection-exempt no"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    accounts.apply().await.unwrap();
    assert!(!accounts.plan().await.has_changes());
    let checks = accounts.verify().await;
    let check = checks.iter().find(|check| check.resource == Some(ResourceId::ThreatExemption)).unwrap();
    assert_eq!(check.status, CheckStatus::Pass, "{check:?}");
    assert!(checks.iter().all(|check| check.status == CheckStatus::Pass), "{checks:?}");
    let (_, destination) = accounts.somebody().await;
    sign_in(&destination).await.unwrap();
    assert_eq!(status_of_maria(&accounts), "CONFIRMED");
    let delete = destination.write.cognito.admin_delete_user().user_pool_id(crate::env::demo::DESTINATION_POOL);
    delete.username(MARIA.0).send().await.unwrap();
    assert!(accounts.tear_down().await.unwrap().archived);
    // What the password check itself left: a token of an app client that is gone.
    accounts.source_pool(|pool| pool.refresh_tokens.clear());
    assert_same(&accounts.snapshot(), &before, "torn down");
}

#[tokio::test(start_paused = true)]
async fn where_the_operator_declines_the_plan_says_what_happens_and_it_happens() {
    let accounts = enforced(ThreatProtection::On);
    let plan = accounts.plan().await;
    assert!(plan.changes.iter().all(|change| change.resource != ResourceId::ThreatExemption));
    let text = plan_text::text(&plan);
    assert!(text.contains("can set a user of the source to RESET_REQUIRED"), "{text}");
    accounts.apply().await.unwrap();
    let (_, destination) = accounts.somebody().await;
    sign_in(&destination).await.unwrap_err();
    assert_eq!(status_of_maria(&accounts), "RESET_REQUIRED");
}

#[tokio::test(start_paused = true)]
async fn in_audit_mode_nothing_is_made() {
    let accounts = enforced(ThreatProtection::Exempt);
    accounts.source_pool(|pool| pool.document["UserPoolAddOns"]["AdvancedSecurityMode"] = "AUDIT".into());
    assert!(accounts.plan().await.changes.iter().all(|change| change.resource != ResourceId::ThreatExemption));
}

#[tokio::test(start_paused = true)]
async fn what_somebody_set_since_is_drift_that_apply_mends_and_teardown_asks_about() {
    let accounts = enforced(ThreatProtection::Exempt);
    accounts.apply().await.unwrap();
    let (source, _) = accounts.somebody().await;
    let client = accounts.saved().made.source_client_id.unwrap();
    set_own(&source, &client, CompromisedCredentialsEventActionType::Block).await;
    let checks = accounts.verify().await;
    let check = checks.iter().find(|check| check.resource == Some(ResourceId::ThreatExemption)).unwrap();
    assert!(check.status == CheckStatus::Fail && format!("{check:?}").contains("BLOCK"), "{check:?}");
    let shown = accounts.teardown_shown(&Decisions::default()).await;
    let removal = shown.removals.iter().find(|removal| removal.resource == ResourceId::ThreatExemption).unwrap();
    assert_eq!(removal.action, RemovalAction::Changed, "{removal:?}");
    accounts.apply().await.unwrap();
    assert!(accounts.verify().await.iter().all(|check| check.status == CheckStatus::Pass));
}

#[tokio::test(start_paused = true)]
async fn the_settings_of_an_adopted_app_client_come_back() {
    let accounts = enforced(ThreatProtection::On);
    accounts.apply().await.unwrap();
    let keep = Decisions { keep: [ResourceId::SourceClient].into(), ..Decisions::default() };
    accounts.tear_down_as(&keep).await.unwrap();
    let (source, _) = accounts.somebody().await;
    let client =
        app_clients::list(&source, SOURCE_POOL).await.unwrap().into_iter().find(|client| client.name == "cognito-ferry-acme");
    set_own(&source, &client.unwrap().id, CompromisedCredentialsEventActionType::Block).await;
    let before = accounts.snapshot();
    let mut accounts = accounts;
    accounts.choices.options.as_mut().unwrap().users.threat_protection = ThreatProtection::Exempt;
    accounts.apply().await.unwrap();
    assert_ne!(accounts.snapshot(), before);
    accounts.tear_down().await.unwrap();
    assert_same(&accounts.snapshot(), &before, "its own settings");
}

#[tokio::test(start_paused = true)]
async fn a_session_that_made_it_cannot_forget_it() {
    let accounts = enforced(ThreatProtection::Exempt);
    accounts.apply().await.unwrap();
    accounts.source_pool(|pool| pool.document["UserPoolAddOns"]["AdvancedSecurityMode"] = "AUDIT".into());
    let problem = accounts.apply().await.unwrap_err();
    assert!(problem.remedy[0].contains("teardown --session acme --only threat-exemption"), "{problem:?}");
    assert!(accounts.tear_down().await.unwrap().archived);
}
