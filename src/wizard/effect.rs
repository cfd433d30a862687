//! Everything the wizard wants from outside. The reducer returns these; the event loop and the runner carry them out.

use super::step::Step;
use crate::aws::Side;
use crate::function::probe::Unproven;
use crate::migration::plan::Plan;
use crate::migration::restore::Restoration;
use crate::migration::teardown::{Decisions, Teardown};
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::secret::Secret;
use crate::session::document::Session;

/// One start of a job. An answer with an older id than the one its slot waits for is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u64);

/// What a job is for. At most one job of a slot counts: starting another makes the former's answer stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    Sessions,
    Load,
    Delete,
    Profiles,
    Account(Side),
    Pools(Side),
    Clients,
    ExternalId,
    Preflight,
    Plan,
    Apply,
    PlanPutBack,
    PutBack,
    Verify,
    SignIn,
    RemoveUser,
    ManagedLogin,
    PlanTeardown,
    TearDown,
}

impl Slot {
    /// The screen that is told the answer.
    pub fn step(self) -> Step {
        match self {
            Slot::Sessions | Slot::Load | Slot::Delete => Step::Home,
            Slot::Profiles | Slot::Account(_) => Step::Accounts,
            Slot::Pools(_) | Slot::Clients => Step::Pools,
            Slot::ExternalId => Step::Options,
            Slot::Preflight => Step::Preflight,
            Slot::Plan => Step::Plan,
            Slot::Apply | Slot::PlanPutBack | Slot::PutBack => Step::Apply,
            Slot::Verify => Step::Verify,
            Slot::SignIn | Slot::RemoveUser => Step::SignIn,
            Slot::ManagedLogin => Step::Done,
            Slot::PlanTeardown | Slot::TearDown => Step::TearDown,
        }
    }
}

/// The two opened accounts, by the runs that opened them: the runner keeps their clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRuns {
    pub source: RunId,
    pub destination: RunId,
}

#[derive(Debug)]
pub enum Effect {
    /// Comes back as one `Action::Answer` of the same slot and run, after any number of `Action::Engine`.
    Run { slot: Slot, run: RunId, job: Job },
    /// The job of this run need not go on: nobody waits for it. Only for jobs that read.
    Abandon(RunId),
    /// What writes to the accounts, apply, put-back or teardown, ends after its current call.
    Stop,
    /// This session is the one that is worked on: the locks of all others are let go of. Its own was taken by the job that loaded or
    /// began it.
    Hold(Option<String>),
    /// Written in the order given; comes back as `Action::Saved`.
    Save(Box<Session>),
    /// To the terminal's clipboard.
    Copy(String),
    /// The same text to a file that only its owner can read; comes back as `Action::WrittenOut`.
    WriteOut(String),
    /// Ctrl-Z.
    Suspend,
    /// Ends the wizard with this exit code, after saving is through.
    Quit { code: u8 },
}

/// What runs outside, on its own.
#[derive(Debug)]
pub enum Job {
    ListSessions,
    /// Locks the session, then reads it.
    LoadSession {
        name: String,
    },
    /// Locks the name of a new session and saves it there.
    BeginSession {
        session: Box<Session>,
    },
    DeleteSession {
        name: String,
    },
    ListProfiles,
    OpenAccount {
        side: Side,
        profile: String,
        region: Option<String>,
        mfa_code: Option<Secret>,
    },
    ListPools {
        account: RunId,
    },
    ListClients {
        account: RunId,
        pool: String,
    },
    RandomExternalId,
    /// Reads only.
    Preflight {
        session: Box<Session>,
        accounts: AccountRuns,
    },
    /// From the session's choices.
    Plan {
        session: Box<Session>,
        accounts: AccountRuns,
    },
    Apply {
        session: Box<Session>,
        plan: Box<Plan>,
        accounts: AccountRuns,
        unproven: Unproven,
    },
    /// What would be put back.
    PlanPutBack {
        session: Box<Session>,
        resource: ResourceId,
        accounts: AccountRuns,
    },
    PutBack {
        session: Box<Session>,
        shown: Box<Restoration>,
        accounts: AccountRuns,
    },
    Verify {
        session: Box<Session>,
        spec: Box<Spec>,
        accounts: AccountRuns,
    },
    SignIn {
        session: Box<Session>,
        spec: Box<Spec>,
        accounts: AccountRuns,
        user_name: String,
        password: Secret,
    },
    /// The user whom a test sign-in made, from the destination pool.
    RemoveUser {
        session: Box<Session>,
        spec: Box<Spec>,
        accounts: AccountRuns,
        user_name: String,
    },
    /// What would be taken back.
    PlanTeardown {
        session: Box<Session>,
        decisions: Box<Decisions>,
        accounts: AccountRuns,
    },
    TearDown {
        session: Box<Session>,
        teardown: Box<Teardown>,
        decisions: Box<Decisions>,
        accounts: AccountRuns,
        keep_logs: bool,
    },
    /// What the address of managed login is made of.
    ManagedLogin {
        account: RunId,
        pool: String,
        client: String,
    },
}
