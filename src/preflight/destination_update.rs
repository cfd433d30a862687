//! What goes back to Cognito with each update of the destination pool and its app client because it stands in their documents: tags,
//! roles, the key of custom senders, analytics. Whoever updates needs a permission for each, and what is gone or wrong stops the
//! update. Pure.

use serde_json::Value;

use super::facts::{DestinationFacts, Facts, PermissionFacts, Read, Subject, UsedRole};
use crate::aws::Side;
use crate::aws::document::text;
use crate::aws::policy::conditions::RequestContext;
use crate::aws::policy::reading::{Principal, statements};
use crate::check::builder::{CheckBuilder, check};
use crate::check::finding::Check;

const COGNITO: &str = "cognito-idp.amazonaws.com";

/// AWS ended Amazon Pinpoint on that day (its documentation's end-of-support notice).
const PINPOINT_ENDED: &str = "2026-10-30";

/// Where a role is named, by its member; the one with its external id.
const ROLES_OF_THE_POOL: [(&str, &str, &str, &str); 2] = [
    ("sms-role", "SmsConfiguration.SnsCallerArn", "/SmsConfiguration/SnsCallerArn", "/SmsConfiguration/ExternalId"),
    (
        "end-user-messaging-role",
        "SmsConfiguration.EumsSms.CallerArn",
        "/SmsConfiguration/EumsSms/CallerArn",
        "/SmsConfiguration/EumsSms/ExternalId",
    ),
];
const ROLE_OF_THE_CLIENT: (&str, &str, &str, &str) =
    ("analytics-role", "AnalyticsConfiguration.RoleArn", "/AnalyticsConfiguration/RoleArn", "/AnalyticsConfiguration/ExternalId");

/// The roles that are named, their trust policies still unread. A service-linked role is Cognito's own business.
pub fn roles(pool: Option<&Value>, client: Option<&Value>) -> Vec<UsedRole> {
    let of_pool = pool.into_iter().flat_map(|pool| ROLES_OF_THE_POOL.map(|role| (pool, role)));
    let of_client = client.map(|client| (client, ROLE_OF_THE_CLIENT));
    let named = of_pool.chain(of_client).filter_map(|(document, (key, member, arn, external_id))| {
        let at = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
        let arn = at(arn).filter(|arn| !arn.contains(":role/aws-service-role/"))?;
        Some(UsedRole { key, member, arn: arn.into(), external_id: at(external_id).map(str::to_owned), trust: Ok(None) })
    });
    named.collect()
}

/// The key for which UpdateUserPool makes a grant (facts §12.6).
pub fn key_of_senders(pool: &Value) -> Option<&str> {
    pool.pointer("/LambdaConfig/KMSKeyID").and_then(Value::as_str).filter(|key| !key.is_empty())
}

pub fn has_tags(pool: &Value) -> bool {
    pool.get("UserPoolTags").and_then(Value::as_object).is_some_and(|tags| !tags.is_empty())
}

const CHECKS: [(&str, &str); 4] = [
    ("destination-pool.tags", "tags of the destination pool, sent back with each update"),
    ("destination-pool.roles", "roles that the destination pool and its app client name"),
    ("destination-pool.custom-senders", "custom senders of the destination pool"),
    ("destination-client.analytics", "analytics of the app client"),
];

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let (destination, permissions) = (facts.destination.as_ref()?, &facts.permissions.as_ref()?[1]);
    if subject.new_pool().is_some() {
        return Some(Vec::new());
    }
    let [tags, used, senders, analytics] = CHECKS.map(|(id, title)| check(id, title));
    let (pool, client) = (&destination.pool, &destination.client);
    Some(vec![
        seen(pool, tags, "destination-pool.exists", |builder, pool| of_tags(builder, pool, permissions)),
        seen(pool, used, "destination-pool.exists", |builder, _| of_roles(builder, subject, destination)),
        seen(pool, senders, "destination-pool.exists", |builder, pool| of_senders(builder, pool, permissions)),
        seen(client, analytics, "destination-client.exists", of_analytics),
    ])
}

fn seen(
    document: &Read<Value>,
    builder: CheckBuilder,
    depends_on: &str,
    judge: impl FnOnce(CheckBuilder, &Value) -> Check,
) -> Check {
    match document {
        Ok(document) => judge(builder, document),
        Err(_) => builder.depends_on(depends_on),
    }
}

/// What the simulator said of an action, as a line; and whether it said yes.
fn simulated(permissions: &PermissionFacts, key: &str, action: &str) -> (String, bool) {
    let group = permissions.groups.iter().find(|group| group.key == key);
    let outcomes = group.and_then(|group| group.outcomes.as_ref().ok()).into_iter().flatten();
    match outcomes.into_iter().find(|outcome| outcome.action == action) {
        Some(outcome) => (format!("{action}: {} (simulated)", outcome.decision), outcome.decision == "allowed"),
        None => (format!("{action}: not known"), false),
    }
}

fn of_tags(builder: CheckBuilder, pool: &Value, permissions: &PermissionFacts) -> Check {
    let names: Vec<&str> =
        pool.get("UserPoolTags").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    if names.is_empty() {
        return builder.pass(vec!["UserPoolTags: none".into()]);
    }
    let actions = TAGGING.map(|action| simulated(permissions, "pool", action));
    let mut evidence = vec![format!("UserPoolTags: {}", names.join(", "))];
    evidence.extend(actions.iter().map(|(line, _)| line.clone()));
    match actions.iter().all(|(_, allowed)| *allowed) {
        true => builder.pass(evidence),
        false => builder.warn(
            evidence,
            format!(
                "UpdateUserPool sends the tags back, and asks for {} on the pool as well: without them apply stops at the trigger, when all else is made. Ask for them beside cognito-idp:UpdateUserPool.",
                TAGGING.join(" and ")
            ),
        ),
    }
}

/// What UpdateUserPool takes in beside itself where tags are sent (service authorization reference).
pub const TAGGING: [&str; 2] = ["cognito-idp:TagResource", "cognito-idp:UntagResource"];

fn of_roles(builder: CheckBuilder, subject: &Subject, destination: &DestinationFacts) -> Check {
    let used = &destination.used_roles;
    if used.is_empty() {
        return builder.pass(vec!["roles named: none".into()]);
    }
    let found: Vec<(&UsedRole, Trust)> = used.iter().map(|role| (role, Trust::of(subject, role))).collect();
    let mut evidence: Vec<String> = Vec::new();
    for (role, trust) in &found {
        evidence.push(format!("{}: {}", role.member, role.arn));
        evidence.push(format!("  {}", trust.line()));
    }
    let bad: Vec<&str> = found.iter().filter(|(_, trust)| trust.is_bad()).map(|(role, _)| role.member).collect();
    let unknown = found.iter().any(|(_, trust)| matches!(trust, Trust::Unknown(_) | Trust::Unread(_)));
    match (bad.is_empty(), unknown) {
        (false, _) => builder.fail(
            evidence,
            format!(
                "Cognito refuses an update that names a role which it cannot assume, so apply would stop when all else is made; codes by text message are not sent today. Create the role again, or let {COGNITO} assume it (with the pool's ExternalId), or take {} out of its configuration.",
                bad.join(" and ")
            ),
        ),
        (true, true) => builder.warn(
            evidence,
            format!("Cognito refuses an update that names a role which it cannot assume. See that {COGNITO} may assume it, with the pool's ExternalId."),
        ),
        (true, false) => builder.pass(evidence),
    }
}

/// Whether Cognito can assume a role.
enum Trust {
    Yes,
    Gone,
    /// What stands in the way.
    No(String),
    /// What cannot be judged.
    Unknown(String),
    Unread(String),
}

impl Trust {
    fn of(subject: &Subject, role: &UsedRole) -> Self {
        let document = match &role.trust {
            Err(problem) => return Self::Unread(format!("{} {}", problem.what, problem.why)),
            Ok(None) => return Self::Gone,
            Ok(Some(document)) => document,
        };
        let place = subject.place(Side::Destination);
        let pool_arn = place.pool_arn();
        let request = RequestContext::default().is("aws:SourceAccount", &place.account).is("aws:SourceArn", &pool_arn);
        let request = match &role.external_id {
            Some(external_id) => request.is("sts:ExternalId", external_id),
            None => request.without(&["sts:ExternalId"]),
        };
        let mut missed = format!("its trust policy has no statement for {COGNITO}");
        let mut unknown = None;
        let mut trusted = false;
        for statement in statements(document) {
            let named = |principal: &Principal| {
                matches!(principal, Principal::Anyone) || *principal == Principal::Service(COGNITO.into())
            };
            if !statement.covers_action("sts:AssumeRole") || !statement.principals().iter().any(named) {
                continue;
            }
            let conditions = statement.conditions();
            let fails = conditions.iter().find(|condition| condition.holds(&request) == Some(false));
            let open = conditions.iter().find(|condition| condition.holds(&request).is_none());
            match (statement.allows(), fails, open) {
                (true, Some(condition), _) => {
                    missed = format!("its trust policy asks that {} is {}", condition.key, condition.values.join(" or "));
                }
                (_, None, Some(condition)) => unknown = Some(format!("its trust policy asks for {}", condition.key)),
                (true, None, None) => trusted = true,
                (false, None, None) => return Self::No(format!("its trust policy denies {COGNITO}")),
                (false, Some(_), _) => {}
            }
        }
        match (trusted, unknown) {
            (true, _) => Self::Yes,
            (false, Some(unknown)) => Self::Unknown(unknown),
            (false, None) => Self::No(missed),
        }
    }

    fn is_bad(&self) -> bool {
        matches!(self, Self::Gone | Self::No(_))
    }

    fn line(&self) -> String {
        match self {
            Self::Yes => format!("trusts: {COGNITO}"),
            Self::Gone => "there: no".into(),
            Self::No(why) => format!("Cognito cannot assume it: {why}"),
            Self::Unknown(what) => format!("cannot be judged from here: {what}"),
            Self::Unread(why) => format!("not known: {why}"),
        }
    }
}

fn of_senders(builder: CheckBuilder, pool: &Value, permissions: &PermissionFacts) -> Check {
    let senders = ["CustomEmailSender", "CustomSMSSender"].into_iter().filter_map(|name| {
        let sender = pool.pointer(&format!("/LambdaConfig/{name}"))?;
        Some(format!("{name}: {}", text(sender, "LambdaArn")))
    });
    let mut evidence: Vec<String> = senders.collect();
    let Some(key) = key_of_senders(pool) else {
        return builder.pass(if evidence.is_empty() { vec!["custom senders: none".into()] } else { evidence });
    };
    evidence.push(format!("KMSKeyID: {key}"));
    evidence.push(simulated(permissions, "senders-key", CREATE_GRANT).0);
    evidence.push("the key's own policy: not read".into());
    builder.warn(
        evidence,
        format!("UpdateUserPool makes a grant on the key each time: the profile that applies needs {CREATE_GRANT} on it, in its own policy and in the key policy. Without it apply stops at the trigger, after everything else is made. See: KMS → Customer managed keys → Key policy."),
    )
}

pub const CREATE_GRANT: &str = "kms:CreateGrant";

fn of_analytics(builder: CheckBuilder, client: &Value) -> Check {
    let configuration = client.get("AnalyticsConfiguration").and_then(Value::as_object).filter(|members| !members.is_empty());
    let Some(members) = configuration else { return builder.pass(vec!["AnalyticsConfiguration: none".into()]) };
    let evidence = members
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    builder.warn(
        evidence.collect(),
        format!("UpdateUserPoolClient sends this back, and Cognito refuses an update of which one setting no longer holds. Amazon Pinpoint ended on {PINPOINT_ENDED}: take the analytics off the app client before you apply: user pool → App clients → this client → Analytics. If it stays, whoever applies needs iam:PassRole for the role in it, and apply may stop there."),
    )
}
