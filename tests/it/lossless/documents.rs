//! Documents made up from the public API model (model.json, written by model.py from botocore): every member present or absent, at
//! every depth, with members that nobody knows yet mixed in.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

static MODEL: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("model.json")).unwrap());

/// The members of a shape of the model.
pub fn members(shape: &str) -> BTreeSet<String> {
    MODEL[shape].as_object().unwrap().keys().cloned().collect()
}

/// A document of this shape.
pub fn document(shape: &str) -> BoxedStrategy<Value> {
    structure(MODEL[shape].as_object().unwrap(), &Value::Null, true)
}

/// A document of those members of a shape that an update takes.
pub fn settings(shape: &str, update: &str) -> BoxedStrategy<Value> {
    let (of, taken) = (MODEL[shape].as_object().unwrap(), MODEL[update].as_object().unwrap());
    let settings = of.iter().filter(|(name, _)| taken.contains_key(*name)).map(|(name, shape)| (name.clone(), shape.clone()));
    structure(&settings.collect(), &Value::Null, true)
}

/// A document of this shape in which every value is blank, wherever a blank one can mean nothing.
pub fn blanks(shape: &str) -> BoxedStrategy<Value> {
    blank_members(MODEL[shape].as_object().unwrap())
}

fn blank_members(members: &Map<String, Value>) -> BoxedStrategy<Value> {
    let known: Vec<BoxedStrategy<Option<(String, Value)>>> = members
        .iter()
        .filter_map(|(name, shape)| {
            let (name, blank) = (name.clone(), blank(shape)?);
            Some(proptest::option::of(blank).prop_map(move |value| Some((name.clone(), value?))).boxed())
        })
        .collect();
    known.prop_map(|known| Value::Object(known.into_iter().flatten().collect())).boxed()
}

fn blank(shape: &Value) -> Option<BoxedStrategy<Value>> {
    let (kind, of) = shape.as_object().unwrap().iter().next().unwrap();
    match kind.as_str() {
        "structure" => Some(blank_members(of.as_object().unwrap())),
        "list" => (shape["least"] != 0).then(|| Just(json!([])).boxed()),
        "enum" | "arn" => Some(Just(json!("")).boxed()),
        "text" => (of[0] != 0).then(|| Just(json!("")).boxed()),
        _ => None,
    }
}

pub fn arn() -> BoxedStrategy<Value> {
    "arn:aws:lambda:eu-central-1:222222222222:function:[a-z]{1,8}".prop_map(Value::from).boxed()
}

/// An object whose members have names of the model and hold anything.
pub fn nonsense() -> BoxedStrategy<Value> {
    let names: Vec<String> = members("UserPoolType").into_iter().chain(members("UserPoolClientType")).collect();
    let inner: Vec<String> =
        ["UserMigration", "PasswordPolicy", "EmailMessage", "EmailMessageByLink", "aws:cloudformation:stack-name"]
            .map(str::to_owned)
            .to_vec();
    let structure = proptest::collection::btree_map(select(inner), unknown(), 0..4).prop_map(|map| map.into_iter().collect());
    let anything = prop_oneof![unknown(), structure, Just(Value::Null)];
    proptest::collection::btree_map(select(names), anything, 0..12).prop_map(|map| map.into_iter().collect()).boxed()
}

/// `open`: members that the model does not know are mixed in.
fn structure(members: &Map<String, Value>, required: &Value, open: bool) -> BoxedStrategy<Value> {
    let is_required = |name: &str| required.as_array().is_some_and(|required| required.iter().any(|member| member == name));
    let known: Vec<BoxedStrategy<Option<(String, Value)>>> = members
        .iter()
        .map(|(name, shape)| {
            let name = name.clone();
            let value = match is_required(&name) {
                true => value(shape, open).prop_map(Some).boxed(),
                false => proptest::option::of(value(shape, open)).boxed(),
            };
            value.prop_map(move |value| Some((name.clone(), value?))).boxed()
        })
        .collect();
    let unknown = proptest::collection::vec(("Future[A-Z][a-z]{2,5}", unknown()), if open { 0..3 } else { 0..1 });
    (known, unknown).prop_map(|(known, unknown)| Value::Object(known.into_iter().flatten().chain(unknown).collect())).boxed()
}

fn value(shape: &Value, open: bool) -> BoxedStrategy<Value> {
    let (kind, of) = shape.as_object().unwrap().iter().next().unwrap();
    let least = shape["least"].as_u64().unwrap_or_default() as usize;
    let bounds = || (of[0].as_i64().unwrap(), of[1].as_i64().unwrap());
    match kind.as_str() {
        "structure" => structure(of.as_object().unwrap(), &shape["required"], open),
        "list" if of.get("enum").is_some() => {
            let choices = texts(&of["enum"]);
            let most = choices.len().min(4);
            proptest::sample::subsequence(choices, least..=most).prop_map(|some| json!(some)).boxed()
        }
        "list" => proptest::collection::vec(value(of, false), least..3).prop_map(Value::from).boxed(),
        "map" => proptest::collection::btree_map(matching(&shape["key"]), value(of, false), 0..3)
            .prop_map(|map| map.into_iter().collect())
            .boxed(),
        "enum" => select(texts(of)).prop_map(Value::from).boxed(),
        "arn" => arn(),
        "whole" => (bounds().0..=bounds().1).prop_map(Value::from).boxed(),
        "text" if shape["pattern"].is_string() => {
            let text = matching(&shape["pattern"]);
            let ((least, most), length) = (bounds(), |text: &String| text.chars().count() as i64);
            text.prop_filter("of a length that the model allows", move |text| (least..=most).contains(&length(text)))
                .prop_map(Value::from)
                .boxed()
        }
        "text" => {
            let shortest = bounds().0.max(1);
            let longest = bounds().1.min(shortest + 10);
            let text = proptest::collection::vec(
                select(vec!['a', 'Z', '0', ' ', '"', '\\', '{', '#', 'ü', '山']),
                shortest as usize..=longest as usize,
            );
            text.prop_map(|letters| Value::from(letters.into_iter().collect::<String>())).boxed()
        }
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "timestamp" => (1_600_000_000_i64..1_800_000_000).prop_map(Value::from).boxed(),
        other => panic!("model.json has a kind of value that is not made up here: {other}"),
    }
}

/// Texts of a pattern of the model, whose engine takes `\w` for ASCII.
fn matching(pattern: &Value) -> BoxedStrategy<String> {
    proptest::string::string_regex(&pattern.as_str().unwrap().replace(r"\w", "A-Za-z0-9_")).unwrap().boxed()
}

fn unknown() -> BoxedStrategy<Value> {
    let leaf =
        prop_oneof![any::<bool>().prop_map(Value::from), any::<i32>().prop_map(Value::from), "\\PC{0,6}".prop_map(Value::from)];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("[A-Za-z]{1,5}", inner, 0..3).prop_map(|map| map.into_iter().collect()),
        ]
    })
    .boxed()
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}
