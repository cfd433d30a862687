//! The wizard as a command: on AWS, or on the sandbox.

use super::arguments::{Arguments, DemoArguments};
use super::exit::Exit;
use crate::aws::problem::{Problem, ProblemKind};
pub async fn run(_: &Arguments) -> Result<Exit, Problem> {
    Err(Problem::new(ProblemKind::Local, "interim", "interim"))
}
pub async fn demo(_: &Arguments, _: &DemoArguments) -> Result<Exit, Problem> {
    Err(Problem::new(ProblemKind::Local, "interim", "interim"))
}
pub fn keys() -> Exit {
    Exit::Fine
}
