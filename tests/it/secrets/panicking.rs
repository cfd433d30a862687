//! A test sign-in whose network panics once it is handed the password: what the program does in a panic, forced.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use cognito_ferry::migration::resolve;
use cognito_ferry::secret::Secret;
use cognito_ferry::session::store::Store;
use cognito_ferry::sign_in;
use cognito_sandbox::Sandbox;
use test_support::opened;

use super::program::{Program, USER};

pub const MESSAGE: &str = "the network fell into the sea";

const ACCOUNTS: &str = "PRETEND_ACCOUNTS";
const SESSIONS: &str = "SESSIONS";

#[derive(Debug, Clone)]
struct PanicsAtSignIn(SharedHttpClient, Option<SharedHttpConnector>);

impl HttpConnector for PanicsAtSignIn {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        assert!(!target.ends_with(".InitiateAuth"), "{MESSAGE}: {request:?}");
        self.1.as_ref().unwrap().call(request)
    }
}

impl HttpClient for PanicsAtSignIn {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.0.http_connector(settings, components);
        SharedHttpConnector::new(Self(self.0.clone(), Some(inner)))
    }
}

/// Not a test: the sign-in that panics, for the test in `leaks`, which runs this very program.
#[tokio::test]
#[ignore = "run by a_forced_panic_writes_no_password_and_no_token"]
async fn sign_in_on_a_network_that_panics() {
    cognito_ferry::panic::ends_the_program(|| {});
    let path = |name: &str| PathBuf::from(std::env::var_os(name).unwrap());
    let password = Secret::new(std::io::read_to_string(std::io::stdin()).unwrap());
    let sandbox = Sandbox::open(&path(ACCOUNTS)).unwrap();
    let session = Store::at(path(SESSIONS)).load("acme").unwrap();
    let http_client = SharedHttpClient::new(PanicsAtSignIn(sandbox.http_client(), None));
    let accounts = opened::both_through(http_client, &sandbox).await.unwrap();
    let spec = resolve::resolve("acme", &session.choices, &accounts).await.unwrap();
    let story = sign_in::run(&session, &spec, &accounts, USER, &password).await;
    unreachable!("the network panics before there is a story: {story:?}");
}

/// The command that runs it, on the accounts and the session of `program`.
pub fn command(program: &Program) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "secrets::panicking::sign_in_on_a_network_that_panics", "--ignored", "--nocapture"]);
    command.env_clear().env("RUST_BACKTRACE", "full").env(ACCOUNTS, program.accounts());
    command.env(SESSIONS, program.directory.path().join("sessions"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
