//! What nobody knows of Cognito's import is a switch of the sandbox. Whatever it is set to, the program ends right: whoever is called
//! imported is there, and whoever is not is named with a reason.

use std::collections::BTreeSet;

use cognito_ferry::users::compare::classes::Class;
use cognito_ferry::users::import::results::RowFate;
use cognito_sandbox::state::import_behavior::ImportBehavior;

use super::world::{compared, import, person, world};

#[tokio::test(start_paused = true)]
async fn every_setting_of_every_switch_ends_right() {
    let mut wrong = Vec::new();
    for (switch, setting, behavior) in ImportBehavior::every_setting() {
        let people = [
            person("ada", &[("address", "1 Main St, London")]),
            person("bob", &[("nickname", "C:\\\\dir\\x")]),
            person("carol", &[("nickname", "\"Ace\"")]),
            person("dan", &[("preferred_username", "dan-the-man")]),
            person("eve", &[]),
        ];
        let mut world = world(people.to_vec()).await;
        world.sandbox.set_import_behavior(behavior);
        let verdict = match import(&mut world).await {
            Err(problem) => {
                // A value that came over changed stops the import, and is named.
                format!("stopped: {}", problem.why)
            }
            Ok(imported) => {
                let succeeded = imported.fates.values().filter(|fate| **fate == RowFate::Succeeded).count();
                let failed = imported.fates.len() - succeeded;
                let comparison = compared(&world).await;
                let missing = comparison.users(&Class::Missing) as usize;
                if missing > failed || imported.fates.len() != 5 {
                    wrong.push(format!("{switch} = {setting}: {failed} failed, {missing} missing: {:?}", imported.fates));
                }
                let differing: BTreeSet<&Class> =
                    comparison.classes.keys().filter(|class| matches!(class, Class::Attribute(_))).collect();
                format!("{succeeded} imported, {failed} not, {} differ", differing.len())
            }
        };
        println!("{switch:>28} = {setting:<20} {verdict}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
