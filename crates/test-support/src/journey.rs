//! One description of a whole migration by the program, headless. It runs on the sandbox (tests/it/journey.rs) and on the lab
//! (tests/lab/journey.rs), so that the sandbox cannot drift from emulators that we did not write.

use crate::headless::Outcome;

/// A user of the source pool.
#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub password: String,
}

/// Two accounts with a pool each, and the program run between them.
pub trait Stage {
    /// Runs the program with these arguments and this standard input.
    fn ferry(&self, arguments: &[&str], input: &str) -> Outcome;

    /// The flags that name both profiles, both pools and the app client.
    fn places(&self) -> Vec<String>;

    /// Two users whom only the source knows.
    fn people(&self) -> [Person; 2];

    /// Puts another external id into the trust policy of the cross-account role.
    fn break_external_id(&self);

    /// Lets the next invocation of the function begin cold: a warm one still holds the credentials that it assumed before.
    fn cool_down(&self);
}

const SESSION: &str = "journey";

/// The whole way: plan, apply, verify, apply again, sign-ins right and wrong, and the broken link named.
pub fn a_migration_from_plan_to_a_proven_sign_in(stage: &impl Stage) {
    let places = stage.places();
    let with_places = |command: &'static str, more: &[&'static str]| {
        let mut arguments = vec![command, "--session", SESSION];
        arguments.extend(places.iter().map(String::as_str));
        arguments.extend(more);
        stage.ferry(&arguments, "")
    };
    let again = |command: &str, more: &[&str]| stage.ferry(&[&[command, "--session", SESSION], more].concat(), "");
    let sign_in = |person: &Person, password: &str| {
        let arguments = ["sign-in", "--session", SESSION, "--username", &person.name, "--password-stdin"];
        stage.ferry(&arguments, &format!("{password}\n"))
    };
    let [first, second] = stage.people();

    with_places("plan", &["--detailed-exitcode"]).exits(3).says("6 to create, 2 to update");
    with_places("verify", &[]).exits(3);
    with_places("apply", &["--yes"]).exits(0).says("6 created, 2 updated");
    again("verify", &[]).exits(0).says(" passed, 0 failed, 0 skipped");
    again("apply", &["--yes"]).exits(0).says("No changes");
    again("plan", &["--detailed-exitcode"]).exits(0).says("No changes");

    sign_in(&first, "Not-The-Password-1").exits(1).says("cause: wrong-password");
    sign_in(&first, &first.password).exits(0).says("the user was migrated with the password");
    sign_in(&first, &first.password).exits(0).says("cause: already-in-destination");

    let remove = |more: &[&str]| again("sign-in", &[&["--username", first.name.as_str(), "--remove-user"], more].concat());
    remove(&[]).exits(2).says("Give --yes");
    remove(&["--yes"]).exits(0).says("the test can be repeated");
    remove(&["--yes"]).exits(0).says("nothing to remove");
    sign_in(&first, &first.password)
        .exits(0)
        .says("the user was migrated with the password")
        .says("remove the user again: cognito-ferry");

    stage.break_external_id();
    again("verify", &[]).exits(3).says("external id");
    stage.cool_down();
    sign_in(&second, &second.password).exits(1).says("external id").says("cause: external-id-differs");
    again("apply", &["--yes"]).exits(0).says("1 updated");
    again("verify", &[]).exits(0);
    sign_in(&second, &second.password).exits(0).says("the user was migrated with the password");
}
