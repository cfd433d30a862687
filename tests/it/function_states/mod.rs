//! The function's table of states (assets/function/README.md) on the sandbox: the embedded engine runs the function that the program
//! deployed, between two pools with one user for each state.

pub mod rows;
mod world;

use std::collections::BTreeMap;

use cognito_ferry::model::user_options::{AttributesFrom, MfaUsers, TemporaryPasswords, UserOptions};
use rows::{CAREFUL, FORGOT_PASSWORD, PERMISSIVE, Row};
use world::World;

/// What no log may hold.
const PRIVATE: [&str; 9] =
    ["Right-password-1", "Wrong-password-1", "example.org", "Ada", "Lovelace", "Zoë", "+49151", "Road 1", "eyJ"];

fn options(from: AttributesFrom) -> UserOptions {
    let attribute_names = BTreeMap::from([("custom:plan".to_owned(), "custom:tier".to_owned())]);
    UserOptions { attributes_from: from, attribute_names, legacy_sub: true, ..UserOptions::default() }
}

fn permissive(from: AttributesFrom) -> UserOptions {
    UserOptions { mfa: MfaUsers::Migrate, temporary_passwords: TemporaryPasswords::Reset, ..options(from) }
}

async fn each_row_holds(options: UserOptions, rows: &[Row]) -> World {
    let by_token = options.attributes_from == AttributesFrom::Token;
    let mut world = World::applied(options).await;
    for row in rows {
        for _ in 0..row.failures_before {
            world.try_it(&Row { password: "Wrong-password-1", ..*row }).await;
        }
        let seen = world.try_it(row).await;
        assert_eq!(seen.answer, row.answer, "{}: {seen:?}", row.title);
        assert_eq!(seen.reason, row.reason, "{}: {seen:?}", row.title);
        assert_eq!(seen.calls, row.calls[usize::from(!by_token)], "{}: {seen:?}", row.title);
        assert_eq!(seen.status, row.status, "{}: {seen:?}", row.title);
    }
    world
}

#[tokio::test]
pub async fn each_state_ends_as_the_table_says_by_the_token() {
    each_row_holds(options(AttributesFrom::Token), &CAREFUL).await;
}

#[tokio::test]
async fn each_state_ends_as_the_table_says_by_admin_get_user() {
    each_row_holds(options(AttributesFrom::User), &CAREFUL).await;
}

#[tokio::test]
async fn each_state_ends_as_the_operator_chose() {
    each_row_holds(permissive(AttributesFrom::Token), &PERMISSIVE).await;
}

#[tokio::test]
pub async fn each_forgotten_password_ends_as_the_table_says() {
    each_row_holds(options(AttributesFrom::Token), &FORGOT_PASSWORD).await;
}

#[tokio::test]
async fn both_ways_make_the_same_users() {
    let mut made = Vec::new();
    for from in [AttributesFrom::Token, AttributesFrom::User] {
        let mut world = World::applied(permissive(from)).await;
        for row in CAREFUL.iter().chain(&PERMISSIVE) {
            world.try_it(row).await;
        }
        let mut users = world.users_made().await;
        // Subs are random: it counts that there is one.
        users.values_mut().for_each(|user| assert_eq!(user.remove("custom:legacy_sub").unwrap().len(), 36));
        made.push(users);
    }
    assert!(made[0].len() > 8, "{made:?}");
    assert_eq!(made[0], made[1]);
}

#[tokio::test]
pub async fn a_user_arrives_with_what_the_destination_takes_and_nothing_else() {
    let mut world = World::applied(options(AttributesFrom::Token)).await;
    let old_sub = world.old_sub("confirmed@example.org").await;
    world.try_it(&CAREFUL[0]).await;
    let users = world.users_made().await;
    let expected = [
        ("custom:legacy_sub", old_sub.as_str()),
        ("custom:seats", "12"),
        ("custom:tier", "gold"),
        ("email", "confirmed@example.org"),
        ("email_verified", "true"),
        ("family_name", "Lovelace"),
        ("given_name", "Ada"),
        ("locale", "sv-SE"),
        ("name", "Zoë 山田"),
    ];
    let expected: BTreeMap<String, String> = expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    assert_eq!(users.values().collect::<Vec<_>>(), [&expected]);
}

#[tokio::test]
pub async fn addresses_are_as_verified_as_they_were() {
    let mut world = World::applied(options(AttributesFrom::Token)).await;
    for row in CAREFUL.iter().filter(|row| ["unverified@example.org", "unsaid@example.org"].contains(&row.user)) {
        world.try_it(row).await;
    }
    let users = world.users_made().await;
    assert_eq!(users.len(), 2);
    assert!(users.values().all(|user| user.get("email_verified").is_none_or(|flag| flag == "false")), "{users:?}");
}

#[tokio::test]
pub async fn the_log_of_all_states_holds_nothing_private() {
    let mut log = String::new();
    for options in [options(AttributesFrom::Token), permissive(AttributesFrom::User)] {
        let mut world = World::applied(options).await;
        for row in CAREFUL.iter().chain(&PERMISSIVE).chain(&FORGOT_PASSWORD) {
            world.try_it(row).await;
        }
        log += &world.log().await;
    }
    assert!(log.lines().filter(|line| line.contains("\"ferry\"")).count() > 50);
    for word in PRIVATE {
        assert!(!log.contains(word), "{word} is in the log");
    }
}

#[tokio::test]
async fn plan_shows_where_the_attributes_come_from_and_what_stays_behind() {
    let world = World::applied(options(AttributesFrom::Token)).await;
    let text = world.plan_text.join("\n");
    assert!(text.contains("from the ID token of the sign-in: one call"), "{text}");
    assert!(text.contains("left behind: custom:only_here"), "{text}");
    assert!(text.contains("FERRY_ATTRIBUTES_FROM"), "{text}");
}

#[tokio::test]
async fn a_trigger_that_rewrites_tokens_makes_plan_turn_to_admin_get_user_and_verify_tell() {
    let world = World::applied(options(AttributesFrom::Token)).await;
    assert_eq!(world.failed_checks().await, [""; 0]);
    world.add_token_trigger().await;
    let spec = world.resolved().await;
    assert_eq!(spec.user_mapping.attributes_from, AttributesFrom::User);
    assert!(spec.user_mapping.notes()[0].contains("PreTokenGeneration"), "{:?}", spec.user_mapping.notes());
    assert_eq!(world.failed_checks().await, ["verify.function"]);
}
