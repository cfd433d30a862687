//! Who makes a call, for naming it and for its remedies.

use crate::aws::Side;
use crate::aws::profile::renewal::Renewal;

/// Who made the call, for naming and for remedies.
#[derive(Debug, Clone)]
pub struct Caller {
    pub side: Side,
    pub profile: String,
    pub region: String,
    /// The account's number, once GetCallerIdentity has told it.
    pub account: Option<String>,
    pub renewal: Renewal,
    pub endpoint_overrides: Vec<String>,
}

impl Caller {
    /// The sentence with the place of the call at its end.
    pub(in crate::aws) fn located(&self, what: &str) -> String {
        let account = self.account.as_ref().map(|account| format!(", account {account}")).unwrap_or_default();
        let what = crate::text::printable_lines(what);
        let what = what.trim_end_matches(['.', ' ']);
        format!("{what} ({}: profile {}{account}, {}).", self.side, self.profile, self.region)
    }
}
