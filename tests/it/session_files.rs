//! Reading what may be no session: no bytes make it panic, and no bytes are ever written over.

use std::fs;
use std::path::Path;

use cognito_ferry::model::change::ResourceOperation;
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::session::document::Session;
use cognito_ferry::session::journal::{Entry, EntryResult};
use cognito_ferry::session::store::{Store, parse};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A session with something in most of its members.
fn session() -> Session {
    let now = "2026-11-21T09:00:00Z".parse().unwrap();
    let mut session = Session::new("acme", now);
    session.choices.source.pool = Some("eu-west-1_AcmeCust1".into());
    session.made.source_client_id = Some("1abc".into());
    let before = json!({ "Id": "eu-central-1_New", "LambdaConfig": {}, "Name": "\u{202e}" });
    session.journal.intend(Entry::intent(
        ResourceId::Trigger,
        ResourceOperation::Update,
        "user pool",
        Some(before),
        Vec::new(),
        now,
    ));
    session.journal.finish(EntryResult::Done, now);
    session
}

/// A valid session as bytes with some of them changed, taken out or doubled.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let whole = serde_json::to_vec_pretty(&session()).unwrap();
    let length = whole.len();
    let edits = proptest::collection::vec((0..length, 0..3_u8, any::<u8>()), 1..6);
    edits.prop_map(move |edits| {
        let mut bytes = whole.clone();
        for (at, kind, byte) in edits {
            let at = at.min(bytes.len() - 1);
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, byte),
            }
        }
        bytes
    })
}

/// A valid session with one of its members, at any depth, replaced by something else.
fn retyped() -> impl Strategy<Value = Vec<u8>> {
    let whole = serde_json::to_value(session()).unwrap();
    let mut pointers = Vec::new();
    walk(&whole, String::new(), &mut pointers);
    let other = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[[[[[[[[[[{}]]]]]]]]]]])),
    ];
    (proptest::sample::select(pointers), other).prop_map(move |(pointer, value)| {
        let mut session = whole.clone();
        *session.pointer_mut(&pointer).unwrap() = value;
        serde_json::to_vec(&session).unwrap()
    })
}

fn walk(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    inside.into_iter().for_each(|(name, value)| walk(value, format!("{pointer}/{name}"), pointers));
    pointers.push(pointer);
}

/// Reads the bytes in every way there is; afterwards the file holds a session, or exactly these bytes.
fn read_and_save(bytes: &[u8]) -> Result<(), TestCaseError> {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::at(directory.path());
    let path = store.path("acme");
    fs::write(&path, bytes).unwrap();
    let loaded = store.load("acme");
    prop_assert_eq!(loaded.is_ok(), parse(bytes, Path::new("x")).is_ok());
    let listed = store.list().unwrap();
    prop_assert_eq!(listed.len(), 1);
    prop_assert_eq!(listed[0].problem.is_some(), loaded.is_err());
    prop_assert_eq!(&fs::read(&path).unwrap()[..], bytes, "reading changes nothing");
    let saved = store.save(&session());
    prop_assert_eq!(saved.is_ok(), loaded.is_ok());
    match loaded {
        Ok(_) => prop_assert_eq!(store.load("acme").unwrap(), session()),
        Err(problem) => {
            prop_assert!(problem.what.contains("acme.json") && !problem.remedy.is_empty(), "{:?}", problem);
            prop_assert_eq!(&fs::read(&path).unwrap()[..], bytes, "what is no session is not written over");
        }
    }
    let left = fs::read_dir(directory.path()).unwrap().count();
    prop_assert_eq!(left, 1, "nothing is left beside it");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes_at_all(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read_and_save(&bytes)?;
    }

    #[test]
    fn a_session_with_damaged_bytes(bytes in mutated()) {
        read_and_save(&bytes)?;
    }

    #[test]
    fn a_session_with_a_member_of_another_kind(bytes in retyped()) {
        read_and_save(&bytes)?;
    }
}

#[test]
fn a_document_that_is_nested_without_end_is_an_error_like_any_other() {
    for open in ["[", "{\"version\":", "{\"version\":1,\"journal\":["] {
        read_and_save(open.repeat(100_000).as_bytes()).unwrap();
    }
}
