//! What Cognito refuses because of the pool's own state: its roles, tier, add-ons, tags or Region are at fault, not our one field.

use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::caller::Caller;
use crate::aws::error::refusal::Refusal;
use crate::problem::ProblemKind;

/// The refusal, where it is one of these.
pub(in crate::aws) fn refusal(caller: &Caller, answer: &ErrorAnswer) -> Option<Refusal> {
    let message = answer.message.to_lowercase();
    let is_new = answer.called.operation.starts_with("Create");
    let (words, action) = match answer.name() {
        "OperationNotEnabled" => return Some(not_enabled(caller)),
        "InvalidSmsRoleTrustRelationship" => (
            SMS,
            "Let the role in the pool's SmsConfiguration trust cognito-idp.amazonaws.com with the pool's ExternalId, then try again.",
        ),
        "InvalidSmsRoleAccessPolicy" => {
            (SMS, "Give the role in the pool's SmsConfiguration the permission sns:Publish, then try again.")
        }
        "InvalidEmailRoleAccessPolicy" => (EMAIL, VERIFY),
        "InvalidParameter" if speaks_of_sender(&message) => (EMAIL, VERIFY),
        "FeatureUnavailableInTier" if is_new => (
            "The tier of the pool (its feature plan) does not have something that was asked for.",
            "Decide with the pool's owner: raise the tier (it costs per user), or do without that feature.",
        ),
        "FeatureUnavailableInTier" => (
            "The pool has a setting that its tier no longer offers (threat protection needs PLUS): it can be kept, but not sent back.",
            "Decide with the pool's owner: raise the tier (it costs per user), or switch that feature off, then try again. This program changes neither.",
        ),
        "TierChangeNotAllowed" => (
            "The pool's tier changed while it was edited, or cannot be sent back: this program never changes it.",
            "Look at the pool's tier in the console, then apply again.",
        ),
        "UserPoolTagging" if is_new => (
            "The tags cannot be put on the pool.",
            "Look for tags that break the rules of AWS or of your organization's tag policy (--tag KEY=VALUE), then try again.",
        ),
        "UserPoolTagging" => (
            "The pool's tags could not be sent back; they were not changed.",
            "Look for tags that break the rules of AWS or of your organization's tag policy, then try again.",
        ),
        "UserPoolAddOnNotEnabled" => {
            ("The pool has a setting of an add-on that is off.", "Switch the add-on on, or the setting off, then try again.")
        }
        "ScopeDoesNotExist" => (
            "The app client names a scope that the pool does not have.",
            "Put the resource server with that scope back, or take the scope off the app client, then try again.",
        ),
        "InvalidOAuthFlow" => (
            "The OAuth flows and scopes of the app client do not go together.",
            "Correct them in the console (client_credentials goes with custom scopes only, and alone), then try again.",
        ),
        _ => return None,
    };
    Some(Refusal::new(ProblemKind::Refused).because(words).remedy(action))
}

const SMS: &str = "The pool's own SMS role is broken, and Cognito checks it at every update: nothing of ours is wrong.";
const EMAIL: &str = "The pool's own e-mail sender is broken, and Cognito checks it at every update: nothing of ours is wrong.";
const VERIFY: &str = "Verify the SES identity in the pool's EmailConfiguration again, or let its policy allow cognito-idp.amazonaws.com, then try again.";

/// A pool with replicas takes most changes in its primary Region only (facts §12.13).
fn not_enabled(caller: &Caller) -> Refusal {
    let Caller { side, region, .. } = caller;
    Refusal::new(ProblemKind::Refused)
        .because(format!(
            "The pool does not take this operation in {region}: it is a replica there, or its settings rule it out."
        ))
        .remedy(format!("If the pool has replicas, work on the primary in its own Region: --{side}-region REGION."))
}

fn speaks_of_sender(message: &str) -> bool {
    ["email identity", "email address is not verified", "ses identity", "not allowed to use your email"]
        .iter()
        .any(|words| message.contains(words))
}
