//! Which user a typed name means in the different kinds of pools.

use serde_json::json;

use crate::cognito::practice::{PASSWORD, POOL, Practice};

const CLIENT: &str = r#"
    [[clients]]
    id = "practiceclient000000000001"
    name = "app"
    settings = { ExplicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH"] }
"#;

fn pool(settings: &str, users: &str) -> Practice {
    let text = format!("id = \"{POOL}\"\nname = \"names\"\n[settings]\n{settings}\n{CLIENT}\n{users}");
    Practice::with(&[&text])
}

fn create(practice: &Practice, input: serde_json::Value) -> Result<serde_json::Value, String> {
    let mut input = input;
    input["UserPoolId"] = json!(POOL);
    practice.try_call("AdminCreateUser", input).map_err(|fault| fault.message)
}

#[test]
fn with_username_attributes_the_name_is_a_uuid_and_the_email_signs_in() {
    let practice = pool("UsernameAttributes = [\"email\"]", "");
    let created = create(&practice, json!({"Username": "ada@example.com"})).unwrap();
    let name = created["User"]["Username"].as_str().unwrap();
    assert_eq!(name.len(), 36);
    let shown = practice.user("ada@example.com");
    assert_eq!(shown["Username"], name);
    let attributes = shown["UserAttributes"].as_array().unwrap();
    assert!(attributes.contains(&json!({"Name": "sub", "Value": name})));
    assert!(attributes.contains(&json!({"Name": "email", "Value": "ada@example.com"})));
    assert_eq!(create(&practice, json!({"Username": "ada"})).unwrap_err(), "Username should be an email.");
    assert_eq!(
        create(&practice, json!({"Username": "ada@example.com"})).unwrap_err(),
        "An account with the given email already exists."
    );
}

#[test]
fn only_verified_addresses_are_aliases() {
    let users = format!(
        "[[users]]\nname = \"ada\"\npassword = \"{PASSWORD}\"\nattributes = {{ email = \"ada@example.com\", email_verified = \"true\" }}\n\
         [[users]]\nname = \"bob\"\npassword = \"{PASSWORD}\"\nattributes = {{ email = \"bob@example.com\" }}\n"
    );
    let practice = pool("AliasAttributes = [\"email\"]", &users);
    practice.sign_in("ada@example.com", PASSWORD).unwrap();
    assert_eq!(practice.sign_in("bob@example.com", PASSWORD).unwrap_err().code, "UserNotFoundException");
    practice.sign_in("bob", PASSWORD).unwrap();
    assert_eq!(
        create(&practice, json!({"Username": "x@example.com"})).unwrap_err(),
        "Username cannot be of email format, since user pool is configured for email alias."
    );
}

#[test]
fn a_taken_alias_is_refused_unless_it_is_forced_over() {
    let users = format!(
        "[[users]]\nname = \"ada\"\npassword = \"{PASSWORD}\"\nattributes = {{ email = \"ada@example.com\", email_verified = \"true\" }}\n"
    );
    let practice = pool("AliasAttributes = [\"email\"]", &users);
    let attributes = json!([{"Name": "email", "Value": "ada@example.com"}, {"Name": "email_verified", "Value": "true"}]);
    let input = json!({"Username": "thief", "UserAttributes": attributes});
    assert_eq!(create(&practice, input.clone()).unwrap_err(), "An account with the email already exists.");
    let mut forced = input;
    forced["ForceAliasCreation"] = json!(true);
    create(&practice, forced).unwrap();
    assert_eq!(practice.user("ada@example.com")["Username"], "thief");
}

#[test]
fn a_case_insensitive_pool_keeps_and_finds_names_in_lower_case() {
    let practice = pool("UsernameConfiguration = { CaseSensitive = false }", "");
    create(&practice, json!({"Username": "AdaLovelace"})).unwrap();
    assert_eq!(practice.user("ADALOVELACE")["Username"], "adalovelace");
    let sensitive = pool("", "");
    create(&sensitive, json!({"Username": "AdaLovelace"})).unwrap();
    assert_eq!(
        sensitive.fault("AdminGetUser", json!({"UserPoolId": POOL, "Username": "adalovelace"})).code,
        "UserNotFoundException"
    );
}

#[test]
fn a_federated_user_is_not_found_by_the_address_that_came_from_its_provider() {
    let federated = "[[users]]\nname = \"google_1\"\nstatus = \"EXTERNAL_PROVIDER\"\n\
                     attributes = { email = \"ada@example.com\", email_verified = \"true\" }\n";
    let practice = pool("UsernameAttributes = [\"email\"]", federated);
    assert_eq!(practice.user("google_1")["UserStatus"], "EXTERNAL_PROVIDER");
    let by_address = json!({"UserPoolId": POOL, "Username": "ada@example.com"});
    assert_eq!(practice.fault("AdminGetUser", by_address).code, "UserNotFoundException");
    create(&practice, json!({"Username": "ada@example.com"})).unwrap();
}
