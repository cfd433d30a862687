//! What the test sign-in found out, link by link, ready to be told.

use serde::{Deserialize, Serialize};

/// The test sign-in, told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInReport {
    pub succeeded: bool,
    /// One sentence: what came out.
    pub headline: String,
    /// The chain in order: destination pool asked, trigger fired, function answered, user created, attributes compared; and groups brought,
    /// where they come at the first sign-in.
    #[serde(rename = "links")]
    pub steps: Vec<SignInStep>,
    /// Both sides' attributes, side by side; empty when the user was not created.
    pub attributes: Vec<AttributePair>,
    /// When it failed: which link, stable: `wrong-password`, `function-cannot-assume`. When it worked and proves nothing about the
    /// migration: why, `already-in-destination`. None: this sign-in migrated the user.
    pub cause: Option<String>,
    /// Where there is a cause: what to do, one action or command a line.
    pub remedy: Vec<String>,
    /// The user, where this sign-in made them: they can be removed again, to repeat the test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<CreatedUser>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInStep {
    pub title: String,
    pub outcome: StepOutcome,
    /// What was seen: values, not prose.
    pub evidence: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepOutcome {
    Worked,
    Broken,
    /// Not reached, or not visible from outside.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributePair {
    pub name: String,
    pub source: Option<String>,
    pub destination: Option<String>,
    pub verdict: AttributeVerdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttributeVerdict {
    Same,
    Different,
    /// Always its own in each pool, such as `sub`.
    Expected,
    MissingInDestination,
    OnlyInDestination,
}

/// A user whom a test sign-in made, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedUser {
    /// The destination's own name for the user.
    pub user_name: String,
    /// What the pool calls this user and no other, ever.
    pub sub: String,
    pub pool_id: String,
    pub account: String,
}
