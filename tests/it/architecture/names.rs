//! No two public types of one name in different files, unless they are the same idea.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{File, source_files};

/// Names that two files have, in which rooms they are, and why.
const SHARED: &[(&str, &[&str], &str)] = &[
    ("DestinationClient", &["model", "resources"], "one idea: what the spec says of it, and the resource that makes it"),
    ("Command", &["command", "wizard"], "a command line to paste; what a key commands"),
    ("Class", &["users"], "one idea: what compare and import make of a user"),
    ("Comparison", &["users"], "one idea: source against destination, of users and of groups"),
    ("Key", &["users", "wizard"], "what a user is known by; a key of the keyboard"),
    ("Options", &["model", "users"], "what the operator chose, of a migration and of a reading"),
    ("Outcome", &["users", "wizard"], "how something ended: an import job, the wizard"),
    ("Pass", &["users"], "one idea: one time through all users"),
    ("Progress", &["users", "wizard"], "one idea: how far it is, and how that is shown"),
    ("Row", &["users", "wizard"], "a line of a table"),
    ("Status", &["users", "wizard"], "a user's in Cognito; a row's on the screen"),
    ("Unfit", &["users"], "one idea: what CSV cannot carry"),
    ("Verdict", &["users", "wizard"], "what was concluded about a user; what was answered to a question"),
];

/// The public types of a file: structs, enums, traits and type aliases.
fn public_types(file: &File) -> BTreeSet<&str> {
    let declared = |at: &usize| {
        let [visible, kind] = [&file.words[at - 1], &file.words[*at]].map(String::as_str);
        ["pub", ")"].contains(&visible) && ["struct", "enum", "trait", "type"].contains(&kind)
    };
    (1..file.words.len().saturating_sub(1)).filter(declared).map(|at| file.words[at + 1].as_str()).collect()
}

/// Names that more than one file gives to a public type, with those files.
fn shared_names(files: &[File]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut places: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files {
        for name in public_types(file) {
            places.entry(name).or_default().insert(&file.name);
        }
    }
    places.retain(|_, files| files.len() > 1);
    places
}

#[test]
fn no_two_public_types_have_one_name_unless_they_are_one_idea() {
    let files = source_files();
    let explained: BTreeMap<&str, BTreeSet<&str>> =
        SHARED.iter().map(|(name, places, _)| (*name, places.iter().copied().collect())).collect();
    let shared = shared_names(&files);
    let rooms = |places: &BTreeSet<&'_ str>| -> BTreeSet<String> {
        places.iter().map(|place| place.split('/').next().unwrap().trim_end_matches(".rs").to_owned()).collect()
    };
    let is_explained = |name: &str, places| {
        explained.get(name).is_some_and(|known| rooms(places).iter().all(|room| known.contains(room.as_str())))
    };
    let unexplained: Vec<_> = shared.iter().filter(|(name, places)| !is_explained(name, places)).collect();
    assert!(unexplained.is_empty(), "rename one, or explain it in SHARED: {unexplained:#?}");
    let gone: Vec<_> = explained.keys().filter(|name| !shared.contains_key(*name)).collect();
    assert!(gone.is_empty(), "take these out of SHARED: {gone:?}");
    assert!(SHARED.iter().all(|(_, _, why)| !why.is_empty()), "each exception says why");
}

#[test]
fn two_public_types_of_one_name_are_found() {
    let file = |name: &str, source: &str| File::read(name, source).0;
    let files = [
        file("aws/a.rs", "pub struct Answer; struct Row;"),
        file("users/b.rs", "pub(super) enum Answer {} pub struct Row;"),
        file("users/c.rs", "#[cfg(test)] mod tests { pub struct Answer; }"),
    ];
    let shared = shared_names(&files);
    assert_eq!(shared, BTreeMap::from([("Answer", BTreeSet::from(["aws/a.rs", "users/b.rs"]))]));
}
