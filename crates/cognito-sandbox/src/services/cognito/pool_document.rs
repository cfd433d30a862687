//! The settings document of a pool: AWS's defaults, what an update makes of it, and the combinations that the service
//! rejects (facts §3.2 and §3.3).

use serde_json::{Value, json};

use super::faults::{fault, invalid_parameter};
use super::pool_shape::READ_ONLY;
use crate::core::fault::Fault;
use crate::core::state::cognito::{Document, Pool};

const DEFAULT_TEMPORARY_DAYS: u64 = 7;

/// The settings of a pool that was created with a name alone.
fn defaults() -> Document {
    let defaults = json!({
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8, "RequireUppercase": true, "RequireLowercase": true,
                "RequireNumbers": true, "RequireSymbols": true,
                "TemporaryPasswordValidityDays": DEFAULT_TEMPORARY_DAYS,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
        },
        "DeletionProtection": "INACTIVE",
        "LambdaConfig": {},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []},
        "MfaConfiguration": "OFF",
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "UserPoolTags": {},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false},
        "AccountRecoverySetting": {"RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_email"},
            {"Priority": 2, "Name": "verified_phone_number"},
        ]},
        "UserPoolTier": "ESSENTIALS",
    });
    match defaults {
        Value::Object(document) => document,
        _ => Document::new(),
    }
}

/// The settings that the service keeps for `sent`: everything that is left out has AWS's default, and what the service
/// mirrors is mirrored.
pub fn settled(sent: &Document) -> Document {
    let mut document = defaults();
    for (name, value) in sent {
        let standing = document.get(name).cloned();
        document.insert(name.clone(), over_default(name, value, standing));
    }
    mirror_temporary_password_days(&mut document);
    mirror_pre_token_generation(&mut document);
    mirror_verification_messages(&mut document);
    document
}

/// A configuration of dynamic client registration that does not say whether it is on switches it on.
fn register_clients(sent: &mut Document) {
    if let Some(Value::Object(registration)) = sent.get_mut("DcrConfiguration") {
        registration.entry("EnableStatus").or_insert_with(|| json!("Enabled"));
    }
}

/// A structure that is sent in part has defaults for the rest, except where leaving a rule out turns it off.
fn over_default(name: &str, value: &Value, standing: Option<Value>) -> Value {
    let (Value::Object(sent), Some(Value::Object(mut merged))) = (value, standing) else {
        return value.clone();
    };
    if matches!(name, "UserPoolTags" | "LambdaConfig") {
        return value.clone();
    }
    for (inner, value) in sent {
        let value = match (inner.as_str(), value) {
            ("PasswordPolicy", Value::Object(policy)) => Value::Object(whole_password_policy(policy)),
            _ => value.clone(),
        };
        merged.insert(inner.clone(), value);
    }
    Value::Object(merged)
}

fn whole_password_policy(sent: &Document) -> Document {
    let mut policy = Document::new();
    policy.insert("MinimumLength".to_owned(), json!(8));
    for rule in ["RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols"] {
        policy.insert(rule.to_owned(), json!(false));
    }
    policy.extend(sent.clone());
    policy
}

/// Describe shows the same number of days in both places, although they cannot be sent together.
fn mirror_temporary_password_days(document: &mut Document) {
    let positive = |days: Option<&Value>| days.and_then(Value::as_u64).filter(|days| *days > 0);
    let unused = document.get("AdminCreateUserConfig").and_then(|config| config.get("UnusedAccountValidityDays"));
    let days = positive(unused).or_else(|| positive(days_in_policy(document))).unwrap_or(DEFAULT_TEMPORARY_DAYS);
    document["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] = json!(days);
    document["AdminCreateUserConfig"]["UnusedAccountValidityDays"] = json!(days);
}

fn days_in_policy(document: &Document) -> Option<&Value> {
    document.get("Policies")?.pointer("/PasswordPolicy/TemporaryPasswordValidityDays")
}

fn mirror_pre_token_generation(document: &mut Document) {
    let Some(Value::Object(triggers)) = document.get_mut("LambdaConfig") else {
        return;
    };
    match (triggers.get("PreTokenGeneration").cloned(), triggers.get("PreTokenGenerationConfig").cloned()) {
        (Some(arn), None) => {
            let config = json!({"LambdaVersion": "V1_0", "LambdaArn": arn});
            triggers.insert("PreTokenGenerationConfig".to_owned(), config);
        }
        (None, Some(config)) => {
            triggers.insert("PreTokenGeneration".to_owned(), config["LambdaArn"].clone());
        }
        _ => {}
    }
}

/// The deprecated top-level message and its successor in the template, one shown for the other.
const MESSAGE_TWINS: &[(&str, &str)] = &[
    ("EmailVerificationMessage", "EmailMessage"),
    ("EmailVerificationSubject", "EmailSubject"),
    ("SmsVerificationMessage", "SmsMessage"),
];

fn mirror_verification_messages(document: &mut Document) {
    for (deprecated, current) in MESSAGE_TWINS {
        let template = document["VerificationMessageTemplate"].get(*current).cloned();
        match (document.get(*deprecated).cloned(), template) {
            (Some(message), None) => document["VerificationMessageTemplate"][*current] = message,
            (None, Some(message)) => {
                document.insert((*deprecated).to_owned(), message);
            }
            _ => {}
        }
    }
}

/// The combinations that the service rejects in the document that a caller sends.
pub fn check_combinations(sent: &Document) -> Result<(), Fault> {
    let at = |path: &str| {
        let (name, rest) = path.split_once('/').unwrap_or((path, ""));
        let value = sent.get(name)?;
        if rest.is_empty() { Some(value) } else { value.pointer(&format!("/{rest}")) }
    };
    let unused = at("AdminCreateUserConfig/UnusedAccountValidityDays").and_then(Value::as_u64);
    if unused.is_some_and(|days| days > 0) && days_in_policy(sent).is_some() {
        return Err(invalid_parameter(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
        ));
    }
    let pre_token = at("LambdaConfig/PreTokenGeneration");
    let pre_token_config = at("LambdaConfig/PreTokenGenerationConfig/LambdaArn");
    if let (Some(arn), Some(config)) = (pre_token, pre_token_config)
        && arn != config
    {
        return Err(invalid_parameter("PreTokenGeneration and PreTokenGenerationConfig must name the same function."));
    }
    if let Some(arn) = at("LambdaConfig/UserMigration").and_then(Value::as_str)
        && names_a_function_version(arn)
    {
        return Err(invalid_parameter("A trigger can name a function or an alias, but not a version."));
    }
    for (deprecated, current) in MESSAGE_TWINS {
        let template = at("VerificationMessageTemplate").and_then(|template| template.get(*current));
        if let (Some(old), Some(new)) = (sent.get(*deprecated), template)
            && old != new
        {
            return Err(invalid_parameter(format!("{deprecated} and the template's {current} differ.")));
        }
    }
    if at("SmsConfiguration/EumsSms").is_some() && at("SmsConfiguration/SnsCallerArn").is_some() {
        return Err(invalid_parameter("EumsSms and SnsCallerArn cannot be used together."));
    }
    let sends_itself = at("EmailConfiguration/EmailSendingAccount") == Some(&json!("DEVELOPER"));
    if sends_itself && at("EmailConfiguration/SourceArn").is_none() {
        return Err(invalid_parameter("SourceArn is required when EmailSendingAccount is DEVELOPER."));
    }
    check_tags(sent.get("UserPoolTags"))
}

fn names_a_function_version(arn: &str) -> bool {
    let qualifier = arn.split(':').nth(7).unwrap_or_default();
    !qualifier.is_empty() && qualifier.chars().all(|letter| letter.is_ascii_digit())
}

/// Keys that begin with `aws:` belong to AWS.
pub fn check_tags(tags: Option<&Value>) -> Result<(), Fault> {
    let tags = tags.and_then(Value::as_object);
    match tags.into_iter().flatten().find(|(key, _)| key.to_lowercase().starts_with("aws:")) {
        Some(_) => Err(fault("UserPoolTaggingException", "aws: prefixed tag key names are not allowed for external use.")),
        None => Ok(()),
    }
}

/// What depends on the settled settings and the second factors that the pool has.
pub fn check_settled(document: &Document, other_factors: bool) -> Result<(), Fault> {
    let mode = document.get("MfaConfiguration").and_then(Value::as_str).unwrap_or("OFF");
    if mode != "OFF" && !other_factors && !document.contains_key("SmsConfiguration") {
        let word = if mode == "ON" { "required" } else { "optional" };
        return Err(invalid_parameter(format!(
            "SMS configuration and Auto verification for phone_number are required when MFA is {word}"
        )));
    }
    let security = document.get("UserPoolAddOns").and_then(|add_ons| add_ons.get("AdvancedSecurityMode"));
    let secured = security.and_then(Value::as_str).is_some_and(|mode| mode != "OFF");
    if secured && document.get("UserPoolTier") != Some(&json!("PLUS")) {
        return Err(fault("FeatureUnavailableInTierException", "The feature AdvancedSecurityMode needs the tier PLUS."));
    }
    Ok(())
}

/// The whole document after an update. Everything that `sent` leaves out goes back to AWS's default, which is what the
/// documentation threatens; measured, the service spares some fields (facts §3.2), but nobody should rely on that.
/// Documented as kept: the tier and DcrConfiguration. SmsConfiguration cannot be removed once it is set (facts §3.4). MfaConfiguration is measured as kept,
/// and checked only when it is sent: without it a pool with nothing but authenticator apps could not be updated at all (facts §3.3).
pub fn updated(pool: &Pool, sent: &Document) -> Result<Document, Fault> {
    check_combinations(sent)?;
    let tier = pool.document.get("UserPoolTier");
    if sent.get("UserPoolTier").is_some_and(|sent| Some(sent) != tier) {
        return Err(fault("TierChangeNotAllowedException", "The tier of this user pool cannot be changed."));
    }
    let mut settings = sent.clone();
    let name = settings.remove("PoolName");
    settings.remove("UserPoolId");
    register_clients(&mut settings);
    for kept in ["UserPoolTier", "SmsConfiguration", "MfaConfiguration", "DcrConfiguration"] {
        if let (false, Some(value)) = (settings.contains_key(kept), pool.document.get(kept)) {
            settings.insert(kept.to_owned(), value.clone());
        }
    }
    let mut document: Document = pool
        .document
        .iter()
        .filter(|(member, _)| READ_ONLY.contains(&member.as_str()))
        .map(|(member, value)| (member.clone(), value.clone()))
        .collect();
    if let Some(name) = name {
        document.insert("Name".to_owned(), name);
    }
    document.extend(settled(&settings));
    keep_tags_of_aws(&pool.document, &mut document);
    let other_factors = pool.software_token_mfa || pool.email_mfa || !sent.contains_key("MfaConfiguration");
    check_settled(&document, other_factors)?;
    Ok(document)
}

fn keep_tags_of_aws(before: &Document, after: &mut Document) {
    let tags = before.get("UserPoolTags").and_then(Value::as_object);
    for (key, value) in tags.into_iter().flatten().filter(|(key, _)| key.starts_with("aws:")) {
        after["UserPoolTags"][key] = value.clone();
    }
}
