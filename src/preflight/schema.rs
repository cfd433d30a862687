//! The destination's attributes against the source's: what a migrated user brings must fit (facts §7).

use serde_json::{Map, Value};

use super::facts::{Facts, Subject};
use crate::aws::Side;
use crate::aws::document::text;
use crate::check::builder::{check, listed};
use crate::check::finding::Check;
use crate::model::place::Place;
use crate::model::schema_attribute;
use crate::model::user_options::{GROUPS_MARK, LEGACY_SUB, Memberships};

/// AddCustomAttributes takes so many at once.
const AT_ONCE: usize = 25;
/// A pool has so many custom attributes at most (facts §7).
const CUSTOM_AT_MOST: usize = 50;

const CHECKS: [(&str, &str); 6] = [
    ("schema.missing", "every attribute of the source is in the destination's schema"),
    ("schema.types", "attributes have the same type"),
    ("schema.mutability", "attributes that can be changed in the source can be changed in the destination"),
    ("schema.lengths", "the source's values fit the destination's limits"),
    ("schema.required", "attributes that the destination requires are required in the source"),
    ("schema.room", "room for the attributes that the migration adds"),
];

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let (source, destination) = (facts.source.as_ref()?, facts.destination.as_ref()?);
    Some(match (&source.pool, &destination.pool) {
        // A pool that is made like the source's has its schema.
        (Ok(old), _) if subject.new_pool().is_some() => vec![room(subject, old)],
        (Ok(old), Ok(new)) => {
            let mut checks = between(old, new, subject.place(Side::Destination));
            checks.push(room(subject, new));
            checks
        }
        (Err(_), _) if subject.new_pool().is_some() => vec![check(CHECKS[5].0, CHECKS[5].1).depends_on("source-pool.exists")],
        (Err(_), _) => all_depend_on("source-pool.exists"),
        (_, Err(_)) => all_depend_on("destination-pool.exists"),
    })
}

/// The schemas of two pools; `place` is the destination's.
pub fn between(source: &Value, destination: &Value, place: &Place) -> Vec<Check> {
    let (old, new) = (attributes(source), attributes(destination));
    let both = || old.iter().filter_map(|(name, old)| new.get(name).map(|new| (name.as_str(), old, new)));
    let recreate = "Attributes are fixed once made: choose another destination pool, or let one be made like the source's: --new-pool-name NAME";
    let differing = |index: usize, differ: &dyn Fn(&Value, &Value) -> Option<String>, fatal: bool, remedy: &str| {
        let (id, title) = CHECKS[index];
        let found: Vec<String> =
            both().filter_map(|(name, old, new)| differ(old, new).map(|what| format!("{name}: {what}"))).collect();
        match (found.is_empty(), fatal) {
            (true, _) => check(id, title).pass(vec![format!("compared: {}", both().count())]),
            (false, true) => check(id, title).fail(found, remedy),
            (false, false) => check(id, title).warn(found, remedy),
        }
    };
    vec![
        missing(&old, &new, place),
        differing(1, &types, true, recreate),
        differing(2, &mutability, false, "Such an attribute can be set by the migration and never changed after."),
        differing(3, &lengths, true, &format!("A value outside the limits makes the user's migration fail. {recreate}")),
        required(&old, &new, recreate),
    ]
}

fn all_depend_on(other: &str) -> Vec<Check> {
    CHECKS.iter().map(|(id, title)| check(*id, *title).depends_on(other)).collect()
}

/// By name; without `sub`, which each pool gives anew, and `identities`, which belongs to federated users.
fn attributes(pool: &Value) -> Map<String, Value> {
    let schema = pool.get("SchemaAttributes").and_then(Value::as_array).into_iter().flatten();
    schema
        .map(|attribute| (text(attribute, "Name").to_owned(), attribute.clone()))
        .filter(|(name, _)| !matches!(name.as_str(), "" | "sub" | "identities"))
        .collect()
}

fn missing(old: &Map<String, Value>, new: &Map<String, Value>, place: &Place) -> Check {
    let (id, title) = CHECKS[0];
    let absent: Vec<(&String, &Value)> = old.iter().filter(|(name, _)| !new.contains_key(*name)).collect();
    if absent.is_empty() {
        return check(id, title).pass(vec![format!("attributes of the source: {}, all there", old.len())]);
    }
    let evidence = absent.iter().map(|(name, attribute)| format!("{name}: {}, missing", text(attribute, "AttributeDataType")));
    let mut evidence: Vec<String> = evidence.collect();
    let custom: Vec<Value> =
        absent.iter().filter_map(|(name, attribute)| schema_attribute::definition(name, attribute)).collect();
    if custom.is_empty() {
        return check(id, title).warn(evidence, "Standard attributes that Cognito has come to know since that pool was made cannot be added: a user who has one cannot be migrated with it.");
    }
    let commands: Vec<String> = custom.chunks(AT_ONCE).map(|some| schema_attribute::addition(place, some).to_string()).collect();
    let standing = new.keys().filter(|name| name.contains("custom:")).count();
    if standing + custom.len() > CUSTOM_AT_MOST {
        evidence.push(format!("custom attributes: {standing} there, {} missing, {CUSTOM_AT_MOST} at most", custom.len()));
        return check(id, title).fail(evidence, "They do not all fit. Leave some behind: --map-attribute SOURCE= (nothing after the sign), or give two of them one name.");
    }
    evidence.push(format!(
        "to be added to {} of account {}, knowing that an attribute can never be changed or removed",
        place.pool_id, place.account
    ));
    check(id, title).fail(evidence, commands.join("\n"))
}

/// `pool` is the destination's, or the one that a new pool is modelled on.
fn room(subject: &Subject, pool: &Value) -> Check {
    let builder = check(CHECKS[5].0, CHECKS[5].1);
    let there = attributes(pool);
    let standing = there.keys().filter(|name| name.contains("custom:")).count();
    let users = &subject.options().users;
    let wanted = [(LEGACY_SUB, users.legacy_sub), (GROUPS_MARK, users.groups == Memberships::FirstSignIn)];
    let added: Vec<String> = wanted
        .iter()
        .filter(|(name, wanted)| *wanted && !there.contains_key(*name))
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let evidence = vec![format!("custom attributes: {standing} there, {CUSTOM_AT_MOST} at most"), listed("to be added", &added)];
    match standing + added.len() > CUSTOM_AT_MOST {
        false => builder.pass(evidence),
        true => builder.fail(
            evidence,
            "Cognito refuses them, and nothing makes room: no attribute can be removed. Do without: --legacy-sub no, --groups sweep. Or choose another destination pool.",
        ),
    }
}

fn types(old: &Value, new: &Value) -> Option<String> {
    let (old, new) = (text(old, "AttributeDataType"), text(new, "AttributeDataType"));
    (old != new).then(|| format!("{old} in the source, {new} in the destination"))
}

fn mutability(old: &Value, new: &Value) -> Option<String> {
    let mutable = |attribute: &Value| attribute.get("Mutable").and_then(Value::as_bool).unwrap_or(true);
    (mutable(old) && !mutable(new)).then(|| "Mutable in the source, not in the destination".to_owned())
}

/// A limit is tighter in the destination. Where only the destination has one, the source's values may break it.
fn lengths(old: &Value, new: &Value) -> Option<String> {
    let limits = [
        ("StringAttributeConstraints", "MinLength", false),
        ("StringAttributeConstraints", "MaxLength", true),
        ("NumberAttributeConstraints", "MinValue", false),
        ("NumberAttributeConstraints", "MaxValue", true),
    ];
    let tighter: Vec<String> = limits
        .iter()
        .filter_map(|(group, member, upper)| {
            let number = |attribute: &Value| {
                let limit = attribute.get(*group)?.get(*member)?;
                limit.as_str().map_or_else(|| limit.as_f64(), |text| text.parse().ok())
            };
            let new_limit: f64 = number(new)?;
            let old_limit = number(old);
            // No value is longer than this, and none shorter than nothing (facts §7).
            let allowed = old_limit.unwrap_or(match (*group, upper) {
                ("StringAttributeConstraints", true) => 2048.0,
                ("StringAttributeConstraints", false) => 0.0,
                (_, true) => f64::INFINITY,
                (_, false) => f64::NEG_INFINITY,
            });
            let breaks = if *upper { new_limit < allowed } else { new_limit > allowed };
            let shown = old_limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string());
            breaks.then(|| format!("{member} {shown} in the source, {new_limit} in the destination"))
        })
        .collect();
    (!tighter.is_empty()).then(|| tighter.join("; "))
}

fn required(old: &Map<String, Value>, new: &Map<String, Value>, recreate: &str) -> Check {
    let (id, title) = CHECKS[4];
    let is = |attribute: Option<&Value>| attribute.and_then(|attribute| attribute.get("Required")?.as_bool()).unwrap_or_default();
    let found: Vec<String> = new
        .iter()
        .filter(|(name, attribute)| is(Some(*attribute)) && !is(old.get(*name)))
        .map(|(name, _)| format!("{name}: required in the destination, not in the source"))
        .collect();
    match found.is_empty() {
        true => check(id, title).pass(vec!["required in the destination alone: none".into()]),
        false => check(id, title).fail(
            found,
            format!("A user without a value for it cannot be migrated. Give every user of the source one. {recreate}"),
        ),
    }
}
