//! STS: identities, trust, external ids, propagation and expiry.

use std::time::Duration;

use aws_credential_types::Credentials;
use cognito_sandbox::{Delays, Sandbox, Scenario};
use serde_json::json;

use crate::support::{Clients, Refusal, clients, clients_with, refusal, sandbox, source_trust};

const EXTERNAL_ID: &str = "an-external-id";
const SOURCE_ROLE: &str = "arn:aws:iam::111111111111:role/source";

/// A role in the new account that the practice user can become, allowed to assume the source role.
async fn middle_role(new: &Clients) -> String {
    let trust = source_trust("arn:aws:iam::222222222222:user/practice", EXTERNAL_ID);
    let created = new.iam.create_role().role_name("middle").assume_role_policy_document(trust);
    let arn = created.send().await.unwrap().role().unwrap().arn().to_owned();
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": SOURCE_ROLE}]});
    let put = new.iam.put_role_policy().role_name("middle").policy_name("assume");
    put.policy_document(policy.to_string()).send().await.unwrap();
    arn
}

async fn source_role(old: &Clients, trust: String) {
    let created = old.iam.create_role().role_name("source").assume_role_policy_document(trust);
    created.send().await.unwrap();
}

async fn assume(from: &Clients, role: &str, external_id: &str) -> Result<Credentials, Refusal> {
    let assumed =
        from.sts.assume_role().role_arn(role).role_session_name("test").external_id(external_id).send().await.map_err(refusal)?;
    let given = assumed.credentials().unwrap();
    Ok(Credentials::new(
        given.access_key_id(),
        given.secret_access_key(),
        Some(given.session_token().to_owned()),
        None,
        "assumed",
    ))
}

async fn as_middle(sandbox: &Sandbox, new: &Clients) -> Clients {
    let credentials = assume(new, "arn:aws:iam::222222222222:role/middle", EXTERNAL_ID).await.unwrap();
    clients_with(sandbox, &new.account, &new.region, credentials)
}

#[tokio::test]
async fn both_profiles_are_who_they_say() {
    let sandbox = sandbox();
    for (profile, account) in [("old-account", "111111111111"), ("new-account", "222222222222")] {
        let identity = clients(&sandbox, profile).sts.get_caller_identity().send().await.unwrap();
        assert_eq!(identity.account(), Some(account));
        assert_eq!(identity.arn(), Some(format!("arn:aws:iam::{account}:user/practice").as_str()));
        assert!(identity.user_id().unwrap().starts_with("AIDA"));
    }
}

#[tokio::test]
async fn a_session_is_shown_as_an_assumed_role() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    middle_role(&new).await;
    let identity = as_middle(&sandbox, &new).await.sts.get_caller_identity().send().await.unwrap();
    assert_eq!(identity.arn(), Some("arn:aws:sts::222222222222:assumed-role/middle/test"));
}

#[tokio::test]
async fn the_external_id_must_be_the_one_in_the_trust_policy() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let middle = middle_role(&new).await;
    source_role(&old, source_trust(&middle, EXTERNAL_ID)).await;
    let session = as_middle(&sandbox, &new).await;
    assume(&session, SOURCE_ROLE, EXTERNAL_ID).await.unwrap();
    let refused = assume(&session, SOURCE_ROLE, "another-one").await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.status), ("AccessDenied", 403));
    assert_eq!(
        refused.message,
        format!(
            "User: arn:aws:sts::222222222222:assumed-role/middle/test is not authorized to perform: sts:AssumeRole on resource: {SOURCE_ROLE}"
        )
    );
    let without = session.sts.assume_role().role_arn(SOURCE_ROLE).role_session_name("test");
    assert_eq!(refusal(without.send().await.unwrap_err()).code, "AccessDenied");
}

#[tokio::test]
async fn across_accounts_both_policies_must_allow_it() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let middle = middle_role(&new).await;
    source_role(&old, source_trust(&middle, EXTERNAL_ID)).await;
    let session = as_middle(&sandbox, &new).await;
    new.iam.delete_role_policy().role_name("middle").policy_name("assume").send().await.unwrap();
    assert_eq!(assume(&session, SOURCE_ROLE, EXTERNAL_ID).await.unwrap_err().code, "AccessDenied");
}

#[tokio::test]
async fn a_role_that_does_not_exist_is_denied_like_one_that_does_not_trust() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let refused = assume(&new, "arn:aws:iam::111111111111:role/nobody", EXTERNAL_ID).await.unwrap_err();
    assert_eq!(refused.code, "AccessDenied");
}

#[tokio::test]
async fn a_trust_in_the_account_with_a_condition_on_the_role_survives_its_recreation() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::222222222222:root"},
        "Condition": {
            "StringEquals": {"sts:ExternalId": EXTERNAL_ID},
            "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::222222222222:role/middle"},
        },
    }]});
    // Before the role exists: there is no ordering.
    source_role(&old, trust.to_string()).await;
    for _ in 0..2 {
        middle_role(&new).await;
        assume(&as_middle(&sandbox, &new).await, SOURCE_ROLE, EXTERNAL_ID).await.unwrap();
        // Not everybody of that account.
        assert_eq!(assume(&new, SOURCE_ROLE, EXTERNAL_ID).await.unwrap_err().code, "AccessDenied");
        new.iam.delete_role_policy().role_name("middle").policy_name("assume").send().await.unwrap();
        new.iam.delete_role().role_name("middle").send().await.unwrap();
    }
}

#[tokio::test]
async fn a_new_trust_policy_is_denied_until_it_has_propagated() {
    let mut scenario = Scenario::demo().without_delays();
    scenario.delays = Delays { role_propagation: Duration::from_secs(10), ..Delays::default() };
    let sandbox = Sandbox::new(scenario).unwrap();
    let new = clients(&sandbox, "new-account");
    let middle = middle_role(&new).await;
    assert_eq!(assume(&new, &middle, EXTERNAL_ID).await.unwrap_err().code, "AccessDenied");
    sandbox.advance(Duration::from_secs(10));
    assume(&new, &middle, EXTERNAL_ID).await.unwrap();

    let changed = source_trust("arn:aws:iam::222222222222:user/practice", "changed");
    let update = new.iam.update_assume_role_policy().role_name("middle");
    update.policy_document(changed).send().await.unwrap();
    assume(&new, &middle, EXTERNAL_ID).await.unwrap();
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(assume(&new, &middle, EXTERNAL_ID).await.unwrap_err().code, "AccessDenied");
    assume(&new, &middle, "changed").await.unwrap();
}

#[tokio::test]
async fn sessions_expire_and_chained_ones_last_an_hour_at_most() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let middle = middle_role(&new).await;
    source_role(&old, source_trust(&middle, EXTERNAL_ID)).await;
    let session = as_middle(&sandbox, &new).await;
    let long = session.sts.assume_role().role_arn(SOURCE_ROLE).role_session_name("test");
    let long = long.external_id(EXTERNAL_ID).duration_seconds(3601).send().await;
    assert_eq!(refusal(long.unwrap_err()).code, "ValidationError");

    sandbox.advance(Duration::from_secs(3600));
    let refused = refusal(session.sts.get_caller_identity().send().await.unwrap_err());
    assert_eq!((refused.code.as_str(), refused.status), ("ExpiredToken", 403));
    let refused = refusal(session.cognito.list_user_pools().max_results(1).send().await.unwrap_err());
    assert_eq!(refused.code, "ExpiredTokenException");
}

#[tokio::test]
async fn keys_that_nobody_has_are_invalid() {
    let sandbox = sandbox();
    let nobody = Credentials::new("AKIANOBODY", "secret", None, None, "test");
    let stranger = clients_with(&sandbox, "111111111111", "eu-west-1", nobody);
    let refused = refusal(stranger.sts.get_caller_identity().send().await.unwrap_err());
    assert_eq!((refused.code.as_str(), refused.status), ("InvalidClientTokenId", 403));
    let refused = refusal(stranger.cognito.list_user_pools().max_results(1).send().await.unwrap_err());
    assert_eq!(refused.code, "UnrecognizedClientException");
    let refused = refusal(stranger.lambda.get_account_settings().send().await.unwrap_err());
    assert_eq!((refused.code.as_str(), refused.status), ("UnrecognizedClientException", 403));
}
