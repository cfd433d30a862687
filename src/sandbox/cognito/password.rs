//! Pretend passwords and the pool's password policy. They are kept in plain text, in the sandbox's own pretend state only.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::faults::fault;
use super::state::Pool;
use crate::sandbox::fault::Fault;

/// A pretend user's password; `Debug` never shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn matches(&self, typed: &str) -> bool {
        self.0 == typed
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Password(hidden)")
    }
}

/// Checks a new password against the pool's policy. A migrated password is never checked (facts §1.2).
pub fn conforms(pool: &Pool, password: &str) -> Result<(), Fault> {
    let policy = pool.document.get("Policies").and_then(|policies| policies.get("PasswordPolicy"));
    let requires = |rule: &str| policy.and_then(|policy| policy.get(rule)).and_then(Value::as_bool).unwrap_or(false);
    let shortest = policy.and_then(|policy| policy.get("MinimumLength")).and_then(Value::as_u64).unwrap_or(8);
    let complaint = if (password.chars().count() as u64) < shortest {
        "Password not long enough"
    } else if requires("RequireUppercase") && !password.chars().any(|letter| letter.is_ascii_uppercase()) {
        "Password must have uppercase characters"
    } else if requires("RequireLowercase") && !password.chars().any(|letter| letter.is_ascii_lowercase()) {
        "Password must have lowercase characters"
    } else if requires("RequireNumbers") && !password.chars().any(|letter| letter.is_ascii_digit()) {
        "Password must have numeric characters"
    } else if requires("RequireSymbols") && !password.chars().any(|letter| letter.is_ascii_punctuation()) {
        "Password must have symbol characters"
    } else {
        return Ok(());
    };
    Err(fault("InvalidPasswordException", format!("Password did not conform with policy: {complaint}")))
}

/// How many days a temporary password lasts in this pool. 0 is the default of 7 (facts §3.3).
pub fn temporary_days(pool: &Pool) -> u64 {
    pool.document
        .get("Policies")
        .and_then(|policies| policies.pointer("/PasswordPolicy/TemporaryPasswordValidityDays"))
        .and_then(Value::as_u64)
        .filter(|days| *days > 0)
        .unwrap_or(7)
}
