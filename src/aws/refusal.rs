//! One refusal of AWS, told: its kind, our own words where we know it, and what to do. Those who know a sort of refusal make one.

use crate::problem::ProblemKind;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) kind: ProblemKind,
    /// Whole sentences, before AWS's own; empty where AWS's are enough.
    pub(super) words: String,
    pub(super) remedy: Vec<String>,
}

impl Refusal {
    pub(super) fn new(kind: ProblemKind) -> Self {
        Self { kind, words: String::new(), remedy: Vec::new() }
    }

    /// Says why in our words; AWS's follow.
    pub(super) fn because(mut self, words: impl Into<String>) -> Self {
        self.words = words.into();
        self
    }

    /// Adds one thing to do.
    pub(super) fn remedy(mut self, action: impl Into<String>) -> Self {
        self.remedy.push(action.into());
        self
    }
}
