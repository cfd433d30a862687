//! `--watch`, as a process: it looks again until everybody has come, and Ctrl-C ends it.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::command::{PLACES, ferry};

#[test]
fn watching_goes_on_while_somebody_is_waited_for_and_ctrl_c_ends_it_with_how_to_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let apply: Vec<&str> = ["apply", "--yes"].into_iter().chain(PLACES).collect();
    assert_eq!(ferry(directory.path(), &apply, "").0, 0);
    let mut watching = Command::new(env!("CARGO_BIN_EXE_cognito-ferry"))
        .args(["groups", "--watch", "--yes", "--session", "shop", "--sandbox"])
        .arg(directory.path().join("accounts.json"))
        .arg("--sessions-directory")
        .arg(directory.path().join("sessions"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stderr, mut said) = (BufReader::new(watching.stderr.take().unwrap()), String::new());
    while !said.contains("Looking again") && stderr.read_line(&mut said).unwrap() > 0 {}
    assert!(said.contains("Looking again in 60 s"), "{said}");
    // It keeps nobody else from the session meanwhile.
    assert_eq!(ferry(directory.path(), &["verify"], "").0, 0);
    assert!(Command::new("kill").args(["-TERM", &watching.id().to_string()]).status().unwrap().success());
    while stderr.read_line(&mut said).unwrap() > 0 {}
    assert_eq!(watching.wait().unwrap().code(), Some(130), "{said}");
    assert!(said.contains("Stopped as you asked") && said.contains("Run it again"), "{said}");
}
