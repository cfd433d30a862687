//! Done-when 4: 1,000 users in 40 groups, on both sides already, and a sweep that was interrupted twice.

use cognito_ferry::aws::Side;
use cognito_ferry::aws::problem::ProblemKind;
use cognito_ferry::migration::stop::Stop;
use serde_json::{Value, json};
use test_support::opened::both_through;

use super::world::{PoolSetup, Setup, World, by_email, user};
use crate::env::interference::{End, Interference};

const PEOPLE: usize = 1000;
const GROUPS: usize = 40;

fn group(number: usize) -> String {
    format!("group-{number:02}")
}

/// Each person is in one to four groups; one group has everybody, one nobody.
fn groups_of(person: usize) -> Vec<String> {
    let mut groups: Vec<usize> = vec![0, 1 + person % 37, 1 + (person / 3) % 37, 38 * usize::from(person % 100 == 7)];
    groups.sort_unstable();
    groups.dedup();
    groups.into_iter().map(group).collect()
}

#[tokio::test(start_paused = true)]
pub async fn a_thousand_users_in_forty_groups_are_equal_on_both_sides_after_a_sweep_interrupted_twice() {
    let email = |person: usize| format!("person-{person}@example.com");
    let groups: Vec<Value> = (0..GROUPS).map(|number| json!({ "name": group(number), "precedence": number })).collect();
    let users = |in_groups: bool| -> Vec<Value> {
        let groups = |person| if in_groups { groups_of(person) } else { Vec::new() };
        (0..PEOPLE).map(|person| user(&email(person), &email(person), &groups(person))).collect()
    };
    let source = PoolSetup { settings: by_email(), groups, users: users(true) };
    let destination = PoolSetup { settings: by_email(), users: users(false), ..PoolSetup::default() };
    let world = World::applied(Setup { source, destination, ..Setup::default() }).await;
    let expected = world.members(Side::Source);
    assert_eq!((expected.len(), expected[&group(0)].len(), expected[&group(39)].len()), (GROUPS, PEOPLE, 0));
    let memberships: usize = expected.values().map(|members| members.len()).sum();
    assert_eq!(world.compare().await.unwrap().reconciliation.additions.len(), memberships);
    let done = || world.members(Side::Destination).values().map(|members| members.len()).sum::<usize>();

    // Ctrl-C: the calls under way are finished.
    let stop = Stop::new();
    let counted = Interference::none();
    let asked = stop.clone();
    let stopping = counted.clone().with_happening(700, move || asked.request());
    let accounts = both_through(stopping.client(world.sandbox.http_client()), &world.sandbox).await.unwrap();
    let problem = world.sweep_with(&accounts, 25, &stop).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Interrupted, "{problem:?}");
    let after_first = done();
    assert!(after_first > 100 && after_first < memberships, "{after_first}");
    assert_eq!(stopping.writes().len(), after_first, "what was called was answered and counts");

    // The process dies in the middle of a call.
    let dying = Interference::at(800, End::DiesAfter);
    let accounts = both_through(dying.client(world.sandbox.http_client()), &world.sandbox).await.unwrap();
    assert!(dying.outlive(world.sweep_with(&accounts, 25, &Stop::new())).await.is_none());
    let after_second = done();
    assert!(after_second > after_first && after_second < memberships, "{after_second}");

    let added = world.sweep().await.unwrap();
    // Of the four calls that were under way when the process died, three may have arrived after that was counted.
    let arrived_late = (memberships - after_second).checked_sub(added.memberships);
    assert!(arrived_late.is_some_and(|late| late < 4), "nothing is added twice: {added:?} after {after_second} of {memberships}");
    assert_eq!(world.members(Side::Destination), expected);
    let reconciliation = world.compare().await.unwrap().reconciliation;
    assert!(reconciliation.additions.is_empty() && reconciliation.waiting() == 0);
    assert!(reconciliation.groups.iter().all(|group| group.source == group.members && group.extra == 0));
}
