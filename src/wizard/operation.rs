//! The operations: what the wizard has done elsewhere, each named once, with the step that starts it, what it takes and what it
//! answers. [`JobKind`], [`Job`] and [`Answer`] all come from this one table; the runner has an arm for each.

use super::step::Step;
use crate::aws::Side;
use crate::aws::account::Identity;
use crate::aws::document::pools::{self, ClientSummary, PoolSummary};
use crate::aws::profile::list::Profile;
use crate::check::finding::Check;
use crate::function::probe::Unproven;
use crate::migration::teardown::{Decisions, Teardown, TeardownSummary};
use crate::migration::{plan, restore};
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::session::document::{Session, SessionSummary};
use crate::sign_in::removal::UserRemoval;
use crate::sign_in::report::SignInReport;

/// One start of a job. An answer with another id than the one that is waited for is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u64);

/// The two opened accounts, by the runs that opened them: the runner keeps their clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRuns {
    pub source: RunId,
    pub destination: RunId,
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

/// How a job ended that writes to the accounts. The session comes back with what is done in its journal, whatever came out.
#[derive(Debug)]
pub struct Written<T = ()> {
    pub session: Box<Session>,
    pub result: Result<T, Problem>,
}

/// One entry for each operation: `Step: Name (key) { what it takes } => what it answers`. At most one job of a kind counts: starting
/// another makes the former's answer stale. A key makes it one for each value of the key.
macro_rules! operations {
    ($(
        $(#[$about:meta])*
        $step:ident: $name:ident $(($key:ident: $key_type:ty))? { $($field:ident: $field_type:ty),* $(,)? } => $answer:ty,
    )*) => {
        /// What a job is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum JobKind {
            $($(#[$about])* $name $(($key_type))?,)*
        }

        /// What runs outside, on its own.
        #[derive(Debug)]
        pub enum Job {
            $($(#[$about])* $name { $($key: $key_type,)? $($field: $field_type,)* },)*
        }

        /// What a job found.
        #[derive(Debug)]
        pub enum Answer {
            $($(#[$about])* $name($answer),)*
        }

        impl JobKind {
            /// What all kinds are called.
            #[cfg(test)]
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// The step whose screen is told the answer.
            pub fn step(self) -> Step {
                match self {
                    $(JobKind::$name { .. } => Step::$step,)*
                }
            }
        }

        impl Job {
            /// What it is for.
            pub fn kind(&self) -> JobKind {
                match self {
                    $(Job::$name { $($key,)? .. } => JobKind::$name $((*$key))?,)*
                }
            }
        }
    };
}

operations! {
    /// The saved sessions.
    Home: ListSessions {} => Result<Vec<SessionSummary>, Problem>,
    /// Locks the session, then reads it.
    Home: LoadSession { name: String } => Result<Box<Session>, Problem>,
    /// Locks the name of a new session and saves it there.
    Home: BeginSession { session: Box<Session> } => Result<Box<Session>, Problem>,
    /// Answers with the name.
    Home: DeleteSession { name: String } => Result<String, Problem>,
    /// The profiles that are configured.
    Accounts: ListProfiles {} => Result<Vec<Profile>, Problem>,
    /// Who stands behind a profile.
    Accounts: OpenAccount(side: Side) { profile: String, region: Option<String>, mfa_code: Option<Secret> } => Result<Opened, Problem>,
    /// The user pools of an account.
    Pools: ListPools(side: Side) { account: RunId } => Result<Vec<PoolSummary>, Problem>,
    /// The app clients of a pool.
    Pools: ListClients { account: RunId, pool: String } => Result<Vec<ClientSummary>, Problem>,
    /// A random external id.
    Options: RandomExternalId {} => String,
    /// Looks for what would fail; reads only.
    Preflight: Preflight { session: Box<Session>, accounts: AccountRuns } => Result<Vec<Check>, Problem>,
    /// A plan from the session's choices.
    Plan: Plan { session: Box<Session>, accounts: AccountRuns } => Result<Box<plan::Plan>, Problem>,
    /// Carries a plan out.
    Apply: Apply { session: Box<Session>, plan: Box<plan::Plan>, accounts: AccountRuns, unproven: Unproven } => Written,
    /// What would be put back.
    Apply: PlanPutBack { session: Box<Session>, resource: ResourceId, accounts: AccountRuns } => Result<Box<restore::Restoration>, Problem>,
    /// Puts back what was shown.
    Apply: PutBack { session: Box<Session>, shown: Box<restore::Restoration>, accounts: AccountRuns } => Written,
    /// Reads every resource back.
    Verify: Verify { session: Box<Session>, spec: Box<Spec>, accounts: AccountRuns } => Result<Vec<Check>, Problem>,
    /// A test sign-in, and what happened.
    SignIn: SignIn {
        session: Box<Session>, spec: Box<Spec>, accounts: AccountRuns, user_name: String, password: Secret,
    } => Result<Box<SignInReport>, Problem>,
    /// Removes the user whom a test sign-in made from the destination pool.
    SignIn: RemoveUser {
        session: Box<Session>, spec: Box<Spec>, accounts: AccountRuns, user_name: String,
    } => Result<UserRemoval, Problem>,
    /// What the address of managed login is made of.
    Done: ManagedLogin { account: RunId, pool: String, client: String } => Result<pools::ManagedLogin, Problem>,
    /// What would be taken back.
    TearDown: PlanTeardown {
        session: Box<Session>, decisions: Box<Decisions>, accounts: AccountRuns,
    } => Result<Box<Teardown>, Problem>,
    /// Takes back what was shown.
    TearDown: TearDown {
        session: Box<Session>, teardown: Box<Teardown>, decisions: Box<Decisions>, accounts: AccountRuns, keep_logs: bool,
    } => Written<TeardownSummary>,
}

impl JobKind {
    /// Whether it writes to the accounts: then the engine has the session and saves it itself.
    pub fn writes(self) -> bool {
        matches!(self, JobKind::Apply | JobKind::PutBack | JobKind::TearDown)
    }
}
