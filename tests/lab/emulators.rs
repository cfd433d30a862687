//! The lab itself: it tells a whole migration from a broken one, link by link. Without that, nothing it says about the
//! program would count.

use std::collections::BTreeMap;

use crate::by_hand::{self, sign_in};
use crate::lab::{Account, DestinationPool, Lab};

const NOT_AUTHORIZED: &str = "NotAuthorizedException";

#[tokio::test]
async fn nobody_signs_in_while_the_pool_has_no_trigger() {
    let lab = Lab::start();
    let (old, new) = lab.by_username();
    let destination = lab.destination();
    by_hand::allow_password_flow(&destination, new).await;

    let anna = &old.users[0];
    assert_eq!(sign_in(&destination, new, &anna.name, &anna.password).await, Err(NOT_AUTHORIZED.to_owned()));
    assert_eq!(lab.refusal(&anna.name).unwrap(), "the pool has no UserMigration trigger");
}

#[tokio::test]
async fn whoever_only_the_source_knows_signs_in_with_their_password_and_keeps_their_attributes() {
    for pair in [Lab::by_username, Lab::by_email] {
        let lab = Lab::start();
        let (old, new) = pair(&lab);
        let destination = lab.destination();
        let function = by_hand::build(&lab, (old, new)).await;
        by_hand::turn_on(&destination, new, &function).await;

        for user in &old.users {
            assert_eq!(sign_in(&destination, new, &user.name, &user.password).await, Ok(()), "{}", user.name);
            assert_eq!(attributes(&destination, new, &user.name).await, user.attributes);
        }
        // The second time nobody is asked but the destination.
        let asked = lab.decisions().len();
        let first = &old.users[0];
        assert_eq!(sign_in(&destination, new, &first.name, &first.password).await, Ok(()));
        assert_eq!(lab.decisions().len(), asked);
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_refused_and_make_no_user() {
    let lab = Lab::start();
    let (old, new) = lab.by_username();
    let destination = lab.destination();
    let function = by_hand::build(&lab, (old, new)).await;
    by_hand::turn_on(&destination, new, &function).await;

    for name in [old.users[0].name.as_str(), "nobody"] {
        let refusal = sign_in(&destination, new, name, "Not-The-Password-1").await;
        assert_eq!(refusal, Err(NOT_AUTHORIZED.to_owned()), "{name}");
        assert_eq!(lab.refusal(name).unwrap(), "the function does not know the user");
    }
    let users = destination.cognito.list_users().user_pool_id(&new.id).send().await.unwrap();
    assert!(users.users().is_empty());
}

#[tokio::test]
async fn a_wrong_external_id_breaks_the_sign_in_and_the_right_one_mends_it() {
    let lab = Lab::start();
    let (old, new) = lab.by_username();
    let (source, destination) = (lab.source(), lab.destination());
    let function = by_hand::build(&lab, (old, new)).await;
    by_hand::turn_on(&destination, new, &function).await;
    let role = destination.iam.get_role().role_name(by_hand::EXECUTION_ROLE).send().await.unwrap();
    let execution_role = role.role().unwrap().arn();
    let anna = &old.users[0];

    by_hand::trust(&source, execution_role, "another-external-id").await;
    assert_eq!(sign_in(&destination, new, &anna.name, &anna.password).await, Err(NOT_AUTHORIZED.to_owned()));
    assert!(lab.refusal(&anna.name).unwrap().starts_with("UserMigration failed with error"));

    by_hand::trust(&source, execution_role, by_hand::EXTERNAL_ID).await;
    assert_eq!(sign_in(&destination, new, &anna.name, &anna.password).await, Ok(()));
}

#[tokio::test]
async fn the_pool_calls_only_a_function_that_lets_it_and_only_for_a_client_with_the_password_flow() {
    let lab = Lab::start();
    let (old, new) = lab.by_username();
    let destination = lab.destination();
    let function = by_hand::build(&lab, (old, new)).await;
    by_hand::set_trigger(&destination, new, &function).await;
    let anna = &old.users[0];

    assert!(sign_in(&destination, new, &anna.name, &anna.password).await.is_err());
    assert_eq!(lab.refusal(&anna.name).unwrap(), "USER_PASSWORD_AUTH flow not enabled for this client");

    by_hand::allow_password_flow(&destination, new).await;
    let remove = destination.lambda.remove_permission().function_name(by_hand::FUNCTION).statement_id("cognito");
    remove.send().await.unwrap();
    by_hand::permit_invocation(&destination, lab.by_email().1).await;
    assert!(sign_in(&destination, new, &anna.name, &anna.password).await.is_err());
    assert_eq!(lab.refusal(&anna.name).unwrap(), "cognito-idp.amazonaws.com may not invoke the function for this pool");
}

/// Without what the destination gives each user itself: the sub, and the name that cognito-local keeps as an attribute.
async fn attributes(account: &Account, pool: &DestinationPool, name: &str) -> BTreeMap<String, String> {
    let user = account.cognito.admin_get_user().user_pool_id(&pool.id).username(name).send().await.unwrap();
    let all = user.user_attributes().iter();
    all.filter(|attribute| !matches!(attribute.name(), "sub" | "username"))
        .map(|attribute| (attribute.name().to_owned(), attribute.value().unwrap_or_default().to_owned()))
        .collect()
}
