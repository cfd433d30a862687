//! One pretend account, opened as the commands open it.

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::{Account, Origin, Pretend, PretendProfile};
use cognito_ferry::aws::open::OpenAccount;
use cognito_ferry::aws::problem::Problem;
use cognito_ferry::sandbox::Sandbox;

/// Through this HTTP client, which may listen or interfere.
pub async fn through(http_client: SharedHttpClient, sandbox: &Sandbox, side: Side, profile: &str) -> Result<Account, Problem> {
    let profiles = sandbox.profiles().into_iter().map(|profile| PretendProfile {
        name: profile.name,
        region: profile.region,
        access_key_id: profile.access_key_id,
        secret_access_key: profile.secret_access_key,
    });
    let origin = Origin::Pretend(Pretend { http_client, profiles: profiles.collect() });
    origin.open(&OpenAccount { side, profile: profile.to_owned(), region: None, mfa_code: None }).await
}

pub async fn open(sandbox: &Sandbox, side: Side, profile: &str) -> Account {
    through(sandbox.http_client(), sandbox, side, profile).await.unwrap()
}
