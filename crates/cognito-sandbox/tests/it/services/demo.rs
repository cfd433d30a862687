//! The demo scenario and the state file.

use std::time::Duration;

use cognito_sandbox::{OpenError, Sandbox, Scenario, StateFileError};

use crate::support::{clients, sandbox};

#[tokio::test]
async fn the_demo_has_two_accounts_that_look_lived_in() {
    let sandbox = Sandbox::demo();
    let profiles: Vec<_> = sandbox.profiles().into_iter().map(|p| (p.name, p.region, p.account)).collect();
    let expected = [("old-account", "eu-west-1", "111111111111"), ("new-account", "eu-central-1", "222222222222")];
    assert_eq!(profiles, expected.map(|(name, region, account)| (name.into(), region.into(), account.into())));
    let shown = format!("{:?} {:?} {:?}", sandbox.profiles(), sandbox.hint(), *sandbox.world());
    assert!(!shown.contains("pretend-secret") && !shown.contains(&sandbox.hint().unwrap().password), "{shown}");
    assert!(sandbox.delays().role_propagation > Duration::ZERO);
    for (profile, pools) in [
        ("old-account", ["acme-customers", "acme-customers-test", "acme-staff"]),
        ("new-account", ["acme-customers-new", "acme-partners", "playground"]),
    ] {
        let listed = clients(&sandbox, profile).cognito.list_user_pools().max_results(60).send().await.unwrap();
        let mut names: Vec<_> = listed.user_pools().iter().map(|pool| pool.name().unwrap().to_owned()).collect();
        names.sort();
        assert_eq!(names, pools);
    }
}

#[tokio::test]
async fn the_practice_user_has_the_password_that_is_shown() {
    let sandbox = sandbox();
    let old = clients(&sandbox, "old-account");
    let practice = sandbox.hint().unwrap();
    let pool = crate::support::SOURCE_POOL;
    let flow = aws_sdk_cognitoidentityprovider::types::ExplicitAuthFlowsType::AllowAdminUserPasswordAuth;
    let client = old.cognito.create_user_pool_client().user_pool_id(pool).client_name("t").explicit_auth_flows(flow);
    let client = client.send().await.unwrap().user_pool_client.unwrap().client_id.unwrap();
    let signed_in = old
        .cognito
        .admin_initiate_auth()
        .user_pool_id(pool)
        .client_id(client)
        .auth_flow(aws_sdk_cognitoidentityprovider::types::AuthFlowType::AdminUserPasswordAuth)
        .auth_parameters("USERNAME", practice.user_name)
        .auth_parameters("PASSWORD", practice.password)
        .send()
        .await
        .unwrap();
    assert!(signed_in.authentication_result().is_some());
}

#[tokio::test]
async fn ids_are_the_same_at_every_start_however_often_something_was_read() {
    let mut ids = Vec::new();
    for reads in [0, 3] {
        let new = clients(&sandbox(), "new-account");
        for _ in 0..reads {
            new.sts.get_caller_identity().send().await.unwrap();
        }
        let role = new.iam.create_role().role_name("ferry");
        let role = role.assume_role_policy_document(crate::support::lambda_trust()).send().await.unwrap();
        ids.push(role.role().unwrap().role_id().to_owned());
    }
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn a_file_that_is_no_state_file_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "my notes").unwrap();
    let error = Sandbox::open(&path).unwrap_err();
    assert!(matches!(error, OpenError::StateFile(StateFileError::Malformed { .. })), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my notes");
}

#[test]
fn a_scenario_with_an_unknown_word_is_refused_with_its_name() {
    let error = Scenario::from_toml("speed = 3").unwrap_err();
    assert!(error.to_string().contains("speed"), "{error}");
}

#[test]
fn reading_does_not_write_the_state_file_and_writing_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.json");
    let sandbox = Sandbox::open(&path).unwrap();
    let before = std::fs::read(&path).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let new = clients(&sandbox, "new-account");
    runtime.block_on(async { new.logs.describe_log_groups().send().await.unwrap() });
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let create = new.iam.create_role().role_name("kept").assume_role_policy_document(crate::support::lambda_trust());
    runtime.block_on(async { create.send().await.unwrap() });
    drop(sandbox);
    let again = clients(&Sandbox::open(&path).unwrap(), "new-account");
    runtime.block_on(async { again.iam.get_role().role_name("kept").send().await.unwrap() });
}

#[tokio::test]
async fn two_processes_on_one_state_file_see_each_others_changes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.json");
    let open = || Sandbox::open_with(&path, || Scenario::demo().without_delays()).unwrap();
    let (one, other) = (clients(&open(), "new-account"), clients(&open(), "new-account"));
    for (iam, name) in [(&one.iam, "a"), (&other.iam, "b"), (&one.iam, "c")] {
        let create = iam.create_role().role_name(name).assume_role_policy_document(crate::support::lambda_trust());
        create.send().await.unwrap();
    }
    for iam in [one.iam, other.iam] {
        for name in ["a", "b", "c"] {
            iam.get_role().role_name(name).send().await.unwrap();
        }
    }
}
