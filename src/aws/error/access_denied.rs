//! What AWS's AccessDenied text says: who, which action, on what, and which kind of policy decided (facts §8).
//!
//! The three protocols that we speak (AWS JSON, AWS query, REST JSON) carry the same sentence.

/// The sentence, taken apart. What it does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::aws) struct Denied {
    pub(in crate::aws) principal: Option<String>,
    pub(in crate::aws) action: Option<String>,
    pub(in crate::aws) resource: Option<String>,
    pub(in crate::aws) reason: DenialReason,
    /// The ARN of the policy that decided, where AWS names it.
    pub(in crate::aws) policy: Option<String>,
    /// What only sts:DecodeAuthorizationMessage can read.
    pub(in crate::aws) encoded: Option<String>,
}

/// Which kind of policy decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::aws) enum DenialReason {
    /// "with an explicit deny in a service control policy"
    ExplicitDeny(PolicyKind),
    /// "because no identity-based policy allows the … action"
    NotAllowed(PolicyKind),
    #[default]
    Unsaid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::aws) enum PolicyKind {
    Identity,
    Resource,
    Boundary,
    Session,
    /// Service or resource control policy of the organization.
    Organization,
    Endpoint,
    Other,
}

/// Services write the sentence each in their own way, and older texts say less. Names are found by their shape wherever they stand, so
/// that a text in other words, or in another language, gives at least these.
pub(in crate::aws) fn parse(message: &str) -> Denied {
    let lower = message.to_ascii_lowercase();
    let (before, after) = match lower.find("not authorized to perform") {
        Some(at) => (&message[..at], &message[at + "not authorized to perform".len()..]),
        None => ("", message),
    };
    let principal = words(before).find(|word| word.starts_with("arn:")).or_else(|| spoken_of(before));
    let resource = find_after(after, "on resource").or_else(|| find_after(after, "on the resource")).and_then(first_word);
    let action = words(after).find(|word| is_action(word));
    let policy = words(after).find(|word| is_policy(word) && Some(*word) != resource);
    Denied {
        reason: reason(after, policy),
        principal: principal.map(str::to_owned),
        action: action.map(str::to_owned),
        resource: resource.map(str::to_owned),
        policy: policy.map(str::to_owned),
        encoded: find_after(message, "encoded authorization failure message").and_then(first_word).map(str::to_owned),
    }
}

/// "User: u is not authorized": a principal that is no ARN.
fn spoken_of(before: &str) -> Option<&str> {
    let (_, rest) = before.rsplit_once(": ")?;
    first_word(rest)
}

/// What stands behind these words, however they are capitalised.
fn find_after<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    let at = text.to_ascii_lowercase().find(phrase)?;
    Some(text[at + phrase.len()..].trim_start_matches([':', ' ', 's', '(', ')']))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let quote = |letter: char| "\"'`,;[](){}。、".contains(letter);
    let words = text.split(move |letter: char| letter.is_whitespace() || quote(letter));
    words.map(|word| word.trim_end_matches(['.', ':'])).filter(|word| !word.is_empty())
}

fn first_word(text: &str) -> Option<&str> {
    words(text).next()
}

/// `iam:CreateRole`
fn is_action(word: &str) -> bool {
    word.split_once(':').is_some_and(|(service, name)| {
        let small = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        !service.is_empty()
            && service.chars().all(small)
            && !name.is_empty()
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '*')
    })
}

/// `arn:aws:organizations::…:policy/o-…/service_control_policy/p-…`, `arn:aws:iam::…:policy/…`
fn is_policy(word: &str) -> bool {
    word.starts_with("arn:") && (word.contains(":policy/") || word.contains("_control_policy/"))
}

/// An ARN of the deciding policy is told with explicit denies alone (IAM User Guide, access denied error messages).
fn reason(text: &str, policy: Option<&str>) -> DenialReason {
    let lower = text.to_ascii_lowercase();
    let explicit = ["explicit den", "explicitly den", "explicit-den"].iter().find_map(|phrase| lower.find(phrase));
    if let Some(at) = explicit {
        return DenialReason::ExplicitDeny(
            policy_kind(&lower[at..]).or_else(|| policy_kind(&lower)).unwrap_or(PolicyKind::Other),
        );
    }
    let allows = ["because no ", "no applicable ", "implicit den", "implicitly den"].iter().find_map(|phrase| lower.find(phrase));
    if let Some(at) = allows {
        return DenialReason::NotAllowed(policy_kind(&lower[at..]).unwrap_or(PolicyKind::Other));
    }
    let denied_by = ["denied by ", "forbidden by ", "blocked by "].iter().find_map(|phrase| lower.find(phrase));
    match (denied_by.and_then(|at| policy_kind(&lower[at..])), policy) {
        (Some(kind), _) => DenialReason::ExplicitDeny(kind),
        (None, Some(arn)) => DenialReason::ExplicitDeny(policy_kind(&arn.to_ascii_lowercase()).unwrap_or(PolicyKind::Other)),
        (None, None) => DenialReason::Unsaid,
    }
}

/// The kind that is named first.
fn policy_kind(lower: &str) -> Option<PolicyKind> {
    let names = [
        ("service control", PolicyKind::Organization),
        ("resource control", PolicyKind::Organization),
        ("_control_policy", PolicyKind::Organization),
        (":organizations:", PolicyKind::Organization),
        (" scp", PolicyKind::Organization),
        (" rcp", PolicyKind::Organization),
        ("permissions boundary", PolicyKind::Boundary),
        ("permission boundary", PolicyKind::Boundary),
        ("session polic", PolicyKind::Session),
        ("endpoint polic", PolicyKind::Endpoint),
        ("resource-based", PolicyKind::Resource),
        ("resource polic", PolicyKind::Resource),
        ("trust polic", PolicyKind::Resource),
        ("identity-based", PolicyKind::Identity),
        ("identity polic", PolicyKind::Identity),
    ];
    let found = names.into_iter().filter_map(|(name, policy)| Some((lower.find(name)?, policy)));
    found.min_by_key(|(at, _)| *at).map(|(_, policy)| policy)
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
        assert_eq!(denied.reason, DenialReason::NotAllowed(PolicyKind::Identity));
    }

    #[test]
    fn an_explicit_deny_names_its_kind_of_policy() {
        let reasons = [
            ("with an explicit deny in a service control policy", PolicyKind::Organization),
            ("with an explicit deny in a resource control policy", PolicyKind::Organization),
            ("with an explicit deny in a permissions boundary", PolicyKind::Boundary),
            ("with an explicit deny in an identity-based policy", PolicyKind::Identity),
            ("with an explicit deny in a resource-based policy", PolicyKind::Resource),
            ("with an explicit deny in a VPC endpoint policy", PolicyKind::Endpoint),
            ("with an explicit deny in a session policy", PolicyKind::Session),
            ("with an explicit deny in a policy to come", PolicyKind::Other),
        ];
        for (text, policy) in reasons {
            let sentence = format!("User: arn is not authorized to perform: lambda:GetFunction on resource: arn:x {text}");
            assert_eq!(parse(&sentence).reason, DenialReason::ExplicitDeny(policy), "{text}");
        }
    }

    #[test]
    fn a_missing_allow_names_the_kind_of_policy_that_lacks_it() {
        let parsed =
            parse("User: u is not authorized to perform: a:B on resource: r because no session policy allows the a:B action");
        assert_eq!(parsed.reason, DenialReason::NotAllowed(PolicyKind::Session));
    }

    #[test]
    fn a_sentence_without_resource_or_reason_gives_what_it_has() {
        let denied = parse("User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: cognito-idp:ListUserPools.");
        assert_eq!(denied.action.as_deref(), Some("cognito-idp:ListUserPools"));
        assert_eq!((denied.resource, denied.reason), (None, DenialReason::Unsaid));
    }

    #[test]
    fn another_sentence_gives_nothing() {
        assert_eq!(parse("Access Denied"), Denied::default());
    }

    #[test]
    fn every_wording_of_a_denial_is_read() {
        use DenialReason::{ExplicitDeny, NotAllowed, Unsaid};
        use PolicyKind::{Boundary, Endpoint, Identity, Organization, Other, Resource, Session};
        let user = "User: arn:aws:iam::111111111111:user/ann is not authorized to perform: iam:CreateRole";
        let on = "on resource: arn:aws:iam::111111111111:role/ferry";
        let scp = "arn:aws:organizations::777777777777:policy/o-exampleorgid/service_control_policy/p-example123";
        for (message, reason) in [
            (format!("{user} {on} with an explicit deny in a service control policy: {scp}"), ExplicitDeny(Organization)),
            (format!("{user}\n{on}\nwith an explicit deny in a resource control policy"), ExplicitDeny(Organization)),
            (
                format!("{user} {on} with an explicit deny in an identity-based policy: arn:aws:iam::1:policy/x"),
                ExplicitDeny(Identity),
            ),
            (format!("{user} {on} with an explicit deny in a permissions boundary"), ExplicitDeny(Boundary)),
            (format!("{user} {on} with an explicit deny"), ExplicitDeny(Other)),
            (format!("{user} {on} due to an EXPLICIT DENY in an SCP"), ExplicitDeny(Organization)),
            (format!("{user} {on}. The request was explicitly denied by a VPC endpoint policy."), ExplicitDeny(Endpoint)),
            (format!("{user} {on}: explicitly denied in a session policy"), ExplicitDeny(Session)),
            (format!("{user}: denied by the role trust policy"), ExplicitDeny(Resource)),
            (format!("{user} because no service control policy allows the iam:CreateRole action"), NotAllowed(Organization)),
            (
                format!("{user} {on} because no resource control policy allows the iam:CreateRole action"),
                NotAllowed(Organization),
            ),
            (format!("{user} {on} because no permissions boundary allows the iam:CreateRole action"), NotAllowed(Boundary)),
            (format!("{user} {on} because no VPC endpoint policy allows the iam:CreateRole action"), NotAllowed(Endpoint)),
            (format!("{user} {on} because no resource-based policy allows the iam:CreateRole action"), NotAllowed(Resource)),
            (format!("{user} {on} (implicit deny)"), NotAllowed(Other)),
            (format!("{user} {on}"), Unsaid),
            (user.to_owned(), Unsaid),
            (format!("ユーザーは iam:CreateRole を実行できません。{scp} により拒否されました"), ExplicitDeny(Organization)),
        ] {
            let parsed = parse(&message);
            assert_eq!(parsed.reason, reason, "{message}");
            assert_eq!(parsed.action.as_deref(), Some("iam:CreateRole"), "{message}");
            if message.contains(" on resource") {
                assert_eq!(parsed.resource.as_deref(), Some("arn:aws:iam::111111111111:role/ferry"), "{message}");
            }
        }
    }

    #[test]
    fn the_policy_that_decided_is_kept_and_a_policy_that_was_asked_for_is_not_taken_for_it() {
        let scp = "arn:aws:organizations::777777777777:policy/o-exampleorgid/service_control_policy/p-example123";
        let parsed =
            parse(&format!("User: u is not authorized to perform: a:B with an explicit deny in a service control policy: {scp}"));
        assert_eq!(parsed.policy.as_deref(), Some(scp));
        let own = "User: u is not authorized to perform: iam:GetPolicy on resource: policy arn:aws:iam::1:policy/x";
        assert_eq!(parse(&own.replace("policy arn", "arn")).reason, DenialReason::Unsaid);
    }

    #[test]
    fn brackets_quotes_and_missing_colons_hide_nothing() {
        for message in [
            "arn:aws:sts::1:assumed-role/r/s is not authorized to perform sts:AssumeRole on resource arn:aws:iam::2:role/x",
            "User: [arn:aws:sts::1:assumed-role/r/s] is not authorized to perform: [sts:AssumeRole] on resource: [arn:aws:iam::2:role/x]",
            "Not authorized. User arn:aws:sts::1:assumed-role/r/s is not authorized to perform: 'sts:AssumeRole' on the resource 'arn:aws:iam::2:role/x'.",
        ] {
            let parsed = parse(message);
            assert_eq!(parsed.principal.as_deref(), Some("arn:aws:sts::1:assumed-role/r/s"), "{message}");
            assert_eq!(parsed.action.as_deref(), Some("sts:AssumeRole"), "{message}");
            assert_eq!(parsed.resource.as_deref(), Some("arn:aws:iam::2:role/x"), "{message}");
        }
    }

    #[test]
    fn an_encoded_reason_is_kept_to_be_decoded() {
        let parsed = parse("You are not authorized to perform this operation. Encoded authorization failure message: AbC-_9x==");
        assert_eq!(parsed.encoded.as_deref(), Some("AbC-_9x=="));
        assert_eq!(parsed.reason, DenialReason::Unsaid);
    }
}
