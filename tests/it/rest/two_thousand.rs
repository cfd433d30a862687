//! Two thousand people of every class: each is in exactly one, all who can come do, and the comparison finds nothing that is not explained.

use cognito_ferry::users::compare::classes::Class;
use cognito_ferry::users::import::results::RowFate;
use cognito_ferry::users::import::run::Said;
use serde_json::{Value, json};

use super::world::{compared, import, person, unequal, world};

const USERS: usize = 2_000;

/// The kinds in turn.
fn somebody(number: usize) -> Value {
    let name = format!("user{number:04}");
    let mut somebody = match number % 10 {
        0 => person(&name, &[("address", "1 Main St, Flat 2, London"), ("name", "Ünal 名前")]),
        1 => person(&name, &[("birthdate", "1988-04-17"), ("phone_number", "+4915112345678")]),
        2 => person(&name, &[("nickname", "C:\\dir")]),
        3 => person(&name, &[("nickname", "\"Ace\"")]),
        4 => person(&name, &[("email_verified", "false")]),
        5 => person(&name, &[("updated_at", "1748160000")]),
        _ => person(&name, &[]),
    };
    match number % 10 {
        6 => somebody["disabled"] = json!(true),
        7 => somebody["status"] = json!("RESET_REQUIRED"),
        _ => {}
    }
    somebody
}

#[tokio::test(start_paused = true)]
async fn everybody_of_every_class_is_accounted_for_and_compared() {
    let mut world = world((0..USERS).map(somebody).collect()).await;
    let imported = import(&mut world).await.unwrap();

    let counted: u64 = imported.tally.classes.values().map(|count| count.users).sum();
    assert_eq!(counted, USERS as u64, "somebody is in no class, or in two");
    let (tenth, unverified) = (USERS / 10, USERS / 10);
    assert_eq!(imported.tally.rows() as usize, USERS - unverified);
    assert_eq!(imported.fates.values().filter(|fate| **fate == RowFate::Succeeded).count(), USERS - unverified);
    assert!(imported.said.iter().any(|said| matches!(said, Said::PilotAgrees { users: 100 })), "{:?}", imported.said);

    let comparison = compared(&world).await;
    println!("{} users: {:?}", USERS, comparison.classes.iter().map(|(class, count)| (class, count.users)).collect::<Vec<_>>());
    assert_eq!(unequal(&comparison), [(Class::Missing, tenth as u64)], "unexplained");
}

#[tokio::test(start_paused = true)]
async fn an_import_that_is_given_again_makes_nobody_twice() {
    let mut world = world((0..60).map(somebody).collect()).await;
    import(&mut world).await.unwrap();
    let jobs = world.session.imports.len();
    let again = import(&mut world).await.unwrap();
    assert_eq!((again.tally.rows(), world.session.imports.len()), (0, jobs));
    assert_eq!(unequal(&compared(&world).await), [(Class::Missing, 6)]);
}
