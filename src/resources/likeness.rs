//! A new pool like the source's: what of the source's document goes into CreateUserPool, and what stays behind and why. Both halves of a pair
//! stay behind where one of them does. Pure.

use serde_json::{Map, Value, json};

use super::standard_attributes;
use super::threat_exemption;
use crate::aws::document::request_model;
use crate::aws::document::request_model::Request;
use crate::aws::document::text;
use crate::model::change::LeftBehind;

/// What becomes of a member of DescribeUserPool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It goes along, but for halves of pairs whose other half stays.
    Copied,
    /// It stays, for this reason.
    Stays(&'static str),
    /// The new pool has its own, by AWS or by an answer of the operator.
    Own,
}

/// Every member of DescribeUserPool (botocore 1.44.8); tests/it/lossless holds it against the model.
pub const POOL_MEMBERS: [(&str, Fate); 38] = [
    ("Id", Fate::Own),
    ("Name", Fate::Own),
    ("Policies", Fate::Copied),
    ("DeletionProtection", Fate::Copied),
    ("LambdaConfig", Fate::Stays("its triggers, and the key of custom senders, are of the source account")),
    ("Status", Fate::Own),
    ("LastModifiedDate", Fate::Own),
    ("CreationDate", Fate::Own),
    ("SchemaAttributes", Fate::Copied),
    ("AutoVerifiedAttributes", Fate::Copied),
    ("AliasAttributes", Fate::Copied),
    ("UsernameAttributes", Fate::Copied),
    ("SmsVerificationMessage", Fate::Copied),
    ("EmailVerificationMessage", Fate::Copied),
    ("EmailVerificationSubject", Fate::Copied),
    ("VerificationMessageTemplate", Fate::Copied),
    ("SmsAuthenticationMessage", Fate::Copied),
    ("UserAttributeUpdateSettings", Fate::Copied),
    (
        "MfaConfiguration",
        Fate::Stays("a pool is made with MFA only together with SmsConfiguration; turn it on when its factors are there"),
    ),
    ("DeviceConfiguration", Fate::Copied),
    ("EstimatedNumberOfUsers", Fate::Own),
    ("EmailConfiguration", Fate::Stays("its SES identity belongs to the source pool's sender")),
    ("SmsConfiguration", Fate::Stays("its role lets the source pool alone send text messages, from the source account")),
    ("UserPoolTags", Fate::Stays("tags are an account's own; give the new pool's with --tag")),
    ("SmsConfigurationFailure", Fate::Own),
    ("EmailConfigurationFailure", Fate::Own),
    ("Domain", Fate::Stays("a domain prefix belongs to one pool; choose one with --new-domain-prefix")),
    ("CustomDomain", Fate::Stays("a custom domain belongs to one pool, and its certificate to the source account")),
    ("AdminCreateUserConfig", Fate::Copied),
    ("UserPoolAddOns", Fate::Copied),
    (
        "DcrConfiguration",
        Fate::Stays(
            "whether applications may register themselves has to be decided again; its scopes are of the source's resource servers",
        ),
    ),
    ("UsernameConfiguration", Fate::Copied),
    ("Arn", Fate::Own),
    ("AccountRecoverySetting", Fate::Copied),
    ("UserPoolTier", Fate::Copied),
    ("KeyConfiguration", Fate::Copied),
    ("IssuerConfiguration", Fate::Copied),
    ("AcrConfiguration", Fate::Copied),
];

const UNKNOWN: &str = "it is newer than this program; set it in the new pool by hand";
const NO_SMS: &str = "it needs SmsConfiguration, which stays behind";
const NO_SES: &str = "a text of one's own needs the SES identity of EmailConfiguration, which stays behind";

/// CreateUserPool's settings, without name and tags, and what stays behind.
pub fn of(source: &Value) -> (Map<String, Value>, Vec<LeftBehind>) {
    let mut likeness = Likeness { pool: Map::new(), left: Vec::new() };
    likeness.sort_members(source);
    likeness.text_messages();
    likeness.emails(source);
    likeness.messages();
    likeness.threat_protection();
    likeness.keys();
    request_model::keep_sendable(Request::CreateUserPool, &mut likeness.pool);
    (likeness.pool, likeness.left)
}

struct Likeness {
    pool: Map<String, Value>,
    left: Vec<LeftBehind>,
}

impl Likeness {
    fn sort_members(&mut self, source: &Value) {
        let mut source = source.as_object().cloned().unwrap_or_default();
        // What says nothing goes nowhere, and is not told.
        request_model::keep_sendable(Request::CreateUserPool, &mut source);
        for (member, value) in source {
            let fate = POOL_MEMBERS.iter().find(|(known, _)| *known == member).map_or(Fate::Stays(UNKNOWN), |(_, fate)| *fate);
            match fate {
                Fate::Copied if member == "SchemaAttributes" => {
                    let (schema, left) = standard_attributes::schema(&value);
                    self.left.extend(left);
                    if !schema.is_empty() {
                        self.pool.insert("Schema".into(), Value::Array(schema));
                    }
                }
                Fate::Copied => drop(self.pool.insert(member, value)),
                // Nothing of the source's: the default of every pool.
                Fate::Stays(_) if is_default(&member, &value) => {}
                Fate::Stays(why) => self.left.push(LeftBehind::new(member, why)),
                Fate::Own => {}
            }
        }
    }

    /// Without a role that sends text messages nothing can be verified, recovered or signed in with by text message.
    fn text_messages(&mut self) {
        for list in ["AutoVerifiedAttributes", "UserAttributeUpdateSettings/AttributesRequireVerificationBeforeUpdate"] {
            self.without_item(list, &json!("phone_number"), NO_SMS);
        }
        let factors = "Policies/SignInPolicy/AllowedFirstAuthFactors";
        self.without_item(factors, &json!("SMS_OTP"), NO_SMS);
        self.without_item(factors, &json!("SOFTWARE_TOKEN"), "authenticator apps are a factor of MFA, which stays behind");
        self.recovery();
    }

    /// The list without one of its items. A list that would be empty where the model asks for one stays behind as a whole.
    fn without_item(&mut self, path: &str, item: &Value, why: &str) {
        let Some(items) = self.at(path).and_then(Value::as_array_mut) else { return };
        let before = items.len();
        items.retain(|other| other != item);
        if items.len() < before {
            self.left.push(LeftBehind::new(format!("{}: {}", path.replace('/', "."), text_of(item)), why));
        }
    }

    fn recovery(&mut self) {
        let path = "AccountRecoverySetting/RecoveryMechanisms";
        let Some(mechanisms) = self.at(path).and_then(Value::as_array_mut) else { return };
        let before = mechanisms.len();
        mechanisms.retain(|mechanism| text(mechanism, "Name") != "verified_phone_number");
        let left = mechanisms.len();
        if left == before {
            return;
        }
        if let [only] = mechanisms.as_mut_slice() {
            only["Priority"] = json!(1);
        }
        if left == 0 {
            // Without the setting the old order would count: by text message first.
            mechanisms.push(json!({ "Priority": 1, "Name": "admin_only" }));
            let why = format!("{NO_SMS}; until another way is set, an administrator resets passwords (admin_only)");
            return self.left.push(LeftBehind::new(format!("{}: verified_phone_number", path.replace('/', ".")), why));
        }
        self.left.push(LeftBehind::new(format!("{}: verified_phone_number", path.replace('/', ".")), NO_SMS));
    }

    /// Texts of one's own in e-mails are allowed to a pool that sends through SES only (VerificationMessageTemplateType).
    fn emails(&mut self, source: &Value) {
        if source.pointer("/EmailConfiguration/EmailSendingAccount").and_then(Value::as_str) != Some("DEVELOPER") {
            return;
        }
        for path in [
            "EmailVerificationMessage",
            "EmailVerificationSubject",
            "VerificationMessageTemplate/EmailMessage",
            "VerificationMessageTemplate/EmailSubject",
            "VerificationMessageTemplate/EmailMessageByLink",
            "VerificationMessageTemplate/EmailSubjectByLink",
            "AdminCreateUserConfig/InviteMessageTemplate/EmailMessage",
            "AdminCreateUserConfig/InviteMessageTemplate/EmailSubject",
        ] {
            self.leave(path, NO_SES);
        }
    }

    /// The same rules as for an update (facts §3.3): a template has one kind of message, and what it replaces says the same or nothing.
    fn messages(&mut self) {
        let by_link =
            self.at("VerificationMessageTemplate/DefaultEmailOption").is_some_and(|option| option == "CONFIRM_WITH_LINK");
        let both = self.at("VerificationMessageTemplate/EmailMessage").is_some()
            && self.at("VerificationMessageTemplate/EmailMessageByLink").is_some();
        if both {
            let unselected =
                if by_link { ["EmailMessage", "EmailSubject"] } else { ["EmailMessageByLink", "EmailSubjectByLink"] };
            for member in unselected {
                self.leave(
                    &format!("VerificationMessageTemplate/{member}"),
                    "a template is made with one kind of message: the one that is in use",
                );
            }
        }
        for (deprecated, current) in [
            ("EmailVerificationMessage", "EmailMessage"),
            ("EmailVerificationSubject", "EmailSubject"),
            ("SmsVerificationMessage", "SmsMessage"),
        ] {
            let template = self.at(&format!("VerificationMessageTemplate/{current}")).cloned();
            let differs = self.pool.get(deprecated).is_some_and(|old| template.is_some_and(|template| template != *old));
            if differs || both && by_link && deprecated != "SmsVerificationMessage" {
                self.leave(deprecated, "the template's message has replaced it");
            }
        }
        // Created together they are refused: "Please use TemporaryPasswordValidityDays …".
        if self.at("Policies/PasswordPolicy/TemporaryPasswordValidityDays").is_some() {
            self.leave("AdminCreateUserConfig/UnusedAccountValidityDays", "TemporaryPasswordValidityDays has replaced it");
        }
    }

    /// Threat protection is a part of the Plus plan; older pools have it on others, which a new pool cannot.
    fn threat_protection(&mut self) {
        let mode = self.at("UserPoolAddOns/AdvancedSecurityMode").and_then(|mode| mode.as_str().map(str::to_owned));
        let is_plus = self.pool.get("UserPoolTier").is_some_and(|tier| tier == "PLUS");
        match mode.as_deref() {
            None | Some("OFF") => {}
            Some(_) if !is_plus => self.leave(
                "UserPoolAddOns",
                "threat protection is made with the Plus plan only, which the source pool does not have",
            ),
            Some(_) => {
                let pool = Value::Object(self.pool.clone());
                if threat_exemption::is_enforced(&pool) {
                    let why = "SetRiskConfiguration's settings are not a part of the pool; the new one has AWS's own until you set them";
                    self.left.push(LeftBehind::new("(risk configuration)", why));
                }
            }
        }
        // The plan without what it is paid for.
        if is_plus && matches!(mode.as_deref(), None | Some("OFF")) {
            self.pool.insert("UserPoolTier".into(), json!("ESSENTIALS"));
            self.left.push(LeftBehind::new(
                "UserPoolTier: PLUS",
                "the source uses no threat protection, for which alone it is needed here: ESSENTIALS",
            ));
        }
    }

    fn keys(&mut self) {
        if self.at("KeyConfiguration/KmsKeyArn").is_some()
            || self.at("KeyConfiguration/KeyType").is_some_and(|kind| kind == "CUSTOMER_MANAGED_KEY")
        {
            self.leave("KeyConfiguration", "its key is of the source account");
        }
    }

    fn leave(&mut self, path: &str, why: &str) {
        let (parent, member) = path.rsplit_once('/').unwrap_or(("", path));
        let members = match parent {
            "" => Some(&mut self.pool),
            _ => self.at(parent).and_then(Value::as_object_mut),
        };
        if members.and_then(|members| members.shift_remove(member)).is_some() {
            self.left.push(LeftBehind::new(path.replace('/', "."), why));
        }
    }

    fn at(&mut self, path: &str) -> Option<&mut Value> {
        let (member, rest) = path.split_once('/').unwrap_or((path, ""));
        let value = self.pool.get_mut(member)?;
        if rest.is_empty() { Some(value) } else { value.pointer_mut(&format!("/{rest}")) }
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether a member that stays says what it says in every new pool.
fn is_default(member: &str, value: &Value) -> bool {
    let only =
        |known: &[&str]| value.as_object().is_some_and(|members| members.keys().all(|name| known.contains(&name.as_str())));
    match member {
        "MfaConfiguration" => value == "OFF",
        "EmailConfiguration" => {
            only(&["EmailSendingAccount"]) && value.get("EmailSendingAccount").is_none_or(|account| account == "COGNITO_DEFAULT")
        }
        "LambdaConfig" | "UserPoolTags" | "SmsConfiguration" | "DcrConfiguration" => only(&[]),
        _ => false,
    }
}
