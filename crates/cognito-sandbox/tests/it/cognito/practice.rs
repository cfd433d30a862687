//! A sandbox with pools to try things on, and short ways to call them.

use std::time::Duration;

use cognito_sandbox::PoolSeed;
use cognito_sandbox::{Caller, CallerKind, Fault, Sandbox, Scenario, Service};
use serde_json::{Value, json};

pub const ACCOUNT: &str = "111111111111";
pub const REGION: &str = "eu-west-1";
pub const POOL: &str = "eu-west-1_Practice1";
pub const CLIENT: &str = "practiceclient000000000001";
pub const PASSWORD: &str = "Right-Password-1";

/// A pool with one client that allows every password flow, and one confirmed user.
pub const ORDINARY: &str = r#"
    id = "eu-west-1_Practice1"
    name = "practice"
    [[clients]]
    id = "practiceclient000000000001"
    name = "app"
    [clients.settings]
    ExplicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    [[users]]
    name = "ada"
    password = "Right-Password-1"
    attributes = { email = "ada@example.com", email_verified = "true" }
"#;

pub struct Practice {
    pub sandbox: Sandbox,
}

impl Practice {
    /// A sandbox with the pools of these TOML descriptions.
    pub fn with(pools: &[&str]) -> Self {
        let sandbox = Sandbox::new(Scenario::default()).unwrap();
        sandbox.world().account(ACCOUNT);
        for pool in pools {
            let seed: PoolSeed = toml::from_str(pool).unwrap();
            seed.build(&sandbox, ACCOUNT, REGION).unwrap();
        }
        Self { sandbox }
    }

    pub fn ordinary() -> Self {
        Self::with(&[ORDINARY])
    }

    /// The ordinary pool with more in its description.
    pub fn ordinary_and(more: &str) -> Self {
        Self::with(&[&format!("{ORDINARY}\n{more}")])
    }

    pub fn try_call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        let root = Caller { account: ACCOUNT.to_owned(), arn: format!("arn:aws:iam::{ACCOUNT}:root"), kind: CallerKind::Root };
        self.sandbox.call(&root, REGION, Service::CognitoIdp, operation, input)
    }

    pub fn call(&self, operation: &str, input: Value) -> Value {
        self.try_call(operation, input).unwrap()
    }

    pub fn fault(&self, operation: &str, input: Value) -> Fault {
        self.try_call(operation, input).unwrap_err()
    }

    pub fn try_unsigned(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        self.sandbox.call(&Caller::anonymous(), REGION, Service::CognitoIdp, operation, input)
    }

    pub fn unsigned(&self, operation: &str, input: Value) -> Value {
        self.try_unsigned(operation, input).unwrap()
    }

    /// An app's sign-in with USER_PASSWORD_AUTH.
    pub fn sign_in(&self, name: &str, password: &str) -> Result<Value, Fault> {
        self.try_unsigned("InitiateAuth", sign_in_input(name, password))
    }

    pub fn pool(&self) -> Value {
        self.call("DescribeUserPool", json!({"UserPoolId": POOL}))["UserPool"].clone()
    }

    pub fn user(&self, name: &str) -> Value {
        self.call("AdminGetUser", json!({"UserPoolId": POOL, "Username": name}))
    }

    pub fn wait(&self, seconds: u64) {
        self.sandbox.advance(Duration::from_secs(seconds));
    }
}

pub fn sign_in_input(name: &str, password: &str) -> Value {
    json!({
        "ClientId": CLIENT, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": name, "PASSWORD": password},
    })
}

/// What UpdateUserPool takes of a described pool.
pub fn writable(described: &Value) -> Value {
    let mut document = described.as_object().unwrap().clone();
    for member in [
        "Id",
        "Name",
        "Arn",
        "CreationDate",
        "LastModifiedDate",
        "SchemaAttributes",
        "EstimatedNumberOfUsers",
        "AliasAttributes",
        "UsernameAttributes",
        "UsernameConfiguration",
        "Domain",
    ] {
        document.remove(member);
    }
    document["AdminCreateUserConfig"].as_object_mut().unwrap().remove("UnusedAccountValidityDays");
    document.insert("UserPoolId".to_owned(), described["Id"].clone());
    Value::Object(document)
}

pub fn error(result: Result<Value, Fault>) -> (String, String) {
    let fault = result.unwrap_err();
    (fault.code, fault.message)
}

pub fn is(code: &str, message: &str) -> (String, String) {
    (code.to_owned(), message.to_owned())
}
