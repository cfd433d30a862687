//! What Cognito settles by itself beside an update, so that it is nobody's edit: a table of rules, each with its source. Pure.

use serde_json::Value;

use crate::diff::{FieldChange, Strictness, same, says_nothing};

/// Why one member may differ from what was there before.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Dotted; none: any member.
    path: Option<&'static str>,
    settles: Settles,
    /// Where it is documented, or seen.
    pub source: &'static str,
}

/// In which way.
#[derive(Debug, PartialEq, Eq)]
enum Settles {
    /// Cognito writes it itself, and no update takes it.
    Reported,
    /// It said nothing, and says nothing in another way: left out, `null`, `""`, `[]`, `{}`.
    Blank,
    /// It said nothing, and shows one of these (JSON): what Cognito does where nobody sets it.
    Default(&'static [&'static str]),
    /// It is the former name of another member. While that one is there it may vanish, or say the same.
    FormerNameOf(&'static str),
    /// It said nothing, and says what its former name said.
    SuccessorOf(&'static str),
    /// One of the two verification mails: this one is not sent while the template selects the other with this option. Where both were
    /// there, Cognito may refuse to take both, and the one that is not sent is left out (update_workarounds.rs).
    UnselectedBy { option: &'static str, beside: &'static str },
}

const fn reported(path: &'static str, source: &'static str) -> Rule {
    Rule { path: Some(path), settles: Settles::Reported, source }
}

const fn default(path: &'static str, values: &'static [&'static str], source: &'static str) -> Rule {
    Rule { path: Some(path), settles: Settles::Default(values), source }
}

const fn former(path: &'static str, successor: &'static str, source: &'static str) -> Rule {
    Rule { path: Some(path), settles: Settles::FormerNameOf(successor), source }
}

const fn successor(path: &'static str, former: &'static str, source: &'static str) -> Rule {
    Rule { path: Some(path), settles: Settles::SuccessorOf(former), source }
}

const fn unselected(path: &'static str, option: &'static str, beside: &'static str) -> Rule {
    let source = "UpdateUserPool refuses a template with both mails (aws-cli #8280)";
    Rule { path: Some(path), settles: Settles::UnselectedBy { option, beside }, source }
}

/// In pools and app clients alike.
const ANYWHERE: [Rule; 2] = [
    Rule {
        path: None,
        settles: Settles::Blank,
        source: "Describe shows empty members or leaves them out (terraform-provider-aws #17228, #34904; emulators)",
    },
    reported("LastModifiedDate", "UserPoolType, UserPoolClientType: when it was last modified"),
];

const FROM_CREATE: &str = "CreateUserPool: its default where nobody sets it";
const MIRRORS: &str = "PasswordPolicyType: TemporaryPasswordValidityDays replaces UnusedAccountValidityDays";
const OLD_MESSAGE: &str = "UpdateUserPool: no longer used, VerificationMessageTemplateType replaces it";

/// In user pools. A `DeviceConfiguration` that appears is no default: without one no device is remembered, with an empty one all are.
const POOL: [Rule; 32] = [
    reported("EstimatedNumberOfUsers", "UserPoolType: a rounded count"),
    reported("EmailConfigurationFailure", "UserPoolType: the last delivery's failure"),
    reported("SmsConfigurationFailure", "UserPoolType: the last delivery's failure"),
    default("DeletionProtection", &[r#""INACTIVE""#], "CreateUserPool: not active unless it is set"),
    default(
        "UserPoolTier",
        &[r#""ESSENTIALS""#, r#""PLUS""#, r#""LITE""#],
        "Feature plans: Essentials where none is set, Plus with threat protection; older pools are Lite. The plan that the pool has",
    ),
    default(
        "Policies.SignInPolicy.AllowedFirstAuthFactors",
        &[r#"["PASSWORD"]"#],
        "SignInPolicyType: a password first, unless other factors are allowed",
    ),
    default("Policies.PasswordPolicy.MinimumLength", &["8"], FROM_CREATE),
    default("Policies.PasswordPolicy.RequireUppercase", &["true"], FROM_CREATE),
    default("Policies.PasswordPolicy.RequireLowercase", &["true"], FROM_CREATE),
    default("Policies.PasswordPolicy.RequireNumbers", &["true"], FROM_CREATE),
    default("Policies.PasswordPolicy.RequireSymbols", &["true"], FROM_CREATE),
    default("Policies.PasswordPolicy.PasswordHistorySize", &["0"], "PasswordPolicyType: no passwords are remembered"),
    default("Policies.PasswordPolicy.TemporaryPasswordValidityDays", &["7"], "PasswordPolicyType: defaults to 7"),
    successor(
        "Policies.PasswordPolicy.TemporaryPasswordValidityDays",
        "AdminCreateUserConfig.UnusedAccountValidityDays",
        MIRRORS,
    ),
    default("AdminCreateUserConfig.AllowAdminCreateUserOnly", &["false"], "AdminCreateUserConfigType: people may sign up"),
    default("AdminCreateUserConfig.UnusedAccountValidityDays", &["7"], "AdminCreateUserConfigType: the default value is 7"),
    former("AdminCreateUserConfig.UnusedAccountValidityDays", "Policies.PasswordPolicy.TemporaryPasswordValidityDays", MIRRORS),
    default(
        "AccountRecoverySetting.RecoveryMechanisms",
        &[
            r#"[{"Priority":1,"Name":"verified_phone_number"},{"Priority":2,"Name":"verified_email"}]"#,
            r#"[{"Priority":1,"Name":"verified_email"},{"Priority":2,"Name":"verified_phone_number"}]"#,
        ],
        "UserPoolType: without it both ways are open (lgallard/terraform-aws-cognito-user-pool #113 shows it appear)",
    ),
    default(
        "VerificationMessageTemplate.DefaultEmailOption",
        &[r#""CONFIRM_WITH_CODE""#],
        "VerificationMessageTemplateType: a code, unless links are chosen",
    ),
    default("EmailConfiguration.EmailSendingAccount", &[r#""COGNITO_DEFAULT""#], "EmailConfigurationType: Cognito's own e-mail"),
    default("MfaConfiguration", &[r#""OFF""#], "CreateUserPool: no second factor unless it is set"),
    default(
        "UserPoolAddOns.AdvancedSecurityMode",
        &[r#""OFF""#],
        "UserPoolAddOnsType: threat protection is off unless it is set",
    ),
    former("EmailVerificationMessage", "VerificationMessageTemplate.EmailMessage", OLD_MESSAGE),
    former("EmailVerificationSubject", "VerificationMessageTemplate.EmailSubject", OLD_MESSAGE),
    former("SmsVerificationMessage", "VerificationMessageTemplate.SmsMessage", OLD_MESSAGE),
    successor("VerificationMessageTemplate.EmailMessage", "EmailVerificationMessage", OLD_MESSAGE),
    successor("VerificationMessageTemplate.EmailSubject", "EmailVerificationSubject", OLD_MESSAGE),
    successor("VerificationMessageTemplate.SmsMessage", "SmsVerificationMessage", OLD_MESSAGE),
    unselected("VerificationMessageTemplate.EmailMessage", "CONFIRM_WITH_LINK", "EmailMessageByLink"),
    unselected("VerificationMessageTemplate.EmailSubject", "CONFIRM_WITH_LINK", "EmailMessageByLink"),
    unselected("VerificationMessageTemplate.EmailMessageByLink", "CONFIRM_WITH_CODE", "EmailMessage"),
    unselected("VerificationMessageTemplate.EmailSubjectByLink", "CONFIRM_WITH_CODE", "EmailMessage"),
];

const FROM_CLIENT: &str = "UserPoolClientType: its default where nobody sets it";
const UNITS: &str = "TokenValidityUnitsType: its default unit";

/// In app clients. `EnableTokenRevocation: true` is a default of new clients only: in one from before it, it is a change.
const CLIENT: [Rule; 10] = [
    default("RefreshTokenValidity", &["30"], FROM_CLIENT),
    default("TokenValidityUnits.AccessToken", &[r#""hours""#], UNITS),
    default("TokenValidityUnits.IdToken", &[r#""hours""#], UNITS),
    default("TokenValidityUnits.RefreshToken", &[r#""days""#], UNITS),
    default("AllowedOAuthFlowsUserPoolClient", &["false"], FROM_CLIENT),
    default("PreventUserExistenceErrors", &[r#""LEGACY""#], FROM_CLIENT),
    default("EnablePropagateAdditionalUserContextData", &["false"], "CreateUserPoolClient: off unless it is set"),
    default("EnableTokenRevocation", &["false"], "Token revocation: off in app clients from before it, until it is switched on"),
    default("AuthSessionValidity", &["3"], "Authentication session duration: three minutes unless it is set"),
    default("RefreshTokenRotation.Feature", &[r#""DISABLED""#], "RefreshTokenRotationType: off unless it is set"),
];

/// The rules of a pool's document.
pub fn of_a_pool() -> impl Iterator<Item = &'static Rule> {
    ANYWHERE.iter().chain(&POOL)
}

/// The rules of an app client's document.
pub fn of_a_client() -> impl Iterator<Item = &'static Rule> {
    ANYWHERE.iter().chain(&CLIENT)
}

impl Rule {
    /// Whether this difference between two whole documents is one that the rule is about.
    pub fn settles(&self, change: &FieldChange, before: &Value, after: &Value) -> bool {
        if self.path.is_some_and(|path| path != change.path) {
            return false;
        }
        let said_nothing = change.before.as_ref().is_none_or(says_nothing);
        match self.settles {
            Settles::Reported => true,
            Settles::Blank => said_nothing && change.after.as_ref().is_none_or(says_nothing),
            Settles::Default(values) => {
                said_nothing && values.iter().any(|value| alike(change.after.as_ref(), serde_json::from_str(value).ok().as_ref()))
            }
            Settles::FormerNameOf(successor) => at(after, successor).is_some_and(|current| {
                change.after.as_ref().is_none_or(says_nothing) || alike(change.after.as_ref(), Some(current))
            }),
            Settles::SuccessorOf(former) => {
                said_nothing && at(before, former).is_some_and(|former| alike(change.after.as_ref(), Some(former)))
            }
            Settles::UnselectedBy { option, beside } => {
                let template = |member: &str| at(before, "VerificationMessageTemplate").and_then(|template| at(template, member));
                let selected = template("DefaultEmailOption").and_then(Value::as_str).unwrap_or("CONFIRM_WITH_CODE");
                selected == option && template(beside).is_some()
            }
        }
    }

    /// Whether nobody needs to hear of it: a clock, a count, a report.
    pub fn is_silent(&self) -> bool {
        self.settles == Settles::Reported
    }

    /// What happened, for a sentence about the member.
    pub fn what(&self) -> &'static str {
        match self.settles {
            Settles::Reported => "is Cognito's own report",
            Settles::Blank => "is empty where it was left out, or the other way round; both say the same",
            Settles::Default(_) => "shows its default now, and nobody set it",
            Settles::FormerNameOf(_) => "is the former name of a member that is there",
            Settles::SuccessorOf(_) => "has taken the place of its former name",
            Settles::UnselectedBy { .. } => "is a text that the pool does not send, and Cognito did not take it back",
        }
    }

    /// The member and the defaults that it may show: what property tests are made of.
    pub fn defaults(&self) -> Option<(&'static str, Vec<Value>)> {
        match (self.path, &self.settles) {
            (Some(path), Settles::Default(values)) => {
                Some((path, values.iter().filter_map(|value| serde_json::from_str(value).ok()).collect()))
            }
            _ => None,
        }
    }
}

fn alike(left: Option<&Value>, right: Option<&Value>) -> bool {
    left.is_some() && same(left, right, Strictness::Document)
}

/// A member that says something, by its dotted path.
fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(document, |inside, member| inside.get(member)).filter(|value| !says_nothing(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_of_the_table_is_json_and_says_something() {
        for rule in of_a_pool().chain(of_a_client()) {
            let Settles::Default(values) = rule.settles else { continue };
            let (path, parsed) = rule.defaults().unwrap();
            assert_eq!(parsed.len(), values.len(), "{path}");
            assert!(parsed.iter().all(|value| !says_nothing(value)), "{path}: would be no default but a blank");
        }
    }

    #[test]
    fn every_rule_has_its_source() {
        assert!(of_a_pool().chain(of_a_client()).all(|rule| !rule.source.is_empty() && !rule.what().is_empty()));
    }
}
