//! What lies over a screen: the list of keys, and the question before leaving.

/// One overlay at a time; while it is open, its keys are the only ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    Help {
        scroll: u16,
    },
    /// Leave? `yes` is whether the cursor is on Leave.
    Leave {
        yes: bool,
    },
}
