//! What the engine wants beside the accounts: a session with its answers, and somebody to tell.

use cognito_ferry::aws::account::Accounts;
use cognito_ferry::event::{self, Events};
use cognito_ferry::function::probe::Unproven;
use cognito_ferry::migration::apply;
use cognito_ferry::migration::plan::Plan;
use cognito_ferry::model::choices::{Choices, SideChoices};
use cognito_ferry::problem::Problem;
use cognito_ferry::run::progress::Stop;
use cognito_ferry::session::document::Session;
use cognito_ferry::session::store::Store;

/// From one pool into another that is there already.
pub fn choices(source_pool: &str, destination_pool: &str, destination_client: &str) -> Choices {
    let side = |pool: &str| SideChoices { pool: Some(pool.to_owned()), ..SideChoices::default() };
    Choices {
        source: side(source_pool),
        destination: side(destination_pool),
        destination_client: Some(destination_client.to_owned()),
        ..Choices::default()
    }
}

pub fn session(name: &str, choices: Choices) -> Session {
    Session { choices, ..Session::new(name, jiff::Timestamp::UNIX_EPOCH) }
}

/// Events that nobody reads.
pub fn unheard() -> Events {
    let (events, mut heard) = event::channel();
    tokio::spawn(async move { while heard.recv().await.is_some() {} });
    events
}

pub async fn apply(session: &mut Session, plan: &Plan, accounts: &Accounts, store: &Store) -> Result<(), Problem> {
    apply::apply(session, plan, accounts, store, &unheard(), &Stop::new(), Unproven::GoOn).await
}
