//! The classes of a comparison: what is a finding, and what a migration makes so by its nature. Pure.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::users::classify::Question;
use crate::users::groups::person::Mismatch;
use crate::users::index::Status;

/// One class. Every user of the source is in exactly one; `OnlyHere` counts users of the destination.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "class", content = "of", rename_all = "kebab-case")]
pub enum Class {
    /// In both pools, with the same values.
    Equal,
    /// Expected: signs in by an identity provider, which makes their user.
    Federated,
    /// Expected: left out of an import unless somebody decides otherwise.
    NotMoved(Question),
    /// Expected: whoever moved changed something here since.
    ChangedHere,
    /// Expected: signed up here, or was created here.
    OnlyHere,
    /// Not in the destination.
    Missing,
    /// The source has a newer value than what was taken over: a loss.
    SourceChanged,
    /// Two users of the source are this one user.
    Twice,
    /// Somebody of that name is here, and is not certainly the same person.
    Doubtful(Mismatch),
    /// Disabled on one side only.
    Enabled,
    /// A state that a migration does not lead to.
    Status,
    /// The value of this attribute differs, and nobody changed it since. Empty: which one was not looked up.
    Attribute(String),
}

impl Class {
    /// Whether somebody has to look at it.
    pub fn is_finding(&self) -> bool {
        !matches!(self, Self::Equal | Self::Federated | Self::NotMoved(_) | Self::ChangedHere | Self::OnlyHere)
    }

    /// Said of several users.
    pub fn words(&self) -> String {
        match self {
            Self::Equal => "are in both pools with the same values".into(),
            Self::Federated => "sign in by an identity provider, which makes their user".into(),
            Self::NotMoved(question) => format!("are not in the destination; they {}", question.words()),
            Self::ChangedHere => "changed something in the destination since they moved".into(),
            Self::OnlyHere => "are only in the destination: signed up there since".into(),
            Self::Missing => "are not in the destination".into(),
            Self::SourceChanged => "changed in the source after they moved: the destination has the older values".into(),
            Self::Twice => "are one user of the destination together with somebody else".into(),
            Self::Doubtful(mismatch) => format!("have a namesake in the destination, who {}", mismatch.words()),
            Self::Enabled => "are disabled in one pool and not in the other".into(),
            Self::Status => "are in a state that a migration does not lead to".into(),
            Self::Attribute(name) if name.is_empty() => "have values that differ".into(),
            Self::Attribute(name) => format!("have another {name} than in the source"),
        }
    }
}

/// How many, and some of them by the source's sub.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    pub users: u64,
    pub examples: Vec<String>,
}

/// Subs that a class is shown with.
pub const EXAMPLES: usize = 5;

/// How both pools compare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    pub source: u64,
    pub destination: u64,
    pub classes: BTreeMap<Class, Count>,
}

impl Comparison {
    pub fn add(&mut self, class: Class, sub: &str) {
        let count = self.classes.entry(class).or_default();
        count.users += 1;
        if count.examples.len() < EXAMPLES {
            count.examples.push(sub.to_owned());
        }
    }

    pub fn users(&self, class: &Class) -> u64 {
        self.classes.get(class).map_or(0, |count| count.users)
    }

    /// Users in classes that somebody has to look at.
    pub fn findings(&self) -> u64 {
        self.classes.iter().filter(|(class, _)| class.is_finding()).map(|(_, count)| count.users).sum()
    }
}

/// Whether a migration leads from this state to that one. Somebody who was to choose a new password, or had a temporary one, may have done so.
pub fn leads_to(source: Status, destination: Status) -> bool {
    use Status::{Confirmed, ForceChangePassword, Other, ResetRequired, Unconfirmed};
    match source {
        Confirmed | ResetRequired | ForceChangePassword | Unconfirmed | Other => matches!(destination, Confirmed | ResetRequired),
        Status::ExternalProvider => destination == Status::ExternalProvider,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_classes_are_no_findings() {
        let mut comparison = Comparison::default();
        for class in [Class::Equal, Class::Federated, Class::NotMoved(Question::Disabled), Class::ChangedHere, Class::OnlyHere] {
            comparison.add(class, "1f");
        }
        assert_eq!(comparison.findings(), 0);
        for number in 0..8 {
            comparison.add(Class::Missing, &number.to_string());
        }
        assert_eq!(comparison.findings(), 8);
        assert_eq!(comparison.classes[&Class::Missing].examples, ["0", "1", "2", "3", "4"]);
    }

    #[test]
    fn migrated_and_imported_users_are_in_a_state_that_a_move_leads_to() {
        assert!(leads_to(Status::Confirmed, Status::Confirmed) && leads_to(Status::Confirmed, Status::ResetRequired));
        assert!(!leads_to(Status::Confirmed, Status::ForceChangePassword));
        assert!(!leads_to(Status::Confirmed, Status::Unconfirmed));
    }
}
