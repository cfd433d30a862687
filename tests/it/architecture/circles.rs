//! Circles between files: who names whom in a path, down to the file that the path leads to, and which files reach each other.

use std::collections::{BTreeMap, BTreeSet};

use super::source::File;

/// Every file, and the files that it names.
pub fn arrows_between(files: &[File]) -> BTreeMap<&str, BTreeSet<&str>> {
    let modules: BTreeMap<Vec<&str>, &str> = files.iter().map(|file| (module_path(&file.name), file.name.as_str())).collect();
    files.iter().map(|file| (file.name.as_str(), names(file, &modules))).collect()
}

/// The circles, each with its files in order; a file is in one circle at most.
pub fn circles_between(files: &[File]) -> Vec<Vec<String>> {
    let arrows = arrows_between(files);
    let reached: BTreeMap<&str, BTreeSet<&str>> = arrows.keys().map(|from| (*from, reach(from, &arrows))).collect();
    let mut circles = BTreeSet::new();
    for (from, beyond) in &reached {
        let circle: Vec<String> =
            beyond.iter().filter(|to| reached[**to].contains(from)).map(|name| (*name).to_owned()).collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

/// `core/sandbox.rs` is `core::sandbox`, `core/mod.rs` is `core`, `lib.rs` is the crate.
fn module_path(name: &str) -> Vec<&str> {
    match name.trim_end_matches(".rs") {
        "lib" | "main" => Vec::new(),
        name => name.trim_end_matches("/mod").split('/').collect(),
    }
}

/// Everything that is reached from there by these arrows.
pub fn reach<'a>(from: &'a str, arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for to in arrows.get(file).into_iter().flatten() {
            if seen.insert(*to) {
                open.push(to);
            }
        }
    }
    seen
}

/// The other files that this file names. Declaring a module is not naming it.
fn names<'a>(file: &'a File, modules: &BTreeMap<Vec<&'a str>, &'a str>) -> BTreeSet<&'a str> {
    let own = module_path(&file.name);
    let children: BTreeSet<&str> =
        modules.keys().filter(|path| path.len() == own.len() + 1 && path.starts_with(&own)).map(|path| path[own.len()]).collect();
    let mut found = BTreeSet::new();
    for path in paths(file) {
        let (start, rest) = path.split_first().expect("a path has a first name");
        let absolute: Vec<&str> = match *start {
            "crate" | "cognito_ferry" => rest.to_vec(),
            "self" => own.iter().chain(rest).copied().collect(),
            "super" => {
                let climbed = path.iter().take_while(|name| **name == "super").count();
                own.iter().take(own.len().saturating_sub(climbed)).chain(&path[climbed..]).copied().collect()
            }
            // A bare name leads to a child, or out of the crate.
            child if children.contains(child) => own.iter().chain(&path).copied().collect(),
            _ => continue,
        };
        let leads_to = (0..=absolute.len()).rev().find_map(|length| modules.get(&absolute[..length]));
        found.extend(leads_to.filter(|name| **name != file.name));
    }
    found
}

/// Every path of the file with its groups spread out: `use a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(file: &File) -> Vec<Vec<&str>> {
    let words: Vec<&str> = file.words.iter().map(String::as_str).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if words[at] == "use" {
            at = spread(&words, at + 1, &[], &mut found);
        } else if is_name(words[at]) && (at == 0 || words[at - 1] != "::" && words[at - 1] != "mod") {
            let mut path = vec![words[at]];
            while words.get(at + 1) == Some(&"::") && words.get(at + 2).is_some_and(|word| is_name(word)) {
                path.push(words[at + 2]);
                at += 2;
            }
            // A single name is a value, not a way to a module.
            if path.len() > 1 {
                found.push(path);
            }
            at += 1;
        } else {
            at += 1;
        }
    }
    found
}

/// Reads one tree of a `use` and returns where it ends.
fn spread<'a>(words: &[&'a str], mut at: usize, before: &[&'a str], found: &mut Vec<Vec<&'a str>>) -> usize {
    let mut path = before.to_vec();
    while let Some(word) = words.get(at) {
        match *word {
            "::" => at += 1,
            "{" => {
                at += 1;
                while words.get(at).is_some_and(|word| *word != "}") {
                    at = spread(words, at, &path, found);
                    at += usize::from(words.get(at) == Some(&","));
                }
                return at + 1;
            }
            "self" if !path.is_empty() => at += 1,
            "as" => at += 2,
            name if is_name(name) => {
                path.push(name);
                at += 1;
            }
            "*" => at += 1,
            _ => break,
        }
    }
    if !path.is_empty() {
        found.push(path);
    }
    at
}

fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

#[test]
fn a_circle_is_found_in_every_way_of_writing_it() {
    let read = |name: &str, source: &str| File::read(name, source).0;
    for back in [
        "use crate::a::one::f;",
        "use crate::{b, a::{one, two}};",
        "use super::super::a::one::{self};",
        "fn f() { crate::a::one::f() }",
        "pub use super::super::a::one::f as g;",
    ] {
        let files = [
            read("lib.rs", "mod a; mod b;"),
            read("a/mod.rs", "pub mod one; pub mod two;"),
            read("a/one.rs", "use super::two::f;"),
            read("a/two.rs", "use crate::b::three;"),
            read("b/mod.rs", "pub mod three;"),
            read("b/three.rs", back),
        ];
        assert_eq!(circles_between(&files), [["a/one.rs", "a/two.rs", "b/three.rs"]], "{back}");
    }
}

#[test]
fn a_folder_that_names_its_files_is_in_a_circle_when_one_of_them_names_the_folder() {
    let read = |name: &str, source: &str| File::read(name, source).0;
    let folder = || read("a/mod.rs", "pub mod one; fn f() { one::g() }");
    assert!(circles_between(&[folder(), read("a/one.rs", "use std::fmt; fn g() { let one = h::<u8>(); }")]).is_empty());
    assert_eq!(circles_between(&[folder(), read("a/one.rs", "use super::f;")]), [["a/mod.rs", "a/one.rs"]]);
}
