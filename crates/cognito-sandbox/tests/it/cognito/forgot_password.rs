//! Forgotten passwords.

use cognito_sandbox::state::cognito::UserStatus;
use serde_json::{Value, json};

use crate::cognito::practice::{ACCOUNT, CLIENT, PASSWORD, POOL, Practice, REGION, error, is};

fn forgot(practice: &Practice, name: &str) -> Result<Value, cognito_sandbox::Fault> {
    practice.try_unsigned("ForgotPassword", json!({"ClientId": CLIENT, "Username": name}))
}

fn confirm(practice: &Practice, code: &str, password: &str) -> Result<Value, cognito_sandbox::Fault> {
    practice.try_unsigned(
        "ConfirmForgotPassword",
        json!({"ClientId": CLIENT, "Username": "ada", "ConfirmationCode": code, "Password": password}),
    )
}

#[test]
fn the_practice_code_sets_a_new_password() {
    let practice = Practice::ordinary();
    let sent = forgot(&practice, "ada").unwrap();
    assert_eq!(
        sent["CodeDeliveryDetails"],
        json!({"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"})
    );
    assert_eq!(error(confirm(&practice, "999999", "Another-Password-1")).0, "CodeMismatchException");
    assert_eq!(error(confirm(&practice, "123456", "weak")).0, "InvalidPasswordException");
    confirm(&practice, "123456", "Another-Password-1").unwrap();
    assert_eq!(error(practice.sign_in("ada", PASSWORD)).0, "NotAuthorizedException");
    practice.sign_in("ada", "Another-Password-1").unwrap();
    assert_eq!(error(confirm(&practice, "123456", "Another-Password-2")).0, "ExpiredCodeException", "a code works once");
}

#[test]
fn a_code_expires_after_an_hour_and_a_reset_user_gets_back_in() {
    let practice = Practice::ordinary();
    {
        let mut world = practice.sandbox.world();
        let pools = &mut world.region(ACCOUNT, REGION).cognito.pools;
        pools.get_mut(POOL).unwrap().users.get_mut("ada").unwrap().status = UserStatus::ResetRequired;
    }
    forgot(&practice, "ada").unwrap();
    practice.wait(3601);
    assert_eq!(error(confirm(&practice, "123456", "Another-Password-1")).0, "ExpiredCodeException");
    forgot(&practice, "ada").unwrap();
    confirm(&practice, "123456", "Another-Password-1").unwrap();
    assert_eq!(practice.user("ada")["UserStatus"], "CONFIRMED");
}

#[test]
fn unknown_users_are_told_apart_only_by_a_legacy_client() {
    let practice = Practice::ordinary();
    assert_eq!(error(forgot(&practice, "nobody")), is("UserNotFoundException", "Username/client id combination not found."));
    let hide = json!({"UserPoolId": POOL, "ClientId": CLIENT, "PreventUserExistenceErrors": "ENABLED"});
    practice.call("UpdateUserPoolClient", hide);
    assert_eq!(forgot(&practice, "nobody").unwrap()["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
}

#[test]
fn without_a_verified_address_no_code_can_be_sent() {
    let practice = Practice::ordinary_and("[[users]]\nname = \"mute\"\npassword = \"Right-Password-1\"\n");
    assert_eq!(
        error(forgot(&practice, "mute")),
        is(
            "InvalidParameterException",
            "Cannot reset password for the user as there is no registered/verified email or phone_number"
        )
    );
}
