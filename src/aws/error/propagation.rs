//! Refusals that pass by themselves, because a new role or policy is not seen everywhere yet (facts §4.1, §12.4).

use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::refusal::Refusal;
use crate::problem::ProblemKind;

/// What Lambda says of a role that it cannot use yet; the last is about a key that the role would use.
const ROLE_NOT_USABLE: [&str; 3] =
    ["cannot be assumed by Lambda", "execution role does not have permissions", "is invalid for CreateGrant"];

/// Whether Lambda refuses a function's role that may be usable in a moment.
pub fn role_not_usable(code: Option<&str>, message: Option<&str>) -> bool {
    let says = |message: &str| ROLE_NOT_USABLE.iter().any(|words| message.contains(words));
    code == Some("InvalidParameterValueException") && message.is_some_and(says)
}

/// Whether IAM refuses a policy because it does not see the role that the policy names.
pub fn principal_not_seen(code: Option<&str>, message: Option<&str>) -> bool {
    matches!(code, Some("MalformedPolicyDocument" | "MalformedPolicyDocumentException"))
        && message.is_some_and(|message| message.to_ascii_lowercase().contains("invalid principal"))
}

/// The refusal, where it is one of these.
pub(in crate::aws) fn refusal(answer: &ErrorAnswer) -> Option<Refusal> {
    let (code, message) = (Some(answer.code.as_str()), Some(answer.message.as_str()));
    let refused = Refusal::new(ProblemKind::Refused);
    if role_not_usable(code, message) {
        let key = answer.message.contains("CreateGrant");
        let refused = refused.because("Lambda cannot use the function's role, or not yet: a new role takes a moment.");
        return Some(match key {
            true => refused.remedy(
                "If it stays so: the key's policy must let the account use it, and the caller needs kms:CreateGrant on it.",
            ),
            false => refused.remedy("If it stays so: the role must trust lambda.amazonaws.com."),
        });
    }
    principal_not_seen(code, message).then(|| {
        refused
            .because("IAM does not see the role that the policy names, or not yet: a new role takes a moment.")
            .remedy("If it stays so, that role was removed: apply again, and it is made first.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lambda_s_three_ways_of_not_seeing_a_role_pass() {
        let code = Some("InvalidParameterValueException");
        for message in [
            "The role defined for the function cannot be assumed by Lambda.",
            "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
            "Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please \
             check your KMS key settings. KMS Exception: InvalidArnException KMS Message: ARN does not refer to a valid principal",
        ] {
            assert!(role_not_usable(code, Some(message)), "{message}");
            assert!(!role_not_usable(Some("AccessDeniedException"), Some(message)), "{message}");
        }
        assert!(!role_not_usable(code, Some("Unzipped size must be smaller")));
    }

    #[test]
    fn an_invalid_principal_passes_and_another_fault_of_the_policy_does_not() {
        let message = r#"Invalid principal in policy: "AWS":"arn:aws:iam::222222222222:role/r""#;
        assert!(principal_not_seen(Some("MalformedPolicyDocument"), Some(message)));
        assert!(!principal_not_seen(Some("MalformedPolicyDocument"), Some("Syntax errors in policy.")));
    }
}
