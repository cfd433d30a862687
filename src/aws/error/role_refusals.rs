//! Values of a profile that AssumeRole refuses: the operator wrote them into the AWS files.

use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::caller::Caller;
use crate::aws::error::refusal::Refusal;
use crate::problem::ProblemKind;

/// AssumeRole's parameters, and the properties of a profile that they come from.
const PROPERTIES: [(&str, &str); 5] = [
    ("roleArn", "role_arn"),
    ("roleSessionName", "role_session_name"),
    ("externalId", "external_id"),
    ("durationSeconds", "duration_seconds"),
    ("serialNumber", "mfa_serial"),
];

/// The refusal, where AWS names one of them.
pub(in crate::aws) fn refusal(caller: &Caller, answer: &ErrorAnswer) -> Option<Refusal> {
    if answer.called.operation != "AssumeRole" {
        return None;
    }
    let property =
        |name: &str| PROPERTIES.iter().find(|(parameter, _)| parameter.eq_ignore_ascii_case(name)).map(|(_, property)| property);
    let property = answer.parameters.iter().find_map(|parameter| property(&parameter.name))?;
    let profile = &caller.profile;
    Some(Refusal::new(ProblemKind::Invalid).because(format!("AWS does not accept the {property} of the profile.")).remedy(
        format!("Correct {property} in ~/.aws/config, in the profile {profile} or one that it leads through (source_profile)."),
    ))
}
