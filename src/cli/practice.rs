//! The pretend accounts behind `demo` and `--sandbox`: the one place that knows the sandbox. Built without the feature `demo`, the
//! program has none, and says where it is to be had.

use std::path::Path;

use crate::aws::account::Origin;
#[cfg(feature = "demo")]
use crate::aws::account::{SandboxAccounts, SandboxProfile};
use crate::problem::{Problem, ProblemKind};
use crate::wizard::PracticeHint;

/// Pretend accounts, and what their scenario suggests.
pub struct Practice {
    pub origin: Origin,
    pub hint: Option<PracticeHint>,
    pub migration: Option<PracticeMigration>,
}

/// Which profiles and pools the scenario calls source and destination.
pub struct PracticeMigration {
    pub source_profile: String,
    pub source_pool: String,
    pub destination_profile: String,
    pub destination_pool: String,
    pub destination_client: String,
}

/// Before anything is done for a practice: whether this program has the pretend accounts.
///
/// # Errors
/// It was built without them.
pub fn built_in() -> Result<(), Problem> {
    if cfg!(feature = "demo") { Ok(()) } else { Err(left_out()) }
}

fn left_out() -> Problem {
    Problem::new(
        ProblemKind::Invalid,
        "This program has no pretend accounts.",
        "It was built without the feature `demo`, which `demo` and --sandbox need.",
    )
    .remedy("Use a release, which has it, or build with it: cargo install --path . (without --no-default-features).")
}

/// The pretend accounts of this file; made, with the demo's scenario, where there is none.
#[cfg(feature = "demo")]
pub fn open(path: &Path) -> Result<Practice, Problem> {
    let sandbox = cognito_sandbox::Sandbox::open(path).map_err(|error| {
        Problem::new(ProblemKind::Local, format!("The sandbox {} cannot be used.", path.display()), error.to_string())
            .remedy("Name a file that does not exist yet: it is made with the demo's accounts.")
    })?;
    let profiles = sandbox.profiles().into_iter().map(|profile| SandboxProfile {
        name: profile.name,
        region: profile.region,
        access_key_id: profile.access_key_id,
        secret_access_key: profile.secret_access_key,
    });
    Ok(Practice {
        origin: Origin::Sandbox(SandboxAccounts { http_client: sandbox.http_client(), profiles: profiles.collect() }),
        hint: sandbox
            .hint()
            .map(|user| PracticeHint { user_name: user.user_name, password: crate::secret::Secret::new(user.password) }),
        migration: sandbox.practice_migration().map(|migration| PracticeMigration {
            source_profile: migration.source_profile,
            source_pool: migration.source_pool,
            destination_profile: migration.destination_profile,
            destination_pool: migration.destination_pool,
            destination_client: migration.destination_client,
        }),
    })
}

#[cfg(not(feature = "demo"))]
pub fn open(_: &Path) -> Result<Practice, Problem> {
    Err(left_out())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit::Exit;

    #[test]
    fn a_program_without_the_demo_says_where_it_is_to_be_had_and_ends_as_for_a_wrong_flag() {
        let problem = left_out();
        assert_eq!(Exit::of(&problem).code(), 2);
        let text = problem.lines().join("\n");
        assert!(text.contains("feature `demo`") && text.contains("cargo install --path ."), "{text}");
    }

    #[test]
    fn the_pretend_accounts_are_there_exactly_when_they_are_built_in() {
        let directory = tempfile::tempdir().unwrap();
        let opened = open(&directory.path().join("accounts.json"));
        assert_eq!(opened.is_ok(), cfg!(feature = "demo"));
        assert_eq!(built_in().is_ok(), cfg!(feature = "demo"));
    }
}
