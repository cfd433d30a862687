//! The program headless: as a process, on the pretend accounts of a directory, with nothing of this machine's own in sight.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

static PROGRAM: LazyLock<String> = LazyLock::new(|| {
    std::env::var("CARGO_BIN_EXE_cognito-ferry").expect("cargo tells its tests where the program is: run them by `cargo test`")
});

/// Where the program is, as cargo has built it.
pub fn program() -> &'static str {
    &PROGRAM
}

/// The flags that name both profiles, both pools and the app client of the demo.
pub const PLACES: [&str; 10] = [
    "--source-profile",
    "old-account",
    "--source-pool",
    "eu-west-1_AcmeCust1",
    "--destination-profile",
    "new-account",
    "--destination-pool",
    "eu-central-1_AcmeNew01",
    "--destination-client",
    "7shopwebacme0new0client001",
];

/// Where [`command`] keeps what it keeps, from the directory that it runs in.
pub const ACCOUNTS: [&str; 2] = ["--sandbox", "accounts.json"];
const SESSIONS: [&str; 2] = ["--sessions-directory", "sessions"];

/// These arguments, and the demo's places.
pub fn with_places<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [arguments, &PLACES].concat()
}

/// The program with these arguments in this directory, which is its home too. All that it reads and writes is piped.
pub fn bare(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(directory).env_clear().env("HOME", directory);
    for name in ["PATH", "LLVM_PROFILE_FILE"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The same on the accounts of this directory, which are the demo's until something else stands there, and with its own sessions.
pub fn command(directory: &Path, arguments: &[&str]) -> Command {
    bare(directory, &[arguments, &ACCOUNTS, &SESSIONS].concat())
}

/// Runs [`command`] to its end, with this on standard input.
pub fn ferry(directory: &Path, arguments: &[&str], input: &str) -> Outcome {
    Outcome::of(command(directory, arguments).spawn().unwrap(), input)
}

/// How a command ended: its exit code and everything it wrote.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// Gives it this on standard input and waits for its end.
    pub fn of(mut program: Child, input: &str) -> Self {
        // A command that reads no input may have ended before all of it is written.
        let _ = program.stdin.take().unwrap().write_all(input.as_bytes());
        let output = program.wait_with_output().unwrap();
        Self {
            // Without one a signal ended it, which no test that waits for the end sends.
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Both streams, one after the other.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        let all = self.text();
        assert!(all.to_lowercase().contains(&text.to_lowercase()), "does not say {text:?}:\n{all}");
        self
    }
}
