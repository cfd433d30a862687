//! Sign-in: what each state, client setting and second factor answers.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};

use crate::cognito::practice::{CLIENT, PASSWORD, POOL, Practice, error, is, sign_in_input};

pub fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

fn admin_sign_in(practice: &Practice, flow: &str) -> Result<Value, cognito_sandbox::Fault> {
    let mut input = sign_in_input("ada", PASSWORD);
    input["AuthFlow"] = json!(flow);
    input["UserPoolId"] = json!(POOL);
    practice.try_call("AdminInitiateAuth", input)
}

#[test]
fn the_right_password_gives_tokens_with_real_claims() {
    let practice = Practice::ordinary_and("[[groups]]\nname = \"editors\"");
    practice.call("AdminAddUserToGroup", json!({"UserPoolId": POOL, "GroupName": "editors", "Username": "ada"}));
    let tokens = practice.sign_in("ada", PASSWORD).unwrap()["AuthenticationResult"].clone();
    let id = claims(&tokens["IdToken"]);
    assert_eq!(id["token_use"], "id");
    assert_eq!(id["aud"], CLIENT);
    assert_eq!(id["email"], "ada@example.com");
    assert_eq!(id["email_verified"], true);
    assert_eq!(id["cognito:username"], "ada");
    assert_eq!(id["cognito:groups"], json!(["editors"]));
    assert_eq!(id["iss"], format!("https://cognito-idp.eu-west-1.amazonaws.com/{POOL}"));
    assert_eq!(id["exp"].as_i64().unwrap() - id["iat"].as_i64().unwrap(), 3600);
    let me = practice.unsigned("GetUser", json!({"AccessToken": tokens["AccessToken"]}));
    assert_eq!(me["Username"], "ada");
    practice.wait(3601);
    let late = practice.try_unsigned("GetUser", json!({"AccessToken": tokens["AccessToken"]}));
    assert_eq!(error(late), is("NotAuthorizedException", "Access Token has expired"));
}

#[test]
fn an_access_token_that_the_sandbox_did_not_make_is_refused() {
    let practice = Practice::ordinary();
    let fault = practice.try_unsigned("GetUser", json!({"AccessToken": "a.b.c"}));
    assert_eq!(error(fault), is("NotAuthorizedException", "Invalid Access Token"));
}

#[test]
fn an_access_token_with_another_signature_or_of_another_kind_is_refused() {
    let practice = Practice::ordinary();
    let tokens = practice.sign_in("ada", PASSWORD).unwrap()["AuthenticationResult"].clone();
    let access = tokens["AccessToken"].as_str().unwrap();
    let (unsigned, _) = access.rsplit_once('.').unwrap();
    let forged = format!("{unsigned}.{}", URL_SAFE_NO_PAD.encode("another"));
    for token in [forged.as_str(), tokens["IdToken"].as_str().unwrap()] {
        let refusal = practice.try_unsigned("GetUser", json!({"AccessToken": token}));
        assert_eq!(error(refusal), is("NotAuthorizedException", "Invalid Access Token"));
    }
}

#[test]
fn the_refresh_token_gives_new_tokens_until_it_ends() {
    let practice = Practice::ordinary();
    let tokens = practice.sign_in("ada", PASSWORD).unwrap()["AuthenticationResult"].clone();
    let input = json!({
        "ClientId": CLIENT, "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]},
    });
    let fresh = practice.unsigned("InitiateAuth", input.clone());
    assert_eq!(claims(&fresh["AuthenticationResult"]["AccessToken"])["username"], "ada");
    assert_eq!(fresh["AuthenticationResult"].get("RefreshToken"), None);
    practice.wait(31 * 86_400);
    let late = practice.try_unsigned("InitiateAuth", input);
    assert_eq!(error(late), is("NotAuthorizedException", "Invalid Refresh Token"));
}

#[test]
fn an_administrator_signs_in_by_both_names_of_the_flow() {
    let practice = Practice::ordinary();
    assert!(admin_sign_in(&practice, "ADMIN_USER_PASSWORD_AUTH").unwrap().get("AuthenticationResult").is_some());
    assert!(admin_sign_in(&practice, "ADMIN_NO_SRP_AUTH").unwrap().get("AuthenticationResult").is_some());
    let app = practice.try_unsigned("InitiateAuth", {
        let mut input = sign_in_input("ada", PASSWORD);
        input["AuthFlow"] = json!("ADMIN_USER_PASSWORD_AUTH");
        input
    });
    assert_eq!(error(app), is("InvalidParameterException", "Initiate Auth method not supported."));
}

#[test]
fn a_flow_that_the_client_does_not_allow_is_named() {
    let practice = Practice::ordinary();
    practice.call("UpdateUserPoolClient", json!({"UserPoolId": POOL, "ClientId": CLIENT}));
    assert_eq!(
        error(practice.sign_in("ada", PASSWORD)),
        is("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client")
    );
    assert_eq!(
        error(admin_sign_in(&practice, "ADMIN_USER_PASSWORD_AUTH")),
        is("InvalidParameterException", "Auth flow not enabled for this client")
    );
}

#[test]
fn flows_that_the_sandbox_does_not_know_are_refused_loudly() {
    let practice = Practice::ordinary();
    for flow in ["USER_SRP_AUTH", "CUSTOM_AUTH", "USER_AUTH"] {
        let mut input = sign_in_input("ada", PASSWORD);
        input["AuthFlow"] = json!(flow);
        assert_eq!(practice.try_unsigned("InitiateAuth", input).unwrap_err().status, 501, "{flow}");
    }
    for trigger in ["PreAuthentication", "PreTokenGeneration"] {
        crate::cognito::function::attach(&practice, &[trigger]);
        assert_eq!(practice.sign_in("ada", PASSWORD).unwrap_err().status, 501, "{trigger}");
    }
}

#[test]
fn a_client_with_a_secret_wants_the_right_secret_hash() {
    let practice = Practice::ordinary();
    let client = practice.call(
        "CreateUserPoolClient",
        json!({"UserPoolId": POOL, "ClientName": "s", "GenerateSecret": true, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
    );
    let id = client["UserPoolClient"]["ClientId"].as_str().unwrap();
    let sign_in = |hash: Option<String>| {
        let mut input = sign_in_input("ada", PASSWORD);
        input["ClientId"] = json!(id);
        if let Some(hash) = hash {
            input["AuthParameters"]["SECRET_HASH"] = json!(hash);
        }
        practice.try_unsigned("InitiateAuth", input)
    };
    assert_eq!(error(sign_in(None)).1, format!("Client {id} is configured with secret but SECRET_HASH was not received"));
    assert_eq!(error(sign_in(Some("x".into()))).1, format!("Unable to verify secret hash for client {id}"));
    let secret = client["UserPoolClient"]["ClientSecret"].as_str().unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("ada{id}").as_bytes());
    sign_in(Some(STANDARD.encode(mac.finalize().into_bytes()))).unwrap();
}

#[test]
fn whether_unknown_users_are_told_apart_is_the_clients_choice() {
    let practice = Practice::ordinary_and("[[users]]\nname = \"reset\"\nstatus = \"RESET_REQUIRED\"\n");
    let wrong = is("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(error(practice.sign_in("nobody", "x")), is("UserNotFoundException", "User does not exist."));
    assert_eq!(error(practice.sign_in("ada", "x")), wrong);
    practice.call(
        "UpdateUserPoolClient",
        json!({"UserPoolId": POOL, "ClientId": CLIENT, "PreventUserExistenceErrors": "ENABLED",
               "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
    );
    assert_eq!(error(practice.sign_in("nobody", "x")), wrong);
    assert_eq!(error(practice.sign_in("reset", PASSWORD)), wrong, "a needed reset is hidden too");
}

#[test]
fn each_state_that_stops_a_sign_in_says_so_whatever_the_password_is() {
    let practice = Practice::ordinary_and(
        "[[users]]\nname = \"new\"\npassword = \"Right-Password-1\"\nstatus = \"UNCONFIRMED\"\n\
         [[users]]\nname = \"Google_1\"\nstatus = \"EXTERNAL_PROVIDER\"\n\
         [[users]]\nname = \"off\"\npassword = \"Right-Password-1\"\ndisabled = true\n\
         [[users]]\nname = \"reset\"\nstatus = \"RESET_REQUIRED\"\n",
    );
    for password in [PASSWORD, "wrong"] {
        assert_eq!(error(practice.sign_in("new", password)), is("UserNotConfirmedException", "User is not confirmed."));
        assert_eq!(error(practice.sign_in("off", password)), is("NotAuthorizedException", "User is disabled."));
        assert_eq!(
            error(practice.sign_in("reset", password)),
            is("PasswordResetRequiredException", "Password reset required for the user")
        );
        assert_eq!(error(practice.sign_in("Google_1", password)).0, "NotAuthorizedException");
    }
    practice.call("AdminEnableUser", json!({"UserPoolId": POOL, "Username": "off"}));
    practice.sign_in("off", PASSWORD).unwrap();
}

#[test]
fn five_failures_lock_and_attempts_during_the_lock_do_not_extend_it() {
    let practice = Practice::ordinary();
    for _ in 0..5 {
        assert_eq!(error(practice.sign_in("ada", "x")).1, "Incorrect username or password.");
    }
    for _ in 0..3 {
        assert_eq!(error(practice.sign_in("ada", PASSWORD)), is("NotAuthorizedException", "Password attempts exceeded"));
    }
    practice.wait(1);
    practice.sign_in("ada", PASSWORD).unwrap();
    assert_eq!(error(practice.sign_in("ada", "x")).1, "Incorrect username or password.");
    practice.sign_in("ada", PASSWORD).unwrap();
}

fn temporary() -> Practice {
    Practice::ordinary_and("[[users]]\nname = \"temp\"\npassword = \"Temporary-1\"\nstatus = \"FORCE_CHANGE_PASSWORD\"\n")
}

fn new_password(practice: &Practice, challenge: &Value, password: &str) -> Result<Value, cognito_sandbox::Fault> {
    practice.try_unsigned(
        "RespondToAuthChallenge",
        json!({
            "ClientId": CLIENT, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": challenge["Session"],
            "ChallengeResponses": {"USERNAME": "temp", "NEW_PASSWORD": password},
        }),
    )
}

#[test]
fn a_temporary_password_leads_to_a_new_one() {
    let practice = temporary();
    let challenge = practice.sign_in("temp", "Temporary-1").unwrap();
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    assert_eq!(new_password(&practice, &challenge, "weak").unwrap_err().code, "InvalidPasswordException");
    let signed_in = new_password(&practice, &challenge, "Chosen-Password-1").unwrap();
    assert!(signed_in.get("AuthenticationResult").is_some());
    assert_eq!(practice.user("temp")["UserStatus"], "CONFIRMED");
    practice.sign_in("temp", "Chosen-Password-1").unwrap();
    let twice = new_password(&practice, &challenge, "Chosen-Password-2");
    assert_eq!(error(twice), is("NotAuthorizedException", "Invalid session for the user."));
}

#[test]
fn a_session_belongs_to_the_client_that_began_it() {
    let practice = temporary();
    let challenge = practice.sign_in("temp", "Temporary-1").unwrap();
    let other = practice.call("CreateUserPoolClient", json!({"UserPoolId": POOL, "ClientName": "other"}));
    let refusal = practice.try_unsigned(
        "RespondToAuthChallenge",
        json!({
            "ClientId": other["UserPoolClient"]["ClientId"], "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": challenge["Session"],
            "ChallengeResponses": {"USERNAME": "temp", "NEW_PASSWORD": "Chosen-Password-1"},
        }),
    );
    assert_eq!(error(refusal), is("NotAuthorizedException", "Invalid session for the user."));
}

#[test]
fn a_temporary_password_and_a_session_expire() {
    let practice = temporary();
    let challenge = practice.sign_in("temp", "Temporary-1").unwrap();
    practice.wait(181);
    assert_eq!(new_password(&practice, &challenge, "Chosen-Password-1").unwrap_err().code, "NotAuthorizedException");
    practice.wait(7 * 86_400);
    assert_eq!(
        error(practice.sign_in("temp", "Temporary-1")),
        is("NotAuthorizedException", "Temporary password has expired and must be reset by an administrator.")
    );
    practice.call(
        "AdminSetUserPassword",
        json!({"UserPoolId": POOL, "Username": "temp", "Password": "Permanent-1", "Permanent": true}),
    );
    practice.sign_in("temp", "Permanent-1").unwrap();
}

pub fn with_factors(mode: &str, users: &str) -> Practice {
    Practice::with(&[&format!(
        "id = \"{POOL}\"\nname = \"mfa\"\nsoftware_token_mfa = true\nemail_mfa = true\n\
         practice_code = \"424242\"\n[settings]\nMfaConfiguration = \"{mode}\"\n\
         SmsConfiguration = {{ SnsCallerArn = \"arn:aws:iam::111111111111:role/sms\" }}\n\
         [[clients]]\nid = \"{CLIENT}\"\nname = \"app\"\nsettings = {{ ExplicitAuthFlows = [\"ALLOW_USER_PASSWORD_AUTH\"] }}\n{users}"
    )])
}

pub fn user(mfa: &str) -> String {
    format!(
        "[[users]]\nname = \"ada\"\npassword = \"{PASSWORD}\"\nmfa = {{ {mfa} }}\nattributes = {{ email = \"ada@example.com\" }}\n"
    )
}

#[test]
fn the_second_factor_is_what_pool_and_user_agree_on() {
    let challenge = |mode: &str, mfa: &str| {
        let answer = with_factors(mode, &user(mfa)).sign_in("ada", PASSWORD).unwrap();
        answer.get("ChallengeName").map(|name| name.as_str().unwrap().to_owned())
    };
    assert_eq!(challenge("OFF", "software_token = true"), None);
    assert_eq!(challenge("OPTIONAL", ""), None);
    assert_eq!(challenge("OPTIONAL", "sms = true").as_deref(), Some("SMS_MFA"));
    assert_eq!(challenge("OPTIONAL", "software_token = true").as_deref(), Some("SOFTWARE_TOKEN_MFA"));
    assert_eq!(challenge("OPTIONAL", "sms = true, software_token = true").as_deref(), Some("SELECT_MFA_TYPE"));
    assert_eq!(challenge("OPTIONAL", "sms = true, email = true, preferred = \"EMAIL_OTP\"").as_deref(), Some("EMAIL_OTP"));
    assert_eq!(challenge("ON", "").as_deref(), Some("EMAIL_OTP"));
}

#[test]
fn a_required_factor_that_nobody_has_set_up_must_be_set_up() {
    let no_address = format!("[[users]]\nname = \"ada\"\npassword = \"{PASSWORD}\"\n");
    let answer = with_factors("ON", &no_address).sign_in("ada", PASSWORD).unwrap();
    assert_eq!(answer["ChallengeName"], "MFA_SETUP");
}

#[test]
fn the_practice_code_answers_a_second_factor_and_a_wrong_one_does_not() {
    let practice = with_factors("OPTIONAL", &user("sms = true, software_token = true"));
    let answer = |challenge: &Value, name: &str, key: &str, value: &str| {
        practice.try_unsigned(
            "RespondToAuthChallenge",
            json!({"ClientId": CLIENT, "ChallengeName": name, "Session": challenge["Session"],
                   "ChallengeResponses": {"USERNAME": "ada", key: value}}),
        )
    };
    let choose = practice.sign_in("ada", PASSWORD).unwrap();
    let token = answer(&choose, "SELECT_MFA_TYPE", "ANSWER", "SOFTWARE_TOKEN_MFA").unwrap();
    assert_eq!(token["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let wrong = answer(&token, "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE", "000000");
    assert_eq!(error(wrong).0, "CodeMismatchException");
    let tokens = answer(&token, "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE", "424242").unwrap();
    assert!(tokens.get("AuthenticationResult").is_some());
}
