//! The table against the code: every read that the guard allows and every call of the SDK in src/ has its codes and its call here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cognito_ferry::aws::guard::READS;

use super::table::table;

/// How the clients are called in the code, and the SDK's names of the services.
const CLIENTS: [(&str, &str); 5] =
    [("cognito", "Cognito Identity Provider"), ("iam", "IAM"), ("lambda", "Lambda"), ("sts", "STS"), ("logs", "CloudWatch Logs")];

/// Every operation that the five SDK crates have, by the method that calls it.
fn methods() -> BTreeMap<String, Vec<(&'static str, &'static str)>> {
    let mut methods: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (service, operation) in include_str!("../preflight/operations.txt").lines().map(|line| line.split_once(": ").unwrap()) {
        methods.entry(snake(operation)).or_default().push((service, operation));
    }
    methods
}

/// As the SDK writes it: `GetUserPoolMfaConfig` is called by `get_user_pool_mfa_config`.
fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let begins = |at: usize| {
        let (before, after) = (letters[at - 1], letters.get(at + 1));
        letters[at].is_uppercase() && (!before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()))
    };
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if at > 0 && begins(at) {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false if path.extension().is_some_and(|ending| ending == "rs") => found.push(path),
            false => {}
        }
    }
}

/// `receiver.method()` without arguments, as every call of the SDK begins.
fn bare_calls(source: &str) -> Vec<(String, String)> {
    let dense: String = source.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let name_before = |end: usize| &dense[dense[..end].rfind(|letter| !is_name(letter)).map_or(0, |at| at + 1)..end];
    let called = dense.match_indices("()").filter_map(|(at, _)| {
        let method = name_before(at);
        let receiver = dense[..at - method.len()].strip_suffix('.')?;
        Some((name_before(receiver.len()).to_owned(), method.to_owned()))
    });
    called.collect()
}

fn called_in(source: &str) -> BTreeSet<(&'static str, &'static str)> {
    let methods = methods();
    let mut called = BTreeSet::new();
    for (receiver, method) in bare_calls(source) {
        let Some(candidates) = methods.get(&method) else { continue };
        let of = CLIENTS.iter().find(|(client, _)| receiver.ends_with(client)).map(|(_, service)| *service);
        // Where the receiver does not tell, each service that has such an operation counts.
        called.extend(candidates.iter().filter(|(service, _)| of.is_none_or(|of| of == *service)));
    }
    called
}

#[test]
fn every_operation_that_is_called_has_its_codes_in_the_table() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut called: BTreeSet<_> = files.iter().flat_map(|file| called_in(&std::fs::read_to_string(file).unwrap())).collect();
    assert!(called.len() > 50, "src/ was not read: {called:?}");
    called.extend(READS.iter().flat_map(|(service, reads)| reads.iter().map(|read| (*service, *read))));
    let table = table();
    let known = |(service, operation): &&(&str, &str)| !table.services[*service].operations.contains_key(*operation);
    let lacking: Vec<_> = called.iter().filter(known).collect();
    assert!(
        lacking.is_empty(),
        "{lacking:?}: run tests/it/refusals/generate.py with a Python that has botocore, and add the calls to tests/it/refusals/operations.rs"
    );
    println!("{} operations called or allowed, all in the table", called.len());
}

#[test]
fn a_call_is_found_however_it_is_laid_out() {
    let named = |source: &str| called_in(source).into_iter().map(|(_, operation)| operation).collect::<Vec<_>>();
    assert_eq!(named("step.account\n    .write\n    .iam\n    .create_role()\n    .role_name(name)"), ["CreateRole"]);
    assert_eq!(named("match iam.tag_role().send()"), ["TagRole"]);
    assert_eq!(called_in("client.create_group()").len(), 2, "Cognito's and IAM's");
    assert!(named("self.create(&step)").is_empty());
    assert_eq!(snake("GetUICustomization"), "get_ui_customization");
}
