//! Reading both sides: who is in a group, and who is in the destination. ListUsersInGroup and ListUsers only: neither makes anybody count
//! as active (facts §6.5).

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::account::Account;
use crate::aws::document::groups;
use crate::command::Command;
use crate::event::Event;
use crate::problem::{Problem, ProblemKind};
use crate::run::pace::Pace;
use crate::users::groups::context::{SyncContext, stopped};
use crate::users::groups::person::{Matcher, MemberStatus, Person};
use crate::users::groups::reconcile::Membership;

/// What every list of this service gives at most.
const PAGE: i32 = 60;

/// UserList is 30 a second for the whole account and not adjustable (facts §6.7); the account's own software needs some of them.
const LISTS_PER_SECOND: u32 = 20;

/// Both sides, as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    pub memberships: Vec<Membership>,
    /// By user name of the source.
    pub statuses: BTreeMap<String, MemberStatus>,
    /// Groups of the source that the migration does not know yet.
    pub unknown: Vec<String>,
}

/// Reads these groups on both sides and finds their members in the destination.
pub async fn read(names: &[String], context: &SyncContext<'_>) -> Result<Snapshot, Problem> {
    let (source, destination) = (&context.accounts.source, &context.accounts.destination);
    let (source_pool, destination_pool) = (&context.spec.source.pool_id, &context.destination_pool);
    let there: BTreeSet<String> = groups::list(source, source_pool).await?.into_iter().map(|group| group.name).collect();
    let here: BTreeSet<String> = groups::list(destination, destination_pool).await?.into_iter().map(|group| group.name).collect();
    let missing: Vec<&str> = names.iter().filter(|name| !here.contains(*name)).map(String::as_str).collect();
    if !missing.is_empty() {
        return Err(not_made(&missing, &context.spec.session));
    }
    let (mut people, mut memberships) = (BTreeMap::new(), Vec::new());
    let mut paces = [Pace::new(LISTS_PER_SECOND), Pace::new(LISTS_PER_SECOND)];
    for (number, name) in names.iter().enumerate() {
        context.events.emit(Event::ReadingGroup { number: number + 1, of: names.len() }).await;
        let [source_pace, destination_pace] = &mut paces;
        // A group that the source has no more has no members there.
        let is_there = there.contains(name);
        let (source_members, destination_members) = tokio::try_join!(
            async { if is_there { members(source, source_pool, name, source_pace, context).await } else { Ok(Vec::new()) } },
            members(destination, destination_pool, name, destination_pace, context),
        )?;
        memberships.push(Membership {
            group: name.clone(),
            source: source_members.iter().map(|person| person.username.clone()).collect(),
            here: destination_members.into_iter().map(|person| person.username).collect(),
        });
        people.extend(source_members.into_iter().map(|person| (person.username.clone(), person)));
    }
    let statuses = find(people, &mut paces[1], context).await?;
    let unknown = there.into_iter().filter(|name| !names.contains(name) && !context.leaves_out(name)).collect();
    Ok(Snapshot { memberships, statuses, unknown })
}

/// Everybody in one group, over all pages.
async fn members(
    account: &Account,
    pool_id: &str,
    name: &str,
    pace: &mut Pace,
    context: &SyncContext<'_>,
) -> Result<Vec<Person>, Problem> {
    let what = || format!("Could not see who is in the group {name} of the user pool {pool_id}");
    let call = account.read.cognito.list_users_in_group().user_pool_id(pool_id).group_name(name).limit(PAGE);
    let mut pages = call.into_paginator().send();
    let mut members = Vec::new();
    loop {
        pace.turn(context.stop).await;
        if context.stop.requested() {
            return Err(stopped(&context.spec.session));
        }
        let Some(page) = pages.next().await else { return Ok(members) };
        let page = page.map_err(|error| account.problem(what(), &error))?;
        members.extend(page.users.into_iter().flatten().map(person));
    }
}

/// Looks for these people among all users of the destination: one list for all, whatever they are found by.
async fn find(
    people: BTreeMap<String, Person>,
    pace: &mut Pace,
    context: &SyncContext<'_>,
) -> Result<BTreeMap<String, MemberStatus>, Problem> {
    let (account, pool_id) = (&context.accounts.destination, &context.destination_pool);
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut matcher = Matcher::new(&context.spec.user_mapping, people);
    let mut pages = account.read.cognito.list_users().user_pool_id(pool_id).limit(PAGE).into_paginator().send();
    let mut seen = 0;
    loop {
        pace.turn(context.stop).await;
        if context.stop.requested() {
            return Err(stopped(&context.spec.session));
        }
        let Some(page) = pages.next().await else { break };
        let page =
            page.map_err(|error| account.problem(format!("Could not list the users of the user pool {pool_id}"), &error))?;
        for user in page.users.into_iter().flatten() {
            seen += 1;
            matcher.see(&person(user));
        }
        context.events.emit(Event::ReadingUsers { seen }).await;
    }
    Ok(matcher.statuses())
}

/// A user as the SDK tells it.
pub(in crate::users) fn person(user: aws_sdk_cognitoidentityprovider::types::UserType) -> Person {
    let attributes = user.attributes.into_iter().flatten();
    Person {
        enabled: user.enabled,
        created: user.user_create_date.map(|date| date.secs()).unwrap_or_default(),
        modified: user.user_last_modified_date.map(|date| date.secs()).unwrap_or_default(),
        username: user.username.unwrap_or_default(),
        status: user.user_status.map(|status| status.as_str().to_owned()).unwrap_or_default(),
        attributes: attributes.filter_map(|attribute| Some((attribute.name, attribute.value?))).collect(),
    }
}

fn not_made(missing: &[&str], session: &str) -> Problem {
    let what = match missing {
        [only] => format!("The group {only} is not in the destination."),
        [first, rest @ ..] => format!("The group {first} and {} others are not in the destination.", rest.len()),
        [] => "Groups are not in the destination.".into(),
    };
    Problem::new(ProblemKind::NotFound, what, "Groups are made by plan; this command only fills them.")
        .remedy(Command::ferry("apply").session(session))
}
