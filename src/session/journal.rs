//! The record of each change: the intent before the call, the result after it, and what stood there before. Teardown reads nothing
//! else to know what is ours.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::change::{FieldChange, ResourceOperation, below, set_member_at};
use crate::model::resource_id::ResourceId;

/// All changes, in the order in which they were intended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Journal {
    entries: Vec<Entry>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub resource: ResourceId,
    #[serde(rename = "deed")]
    pub operation: ResourceOperation,
    /// What it is called in its account.
    pub name: String,
    pub intended: Timestamp,
    /// The document before, verbatim; none where there was nothing.
    pub before: Option<Value>,
    /// The members that the call is about to write.
    #[serde(default)]
    pub fields: Vec<FieldChange>,
    /// When the call was answered; none: unknown, look before acting.
    pub finished: Option<Timestamp>,
    pub result: Option<EntryResult>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum EntryResult {
    Done,
    /// Carried out: the member is as it was to be. But the call changed more than that.
    Unintended {
        message: String,
    },
    Failed {
        message: String,
    },
}

/// What a session has to do with a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Ownership {
    /// It looked, or never came that far: the resource is somebody else's, or not there.
    None,
    /// It made the resource with these members, or may have: there was nothing when it set out to.
    Created { fields: Vec<FieldChange> },
    /// It changed these members of a document that was there before: each with its first value and its last.
    Modified { before: Value, fields: Vec<FieldChange> },
}

impl Journal {
    /// Records what is about to be done. Save before doing it.
    pub fn intend(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Records how the last intent came out.
    pub fn finish(&mut self, result: EntryResult, now: Timestamp) {
        if let Some(entry) = self.entries.last_mut() {
            entry.finished = Some(now);
            entry.result = Some(result);
        }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What this session has to do with the resource now. An intent whose result is unknown counts: its call may have arrived.
    pub fn ownership(&self, resource: ResourceId) -> Ownership {
        let of_resource: Vec<&Entry> = self.entries.iter().filter(|entry| entry.resource == resource).collect();
        let ended = of_resource.iter().rposition(|entry| entry.ends() && entry.result == Some(EntryResult::Done));
        let standing = &of_resource[ended.map_or(0, |position| position + 1)..];
        let standing: Vec<&&Entry> = standing.iter().filter(|entry| !entry.ends()).collect();
        match standing.first() {
            None => Ownership::None,
            Some(first) => match (&first.operation, &first.before) {
                (ResourceOperation::Update, Some(before)) => {
                    Ownership::Modified { before: before.clone(), fields: combined(&standing) }
                }
                _ => Ownership::Created { fields: combined(&standing) },
            },
        }
    }

    /// When the creation of it was begun whose answer is not on record.
    pub fn creation_under_way(&self, resource: ResourceId) -> Option<Timestamp> {
        let last = self.entries.iter().rfind(|entry| entry.resource == resource)?;
        (last.operation == ResourceOperation::Create && last.finished.is_none()).then_some(last.intended)
    }

    /// Whether this session made or changed the resource, or may have.
    pub fn wrote(&self, resource: ResourceId) -> bool {
        self.ownership(resource) != Ownership::None
    }
}

impl Entry {
    /// An intent, to be recorded before the call.
    pub fn intent(
        resource: ResourceId,
        operation: ResourceOperation,
        name: &str,
        before: Option<Value>,
        fields: Vec<FieldChange>,
        now: Timestamp,
    ) -> Self {
        Self { resource, operation, name: name.to_owned(), intended: now, before, fields, finished: None, result: None }
    }

    fn ends(&self) -> bool {
        matches!(self.operation, ResourceOperation::Delete | ResourceOperation::Revert | ResourceOperation::Leave)
    }
}

/// Each member once: as it was before the first change of it, and after the last. A later change of a part of a member, or of a
/// whole of which parts were changed, counts as one of the member that was changed first.
fn combined(entries: &[&&Entry]) -> Vec<FieldChange> {
    let mut combined: Vec<FieldChange> = Vec::new();
    for field in entries.iter().flat_map(|entry| &entry.fields) {
        if let Some(known) = combined.iter_mut().find(|known| known.path == field.path) {
            known.after.clone_from(&field.after);
        } else if let Some((known, rest)) =
            combined.iter_mut().find_map(|known| below(&field.path, &known.path).map(|rest| (known, rest)))
        {
            set_member_at(known.after.get_or_insert(Value::Null), rest, field.after.clone());
        } else {
            let mut whole = field.clone();
            for part in combined.extract_if(.., |known| below(&known.path, &field.path).is_some()) {
                if let (Some(rest), Some(before)) = (below(&part.path, &field.path), whole.before.as_mut()) {
                    set_member_at(before, rest, part.before);
                }
            }
            combined.push(whole);
        }
    }
    combined
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(operation: ResourceOperation, before: Option<Value>, result: Option<EntryResult>) -> Entry {
        let fields = vec![FieldChange { path: "X".into(), before: Some(json!("old")), after: Some(json!("new")) }];
        let mut entry = Entry::intent(ResourceId::Trigger, operation, "pool", before, fields, Timestamp::UNIX_EPOCH);
        entry.result = result;
        entry
    }

    fn journal(entries: Vec<Entry>) -> Journal {
        Journal { entries }
    }

    #[test]
    fn a_create_whose_answer_never_came_counts_as_made() {
        assert!(matches!(
            journal(vec![entry(ResourceOperation::Create, None, None)]).ownership(ResourceId::Trigger),
            Ownership::Created { .. }
        ));
    }

    #[test]
    fn what_was_taken_away_is_no_longer_ours() {
        let entries = vec![
            entry(ResourceOperation::Create, None, Some(EntryResult::Done)),
            entry(ResourceOperation::Delete, None, Some(EntryResult::Done)),
        ];
        assert_eq!(journal(entries).ownership(ResourceId::Trigger), Ownership::None);
    }

    #[test]
    fn a_removal_whose_answer_never_came_still_stands() {
        let entries =
            vec![entry(ResourceOperation::Create, None, Some(EntryResult::Done)), entry(ResourceOperation::Delete, None, None)];
        assert!(matches!(journal(entries).ownership(ResourceId::Trigger), Ownership::Created { .. }));
    }

    #[test]
    fn an_edit_remembers_the_first_value_over_several_changes() {
        let mut second = entry(ResourceOperation::Update, Some(json!({ "X": "new" })), Some(EntryResult::Done));
        second.fields[0] = FieldChange { path: "X".into(), before: Some(json!("new")), after: Some(json!("newer")) };
        let entries = vec![entry(ResourceOperation::Update, Some(json!({ "X": "old" })), Some(EntryResult::Done)), second];
        let fields = vec![FieldChange { path: "X".into(), before: Some(json!("old")), after: Some(json!("newer")) }];
        assert_eq!(
            journal(entries).ownership(ResourceId::Trigger),
            Ownership::Modified { before: json!({ "X": "old" }), fields }
        );
    }

    #[test]
    fn a_part_that_changed_later_is_part_of_what_was_written_first() {
        let field =
            |path: &str, before: Option<Value>, after: Value| FieldChange { path: path.into(), before, after: Some(after) };
        let mut made = entry(ResourceOperation::Create, None, Some(EntryResult::Done));
        made.fields = vec![field("Trust.Statement", None, json!([{ "Condition": { "sts:ExternalId": "first" } }]))];
        let mut mended = entry(ResourceOperation::Update, Some(json!({})), Some(EntryResult::Done));
        let path = "Trust.Statement[0].Condition.sts:ExternalId";
        mended.fields = vec![field(path, Some(json!("first")), json!("second"))];
        let fields = vec![field("Trust.Statement", None, json!([{ "Condition": { "sts:ExternalId": "second" } }]))];
        assert_eq!(journal(vec![made, mended]).ownership(ResourceId::Trigger), Ownership::Created { fields });
    }

    #[test]
    fn a_whole_that_changed_after_one_of_its_parts_has_the_first_value_of_that_part() {
        let change =
            |path: &str, before: Value, after: Value| FieldChange { path: path.into(), before: Some(before), after: Some(after) };
        let mut part = entry(ResourceOperation::Update, Some(json!({ "A": { "B": 1, "C": 2 } })), Some(EntryResult::Done));
        part.fields = vec![change("A.B", json!(1), json!(3))];
        let mut whole = entry(ResourceOperation::Update, Some(json!({ "A": { "B": 3, "C": 2 } })), Some(EntryResult::Done));
        whole.fields = vec![change("A", json!({ "B": 3, "C": 2 }), json!([]))];
        let fields = vec![change("A", json!({ "B": 1, "C": 2 }), json!([]))];
        let before = json!({ "A": { "B": 1, "C": 2 } });
        assert_eq!(journal(vec![part, whole]).ownership(ResourceId::Trigger), Ownership::Modified { before, fields });
    }

    #[test]
    fn a_resource_that_was_only_looked_at_is_nobodys_business() {
        assert_eq!(journal(Vec::new()).ownership(ResourceId::Trigger), Ownership::None);
    }
}
