//! The record of each change: the intent before the call, the result after it, and what stood there before. Teardown reads nothing
//! else to know what is ours.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::resources::ResourceId;
use crate::resources::change::FieldChange;

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
    pub deed: Deed,
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

/// What is done to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    Create,
    Update,
    /// Teardown: what was made is taken away.
    Delete,
    /// Teardown: what was edited is set back.
    PutBack,
    /// Teardown: the operator decided to leave it as it is; from here on it is theirs.
    Leave,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum EntryResult {
    Done,
    Failed { message: String },
}

/// What a session has to do with a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// It looked, or never came that far: the resource is somebody else's, or not there.
    None,
    /// It made the resource with these members, or may have: there was nothing when it set out to.
    Made { fields: Vec<FieldChange> },
    /// It changed these members of a document that was there before: each with its first value and its last.
    Edited { before: Value, fields: Vec<FieldChange> },
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
    pub fn part(&self, resource: ResourceId) -> Part {
        let of_resource: Vec<&Entry> = self.entries.iter().filter(|entry| entry.resource == resource).collect();
        let ended = of_resource.iter().rposition(|entry| entry.ends() && entry.result == Some(EntryResult::Done));
        let standing = &of_resource[ended.map_or(0, |position| position + 1)..];
        let standing: Vec<&&Entry> = standing.iter().filter(|entry| !entry.ends()).collect();
        match standing.first() {
            None => Part::None,
            Some(first) => match (&first.deed, &first.before) {
                (Deed::Update, Some(before)) => Part::Edited { before: before.clone(), fields: combined(&standing) },
                _ => Part::Made { fields: combined(&standing) },
            },
        }
    }

    /// Whether this session made or changed the resource, or may have.
    pub fn wrote(&self, resource: ResourceId) -> bool {
        self.part(resource) != Part::None
    }
}

impl Entry {
    /// An intent, to be recorded before the call.
    pub fn intent(
        resource: ResourceId,
        deed: Deed,
        name: &str,
        before: Option<Value>,
        fields: Vec<FieldChange>,
        now: Timestamp,
    ) -> Self {
        Self { resource, deed, name: name.to_owned(), intended: now, before, fields, finished: None, result: None }
    }

    fn ends(&self) -> bool {
        matches!(self.deed, Deed::Delete | Deed::PutBack | Deed::Leave)
    }
}

/// Each member once: as it was before the first change of it, and after the last.
fn combined(entries: &[&&Entry]) -> Vec<FieldChange> {
    let mut combined: Vec<FieldChange> = Vec::new();
    for field in entries.iter().flat_map(|entry| &entry.fields) {
        match combined.iter_mut().find(|known| known.path == field.path) {
            Some(known) => known.after.clone_from(&field.after),
            None => combined.push(field.clone()),
        }
    }
    combined
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(deed: Deed, before: Option<Value>, result: Option<EntryResult>) -> Entry {
        let fields = vec![FieldChange { path: "X".into(), before: Some(json!("old")), after: Some(json!("new")) }];
        let mut entry = Entry::intent(ResourceId::Trigger, deed, "pool", before, fields, Timestamp::UNIX_EPOCH);
        entry.result = result;
        entry
    }

    fn journal(entries: Vec<Entry>) -> Journal {
        Journal { entries }
    }

    #[test]
    fn a_create_whose_answer_never_came_counts_as_made() {
        assert!(matches!(journal(vec![entry(Deed::Create, None, None)]).part(ResourceId::Trigger), Part::Made { .. }));
    }

    #[test]
    fn what_was_taken_away_is_no_longer_ours() {
        let entries =
            vec![entry(Deed::Create, None, Some(EntryResult::Done)), entry(Deed::Delete, None, Some(EntryResult::Done))];
        assert_eq!(journal(entries).part(ResourceId::Trigger), Part::None);
    }

    #[test]
    fn a_removal_whose_answer_never_came_still_stands() {
        let entries = vec![entry(Deed::Create, None, Some(EntryResult::Done)), entry(Deed::Delete, None, None)];
        assert!(matches!(journal(entries).part(ResourceId::Trigger), Part::Made { .. }));
    }

    #[test]
    fn an_edit_remembers_the_first_value_over_several_changes() {
        let mut second = entry(Deed::Update, Some(json!({ "X": "new" })), Some(EntryResult::Done));
        second.fields[0] = FieldChange { path: "X".into(), before: Some(json!("new")), after: Some(json!("newer")) };
        let entries = vec![entry(Deed::Update, Some(json!({ "X": "old" })), Some(EntryResult::Done)), second];
        let fields = vec![FieldChange { path: "X".into(), before: Some(json!("old")), after: Some(json!("newer")) }];
        assert_eq!(journal(entries).part(ResourceId::Trigger), Part::Edited { before: json!({ "X": "old" }), fields });
    }

    #[test]
    fn a_resource_that_was_only_looked_at_is_nobodys_business() {
        assert_eq!(journal(Vec::new()).part(ResourceId::Trigger), Part::None);
    }
}
