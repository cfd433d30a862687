//! What the apply screen knows: what was approved, and the run that carries it out.

use crate::migration::plan::Plan;
use crate::migration::restore::Restoration;
use crate::problem::Problem;
use crate::wizard::screens::live::run::LiveRun;
use crate::wizard::widgets::confirm::Confirm;
use crate::wizard::widgets::scroll::Scroll;

/// What the apply screen knows.
#[derive(Debug, Default)]
pub struct ApplyState {
    /// The plan that the operator has seen and said yes to, until it is begun.
    pub approved: Option<Box<Plan>>,
    /// What is being carried out.
    pub plan: Option<Box<Plan>>,
    /// The run that is shown; none before the first.
    pub live: Option<LiveRun>,
    /// Created, updated, unchanged.
    pub counts: (usize, usize, usize),
    /// Putting back what an edit changed beside its field.
    pub put_back: Option<PutBackStage>,
}

impl ApplyState {
    /// The operator has seen this plan and said yes.
    pub fn approve(&mut self, plan: Option<Box<Plan>>) {
        self.approved = plan;
    }
}

/// How far putting back is.
#[derive(Debug)]
pub enum PutBackStage {
    /// What stands there is read.
    Looking,
    Shown {
        shown: Box<Restoration>,
        scroll: Scroll,
        confirm: Option<Confirm>,
    },
    Writing {
        /// The operator asked to stop, and it ends after the current call.
        stopping: bool,
    },
    Done,
    Failed(Problem),
}
