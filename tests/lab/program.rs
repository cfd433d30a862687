//! Runs the program as an engineer does, with the lab's two profiles.

use std::process::{Child, Command, Stdio};

use test_support::headless::{Outcome, program};

use crate::lab::{DestinationPool, Lab, SourcePool};

pub const SESSION: &str = "shop";

/// Runs one command to its end.
pub fn ferry(lab: &Lab, arguments: &[&str], input: &str) -> Outcome {
    Outcome::of(start(lab, arguments), input)
}

/// Starts one command. Nothing of the test's own environment reaches it but PATH.
pub fn start(lab: &Lab, arguments: &[&str]) -> Child {
    let (config, credentials) = lab.aws_files();
    Command::new(program())
        .args(arguments)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .envs([("HOME", lab.directory()), ("XDG_DATA_HOME", lab.directory())])
        .envs([("AWS_CONFIG_FILE", config), ("AWS_SHARED_CREDENTIALS_FILE", credentials)])
        // Credentials of a third account: where they won over a chosen profile, nothing would be found.
        .envs([("AWS_ACCESS_KEY_ID", "333333333333"), ("AWS_SECRET_ACCESS_KEY", "lab"), ("AWS_REGION", "us-west-2")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// `command` for the migration of one pair of pools, as the session `SESSION`.
pub fn migrate(lab: &Lab, command: &str, pair: (&SourcePool, &DestinationPool), more: &[&str]) -> Outcome {
    let places = places(lab, pair);
    let mut arguments = vec![command, "--session", SESSION];
    arguments.extend(places.iter().map(String::as_str));
    arguments.extend(more);
    ferry(lab, &arguments, "")
}

/// The flags that name both profiles, both pools and the app client.
pub fn places(lab: &Lab, (old, new): (&SourcePool, &DestinationPool)) -> Vec<String> {
    let flags = [
        ("--source-profile", "ferry-source"),
        ("--source-region", &lab.source().region),
        ("--source-pool", &old.id),
        ("--destination-profile", "ferry-destination"),
        ("--destination-region", &lab.destination().region),
        ("--destination-pool", &new.id),
        ("--destination-client", &new.client),
    ];
    flags.iter().flat_map(|(flag, value)| [(*flag).to_owned(), (*value).to_owned()]).collect()
}

/// `command` for the saved session.
pub fn resume(lab: &Lab, command: &str, more: &[&str]) -> Outcome {
    ferry(lab, &[&[command, "--session", SESSION], more].concat(), "")
}

/// The program's own test sign-in. The password goes in by standard input.
pub fn sign_in(lab: &Lab, name: &str, password: &str, more: &[&str]) -> Outcome {
    let arguments = ["sign-in", "--session", SESSION, "--username", name, "--password-stdin"];
    ferry(lab, &[&arguments, more].concat(), &format!("{password}\n"))
}
