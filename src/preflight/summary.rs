//! How many checks ended how.

use serde::Serialize;

use crate::check::finding::{Check, CheckStatus};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CheckSummary {
    pub pass: usize,
    pub warn: usize,
    pub fail: usize,
    pub skipped: usize,
}

impl CheckSummary {
    pub fn of(checks: &[Check]) -> Self {
        let mut summary = Self::default();
        for check in checks {
            *match check.status {
                CheckStatus::Pass => &mut summary.pass,
                CheckStatus::Warn => &mut summary.warn,
                CheckStatus::Fail => &mut summary.fail,
                CheckStatus::Skipped => &mut summary.skipped,
            } += 1;
        }
        summary
    }
}
