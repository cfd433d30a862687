//! A full run, a failing run and a forced panic, and the password and every token looked for in everything that was written.

use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::open::OpenAccount;
use cognito_ferry::secret::Secret;
use cognito_ferry::wizard::PracticeHint;
use cognito_sandbox::Sandbox;
use serde_json::Value;

use super::panicking;
use super::program::{PASSWORD, Program, hostile};

const WRONG: &str = "Wq3-this-is-not-the-password";

/// Everything that must not be found: as it is, and in base64.
fn secrets(program: &Program) -> Vec<String> {
    let mut secrets = program.given_out();
    secrets.extend([PASSWORD.to_owned(), WRONG.to_owned()]);
    let encoded: Vec<String> =
        secrets.iter().flat_map(|secret| [STANDARD.encode(secret), URL_SAFE_NO_PAD.encode(secret)]).collect();
    secrets.extend(encoded);
    // The parts of the pretend AWS's JSON Web Tokens: header and claims begin with `{"`, the signature is always the same.
    secrets.push("eyJ".to_owned());
    secrets.push(URL_SAFE_NO_PAD.encode("practice-signature-of-the-cognito-ferry-sandbox"));
    secrets
}

fn assert_nothing_leaked(program: &Program) {
    let secrets = secrets(program);
    assert!(secrets.len() > 8, "the pretend AWS gave out tokens: {}", secrets.len());
    let mut written = program.files();
    assert!(
        written.iter().any(|(path, text)| *path == program.log_file() && text.contains("InitiateAuth")),
        "the log tells of the sign-in"
    );
    assert!(written.iter().any(|(path, _)| path.ends_with("acme.json")), "the session was looked at too");
    written.push(("the standard streams".into(), program.said.clone()));
    for (path, text) in &written {
        for secret in &secrets {
            assert!(!text.contains(secret), "{} holds {secret}", path.display());
        }
    }
}

fn applied() -> Program {
    let mut program = Program::new();
    let said = program.plan("apply", &["--yes"]);
    assert_eq!(said.code, 0, "{}{}", said.stdout, said.stderr);
    program
}

#[test]
fn a_full_run_writes_no_password_and_no_token() {
    let mut program = applied();
    for json in [&[][..], &["--json"]] {
        let said = program.sign_in(PASSWORD, json);
        assert_eq!(said.code, 0, "{}{}", said.stdout, said.stderr);
    }
    for command in [
        &["verify", "--session", "acme"][..],
        &["sessions", "show", "acme"],
        &["sessions", "list"],
        &["verify", "--session", "acme", "--json"],
    ] {
        assert_eq!(program.run(command, "").code, 0, "{command:?}");
    }
    assert_nothing_leaked(&program);
    let mode = std::fs::metadata(program.log_file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// Every member of this name, anywhere.
fn set_all(value: &mut Value, name: &str, to: &Value) {
    match value {
        Value::Object(members) => {
            for (member, value) in members.iter_mut() {
                if member == name { value.clone_from(to) } else { set_all(value, name, to) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| set_all(item, name, to)),
        _ => {}
    }
}

#[test]
fn a_failing_run_writes_no_password_and_no_token() {
    let mut program = applied();
    assert_eq!(program.sign_in(WRONG, &[]).code, 1);
    assert_eq!(program.sign_in(PASSWORD, &[]).code, 0, "so that there are tokens");
    let mut accounts: Value = serde_json::from_slice(&std::fs::read(program.accounts()).unwrap()).unwrap();
    let nobody = "arn:aws:lambda:eu-central-1:222222222222:function:nobody-here";
    set_all(&mut accounts, "UserMigration", &nobody.into());
    std::fs::write(program.accounts(), accounts.to_string()).unwrap();
    for password in [PASSWORD, WRONG] {
        let arguments = ["sign-in", "--session", "acme", "--username", "somebody-else", "--password-stdin"];
        assert_eq!(program.run(&arguments, password).code, 1);
    }
    assert_ne!(program.run(&["verify", "--session", "acme"], "").code, 0);
    assert_nothing_leaked(&program);
}

/// The network panics in the middle of the sign-in, with the password still in memory and a full backtrace asked for.
#[test]
fn a_forced_panic_writes_no_password_and_no_token() {
    let mut program = applied();
    assert_eq!(program.sign_in(PASSWORD, &[]).code, 0, "so that there are tokens");
    let child = panicking::command(&program).spawn().unwrap();
    let said = program.end(child, PASSWORD);
    assert_eq!(said.code, 101, "{}", said.stderr);
    assert!(said.stderr.contains(panicking::MESSAGE) && said.stderr.contains("stack backtrace"), "{}", said.stderr);
    assert_nothing_leaked(&program);
}

#[test]
fn a_panic_message_made_of_everything_that_holds_a_secret_shows_none() {
    let secret = || Secret::new(PASSWORD);
    let open = OpenAccount { side: Side::Source, profile: "p".into(), region: None, mfa_code: Some(secret()) };
    let hint = PracticeHint { user_name: "eve".into(), password: secret() };
    let sandbox = Sandbox::new(hostile()).unwrap();
    let message = std::panic::catch_unwind(|| panic!("{:#?}", (secret(), open, hint, hostile(), sandbox.hint(), &sandbox)));
    let message = *message.unwrap_err().downcast::<String>().unwrap();
    assert!(message.contains("eve"), "{message}");
    for secret in [PASSWORD, "pretend-secret-of-the-old-account", "the-secret-of-the-old-app-client-4711"] {
        assert!(!message.contains(secret), "{message}");
    }
}
