//! What the last screen knows: what was read of managed login.

use crate::aws::document::pools::ManagedLogin;
use crate::problem::Problem;
use crate::wizard::widgets::scroll::Scroll;

/// What the last screen knows.
#[derive(Debug)]
pub struct DoneState {
    pub scroll: Scroll,
    /// What was read of managed login, where going through User pools has not told it.
    pub login: Option<Result<ManagedLogin, Problem>>,
}

impl Default for DoneState {
    fn default() -> Self {
        Self { scroll: Scroll::top(), login: None }
    }
}
