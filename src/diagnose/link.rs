//! One link of the chain that a sign-in passes through: which it is, what state it is in, and what was seen of it.

use serde::Serialize;

use super::discovery::Lookup;
use crate::check::builder::CheckBuilder;
use crate::check::finding::{Check, CheckStatus};

/// The links in the order in which a sign-in passes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkId {
    DestinationClient,
    Trigger,
    InvokePermission,
    Function,
    FunctionRole,
    AssumeRole,
    Trust,
    SourceRolePolicy,
    SourceClient,
    SourcePool,
}

impl LinkId {
    /// What a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            LinkId::DestinationClient => "app client",
            LinkId::Trigger => "pool's trigger",
            LinkId::InvokePermission => "invoke permission",
            LinkId::Function => "function",
            LinkId::FunctionRole => "execution role",
            LinkId::AssumeRole => "assume-role policy",
            LinkId::Trust => "source role's trust",
            LinkId::SourceRolePolicy => "source role's policy",
            LinkId::SourceClient => "source app client",
            LinkId::SourcePool => "source pool",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    Whole,
    Broken,
    /// It could not be looked at.
    Unknown,
    /// This set-up does without it.
    NotUsed,
}

/// One link, and the checks that it was judged by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    pub id: LinkId,
    pub title: &'static str,
    pub state: LinkState,
    /// What it is here: `acme-web (7shop…)`.
    pub name: String,
    pub checks: Vec<Check>,
}

impl Link {
    /// The link as its checks make it: one that fails breaks it, one that could not look leaves it unknown.
    pub fn of(id: LinkId, name: impl Into<String>, checks: Vec<Check>) -> Self {
        let any = |status| checks.iter().any(|check| check.status == status);
        let state = match (any(CheckStatus::Fail), any(CheckStatus::Skipped)) {
            (true, _) => LinkState::Broken,
            (false, true) => LinkState::Unknown,
            (false, false) => LinkState::Whole,
        };
        Self { id, title: id.title(), state, name: name.into(), checks }
    }

    pub fn not_used(id: LinkId, why: impl Into<String>) -> Self {
        Self { id, title: id.title(), state: LinkState::NotUsed, name: why.into(), checks: Vec::new() }
    }

    pub fn has_warnings(&self) -> bool {
        self.checks.iter().any(|check| check.status == CheckStatus::Warn)
    }
}

/// What is there; or the check that says why it cannot be judged. `missing` says what it means that there is none.
pub fn require<T>(
    lookup: &Lookup<T>,
    builder: CheckBuilder,
    missing: impl FnOnce(CheckBuilder) -> Check,
) -> Result<(&T, CheckBuilder), Check> {
    match lookup {
        Lookup::Present(value) => Ok((value, builder)),
        Lookup::Missing => Err(missing(builder)),
        Lookup::Unavailable(problem) => Err(builder.unavailable(problem)),
        Lookup::NotReached(unreached) => Err(builder.skipped(vec![unreached.why.clone()], unreached.remedy.clone())),
    }
}
