//! Users, their attributes and groups.

use serde_json::{Value, json};

use crate::cognito::practice::{CLIENT, PASSWORD, POOL, Practice, error, is};

fn attribute(user: &Value, name: &str) -> Option<String> {
    let attributes = user["UserAttributes"].as_array().unwrap();
    let found = attributes.iter().find(|attribute| attribute["Name"] == name)?;
    Some(found["Value"].as_str().unwrap().to_owned())
}

fn update(practice: &Practice, name: &str, value: &str) -> Result<Value, cognito_sandbox::Fault> {
    practice.try_call(
        "AdminUpdateUserAttributes",
        json!({"UserPoolId": POOL, "Username": "ada", "UserAttributes": [{"Name": name, "Value": value}]}),
    )
}

#[test]
fn a_new_user_has_a_sub_and_must_change_the_temporary_password() {
    let practice = Practice::ordinary();
    let created = practice.call(
        "AdminCreateUser",
        json!({"UserPoolId": POOL, "Username": "bob", "TemporaryPassword": "Temporary-1", "MessageAction": "SUPPRESS"}),
    );
    assert_eq!(created["User"]["UserStatus"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(attribute(&practice.user("bob"), "sub").unwrap().len(), 36);
    let again = practice.fault("AdminCreateUser", json!({"UserPoolId": POOL, "Username": "bob"}));
    assert_eq!(again.code, "UsernameExistsException");
    assert_eq!(practice.pool()["EstimatedNumberOfUsers"], 2);
}

#[test]
fn a_temporary_password_is_held_against_the_policy() {
    let practice = Practice::ordinary();
    let input = json!({"UserPoolId": POOL, "Username": "bob", "TemporaryPassword": "short"});
    let fault = practice.fault("AdminCreateUser", input);
    assert_eq!(fault.code, "InvalidPasswordException");
    assert_eq!(fault.message, "Password did not conform with policy: Password not long enough");
}

const SCHEMA: &str = r#"
    [[schema]]
    Name = "tier"
    AttributeDataType = "String"
    StringAttributeConstraints = { MinLength = "2", MaxLength = "4" }
    [[schema]]
    Name = "legacy"
    AttributeDataType = "Number"
    Mutable = false
    NumberAttributeConstraints = { MinValue = "1", MaxValue = "9" }
"#;

#[test]
fn the_schema_is_enforced_when_attributes_are_written() {
    let practice = Practice::ordinary_and(SCHEMA);
    let unknown = error(update(&practice, "custom:x", "1"));
    assert_eq!(unknown.0, "InvalidParameterException");
    assert_eq!(unknown.1, "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.");
    assert!(error(update(&practice, "custom:tier", "g")).1.contains("custom:tier: "));
    assert!(error(update(&practice, "custom:tier", "golden")).1.contains("custom:tier: "));
    assert!(error(update(&practice, "custom:legacy", "ten")).1.contains("not a number"));
    assert_eq!(error(update(&practice, "custom:legacy", "5")).1, "user.custom:legacy: Attribute cannot be updated.\n");
    assert_eq!(error(update(&practice, "email", "nowhere")).1, "Invalid email address format.");
    assert_eq!(error(update(&practice, "phone_number", "12345")).1, "Invalid phone number format.");
    update(&practice, "custom:tier", "gold").unwrap();
    assert_eq!(attribute(&practice.user("ada"), "custom:tier").as_deref(), Some("gold"));
}

#[test]
fn an_immutable_attribute_can_be_set_once_at_creation() {
    let practice = Practice::ordinary_and(SCHEMA);
    let attributes = json!([{"Name": "custom:legacy", "Value": "7"}]);
    practice.call("AdminCreateUser", json!({"UserPoolId": POOL, "Username": "bob", "UserAttributes": attributes}));
    assert_eq!(attribute(&practice.user("bob"), "custom:legacy").as_deref(), Some("7"));
}

#[test]
fn a_required_attribute_must_be_there_at_creation() {
    let practice =
        Practice::with(&["id = \"eu-west-1_Practice1\"\nname = \"r\"\n[[schema]]\nName = \"given_name\"\nRequired = true"]);
    let fault = practice.fault("AdminCreateUser", json!({"UserPoolId": POOL, "Username": "bob"}));
    assert_eq!(fault.message, "Attributes did not conform to the schema: given_name: The attribute is required");
}

#[test]
fn added_custom_attributes_can_be_written() {
    let practice = Practice::ordinary();
    let attributes = json!([{"Name": "legacy_sub", "AttributeDataType": "String", "Mutable": true}]);
    practice.call("AddCustomAttributes", json!({"UserPoolId": POOL, "CustomAttributes": attributes}));
    update(&practice, "custom:legacy_sub", "abc").unwrap();
    let again = practice.fault("AddCustomAttributes", json!({"UserPoolId": POOL, "CustomAttributes": attributes}));
    assert_eq!(again.code, "InvalidParameterException");
}

#[test]
fn a_new_address_is_not_verified_unless_the_same_call_says_so() {
    let practice = Practice::ordinary();
    update(&practice, "email", "ada@new.example").unwrap();
    assert_eq!(attribute(&practice.user("ada"), "email_verified"), None);
}

fn delete(practice: &Practice, names: Value) -> Result<Value, cognito_sandbox::Fault> {
    let input = json!({"UserPoolId": POOL, "Username": "ada", "UserAttributeNames": names});
    practice.try_call("AdminDeleteUserAttributes", input)
}

#[test]
fn deleted_attributes_are_gone_and_the_others_stay() {
    let practice = Practice::ordinary_and(SCHEMA);
    update(&practice, "custom:tier", "gold").unwrap();
    update(&practice, "name", "Ada").unwrap();
    practice.wait(5);
    let before = practice.user("ada")["UserLastModifiedDate"].as_f64().unwrap();
    assert_eq!(delete(&practice, json!(["custom:tier"])).unwrap(), json!({}));
    let user = practice.user("ada");
    assert_eq!(attribute(&user, "custom:tier"), None);
    assert_eq!(attribute(&user, "name").as_deref(), Some("Ada"));
    assert_eq!(attribute(&user, "email_verified").as_deref(), Some("true"));
    assert!(user["UserLastModifiedDate"].as_f64().unwrap() >= before + 4.0);
    delete(&practice, json!(["custom:tier", "nickname"])).expect("what the user does not have may be named");
    delete(&practice, json!(["email"])).unwrap();
    let user = practice.user("ada");
    assert_eq!((attribute(&user, "email"), attribute(&user, "email_verified")), (None, None));
}

#[test]
fn an_attribute_that_cannot_be_deleted_is_named_and_all_stay() {
    let practice = Practice::ordinary_and(&format!("{SCHEMA}\n[[schema]]\nName = \"email\"\nRequired = true\n"));
    update(&practice, "custom:tier", "gold").unwrap();
    for (name, message) in [
        ("tier", "Invalid user attributes: user.tier: Attribute does not exist in the schema.\n"),
        ("custom:legacy", "user.custom:legacy: Attribute cannot be updated.\n"),
        ("sub", "user.sub: Attribute cannot be updated.\n"),
        ("email", "user.email: Attribute is required and cannot be deleted.\n"),
    ] {
        let refusal = error(delete(&practice, json!(["custom:tier", name])));
        assert_eq!(refusal, is("InvalidParameterException", message));
    }
    assert_eq!(attribute(&practice.user("ada"), "custom:tier").as_deref(), Some("gold"));
    let unnamed = practice.fault("AdminDeleteUserAttributes", json!({"UserPoolId": POOL, "Username": "ada"}));
    assert_eq!(unnamed.code, "InvalidParameterException");
    let nobody = json!({"UserPoolId": POOL, "Username": "nobody", "UserAttributeNames": ["name"]});
    assert_eq!(practice.fault("AdminDeleteUserAttributes", nobody).code, "UserNotFoundException");
}

#[test]
fn users_are_found_by_filter_and_listed_in_pages() {
    let mut more = String::new();
    for number in 10..75 {
        more.push_str(&format!(
            "[[users]]\nname = \"user{number}\"\npassword = \"{PASSWORD}\"\nattributes = {{ email = \"User{number}@Example.com\" }}\n"
        ));
    }
    let practice = Practice::ordinary_and(&more);
    let first = practice.call("ListUsers", json!({"UserPoolId": POOL}));
    assert_eq!(first["Users"].as_array().unwrap().len(), 60);
    let rest = json!({"UserPoolId": POOL, "PaginationToken": first["PaginationToken"]});
    assert_eq!(practice.call("ListUsers", rest)["Users"].as_array().unwrap().len(), 6);
    let found = |filter: &str| {
        let page = practice.call("ListUsers", json!({"UserPoolId": POOL, "Filter": filter}));
        page["Users"].as_array().unwrap().len()
    };
    assert_eq!(found("email = \"user12@example.com\""), 1);
    assert_eq!(found("username ^= \"user1\""), 10);
    assert_eq!(found("username = \"USER12\""), 0);
    assert_eq!(found("cognito:user_status = \"confirmed\""), 60);
    assert_eq!(found("status = \"Disabled\""), 0);
    let too_many = practice.fault("ListUsers", json!({"UserPoolId": POOL, "Limit": 61}));
    assert_eq!(too_many.code, "InvalidParameterException");
}

#[test]
fn groups_hold_users_and_adding_twice_succeeds() {
    let practice = Practice::ordinary();
    let group = json!({"UserPoolId": POOL, "GroupName": "editors", "Precedence": 2});
    practice.call("CreateGroup", group.clone());
    assert_eq!(practice.fault("CreateGroup", group).code, "GroupExistsException");
    let member = json!({"UserPoolId": POOL, "GroupName": "editors", "Username": "ada"});
    practice.call("AdminAddUserToGroup", member.clone());
    practice.call("AdminAddUserToGroup", member.clone());
    let groups = practice.call("AdminListGroupsForUser", json!({"UserPoolId": POOL, "Username": "ada"}));
    assert_eq!(groups["Groups"][0]["GroupName"], "editors");
    let users = practice.call("ListUsersInGroup", json!({"UserPoolId": POOL, "GroupName": "editors"}));
    assert_eq!(users["Users"][0]["Username"], "ada");
    practice.call("AdminRemoveUserFromGroup", member);
    let users = practice.call("ListUsersInGroup", json!({"UserPoolId": POOL, "GroupName": "editors"}));
    assert_eq!(users["Users"], json!([]));
    let missing = practice.fault("ListUsersInGroup", json!({"UserPoolId": POOL, "GroupName": "nobody"}));
    assert_eq!(missing.code, "ResourceNotFoundException");
}

#[test]
fn a_group_is_deleted_with_its_memberships() {
    let practice = Practice::ordinary_and("[[groups]]\nname = \"editors\"\ndescription = \"write\"");
    let group = json!({"UserPoolId": POOL, "GroupName": "editors"});
    let member = json!({"UserPoolId": POOL, "GroupName": "editors", "Username": "ada"});
    practice.call("AdminAddUserToGroup", member);
    practice.call("DeleteGroup", group.clone());
    assert_eq!(practice.fault("DeleteGroup", group).code, "ResourceNotFoundException");
    let groups = practice.call("AdminListGroupsForUser", json!({"UserPoolId": POOL, "Username": "ada"}));
    assert_eq!(groups["Groups"], json!([]));
}

#[test]
fn a_group_may_be_called_almost_anything_but_has_no_blanks_and_nothing_that_formats() {
    let practice = Practice::ordinary();
    for name in ["a/b", "Ünï-組", "100%.[0]", "✓"] {
        practice.call("CreateGroup", json!({"UserPoolId": POOL, "GroupName": name}));
    }
    for name in ["a b", "a\u{7}", "a\u{202e}b"] {
        let fault = practice.fault("CreateGroup", json!({"UserPoolId": POOL, "GroupName": name}));
        assert_eq!(fault.code, "InvalidParameterException", "{name:?}");
    }
}

#[test]
fn a_user_is_in_a_hundred_groups_at_most_and_lists_come_in_pages_of_sixty() {
    let practice = Practice::ordinary();
    let add = |name: &str| json!({"UserPoolId": POOL, "GroupName": name, "Username": "ada"});
    for number in 0..101 {
        practice.call("CreateGroup", json!({"UserPoolId": POOL, "GroupName": format!("group-{number:03}")}));
    }
    for number in 0..100 {
        practice.call("AdminAddUserToGroup", add(&format!("group-{number:03}")));
    }
    assert_eq!(practice.fault("AdminAddUserToGroup", add("group-100")).code, "LimitExceededException");
    practice.call("AdminAddUserToGroup", add("group-099"));
    let page = practice.call("ListGroups", json!({"UserPoolId": POOL}));
    assert_eq!(page["Groups"].as_array().unwrap().len(), 60);
    let rest = practice.call("ListGroups", json!({"UserPoolId": POOL, "NextToken": page["NextToken"]}));
    assert_eq!((rest["Groups"].as_array().unwrap().len(), rest.get("NextToken")), (41, None));
}

#[test]
fn a_deleted_user_is_gone_from_its_groups_too() {
    let practice = Practice::ordinary();
    practice.call("CreateGroup", json!({"UserPoolId": POOL, "GroupName": "editors"}));
    practice.call("AdminAddUserToGroup", json!({"UserPoolId": POOL, "GroupName": "editors", "Username": "ada"}));
    practice.call("AdminDeleteUser", json!({"UserPoolId": POOL, "Username": "ada"}));
    let gone = practice.fault("AdminGetUser", json!({"UserPoolId": POOL, "Username": "ada"}));
    assert_eq!((gone.code.as_str(), gone.message.as_str()), ("UserNotFoundException", "User does not exist."));
    let users = practice.call("ListUsersInGroup", json!({"UserPoolId": POOL, "GroupName": "editors"}));
    assert_eq!(users["Users"], json!([]));
}

#[test]
fn a_disabled_user_cannot_sign_in_or_use_what_a_sign_in_gave_until_enabled_again() {
    let practice = Practice::ordinary();
    let tokens = practice.sign_in("ada", PASSWORD).unwrap();
    let refresh = json!({"ClientId": CLIENT, "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": tokens["AuthenticationResult"]["RefreshToken"]}});
    practice.unsigned("InitiateAuth", refresh.clone());
    let ada = json!({"UserPoolId": POOL, "Username": "ada"});
    practice.call("AdminDisableUser", ada.clone());
    practice.call("AdminDisableUser", ada.clone());
    assert_eq!(practice.user("ada")["Enabled"], false);
    assert_eq!(error(practice.sign_in("ada", PASSWORD)), is("NotAuthorizedException", "User is disabled."));
    practice.call("AdminEnableUser", ada);
    practice.sign_in("ada", PASSWORD).unwrap();
    assert_eq!(error(practice.try_unsigned("InitiateAuth", refresh)).0, "NotAuthorizedException");
    let nobody = json!({"UserPoolId": POOL, "Username": "nobody"});
    assert_eq!(practice.fault("AdminDisableUser", nobody).code, "UserNotFoundException");
}

#[test]
fn a_reset_password_is_worth_nothing_and_a_code_is_on_its_way() {
    let practice = Practice::ordinary_and("[[users]]\nname = \"mute\"\npassword = \"Right-Password-1\"\n");
    practice.call("AdminResetUserPassword", json!({"UserPoolId": POOL, "Username": "ada"}));
    assert_eq!(practice.user("ada")["UserStatus"], "RESET_REQUIRED");
    assert_eq!(error(practice.sign_in("ada", PASSWORD)).0, "PasswordResetRequiredException");
    let code = json!({"ClientId": CLIENT, "Username": "ada", "ConfirmationCode": "123456", "Password": "Another-Password-1"});
    practice.unsigned("ConfirmForgotPassword", code);
    practice.sign_in("ada", "Another-Password-1").unwrap();
    let mute = json!({"UserPoolId": POOL, "Username": "mute"});
    assert_eq!(practice.fault("AdminResetUserPassword", mute).code, "InvalidParameterException");
}
