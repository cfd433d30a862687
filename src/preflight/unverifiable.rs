//! What nobody can know from outside (facts §11), listed as such, with what settles it.

use super::facts::{Facts, Subject};
use crate::aws::Side;
use crate::check::builder::check;
use crate::check::finding::Check;
use crate::command::{Command, Operation};
use crate::model::user_options::Memberships;

const UNKNOWN: [(&str, &str, &str); 5] = [
    (
        "unknown.application",
        "whether the application signs in with a password, and through this app client",
        "Only its code shows that: look for USER_PASSWORD_AUTH, or sign in through the application itself.",
    ),
    (
        "unknown.admin-create-only",
        "whether AllowAdminCreateUserOnly or the app client's WriteAttributes hold a migration back",
        "AWS does not document it; the test sign-in shows it.",
    ),
    (
        "unknown.user-auth",
        "whether the choice-based flow USER_AUTH with a password fires the trigger",
        "AWS does not document it. Use USER_PASSWORD_AUTH during the window, or try it.",
    ),
    (
        "unknown.mfa-after-migration",
        "whether a destination with MFA required asks a migrated user for a factor at once",
        "AWS does not document it; the test sign-in shows it.",
    ),
    (
        "unknown.immutable-attributes",
        "whether a migration may set attributes that cannot be changed",
        "AWS does not document it; sign in as a user who has one.",
    ),
];

/// Only where groups come at the first sign-in.
const OF_GROUPS: [(&str, &str, &str); 2] = [
    (
        "unknown.managed-login",
        "whether managed login calls the PostAuthentication trigger",
        "AWS's lists differ. If people sign in there, sign in there yourself and look at your groups; --groups sweep does not need it.",
    ),
    (
        "unknown.unreadable-attributes",
        "whether the PostAuthentication event shows an attribute that the app client may not read",
        "AWS does not document it; the test sign-in shows it: if the groups are still to come, let the app client read custom:ferry_groups.",
    ),
];

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    // Last, after what was looked at.
    let _ = (facts.source.as_ref()?, facts.destination.as_ref()?, facts.permissions.as_ref()?);
    let one = |(id, title, settled): &(&str, &str, &str)| {
        check(*id, *title).skipped(vec!["cannot be known from outside".into()], Some((*settled).to_owned()))
    };
    let of_groups: &[_] = if subject.options().users.groups == Memberships::FirstSignIn { &OF_GROUPS } else { &[] };
    Some(UNKNOWN.iter().chain(of_groups).map(one).chain([web_acl(subject)]).collect())
}

/// AWS WAF is a service of its own, and no call of it is made here: it takes another client for one question.
fn web_acl(subject: &Subject) -> Check {
    let ask = |side| {
        let place = subject.place(side);
        let ask = || Command::aws(Operation::GetWebAclForResource).with("--resource-arn", place.pool_arn());
        (!place.pool_id.is_empty()).then(|| ask().with("--region", &place.region).profile(&place.profile).to_string())
    };
    let commands = [Side::Source, Side::Destination].into_iter().filter_map(ask);
    let remedy = std::iter::once(
        "Ask it by hand; an answer without a WebACL means none. The rules must let the sign-ins of the window through:"
            .to_owned(),
    )
    .chain(commands);
    check("unknown.web-acl", "whether a WAF web ACL of either pool holds requests back")
        .skipped(vec!["not asked here: wafv2:GetWebACLForResource".into()], Some(remedy.collect::<Vec<_>>().join("\n")))
}
