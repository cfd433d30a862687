//! The steps of a migration, in order. A new step is one variant here, one line in [`Step::ORDER`], and one file in `screens`.

/// One screen of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Home,
    Accounts,
    Pools,
    Options,
    Preflight,
    Plan,
    Apply,
    Verify,
    SignIn,
    Done,
    /// Not on the way: taking back what the session did.
    TearDown,
}

/// How far a step is, as the rail shows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
    #[default]
    Open,
    Done,
    /// Done once, but an earlier answer has changed since.
    Stale,
    Failed,
}

impl Step {
    pub const ORDER: [Step; 11] = [
        Step::Home,
        Step::Accounts,
        Step::Pools,
        Step::Options,
        Step::Preflight,
        Step::Plan,
        Step::Apply,
        Step::Verify,
        Step::SignIn,
        Step::Done,
        Step::TearDown,
    ];

    /// The name in the session's file.
    pub fn key(self) -> &'static str {
        match self {
            Step::Home => "home",
            Step::Accounts => "accounts",
            Step::Pools => "pools",
            Step::Options => "options",
            Step::Preflight => "preflight",
            Step::Plan => "plan",
            Step::Apply => "apply",
            Step::Verify => "verify",
            Step::SignIn => "sign-in",
            Step::Done => "done",
            Step::TearDown => "teardown",
        }
    }

    /// The step of this key.
    pub fn from_key(key: &str) -> Option<Step> {
        Step::ORDER.into_iter().find(|step| step.key() == key)
    }

    /// What the rail and the title call it.
    pub fn title(self) -> &'static str {
        match self {
            Step::Home => "Home",
            Step::Accounts => "Accounts",
            Step::Pools => "User pools",
            Step::Options => "Options",
            Step::Preflight => "Preflight",
            Step::Plan => "Plan",
            Step::Apply => "Apply",
            Step::Verify => "Verify",
            Step::SignIn => "Test sign-in",
            Step::Done => "Done",
            Step::TearDown => "Teardown",
        }
    }

    /// Its place in the order, from 0.
    pub fn index(self) -> usize {
        self as usize
    }

    pub fn previous(self) -> Option<Step> {
        self.index().checked_sub(1).map(|index| Step::ORDER[index])
    }

    pub fn next(self) -> Option<Step> {
        Step::ORDER.get(self.index() + 1).copied()
    }

    /// Whether it looks into the two accounts, so that both must be open first.
    pub fn needs_accounts(self) -> bool {
        !matches!(self, Step::Home | Step::Accounts | Step::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_holds_every_step_at_its_place_and_every_key_leads_back() {
        for (index, step) in Step::ORDER.into_iter().enumerate() {
            assert_eq!(step.index(), index);
            assert_eq!(Step::from_key(step.key()), Some(step));
        }
    }
}
