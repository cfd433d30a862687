//! `plan`: what apply would do. Writes nothing to AWS; saves the session only where one is named.

use super::arguments::{Arguments, PlanArguments};
use super::connect::{self, Connected};
use super::exit::Exit;
use super::output;
use crate::migration::{plan, plan_text};
use crate::problem::Problem;

pub async fn run(arguments: &Arguments, flags: &PlanArguments) -> Result<Exit, Problem> {
    let connected = connect::open(arguments).await?;
    let Connected { store, session, accounts, spec, .. } = &connected;
    let plan = plan::make(session, spec, accounts).await?;
    if arguments.session.is_some() {
        store.save(session)?;
    }
    match arguments.json {
        true => output::document(&plan)?,
        false => output::line(&plan_text::text(&plan)),
    }
    let different = plan.has_changes() || plan.conflicts().next().is_some();
    Ok(if flags.detailed_exitcode && different { Exit::Different } else { Exit::Fine })
}
