//! The program without its demo: `cargo test --no-default-features --test it without_demo`.

use std::process::Command;

fn refused(arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_cognito-ferry"));
    let output =
        program.args(arguments).current_dir(&directory).env("COGNITO_FERRY_SESSIONS", directory.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 0, "something was made");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_needs_the_pretend_accounts_says_where_they_are_to_be_had() {
    let flags = ["plan", "--source-profile", "a", "--destination-profile", "b", "--sandbox", "practice.json"];
    for arguments in
        [&["demo"][..], &["demo", "--fresh"], &["--sandbox", "practice.json"], &["diagnose", "--sandbox", "x"], &flags]
    {
        let said = refused(arguments);
        assert!(said.contains("built without the feature `demo`") && said.contains("cargo install"), "{arguments:?}: {said}");
    }
}
