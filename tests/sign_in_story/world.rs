//! The demo's two accounts with a migration applied by the engine itself, ready to be broken.

use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::{Account, Accounts, Origin, Pretend, PretendProfile};
use cognito_ferry::aws::open::OpenAccount;
use cognito_ferry::migration::choices::{Choices, SideChoices};
use cognito_ferry::migration::event::EVENT_CAPACITY;
use cognito_ferry::migration::session::Session;
use cognito_ferry::migration::stop::Stop;
use cognito_ferry::migration::store::Store;
use cognito_ferry::migration::{apply, plan, resolve};
use cognito_ferry::resources::spec::Spec;
use cognito_ferry::sandbox::{Sandbox, Scenario};
use cognito_ferry::secret::Secret;
use cognito_ferry::sign_in;
use cognito_ferry::sign_in::story::Story;

pub const SOURCE_POOL: &str = "eu-west-1_AcmeCust1";
pub const DESTINATION_POOL: &str = "eu-central-1_AcmeNew01";
pub const CLIENT: &str = "7shopwebacme0new0client001";
pub const USER: &str = "maria.lindqvist@example.com";
pub const PASSWORD: &str = "Sunrise-over-Umea-7";

pub struct World {
    pub sandbox: Sandbox,
    pub accounts: Accounts,
    pub session: Session,
    pub spec: Spec,
}

impl World {
    /// All pieces in place.
    pub async fn applied() -> Self {
        let sandbox = Sandbox::new(Scenario::demo().without_delays()).unwrap();
        let accounts = Accounts {
            source: open(&sandbox, Side::Source, "old-account").await,
            destination: open(&sandbox, Side::Destination, "new-account").await,
        };
        let side = |pool: &str| SideChoices { pool: Some(pool.to_owned()), ..SideChoices::default() };
        let choices = Choices {
            source: side(SOURCE_POOL),
            destination: side(DESTINATION_POOL),
            destination_client: Some(CLIENT.to_owned()),
            ..Choices::default()
        };
        let spec = resolve::resolve("acme", &choices, &accounts).await.unwrap();
        let mut session = Session::new("acme", jiff::Timestamp::UNIX_EPOCH);
        session.choices = choices;
        let mut world = Self { sandbox, accounts, session, spec };
        world.apply().await;
        world
    }

    /// What `apply` does, also to what somebody has broken since.
    pub async fn apply(&mut self) {
        let plan = plan::make(&self.session, &self.spec, &self.accounts).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let (events, mut heard) = tokio::sync::mpsc::channel(EVENT_CAPACITY);
        let listener = tokio::spawn(async move { while heard.recv().await.is_some() {} });
        let store = Store::at(directory.path());
        apply::apply(&mut self.session, &plan, &self.accounts, &store, &events, &Stop::new()).await.unwrap();
        drop(events);
        listener.await.unwrap();
    }

    pub async fn sign_in(&self, user_name: &str, password: &str) -> Story {
        let password = Secret::new(password);
        sign_in::run(&self.session, &self.spec, &self.accounts, user_name, &password).await.unwrap()
    }

    pub fn source(&self) -> &Account {
        &self.accounts.source
    }

    pub fn destination(&self) -> &Account {
        &self.accounts.destination
    }
}

async fn open(sandbox: &Sandbox, side: Side, profile: &str) -> Account {
    let profiles = sandbox.profiles().into_iter().map(|profile| PretendProfile {
        name: profile.name,
        region: profile.region,
        access_key_id: profile.access_key_id,
        secret_access_key: profile.secret_access_key,
    });
    let origin = Origin::Pretend(Pretend { http_client: sandbox.http_client(), profiles: profiles.collect() });
    origin.open(&OpenAccount { side, profile: profile.to_owned(), region: None, mfa_code: None }).await.unwrap()
}
