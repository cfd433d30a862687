//! What is wrong with a zip, or to be known of it, and how sure that is.

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Lambda refuses it, or it cannot run.
    Certain,
    /// By what the code says it cannot run; code can do what a look cannot see.
    Likely,
    /// It runs, and is to be known.
    Note,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub weight: Weight,
    pub what: String,
    pub remedy: String,
}

impl Finding {
    pub(super) fn certain(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { weight: Weight::Certain, what: what.into(), remedy: remedy.into() }
    }

    pub(super) fn likely(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { weight: Weight::Likely, what: what.into(), remedy: remedy.into() }
    }

    pub(super) fn note(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { weight: Weight::Note, what: what.into(), remedy: remedy.into() }
    }
}
