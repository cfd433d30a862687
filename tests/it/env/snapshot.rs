//! Both accounts as one JSON document that can be compared: without clocks and what only flows through, and with generated ids
//! replaced by what they belong to. A second thing of one name keeps a mark of being the second, so that it is never lost.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Members that move by themselves, of the sandbox's state and of what AWS describes.
const MOVING: [&str; 15] = [
    "clock_shift_milliseconds",
    "random_state",
    "temporary_credentials",
    "created",
    "modified",
    "updated",
    "last_modified",
    "revision_id",
    "policy_revision_id",
    // The demo says it in days before now.
    "temporary_since",
    // Log lines of the invocations that prove the chain: as many as it was asked.
    "streams",
    // Since when a policy is seen everywhere, and what was seen before.
    "changed_at",
    "previous",
    "CreationDate",
    "LastModifiedDate",
];

/// The comparable document of a sandbox's world.
pub fn of(world: &Value) -> Value {
    let mut text = without_moving(world).to_string();
    for (id, name) in generated(world) {
        text = text.replace(&id, &name);
    }
    // The names of users and pools stay as they are, the order of members is not part of what an account holds.
    sorted(&serde_json::from_str(&text).unwrap())
}

fn without_moving(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !MOVING.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), without_moving(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_moving).collect(),
        other => other.clone(),
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<&String, Value> = members.iter().map(|(name, value)| (name, sorted(value))).collect();
            json!(members)
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

/// Ids that the services made up, each with the name that stands for it: `<client acme-web>`, the second one `<client acme-web 2>`.
fn generated(world: &Value) -> Vec<(String, String)> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut ids = Vec::new();
    let mut add = |id: &str, kind: &str, name: &str| {
        let label = format!("{kind} {name}");
        let count = names.entry(label.clone()).and_modify(|count| *count += 1).or_insert(1);
        let name = if *count == 1 { format!("<{label}>") } else { format!("<{label} {count}>") };
        ids.push((id.to_owned(), name));
    };
    for account in members(&world["accounts"]) {
        for role in members(&account["iam"]["roles"]) {
            add(text(role, "role_id"), "role", text(role, "name"));
        }
        for region in members(&account["regions"]) {
            for pool in members(&region["cognito"]["pools"]) {
                add(text(&pool["document"], "Id"), "pool", text(&pool["document"], "Name"));
                for client in members(&pool["clients"]) {
                    add(text(client, "ClientId"), "client", text(client, "ClientName"));
                }
            }
        }
    }
    ids
}

fn members(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_object().into_iter().flat_map(|members| members.values())
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

/// Fails with the members that differ, each with both values.
#[track_caller]
pub fn assert_same(found: &Value, expected: &Value, place: &str) {
    let mut differences = Vec::new();
    compare("", Some(found), Some(expected), &mut differences);
    assert!(differences.is_empty(), "{place}:\n{}", differences.join("\n"));
}

fn compare(path: &str, found: Option<&Value>, expected: Option<&Value>, differences: &mut Vec<String>) {
    match (found, expected) {
        (found, expected) if found == expected => {}
        (Some(Value::Object(found)), Some(Value::Object(expected))) => {
            let mut names: Vec<&String> = found.keys().chain(expected.keys()).collect();
            names.sort();
            names.dedup();
            for name in names {
                compare(&format!("{path}/{name}"), found.get(name), expected.get(name), differences);
            }
        }
        (found, expected) => {
            let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
            differences.push(format!("{path}: {} instead of {}", shown(found), shown(expected)));
        }
    }
}
