//! What AWS's AccessDenied text says: who, which action, on what, and which kind of policy decided (facts §8).
//!
//! The three protocols that we speak (AWS JSON, AWS query, REST JSON) carry the same sentence.

/// The sentence, taken apart. What it does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Denied {
    pub(super) principal: Option<String>,
    pub(super) action: Option<String>,
    pub(super) resource: Option<String>,
    pub(super) reason: Reason,
}

/// Which kind of policy decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Reason {
    /// "with an explicit deny in a service control policy"
    ExplicitDeny(Policy),
    /// "because no identity-based policy allows the … action"
    NotAllowed(Policy),
    #[default]
    Unsaid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    Identity,
    Resource,
    Boundary,
    Session,
    /// Service or resource control policy of the organization.
    Organization,
    Endpoint,
    Other,
}

pub(super) fn parse(message: &str) -> Denied {
    let principal = between(message, "User: ", " is not authorized");
    let Some((_, rest)) = message.split_once("is not authorized to perform: ") else {
        return Denied { principal, reason: reason(message), ..Denied::default() };
    };
    let action = word(rest);
    let resource = rest.split_once("on resource: ").and_then(|(_, rest)| word(rest));
    Denied { principal, action, resource, reason: reason(rest) }
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    let (found, _) = rest.split_once(after)?;
    Some(found.trim().to_owned()).filter(|found| !found.is_empty())
}

fn word(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?.trim_matches(['"', '\'', ',', ';']);
    let word = word.strip_suffix('.').unwrap_or(word);
    Some(word.to_owned()).filter(|word| !word.is_empty())
}

fn reason(text: &str) -> Reason {
    if let Some((_, policy)) = text.split_once("explicit deny in ") {
        return Reason::ExplicitDeny(policy_kind(policy));
    }
    if let Some((_, policy)) = text.split_once("because no ") {
        return Reason::NotAllowed(policy_kind(policy.split(" allows").next().unwrap_or(policy)));
    }
    Reason::Unsaid
}

fn policy_kind(text: &str) -> Policy {
    let names = [
        ("service control", Policy::Organization),
        ("resource control", Policy::Organization),
        ("permissions boundary", Policy::Boundary),
        ("session", Policy::Session),
        ("VPC endpoint", Policy::Endpoint),
        ("resource-based", Policy::Resource),
        ("identity-based", Policy::Identity),
    ];
    names.into_iter().find(|(name, _)| text.contains(name)).map_or(Policy::Other, |(_, policy)| policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_what_where_and_why_are_read_from_the_sentence() {
        let denied = parse(
            "User: arn:aws:iam::111111111111:user/ann is not authorized to perform: iam:CreateRole on resource: \
             arn:aws:iam::111111111111:role/ferry because no identity-based policy allows the iam:CreateRole action",
        );
        assert_eq!(denied.principal.as_deref(), Some("arn:aws:iam::111111111111:user/ann"));
        assert_eq!(denied.action.as_deref(), Some("iam:CreateRole"));
        assert_eq!(denied.resource.as_deref(), Some("arn:aws:iam::111111111111:role/ferry"));
        assert_eq!(denied.reason, Reason::NotAllowed(Policy::Identity));
    }

    #[test]
    fn an_explicit_deny_names_its_kind_of_policy() {
        let reasons = [
            ("with an explicit deny in a service control policy", Policy::Organization),
            ("with an explicit deny in a resource control policy", Policy::Organization),
            ("with an explicit deny in a permissions boundary", Policy::Boundary),
            ("with an explicit deny in an identity-based policy", Policy::Identity),
            ("with an explicit deny in a resource-based policy", Policy::Resource),
            ("with an explicit deny in a VPC endpoint policy", Policy::Endpoint),
            ("with an explicit deny in a session policy", Policy::Session),
            ("with an explicit deny in a policy to come", Policy::Other),
        ];
        for (text, policy) in reasons {
            let sentence = format!("User: arn is not authorized to perform: lambda:GetFunction on resource: arn:x {text}");
            assert_eq!(parse(&sentence).reason, Reason::ExplicitDeny(policy), "{text}");
        }
    }

    #[test]
    fn a_missing_allow_names_the_kind_of_policy_that_lacks_it() {
        let parsed =
            parse("User: u is not authorized to perform: a:B on resource: r because no session policy allows the a:B action");
        assert_eq!(parsed.reason, Reason::NotAllowed(Policy::Session));
    }

    #[test]
    fn a_sentence_without_resource_or_reason_gives_what_it_has() {
        let denied = parse("User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: cognito-idp:ListUserPools.");
        assert_eq!(denied.action.as_deref(), Some("cognito-idp:ListUserPools"));
        assert_eq!((denied.resource, denied.reason), (None, Reason::Unsaid));
    }

    #[test]
    fn another_sentence_gives_nothing() {
        assert_eq!(parse("Access Denied"), Denied::default());
    }
}
