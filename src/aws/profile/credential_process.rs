//! `credential_process`: a program of the operator's that prints credentials. Run as the AWS CLI runs it, without a shell.
//!
//! The SDK's own provider gives the command to a shell, where an unquoted `&`, `$` or `(` means something else than in the AWS CLI.

use std::process::Stdio;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use serde_json::Value;

use crate::secret::Secret;

/// Most characters of a program's own words that are repeated.
const TOLD: usize = 600;

/// The provider of one command's credentials.
#[derive(Debug, Clone)]
pub(in crate::aws) struct CredentialProcess {
    pub(in crate::aws) command: Secret,
}

/// Why a process gave no credentials. What it printed as its answer is never repeated: it may hold keys.
#[derive(Debug, thiserror::Error)]
pub(in crate::aws) enum ProcessFailure {
    #[error("It cannot be split into words: {0}")]
    Unsplittable(String),
    #[error("The program {0} was not found")]
    NotFound(String),
    #[error("The program {program} could not be started: {why}")]
    NotStarted { program: String, why: String },
    #[error("{}", exited(*code, stderr))]
    Exited { code: Option<i32>, stderr: String },
    #[error("{}", not_json(printed, stderr))]
    NotJson { printed: String, stderr: String },
    #[error("What it printed has no {0}")]
    Missing(&'static str),
    #[error("What it printed has Version {0}, and only Version 1 is known")]
    Version(String),
    #[error("What it printed has an Expiration that is no time: {0}")]
    Expiration(String),
}

fn exited(code: Option<i32>, stderr: &str) -> String {
    let ended = match code {
        Some(code) => format!("It ended with exit code {code}"),
        None => "It was ended by a signal".to_owned(),
    };
    match stderr.is_empty() {
        true => format!("{ended} and said nothing"),
        false => format!("{ended} and said: {stderr}"),
    }
}

fn not_json(printed: &str, stderr: &str) -> String {
    match stderr.is_empty() {
        true => printed.to_owned(),
        false => format!("{printed}. It also said: {stderr}"),
    }
}

impl ProvideCredentials for CredentialProcess {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.run())
    }
}

impl CredentialProcess {
    async fn run(&self) -> provider::Result {
        self.credentials().await.map_err(CredentialsError::provider_error)
    }

    async fn credentials(&self) -> Result<Credentials, ProcessFailure> {
        let (mut command, program) = command(self.command.expose())?;
        // A process that is given up must not go on, and none may read the keys that are pressed in the wizard.
        let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await.map_err(|error| {
            let program = told(&program);
            match error.kind() {
                std::io::ErrorKind::NotFound => ProcessFailure::NotFound(program),
                _ => ProcessFailure::NotStarted { program, why: error.to_string() },
            }
        })?;
        let stderr = told(&String::from_utf8_lossy(&output.stderr));
        match output.status.success() {
            true => credentials(&output.stdout, stderr),
            false => Err(ProcessFailure::Exited { code: output.status.code(), stderr }),
        }
    }
}

#[cfg(not(windows))]
fn command(text: &str) -> Result<(tokio::process::Command, String), ProcessFailure> {
    let words = crate::aws::profile::shell_words::split(text).map_err(|error| ProcessFailure::Unsplittable(error.to_string()))?;
    let Some((program, arguments)) = words.split_first() else {
        return Err(ProcessFailure::Unsplittable("there is no word in it".to_owned()));
    };
    let mut command = tokio::process::Command::new(program);
    command.args(arguments);
    Ok((command, program.clone()))
}

/// Windows gives a program its arguments as one text, and the program splits it: only the program's own name is taken off.
#[cfg(windows)]
fn command(text: &str) -> Result<(tokio::process::Command, String), ProcessFailure> {
    let text = text.trim();
    let (program, arguments) = match text.strip_prefix('"') {
        Some(quoted) => {
            quoted.split_once('"').ok_or_else(|| ProcessFailure::Unsplittable("a quote is never closed".to_owned()))?
        }
        None => text.split_once([' ', '\t']).unwrap_or((text, "")),
    };
    let mut command = tokio::process::Command::new(program);
    command.raw_arg(arguments.trim_start());
    Ok((command, program.to_owned()))
}

/// Credentials of what was printed: https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
fn credentials(printed: &[u8], stderr: String) -> Result<Credentials, ProcessFailure> {
    let answer: Value = serde_json::from_slice(printed).map_err(|error| {
        let printed = match printed.iter().all(u8::is_ascii_whitespace) {
            true => "It printed nothing, and should print JSON".to_owned(),
            false => {
                format!("What it printed ({} bytes) is not JSON: line {}, column {}", printed.len(), error.line(), error.column())
            }
        };
        ProcessFailure::NotJson { printed, stderr }
    })?;
    match &answer["Version"] {
        Value::Null => return Err(ProcessFailure::Missing("Version")),
        Value::Number(version) if version.as_f64() == Some(1.0) => {}
        version => return Err(ProcessFailure::Version(told(&version.to_string()))),
    }
    let text = |name: &'static str| answer[name].as_str().filter(|text| !text.is_empty());
    let needed = |name: &'static str| text(name).ok_or(ProcessFailure::Missing(name));
    let mut builder = Credentials::builder()
        .access_key_id(needed("AccessKeyId")?)
        .secret_access_key(needed("SecretAccessKey")?)
        .provider_name("credential_process");
    builder.set_session_token(text("SessionToken").map(str::to_owned));
    builder.set_expiry(expiration(&answer["Expiration"])?);
    Ok(builder.build())
}

fn expiration(value: &Value) -> Result<Option<SystemTime>, ProcessFailure> {
    let time = match value {
        Value::Null => return Ok(None),
        Value::String(time) => time.parse::<jiff::Timestamp>().ok(),
        _ => None,
    };
    time.map(|time| Some(time.into())).ok_or_else(|| ProcessFailure::Expiration(told(&value.to_string())))
}

/// Words of the program's own: printable, in one paragraph, and not too long.
fn told(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = crate::text::printable(&words);
    match words.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{} …", &words[..end]),
        None => words.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(printed: &str) -> Result<Credentials, String> {
        credentials(printed.as_bytes(), String::new()).map_err(|failure| failure.to_string())
    }

    #[test]
    fn an_answer_is_read_with_or_without_token_and_expiration() {
        let keys = read(r#"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S"}"#).unwrap();
        assert_eq!((keys.access_key_id(), keys.session_token(), keys.expiry()), ("A", None, None));
        let expiring = |time: &str| {
            let printed = serde_json::json!({"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S", "SessionToken": "T", "Expiration": time});
            read(&printed.to_string()).unwrap().expiry().unwrap()
        };
        for time in ["2099-01-01T00:00:00Z", "2099-01-01T01:00:00+01:00", "2099-01-01T01:00:00.000+0100", "2099-01-01 00:00:00Z"]
        {
            assert_eq!(expiring(time), SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(4_070_908_800), "{time}");
        }
    }

    #[test]
    fn what_is_wrong_with_an_answer_is_named_and_its_keys_are_not_repeated() {
        for (printed, said) in [
            ("", "printed nothing"),
            (" \n", "printed nothing"),
            ("SECRET", "What it printed (6 bytes) is not JSON"),
            (r#"{"Version": 1, "SecretAccessKey": "SECRET""#, "is not JSON"),
            (r#"["SECRET"]"#, "no Version"),
            (r#"{"AccessKeyId": "A", "SecretAccessKey": "SECRET"}"#, "no Version"),
            (r#"{"Version": 2, "AccessKeyId": "A", "SecretAccessKey": "SECRET"}"#, "Version 2"),
            (r#"{"Version": "1", "AccessKeyId": "A", "SecretAccessKey": "SECRET"}"#, "Version \"1\""),
            (r#"{"Version": 1, "SecretAccessKey": "SECRET"}"#, "no AccessKeyId"),
            (r#"{"Version": 1, "AccessKeyId": "", "SecretAccessKey": "SECRET"}"#, "no AccessKeyId"),
            (r#"{"Version": 1, "AccessKeyId": "SECRET"}"#, "no SecretAccessKey"),
            (r#"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "SECRET", "Expiration": "soon"}"#, "\"soon\""),
            (r#"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "SECRET", "Expiration": 4070908800}"#, "4070908800"),
        ] {
            let failure = read(printed).unwrap_err();
            assert!(failure.contains(said) && !failure.contains("SECRET"), "{printed}: {failure}");
        }
    }

    #[test]
    fn words_of_a_program_are_cut_and_never_obeyed() {
        assert_eq!(told("a\u{1b}[2J\n  b"), "a\\u{1b}[2J b");
        assert_eq!(told(&"x".repeat(5000)).chars().count(), TOLD + 2);
    }
}
