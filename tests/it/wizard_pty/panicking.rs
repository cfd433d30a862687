//! A panic on a worker thread: the terminal is whole, the message is readable, the exit code is Rust's own.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use cognito_ferry::aws::account::{Origin, SandboxAccounts, SandboxProfile};
use cognito_ferry::model::choices::Choices;
use cognito_ferry::session::store::Store;
use cognito_ferry::wizard::{self, WizardOptions};

use crate::env::terminal::{Program, command};

const MESSAGE: &str = "the network fell into the sea";

#[derive(Debug, Clone)]
struct Panics;

impl HttpConnector for Panics {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        panic!("{MESSAGE}");
    }
}

impl HttpClient for Panics {
    fn http_connector(&self, _settings: &HttpConnectorSettings, _components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Not a test: the wizard whose network panics, for the test below, which runs this very program on a pseudo-terminal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by a_panic_on_another_thread_gives_the_terminal_back"]
async fn wizard_on_a_network_that_panics() {
    let profile = |name: &str| SandboxProfile {
        name: name.into(),
        region: "eu-west-1".into(),
        access_key_id: "AKIAIOSFODNN7EXAMPLE".into(),
        secret_access_key: "secret".into(),
    };
    let origin = Origin::Sandbox(SandboxAccounts {
        http_client: SharedHttpClient::new(Panics),
        profiles: vec![profile("old-account"), profile("new-account")],
    });
    let mut choices = Choices::default();
    choices.source.profile = Some("old-account".into());
    let options = WizardOptions {
        origin,
        practice: None,
        store: Store::at(std::env::temp_dir().join(format!("cognito-ferry-panic-{}", std::process::id()))),
        session: None,
        color: Default::default(),
        choices,
        command: "cognito-ferry".into(),
    };
    let outcome = wizard::run(options).await.unwrap();
    std::process::exit(outcome.exit_code.into());
}

#[test]
fn a_panic_on_another_thread_gives_the_terminal_back() {
    let directory = tempfile::tempdir().unwrap();
    let this = std::env::current_exe().unwrap();
    let arguments = ["--exact", "wizard_pty::panicking::wizard_on_a_network_that_panics", "--ignored", "--nocapture"];
    let mut start = command(this.to_str().unwrap(), directory.path(), &arguments);
    start.env("TMPDIR", directory.path());
    let mut program = Program::start(80, 24, start);
    program.wait_for(&["Session name", "The session keeps"]);
    program.press("\r");
    assert_eq!(program.end(), 101);
    program.assert_given_back();
    program.wait_for(&[MESSAGE]);
}
