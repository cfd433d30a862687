//! The plan as text: Terraform's signs, every field, the whole policy documents.

use serde_json::Value;

use super::direction;
use super::plan::Plan;
use crate::model::change::{Change, ChangeAction, FieldChange};
use crate::text::{printable, printable_lines, readable_json};

/// The plan as the plain command prints it and the wizard copies it.
pub fn text(plan: &Plan) -> String {
    let [from, to] = direction::lines(&plan.spec);
    let mut lines = vec![format!("Users move   {from}"), format!("             {to}")];
    lines.extend(direction::in_common(&plan.spec).map(|both| format!("             {both}")));
    lines.extend(plan.spec.user_mapping.notes().iter().map(|note| format!("attributes   {}", printable(note))));
    lines.push(String::new());
    for change in &plan.changes {
        lines.extend(change_lines(change, plan));
        lines.push(String::new());
    }
    lines.push(summary(plan));
    lines.join("\n")
}

/// `Plan: 6 to create, 2 to update, 0 unchanged.`, or that there is nothing to do.
pub fn summary(plan: &Plan) -> String {
    let unchanged = plan.count(ChangeAction::Adopt) + plan.count(ChangeAction::Keep);
    let conflicts = plan.count(ChangeAction::Conflict);
    if !plan.has_changes() && conflicts == 0 {
        return "No changes. Everything is up to date.".into();
    }
    let mut summary = format!(
        "Plan: {} to create, {} to update, {unchanged} unchanged",
        plan.count(ChangeAction::Create),
        plan.count(ChangeAction::Update)
    );
    if conflicts > 0 {
        summary.push_str(&format!(", {conflicts} to decide"));
    }
    match plan.warnings() {
        0 => {}
        1 => summary.push_str(", 1 warning"),
        warnings => summary.push_str(&format!(", {warnings} warnings")),
    }
    summary + "."
}

/// One change in full.
pub fn change_lines(change: &Change, plan: &Plan) -> Vec<String> {
    let side = change.resource.side();
    let place = match side {
        crate::aws::Side::Source => &plan.spec.source,
        crate::aws::Side::Destination => &plan.spec.destination,
    };
    let mut lines = vec![
        format!("{} {} in {side} account {}", change.action.sign(), printable(&change.name), place.account),
        format!("    {}", change.why),
    ];
    match change.action {
        ChangeAction::Create => lines.extend(members(change)),
        ChangeAction::Update => lines.extend(change.fields.iter().flat_map(field_lines)),
        ChangeAction::Adopt => lines.push("    It is there and matches: used as it is.".into()),
        ChangeAction::Keep => lines.push("    As it must be.".into()),
        ChangeAction::Conflict => {}
    }
    lines.extend(left_behind(change));
    lines.extend(change.warnings.iter().flat_map(|warning| block("    ! ", &printable_lines(warning))));
    if let Some(conflict) = &change.conflict {
        lines.push(format!("    {}", printable(&conflict.found)));
        lines.push(format!("    {}", conflict.alternative));
        if conflict.replaceable {
            lines.push(format!("    To replace it, knowing what it is: --replace {}", change.resource.key()));
            lines.extend(change.fields.iter().flat_map(field_lines));
        }
    }
    lines
}

fn members(change: &Change) -> Vec<String> {
    let members = change.after.as_object().into_iter().flatten();
    members.flat_map(|(member, value)| block(&format!("    + {member}: "), &pretty(value))).collect()
}

/// A table of what the source has and this does not get.
fn left_behind(change: &Change) -> Vec<String> {
    let members = change.left_behind.iter().map(|left| printable(&left.member).chars().count());
    let Some(width) = members.max() else { return Vec::new() };
    let rows =
        change.left_behind.iter().map(|left| format!("      {:<width$}  {}", printable(&left.member), printable(&left.why)));
    std::iter::once("    Stays behind in the source:".to_owned()).chain(rows).collect()
}

/// One field: from what to what.
pub fn field_lines(field: &FieldChange) -> Vec<String> {
    let path = printable(&field.path);
    match (&field.before, &field.after) {
        (None | Some(Value::Null), Some(after)) => block(&format!("    + {path}: "), &pretty(after)),
        (Some(before), None) => block(&format!("    - {path}: "), &pretty(before)),
        (before, after) => {
            let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".into(), pretty);
            let mut lines = vec![format!("    ~ {path}")];
            lines.extend(block("      - ", &value(before)));
            lines.extend(block("      + ", &value(after)));
            lines
        }
    }
}

/// The text behind its label, further lines indented under it.
fn block(label: &str, text: &str) -> Vec<String> {
    let indent = " ".repeat(label.len().min(6));
    let lines = text.lines().enumerate();
    lines.map(|(number, line)| if number == 0 { format!("{label}{line}") } else { format!("{indent}{line}") }).collect()
}

fn pretty(value: &Value) -> String {
    printable_lines(&readable_json(value))
}
