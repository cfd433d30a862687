//! The wizard as a command: on AWS, on a sandbox file, or as the demo.

use std::fs;
use std::path::{Path, PathBuf};

use super::arguments::{Arguments, Color, DemoArguments};
use super::connect;
use super::exit::Exit;
use super::output;
use super::practice::{self, Practice, PracticeMigration};
use crate::aws::account::Origin;
use crate::model::choices::Choices;
use crate::model::options::Options;
use crate::problem::{Problem, ProblemKind};
use crate::session::store::{SessionSummary, Store};
use crate::wizard::theme::ColorChoice;
use crate::wizard::{self, WizardOptions};

/// The wizard on AWS, or on the accounts of `--sandbox`.
pub async fn run(arguments: &Arguments) -> Result<Exit, Problem> {
    let store = connect::store(arguments)?;
    match &arguments.sandbox {
        None => {
            let aws = Practice { origin: Origin::Aws, hint: None, migration: None };
            start(arguments, aws, store, "cognito-ferry".into()).await
        }
        Some(path) => start(arguments, practice::open(path)?, store, format!("cognito-ferry --sandbox {}", path.display())).await,
    }
}

/// The wizard on two pretend accounts. They last until a migration in them has been finished, so that one can be left and continued;
/// a finished one is continued by its name.
pub async fn demo(arguments: &Arguments, flags: &DemoArguments) -> Result<Exit, Problem> {
    practice::built_in()?;
    let directory = demo_directory(arguments)?;
    let (accounts, store) = (directory.join("accounts.json"), Store::at(directory.join("sessions")));
    let wanted = |summary: &SessionSummary| {
        let named = arguments.session.as_ref() == Some(&summary.name);
        summary.in_use.is_some() || (summary.problem.is_none() && (named || !summary.finished))
    };
    let sessions = store.list()?;
    let open = sessions.iter().find_map(|summary| Some((&summary.name, summary.in_use.as_ref()?)));
    if let Some((session, holder)) = open.filter(|_| flags.fresh) {
        let what = format!("The last demo is still open, with the session {session}.");
        return Err(Problem::new(ProblemKind::Local, what, holder).remedy("Leave it there first, or come without --fresh."));
    }
    if flags.fresh || !sessions.iter().any(wanted) {
        remove(&directory)?;
    }
    fs::create_dir_all(&directory).map_err(|error| {
        Problem::new(ProblemKind::Local, format!("The demo cannot be kept in {}.", directory.display()), error.to_string())
            .remedy("Name a directory that you may write to with --sessions-directory.")
    })?;
    start(arguments, practice::open(&accounts)?, store, "cognito-ferry demo".to_owned()).await
}

/// The wizard's keys, as docs/keys.md has them.
pub fn keys() -> Exit {
    output::line(wizard::keymap::markdown().trim_end());
    Exit::Fine
}

async fn start(arguments: &Arguments, place: Practice, store: Store, command: String) -> Result<Exit, Problem> {
    let mut choices = choices(arguments)?;
    if let Some(migration) = &place.migration {
        suggest(&mut choices, migration);
    }
    let options = WizardOptions {
        origin: place.origin,
        practice: place.hint,
        store,
        session: arguments.session.clone(),
        color: match arguments.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        },
        choices,
        command,
    };
    let outcome = wizard::run(options).await?;
    outcome.exit_message.iter().for_each(|line| output::aside(line));
    Ok(Exit::Wizard(outcome.exit_code))
}

/// The answers that flags give. Options are left open: their defaults follow from the session's name, which the wizard asks for.
fn choices(arguments: &Arguments) -> Result<Choices, Problem> {
    let mut choices = Choices::default();
    let name = arguments.session.as_deref().unwrap_or_default();
    let defaults = Options::new(name, Options::random_external_id());
    super::choose::apply_flags(&arguments.choices, &mut choices, defaults.clone())?;
    match (choices.options.as_ref() == Some(&defaults), &arguments.session) {
        (true, _) => choices.options = None,
        (false, Some(_)) => {}
        (false, None) => {
            return Err(Problem::new(
                ProblemKind::Invalid,
                "These options need the session's name.",
                "Other names follow from it.",
            )
            .remedy("Give --session NAME, or set them on the wizard's options screen."));
        }
    }
    Ok(choices)
}

/// What the scenario calls source and destination, where no flag says otherwise. A pool belongs to its profile.
fn suggest(choices: &mut Choices, migration: &PracticeMigration) {
    for (side, profile, pool) in [
        (&mut choices.source, &migration.source_profile, &migration.source_pool),
        (&mut choices.destination, &migration.destination_profile, &migration.destination_pool),
    ] {
        if side.profile.get_or_insert_with(|| profile.clone()) == profile && side.region.is_none() {
            side.pool.get_or_insert_with(|| pool.clone());
        }
    }
    if choices.new_pool.is_some() {
        choices.destination.pool = None;
    } else if choices.destination.pool.as_ref() == Some(&migration.destination_pool) {
        choices.destination_client.get_or_insert_with(|| migration.destination_client.clone());
    }
}

fn demo_directory(arguments: &Arguments) -> Result<PathBuf, Problem> {
    let store = connect::store(arguments)?;
    let sessions = store.directory();
    Ok(match &arguments.sessions_directory {
        Some(directory) => directory.join("demo"),
        None => sessions.parent().unwrap_or(sessions).join("demo"),
    })
}

fn remove(directory: &Path) -> Result<(), Problem> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Problem::new(
            ProblemKind::Local,
            format!("The last demo in {} cannot be cleared away.", directory.display()),
            error.to_string(),
        )),
        _ => Ok(()),
    }
}
