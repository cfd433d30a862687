//! The table of documented refusals (tests/it/refusals/operation_errors.json) against botocore as the lab installs it.

use std::path::Path;
use std::process::Command;

#[test]
fn the_table_of_refusals_has_all_that_botocore_lists() {
    let python = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("lab/venv/bin/python");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/refusals/generate.py");
    let checked = Command::new(python).arg("-B").arg(script).arg("--check").output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    println!("{said}");
    assert!(
        checked.status.success(),
        "the table is older than botocore's models: run tests/it/refusals/generate.py, judge the new codes in tests/it/refusals/classes.rs\n{said}{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}
