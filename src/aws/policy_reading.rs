//! What a policy says, statement by statement, read with care: what cannot be judged from here is said to be so, never taken for a yes.

use serde_json::Value;

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

/// One line of a statement's conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub operator: String,
    pub key: String,
    pub values: Vec<String>,
}

/// A role that asks, as principals and conditions may name it.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    pub role_arn: &'a str,
    /// `AROA…`; empty where it is not known.
    pub role_id: &'a str,
}

/// What is known of a request, by condition key in lower case; none: known to be absent. A key that is not listed is unknown.
pub type Context<'a> = [(&'a str, Option<&'a str>)];

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
        match self.0.get("Principal") {
            Some(Value::String(text)) if text == "*" => vec![Principal::Anyone],
            Some(Value::Object(kinds)) => kinds
                .iter()
                .flat_map(|(kind, named)| texts(Some(named)).into_iter().map(move |name| principal(kind, name)))
                .collect(),
            _ => Vec::new(),
        }
    }

    pub fn conditions(self) -> Vec<Condition> {
        let operators = self.0.get("Condition").and_then(Value::as_object).into_iter().flatten();
        operators
            .flat_map(|(operator, operands)| {
                operands.as_object().into_iter().flatten().map(move |(key, values)| Condition {
                    operator: operator.clone(),
                    key: key.clone(),
                    values: texts(Some(values)).into_iter().map(str::to_owned).collect(),
                })
            })
            .collect()
    }

    fn covers(self, member: &str, negated: &str, fits: impl Fn(&str) -> bool) -> bool {
        match (self.0.get(member), self.0.get(negated)) {
            (Some(patterns), _) => texts(Some(patterns)).into_iter().any(fits),
            (None, Some(patterns)) => !texts(Some(patterns)).into_iter().any(fits),
            (None, None) => false,
        }
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
    pub fn is(&self, asker: Asker<'_>) -> bool {
        let Principal::Aws(name) = self else { return *self == Principal::Anyone };
        let account = account_of(asker.role_arn);
        let role_name = asker.role_arn.rsplit('/').next().unwrap_or_default();
        let session = name.strip_prefix("arn:").and_then(|rest| rest.split_once(":assumed-role/"));
        name == asker.role_arn
            || name == account
            || (name.ends_with(":root") && account_of(name) == account)
            || (!asker.role_id.is_empty() && name == asker.role_id)
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

impl Condition {
    /// Whether it holds; none where that cannot be told from what is known.
    pub fn holds(&self, context: &Context<'_>) -> Option<bool> {
        let key = self.key.to_lowercase();
        let (_, value) = context.iter().find(|(known, _)| *known == key)?;
        let (operator, if_exists) = match self.operator.strip_suffix("IfExists") {
            Some(operator) => (operator, true),
            None => (self.operator.as_str(), false),
        };
        let operator = operator.trim_start_matches("ForAnyValue:");
        let any = |fits: &dyn Fn(&str, &str) -> bool| value.map(|value| self.values.iter().any(|wanted| fits(wanted, value)));
        let is = |wanted: &str, value: &str| wanted == value;
        let (held, negated) = match operator {
            "StringEquals" => (any(&is), false),
            "StringEqualsIgnoreCase" => (any(&|wanted, value| wanted.eq_ignore_ascii_case(value)), false),
            "StringLike" | "ArnLike" | "ArnEquals" => (any(&matches), false),
            "StringNotEquals" => (any(&is).map(|held| !held), true),
            "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => (any(&matches).map(|held| !held), true),
            _ => return None,
        };
        // An absent key fails what asks for a value, and passes what forbids one.
        Some(held.unwrap_or(if_exists || negated))
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

/// What identity-based policies decide about an action on a resource.
pub fn decide<'a>(policies: impl IntoIterator<Item = &'a Value>, action: &str, resource: &str) -> Decision {
    let covering: Vec<Statement<'_>> = policies
        .into_iter()
        .flat_map(statements)
        .filter(|statement| statement.covers_action(action) && statement.covers_resource(resource))
        .collect();
    let unconditional =
        |allows| covering.iter().any(|statement| statement.allows() == allows && statement.conditions().is_empty());
    if unconditional(false) {
        return Decision::Denied;
    }
    let keys = |allows: bool| {
        let conditions = covering.iter().filter(move |statement| statement.allows() == allows).flat_map(|it| it.conditions());
        conditions.map(|condition| condition.key).collect::<Vec<_>>()
    };
    let denied_if = keys(false);
    match (unconditional(true), denied_if.is_empty()) {
        (true, true) => Decision::Allowed,
        (true, false) => Decision::DependsOn(denied_if),
        (false, _) if covering.iter().any(|statement| statement.allows()) => {
            Decision::DependsOn([keys(true), denied_if].concat())
        }
        (false, _) => Decision::NotAllowed,
    }
}

/// The account in an ARN; empty where there is none.
pub fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}

/// Whether the text is what the pattern says: `*` stands for any letters, `?` for one.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == text[read] => {
                at += 1;
                read += 1;
            }
            // The last star takes one letter more.
            _ => match star {
                None => return false,
                Some((of, from)) => {
                    star = Some((of, from + 1));
                    at = of + 1;
                    read = from + 1;
                }
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
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
    const ASKER: Asker<'_> = Asker { role_arn: ROLE, role_id: "AROALIVING" };

    fn statement(members: Value) -> Value {
        json!({ "Statement": members })
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
            assert_eq!(Principal::Aws(name.into()).is(ASKER), meant, "{name}");
        }
        assert!(Principal::Anyone.is(ASKER) && !Principal::Service("lambda.amazonaws.com".into()).is(ASKER));
        assert!(Principal::Aws("AROADELETED".into()).is_of_the_deleted());
    }

    #[test]
    fn a_single_statement_without_lists_is_read_as_well() {
        let policy = statement(json!({ "Effect": "Allow", "Action": "sts:assumerole", "Resource": ROLE }));
        assert_eq!(decide([&policy], "sts:AssumeRole", ROLE), Decision::Allowed);
        assert_eq!(decide([&policy], "sts:AssumeRole", "arn:aws:iam::1:role/x"), Decision::NotAllowed);
        assert_eq!(decide([&policy], "sts:TagSession", ROLE), Decision::NotAllowed);
    }

    #[test]
    fn a_deny_counts_and_a_condition_is_never_taken_for_a_yes() {
        let allow = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        let deny = json!({ "Effect": "Deny", "NotAction": "iam:*", "Resource": "*" });
        assert_eq!(decide([&statement(json!([allow, deny]))], "sts:AssumeRole", ROLE), Decision::Denied);
        assert_eq!(decide([&statement(json!([allow, deny]))], "iam:GetRole", ROLE), Decision::Allowed);
        let some = json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:X": "true" } } });
        assert_eq!(decide([&statement(some)], "sts:AssumeRole", ROLE), Decision::DependsOn(vec!["aws:X".into()]));
    }

    #[test]
    fn a_condition_holds_fails_or_cannot_be_told() {
        let condition = |operator: &str, key: &str, value: &str| Condition {
            operator: operator.into(),
            key: key.into(),
            values: vec![value.into()],
        };
        let context: &Context<'_> =
            &[("sts:externalid", Some("x")), ("aws:principalarn", Some(ROLE)), ("aws:sourceaccount", None)];
        for (condition, holds) in [
            (condition("StringEquals", "sts:ExternalId", "x"), Some(true)),
            (condition("StringEquals", "sts:ExternalId", "y"), Some(false)),
            (condition("StringNotEquals", "sts:ExternalId", "x"), Some(false)),
            (condition("ArnLike", "aws:PrincipalArn", "arn:aws:iam::222222222222:role/service-role/*"), Some(true)),
            (condition("StringEquals", "AWS:SourceAccount", "1"), Some(false)),
            (condition("StringEqualsIfExists", "AWS:SourceAccount", "1"), Some(true)),
            (condition("StringEquals", "aws:PrincipalOrgID", "o-1"), None),
            (condition("DateLessThan", "sts:ExternalId", "2020"), None),
        ] {
            assert_eq!(condition.holds(context), holds, "{condition:?}");
        }
    }
}
