//! The program on the hostile accounts, and everything that it wrote: standard output, standard error, sessions, log file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use cognito_sandbox::{Sandbox, Scenario};
use serde_json::Value;
use test_support::headless::{self, Outcome};

pub const USER: &str = "eve\u{202e}gnp.exe";
pub const PASSWORD: &str = "Zq7-correct-horse-battery-staple";

pub struct Program {
    pub directory: tempfile::TempDir,
    /// What went to the standard streams of all runs so far.
    pub said: String,
}

pub fn hostile() -> Scenario {
    Scenario::from_toml(include_str!("hostile.toml")).unwrap()
}

impl Program {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Sandbox::open_with(&directory.path().join("accounts.json"), hostile).unwrap();
        Self { directory, said: String::new() }
    }

    /// The accounts' state: what the pretend AWS holds, passwords and tokens included. Not written by the program as such.
    pub fn accounts(&self) -> PathBuf {
        self.directory.path().join("accounts.json")
    }

    pub fn log_file(&self) -> PathBuf {
        self.directory.path().join("ferry.log")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = headless::command(self.directory.path(), arguments);
        command.arg("--log-file").arg(self.log_file()).env("RUST_BACKTRACE", "full").env("RUST_LOG", "trace");
        command
    }

    /// Runs to the end.
    pub fn run(&mut self, arguments: &[&str], input: &str) -> Outcome {
        let child = self.command(arguments).spawn().unwrap();
        self.end(child, input)
    }

    pub fn end(&mut self, child: Child, input: &str) -> Outcome {
        let said = Outcome::of(child, input);
        self.said.push_str(&said.text());
        said
    }

    pub fn plan(&mut self, command: &str, more: &[&str]) -> Outcome {
        let mut arguments =
            vec![command, "--session", "acme", "--source-profile", "old-account", "--destination-profile", "new-account"];
        arguments.extend(["--source-pool", "eu-west-1_Hostile01", "--destination-pool", "eu-central-1_Hostile02"]);
        arguments.extend(["--destination-client", "7hostile0new0client0000001"]);
        arguments.extend(more);
        self.run(&arguments, "")
    }

    pub fn sign_in(&mut self, password: &str, more: &[&str]) -> Outcome {
        let mut arguments = vec!["sign-in", "--session", "acme", "--username", USER, "--password-stdin"];
        arguments.extend(more);
        self.run(&arguments, password)
    }

    /// The files that the program wrote, by path.
    pub fn files(&self) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        walk(self.directory.path(), &mut files);
        files.retain(|(path, _)| *path != self.accounts());
        files
    }

    /// Tokens and secrets that the pretend AWS has given out so far.
    pub fn given_out(&self) -> Vec<String> {
        let accounts: Value = serde_json::from_slice(&fs::read(self.accounts()).unwrap()).unwrap();
        let mut secrets = Vec::new();
        collect(&accounts, &mut secrets);
        secrets
    }
}

fn walk(directory: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => walk(&path, files),
            false => files.push((path.clone(), String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned())),
        }
    }
}

/// Refresh tokens are keys of the pools' state; session tokens of assumed roles and client secrets are values.
fn collect(value: &Value, secrets: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("refresh_tokens", Value::Object(tokens)) => secrets.extend(tokens.keys().cloned()),
                    ("ClientSecret" | "session_token" | "secret_access_key", Value::String(secret)) => {
                        secrets.push(secret.clone())
                    }
                    _ => collect(value, secrets),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, secrets)),
        _ => {}
    }
}
