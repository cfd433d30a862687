//! App clients.

use serde_json::{Value, json};

use crate::cognito::practice::{CLIENT, POOL, Practice};

fn client(practice: &Practice, id: &Value) -> Value {
    practice.call("DescribeUserPoolClient", json!({"UserPoolId": POOL, "ClientId": id}))["UserPoolClient"].clone()
}

#[test]
fn a_new_client_has_an_id_of_26_letters_and_digits_and_a_secret_only_when_asked_for() {
    let practice = Practice::ordinary();
    let plain = practice.call("CreateUserPoolClient", json!({"UserPoolId": POOL, "ClientName": "a"}));
    let plain = &plain["UserPoolClient"];
    let id = plain["ClientId"].as_str().unwrap();
    assert!(id.len() == 26 && id.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit()));
    assert_eq!(plain.get("ClientSecret"), None);
    let input = json!({"UserPoolId": POOL, "ClientName": "b", "GenerateSecret": true});
    let secret = practice.call("CreateUserPoolClient", input);
    assert!(secret["UserPoolClient"]["ClientSecret"].as_str().unwrap().len() > 40);
    assert_eq!(client(&practice, &plain["ClientId"]), *plain);
}

#[test]
fn an_update_resets_flows_and_oauth_when_they_are_left_out_and_keeps_the_secret() {
    let practice = Practice::ordinary();
    let created = practice.call(
        "CreateUserPoolClient",
        json!({
            "UserPoolId": POOL, "ClientName": "web", "GenerateSecret": true, "PreventUserExistenceErrors": "ENABLED",
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"], "CallbackURLs": ["https://shop.example/"],
        }),
    );
    let id = &created["UserPoolClient"]["ClientId"];
    practice.call("UpdateUserPoolClient", json!({"UserPoolId": POOL, "ClientId": id, "RefreshTokenValidity": 5}));
    let after = client(&practice, id);
    assert_eq!(after.get("ExplicitAuthFlows"), None);
    assert_eq!(after.get("PreventUserExistenceErrors"), None);
    assert_eq!(after.get("AllowedOAuthFlows"), None);
    assert_eq!(after["AllowedOAuthFlowsUserPoolClient"], false);
    assert_eq!(after["RefreshTokenValidity"], 5);
    assert_eq!(after["ClientName"], "web");
    assert_eq!(after["ClientSecret"], created["UserPoolClient"]["ClientSecret"]);
}

#[test]
fn sending_back_a_whole_client_changes_only_the_date() {
    let practice = Practice::ordinary();
    let before = client(&practice, &json!(CLIENT));
    let mut sent = before.clone();
    sent.as_object_mut().unwrap().retain(|member, _| !["CreationDate", "LastModifiedDate"].contains(&member.as_str()));
    practice.call("UpdateUserPoolClient", sent);
    let mut after = client(&practice, &json!(CLIENT));
    assert_ne!(after["LastModifiedDate"], before["LastModifiedDate"]);
    after["LastModifiedDate"] = before["LastModifiedDate"].clone();
    assert_eq!(after, before);
}

fn refusal(settings: Value) -> String {
    let practice = Practice::ordinary();
    let mut input = settings;
    input["UserPoolId"] = json!(POOL);
    input["ClientName"] = json!("x");
    practice.fault("CreateUserPoolClient", input).code
}

#[test]
fn what_the_service_refuses_in_a_client() {
    let mixed = json!({"ExplicitAuthFlows": ["USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
    assert_eq!(refusal(mixed), "InvalidParameterException");
    assert_eq!(refusal(json!({"ReadAttributes": ["custom:nothing"]})), "InvalidParameterException");
    assert_eq!(refusal(json!({"WriteAttributes": ["email_verified"]})), "InvalidParameterException");
    assert_eq!(refusal(json!({"AllowedOAuthFlowsUserPoolClient": true})), "InvalidOAuthFlowException");
    assert_eq!(refusal(json!({"SupportedIdentityProviders": ["Google"]})), "InvalidParameterException");
    assert_eq!(refusal(json!({"Invented": 1})), "NotImplementedBySandbox");
    let practice = Practice::ordinary();
    let read_only = json!({"UserPoolId": POOL, "ClientId": CLIENT, "CreationDate": 1.0});
    assert_eq!(practice.fault("UpdateUserPoolClient", read_only).code, "InvalidParameterException");
}

#[test]
fn clients_are_listed_in_pages_and_a_deleted_one_is_gone() {
    let practice = Practice::ordinary();
    for name in ["b", "c"] {
        practice.call("CreateUserPoolClient", json!({"UserPoolId": POOL, "ClientName": name}));
    }
    let first = practice.call("ListUserPoolClients", json!({"UserPoolId": POOL, "MaxResults": 2}));
    assert_eq!(first["UserPoolClients"].as_array().unwrap().len(), 2);
    let second = json!({"UserPoolId": POOL, "MaxResults": 2, "NextToken": first["NextToken"]});
    let second = practice.call("ListUserPoolClients", second);
    assert_eq!(second["UserPoolClients"].as_array().unwrap().len(), 1);
    assert_eq!(second.get("NextToken"), None);
    let named = json!({"UserPoolId": POOL, "ClientId": CLIENT});
    practice.call("DeleteUserPoolClient", named.clone());
    assert_eq!(practice.fault("DescribeUserPoolClient", named).code, "ResourceNotFoundException");
    assert_eq!(practice.sign_in("ada", "x").unwrap_err().code, "ResourceNotFoundException");
}
