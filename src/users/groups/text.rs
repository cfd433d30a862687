//! A sync in words: what it would do, what it did, and who is in which group.

use crate::text::printable;
use crate::users::groups::person::MemberStatus;
use crate::users::groups::read::Snapshot;
use crate::users::groups::reconcile::{GroupCounts, Reconciliation};
use crate::users::groups::sync::Added;

/// Above this, a count of doubtful people stands for their names.
const LISTED: usize = 10;

/// What adding would mean, before it is agreed to.
pub fn intention(reconciliation: &Reconciliation, per_second: u32) -> Vec<String> {
    let (memberships, people) = (reconciliation.additions.len(), reconciliation.people());
    let seconds = memberships.div_ceil(per_second.max(1) as usize);
    vec![
        format!(
            "{} of {} to add, at {per_second} a second: about {}.",
            counted(memberships, "membership"),
            counted(people, "user"),
            lasting(seconds as u64)
        ),
        "Whoever is added to a group counts as an active user of the destination this month; who signed in there this month does so already."
            .into(),
        "A token that is out already does not change: the groups are in the tokens from the next sign-in or refresh on.".into(),
    ]
}

/// What was added.
pub fn added(added: &Added) -> Vec<String> {
    let mut lines = vec![format!("Added {}.", counted(added.memberships, "membership"))];
    if added.gone > 0 {
        lines.push(format!("{} not added: the user was gone by then.", counted(added.gone, "membership")));
    }
    for refused in &added.refused {
        let (user, group) = (printable(&refused.addition.username), printable(&refused.addition.group));
        lines.push(format!("! {user} was not added to {group}: {}", printable(&refused.why)));
    }
    lines
}

/// The final reconciliation: a table of all groups, then what needs a look.
pub fn statuses(reconciliation: &Reconciliation, snapshot: &Snapshot) -> Vec<String> {
    let groups = &reconciliation.groups;
    let name = |group: &GroupCounts| printable(&group.group).into_owned();
    let width = groups.iter().map(|group| name(group).chars().count()).chain([5]).max().unwrap_or(5);
    let row = |name: &str, cells: [String; 5]| {
        let [source, here, missing, waiting, extra] = cells;
        format!("{name:<width$}  {source:>8}  {here:>8}  {missing:>8}  {waiting:>8}  {extra:>8}")
    };
    let mut lines = vec![row("group", ["source", "here", "missing", "waiting", "extra"].map(str::to_owned))];
    for group in groups {
        let counts = [group.source, group.members, group.missing, group.waiting, group.extra];
        lines.push(row(&name(group), counts.map(|count| count.to_string())));
    }
    let sum = |count: fn(&GroupCounts) -> usize| groups.iter().map(count).sum::<usize>();
    lines.push(String::new());
    lines.push(match (sum(|group| group.missing), reconciliation.waiting()) {
        (0, 0) => "Every member who can move is here and in their groups.".into(),
        (0, waiting) => {
            format!("Everybody who is here is in their groups; {} for users who have not moved yet.", waits(waiting))
        }
        (missing, _) => format!("{} missing: run it again.", counted(missing, "membership")),
    });
    if sum(|group| group.extra) > 0 {
        lines.push("extra: in the group here and not in the source. They stay.".into());
    }
    if sum(|group| group.federated) > 0 {
        let count = counted(sum(|group| group.federated), "membership");
        lines.push(format!("{count} of users of identity providers: nobody moves them, they come with their provider."));
    }
    lines.extend(doubtful(snapshot));
    if !snapshot.unknown.is_empty() {
        let names: Vec<_> = snapshot.unknown.iter().take(LISTED).map(|name| printable(name)).collect();
        lines.push(format!("! New in the source, and not planned yet: {}. Apply again.", names.join(", ")));
    }
    lines
}

fn doubtful(snapshot: &Snapshot) -> Vec<String> {
    let doubtful: Vec<String> = snapshot
        .statuses
        .iter()
        .filter_map(|(person, status)| match status {
            MemberStatus::Doubtful { username, why } => {
                Some(format!("! {}: {} here {}. Not added.", printable(person), printable(username), why.words()))
            }
            _ => None,
        })
        .collect();
    let more = doubtful.len().saturating_sub(LISTED);
    let mut lines: Vec<String> = doubtful.into_iter().take(LISTED).collect();
    if more > 0 {
        lines.push(format!("! and {more} more: --json has all of them."));
    }
    lines
}

fn waits(count: usize) -> String {
    if count == 1 { "1 membership waits".into() } else { format!("{count} memberships wait") }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// `40 s`, `12 min`, `11 h 7 min`.
pub fn lasting(seconds: u64) -> String {
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5999 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}
