//! Questions that only a person can answer.

use std::io::IsTerminal as _;

use super::arguments::Arguments;
use super::output;
use crate::problem::{Problem, ProblemKind};

/// Whether there is a person at a terminal who can be asked.
pub fn somebody_is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// An error where nobody can be asked and no `--yes` was given.
pub fn require_somebody(arguments: &Arguments, what: &str, look: &str) -> Result<(), Problem> {
    if arguments.yes || (somebody_is_there() && !arguments.json) {
        return Ok(());
    }
    Err(Problem::new(ProblemKind::Invalid, format!("Cannot ask whether to {what}."), "This is not a terminal.").remedy(look))
}

/// Asks; only `yes` is taken for yes.
pub async fn agreed(question: &str) -> Result<bool, Problem> {
    let answer = answer(&format!("\n{question} Only 'yes' is accepted: ")).await?;
    Ok(answer == "yes")
}

/// One line from the terminal.
pub async fn answer(question: &str) -> Result<String, Problem> {
    output::ask(question);
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    });
    let unreadable = |why: String| Problem::new(ProblemKind::Local, "Your answer could not be read.", why);
    let line = line.await.map_err(|error| unreadable(error.to_string()))?;
    line.map(|line| line.trim().to_owned()).map_err(|error| unreadable(error.to_string()))
}
