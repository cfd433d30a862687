//! The steps of a migration, in order. A new step is one variant here, one line in the table, and one folder in `screens`.

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

/// What a step needs of the two accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Accounts {
    NotNeeded,
    /// They are opened while the screen is shown.
    Opened,
    /// The screen comes up when both are open.
    Required,
}

/// What is known of each step, in their order: the name in the session's file, what the rail and the title call it.
const TABLE: &[(Step, &str, &str, Accounts)] = &[
    (Step::Home, "home", "Home", Accounts::NotNeeded),
    (Step::Accounts, "accounts", "Accounts", Accounts::NotNeeded),
    (Step::Pools, "pools", "User pools", Accounts::Required),
    (Step::Options, "options", "Options", Accounts::Required),
    (Step::Preflight, "preflight", "Preflight", Accounts::Required),
    (Step::Plan, "plan", "Plan", Accounts::Required),
    (Step::Apply, "apply", "Apply", Accounts::Required),
    (Step::Verify, "verify", "Verify", Accounts::Required),
    (Step::SignIn, "sign-in", "Test sign-in", Accounts::Required),
    (Step::Done, "done", "Done", Accounts::Opened),
    (Step::TearDown, "teardown", "Teardown", Accounts::Required),
];

impl Step {
    /// Every step, in order.
    pub const ORDER: [Step; TABLE.len()] = {
        let mut order = [Step::Home; TABLE.len()];
        let mut index = 0;
        while index < TABLE.len() {
            order[index] = TABLE[index].0;
            index += 1;
        }
        order
    };

    /// The name in the session's file.
    pub fn key(self) -> &'static str {
        TABLE[self.index()].1
    }

    /// The step of this key.
    pub fn from_key(key: &str) -> Option<Step> {
        Step::ORDER.into_iter().find(|step| step.key() == key)
    }

    /// What the rail and the title call it.
    pub fn title(self) -> &'static str {
        TABLE[self.index()].2
    }

    /// Its place in the order, from 0.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The step before, in the order.
    pub fn previous(self) -> Option<Step> {
        self.index().checked_sub(1).map(|index| Step::ORDER[index])
    }

    /// The step after, in the order.
    pub fn next(self) -> Option<Step> {
        Step::ORDER.get(self.index() + 1).copied()
    }

    /// Whether it looks into the two accounts, so that both must be open first.
    pub fn needs_accounts(self) -> bool {
        TABLE[self.index()].3 == Accounts::Required
    }

    /// Whether the accounts are opened while it is shown, without waiting for them.
    pub fn opens_accounts(self) -> bool {
        TABLE[self.index()].3 == Accounts::Opened
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
