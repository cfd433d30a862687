//! Done-when 4 on the lab: 200 users in 12 groups, and a sweep that was interrupted twice, by Ctrl-C and by SIGKILL. 196 are in both pools
//! already, three come by migration in between, one never does.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::process::Command;

use aws_sdk_cognitoidentityprovider::types::{AttributeType, MessageActionType};

use crate::lab::{Account, Lab};
use crate::program::{SESSION, migrate, resume, sign_in, start};

const PEOPLE: usize = 200;
const GROUPS: usize = 12;

type Members = BTreeMap<String, BTreeSet<String>>;

fn group(number: usize) -> String {
    format!("group/{number:02}-Ü")
}

fn groups_of(person: usize) -> BTreeSet<String> {
    [person % GROUPS, (person / 5) % GROUPS].into_iter().map(group).collect()
}

#[tokio::test]
async fn two_hundred_users_in_twelve_groups_are_equal_on_both_sides_after_a_sweep_interrupted_twice() {
    let lab = Lab::start();
    let pair = lab.by_username();
    let (source, destination) = (lab.source(), lab.destination());
    for number in 0..GROUPS {
        let call = source.cognito.create_group().user_pool_id(&pair.0.id).group_name(group(number));
        // Every third has no precedence, which MiniStack makes 0.
        let precedence = (number % 3 > 0).then_some(i32::try_from(number).unwrap());
        call.set_precedence(precedence).description(format!("für Gruppe {number}")).send().await.unwrap();
    }
    let people: Vec<String> = pair.0.users.iter().map(|user| user.name.clone()).collect();
    let others: Vec<String> = (people.len()..PEOPLE).map(|number| format!("person-{number}")).collect();
    for name in &others {
        make_user(&source, &pair.0.id, name).await;
        make_user(&destination, &pair.1.id, name).await;
    }
    for (number, name) in people.iter().chain(&others).enumerate() {
        for group in groups_of(number) {
            let call = source.cognito.admin_add_user_to_group().user_pool_id(&pair.0.id);
            call.group_name(group).username(name).send().await.unwrap();
        }
    }
    let expected = members(&source, &pair.0.id).await;
    assert_eq!(expected.len(), GROUPS);
    migrate(&lab, "apply", pair, &["--yes"]).exits(0);
    assert_eq!(groups(&destination, &pair.1.id).await, groups(&source, &pair.0.id).await);

    // Ctrl-C: what is under way is finished, and it says how to go on.
    let (code, said) = sweep_until_it_adds(&lab, "INT");
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("Stopped as you asked") && said.contains(&format!("groups --session {SESSION}")), "{said}");
    let after_first = count(&members(&destination, &pair.1.id).await);
    assert!(after_first > 0 && after_first < count(&expected) - people.len() * 2, "{after_first}");

    let (anna, bert, cleo) = (&pair.0.users[0], &pair.0.users[1], &pair.0.users[2]);
    for user in [anna, bert, cleo] {
        sign_in(&lab, &user.name, &user.password, &[]).exits(0);
    }
    let (code, said) = sweep_until_it_adds(&lab, "KILL");
    assert_eq!(code, None, "{said}");
    let after_second = count(&members(&destination, &pair.1.id).await);
    assert!(after_second > after_first, "{after_second} after {after_first}");

    // cognito-local forgets one of two additions that meet in one group: then it says so, and finds it the next time.
    let mut runs = 0;
    let outcome = loop {
        runs += 1;
        let outcome = resume(&lab, "groups", &["--yes"]);
        if outcome.code == 0 || runs == 5 {
            break outcome;
        }
    };
    outcome.exits(0).says("2 memberships wait for users who have not moved yet");
    let mut expected = expected;
    for members in expected.values_mut() {
        members.remove("dora");
    }
    assert_eq!(members(&destination, &pair.1.id).await, expected);
    resume(&lab, "groups", &["--yes"]).exits(0).says("Added 0 memberships.");

    // Everybody is in them: teardown leaves the groups.
    resume(&lab, "teardown", &["--yes"]).exits(0).says("it stays, and is yours");
    assert_eq!(members(&destination, &pair.1.id).await, expected);
}

/// Starts a sweep, sends it a signal once it has begun to add, and answers with its exit code and what it said.
fn sweep_until_it_adds(lab: &Lab, signal: &str) -> (Option<i32>, String) {
    let mut process = start(lab, &["groups", "--session", SESSION, "--yes", "--per-second", "20"]);
    let mut said = String::new();
    let mut stderr = BufReader::new(process.stderr.take().unwrap());
    while !said.contains("added ") && stderr.read_line(&mut said).unwrap() > 0 {}
    assert!(said.contains("added "), "it ended before it added anybody: {said}");
    let id = process.id().to_string();
    assert!(Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success());
    while stderr.read_line(&mut said).unwrap() > 0 {}
    (process.wait().unwrap().code(), said)
}

async fn make_user(account: &Account, pool: &str, name: &str) {
    let call = account.cognito.admin_create_user().user_pool_id(pool).username(name).message_action(MessageActionType::Suppress);
    let attribute = |name: &str, value: String| AttributeType::builder().name(name).value(value).build().unwrap();
    let call = call.user_attributes(attribute("email", format!("{name}@example.com")));
    call.user_attributes(attribute("email_verified", "true".into())).send().await.unwrap();
}

/// Name, description and precedence of all groups.
async fn groups(account: &Account, pool: &str) -> BTreeSet<(String, Option<String>, Option<i32>)> {
    let mut pages = account.cognito.list_groups().user_pool_id(pool).into_paginator().send();
    let mut groups = BTreeSet::new();
    while let Some(page) = pages.next().await {
        for group in page.unwrap().groups() {
            let name = group.group_name().unwrap().to_owned();
            groups.insert((name, group.description().map(str::to_owned), group.precedence()));
        }
    }
    groups
}

async fn members(account: &Account, pool: &str) -> Members {
    let mut members = Members::new();
    for (name, _, _) in groups(account, pool).await {
        let mut pages = account.cognito.list_users_in_group().user_pool_id(pool).group_name(&name).into_paginator().send();
        let found = members.entry(name).or_default();
        while let Some(page) = pages.next().await {
            found.extend(page.unwrap().users().iter().map(|user| user.username().unwrap().to_owned()));
        }
    }
    members
}

fn count(members: &Members) -> usize {
    members.values().map(BTreeSet::len).sum()
}
