//! The UserMigration trigger: a pool whose unknown users go to a real function in the sandbox.

use cognito_sandbox::Fault;
use serde_json::{Value, json};

use crate::cognito::function::{self, create_function, permit};
use crate::cognito::practice::{ACCOUNT, CLIENT, POOL, Practice, REGION, error, is};

/// What a function answers that knows the user.
const KNOWN: &str = r#"event.response.userAttributes = { email: "new@example.com", email_verified: "true" };
    event.response.finalUserStatus = "CONFIRMED"; event.response.messageAction = "SUPPRESS"; return event;"#;

fn attach(practice: &Practice) {
    function::attach(practice, &["UserMigration"]);
}

/// The ordinary pool with a trigger whose handler has this body.
fn with_trigger(body: &str) -> Practice {
    let practice = Practice::ordinary();
    create_function(&practice, body);
    permit(&practice, POOL);
    attach(&practice);
    practice
}

fn refused(body: &str) -> (String, String) {
    let practice = with_trigger(body);
    let refusal = error(practice.sign_in("newcomer", "simple"));
    let lookup = practice.try_call("AdminGetUser", json!({"UserPoolId": POOL, "Username": "newcomer"}));
    assert!(lookup.is_err(), "a refused migration creates nobody");
    refusal
}

fn hide_existence(practice: &Practice) {
    practice.call(
        "UpdateUserPoolClient",
        json!({
            "UserPoolId": POOL, "ClientId": CLIENT, "PreventUserExistenceErrors": "ENABLED",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        }),
    );
}

fn value(user: &Value, name: &str) -> Option<String> {
    let attributes = user["UserAttributes"].as_array().unwrap();
    let found = attributes.iter().find(|attribute| attribute["Name"] == name)?;
    Some(found["Value"].as_str().unwrap().to_owned())
}

#[test]
fn an_unknown_user_whom_the_function_knows_is_created_and_signed_in_with_the_typed_password() {
    let practice = with_trigger(KNOWN);
    // "simple" does not meet the pool's policy, which a migrated password need not.
    let answer = practice.sign_in("newcomer", "simple").unwrap();
    assert!(answer.get("AuthenticationResult").is_some());
    let user = practice.user("newcomer");
    assert_eq!(user["UserStatus"], "CONFIRMED");
    assert_eq!(value(&user, "email").as_deref(), Some("new@example.com"));
    assert_eq!(value(&user, "sub").unwrap().len(), 36);
    practice.call("UpdateUserPool", json!({"UserPoolId": POOL}));
    practice.sign_in("newcomer", "simple").unwrap();
    assert_eq!(error(practice.sign_in("newcomer", "other")).0, "NotAuthorizedException");
}

#[test]
fn the_administrators_flow_fires_the_trigger_too() {
    let practice = with_trigger(KNOWN);
    practice.call(
        "AdminInitiateAuth",
        json!({
            "UserPoolId": POOL, "ClientId": CLIENT, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "newcomer", "PASSWORD": "simple"},
        }),
    );
    assert_eq!(practice.user("newcomer")["UserStatus"], "CONFIRMED");
}

#[test]
fn a_known_user_with_a_wrong_password_never_reaches_the_function() {
    let practice = with_trigger("throw new Error('asked');");
    assert_eq!(error(practice.sign_in("ada", "wrong")), is("NotAuthorizedException", "Incorrect username or password."));
}

#[test]
fn the_event_has_the_documented_shape() {
    let practice = with_trigger("throw new Error(JSON.stringify(event));");
    let mut input = crate::cognito::practice::sign_in_input("newcomer", "simple");
    input["ClientMetadata"] = json!({"from": "test"});
    let (code, message) = error(practice.try_unsigned("InitiateAuth", input));
    assert_eq!(code, "UserLambdaValidationException");
    let text = message.strip_prefix("UserMigration failed with error ").unwrap().strip_suffix('.').unwrap();
    let event: Value = serde_json::from_str(text).unwrap();
    assert_eq!(event["version"], "1");
    assert_eq!(event["triggerSource"], "UserMigration_Authentication");
    assert_eq!(event["region"], REGION);
    assert_eq!(event["userPoolId"], POOL);
    assert_eq!(event["userName"], "newcomer");
    assert_eq!(event["callerContext"]["clientId"], CLIENT);
    assert_eq!(
        event["request"],
        json!({"password": "simple", "validationData": {"from": "test"}, "clientMetadata": null, "userAttributes": null})
    );
    assert_eq!(
        event["response"],
        json!({"userAttributes": null, "forceAliasCreation": null, "enableSMSMFA": null, "finalUserStatus": null,
               "messageAction": null, "desiredDeliveryMediums": null})
    );
}

#[test]
fn forgot_password_fires_the_trigger_without_a_password() {
    let practice = with_trigger(
        "if (event.triggerSource !== 'UserMigration_ForgotPassword' || 'password' in event.request) throw new Error('shape');
         if (event.request.clientMetadata.from !== 'test') throw new Error('metadata');
         event.response.userAttributes = { email: 'new@example.com', email_verified: 'true' };
         event.response.messageAction = 'SUPPRESS'; return event;",
    );
    let forgot = json!({"ClientId": CLIENT, "Username": "newcomer", "ClientMetadata": {"from": "test"}});
    let sent = practice.unsigned("ForgotPassword", forgot);
    assert_eq!(sent["CodeDeliveryDetails"]["AttributeName"], "email");
    assert_eq!(practice.user("newcomer")["UserStatus"], "RESET_REQUIRED");
    practice.unsigned(
        "ConfirmForgotPassword",
        json!({
            "ClientId": CLIENT, "Username": "newcomer", "ConfirmationCode": "123456", "Password": "Chosen-Password-1",
        }),
    );
    practice.sign_in("newcomer", "Chosen-Password-1").unwrap();
}

#[test]
fn forgot_password_without_a_verified_address_sends_no_code() {
    let practice = with_trigger(
        "event.response.userAttributes = { email: 'new@example.com' }; event.response.messageAction = 'SUPPRESS'; return event;",
    );
    let fault = practice.try_unsigned("ForgotPassword", json!({"ClientId": CLIENT, "Username": "newcomer"}));
    assert_eq!(error(fault).0, "InvalidParameterException");
}

#[test]
fn an_untouched_event_is_an_unknown_user() {
    assert_eq!(refused("return event;"), is("UserNotFoundException", "User does not exist."));
    let practice = with_trigger("return event;");
    hide_existence(&practice);
    assert_eq!(error(practice.sign_in("newcomer", "x")), is("NotAuthorizedException", "Incorrect username or password."));
}

#[test]
fn a_text_that_the_function_throws_reaches_the_user() {
    assert_eq!(
        refused("throw new Error('try again later');"),
        is("UserLambdaValidationException", "UserMigration failed with error try again later.")
    );
}

#[test]
fn a_missing_or_forbidden_function_is_an_exception_in_the_app_client() {
    let expected = is("UserNotFoundException", &format!("Exception migrating user in app client {CLIENT}"));
    let missing = Practice::ordinary();
    attach(&missing);
    assert_eq!(error(missing.sign_in("newcomer", "x")), expected);
    let forbidden = Practice::ordinary();
    create_function(&forbidden, KNOWN);
    attach(&forbidden);
    assert_eq!(error(forbidden.sign_in("newcomer", "x")), expected);
    let other_pool = Practice::ordinary();
    create_function(&other_pool, KNOWN);
    permit(&other_pool, "eu-west-1_Another00");
    attach(&other_pool);
    assert_eq!(error(other_pool.sign_in("newcomer", "x")), expected);
}

#[test]
fn an_answer_of_another_shape_is_an_invalid_response() {
    for body in ["return 'yes';", "return;", "return { version: '1' };", "event.response = []; return event;"] {
        assert_eq!(refused(body).0, "InvalidLambdaResponseException", "{body}");
    }
}

#[test]
fn a_user_without_a_final_status_must_reset_the_password() {
    let body =
        "event.response.userAttributes = { email: 'new@example.com' }; event.response.messageAction = 'SUPPRESS'; return event;";
    let practice = with_trigger(body);
    assert_eq!(
        error(practice.sign_in("newcomer", "simple")),
        is("PasswordResetRequiredException", "Password reset required for the user")
    );
    assert_eq!(practice.user("newcomer")["UserStatus"], "RESET_REQUIRED");
}

#[test]
fn an_attribute_that_the_schema_lacks_is_named() {
    let body = "event.response.userAttributes = { email: 'a@b.example', 'custom:x': '1' }; return event;";
    assert_eq!(
        refused(body),
        is(
            "InvalidParameterException",
            "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema."
        )
    );
}

#[test]
fn a_case_insensitive_pool_sends_the_name_in_lower_case() {
    let text = crate::cognito::practice::ORDINARY
        .replace("    [[clients]]", "    settings = { UsernameConfiguration = { CaseSensitive = false } }\n    [[clients]]");
    let practice = Practice::with(&[&text]);
    create_function(&practice, "throw new Error(event.userName);");
    permit(&practice, POOL);
    attach(&practice);
    assert_eq!(error(practice.sign_in("NewComer", "x")).1, "UserMigration failed with error newcomer.");
}

#[test]
fn a_hidden_reset_looks_like_a_wrong_password() {
    let practice = with_trigger(
        "event.response.userAttributes = { email: 'new@example.com' }; event.response.messageAction = 'SUPPRESS'; return event;",
    );
    hide_existence(&practice);
    let refusal: Result<Value, Fault> = practice.sign_in("newcomer", "simple");
    assert_eq!(error(refusal).0, "NotAuthorizedException");
}

const ALIASES: &str = r#"
    id = "eu-west-1_Practice1"
    name = "aliases"
    settings = { AliasAttributes = ["email"] }
    [[clients]]
    id = "practiceclient000000000001"
    name = "app"
    settings = { ExplicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH"] }
    [[users]]
    name = "owner"
    password = "Right-Password-1"
    attributes = { email = "shared@example.com", email_verified = "true" }
"#;

fn aliases_with(force: bool) -> Practice {
    let practice = Practice::with(&[ALIASES]);
    create_function(
        &practice,
        &format!(
            "event.response.userAttributes = {{ email: 'shared@example.com', email_verified: 'true' }};
             event.response.finalUserStatus = 'CONFIRMED'; event.response.messageAction = 'SUPPRESS';
             event.response.forceAliasCreation = {force}; return event;"
        ),
    );
    permit(&practice, POOL);
    attach(&practice);
    practice
}

#[test]
fn a_taken_alias_stops_a_migration_unless_the_function_forces_it() {
    let polite = aliases_with(false);
    assert_eq!(
        error(polite.sign_in("newcomer", "simple")),
        is("UserNotFoundException", &format!("Exception migrating user in app client {CLIENT}"))
    );
    assert_eq!(polite.user("shared@example.com")["Username"], "owner");
    let forceful = aliases_with(true);
    forceful.sign_in("newcomer", "simple").unwrap();
    assert_eq!(forceful.user("shared@example.com")["Username"], "newcomer");
    assert_eq!(value(&forceful.user("owner"), "email_verified").as_deref(), Some("false"));
}

#[test]
fn a_welcome_message_goes_out_by_sms_unless_it_is_suppressed() {
    let sent = |practice: &Practice| {
        let mut world = practice.sandbox.world();
        let pool = &world.region(ACCOUNT, REGION).cognito.pools[POOL];
        let messages = pool.messages.iter();
        messages.map(|message| (message.medium.clone(), message.purpose.clone())).collect::<Vec<_>>()
    };
    let quiet = with_trigger(KNOWN);
    quiet.sign_in("newcomer", "simple").unwrap();
    assert_eq!(sent(&quiet), []);
    let loud = with_trigger(&KNOWN.replace("event.response.messageAction = \"SUPPRESS\";", ""));
    loud.sign_in("newcomer", "simple").unwrap();
    assert_eq!(sent(&loud), [("SMS".to_owned(), "welcome".to_owned())]);
}
