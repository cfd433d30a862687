//! From a described document to the body of its update: everything goes back, but what only Describe knows. Pure (facts §3).

use serde_json::{Map, Value};

use crate::aws::document::HAS_SECRET;
use crate::aws::document::update_workarounds;

/// Members of a described user pool that UpdateUserPool does not take (facts §3.1).
pub const POOL_READ_ONLY: [&str; 15] = [
    "AliasAttributes",
    "Arn",
    "CreationDate",
    "CustomDomain",
    "Domain",
    "EmailConfigurationFailure",
    "EstimatedNumberOfUsers",
    "Id",
    "LastModifiedDate",
    "Name",
    "SchemaAttributes",
    "SmsConfigurationFailure",
    "Status",
    "UsernameAttributes",
    "UsernameConfiguration",
];

/// Members of a described app client that UpdateUserPoolClient does not take (facts §3.5).
/// `PublishSecretsInAWSSecretsManager` is none of them, but says what shall become of the secret: `false` deletes it (facts §12.7).
pub const CLIENT_READ_ONLY: [&str; 7] = [
    "ClientSecret",
    "ClientSecretArn",
    "ClientType",
    "CreationDate",
    "LastModifiedDate",
    "PublishSecretsInAWSSecretsManager",
    HAS_SECRET,
];

/// UpdateUserPool's body that makes the pool what this described document says.
pub fn pool_update(described: &Value) -> Value {
    let mut body = without(described, &POOL_READ_ONLY);
    rename(described, "Id", &mut body, "UserPoolId");
    rename(described, "Name", &mut body, "PoolName");
    update_workarounds::pool(&mut body);
    Value::Object(body)
}

/// UpdateUserPoolClient's body that makes the client what this described document says.
pub fn client_update(described: &Value) -> Value {
    let mut body = without(described, &CLIENT_READ_ONLY);
    update_workarounds::client(&mut body);
    Value::Object(body)
}

/// The flows with sign-in by user name and password added, and nothing else changed (facts §3.5): a client without flows has the
/// default three, which must be written out once any is written, but for refresh where refresh tokens are rotated: there that
/// flow is refused. Old names are never mixed with `ALLOW_` names.
pub fn with_user_password_auth(flows: Option<&Value>, rotates_refresh_tokens: bool) -> Value {
    let given: Vec<String> =
        flows.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let legacy = !given.is_empty() && given.iter().any(|flow| !flow.starts_with("ALLOW_"));
    let wanted = if legacy { "USER_PASSWORD_AUTH" } else { "ALLOW_USER_PASSWORD_AUTH" };
    let mut flows = match given.is_empty() {
        true => ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"].map(str::to_owned).to_vec(),
        false => given.clone(),
    };
    if given.is_empty() && rotates_refresh_tokens {
        flows.retain(|flow| flow != "ALLOW_REFRESH_TOKEN_AUTH");
    }
    if !flows.iter().any(|flow| flow == wanted) {
        flows.push(wanted.to_owned());
    }
    Value::from(flows)
}

/// Whether the app client hands out a new refresh token at each use.
pub fn rotates_refresh_tokens(client: &Value) -> bool {
    client.pointer("/RefreshTokenRotation/Feature").and_then(Value::as_str) == Some("ENABLED")
}

fn without(described: &Value, members: &[&str]) -> Map<String, Value> {
    let described = described.as_object().into_iter().flatten();
    described.filter(|(name, _)| !members.contains(&name.as_str())).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn rename(described: &Value, from: &str, body: &mut Map<String, Value>, to: &str) {
    if let Some(value) = described.get(from) {
        body.insert(to.to_owned(), value.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_that_nobody_knows_go_back_untouched() {
        let described = json!({ "Id": "eu-west-1_a", "Name": "old", "Arn": "arn", "FutureConfiguration": { "New": [1, 2] } });
        let expected = json!({ "FutureConfiguration": { "New": [1, 2] }, "UserPoolId": "eu-west-1_a", "PoolName": "old" });
        assert_eq!(pool_update(&described), expected);
    }

    #[test]
    fn a_client_keeps_everything_but_its_dates_and_secret() {
        let arn = "arn:aws:secretsmanager:eu-west-1:111111111111:secret/c";
        let described = json!({ "ClientId": "c", "ClientSecret": "s", "ClientSecretArn": arn, "CreationDate": 1.0,
            "PublishSecretsInAWSSecretsManager": false, "CallbackURLs": ["https://a"] });
        assert_eq!(client_update(&described), json!({ "ClientId": "c", "CallbackURLs": ["https://a"] }));
    }

    #[test]
    fn absent_flows_are_written_out_in_full() {
        let flows = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH"];
        assert_eq!(with_user_password_auth(None, false), json!(flows));
    }

    #[test]
    fn old_flow_names_are_never_mixed_with_new_ones() {
        let legacy = json!(["ADMIN_NO_SRP_AUTH"]);
        assert_eq!(with_user_password_auth(Some(&legacy), false), json!(["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]));
    }

    #[test]
    fn refresh_is_never_added() {
        let given = json!(["ALLOW_USER_SRP_AUTH"]);
        for rotates in [false, true] {
            let flows = with_user_password_auth(Some(&given), rotates);
            assert_eq!(flows, json!(["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"]));
        }
        let flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH"];
        assert_eq!(with_user_password_auth(None, true), json!(flows));
    }
}
