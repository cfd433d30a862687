//! The commands: the same engine as the wizard's, as text for people and JSON for programs.

mod apply;
pub mod arguments;
mod choose;
mod compare;
mod connect;
mod diagnose;
mod event_printer;
pub mod exit;
mod export;
mod groups;
mod import;
mod junit;
mod log_file;
mod output;
mod own_options;
mod plan;
mod practice;
mod preflight;
mod progress_bar;

mod question;
mod restore;
mod sessions;
mod sign_in;
mod signals;
mod teardown;
mod user_arguments;
mod verify;
mod wizard;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use self::arguments::{Arguments, CliCommand};
use self::exit::Exit;
use crate::panic;
use crate::problem::{Problem, ProblemKind};

/// Whether the program takes these arguments, its own name first; what it would say if not.
pub fn takes(arguments: &[String]) -> Result<(), String> {
    let mut command_line = own_options::narrowed(Arguments::command());
    let matches = command_line.try_get_matches_from_mut(arguments).map_err(|error| error.to_string())?;
    own_options::refuse_others(&command_line, &matches).map_err(|problem| problem.to_string())
}

/// Reads the arguments, runs the command, tells what went wrong, and gives the exit code.
pub fn main() -> ExitCode {
    panic::ends_the_program(|| {});
    let mut command_line = own_options::narrowed(Arguments::command());
    let matches = command_line.get_matches_mut();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let json = arguments.json;
    if let Err(problem) = own_options::refuse_others(&command_line, &matches) {
        return output::fail(&problem, json).into();
    }
    if let Some(Err(problem)) = arguments.log_file.as_deref().map(log_file::start) {
        return output::fail(&problem, json).into();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let problem = Problem::new(ProblemKind::Local, "cognito-ferry could not start.", error.to_string());
            return output::fail(&problem, json).into();
        }
    };
    let outcome = runtime.block_on(run(arguments)).and_then(|exit| output::delivered().map(|()| exit));
    let exit = outcome.unwrap_or_else(|problem| output::fail(&problem, json));
    // A blocking read of the terminal or a call that nobody waits for any more must not hold the process back.
    runtime.shutdown_background();
    exit.into()
}

async fn run(arguments: Arguments) -> Result<Exit, Problem> {
    match &arguments.command {
        None => wizard::run(&arguments).await,
        Some(CliCommand::Demo(demo)) => wizard::demo(&arguments, demo).await,
        Some(CliCommand::Preflight(preflight)) => preflight::run(&arguments, preflight).await,
        Some(CliCommand::Plan(plan)) => plan::run(&arguments, plan).await,
        Some(CliCommand::Apply) => apply::run(&arguments).await,
        Some(CliCommand::Teardown(teardown)) => teardown::run(&arguments, teardown).await,
        Some(CliCommand::Restore(restore)) => restore::run(&arguments, restore).await,
        Some(CliCommand::Groups(groups)) => groups::run(&arguments, groups).await,
        Some(CliCommand::Export(export)) => export::run(&arguments, export).await,
        Some(CliCommand::Import(import)) => import::run(&arguments, import).await,
        Some(CliCommand::Compare(compare)) => compare::run(&arguments, compare).await,
        Some(CliCommand::Verify) => verify::run(&arguments).await,
        Some(CliCommand::Diagnose(diagnose)) => diagnose::run(&arguments, diagnose).await,
        Some(CliCommand::SignIn(sign_in)) => sign_in::run(&arguments, sign_in).await,
        Some(CliCommand::Sessions { command }) => sessions::run(&arguments, command),
        Some(CliCommand::Keys) => Ok(wizard::keys()),
    }
}
