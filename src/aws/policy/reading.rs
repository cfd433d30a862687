//! What a policy says, statement by statement, read with care: what cannot be judged from here is said to be so, never taken for a yes.

use crate::aws::policy::pattern::matches;
use serde_json::Value;

use crate::aws::policy::conditions::{Condition, RequestContext};

/// One statement of an identity-based policy, a resource policy or a trust policy.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a>(&'a Value);

/// Whom a statement of a resource policy or trust policy is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    Anyone,
    /// `cognito-idp.amazonaws.com`
    Service(String),
    /// An ARN, an account's number, or the bare id that is left of a deleted role.
    Aws(String),
    /// Federated and canonical users.
    Other(String),
}

/// A role that asks, as principals and conditions may name it.
#[derive(Debug, Clone, Copy)]
pub struct Requester<'a> {
    pub role_arn: &'a str,
    /// `AROA…`; empty where it is not known.
    pub role_id: &'a str,
}

/// The statements of a document; a single one may stand without a list.
pub fn statements(policy: &Value) -> Vec<Statement<'_>> {
    one_or_many(policy.get("Statement")).into_iter().map(Statement).collect()
}

impl<'a> Statement<'a> {
    pub fn allows(self) -> bool {
        self.0.get("Effect").and_then(Value::as_str) == Some("Allow")
    }

    /// Actions are compared without regard to case, as IAM does.
    pub fn covers_action(self, action: &str) -> bool {
        let action = action.to_lowercase();
        self.covers("Action", "NotAction", |pattern| matches(&pattern.to_lowercase(), &action))
    }

    pub fn covers_resource(self, resource: &str) -> bool {
        self.covers("Resource", "NotResource", |pattern| matches(pattern, resource))
    }

    pub fn resources(self) -> Vec<&'a str> {
        texts(self.0.get("Resource"))
    }

    pub fn principals(self) -> Vec<Principal> {
        principals(self.0.get("Principal"))
    }

    pub fn conditions(self) -> Vec<Condition> {
        let operators = self.0.get("Condition").and_then(Value::as_object).into_iter().flatten();
        operators
            .flat_map(|(operator, operands)| {
                operands.as_object().into_iter().flatten().map(move |(key, values)| Condition {
                    operator: operator.clone(),
                    key: key.clone(),
                    values: one_or_many(Some(values)).into_iter().filter_map(written).collect(),
                })
            })
            .collect()
    }

    /// The element as it stands, where there is one.
    pub fn condition(self) -> Option<&'a Value> {
        self.0.get("Condition")
    }

    /// Whether its conditions hold; none where that cannot be told.
    pub fn applies(self, request: &RequestContext) -> Option<bool> {
        let each: Vec<Option<bool>> = self.conditions().iter().map(|condition| condition.holds(request)).collect();
        match (each.contains(&Some(false)), each.contains(&None)) {
            (true, _) => Some(false),
            (false, true) => None,
            (false, false) => Some(true),
        }
    }

    /// Those of its conditions that this request can never meet.
    pub fn never_met(self, request: &RequestContext) -> Vec<Condition> {
        self.conditions().into_iter().filter(|condition| condition.holds(request) == Some(false)).collect()
    }

    /// Whether it is about this role: named in Principal, or not named in NotPrincipal.
    pub fn is_about(self, requester: Requester<'_>) -> bool {
        let named = |member: &str| principals(self.0.get(member)).iter().any(|principal| principal.is(requester));
        match self.0.get("NotPrincipal") {
            Some(_) => !named("NotPrincipal"),
            None => named("Principal"),
        }
    }

    fn covers(self, member: &str, negated: &str, fits: impl Fn(&str) -> bool) -> bool {
        match (self.0.get(member), self.0.get(negated)) {
            (Some(patterns), _) => texts(Some(patterns)).into_iter().any(fits),
            (None, Some(patterns)) => !texts(Some(patterns)).into_iter().any(fits),
            (None, None) => false,
        }
    }
}

fn principals(element: Option<&Value>) -> Vec<Principal> {
    match element {
        Some(Value::String(text)) if text == "*" => vec![Principal::Anyone],
        Some(Value::Object(kinds)) => {
            kinds.iter().flat_map(|(kind, named)| texts(Some(named)).into_iter().map(move |name| principal(kind, name))).collect()
        }
        _ => Vec::new(),
    }
}

/// A condition's value; `true` and numbers may stand without quotes.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

fn principal(kind: &str, name: &str) -> Principal {
    match (kind, name) {
        ("AWS", "*") => Principal::Anyone,
        ("AWS", name) => Principal::Aws(name.to_owned()),
        ("Service", name) => Principal::Service(name.to_owned()),
        (kind, name) => Principal::Other(format!("{kind} {name}")),
    }
}

impl Principal {
    /// Whether it means this role: by its ARN, its session, its account, its id, or everybody.
    pub fn is(&self, requester: Requester<'_>) -> bool {
        let Principal::Aws(name) = self else { return *self == Principal::Anyone };
        let account = account_of(requester.role_arn);
        let role_name = requester.role_arn.rsplit('/').next().unwrap_or_default();
        let session = name.strip_prefix("arn:").and_then(|rest| rest.split_once(":assumed-role/"));
        name == requester.role_arn
            || name == account
            || (name.ends_with(":root") && account_of(name) == account)
            || (!requester.role_id.is_empty() && name == requester.role_id)
            || session.is_some_and(|(_, of)| account_of(name) == account && of.split('/').next() == Some(role_name))
    }

    /// The bare id that IAM shows in the place of a role or user that was deleted (facts §4.1).
    pub fn is_of_the_deleted(&self) -> bool {
        matches!(self, Principal::Aws(name) if name.starts_with("AROA") || name.starts_with("AIDA"))
    }
}

impl std::fmt::Display for Principal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Principal::Anyone => "*",
            Principal::Service(name) | Principal::Aws(name) | Principal::Other(name) => name,
        })
    }
}

/// What policies decide about one request, as far as they can be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Allowed,
    NotAllowed,
    /// A statement with the effect Deny covers it.
    Denied,
    /// It depends on these condition keys.
    DependsOn(Vec<String>),
}

/// What identity-based policies decide about an action on a resource, in this request.
pub fn decide<'a>(
    policies: impl IntoIterator<Item = &'a Value>,
    action: &str,
    resource: &str,
    request: &RequestContext,
) -> Decision {
    let covering: Vec<(Statement<'_>, Option<bool>)> = policies
        .into_iter()
        .flat_map(statements)
        .filter(|statement| statement.covers_action(action) && statement.covers_resource(resource))
        .map(|statement| (statement, statement.applies(request)))
        .filter(|(_, applies)| *applies != Some(false))
        .collect();
    let certain = |allows| covering.iter().any(|(statement, applies)| statement.allows() == allows && applies.is_some());
    if certain(false) {
        return Decision::Denied;
    }
    let keys = |allows: bool| {
        let unclear = covering.iter().filter(move |(statement, applies)| statement.allows() == allows && applies.is_none());
        let conditions = unclear.flat_map(|(statement, _)| statement.conditions());
        conditions.filter(|condition| condition.holds(request).is_none()).map(|condition| condition.key).collect::<Vec<_>>()
    };
    let denied_if = keys(false);
    match (certain(true), denied_if.is_empty()) {
        (true, true) => Decision::Allowed,
        (true, false) => Decision::DependsOn(denied_if),
        (false, _) if covering.iter().any(|(statement, _)| statement.allows()) => {
            Decision::DependsOn([keys(true), denied_if].concat())
        }
        (false, _) => Decision::NotAllowed,
    }
}

/// The account in an ARN; empty where there is none.
pub fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}

fn one_or_many(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    one_or_many(value).into_iter().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ROLE: &str = "arn:aws:iam::222222222222:role/service-role/usermigration-role-qj7yr2q6";
    const REQUESTER: Requester<'_> = Requester { role_arn: ROLE, role_id: "AROALIVING" };

    fn statement(members: Value) -> Value {
        json!({ "Statement": members })
    }

    fn decided(policy: &Value, action: &str, resource: &str) -> Decision {
        decide([policy], action, resource, &RequestContext::default().without(&["aws:username"]))
    }

    #[test]
    fn a_statement_whose_condition_is_never_met_counts_for_nothing() {
        let never = json!({ "StringEquals": { "aws:username": "ann" } });
        let allow = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        let (mut allow_never, mut deny_never) = (allow.clone(), allow.clone());
        allow_never["Condition"] = never.clone();
        deny_never["Condition"] = never;
        deny_never["Effect"] = json!("Deny");
        assert_eq!(decided(&statement(json!([allow_never])), "sts:AssumeRole", ROLE), Decision::NotAllowed);
        assert_eq!(decided(&statement(json!([allow, deny_never])), "sts:AssumeRole", ROLE), Decision::Allowed);
    }

    #[test]
    fn not_principal_is_about_everybody_else() {
        let about = |named: &str| {
            let policy = statement(json!([{ "Effect": "Deny", "NotPrincipal": { "AWS": named }, "Action": "sts:AssumeRole" }]));
            statements(&policy)[0].is_about(REQUESTER)
        };
        assert!(about("arn:aws:iam::222222222222:role/another") && !about(ROLE));
    }

    #[test]
    fn a_truth_may_stand_without_quotes() {
        let policy = statement(
            json!({ "Effect": "Allow", "Condition": { "Bool": { "aws:X": true }, "NumericLessThan": { "aws:Y": 3 } } }),
        );
        let values: Vec<Vec<String>> = statements(&policy)[0].conditions().into_iter().map(|it| it.values).collect();
        assert_eq!(values, [vec!["true".to_owned()], vec!["3".to_owned()]]);
    }

    #[test]
    fn stars_stand_for_any_letters_and_question_marks_for_one() {
        for (pattern, text, fits) in [
            ("cognito-idp:*", "cognito-idp:AdminInitiateAuth", true),
            ("cognito-idp:Admin*Auth", "cognito-idp:AdminInitiateAuth", true),
            ("cognito-idp:List*", "cognito-idp:AdminInitiateAuth", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*", "", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*b", "aXbY", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn a_role_is_meant_by_its_arn_its_session_its_account_and_its_id() {
        for (name, meant) in [
            (ROLE, true),
            ("arn:aws:iam::222222222222:root", true),
            ("222222222222", true),
            ("AROALIVING", true),
            ("arn:aws:sts::222222222222:assumed-role/usermigration-role-qj7yr2q6/usermigration", true),
            ("arn:aws:sts::333333333333:assumed-role/usermigration-role-qj7yr2q6/usermigration", false),
            ("arn:aws:iam::222222222222:role/usermigration-role-qj7yr2q6", false),
            ("arn:aws:iam::333333333333:root", false),
            ("AROADELETED", false),
        ] {
            assert_eq!(Principal::Aws(name.into()).is(REQUESTER), meant, "{name}");
        }
        assert!(Principal::Anyone.is(REQUESTER) && !Principal::Service("lambda.amazonaws.com".into()).is(REQUESTER));
        assert!(Principal::Aws("AROADELETED".into()).is_of_the_deleted());
    }

    #[test]
    fn a_single_statement_without_lists_is_read_as_well() {
        let policy = statement(json!({ "Effect": "Allow", "Action": "sts:assumerole", "Resource": ROLE }));
        assert_eq!(decided(&policy, "sts:AssumeRole", ROLE), Decision::Allowed);
        assert_eq!(decided(&policy, "sts:AssumeRole", "arn:aws:iam::1:role/x"), Decision::NotAllowed);
        assert_eq!(decided(&policy, "sts:TagSession", ROLE), Decision::NotAllowed);
    }

    #[test]
    fn a_deny_counts_and_a_condition_is_never_taken_for_a_yes() {
        let allow = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        let deny = json!({ "Effect": "Deny", "NotAction": "iam:*", "Resource": "*" });
        assert_eq!(decided(&statement(json!([allow, deny])), "sts:AssumeRole", ROLE), Decision::Denied);
        assert_eq!(decided(&statement(json!([allow, deny])), "iam:GetRole", ROLE), Decision::Allowed);
        let some = json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:X": "true" } } });
        assert_eq!(decided(&statement(some), "sts:AssumeRole", ROLE), Decision::DependsOn(vec!["aws:X".into()]));
    }
}
