//! No command to paste is written by hand: outside src/command the source names none with its arguments, so that none escapes the tests
//! that run them (crates/test-support/src/pasted.rs).

use std::fs;
use std::path::Path;

use super::source::source_files;

/// What begins a command of which more than its name matters.
const BEGINNINGS: [&str; 13] = [
    "aws account ",
    "aws cognito-idp ",
    "aws iam ",
    "aws lambda ",
    "aws sts ",
    "aws logs ",
    "aws ec2 ",
    "aws kms ",
    "aws wafv2 ",
    "aws organizations ",
    "aws cloudformation ",
    "aws sso login --",
    "aws configure set ",
];

/// The lines of a file that are neither comments nor test code.
fn code(source: &str) -> impl Iterator<Item = &str> {
    // Test code stands at the end of a file.
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn written_by_hand(source: &str) -> Vec<&str> {
    let is_one = |line: &&str| {
        let of_ours =
            line.split("cognito-ferry ").skip(1).any(|rest| rest.contains(" --session {") || rest.contains(" --session \""));
        BEGINNINGS.iter().any(|beginning| line.contains(beginning)) || of_ours
    };
    code(source).filter(is_one).collect()
}

#[test]
fn commands_to_paste_are_made_in_one_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in source_files().iter().filter(|file| file.folder != "command" && !file.name.contains("walk")) {
        let source = fs::read_to_string(root.join(&file.name)).unwrap();
        wrong.extend(written_by_hand(&source).iter().map(|line| format!("{}: {}", file.name, line.trim())));
    }
    assert!(wrong.is_empty(), "make these with crate::command::Command:\n{}", wrong.join("\n"));
}

#[test]
fn a_command_written_by_hand_is_found() {
    assert_eq!(written_by_hand("let a = format!(\"aws iam put-role-policy --role-name {name}\");").len(), 1);
    assert_eq!(written_by_hand("let a = format!(\"cognito-ferry apply --session {name}\");").len(), 1);
    assert!(
        written_by_hand(
            "// aws iam get-role\n let a = \"Let `cognito-ferry groups` bring them\";\n#[cfg(test)]\nmod tests { \"aws iam x\""
        )
        .is_empty()
    );
}
