//! `--log-file`: the events of every engine are in it, whether or not the command prints them.

use serde_json::Value;

use crate::secrets::program::Program;

/// What the log has gained since it was this long.
fn logged(program: &Program, since: usize) -> String {
    std::fs::read_to_string(program.log_file()).unwrap().split_off(since)
}

#[test]
fn the_findings_of_preflight_and_verify_are_in_it_one_event_each() {
    let mut program = Program::new();
    for (command, more) in [("preflight", &["--json"][..]), ("apply", &["--yes", "--json"]), ("verify", &["--json"])] {
        let since = std::fs::metadata(program.log_file()).map_or(0, |file| usize::try_from(file.len()).unwrap());
        let said = program.plan(command, more);
        let log = logged(&program, since);
        if command == "apply" {
            assert!(log.contains(r#""event":"apply-finished""#), "{log}");
            continue;
        }
        let said: Value = serde_json::from_str(&said.stdout).unwrap();
        let checks = said["checks"].as_array().unwrap();
        assert!(!checks.is_empty());
        for check in checks {
            let event = format!(r#"{{"event":"checked","check":{{"id":{}"#, check["id"]);
            assert_eq!(log.matches(&event).count(), 1, "{command}: {event} in:\n{log}");
        }
    }
}
