//! What all screens know of the session that is worked on, in one place.

use super::accounts::state::AccountsState;
use super::apply::state::ApplyState;
use super::checks::state::Findings;
use super::done::state::DoneState;
use super::home::state::HomeState;
use super::options::state::OptionsState;
use super::plan::state::PlanState;
use super::pools::state::PoolsState;
use super::sign_in::state::SignInState;
use super::tear_down::state::TearDownState;

/// The state of each screen.
#[derive(Debug, Default)]
pub struct Screens {
    pub home: HomeState,
    pub accounts: AccountsState,
    pub pools: PoolsState,
    pub options: OptionsState,
    pub preflight: Findings,
    pub plan: PlanState,
    pub apply: ApplyState,
    pub verify: Findings,
    pub sign_in: SignInState,
    pub done: DoneState,
    pub tear_down: TearDownState,
}

impl Screens {
    /// Another session is worked on: all is forgotten but the list of sessions, which belongs to none.
    pub fn forget_session(&mut self) {
        *self = Self { home: std::mem::take(&mut self.home), ..Self::default() };
    }
}
