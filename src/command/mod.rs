//! A command that an operator is told to paste: the one place where such a command is made, so that none is written by hand, none is
//! quoted by hand, and a test can run every one of them (crates/test-support/src/pasted.rs).

mod operation;
mod quoting;

use std::fmt;

use serde_json::{Map, Value};

pub use operation::{Operation, Reach};
pub use quoting::word;

/// One command line for a POSIX shell. Displayed, it is ready to paste: whatever stands in its arguments, the shell gives the program
/// exactly these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    words: Vec<String>,
    /// Members that the AWS CLI would not take as they are on its command line.
    input: Map<String, Value>,
}

impl Command {
    /// A command of the AWS CLI.
    pub fn aws(operation: Operation) -> Self {
        Self::of(std::iter::once("aws").chain(operation.words().iter().copied()))
    }

    /// A command of this program, such as `apply` or `sessions list`.
    pub fn ferry(subcommand: &str) -> Self {
        Self::of(std::iter::once("cognito-ferry").chain(subcommand.split(' ')))
    }

    fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        Self { words: words.map(str::to_owned).collect(), input: Map::new() }
    }

    /// An option with its value. A value that begins with a dash is written so that it is not taken for an option.
    #[must_use]
    pub fn with(mut self, option: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if self.words[0] == "aws" && is_fetched(&value) {
            self.input.insert(member(option), Value::String(value));
        } else if value.starts_with('-') {
            self.words.push(format!("{option}={value}"));
        } else {
            self.words.extend([option.to_owned(), value]);
        }
        self
    }

    /// An option without a value, or a word that is no option.
    #[must_use]
    pub fn flag(mut self, word: &str) -> Self {
        self.words.push(word.to_owned());
        self
    }

    /// The profile that opens the account: enough for IAM and STS, which have no Region.
    #[must_use]
    pub fn profile(self, profile: &str) -> Self {
        self.with("--profile", profile)
    }

    /// Profile and Region, for everything that lives in one.
    #[must_use]
    pub fn at(self, profile: &str, region: &str) -> Self {
        self.profile(profile).with("--region", region)
    }

    /// The session, for the commands of this program.
    #[must_use]
    pub fn session(self, session: &str) -> Self {
        self.with("--session", session)
    }

    /// Program and arguments, as the shell hands them over.
    pub fn arguments(&self) -> Vec<String> {
        let mut words = self.words.clone();
        if !self.input.is_empty() {
            words.extend(["--cli-input-json".to_owned(), Value::Object(self.input.clone()).to_string()]);
        }
        words
    }
}

impl fmt::Display for Command {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.arguments().iter().map(|text| word(text)).collect();
        formatter.write_str(&words.join(" "))
    }
}

impl From<Command> for String {
    fn from(command: Command) -> Self {
        command.to_string()
    }
}

/// The AWS CLI reads a file, or (version 1) loads an address, where a value begins like this (AWS CLI User Guide, parameters from a file).
fn is_fetched(value: &str) -> bool {
    ["file://", "fileb://", "http://", "https://"].iter().any(|prefix| value.starts_with(prefix))
}

/// `--user-pool-id` as the API calls it: `UserPoolId`.
fn member(option: &str) -> String {
    let words = option.trim_start_matches('-').split('-');
    words.map(|word| word.get(..1).map(str::to_uppercase).unwrap_or_default() + word.get(1..).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_written_as_it_is_pasted() {
        let command = Command::aws(Operation::AdminGetUser).with("--username", "it's me").at("old account", "eu-west-1");
        assert_eq!(
            command.to_string(),
            r"aws cognito-idp admin-get-user --username 'it'\''s me' --profile 'old account' --region eu-west-1"
        );
        assert_eq!(Command::ferry("sessions list").to_string(), "cognito-ferry sessions list");
    }

    #[test]
    fn a_value_is_never_taken_for_an_option_or_an_address() {
        let command = Command::aws(Operation::AdminGetUser).with("--username", "-x").with("--user-pool-id", "p");
        assert_eq!(command.to_string(), "aws cognito-idp admin-get-user --username=-x --user-pool-id p");
        let command = Command::aws(Operation::AdminGetUser).with("--username", "file:///etc/passwd").with("--user-pool-id", "p");
        assert_eq!(
            command.to_string(),
            r#"aws cognito-idp admin-get-user --user-pool-id p --cli-input-json '{"Username":"file:///etc/passwd"}'"#
        );
        assert_eq!(member("--user-pool-id"), "UserPoolId");
    }
}
