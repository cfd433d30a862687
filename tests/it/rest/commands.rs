//! The commands, on the demo's accounts: exit codes, files, and what stands on the disk afterwards.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use test_support::headless::{Outcome, command, ferry, with_places};

fn applied() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    ferry(directory.path(), &with_places(&["apply", "--session", "acme", "--yes"]), "").exits(0);
    directory
}

fn run(directory: &tempfile::TempDir, line: &str) -> Outcome {
    let arguments: Vec<&str> = line.split_whitespace().chain(["--session", "acme"]).collect();
    ferry(directory.path(), &arguments, "")
}

/// Everything that the program keeps, but for the pretend accounts and what was asked for.
fn kept(directory: &Path, text: &mut String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => kept(&path, text),
            false if path.ends_with("accounts.json") || path.extension().is_some_and(|end| end == "csv") => {}
            false => text.push_str(&String::from_utf8_lossy(&fs::read(&path).unwrap())),
        }
    }
}

#[test]
fn the_rest_is_imported_and_nothing_about_anybody_is_kept() {
    let directory = applied();
    run(&directory, "import --dry-run").exits(0).says("9 users would be imported");
    run(&directory, "import --yes --include disabled --map map.csv --log-file log.txt")
        .exits(0)
        .says("The pilot agrees with the source")
        .says("10  imported");
    let compared = run(&directory, "compare --json").exits(3);
    let document: Value = serde_json::from_str(&compared.stdout).unwrap();
    // The one who has no verified address.
    assert_eq!(document["findings"], 1, "{}", compared.stdout);
    assert_eq!(fs::read_to_string(directory.path().join("map.csv")).unwrap().lines().count(), 10);
    let mut text = String::new();
    kept(directory.path(), &mut text);
    assert!(text.contains("cognito-ferry-acme-1"), "the session says nothing of the job");
    for secret in ["example.com", "X-Amz", "amazonaws.com/", "Lindqvist"] {
        let found = text.lines().find(|line| line.contains(secret) && !line.contains("arn:"));
        assert!(found.is_none(), "{secret} is kept: {}", found.unwrap_or_default().chars().take(200).collect::<String>());
    }
    run(&directory, "verify").exits(0);
    run(&directory, "teardown --yes").exits(0).says("role of the import");
}

#[test]
fn an_export_is_readable_by_its_owner_alone_and_writes_over_nothing() {
    let directory = applied();
    run(&directory, "export --to rest.csv").exits(0);
    let path = directory.path().join("rest.csv");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let rows = fs::read_to_string(&path).unwrap();
    assert_eq!(rows.lines().count(), 10, "{rows}");
    run(&directory, "export --to rest.csv").exits(2).says("nothing is written over");
    assert_eq!(fs::read_to_string(&path).unwrap(), rows);
    let piped = run(&directory, "export --to -").exits(0);
    assert_eq!(piped.stdout, rows);
    run(&directory, "export --to - --json").exits(2);
}

/// Killed as soon as the session knows this stage of its first job, then given again.
fn killed_at(stage: &str) {
    let directory = applied();
    let arguments = ["import", "--yes", "--include", "disabled", "--session", "acme"];
    let mut program = command(directory.path(), &arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let session = directory.path().join("sessions/acme.json");
    let started = Instant::now();
    loop {
        let known = fs::read_to_string(&session).unwrap_or_default();
        if known.contains(&format!("\"stage\": \"{stage}\"")) || program.try_wait().unwrap().is_some() {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "the stage {stage} never came");
        std::thread::yield_now();
    }
    program.kill().unwrap();
    program.wait().unwrap();
    run(&directory, "import --yes --include disabled").exits(0);
    let compared = run(&directory, "compare --json").exits(3);
    let document: Value = serde_json::from_str(&compared.stdout).unwrap();
    assert_eq!(
        (&document["findings"], &document["destination_users"]),
        (&Value::from(1), &Value::from(10)),
        "{stage}: {}",
        compared.stdout
    );
}

#[test]
fn killed_at_any_stage_an_import_continues_and_makes_nobody_twice() {
    for stage in ["creating", "uploading", "starting", "running"] {
        killed_at(stage);
    }
}
