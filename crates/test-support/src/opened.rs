//! Pretend accounts, opened as the commands open them.

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::open::OpenAccount;
use cognito_ferry::aws::account::{Account, Accounts, Origin, SandboxAccounts, SandboxProfile};
use cognito_ferry::problem::Problem;
use cognito_sandbox::Sandbox;

/// Where the sandbox's profiles are, behind this HTTP client, which may listen or interfere.
pub fn origin(http_client: SharedHttpClient, sandbox: &Sandbox) -> Origin {
    let profiles = sandbox.profiles().into_iter().map(|profile| SandboxProfile {
        name: profile.name,
        region: profile.region,
        access_key_id: profile.access_key_id,
        secret_access_key: profile.secret_access_key,
    });
    Origin::Sandbox(SandboxAccounts { http_client, profiles: profiles.collect() })
}

pub async fn through(http_client: SharedHttpClient, sandbox: &Sandbox, side: Side, profile: &str) -> Result<Account, Problem> {
    let request = OpenAccount { side, profile: profile.to_owned(), region: None, mfa_code: None };
    origin(http_client, sandbox).open(&request).await
}

/// Both accounts, by the profiles that each scenario with two of them has.
pub async fn both_through(http_client: SharedHttpClient, sandbox: &Sandbox) -> Result<Accounts, Problem> {
    let open = async |side, profile| through(http_client.clone(), sandbox, side, profile).await;
    let source = open(Side::Source, "old-account").await?;
    Ok(Accounts { source, destination: open(Side::Destination, "new-account").await? })
}

pub async fn both(sandbox: &Sandbox) -> Accounts {
    both_through(sandbox.http_client(), sandbox).await.unwrap()
}
