//! What one resource has become since it was left: member by member what was recorded, what is wanted and what is found, and what the
//! known kinds of drift mean. Pure.

use serde_json::Value;

use crate::aws::document::difference::Document;
use crate::check::finding::Drift;
use crate::model::change::{FieldChange, below, member_at};
use crate::session::journal::Ownership;

/// The members that differ, but for what AWS settled by itself.
pub fn of(found: &Value, wanted: &Value, document: Document, part: &Ownership) -> Vec<Drift> {
    let recorded = match part {
        Ownership::None => &[][..],
        Ownership::Created { fields } | Ownership::Modified { fields, .. } => fields,
    };
    let drift = |field: FieldChange| Drift {
        recorded: written(recorded, &field.path).cloned(),
        path: field.path,
        wanted: field.after,
        found: field.before,
    };
    document.compare(Some(found), Some(wanted)).changes.into_iter().map(drift).collect()
}

/// What the session wrote at this path, by itself or as a part of something.
fn written<'a>(recorded: &'a [FieldChange], path: &str) -> Option<&'a Value> {
    recorded.iter().find_map(|field| match field.path == path {
        true => field.after.as_ref(),
        false => member_at(field.after.as_ref()?, below(path, &field.path)?),
    })
}

/// The three values under each other, so that they can be compared letter by letter, and what the difference means.
pub fn lines(drift: &Drift) -> Vec<String> {
    let Drift { path, recorded, wanted, found } = drift;
    let field = FieldChange { path: path.clone(), before: found.clone(), after: wanted.clone() };
    let mut lines = vec![match field.plain_name() {
        Some(name) => format!("{name}: {path}"),
        None => path.clone(),
    }];
    let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".into(), Value::to_string);
    lines.extend(
        [("recorded", recorded), ("wanted", wanted), ("found", found)]
            .map(|(what, value)| format!("  {what:<8}  {}", shown(value))),
    );
    lines.extend(meaning(drift).map(|meaning| format!("  {meaning}")));
    lines
}

/// What a difference means where it has a meaning beyond itself.
pub fn meaning(drift: &Drift) -> Option<String> {
    if let Some(id) = drift.found.as_ref().and_then(bare_id) {
        return Some(format!(
            "{id} is the id of a role that is gone: it was deleted, and a new role of the same name has a different id. No function can assume this role until the trust policy is written again."
        ));
    }
    let (wanted, found) = (texts(drift.wanted.as_ref())?, texts(drift.found.as_ref())?);
    if !drift.path.ends_with(".Action") && !drift.path.ends_with(".Resource") {
        return None;
    }
    let only = |these: &[&str], those: &[&str]| {
        let only: Vec<&str> = these.iter().filter(|text| !those.contains(text)).copied().collect();
        (!only.is_empty()).then(|| only.join(", "))
    };
    let narrow = only(&wanted, &found).map(|lacking| format!("too narrow, lacks: {lacking}"));
    let wide = only(&found, &wanted).map(|surplus| format!("wider than planned, has also: {surplus}"));
    Some([narrow, wide].into_iter().flatten().collect::<Vec<_>>().join("; "))
}

/// A role or user that IAM shows by its id alone, because nobody has that id any more (facts §4.2).
fn bare_id(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| (text.starts_with("AROA") || text.starts_with("AIDA")) && !text.contains(':'))
}

fn texts(value: Option<&Value>) -> Option<Vec<&str>> {
    match value? {
        Value::String(text) => Some(vec![text]),
        Value::Array(items) => items.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::policy;
    use serde_json::json;

    fn role(actions: &[&str]) -> Value {
        json!({ "InlinePolicies": { "p": policy::allow("S", actions, "arn:pool") } })
    }

    #[test]
    fn a_policy_is_told_as_too_narrow_or_wider() {
        let wanted = role(&["a:Get", "a:Try"]);
        let told = |found: &[&str]| {
            of(&role(found), &wanted, Document::Ours, &Ownership::None).iter().flat_map(lines).collect::<Vec<_>>().join("\n")
        };
        assert!(told(&["a:Get"]).contains("too narrow, lacks: a:Try"), "{}", told(&["a:Get"]));
        let both = told(&["a:Get", "a:*"]);
        assert!(both.contains("too narrow, lacks: a:Try; wider than planned, has also: a:*"), "{both}");
        assert_eq!(told(&["a:Try", "a:Get"]), "");
    }

    #[test]
    fn what_was_recorded_is_found_in_the_whole_that_was_written() {
        let fields = vec![FieldChange { path: "Trust".into(), before: None, after: Some(json!({ "Id": "ours" })) }];
        let part = Ownership::Created { fields };
        let drift = of(&json!({ "Trust": { "Id": "theirs" } }), &json!({ "Trust": { "Id": "wanted" } }), Document::Ours, &part);
        assert_eq!(drift[0].recorded, Some(json!("ours")));
        assert_eq!(lines(&drift[0]), ["Trust.Id", "  recorded  \"ours\"", "  wanted    \"wanted\"", "  found     \"theirs\""]);
    }
}
