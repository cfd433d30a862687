//! A new pool like the source's: every member of DescribeUserPool is copied, named as left behind, or the new pool's own; and AWS takes what
//! comes of it. The members are the model's, not the program's.

use cognito_ferry::aws::document;
use cognito_ferry::resources::destination_client::CLIENT_MEMBERS;
use cognito_ferry::resources::likeness::{self, Fate, POOL_MEMBERS};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use super::documents::{document, members};
use super::world::World;

/// The two tables that name members, as sets.
fn known(table: &[(&str, Fate)]) -> Vec<String> {
    let mut names: Vec<String> = table.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn every_member_of_a_described_pool_and_app_client_has_its_fate() {
    for (shape, table) in [("UserPoolType", &POOL_MEMBERS[..]), ("UserPoolClientType", &CLIENT_MEMBERS[..])] {
        let model: Vec<String> = members(shape).into_iter().collect();
        assert_eq!(known(table), model, "{shape}");
        let count = |is: fn(&Fate) -> bool| table.iter().filter(|(_, fate)| is(fate)).count();
        let (copied, own) = (count(|fate| *fate == Fate::Copied), count(|fate| *fate == Fate::Own));
        println!(
            "{shape}: {} members, {copied} copied, {} left behind, {own} of its own",
            model.len(),
            model.len() - copied - own
        );
    }
    let taken = members("CreateUserPoolRequest");
    for (name, _) in POOL_MEMBERS.iter().filter(|(name, fate)| *fate == Fate::Copied && *name != "SchemaAttributes") {
        assert!(taken.contains(*name), "CreateUserPool does not take {name}");
    }
}

#[test]
fn a_member_that_the_program_does_not_know_is_named() {
    let (pool, left) = likeness::of(&json!({ "FutureConfiguration": { "Level": 3 } }));
    assert!(pool.is_empty() && left[0].member == "FutureConfiguration" && left[0].why.contains("newer"), "{left:?}");
}

/// A list that lost an item, or a structure that lost a member, says so under its own name.
fn is_told(left: &[likeness::LeftBehind], path: &str) -> bool {
    left.iter().any(|left| {
        left.member == path
            || left.member.starts_with(&format!("{path}."))
            || left.member.starts_with(&format!("{path}:"))
            || path.starts_with(&format!("{}.", left.member))
    })
}

/// Each value of the source is in the new pool at the same place, or named with the reason.
fn check(path: &str, source: &Value, new: Option<&Value>, left: &[likeness::LeftBehind]) -> Result<(), TestCaseError> {
    if is_told(left, path) && new != Some(source) {
        return Ok(());
    }
    match (source, new) {
        (Value::Object(source), Some(Value::Object(new))) => {
            source.iter().try_for_each(|(name, value)| check(&format!("{path}.{name}"), value, new.get(name), left))
        }
        (source, new) => {
            prop_assert_eq!(Some(source), new, "{} is neither copied nor told: {:?}", path, left);
            Ok(())
        }
    }
}

#[test]
fn whatever_a_pool_holds_it_is_copied_or_told_why_not() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) };
    let judged = TestRunner::new(config).run(&document("UserPoolType"), |source| {
        let (pool, left) = likeness::of(&source);
        for (name, value) in source.as_object().unwrap() {
            match POOL_MEMBERS.iter().find(|(known, _)| known == name).map(|(_, fate)| *fate) {
                Some(Fate::Own) => {}
                Some(Fate::Copied) if name == "SchemaAttributes" => {}
                Some(Fate::Copied) => check(name, value, pool.get(name), &left)?,
                Some(Fate::Stays(_)) | None => {
                    prop_assert!(pool.get(name).is_none());
                    let is_default = matches!(name.as_str(), "MfaConfiguration" if value == "OFF") || *value == json!({});
                    let is_plain = name == "EmailConfiguration"
                        && value.as_object().unwrap().keys().all(|member| member == "EmailSendingAccount")
                        && value.get("EmailSendingAccount") != Some(&json!("DEVELOPER"));
                    prop_assert!(is_told(&left, name) || is_default || is_plain, "{} is not told: {:?}", name, left);
                }
            }
        }
        Ok(())
    });
    judged.unwrap();
}

/// What no real pool can hold: such a document comes from no Describe.
fn possible(mut pool: Value) -> Value {
    let members = pool.as_object_mut().unwrap();
    members.retain(|name, _| !name.starts_with("Future") && name != "SchemaAttributes");
    if members.contains_key("AliasAttributes") {
        members.shift_remove("UsernameAttributes");
    }
    pool
}

/// Members that no model knows are no business of CreateUserPool's.
fn without_future(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(name, _)| !name.starts_with("Future"));
            Value::Object(members.map(|(name, value)| (name.clone(), without_future(value))).collect::<Map<_, _>>())
        }
        value => value.clone(),
    }
}

#[test]
fn aws_takes_whatever_comes_of_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::pool(json!({})));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) };
    let strategy = document("UserPoolType").prop_map(possible).prop_map(|pool| without_future(&pool));
    let made = TestRunner::new(config).run(&strategy, |source| {
        let (mut pool, left) = likeness::of(&source);
        pool.insert("PoolName".into(), json!("new"));
        let made = runtime.block_on(document::create_user_pool(&world.account, &Value::Object(pool.clone())));
        prop_assert!(made.is_ok(), "{:?}\nof {}\nleft {:?}", made, Value::Object(pool), left);
        Ok(())
    });
    made.unwrap();
}

#[test]
fn both_halves_of_a_pair_stay_behind() {
    let source = json!({
        "SmsConfiguration": { "SnsCallerArn": "arn:aws:iam::111111111111:role/sms" }, "AutoVerifiedAttributes": ["email", "phone_number"],
        "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:111111111111:identity/a@b.c" },
        "VerificationMessageTemplate": { "EmailMessage": "Your code: {####}", "DefaultEmailOption": "CONFIRM_WITH_CODE" },
        "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "SMS_OTP"] } }, "MfaConfiguration": "ON",
        "AccountRecoverySetting": { "RecoveryMechanisms": [
            { "Priority": 1, "Name": "verified_phone_number" }, { "Priority": 2, "Name": "verified_email" } ] },
        "UserPoolTier": "ESSENTIALS", "UserPoolAddOns": { "AdvancedSecurityMode": "ENFORCED" },
        "LambdaConfig": { "KMSKeyID": "arn:aws:kms:eu-west-1:111111111111:key/a", "CustomSMSSender": {
            "LambdaVersion": "V1_0", "LambdaArn": "arn:aws:lambda:eu-west-1:111111111111:function:sms" } },
    });
    let (pool, left) = likeness::of(&source);
    assert_eq!(
        Value::Object(pool),
        json!({
            "AutoVerifiedAttributes": ["email"], "VerificationMessageTemplate": { "DefaultEmailOption": "CONFIRM_WITH_CODE" },
            "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD"] } },
            "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Priority": 1, "Name": "verified_email" }] }, "UserPoolTier": "ESSENTIALS",
        })
    );
    let told: Vec<&str> = left.iter().map(|left| left.member.as_str()).collect();
    assert_eq!(
        told,
        [
            "SmsConfiguration",
            "EmailConfiguration",
            "MfaConfiguration",
            "LambdaConfig",
            "AutoVerifiedAttributes: phone_number",
            "Policies.SignInPolicy.AllowedFirstAuthFactors: SMS_OTP",
            "AccountRecoverySetting.RecoveryMechanisms: verified_phone_number",
            "VerificationMessageTemplate.EmailMessage",
            "UserPoolAddOns",
        ]
    );
    let (pool, left) = likeness::of(&json!({ "UserPoolTier": "PLUS", "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } }));
    assert!(
        pool["UserPoolTier"] == "PLUS" && pool["UserPoolAddOns"]["AdvancedSecurityMode"] == "AUDIT" && left.is_empty(),
        "{left:?}"
    );
    let (pool, left) = likeness::of(&json!({ "UserPoolTier": "PLUS" }));
    assert!(pool["UserPoolTier"] == "ESSENTIALS" && left[0].member == "UserPoolTier: PLUS", "{left:?}");
}
