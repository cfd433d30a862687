//! What the application has to be set to, and where managed login is.

use crate::aws::document::pools::{ManagedLogin, sign_in_page};
use crate::model::blueprint::Blueprint;
use crate::resources::destination_client::DestinationClient;
use crate::resources::resource::{Observed, Resource as _};
use crate::sign_in::{NoAddress, managed_login_url};
use crate::wizard::state::State;

/// What the application needs to know.
#[derive(Debug)]
pub struct Settings {
    pub pool_id: String,
    pub region: String,
    pub client_id: String,
    /// Managed login's page, where the destination pool has a domain and its app client a callback.
    pub url: Option<String>,
}

/// Whether a test sign-in has worked.
pub fn worked(state: &State) -> bool {
    state.session.as_ref().and_then(|session| session.sign_in.as_ref()).is_some_and(|record| record.succeeded)
}

/// What the application needs to know, once it is known.
pub fn settings(state: &State) -> Option<Settings> {
    let session = state.session.as_ref()?;
    let spec = session.spec.as_ref()?;
    let known = Blueprint::new(spec, &session.made).spec;
    Some(Settings {
        url: address(state).and_then(Result::ok),
        pool_id: known.destination.pool_id,
        region: known.destination.region,
        client_id: known.destination_client.id,
    })
}

/// The address, or why there is none; nothing while it is not known what managed login is like.
pub fn address(state: &State) -> Option<Result<String, NoAddress>> {
    let session = state.session.as_ref()?;
    Some(managed_login_url(session.spec.as_ref()?, &session.made, &known_login(state)?))
}

/// What is known of managed login: from the choice of a new pool, from the list of pools, or read for this screen.
pub fn known_login(state: &State) -> Option<ManagedLogin> {
    let session = state.session.as_ref()?;
    let spec = session.spec.as_ref()?;
    match (&spec.new_pool, state.screens.pools.destination()) {
        (Some(new), _) => {
            let client = DestinationClient.desired(&Blueprint::new(spec, &session.made), &Observed::default());
            Some(ManagedLogin { domain: new.domain_prefix.clone(), page: sign_in_page(&client) })
        }
        (None, Some((pool, client))) => Some(ManagedLogin { domain: pool.domain.clone(), page: client.sign_in_page.clone() }),
        (None, None) => state.screens.done.login.as_ref()?.as_ref().ok().cloned(),
    }
}

/// The URL where there is one, else what the application needs.
pub fn copied(settings: &Settings) -> String {
    let Settings { pool_id, region, client_id, url } = settings;
    url.clone()
        .unwrap_or_else(|| format!("User pool: {pool_id}\nApp client: {client_id}\nRegion: {region}\nFlow: USER_PASSWORD_AUTH\n"))
}
