//! Holds the README to the program: every operation that it calls is in the permissions and nothing else is, and every command that the
//! README shows is one that it takes, read by a shell.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "pasted/mod.rs"]
mod pasted;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The clients' names in the source, and their services' in IAM.
const SERVICES: [(&str, &str); 4] = [("cognito", "cognito-idp"), ("iam", "iam"), ("lambda", "lambda"), ("logs", "logs")];

/// Called without credentials: Cognito asks for no permission.
const PUBLIC: [&str; 1] = ["cognito-idp:InitiateAuth"];

/// Where IAM calls the operation otherwise.
const RENAMED: (&str, &str) = ("lambda:Invoke", "lambda:InvokeFunction");

/// What AWS asks for beside the operation: handing a role over, tags in a creation, tags in an answer.
const BESIDE: [&str; 3] = ["iam:PassRole", "lambda:ListTags", "logs:TagResource"];

/// Every operation in the files below, as IAM's action.
fn called(folder: &Path, actions: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            called(&path, actions);
            continue;
        }
        let source: String = fs::read_to_string(&path).unwrap().split_whitespace().collect();
        for (client, service) in SERVICES {
            for after in source.split(&format!("{client}.")).skip(1) {
                let operation: String = after.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if after[operation.len()..].starts_with("()") {
                    actions.insert(format!("{service}:{}", camel_case(&operation)));
                }
            }
        }
    }
}

fn camel_case(operation: &str) -> String {
    let words = operation.split('_').filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// Every action that the README lists, in its policies and in its table.
fn listed() -> BTreeSet<String> {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let words = readme.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-'));
    let is_action = |word: &&str| {
        word.split_once(':').is_some_and(|(service, name)| {
            SERVICES.iter().any(|(_, known)| *known == service)
                && name.starts_with(|c: char| c.is_ascii_uppercase())
                && name.chars().all(|c| c.is_ascii_alphanumeric())
        })
    };
    words.filter(is_action).filter(|word| !word.ends_with(":PassedToService")).map(str::to_owned).collect()
}

#[test]
fn the_permissions_are_those_that_the_program_uses() {
    let mut actions = BTreeSet::new();
    for folder in ["src/aws", "src/resources", "src/users", "src/sign_in", "src/groups", "src/migration", "src/diagnose"] {
        called(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut actions);
    }
    for exception in PUBLIC {
        assert!(actions.remove(exception), "{exception} is not called any more: take it out of the exceptions");
    }
    assert!(actions.remove(RENAMED.0));
    actions.insert(RENAMED.1.to_owned());
    actions.extend(BESIDE.map(str::to_owned));
    let listed = listed();
    let missing: Vec<_> = actions.difference(&listed).collect();
    let useless: Vec<_> = listed.difference(&actions).collect();
    assert!(missing.is_empty() && useless.is_empty(), "the README lacks {missing:?} and lists {useless:?} for nothing");
}

#[test]
fn every_command_of_the_readme_is_taken() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let blocks =
        readme.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block.replace("\\\n", " "));
    let lines: Vec<String> = blocks.flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let commands: Vec<&String> = lines.iter().filter(|line| line.starts_with("cognito-ferry")).collect();
    for command in &commands {
        pasted::is_taken(command);
    }
    println!("commands of the README that the program takes: {}", commands.len());
    assert!(commands.len() >= 14, "{commands:?}");
}
