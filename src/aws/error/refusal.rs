//! One refusal of AWS, told: its kind, our own words where we know it, and what to do. Those who know a sort of refusal make one.

use crate::problem::ProblemKind;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) struct Refusal {
    pub(in crate::aws) kind: ProblemKind,
    /// Whole sentences, before AWS's own; empty where AWS's are enough.
    pub(in crate::aws) words: String,
    pub(in crate::aws) remedy: Vec<String>,
}

impl Refusal {
    pub(in crate::aws) fn new(kind: ProblemKind) -> Self {
        Self { kind, words: String::new(), remedy: Vec::new() }
    }

    /// Says why in our words; AWS's follow.
    pub(in crate::aws) fn because(mut self, words: impl Into<String>) -> Self {
        self.words = words.into();
        self
    }

    /// Adds one thing to do.
    pub(in crate::aws) fn remedy(mut self, action: impl Into<String>) -> Self {
        self.remedy.push(action.into());
        self
    }
}
