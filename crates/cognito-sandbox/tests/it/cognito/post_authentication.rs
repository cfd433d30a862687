//! The PostAuthentication trigger: when it runs, what it is told, what it can stop, and what of its work shows when.

use cognito_sandbox::{Fault, Service};
use serde_json::{Value, json};

use crate::cognito::function::{
    FUNCTION, allow, attach, call, create_function, create_function_in, create_function_of, permit, permit_in,
};
use crate::cognito::practice::{ACCOUNT, CLIENT, ORDINARY, PASSWORD, POOL, Practice, REGION, error, is, sign_in_input, writable};
use crate::cognito::sign_in::{claims, user, with_factors};

const THROWS: &str = "throw new Error('not today');";
/// Tells the whole event to the person who signs in.
const TELLS: &str = "throw new Error(JSON.stringify(event));";

/// Puts a function with this body of its handler behind the trigger of a pool.
fn add_trigger(practice: &Practice, body: &str) {
    create_function(practice, body);
    permit(practice, POOL);
    attach(practice, &["PostAuthentication"]);
}

/// The ordinary pool with such a trigger.
fn with_trigger(body: &str) -> Practice {
    let practice = Practice::ordinary();
    add_trigger(&practice, body);
    practice
}

/// The event that a function told by throwing it.
fn told(refusal: Result<Value, Fault>) -> Value {
    let (code, message) = error(refusal);
    assert_eq!(code, "UserLambdaValidationException", "{message}");
    let text = message.strip_prefix("PostAuthentication failed with error ").unwrap().strip_suffix('.').unwrap();
    serde_json::from_str(text).unwrap()
}

fn thrown() -> (String, String) {
    is("UserLambdaValidationException", "PostAuthentication failed with error not today.")
}

fn attribute(practice: &Practice, name: &str, attribute: &str) -> Option<String> {
    let user = practice.user(name);
    let found = user["UserAttributes"].as_array().unwrap().iter().find(|shown| shown["Name"] == attribute)?;
    Some(found["Value"].as_str().unwrap().to_owned())
}

fn answer(practice: &Practice, challenge: &Value, responses: Value) -> Result<Value, Fault> {
    practice.try_unsigned(
        "RespondToAuthChallenge",
        json!({
            "ClientId": CLIENT, "ChallengeName": challenge["ChallengeName"], "Session": challenge["Session"],
            "ChallengeResponses": responses, "ClientMetadata": {"from": "answer"},
        }),
    )
}

fn refresh(practice: &Practice, tokens: &Value) -> Result<Value, Fault> {
    let parameters = json!({"REFRESH_TOKEN": tokens["AuthenticationResult"]["RefreshToken"]});
    practice
        .try_unsigned("InitiateAuth", json!({"ClientId": CLIENT, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters}))
}

fn issued_refresh_tokens(practice: &Practice) -> usize {
    practice.sandbox.world().region(ACCOUNT, REGION).cognito.pools[POOL].refresh_tokens.len()
}

#[test]
fn a_function_that_gives_the_event_back_lets_the_person_in() {
    let practice = with_trigger("return event;");
    let tokens = practice.sign_in("ada", PASSWORD).unwrap();
    assert_eq!(claims(&tokens["AuthenticationResult"]["IdToken"])["cognito:username"], "ada");
    refresh(&practice, &tokens).unwrap();
}

#[test]
fn the_event_has_the_documented_shape_and_no_client_metadata_of_initiate_auth() {
    let practice = with_trigger(TELLS);
    let mut input = sign_in_input("ada", PASSWORD);
    input["ClientMetadata"] = json!({"from": "sign-in"});
    let mut event = told(practice.try_unsigned("InitiateAuth", input));
    assert!(event["callerContext"]["awsSdkVersion"].take().is_string());
    assert_eq!(
        event,
        json!({
            "version": "1", "triggerSource": "PostAuthentication_Authentication", "region": REGION, "userPoolId": POOL,
            "userName": "ada", "callerContext": {"awsSdkVersion": null, "clientId": CLIENT},
            "request": {
                "userAttributes": {
                    "sub": attribute(&practice, "ada", "sub"), "email": "ada@example.com", "email_verified": "true",
                    "cognito:user_status": "CONFIRMED",
                },
                "newDeviceUsed": false,
            },
            "response": {},
        })
    );
}

#[test]
fn the_event_names_the_user_as_the_pool_does_not_as_it_was_typed() {
    let practice = Practice::with(&[&ORDINARY.replace(
        "    [[clients]]",
        "    settings = { UsernameAttributes = [\"email\"], UsernameConfiguration = { CaseSensitive = false } }\n    [[clients]]",
    )
    .replace("name = \"ada\"", "name = \"ada@example.com\"")]);
    add_trigger(&practice, TELLS);
    let event = told(practice.sign_in("Ada@Example.com", PASSWORD));
    assert_eq!(event["userName"].as_str(), attribute(&practice, "ada@example.com", "sub").as_deref());
}

#[test]
fn it_runs_in_the_administrators_flow_too_and_never_after_a_wrong_password() {
    let practice = with_trigger(THROWS);
    let mut input = sign_in_input("ada", PASSWORD);
    input["UserPoolId"] = json!(POOL);
    input["AuthFlow"] = json!("ADMIN_USER_PASSWORD_AUTH");
    assert_eq!(error(practice.try_call("AdminInitiateAuth", input.clone())), thrown());
    input["AuthParameters"]["PASSWORD"] = json!("wrong");
    let wrong = is("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(error(practice.try_call("AdminInitiateAuth", input)), wrong);
    assert_eq!(error(practice.sign_in("ada", "wrong")), wrong);
}

#[test]
fn a_function_that_throws_lets_nobody_in_and_the_user_stays() {
    let practice = with_trigger(THROWS);
    assert_eq!(error(practice.sign_in("ada", PASSWORD)), thrown());
    assert_eq!(issued_refresh_tokens(&practice), 0);
    assert_eq!(practice.user("ada")["UserStatus"], "CONFIRMED");
    attach(&practice, &[]);
    practice.sign_in("ada", PASSWORD).unwrap();
}

#[test]
fn a_new_password_is_asked_for_before_it_runs_and_kept_even_if_it_throws() {
    let practice =
        Practice::ordinary_and("[[users]]\nname = \"temp\"\npassword = \"Temporary-1\"\nstatus = \"FORCE_CHANGE_PASSWORD\"\n");
    add_trigger(&practice, TELLS);
    let challenge = practice.sign_in("temp", "Temporary-1").unwrap();
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let responses = json!({"USERNAME": "temp", "NEW_PASSWORD": "Chosen-Password-1"});
    let event = told(answer(&practice, &challenge, responses.clone()));
    assert_eq!(event["request"]["clientMetadata"], json!({"from": "answer"}));
    assert_eq!(event["request"]["userAttributes"]["cognito:user_status"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(practice.user("temp")["UserStatus"], "CONFIRMED");
    assert_eq!(error(answer(&practice, &challenge, responses)).1, "Invalid session for the user.", "the challenge is used up");
    let next = told(practice.sign_in("temp", "Chosen-Password-1"));
    assert_eq!(next["request"]["userAttributes"]["cognito:user_status"], "CONFIRMED");
}

#[test]
fn every_open_challenge_comes_first_and_the_last_answer_runs_it() {
    let practice = with_factors("OPTIONAL", &user("sms = true, software_token = true"));
    create_function(&practice, TELLS);
    permit(&practice, POOL);
    let pool = writable(&practice.pool());
    let mut with_trigger = pool.clone();
    with_trigger["LambdaConfig"] = json!({"PostAuthentication": FUNCTION});
    practice.call("UpdateUserPool", with_trigger);
    let choose = practice.sign_in("ada", PASSWORD).unwrap();
    assert_eq!(choose["ChallengeName"], "SELECT_MFA_TYPE");
    let code = answer(&practice, &choose, json!({"USERNAME": "ada", "ANSWER": "SMS_MFA"})).unwrap();
    assert_eq!(code["ChallengeName"], "SMS_MFA");
    let wrong = answer(&practice, &code, json!({"USERNAME": "ada", "SMS_MFA_CODE": "000000"}));
    assert_eq!(error(wrong).0, "CodeMismatchException");
    let last = practice.try_call(
        "AdminRespondToAuthChallenge",
        json!({
            "UserPoolId": POOL, "ClientId": CLIENT, "ChallengeName": "SMS_MFA", "Session": code["Session"],
            "ChallengeResponses": {"USERNAME": "ada", "SMS_MFA_CODE": "424242"},
        }),
    );
    let event = told(last);
    assert_eq!((&event["userName"], event["request"].get("clientMetadata")), (&json!("ada"), None));
    practice.call("UpdateUserPool", pool);
    let choose = practice.sign_in("ada", PASSWORD).unwrap();
    let code = answer(&practice, &choose, json!({"USERNAME": "ada", "ANSWER": "SMS_MFA"})).unwrap();
    answer(&practice, &code, json!({"USERNAME": "ada", "SMS_MFA_CODE": "424242"})).unwrap();
}

#[test]
fn a_refreshed_token_does_not_run_it() {
    let practice = Practice::ordinary();
    let tokens = practice.sign_in("ada", PASSWORD).unwrap();
    add_trigger(&practice, THROWS);
    assert_eq!(error(practice.sign_in("ada", PASSWORD)), thrown());
    let fresh = refresh(&practice, &tokens).unwrap();
    assert_eq!(claims(&fresh["AuthenticationResult"]["AccessToken"])["username"], "ada");
}

#[test]
fn a_forgotten_password_does_not_run_it() {
    let practice = with_trigger(THROWS);
    practice.unsigned("ForgotPassword", json!({"ClientId": CLIENT, "Username": "ada"}));
    practice.unsigned(
        "ConfirmForgotPassword",
        json!({"ClientId": CLIENT, "Username": "ada", "ConfirmationCode": "123456", "Password": "Chosen-Password-1"}),
    );
    assert_eq!(error(practice.sign_in("ada", "Chosen-Password-1")), thrown());
}

/// The ordinary pool with one function behind both triggers, which migrates everybody it is asked for.
fn with_both_triggers(status: &str, at_the_end: &str) -> Practice {
    let practice = Practice::ordinary();
    create_function(
        &practice,
        &format!(
            "if (event.triggerSource === 'UserMigration_Authentication') {{
               event.response.userAttributes = {{ email: 'new@example.com', email_verified: 'true' }};
               event.response.finalUserStatus = {status}; event.response.messageAction = 'SUPPRESS'; return event;
             }}
             {at_the_end}"
        ),
    );
    permit(&practice, POOL);
    attach(&practice, &["UserMigration", "PostAuthentication"]);
    practice
}

#[test]
fn a_user_made_by_the_migration_trigger_goes_through_it_in_the_same_sign_in() {
    let practice = with_both_triggers("'CONFIRMED'", TELLS);
    let event = told(practice.sign_in("newcomer", "simple"));
    assert_eq!(event["triggerSource"], "PostAuthentication_Authentication");
    assert_eq!(
        event["request"]["userAttributes"],
        json!({"sub": attribute(&practice, "newcomer", "sub"), "email": "new@example.com", "email_verified": "true",
               "cognito:user_status": "CONFIRMED"})
    );
    assert_eq!(issued_refresh_tokens(&practice), 0);
    assert_eq!(practice.user("newcomer")["UserStatus"], "CONFIRMED", "the user stays");
}

#[test]
fn a_migrated_user_who_must_reset_the_password_is_not_signed_in_and_does_not_run_it() {
    let practice = with_both_triggers("null", THROWS);
    assert_eq!(error(practice.sign_in("newcomer", "simple")).0, "PasswordResetRequiredException");
}

/// A function as a migration with groups has one: marks a new user, and at the end of the sign-in turns the mark into groups.
const GROUPS_BY_MARK: &str = r#"
    import {
      AdminAddUserToGroupCommand, AdminDeleteUserAttributesCommand, AdminListGroupsForUserCommand, CognitoIdentityProviderClient,
    } from "@aws-sdk/client-cognito-identity-provider";
    const pools = new CognitoIdentityProviderClient({ region: process.env.AWS_REGION });
    export async function handler(event) {
      if (event.triggerSource.startsWith("UserMigration")) {
        event.response.userAttributes = { email: "new@example.com", "custom:mark": "editors,admins" };
        event.response.finalUserStatus = "CONFIRMED";
        event.response.messageAction = "SUPPRESS";
        return event;
      }
      const { "custom:mark": mark } = event.request.userAttributes;
      if (!mark) return event;
      const user = { UserPoolId: event.userPoolId, Username: event.userName };
      for (const GroupName of mark.split(",")) {
        await pools.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
        await pools.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
      }
      const first = await pools.send(new AdminListGroupsForUserCommand({ ...user, Limit: 1 }));
      const second = await pools.send(new AdminListGroupsForUserCommand({ ...user, Limit: 1, NextToken: first.NextToken }));
      const names = [...first.Groups, ...second.Groups].map(({ GroupName }) => GroupName);
      if (names.join() !== "admins,editors" || second.NextToken) throw new Error(names.join());
      await pools.send(new AdminDeleteUserAttributesCommand({ ...user, UserAttributeNames: ["custom:mark"] }));
      return event;
    }
"#;

fn with_groups_by_mark(allowed: &[&str]) -> Practice {
    let practice = Practice::ordinary_and(
        "[[schema]]\nName = \"mark\"\nAttributeDataType = \"String\"\nMutable = true\n\
         [[groups]]\nname = \"admins\"\n[[groups]]\nname = \"editors\"\n",
    );
    create_function_of(&practice, GROUPS_BY_MARK);
    allow(&practice, allowed);
    permit(&practice, POOL);
    attach(&practice, &["UserMigration", "PostAuthentication"]);
    practice
}

const NEEDED: [&str; 3] =
    ["cognito-idp:AdminAddUserToGroup", "cognito-idp:AdminListGroupsForUser", "cognito-idp:AdminDeleteUserAttributes"];

#[test]
fn the_tokens_of_the_same_sign_in_lack_the_groups_and_those_of_the_next_have_them() {
    let practice = with_groups_by_mark(&NEEDED);
    let first = practice.sign_in("newcomer", "simple").unwrap()["AuthenticationResult"].clone();
    for token in ["IdToken", "AccessToken"] {
        assert_eq!(claims(&first[token]).get("cognito:groups"), None, "{token}");
    }
    assert_eq!(attribute(&practice, "newcomer", "custom:mark"), None);
    let next = practice.sign_in("newcomer", "simple").unwrap()["AuthenticationResult"].clone();
    for token in ["IdToken", "AccessToken"] {
        assert_eq!(claims(&next[token])["cognito:groups"], json!(["admins", "editors"]), "{token}");
    }
}

#[test]
fn what_the_functions_own_role_may_not_do_is_refused_in_the_words_of_aws() {
    let resource = format!("arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{POOL}");
    for missing in NEEDED {
        let allowed: Vec<&str> = NEEDED.into_iter().filter(|action| *action != missing).collect();
        let practice = with_groups_by_mark(&allowed);
        assert_eq!(
            error(practice.sign_in("newcomer", "simple")).1,
            format!(
                "PostAuthentication failed with error User: arn:aws:sts::{ACCOUNT}:assumed-role/runs-migrate/migrate is not \
                 authorized to perform: {missing} on resource: {resource} because no identity-based policy allows the {missing} \
                 action."
            )
        );
        assert!(attribute(&practice, "newcomer", "custom:mark").is_some(), "the mark stays for the next sign-in");
    }
}

#[test]
fn a_group_that_is_missing_and_a_user_who_is_gone_are_named_to_the_function() {
    let practice = Practice::ordinary_and("[[groups]]\nname = \"admins\"\n");
    let code = r#"
        import { AdminAddUserToGroupCommand, CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
        const pools = new CognitoIdentityProviderClient({});
        const add = (input) => pools.send(new AdminAddUserToGroupCommand(input)).catch(({ name }) => name);
        export async function handler({ userPoolId: UserPoolId, userName: Username }) {
          const noGroup = await add({ UserPoolId, Username, GroupName: "editors" });
          const noUser = await add({ UserPoolId, Username: "nobody", GroupName: "admins" });
          throw new Error(JSON.stringify({ noGroup, noUser }));
        }
    "#;
    create_function_of(&practice, code);
    allow(&practice, &NEEDED);
    permit(&practice, POOL);
    attach(&practice, &["PostAuthentication"]);
    assert_eq!(
        told(practice.sign_in("ada", PASSWORD)),
        json!({"noGroup": "ResourceNotFoundException", "noUser": "UserNotFoundException"})
    );
}

#[test]
fn a_function_that_cognito_cannot_reach_is_an_unexpected_lambda_exception() {
    let unexpected =
        |reason: &str| is("UnexpectedLambdaException", &format!("PostAuthentication invocation failed due to error {reason}."));
    let missing = Practice::ordinary();
    attach(&missing, &["PostAuthentication"]);
    assert_eq!(error(missing.sign_in("ada", PASSWORD)), unexpected("ResourceNotFoundException"));
    let forbidden = Practice::ordinary();
    create_function(&forbidden, "return event;");
    permit(&forbidden, "eu-west-1_Another00");
    attach(&forbidden, &["PostAuthentication"]);
    assert_eq!(error(forbidden.sign_in("ada", PASSWORD)), unexpected("AccessDeniedException"));
    let elsewhere = Practice::ordinary();
    create_function_in(&elsewhere, "eu-north-1", "export const handler = async (event) => event;");
    permit_in(&elsewhere, "eu-north-1", POOL);
    let function = FUNCTION.replace(REGION, "eu-north-1");
    elsewhere.call("UpdateUserPool", json!({"UserPoolId": POOL, "LambdaConfig": {"PostAuthentication": function}}));
    assert_eq!(error(elsewhere.sign_in("ada", PASSWORD)), unexpected("ResourceNotFoundException"));
    let slow = with_trigger("for (;;);");
    call(&slow, REGION, Service::Lambda, "UpdateFunctionConfiguration", json!({"FunctionName": "migrate", "Timeout": 1}));
    assert_eq!(error(slow.sign_in("ada", PASSWORD)).0, "UnexpectedLambdaException");
    for practice in [missing, forbidden, elsewhere, slow] {
        assert_eq!(issued_refresh_tokens(&practice), 0);
    }
}

#[test]
fn an_answer_that_is_not_the_event_stops_the_sign_in() {
    for body in ["return 'yes';", "return;", "return { version: '1' };", "event.response = []; return event;"] {
        let practice = with_trigger(body);
        let invalid = is("InvalidLambdaResponseException", "Unrecognizable lambda output");
        assert_eq!(error(practice.sign_in("ada", PASSWORD)), invalid, "{body}");
        assert_eq!(issued_refresh_tokens(&practice), 0);
    }
}
