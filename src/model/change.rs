//! A change: what one resource is, what it shall be, and what has to be done for that. Pure.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use crate::diff::FieldChange;
use crate::model::resource_id::ResourceId;

/// What the plan does with one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeAction {
    /// It is not there: made.
    Create,
    /// It is there and differs: the fields shown are changed.
    Update,
    /// It is there, matches, and was not made by this session: used as it is, left alone at teardown.
    Adopt,
    /// This session made it and it is as it must be.
    Keep,
    /// Something of someone else's stands in its place: nothing happens until the operator chooses.
    Conflict,
}

impl ChangeAction {
    /// Terraform's signs.
    pub fn sign(self) -> char {
        match self {
            ChangeAction::Create => '+',
            ChangeAction::Update => '~',
            ChangeAction::Adopt | ChangeAction::Keep => '=',
            ChangeAction::Conflict => '!',
        }
    }

    /// Whether applying it calls a write operation.
    pub fn writes(self) -> bool {
        matches!(self, ChangeAction::Create | ChangeAction::Update)
    }
}

/// What is done to a resource; the journal keeps it, under the names that it has always had there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceOperation {
    Create,
    Update,
    /// Teardown: what was created is deleted.
    Delete,
    /// What was edited gets back its recorded values: our field (teardown), or the whole document (restore).
    #[serde(rename = "put-back")]
    Revert,
    /// Teardown: the operator decided to leave it as it is; from here on it is theirs.
    Leave,
}

/// One resource's line in the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub resource: ResourceId,
    pub action: ChangeAction,
    /// What it is called in its account: `role cognito-ferry-acme-source`.
    pub name: String,
    /// Why the migration needs it, in a sentence.
    pub why: String,
    /// The document as it stands, where there is one.
    pub before: Option<Value>,
    /// The document as it shall be; values of resources still to be made read `(known after apply)`.
    pub after: Value,
    /// The difference, field by field.
    pub fields: Vec<FieldChange>,
    /// For [`ChangeAction::Conflict`]: what stands there, and what can be done about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Conflict>,
    /// What the source has and this does not get, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_behind: Vec<LeftBehind>,
    /// What the operator must know beside the change itself: a sentence, then lines to copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// The member at a dotted path, as [`FieldChange::path`] writes it. Members whose names hold dots themselves are found too.
pub fn member_at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(document);
    }
    match document {
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let rest = path.strip_prefix(name.as_str())?;
            match rest.as_bytes().first() {
                None => Some(value),
                Some(b'.') => member_at(value, &rest[1..]),
                Some(b'[') => member_at(value, rest),
                Some(_) => None,
            }
        }),
        Value::Array(items) => {
            let (position, rest) = path.strip_prefix('[')?.split_once(']')?;
            member_at(items.get(position.parse::<usize>().ok()?)?, rest.strip_prefix('.').unwrap_or(rest))
        }
        _ => None,
    }
}

/// Sets the member at a dotted path, or takes it out; what is missing on the way is made. A list must have the element already.
pub fn set_member_at(document: &mut Value, path: &str, value: Option<Value>) {
    if path.is_empty() {
        *document = value.unwrap_or(Value::Null);
        return;
    }
    if let Value::Array(items) = document {
        let Some((position, rest)) = path.strip_prefix('[').and_then(|path| path.split_once(']')) else { return };
        let item = position.parse::<usize>().ok().and_then(|position| items.get_mut(position));
        if let Some(item) = item {
            set_member_at(item, rest.strip_prefix('.').unwrap_or(rest), value);
        }
        return;
    }
    if !document.is_object() {
        *document = Value::Object(Map::new());
    }
    let Value::Object(members) = document else { return };
    // A member whose name holds dots itself is found before a path is taken apart.
    let known = members.keys().find(|name| path == name.as_str() || below(path, name).is_some()).cloned();
    let name = known.unwrap_or_else(|| path.split(['.', '[']).next().unwrap_or(path).to_owned());
    match (below(path, &name), value) {
        (Some(rest), value) => {
            let rest = rest.to_owned();
            set_member_at(members.entry(name).or_insert(Value::Null), &rest, value);
        }
        (None, Some(value)) => drop(members.insert(name, value)),
        (None, None) => drop(members.shift_remove(&name)),
    }
}

/// The rest of a path below one of its ancestors; none where it is not one.
pub fn below<'a>(path: &'a str, ancestor: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(ancestor)?;
    match rest.as_bytes().first()? {
        b'.' => Some(&rest[1..]),
        b'[' => Some(rest),
        _ => None,
    }
}

impl FieldChange {
    /// What a person calls a field whose difference breaks the chain.
    pub fn plain_name(&self) -> Option<&'static str> {
        const NAMES: [(&str, &str); 9] = [
            ("sts:ExternalId", "external id"),
            ("OLD_EXTERNAL_ID", "external id"),
            ("AssumeRolePolicyDocument", "trust policy"),
            ("InlinePolicies", "permissions"),
            ("PolicyDocument", "permissions"),
            ("CodeSha256", "the function's code"),
            ("ExplicitAuthFlows", "authentication flows"),
            ("LambdaConfig.UserMigration", "trigger"),
            ("SourceArn", "the pool that may invoke"),
        ];
        NAMES.iter().find(|(part, _)| self.path.contains(part)).map(|(_, name)| *name)
    }
}

/// Something of someone else's, and the choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What stands there: "The pool already has a UserMigration trigger: arn:…".
    pub found: String,
    /// Whether the operator may decide to replace it (its value is recorded and put back at teardown).
    pub replaceable: bool,
    /// What else can be done: "Choose another role name (--source-role-name)."
    pub alternative: String,
}

/// A member of the source that the new one does not get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftBehind {
    /// Dotted, as Describe names it.
    pub member: String,
    pub why: String,
}

impl LeftBehind {
    pub fn new(member: impl Into<String>, why: impl Into<String>) -> Self {
        Self { member: member.into(), why: why.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_found_through_lists_and_names_with_dots() {
        let document = json!({ "Statement": [{ "Effect": "Allow" }], "Tags": { "team.name": "identity" }, "A": { "B": 1 } });
        assert_eq!(member_at(&document, "Statement[0].Effect"), Some(&json!("Allow")));
        assert_eq!(member_at(&document, "Tags.team.name"), Some(&json!("identity")));
        assert_eq!(member_at(&document, "A.B"), Some(&json!(1)));
        assert_eq!(member_at(&document, "A.C"), None);
        assert_eq!(member_at(&document, "Statement[1].Effect"), None);
    }
}
