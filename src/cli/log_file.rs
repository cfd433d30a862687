//! `--log-file`: what the program did, for a colleague or a bug report. Off unless asked for, readable by its owner only, redacted.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::{MakeWriter, layer};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;

use crate::problem::{Problem, ProblemKind};
use crate::text::printable;

/// Our own targets; of the AWS SDK only its warnings, for below that it logs requests and answers.
fn targets() -> Targets {
    let sdk = ["aws_config", "aws_runtime", "aws_smithy_runtime"].map(|target| (target, Level::WARN));
    Targets::new().with_target("cognito_ferry", Level::INFO).with_targets(sdk)
}

/// Writes the log to this file from now on; what is there already stays.
pub fn start(path: &Path) -> Result<(), Problem> {
    let unusable = |why: String| {
        Problem::new(ProblemKind::Local, format!("The log file {} cannot be written.", path.display()), why)
            .remedy("Name a file that you may write with --log-file, or leave the option out.")
    };
    let file = open(path).map_err(|error| unusable(error.to_string()))?;
    let lines = layer().with_ansi(false).with_writer(LogFile(Arc::new(Mutex::new(file))));
    let subscriber = registry().with(lines).with(targets());
    tracing::subscriber::set_global_default(subscriber).map_err(|error| unusable(error.to_string()))?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "cognito-ferry");
    Ok(())
}

#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::PermissionsExt as _;
    let file = create(path)?;
    // A file that was there before may be open to others.
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

#[cfg(unix)]
fn create(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().append(true).create(true).open(path)
}

#[derive(Clone)]
struct LogFile(Arc<Mutex<File>>);

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for LogFile {
    /// The subscriber writes each event whole.
    fn write(&mut self, event: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = redacted(text.trim_end_matches('\n'));
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{line}")?;
        Ok(event.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

/// The second line of defence: nothing secret is handed to the log in the first place. What looks like a token or an access key is taken
/// out, and what a terminal would obey is escaped.
fn redacted(line: &str) -> String {
    let mut clean = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(is_word) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|character| !is_word(character)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        clean.push_str(before);
        clean.push_str(if is_secret(word) { "[redacted]" } else { word });
        rest = after;
    }
    clean.push_str(rest);
    printable(&clean).into_owned()
}

/// The letters of base64 in both spellings, and the dots between the parts of a JWT.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_-.+".contains(character)
}

/// A JWT (or JWE) or a part of one begins with `{"` in base64; access key ids begin with AKIA or ASIA.
fn is_secret(word: &str) -> bool {
    (word.starts_with("eyJ") && word.len() >= 20) || ((word.starts_with("AKIA") || word.starts_with("ASIA")) && word.len() == 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_access_keys_are_taken_out_and_the_rest_stays() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
        assert_eq!(redacted(&format!("token={token}; done")), "token=[redacted]; done");
        assert_eq!(redacted(&format!("{{\"token\":\"{token}\"}}")), "{\"token\":\"[redacted]\"}");
        assert_eq!(redacted("key AKIAIOSFODNN7EXAMPLE used"), "key [redacted] used");
        assert_eq!(redacted("operation=DescribeUserPool status=200"), "operation=DescribeUserPool status=200");
    }

    #[test]
    fn what_is_written_to_the_file_is_redacted() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log");
        let mut log = LogFile(Arc::new(Mutex::new(open(&path).unwrap())));
        log.write_all(b"key AKIAIOSFODNN7EXAMPLE used\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "key [redacted] used\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_never_open_to_others() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log");
        let mode = create(&path).unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(redacted("a\u{1b}[2J\nb"), "a\\u{1b}[2J\\u{a}b");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_could_read_is_closed_to_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log");
        std::fs::write(&path, "before\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        drop(open(&path).unwrap());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "before\n");
    }
}
