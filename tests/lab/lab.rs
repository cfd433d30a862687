//! Starts a lab (lab.py), knows what is in it, and ends it with the test that asked for it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_credential_types::Credentials;
use serde::Deserialize;
use serde_json::Value;

static STARTED: AtomicU32 = AtomicU32::new(0);

/// What all labs of this run have held against botocore's models so far, and how many of them are running.
static CHECKED: Mutex<Checked> = Mutex::new(Checked { running: 0, requests: 0, refused: 0 });

struct Checked {
    running: u32,
    requests: u64,
    refused: usize,
}

/// A running lab. Its emulators end when this is dropped, or when the test process dies in whatever way: lab.py runs
/// for as long as its standard input is open.
#[derive(Debug)]
pub struct Lab {
    lab: Child,
    open_input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    ministack_alone: bool,
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
    refused: PathBuf,
    /// Where files of imports are put, and their switches: where MiniStack is alone.
    imports: Option<String>,
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
        Self::run(false)
    }

    /// MiniStack is the destination's Cognito too, with pools as it makes them.
    pub fn on_ministack_alone() -> Self {
        Self::run(true)
    }

    fn run(ministack_alone: bool) -> Self {
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
            .args(ministack_alone.then_some("--ministack-alone"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let open_input = lab.stdin.take();
        let mut line = String::new();
        let mut output = BufReader::new(lab.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let Ok(facts) = serde_json::from_str(&line) else {
            drop(open_input);
            let mut complaint = String::new();
            lab.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
            lab.wait().unwrap();
            panic!("the lab did not start: {complaint}");
        };
        CHECKED.lock().unwrap().running += 1;
        Self { lab, open_input, output, ministack_alone, directory, facts }
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

    /// Sets some switches of the imports (import_jobs.py).
    pub fn let_imports_behave(&self, switches: &Value) {
        let imports = self.facts.imports.as_deref().expect("imports are played where MiniStack is alone");
        let (status, unknown) = put(&format!("{imports}/behavior"), &["x-from: test"], &switches.to_string());
        assert_eq!((status, unknown.as_str()), (200, "[]"));
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

    /// The answer of the destination's emulator as it is on the wire: every member, whether the SDK knows it or not. Past the door.
    pub fn ask_destination(&self, operation: &str, question: &Value) -> Value {
        let place = if self.ministack_alone { &self.facts.ministack } else { &self.facts.cognito_local };
        let target = format!("x-amz-target: AWSCognitoIdentityProviderService.{operation}");
        // MiniStack finds the account by the access key, cognito-local looks at none.
        let key = signed_for(&self.facts.destination.account, &self.facts.destination.region, "cognito-idp");
        let (head, body) =
            post(place, "POST /", &[&target, "content-type: application/x-amz-json-1.1", &key], &question.to_string());
        assert!(head.starts_with("HTTP/1.1 200"), "{operation}: {head} {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Sends a request through one of the doors as it stands, whatever is in it. Signed for the source account.
    pub fn send_through_the_door(&self, service: &str, line: &str, headers: &[&str], body: &str) {
        let key = signed_for(&self.facts.source.account, &self.facts.source.region, service);
        post(&self.facts.cognito_door, line, &[headers, &[&key]].concat(), body);
    }

    /// The requests that botocore's models refuse, an operation and the reasons each; from now on they are no fault of this lab.
    pub fn take_refused(&self) -> Vec<(String, String)> {
        let refused = self.refused();
        std::fs::write(&self.facts.refused, "").unwrap();
        refused
    }

    fn refused(&self) -> Vec<(String, String)> {
        #[derive(Deserialize)]
        struct Refused {
            operation: String,
            reasons: Vec<String>,
        }
        let lines = std::fs::read_to_string(&self.facts.refused).unwrap();
        let refused = lines.lines().map(|line| serde_json::from_str::<Refused>(line).unwrap());
        refused.map(|refused| (refused.operation, refused.reasons.join("; "))).collect()
    }

    /// How many requests were checked, once the lab has ended.
    fn checked(&mut self) -> u64 {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap()["checked"].as_u64().unwrap()
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
        CHECKED.lock().unwrap().running -= 1;
        if std::thread::panicking() {
            drop(self.lab.wait());
            eprintln!("the emulators' logs are kept in {}", self.directory.display());
            return;
        }
        let (requests, refused) = (self.checked(), self.refused());
        assert!(self.lab.wait().is_ok_and(|status| status.success()), "the lab did not end well");
        tell(&self.directory, requests, refused.len());
        std::fs::remove_dir_all(&self.directory).unwrap();
        assert!(refused.is_empty(), "AWS's own model refuses what was sent: {refused:#?}");
        assert!(requests > 0, "no request came through the door");
    }
}

/// Adds up what all labs of this run checked, and says it whenever none is running: the last line that is said is about the whole run.
fn tell(directory: &Path, requests: u64, refused: usize) {
    let mut checked = CHECKED.lock().unwrap();
    checked.requests += requests;
    checked.refused += refused;
    let line = format!("{} requests checked by botocore's validation, {} refused\n", checked.requests, checked.refused);
    std::fs::write(directory.with_file_name("requests-checked.txt"), &line).unwrap();
    if checked.running == 0 {
        // Past the capture of the test's own output, which nobody sees of a test that passes.
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
}

/// The header that an emulator finds the account by. Nobody looks at the signature.
fn signed_for(account: &str, region: &str, service: &str) -> String {
    format!(
        "authorization: AWS4-HMAC-SHA256 Credential={account}/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

/// A PUT, as curl would make it: status and body of the answer.
pub fn put(url: &str, headers: &[&str], body: &str) -> (u16, String) {
    let path = url.trim_start_matches("http://").find('/').map_or("/", |start| &url[start + "http://".len()..]);
    let (head, answer) = post(url.trim_end_matches(path), &format!("PUT {path}"), headers, body);
    (head.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

/// Head and body of the answer to one request.
fn post(place: &str, line: &str, headers: &[&str], body: &str) -> (String, String) {
    let host = place.trim_start_matches("http://");
    let mut connection = TcpStream::connect(host).unwrap();
    let (headers, length) = (headers.join("\r\n"), body.len());
    let head = format!("{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n\r\n");
    connection.write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
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
