//! The pool's password policy.

use serde_json::Value;

use super::faults::fault;
use crate::core::fault::Fault;
use crate::core::state::cognito::Pool;

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
