//! What Describe returns and Update refuses (facts §3.3): one rule for each case, as narrow as the case. Those that AWS documents are
//! applied always; the others only when AWS has refused with exactly that answer. Pure.

use serde_json::{Map, Value};

use crate::aws::document::request_model;
use crate::aws::document::request_model::Request;
use crate::problem::Problem;

/// The path of a member that a rule left out of the body. What may differ afterwards is not said here (settling.rs).
pub type OmittedField = String;

/// What is left out of every body of UpdateUserPool, before anything is sent.
pub fn pool(body: &mut Map<String, Value>) -> Vec<OmittedField> {
    drop_reserved_tags(body);
    // First of all: a blank member takes nobody's place.
    let mut left_out = unsendable(Request::UpdateUserPool, body);
    left_out.extend(superseded_validity(body).into_iter().chain(outdated_messages(body)));
    // Left out it is kept; sent without EnableStatus it switches registration on (facts §12.9).
    left_out.extend(body.shift_remove("DcrConfiguration").map(|_| "DcrConfiguration".to_owned()));
    left_out
}

/// What is left out of every body of UpdateUserPoolClient, before anything is sent.
pub fn client(body: &mut Map<String, Value>) -> Vec<OmittedField> {
    let mut left_out = unsendable(Request::UpdateUserPoolClient, body);
    left_out.extend(service_linked_analytics(body));
    left_out
}

/// What AWS's model refuses.
fn unsendable(request: Request, body: &mut Map<String, Value>) -> Vec<OmittedField> {
    let refused = request_model::keep_sendable(request, body).into_iter();
    refused.map(|refused| refused.path).collect()
}

/// Cognito makes a service-linked role where ApplicationArn is set, and Describe shows it; nobody can pass that role, and an update
/// takes one or the other (facts §12.10, terraform-provider-aws: `application_arn` conflicts with `role_arn`).
fn service_linked_analytics(body: &mut Map<String, Value>) -> Option<OmittedField> {
    let analytics = body.get_mut("AnalyticsConfiguration")?.as_object_mut()?;
    let is_service_linked = |role: &Value| role.as_str().is_some_and(|arn| arn.contains(":role/aws-service-role/"));
    if !analytics.contains_key("ApplicationArn") || !analytics.get("RoleArn").is_some_and(is_service_linked) {
        return None;
    }
    analytics.shift_remove("RoleArn")?;
    Some("AnalyticsConfiguration.RoleArn".to_owned())
}

/// One answer of AWS, and what is left out because of it when the same body is sent once more.
#[derive(Debug, Clone, Copy)]
pub struct RetryRule {
    code: &'static str,
    /// A part of the message, in lower case.
    words: &'static str,
    leave_out: fn(&mut Map<String, Value>) -> Vec<OmittedField>,
}

/// The rules that wait for their answer.
pub const AFTER_REFUSAL: [RetryRule; 2] = [
    RetryRule { code: "InvalidParameterException", words: "message is invalid", leave_out: unselected_message_pair },
    RetryRule {
        code: "InvalidParameterException",
        words: "sms configuration and auto verification for phone_number are required when mfa is",
        leave_out: mfa_configuration,
    },
];

impl RetryRule {
    /// Whether the problem is the answer that this rule waits for.
    pub fn answers(&self, problem: &Problem) -> bool {
        problem.code.as_deref() == Some(self.code) && problem.why.to_lowercase().contains(self.words)
    }

    /// Leaves out what the answer is about; nothing, where the body does not hold it.
    pub fn apply(&self, body: &mut Value) -> Vec<OmittedField> {
        body.as_object_mut().map_or_else(Vec::new, self.leave_out)
    }
}

/// "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays": Describe shows both, for the same
/// thing. The old name is left out where the new one is there.
fn superseded_validity(body: &mut Map<String, Value>) -> Option<OmittedField> {
    body.get("Policies")?.pointer("/PasswordPolicy/TemporaryPasswordValidityDays")?;
    body.get_mut("AdminCreateUserConfig")?.as_object_mut()?.shift_remove("UnusedAccountValidityDays")?;
    Some("AdminCreateUserConfig.UnusedAccountValidityDays".to_owned())
}

/// The deprecated messages and the member of the template that replaced each ("no longer used", UpdateUserPool).
const MESSAGE_TWINS: [(&str, &str); 3] = [
    ("EmailVerificationMessage", "EmailMessage"),
    ("EmailVerificationSubject", "EmailSubject"),
    ("SmsVerificationMessage", "SmsMessage"),
];

/// A deprecated message that says something else than the template is left out: the template is what counts. Where both say the
/// same, both go back.
fn outdated_messages(body: &mut Map<String, Value>) -> Vec<OmittedField> {
    let template = body.get("VerificationMessageTemplate").cloned().unwrap_or_default();
    let differs = |old: &Value, current: &str| template.get(current).is_some_and(|current| current != old);
    let mut left_out = Vec::new();
    for (deprecated, current) in MESSAGE_TWINS {
        if body.get(deprecated).is_some_and(|old| differs(old, current)) {
            body.shift_remove(deprecated);
            left_out.push(deprecated.to_owned());
        }
    }
    left_out
}

/// Keys that begin with `aws:` are AWS's own to write. They must still be there afterwards.
fn drop_reserved_tags(body: &mut Map<String, Value>) {
    if let Some(Value::Object(tags)) = body.get_mut("UserPoolTags") {
        tags.retain(|key, _| !key.to_lowercase().starts_with("aws:"));
    }
}

/// "The message is invalid": a template with texts for a code and for a link. The pair that DefaultEmailOption does not select is left
/// out (aws-cli #8280).
fn unselected_message_pair(body: &mut Map<String, Value>) -> Vec<OmittedField> {
    let Some(Value::Object(template)) = body.get_mut("VerificationMessageTemplate") else { return Vec::new() };
    let both = template.contains_key("EmailMessage") && template.contains_key("EmailMessageByLink");
    let by_link = template.get("DefaultEmailOption").and_then(Value::as_str) == Some("CONFIRM_WITH_LINK");
    let unselected = match (both, by_link) {
        (false, _) => return Vec::new(),
        (true, true) => [
            ("EmailMessage", "VerificationMessageTemplate.EmailMessage"),
            ("EmailSubject", "VerificationMessageTemplate.EmailSubject"),
        ],
        (true, false) => [
            ("EmailMessageByLink", "VerificationMessageTemplate.EmailMessageByLink"),
            ("EmailSubjectByLink", "VerificationMessageTemplate.EmailSubjectByLink"),
        ],
    };
    let there = unselected.into_iter().filter(|(member, _)| template.shift_remove(*member).is_some());
    there.map(|(_, path)| path.to_owned()).collect()
}

/// "SMS configuration and Auto verification for phone_number are required when MFA is required": a pool whose only factor is an
/// authenticator app. Left out, MfaConfiguration is kept as it is (facts §3.2, measured), and must read back so.
fn mfa_configuration(body: &mut Map<String, Value>) -> Vec<OmittedField> {
    let left_out = body.shift_remove("MfaConfiguration");
    left_out.map(|_| "MfaConfiguration".to_owned()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemKind;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn after(message: &str, mut body: Value) -> (Value, usize) {
        let mut problem = Problem::new(ProblemKind::Invalid, "", message);
        problem.code = Some("InvalidParameterException".into());
        let rules: Vec<&RetryRule> = AFTER_REFUSAL.iter().filter(|rule| rule.answers(&problem)).collect();
        let left_out = rules.iter().map(|rule| rule.apply(&mut body).len()).sum();
        (body, left_out)
    }

    #[test]
    fn unused_account_validity_is_left_out_only_where_the_password_policy_has_its_successor() {
        let config = json!({ "AllowAdminCreateUserOnly": true, "UnusedAccountValidityDays": 7 });
        let policy = json!({ "PasswordPolicy": { "TemporaryPasswordValidityDays": 0 } });
        let mut both = object(json!({ "AdminCreateUserConfig": config, "Policies": policy }));
        assert_eq!(pool(&mut both).len(), 1);
        assert_eq!(both["AdminCreateUserConfig"], json!({ "AllowAdminCreateUserOnly": true }));
        assert_eq!(both["Policies"], policy, "0 stays as returned");
        let mut alone = object(json!({ "AdminCreateUserConfig": config }));
        assert!(pool(&mut alone).is_empty());
        assert_eq!(alone["AdminCreateUserConfig"], config);
    }

    #[test]
    fn reserved_tags_stay_at_home() {
        let mut body = object(json!({ "UserPoolTags": { "aws:cloudformation:stack-name": "auth", "team": "identity" } }));
        pool(&mut body);
        assert_eq!(body["UserPoolTags"], json!({ "team": "identity" }));
    }

    #[test]
    fn a_deprecated_message_goes_back_where_it_says_what_the_template_says() {
        let same = object(
            json!({ "EmailVerificationMessage": "a {####}", "VerificationMessageTemplate": { "EmailMessage": "a {####}" } }),
        );
        let mut body = same.clone();
        assert!(pool(&mut body).is_empty());
        assert_eq!(body, same);
        let mut body = object(
            json!({ "SmsVerificationMessage": "old {####}", "VerificationMessageTemplate": { "SmsMessage": "new {####}" } }),
        );
        assert_eq!(pool(&mut body), ["SmsVerificationMessage".to_owned()]);
        assert_eq!(Value::Object(body), json!({ "VerificationMessageTemplate": { "SmsMessage": "new {####}" } }));
        let mut alone = object(json!({ "SmsVerificationMessage": "old {####}" }));
        assert!(pool(&mut alone).is_empty());
    }

    #[test]
    fn of_two_message_pairs_the_one_that_is_selected_stays_once_aws_has_refused_both() {
        let both = |option: &str| {
            json!({ "VerificationMessageTemplate": { "DefaultEmailOption": option, "SmsMessage": "s",
                "EmailMessage": "c", "EmailSubject": "c", "EmailMessageByLink": "l", "EmailSubjectByLink": "l" } })
        };
        let (by_code, left_out) = after("The message is invalid", both("CONFIRM_WITH_CODE"));
        let template =
            json!({ "DefaultEmailOption": "CONFIRM_WITH_CODE", "SmsMessage": "s", "EmailMessage": "c", "EmailSubject": "c" });
        assert_eq!((by_code, left_out), (json!({ "VerificationMessageTemplate": template }), 2));
        let (by_link, _) = after("The message is invalid", both("CONFIRM_WITH_LINK"));
        assert_eq!(by_link["VerificationMessageTemplate"]["EmailMessageByLink"], "l");
        assert_eq!(by_link["VerificationMessageTemplate"].get("EmailMessage"), None);
        let one = json!({ "VerificationMessageTemplate": { "EmailMessage": "c" } });
        assert_eq!(after("The message is invalid", one.clone()), (one, 0));
    }

    #[test]
    fn mfa_is_left_out_only_after_the_answer_that_asks_for_sms() {
        let body = json!({ "MfaConfiguration": "ON", "DeletionProtection": "ACTIVE" });
        let words = "SMS configuration and Auto verification for phone_number are required when MFA is required";
        assert_eq!(after(words, body.clone()), (json!({ "DeletionProtection": "ACTIVE" }), 1));
        assert_eq!(after("Something else about MFA", body.clone()), (body, 0));
    }

    #[test]
    fn dynamic_client_registration_is_left_out_and_must_read_back_as_it_was() {
        let mut body = object(json!({ "DcrConfiguration": { "OpenDcrEnabled": true }, "DeletionProtection": "ACTIVE" }));
        assert_eq!(pool(&mut body), ["DcrConfiguration".to_owned()]);
        assert_eq!(Value::Object(body), json!({ "DeletionProtection": "ACTIVE" }));
    }

    #[test]
    fn the_role_that_cognito_linked_to_an_application_by_itself_stays_at_home_and_any_other_goes_along() {
        let linked =
            "arn:aws:iam::111111111111:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp";
        let (own, application) =
            ("arn:aws:iam::111111111111:role/pinpoint", "arn:aws:mobiletargeting:us-east-1:111111111111:apps/a");
        let with = |members: Value| object(json!({ "AnalyticsConfiguration": members }));
        let mut body = with(json!({ "ApplicationArn": application, "RoleArn": linked, "UserDataShared": true }));
        assert_eq!(client(&mut body), ["AnalyticsConfiguration.RoleArn".to_owned()]);
        assert_eq!(body, with(json!({ "ApplicationArn": application, "UserDataShared": true })));
        let by_id = with(json!({ "ApplicationId": "a1", "RoleArn": own, "ExternalId": "x" }));
        let mut body = by_id.clone();
        assert!(client(&mut body).is_empty());
        assert_eq!(body, by_id);
    }
}
