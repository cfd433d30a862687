//! Starts a lab (lab.py), knows what is in it, and ends it with the test that asked for it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use aws_credential_types::Credentials;
use serde::Deserialize;
use serde_json::Value;

static STARTED: AtomicU32 = AtomicU32::new(0);

/// A running lab. Its emulators end when this is dropped, or when the test process dies in whatever way: lab.py runs
/// for as long as its standard input is open.
#[derive(Debug)]
pub struct Lab {
    lab: Child,
    open_input: Option<ChildStdin>,
    directory: PathBuf,
    facts: Facts,
}

/// The line that lab.py prints when everything is up.
#[derive(Debug, Deserialize)]
struct Facts {
    ministack: String,
    cognito_local: String,
    cognito_door: String,
    config: PathBuf,
    credentials: PathBuf,
    trigger_log: PathBuf,
    source: Side<SourcePool>,
    destination: Side<DestinationPool>,
}

#[derive(Debug, Deserialize)]
struct Side<Pool> {
    account: String,
    region: String,
    pools: Pools<Pool>,
}

#[derive(Debug, Deserialize)]
struct Pools<Pool> {
    username: Pool,
    email: Pool,
}

/// A source pool with the users that only it knows.
#[derive(Debug, Deserialize)]
pub struct SourcePool {
    pub id: String,
    pub arn: String,
    pub users: Vec<User>,
}

#[derive(Debug, Deserialize)]
pub struct User {
    /// What this person types to sign in: a name, or an address.
    pub name: String,
    pub password: String,
    pub attributes: std::collections::BTreeMap<String, String>,
}

/// A destination pool, empty at first, with the app client of the shop.
#[derive(Debug, Deserialize)]
pub struct DestinationPool {
    pub id: String,
    pub arn: String,
    pub client: String,
}

/// One decision of Cognito's side of a trigger (pool_trigger.py): why a sign-in was refused, or that it was not.
#[derive(Debug, Deserialize)]
pub struct Decision {
    pub trigger: String,
    pub user: String,
    pub refused: Option<String>,
}

/// Clients that act as the root of one account, past the program.
#[derive(Debug)]
pub struct Account {
    pub id: String,
    pub region: String,
    pub cognito: aws_sdk_cognitoidentityprovider::Client,
    pub iam: aws_sdk_iam::Client,
    pub lambda: aws_sdk_lambda::Client,
    pub logs: aws_sdk_cloudwatchlogs::Client,
}

impl Lab {
    /// Returns when both emulators are healthy and the accounts are filled: about a second.
    pub fn start() -> Self {
        // Where cargo builds, and where tests/lab/install therefore put the emulators.
        let installed = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("lab");
        let python = installed.join("venv/bin/python");
        assert!(
            installed.join("installed").exists(),
            "the lab's emulators are not in {}: run tests/lab/install",
            installed.display()
        );
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let directory = installed.join(format!("run-{}-{number}", std::process::id()));
        let mut lab = Command::new(python)
            .arg("-B")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/lab.py"))
            .arg(&directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let open_input = lab.stdin.take();
        let mut line = String::new();
        BufReader::new(lab.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Ok(facts) = serde_json::from_str(&line) else {
            drop(open_input);
            let mut complaint = String::new();
            lab.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
            lab.wait().unwrap();
            panic!("the lab did not start: {complaint}");
        };
        Self { lab, open_input, directory, facts }
    }

    /// The pools of people who sign in with a name.
    pub fn by_username(&self) -> (&SourcePool, &DestinationPool) {
        (&self.facts.source.pools.username, &self.facts.destination.pools.username)
    }

    /// The pools of people who sign in with their address.
    pub fn by_email(&self) -> (&SourcePool, &DestinationPool) {
        (&self.facts.source.pools.email, &self.facts.destination.pools.email)
    }

    pub fn source(&self) -> Account {
        let side = &self.facts.source;
        Account::open(&side.account, &side.region, &self.facts.ministack, &self.facts.ministack)
    }

    pub fn destination(&self) -> Account {
        let side = &self.facts.destination;
        Account::open(&side.account, &side.region, &self.facts.ministack, &self.facts.cognito_door)
    }

    /// The destination's account in another Region, where MiniStack alone is.
    pub fn destination_in(&self, region: &str) -> Account {
        Account::open(&self.facts.destination.account, region, &self.facts.ministack, &self.facts.ministack)
    }

    /// What Cognito's side of the trigger decided, oldest first.
    pub fn decisions(&self) -> Vec<Decision> {
        let log = std::fs::read_to_string(&self.facts.trigger_log).unwrap();
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Why this person's newest sign-in was refused at the trigger, if it was.
    pub fn refusal(&self, user: &str) -> Option<String> {
        self.decisions().into_iter().rfind(|decision| decision.user == user).and_then(|decision| decision.refused)
    }

    /// The answer of cognito-local as it is on the wire: every member, whether the SDK knows it or not.
    pub fn ask_cognito_local(&self, operation: &str, question: &Value) -> Value {
        let host = self.facts.cognito_local.trim_start_matches("http://");
        let body = question.to_string();
        let mut connection = TcpStream::connect(host).unwrap();
        write!(
            connection,
            "POST / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/x-amz-json-1.1\r\n\
             x-amz-target: AWSCognitoIdentityProviderService.{operation}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{operation}: {answer}");
        serde_json::from_str(body).unwrap()
    }

    /// A directory of this lab alone, gone after a test that passed.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The AWS config and credentials files with the profiles `ferry-source` and `ferry-destination`.
    pub fn aws_files(&self) -> (&Path, &Path) {
        (&self.facts.config, &self.facts.credentials)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        drop(self.open_input.take());
        let ended = self.lab.wait();
        if std::thread::panicking() {
            eprintln!("the emulators' logs are kept in {}", self.directory.display());
        } else {
            assert!(ended.is_ok_and(|status| status.success()), "the lab did not end well");
            std::fs::remove_dir_all(&self.directory).unwrap();
        }
    }
}

impl Account {
    fn open(id: &str, region: &str, endpoint: &str, cognito_endpoint: &str) -> Self {
        // MiniStack takes a 12-digit access key for the root of that account, with any secret.
        let credentials = Credentials::new(id, "lab", None, None, "lab");
        // The SDK is built without a client of its own (Cargo.toml).
        let http = aws_smithy_http_client::Builder::new().build_http();
        macro_rules! client {
            ($service:ident, $endpoint:expr) => {
                $service::Client::from_conf(
                    $service::Config::builder()
                        .behavior_version($service::config::BehaviorVersion::latest())
                        .region($service::config::Region::new(region.to_owned()))
                        .credentials_provider(credentials.clone())
                        .http_client(http.clone())
                        .endpoint_url($endpoint)
                        .build(),
                )
            };
        }
        Self {
            id: id.to_owned(),
            region: region.to_owned(),
            cognito: client!(aws_sdk_cognitoidentityprovider, cognito_endpoint),
            iam: client!(aws_sdk_iam, endpoint),
            lambda: client!(aws_sdk_lambda, endpoint),
            logs: client!(aws_sdk_cloudwatchlogs, endpoint),
        }
    }
}
