//! Everything that can happen to the wizard.

use std::path::PathBuf;

use crossterm::event::KeyEvent;

use super::effect::{RunId, Slot};
use crate::aws::account::Identity;
use crate::aws::document::pools::{ClientSummary, ManagedLogin, PoolSummary};
use crate::aws::profile::list::Profile;
use crate::check::finding::Check;
use crate::event::Event;
use crate::migration::plan::Plan;
use crate::migration::restore::Restoration;
use crate::migration::teardown::Teardown;
use crate::migration::teardown::TeardownSummary;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::session::document::Session;
use crate::session::store::SessionSummary;
use crate::sign_in::removal::Removal;
use crate::sign_in::story::Story;

#[derive(Debug)]
pub enum Action {
    Key(KeyEvent),
    /// May be a password.
    Paste(Secret),
    Resize {
        width: u16,
        height: u16,
    },
    /// The nearest deadline of the state has come.
    Deadline,
    /// A job is over.
    Answer {
        slot: Slot,
        run: RunId,
        answer: Answer,
    },
    /// The engine says something while a job runs.
    Engine {
        slot: Slot,
        run: RunId,
        event: Event,
    },
    Saved(Result<(), Problem>),
    /// What was to be copied is in this file.
    WrittenOut(Result<PathBuf, Problem>),
    /// Back from Ctrl-Z.
    Resumed,
}

/// What a job found; one variant per job.
#[derive(Debug)]
pub enum Answer {
    Sessions(Result<Vec<SessionSummary>, Problem>),
    Loaded(Result<Box<Session>, Problem>),
    Begun(Result<Box<Session>, Problem>),
    Deleted(Result<String, Problem>),
    Profiles(Result<Vec<Profile>, Problem>),
    Account(Result<Opened, Problem>),
    Pools(Result<Vec<PoolSummary>, Problem>),
    Clients(Result<Vec<ClientSummary>, Problem>),
    ExternalId(String),
    Preflight(Result<Vec<Check>, Problem>),
    Plan(Result<Box<Plan>, Problem>),
    /// The session comes back with what is done in its journal, whatever came out.
    Applied {
        session: Box<Session>,
        result: Result<(), Problem>,
    },
    PutBackPlan(Result<Box<Restoration>, Problem>),
    /// The session comes back with what is done in its journal, whatever came out.
    PutBack {
        session: Box<Session>,
        result: Result<(), Problem>,
    },
    Verified(Result<Vec<Check>, Problem>),
    SignedIn(Result<Box<Story>, Problem>),
    UserRemoved(Result<Removal, Problem>),
    Teardown(Result<Box<Teardown>, Problem>),
    /// The session comes back with what is done in its journal, whatever came out.
    TornDown {
        session: Box<Session>,
        result: Result<TeardownSummary, Problem>,
    },
    ManagedLogin(Result<ManagedLogin, Problem>),
}

/// An account that is open: who it is. Its clients stay with the runner, under the run that opened it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub run: RunId,
    pub profile: String,
    pub region: String,
    pub identity: Identity,
    /// Endpoints in force that are not AWS's own.
    pub endpoint_overrides: Vec<String>,
    /// AWS's own endpoints of another kind that are in force: FIPS, dual-stack.
    pub endpoint_variants: Vec<String>,
}
