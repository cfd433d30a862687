//! Scenarios: what a fresh sandbox holds, as TOML.

use serde::Deserialize;

use super::{Fault, Sandbox};

/// The description of fresh accounts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {}

/// Why a scenario cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    #[error("the scenario cannot be read: {0}")]
    Malformed(#[from] toml::de::Error),
    #[error("the scenario's {what} is refused: {fault}")]
    Refused { what: String, fault: Fault },
}

impl Scenario {
    pub fn demo() -> Self {
        Self::default()
    }

    /// # Errors
    /// Text that is not a scenario.
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        Ok(toml::from_str(text)?)
    }

    pub(super) fn build(self, _sandbox: &Sandbox) -> Result<(), ScenarioError> {
        Ok(())
    }
}
