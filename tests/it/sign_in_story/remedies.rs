//! Each command that a story of a sign-in gives is pasted beside other users: it mends what it says it mends, and nobody else is touched.

use std::collections::BTreeMap;

use cognito_ferry::aws::account::Account;
use test_support::faults::injection::inject;
use test_support::faults::{Fault, ROWS, Stage};
use test_support::pasted::{commands, is_taken, paste, writes};

use crate::env::demo::{DESTINATION_POOL, SOURCE_POOL};
use crate::env::test_env::TestEnv;

/// Everybody in both pools but this person, and the attributes that were there.
async fn others(world: &TestEnv, person: &str) -> BTreeMap<String, String> {
    let mut seen = BTreeMap::new();
    for (account, pool) in [(&world.accounts.source, SOURCE_POOL), (&world.accounts.destination, DESTINATION_POOL)] {
        let users = account.write.cognito.list_users().user_pool_id(pool).send().await.unwrap();
        let is_person = |user: &&aws_sdk_cognitoidentityprovider::types::UserType| {
            user.username() == Some(person) || user.attributes().iter().any(|one| one.value() == Some(person))
        };
        for user in users.users().iter().filter(|user| !is_person(user)) {
            seen.insert(format!("{pool}: {}", user.username().unwrap()), format!("{user:?}"));
        }
        for name in attributes(account, pool).await {
            seen.insert(format!("{pool}: attribute {name}"), name);
        }
    }
    seen
}

async fn attributes(account: &Account, pool: &str) -> Vec<String> {
    let pool = account.write.cognito.describe_user_pool().user_pool_id(pool).send().await.unwrap().user_pool.unwrap();
    pool.schema_attributes().iter().filter_map(|attribute| attribute.name().map(str::to_owned)).collect()
}

#[tokio::test]
async fn each_command_of_a_story_can_be_pasted_and_touches_nobody_else() {
    let (mut run, mut taken, mut harmed) = (0, 0, Vec::new());
    for row in &ROWS {
        let world = TestEnv::demo().applied().await;
        let person = world.person(row.fault);
        world.prepare(row.fault).await;
        inject(&world.site().await, row.fault, &person).await;
        let mut asked = person.clone();
        match row.fault {
            Fault::WrongPassword => asked.password = "Wrong-password-1".into(),
            Fault::UserUnknown => asked.name = "nobody@example.com".into(),
            Fault::LockedOut => {
                for _ in 0..5 {
                    TestEnv::sign_in(&world, &person.name, "Wrong-password-1").await;
                }
            }
            _ => {}
        }
        let story = Stage::sign_in(&world, &asked).await;
        let before = others(&world, &person.name).await;
        let all: Vec<String> = story.remedy.iter().flat_map(|action| commands(action)).collect();
        for command in &all {
            if command.starts_with("cognito-ferry ") {
                is_taken(command);
                taken += 1;
            } else if command.contains(" cognito-idp ") {
                let result = paste(command, &world.accounts).await;
                // Nobody has that name: that is what it shows.
                assert!(result.is_ok() || row.fault == Fault::UserUnknown, "{result:?}");
                run += 1;
                println!("{:<40} {}", row.title, command.chars().take(100).collect::<String>());
            }
        }
        let after = others(&world, &person.name).await;
        let lost = before.iter().filter(|(what, had)| after.get(*what) != Some(had));
        harmed.extend(lost.map(|(what, _)| format!("{}: {what}", row.title)));
        let mends = all.iter().any(|command| writes(command));
        // A new invitation is answered by the person, with the password that comes in it.
        if mends && row.fault != Fault::TemporaryPasswordExpired {
            let story = Stage::sign_in(&world, &person).await;
            assert!(story.succeeded && story.cause.is_none(), "{}: {all:?}: {story:#?}", row.title);
        }
    }
    println!("commands run: {run}, commands of this program that it takes: {taken}, neighbours harmed: {}", harmed.len());
    assert!(run >= 6 && taken >= 14 && harmed.is_empty(), "{run} run, {taken} taken: {harmed:#?}");
}
