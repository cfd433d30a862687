//! One folder per step: its state, what its keys and answers do, its drawing, its tests. `checks` and `live` are what several share.

pub mod accounts;
pub mod apply;
pub mod checks;
pub mod done;
pub mod home;
pub mod live;
pub mod options;
pub mod plan;
pub mod pools;
pub mod preflight;
pub mod screen;
pub mod sign_in;
pub mod states;
pub mod tear_down;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub mod test_support;
pub mod verify;

use self::screen::Screen;
use super::step::Step;

/// The screen of a step.
pub fn of(step: Step) -> &'static dyn Screen {
    match step {
        Step::Home => &home::HomeScreen,
        Step::Accounts => &accounts::AccountsScreen,
        Step::Pools => &pools::PoolsScreen,
        Step::Options => &options::OptionsScreen,
        Step::Preflight => &preflight::PreflightScreen,
        Step::Plan => &plan::PlanScreen,
        Step::Apply => &apply::ApplyScreen,
        Step::Verify => &verify::VerifyScreen,
        Step::SignIn => &sign_in::SignInScreen,
        Step::Done => &done::DoneScreen,
        Step::TearDown => &tear_down::TearDownScreen,
    }
}
