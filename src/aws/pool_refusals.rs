//! What to do when Cognito refuses to take back what it showed: the pool's own roles, tier or tags are at fault, not our one field.

/// By the name of AWS's error (without its ending) and its message.
pub(super) fn remedy(name: &str, message: &str) -> Option<Vec<String>> {
    let message = message.to_lowercase();
    let actions: &[&str] = match name {
        "InvalidSmsRoleTrustRelationship" => &[
            "The pool's own SMS role is broken, and Cognito checks it at every update: nothing of ours is wrong.",
            "Let the role in the pool's SmsConfiguration trust cognito-idp.amazonaws.com with the pool's ExternalId, then try again.",
        ],
        "InvalidSmsRoleAccessPolicy" => &[
            "The pool's own SMS role is broken, and Cognito checks it at every update: nothing of ours is wrong.",
            "Give the role in the pool's SmsConfiguration the permission sns:Publish, then try again.",
        ],
        "InvalidEmailRoleAccessPolicy" => EMAIL,
        "InvalidParameter" if speaks_of_sender(&message) => EMAIL,
        "FeatureUnavailableInTier" => &[
            "The pool has a setting that its tier no longer offers (threat protection needs PLUS): it can be kept, but not sent back.",
            "Decide with the pool's owner: raise the tier (it costs per user), or switch that feature off, then try again. This program changes neither.",
        ],
        "TierChangeNotAllowed" => &[
            "The pool's tier changed while it was edited, or cannot be sent back: this program never changes it.",
            "Look at the pool's tier in the console, then apply again.",
        ],
        "UserPoolTagging" => &[
            "The pool's tags could not be sent back; they were not changed.",
            "Look for tags that break the rules of AWS or of your organization's tag policy, then try again.",
        ],
        "UserPoolAddOnNotEnabled" => &["The pool has a setting of an add-on that is off: switch one of both, then try again."],
        _ => return None,
    };
    Some(actions.iter().map(|action| (*action).to_owned()).collect())
}

const EMAIL: &[&str] = &[
    "The pool's own e-mail sender is broken, and Cognito checks it at every update: nothing of ours is wrong.",
    "Verify the SES identity in the pool's EmailConfiguration again, or let its policy allow cognito-idp.amazonaws.com, then try again.",
];

fn speaks_of_sender(message: &str) -> bool {
    ["email identity", "email address is not verified", "ses identity", "not allowed to use your email"]
        .iter()
        .any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_sender_is_told_from_other_wrong_parameters() {
        assert!(remedy("InvalidParameter", "Email address is not verified.").unwrap()[1].contains("SES identity"));
        assert_eq!(remedy("InvalidParameter", "1 validation error detected"), None);
    }
}
