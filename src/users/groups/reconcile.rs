//! What is missing: sets in, additions out. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::users::groups::person::MemberStatus;

/// One group on both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Membership {
    pub group: String,
    /// User names of the source.
    pub source: BTreeSet<String>,
    /// User names of the destination.
    pub here: BTreeSet<String>,
}

/// One call to make.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Addition {
    /// User name of the destination.
    pub username: String,
    pub group: String,
}

/// How one group stands. `source` = `members` + `missing` + `waiting` + `doubtful` + `federated`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GroupCounts {
    pub group: String,
    pub source: usize,
    /// Of those, who is in the group here.
    pub members: usize,
    /// Of those, who is here and not in the group.
    pub missing: usize,
    /// Of those, who has not moved yet.
    pub waiting: usize,
    pub doubtful: usize,
    pub federated: usize,
    /// Who is in the group here and not in the source. They stay.
    pub extra: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciliation {
    pub groups: Vec<GroupCounts>,
    /// One person's groups follow each other, so that nobody waits with half of theirs.
    pub additions: Vec<Addition>,
}

/// Compares both sides. `statuses`: by user name of the source; whoever is not in it has not moved.
pub fn reconcile(memberships: &[Membership], statuses: &BTreeMap<String, MemberStatus>) -> Reconciliation {
    let mut reconciliation = Reconciliation::default();
    for membership in memberships {
        let mut group =
            GroupCounts { group: membership.group.clone(), source: membership.source.len(), ..GroupCounts::default() };
        let mut known = BTreeSet::new();
        for person in &membership.source {
            match statuses.get(person) {
                None | Some(MemberStatus::Waiting) => group.waiting += 1,
                Some(MemberStatus::Federated) => group.federated += 1,
                Some(MemberStatus::Doubtful { .. }) => group.doubtful += 1,
                Some(MemberStatus::Here(username)) => {
                    known.insert(username);
                    match membership.here.contains(username) {
                        true => group.members += 1,
                        false => {
                            group.missing += 1;
                            let addition = Addition { username: username.clone(), group: membership.group.clone() };
                            reconciliation.additions.push(addition);
                        }
                    }
                }
            }
        }
        group.extra = membership.here.iter().filter(|username| !known.contains(username)).count();
        reconciliation.groups.push(group);
    }
    reconciliation.additions.sort();
    // Two names of one person, if there were such, are one call.
    reconciliation.additions.dedup();
    reconciliation
}

impl Reconciliation {
    /// How many memberships of the source still wait for their person to move.
    pub fn waiting(&self) -> usize {
        self.groups.iter().map(|group| group.waiting).sum()
    }

    /// How many different people the additions touch.
    pub fn people(&self) -> usize {
        self.additions.iter().map(|addition| &addition.username).collect::<BTreeSet<_>>().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn status() -> impl Strategy<Value = MemberStatus> {
        prop_oneof![
            3 => "[a-f]".prop_map(|name| MemberStatus::Here(format!("new-{name}"))),
            1 => Just(MemberStatus::Waiting),
            1 => Just(MemberStatus::Federated),
            1 => Just(MemberStatus::Doubtful { username: "new-a".into(), why: super::super::person::Mismatch::Twice }),
        ]
    }

    fn world() -> impl Strategy<Value = (Vec<Membership>, BTreeMap<String, MemberStatus>)> {
        let people = proptest::collection::btree_set("[a-h]", 0..8);
        let here = proptest::collection::btree_set("new-[a-h]", 0..8);
        let groups = proptest::collection::vec((people, here), 0..6).prop_map(|groups| {
            let group = |(number, (source, here))| Membership { group: format!("group {number}"), source, here };
            groups.into_iter().enumerate().map(group).collect()
        });
        (groups, proptest::collection::btree_map("[a-h]", status(), 0..8))
    }

    fn carried_out(memberships: &[Membership], additions: &[Addition]) -> Vec<Membership> {
        let mut memberships = memberships.to_vec();
        for addition in additions {
            let group = memberships.iter_mut().find(|membership| membership.group == addition.group).unwrap();
            group.here.insert(addition.username.clone());
        }
        memberships
    }

    proptest! {
        #[test]
        fn only_who_is_in_the_source_group_and_here_is_added_and_nobody_twice((memberships, statuses) in world()) {
            let additions = reconcile(&memberships, &statuses).additions;
            for Addition { username, group } in &additions {
                let membership = memberships.iter().find(|membership| membership.group == *group).unwrap();
                prop_assert!(!membership.here.contains(username));
                let whom = |person: &String| statuses.get(person) == Some(&MemberStatus::Here(username.clone()));
                prop_assert!(membership.source.iter().any(whom));
            }
        }

        #[test]
        fn after_all_additions_nothing_is_missing_and_nobody_was_removed((memberships, statuses) in world()) {
            let first = reconcile(&memberships, &statuses);
            let after = carried_out(&memberships, &first.additions);
            let second = reconcile(&after, &statuses);
            prop_assert!(second.additions.is_empty());
            for (before, after) in memberships.iter().zip(&after) {
                prop_assert!(before.here.is_subset(&after.here));
            }
            for (before, after) in first.groups.iter().zip(&second.groups) {
                prop_assert_eq!(before.waiting, after.waiting);
                prop_assert_eq!(before.extra, after.extra);
                prop_assert_eq!(before.members + before.missing, after.members);
            }
        }

        #[test]
        fn interrupted_anywhere_the_rest_is_what_is_missing(((memberships, statuses), cut) in (world(), 0..20_usize)) {
            let additions = reconcile(&memberships, &statuses).additions;
            let (done, left) = additions.split_at(cut.min(additions.len()));
            let done: BTreeSet<&Addition> = done.iter().collect();
            let rest = reconcile(&carried_out(&memberships, &additions[..cut.min(additions.len())]), &statuses).additions;
            let left: Vec<Addition> = left.iter().filter(|addition| !done.contains(addition)).cloned().collect();
            prop_assert_eq!(rest, left);
        }

        #[test]
        fn every_member_of_the_source_is_counted_once((memberships, statuses) in world()) {
            for group in reconcile(&memberships, &statuses).groups {
                let GroupCounts { source, members, missing, waiting, doubtful, federated, .. } = group;
                prop_assert_eq!(source, members + missing + waiting + doubtful + federated);
            }
        }
    }
}
