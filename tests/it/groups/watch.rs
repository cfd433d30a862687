//! `--watch`, as a process: it looks again until everybody has come, and Ctrl-C ends it.

use std::io::{BufRead as _, BufReader};
use std::process::Command;

use test_support::headless::{self, with_places};

use super::command::ferry;

#[test]
fn watching_goes_on_while_somebody_is_waited_for_and_ctrl_c_ends_it_with_how_to_go_on() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(ferry(directory.path(), &with_places(&["apply", "--yes"]), "").code, 0);
    let watching = ["groups", "--watch", "--yes", "--session", "shop"];
    let mut watching = headless::command(directory.path(), &watching).spawn().unwrap();
    let (mut stderr, mut said) = (BufReader::new(watching.stderr.take().unwrap()), String::new());
    while !said.contains("Looking again") && stderr.read_line(&mut said).unwrap() > 0 {}
    assert!(said.contains("Looking again in 60 s"), "{said}");
    // It keeps nobody else from the session meanwhile.
    assert_eq!(ferry(directory.path(), &["verify"], "").code, 0);
    assert!(Command::new("kill").args(["-TERM", &watching.id().to_string()]).status().unwrap().success());
    while stderr.read_line(&mut said).unwrap() > 0 {}
    assert_eq!(watching.wait().unwrap().code(), Some(130), "{said}");
    assert!(said.contains("Stopped as you asked") && said.contains("Run it again"), "{said}");
}
