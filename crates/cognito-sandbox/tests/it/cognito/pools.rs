//! Pools: what an update loses, what it refuses, and how lists are paged.

use serde_json::{Value, json};

use crate::cognito::practice::{POOL, Practice, writable};

#[test]
fn a_pool_made_with_a_name_alone_has_awss_defaults() {
    let practice = Practice::with(&[]);
    let pool = practice.call("CreateUserPool", json!({"PoolName": "new"}))["UserPool"].clone();
    assert!(pool["Id"].as_str().unwrap().starts_with("eu-west-1_"));
    assert_eq!(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 8);
    assert_eq!(pool["MfaConfiguration"], "OFF");
    assert_eq!(pool["UserPoolTier"], "ESSENTIALS");
    assert_eq!(pool["EstimatedNumberOfUsers"], 0);
    assert_eq!(pool["SchemaAttributes"].as_array().unwrap().len(), 21);
    assert_eq!(pool["Arn"], format!("arn:aws:cognito-idp:eu-west-1:111111111111:userpool/{}", pool["Id"].as_str().unwrap()));
    let described = practice.call("DescribeUserPool", json!({"UserPoolId": pool["Id"]}));
    assert_eq!(described["UserPool"], pool);
}

const FULL: &str = r#"
    id = "eu-west-1_Practice1"
    name = "full"
    [settings]
    AutoVerifiedAttributes = ["email"]
    DeletionProtection = "ACTIVE"
    UsernameAttributes = ["email"]
    UsernameConfiguration = { CaseSensitive = false }
    DcrConfiguration = { EnableStatus = "Enabled", OpenDcrEnabled = true }
    FutureConfiguration = { Level = 3 }
    LambdaConfig = { PostConfirmation = "arn:aws:lambda:eu-west-1:111111111111:function:welcome" }
    UserPoolTags = { team = "shop", "aws:cloudformation:stack-name" = "pools" }
    VerificationMessageTemplate = { EmailMessage = "Code {####}", EmailSubject = "Hello" }
    [settings.Policies.PasswordPolicy]
    MinimumLength = 12
    TemporaryPasswordValidityDays = 3
    [[schema]]
    Name = "tier"
    AttributeDataType = "String"
"#;

#[test]
fn an_update_that_sends_everything_back_loses_nothing() {
    let practice = Practice::with(&[FULL]);
    let before = practice.pool();
    let mut sent = writable(&before);
    sent["UserPoolTags"].as_object_mut().unwrap().remove("aws:cloudformation:stack-name");
    sent["LambdaConfig"]["UserMigration"] = json!("arn:aws:lambda:eu-west-1:111111111111:function:ferry");
    practice.call("UpdateUserPool", sent);
    let mut after = practice.pool();
    assert!(after["LastModifiedDate"].as_f64() > before["LastModifiedDate"].as_f64());
    after["LastModifiedDate"] = before["LastModifiedDate"].clone();
    let mut expected = before;
    expected["LambdaConfig"]["UserMigration"] = json!("arn:aws:lambda:eu-west-1:111111111111:function:ferry");
    assert_eq!(after, expected);
}

#[test]
fn an_update_with_one_field_resets_everything_else_and_drops_what_it_does_not_name() {
    let practice = Practice::with(&[FULL]);
    let trigger = "arn:aws:lambda:eu-west-1:111111111111:function:ferry";
    practice.call("UpdateUserPool", json!({"UserPoolId": POOL, "LambdaConfig": {"UserMigration": trigger}}));
    let after = practice.pool();
    assert_eq!(after["LambdaConfig"], json!({"UserMigration": trigger}));
    assert_eq!(after.get("AutoVerifiedAttributes"), None);
    // Left out, it stays (facts §12.9).
    assert_eq!(after["DcrConfiguration"]["EnableStatus"], "Enabled");
    assert_eq!(after.get("FutureConfiguration"), None);
    assert_eq!(after["DeletionProtection"], "INACTIVE");
    assert_eq!(after["Policies"]["PasswordPolicy"]["MinimumLength"], 8);
    assert_eq!(after["UserPoolTags"], json!({"aws:cloudformation:stack-name": "pools"}));
    // What cannot change stays.
    assert_eq!(after["UsernameAttributes"], json!(["email"]));
    assert_eq!(after["Name"], "full");
    assert_eq!(after["SchemaAttributes"].as_array().unwrap().len(), 22);
}

fn refused_update(change: impl FnOnce(&mut Value)) -> (String, String) {
    let practice = Practice::with(&[FULL]);
    let mut sent = writable(&practice.pool());
    sent["UserPoolTags"].as_object_mut().unwrap().remove("aws:cloudformation:stack-name");
    change(&mut sent);
    let before = practice.pool();
    let fault = practice.fault("UpdateUserPool", sent);
    assert_eq!(practice.pool(), before, "a refused update changes nothing");
    (fault.code, fault.message)
}

#[test]
fn both_validity_days_together_are_refused() {
    let (code, message) = refused_update(|sent| {
        sent["AdminCreateUserConfig"]["UnusedAccountValidityDays"] = json!(3);
    });
    assert_eq!(code, "InvalidParameterException");
    assert_eq!(message, "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays");
}

#[test]
fn read_only_fields_unknown_fields_and_wrong_values_are_refused() {
    let refusals = [
        (refused_update(|sent| sent["SchemaAttributes"] = json!([])).0, "InvalidParameterException"),
        (refused_update(|sent| sent["AliasAttributes"] = json!(["email"])).0, "InvalidParameterException"),
        (refused_update(|sent| sent["Invented"] = json!(1)).0, "NotImplementedBySandbox"),
        (refused_update(|sent| sent["MfaConfiguration"] = json!("MAYBE")).0, "InvalidParameterException"),
        (
            refused_update(|sent| sent["LambdaConfig"]["UserMigration"] = json!("not-an-arn-at-all-really")).0,
            "InvalidParameterException",
        ),
        (refused_update(|sent| sent["DeletionProtection"] = json!(true)).0, "SerializationException"),
        (refused_update(|sent| sent["UserPoolTags"]["aws:x"] = json!("y")).0, "UserPoolTaggingException"),
        (refused_update(|sent| sent["UserPoolTier"] = json!("LITE")).0, "TierChangeNotAllowedException"),
        (
            refused_update(|sent| sent["UserPoolAddOns"] = json!({"AdvancedSecurityMode": "AUDIT"})).0,
            "FeatureUnavailableInTierException",
        ),
        (refused_update(|sent| sent["MfaConfiguration"] = json!("ON")).0, "InvalidParameterException"),
    ];
    for (code, expected) in refusals {
        assert_eq!(code, expected);
    }
}

#[test]
fn a_trigger_that_names_a_function_version_is_refused_and_an_alias_is_not() {
    let version = "arn:aws:lambda:eu-west-1:111111111111:function:ferry:7";
    let (code, _) = refused_update(|sent| sent["LambdaConfig"]["UserMigration"] = json!(version));
    assert_eq!(code, "InvalidParameterException");
    let practice = Practice::ordinary();
    let alias = "arn:aws:lambda:eu-west-1:111111111111:function:ferry:live";
    practice.call("UpdateUserPool", json!({"UserPoolId": POOL, "LambdaConfig": {"UserMigration": alias}}));
    assert_eq!(practice.pool()["LambdaConfig"]["UserMigration"], alias);
}

#[test]
fn a_running_import_blocks_changes_and_another_writer_is_met_once() {
    let importing = Practice::with(&["id = \"eu-west-1_Practice1\"\nname = \"busy\"\nimport_running = true"]);
    let attributes = json!([{"Name": "x", "AttributeDataType": "String"}]);
    for (operation, input) in [
        ("UpdateUserPool", json!({"UserPoolId": POOL})),
        ("DeleteUserPool", json!({"UserPoolId": POOL})),
        ("AddCustomAttributes", json!({"UserPoolId": POOL, "CustomAttributes": attributes})),
    ] {
        assert_eq!(importing.fault(operation, input).code, "UserImportInProgressException", "{operation}");
    }
    let contended = Practice::with(&["id = \"eu-west-1_Practice1\"\nname = \"two\"\nconflicting_writes = 1"]);
    let input = json!({"UserPoolId": POOL});
    assert_eq!(contended.fault("UpdateUserPool", input.clone()).code, "ConcurrentModificationException");
    contended.call("UpdateUserPool", input);
}

#[test]
fn pools_are_listed_in_pages_and_the_page_size_is_required() {
    let practice = Practice::with(&[]);
    for number in 0..5 {
        practice.call("CreateUserPool", json!({"PoolName": format!("pool {number}")}));
    }
    let mut names = Vec::new();
    let mut input = json!({"MaxResults": 2});
    loop {
        let page = practice.call("ListUserPools", input.clone());
        let pools = page["UserPools"].as_array().unwrap();
        assert!(pools.len() <= 2);
        names.extend(pools.iter().map(|pool| pool["Name"].as_str().unwrap().to_owned()));
        match page.get("NextToken") {
            Some(token) => input["NextToken"] = token.clone(),
            None => break,
        }
    }
    names.sort();
    assert_eq!(names, ["pool 0", "pool 1", "pool 2", "pool 3", "pool 4"]);
    assert_eq!(practice.fault("ListUserPools", json!({})).code, "InvalidParameterException");
    assert_eq!(practice.fault("ListUserPools", json!({"MaxResults": 61})).code, "InvalidParameterException");
}

#[test]
fn deletion_waits_for_protection_and_domain() {
    let practice = Practice::ordinary();
    let domain = json!({"UserPoolId": POOL, "Domain": "shop-login", "ManagedLoginVersion": 2});
    practice.call("CreateUserPoolDomain", domain.clone());
    assert_eq!(practice.pool()["Domain"], "shop-login");
    assert!(practice.fault("DeleteUserPool", json!({"UserPoolId": POOL})).message.contains("domain configured"));
    let shown = practice.call("DescribeUserPoolDomain", json!({"Domain": "shop-login"}));
    assert_eq!(shown["DomainDescription"]["UserPoolId"], POOL);
    practice.call("DeleteUserPoolDomain", json!({"UserPoolId": POOL, "Domain": "shop-login"}));
    let gone = practice.call("DescribeUserPoolDomain", json!({"Domain": "shop-login"}));
    assert_eq!(gone["DomainDescription"], json!({}));
    practice.call("UpdateUserPool", json!({"UserPoolId": POOL, "DeletionProtection": "ACTIVE"}));
    assert!(practice.fault("DeleteUserPool", json!({"UserPoolId": POOL})).message.contains("deletion protection"));
    practice.call("UpdateUserPool", json!({"UserPoolId": POOL}));
    practice.call("DeleteUserPool", json!({"UserPoolId": POOL}));
    assert_eq!(practice.fault("DescribeUserPool", json!({"UserPoolId": POOL})).code, "ResourceNotFoundException");
}

#[test]
fn a_pool_with_authenticator_apps_takes_an_update_without_sms_settings() {
    let practice = Practice::with(&[
        "id = \"eu-west-1_Practice1\"\nname = \"m\"\nsoftware_token_mfa = true\n[settings]\nMfaConfiguration = \"OPTIONAL\"",
    ]);
    practice.call("UpdateUserPool", json!({"UserPoolId": POOL, "MfaConfiguration": "ON"}));
}

#[test]
fn operations_and_members_that_the_sandbox_does_not_know_are_refused_loudly() {
    let practice = Practice::ordinary();
    let unknown = practice.fault("CreateIdentityProvider", json!({}));
    assert_eq!((unknown.status, unknown.code.as_str()), (501, "NotImplementedBySandbox"));
    assert!(unknown.message.contains("CreateIdentityProvider"));
    let member = practice.fault("DescribeUserPool", json!({"UserPoolId": POOL, "Deep": true}));
    assert_eq!(member.status, 501);
}

#[test]
fn signed_operations_refuse_anonymous_callers() {
    let practice = Practice::ordinary();
    let fault = practice.try_unsigned("DescribeUserPool", json!({"UserPoolId": POOL})).unwrap_err();
    assert_eq!(fault.code, "MissingAuthenticationTokenException");
}
