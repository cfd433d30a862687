//! The program itself, as a process: signals, and two processes on one session.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cognito_ferry::session::document::Session;
use cognito_ferry::session::store::Store;
use cognito_sandbox::{Delays, Sandbox, Scenario};
use jiff::Timestamp;
use serde_json::Value;
use test_support::headless::{self, with_places};

use crate::env::{SESSION, snapshot};

/// The demo's accounts in a file, with delays that are long enough to be interrupted.
struct Practice {
    directory: tempfile::TempDir,
}

impl Practice {
    fn new() -> Self {
        let practice = Self { directory: tempfile::tempdir().unwrap() };
        let (call_latency, function_pending) = (Duration::from_millis(5), Duration::from_millis(400));
        let delays = Delays { call_latency, function_pending, ..Delays::default() };
        Sandbox::open_with(&practice.accounts(), || Scenario { delays, ..Scenario::demo() }).unwrap();
        practice
    }

    fn accounts(&self) -> PathBuf {
        self.directory.path().join("accounts.json")
    }

    fn sessions(&self) -> PathBuf {
        self.directory.path().join("sessions")
    }

    fn snapshot(&self) -> Value {
        snapshot::of(&serde_json::from_slice(&std::fs::read(self.accounts()).unwrap()).unwrap())
    }

    fn command(&self, command: &str) -> Command {
        let arguments = [command, "--session", SESSION, "--yes"];
        // What is torn down is in the session.
        if command == "teardown" {
            return headless::command(self.directory.path(), &arguments);
        }
        let external_id = ["--external-id", "an-external-id-that-stays-the-same-0001"];
        headless::command(self.directory.path(), &with_places(&[&arguments[..], &external_id].concat()))
    }

    fn start(&self, command: &str) -> Running {
        Running::new(self.command(command))
    }

    /// With no file growing over two megabytes: the system refuses what goes beyond, as it does on a full disk.
    fn start_with_little_space(&self, command: &str) -> Running {
        let program = self.command(command);
        let mut shell = Command::new("bash");
        // Without the trap the system would end the process instead.
        shell
            .args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" \"$@\""])
            .arg(program.get_program())
            .args(program.get_args());
        shell.current_dir(self.directory.path());
        Running::new(shell)
    }

    fn run(&self, command: &str) -> (i32, String) {
        self.start(command).end()
    }
}

/// A process whose lines are read as they come.
struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    said: String,
}

impl Running {
    fn new(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, said: String::new() }
    }

    /// Reads on until a line holds this text.
    #[track_caller]
    fn until(mut self, text: &str) -> Self {
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            self.said.push_str(&line);
            self.said.push('\n');
            if line.contains(text) {
                return self;
            }
        }
        panic!("it never said {text:?}:\n{}", self.said);
    }

    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Its exit code, or minus the signal that ended it, and all that it said.
    fn end(mut self) -> (i32, String) {
        use std::os::unix::process::ExitStatusExt as _;
        for line in self.lines {
            self.said.push_str(&line.unwrap());
            self.said.push('\n');
        }
        self.child.stderr.take().unwrap().read_to_string(&mut self.said).unwrap();
        let status = self.child.wait().unwrap();
        (status.code().unwrap_or_else(|| -status.signal().unwrap()), self.said)
    }
}

#[test]
fn ctrl_c_and_sigterm_finish_the_call_save_and_say_how_to_continue() {
    let undisturbed = Practice::new();
    let before = undisturbed.snapshot();
    assert_eq!(undisturbed.run("apply").0, 0);
    let applied = undisturbed.snapshot();
    for signal in ["-INT", "-TERM"] {
        let practice = Practice::new();
        let applying = practice.start("apply").until("CreateFunction");
        applying.signal(signal);
        let (code, said) = applying.end();
        assert_eq!(code, 130, "{signal}: {said}");
        for words in ["Stopped as you asked", "of 9 resources are done; left: ", "cognito-ferry apply --session acme"] {
            assert!(said.contains(words), "{signal}, {words}: {said}");
        }
        let session = Store::at(practice.sessions()).load(SESSION).unwrap();
        assert!(session.journal.entries().iter().all(|entry| entry.finished.is_some()), "{signal}: something was cut off");
        assert_eq!(practice.run("apply").0, 0, "{signal}");
        snapshot::assert_same(&practice.snapshot(), &applied, signal);

        let tearing_down = practice.start("teardown").until("DeleteFunction");
        tearing_down.signal(signal);
        let (code, said) = tearing_down.end();
        assert_eq!(code, 130, "{signal}: {said}");
        assert!(said.contains("cognito-ferry teardown --session acme"), "{signal}: {said}");
        assert_eq!(practice.run("teardown").0, 0, "{signal}");
        snapshot::assert_same(&practice.snapshot(), &before, signal);
    }
}

#[test]
fn a_second_process_is_refused_and_told_who_has_the_session_since_when() {
    let practice = Practice::new();
    let first = practice.start("apply").until("CreateRole");
    for command in ["apply", "teardown"] {
        let (code, said) = practice.run(command);
        assert_eq!(code, 1, "{said}");
        let process = format!("Process {} has had it since 20", first.child.id());
        assert!(said.contains("The session acme is in use.") && said.contains(&process), "{command}: {said}");
    }
    assert_eq!(first.end().0, 0);
}

#[test]
fn a_process_that_was_killed_leaves_no_lock() {
    let practice = Practice::new();
    let first = practice.start("apply").until("CreateRole");
    first.signal("-KILL");
    assert_eq!(first.end().0, -9);
    let (code, said) = practice.run("apply");
    assert_eq!(code, 0, "{said}");
}

#[test]
fn where_the_system_refuses_to_write_the_session_no_call_is_made_and_nothing_is_lost() {
    for command in ["apply", "teardown"] {
        let practice = Practice::new();
        assert_eq!(practice.run("apply").0, 0);
        let store = Store::at(practice.sessions());
        if command == "apply" {
            assert_eq!(practice.run("teardown").0, 0);
        }
        // Too large for the space that is left, unlike the accounts' file.
        let mut session = if command == "apply" { Session::new(SESSION, Timestamp::now()) } else { store.load(SESSION).unwrap() };
        session.step = Some("x".repeat(3_000_000));
        store.save(&session).unwrap();
        let (accounts, saved) = (practice.snapshot(), std::fs::read(practice.sessions().join("acme.json")).unwrap());
        let (code, said) = practice.start_with_little_space(command).end();
        assert_eq!(code, 1, "{command}: {said}");
        assert!(said.contains("Could not save the session") && said.contains("ulimit -f"), "{command}: {said}");
        snapshot::assert_same(&practice.snapshot(), &accounts, command);
        assert!(std::fs::read(practice.sessions().join("acme.json")).unwrap() == saved, "{command}: the session is as it was");
        let left = std::fs::read_dir(practice.sessions()).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with(".session-")).collect();
        assert!(left.is_empty(), "{command}: {left:?}");
        let (code, said) = practice.run(command);
        assert_eq!(code, 0, "{command}, with space again: {said}");
    }
}
