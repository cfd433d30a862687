//! Whether the pools can send what their users will need: a pool says itself why it cannot. Pure.

use serde_json::Value;

use super::facts::{Facts, Subject};
use crate::aws::Side;
use crate::check::builder::{check, shown};
use crate::check::finding::Check;

/// The role is looked at when the pool is updated, too: UpdateUserPool has these among its errors.
const REFUSED_IN_AN_UPDATE: [&str; 3] =
    ["InvalidSmsRoleAccessPolicy", "InvalidSmsRoleTrustRelationship", "InvalidEmailRoleAccessPolicy"];

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let (source, destination) = (facts.source.as_ref()?, facts.destination.as_ref()?);
    let mut checks = vec![of_side(Side::Source, source.pool.as_ref().ok())];
    if subject.new_pool().is_none() {
        checks.push(of_side(Side::Destination, destination.pool.as_ref().ok()));
    }
    Some(checks)
}

fn of_side(side: Side, pool: Option<&Value>) -> Check {
    let builder = check(format!("{side}-pool.delivery"), format!("messages of the {side} pool"));
    let Some(pool) = pool else { return builder.depends_on(&format!("{side}-pool.exists")) };
    let failure = |member: &str| Some(shown(pool, &format!("/{member}"))).filter(|text| !matches!(text.as_str(), "" | "absent"));
    let failures: Vec<(&str, String)> = ["SmsConfigurationFailure", "EmailConfigurationFailure"]
        .into_iter()
        .filter_map(|member| failure(member).map(|text| (member, text)))
        .collect();
    let evidence: Vec<String> = failures.iter().map(|(member, text)| format!("{member}: {text}")).collect();
    if failures.is_empty() {
        return builder.pass(vec!["SmsConfigurationFailure: none".into(), "EmailConfigurationFailure: none".into()]);
    }
    let refused = failures.iter().any(|(_, text)| REFUSED_IN_AN_UPDATE.iter().any(|code| text.contains(code)));
    let sandbox = failures.iter().any(|(_, text)| text.contains("SNSSandbox"));
    let mut remedy = match side {
        Side::Source => "Codes of the source pool do not arrive: users there who get a code with each sign-in cannot finish one, and \"Forgot password\" does not help them.".to_owned(),
        Side::Destination => "Codes of the destination pool do not arrive: users who migrate without a password, or forget it, are locked out until they do.".to_owned(),
    };
    if sandbox {
        remedy.push_str(" SNSSandbox: the account sends text messages to verified numbers only, until it is moved out of the sandbox: SNS → Text messaging (SMS) → Exit SMS sandbox.");
    }
    match refused && side == Side::Destination {
        true => builder.fail(
            evidence,
            format!("{remedy} Cognito also refuses the pool's next update with this role in it, so apply would stop at the trigger: repair the role first: user pool → Authentication methods → SMS, or Email."),
        ),
        false => builder.warn(evidence, format!("{remedy} See: user pool → Authentication methods.")),
    }
}
