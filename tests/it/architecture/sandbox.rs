//! Holds crates/cognito-sandbox to the same rules as src/, and to its rooms: which may use which, exactly as they do.

use std::collections::{BTreeMap, BTreeSet};

use super::circles::{arrows_between, circles_between};
use super::source::{File, source_files_below};
use super::{printing_out_of_place, too_long, without_purpose};

/// Every room of the sandbox and the rooms that it uses. Three stand on the core without knowing each other: services, wire, javascript.
const ROOMS: &[(&str, &[&str])] = &[
    ("lib", &["assembly", "core", "scenario", "services/cognito", "services/iam", "services/lambda"]),
    ("assembly", &["core", "javascript", "scenario", "services", "services/lambda", "wire"]),
    ("scenario", &["core", "services/cognito"]),
    ("services", &["core", "services/cognito", "services/iam", "services/lambda", "services/logs", "services/sts"]),
    ("services/cognito", &["core", "services/iam", "services/lambda"]),
    ("services/lambda", &["core", "services/iam", "services/sts"]),
    ("services/logs", &["core", "services/iam"]),
    ("services/sts", &["core", "services/iam"]),
    ("services/iam", &["core"]),
    ("wire", &["core"]),
    ("javascript", &["core"]),
    ("core", &[]),
];

fn sandbox() -> Vec<File> {
    let files = source_files_below("crates/cognito-sandbox/src");
    assert!(files.iter().any(|file| file.name == "services/iam/policy.rs"), "the sandbox's source was not read");
    files
}

/// The first folder of a file; among the services, the service.
fn room(name: &str) -> &str {
    let folders: Vec<usize> = name.match_indices('/').map(|(index, _)| index).collect();
    match folders[..] {
        [_, second, ..] if name.starts_with("services/") => &name[..second],
        [first, ..] => &name[..first],
        [] => name.trim_end_matches(".rs"),
    }
}

#[test]
fn the_rooms_of_the_sandbox_use_each_other_as_listed_and_no_more() {
    let files = sandbox();
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, named) in arrows_between(&files) {
        let others = named.into_iter().map(room).filter(|to| *to != room(from));
        used.entry(room(from)).or_default().extend(others);
    }
    let listed: BTreeMap<&str, BTreeSet<&str>> =
        ROOMS.iter().map(|(room, uses)| (*room, uses.iter().copied().collect())).collect();
    assert_eq!(used, listed);
}

#[test]
fn no_two_files_of_the_sandbox_need_each_other() {
    let circles = circles_between(&sandbox());
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn the_sandbox_knows_nothing_of_the_program() {
    let files = sandbox();
    let knowing = files.iter().filter(|file| file.words.iter().any(|word| word == "cognito_ferry"));
    assert!(knowing.map(|file| &file.name).collect::<Vec<_>>().is_empty());
}

#[test]
fn the_sandbox_keeps_the_rules_of_every_file() {
    let files = sandbox();
    let wrong = [printing_out_of_place(&files), too_long(&files), without_purpose(&files)].concat();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
