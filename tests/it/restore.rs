//! `restore`: a whole document as it was recorded before our edit, when an edit changed more than its one field.

use serde_json::{Value, json};

use crate::secrets::program::Program;

fn accounts(program: &Program) -> Value {
    serde_json::from_slice(&std::fs::read(program.accounts()).unwrap()).unwrap()
}

const POOL: &str = "/accounts/222222222222/regions/eu-central-1/cognito/pools/eu-central-1_Hostile02/document";

fn pool(program: &Program) -> Value {
    let mut pool = accounts(program).pointer(POOL).unwrap().clone();
    pool.as_object_mut().unwrap().shift_remove("LastModifiedDate");
    pool
}

#[test]
fn what_an_edit_lost_is_shown_and_restored_with_the_field_itself() {
    let mut program = Program::new();
    let before = pool(&program);
    assert_eq!(program.plan("apply", &["--yes"]).code, 0);
    let mut changed = accounts(&program);
    let document = changed.pointer_mut(POOL).unwrap();
    document["AutoVerifiedAttributes"] = json!([]);
    document["DeletionProtection"] = json!("ACTIVE");
    std::fs::write(program.accounts(), changed.to_string()).unwrap();

    let said = program.run(&["restore", "trigger", "--session", "acme", "--yes"], "");
    assert_eq!(said.code, 0, "{}{}", said.stdout, said.stderr);
    for shown in ["AutoVerifiedAttributes", "DeletionProtection", "LambdaConfig.UserMigration", "It is as it was recorded."] {
        assert!(said.stdout.contains(shown), "{shown} is missing in:\n{}", said.stdout);
    }
    assert_eq!(pool(&program), before);

    let again = program.run(&["restore", "trigger", "--session", "acme", "--yes"], "");
    assert_eq!(again.code, 2, "{}", again.stdout);
    assert!(again.stderr.contains("There is no recorded document"), "{}", again.stderr);
}

#[test]
fn what_was_made_has_no_document_to_restore() {
    let mut program = Program::new();
    assert_eq!(program.plan("apply", &["--yes"]).code, 0);
    // By its former name.
    let said = program.run(&["put-back", "function", "--session", "acme", "--yes"], "");
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("cognito-ferry teardown --session acme"), "{}", said.stderr);
}
