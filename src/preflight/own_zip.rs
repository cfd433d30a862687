//! A look into the zip of a team's own handler.

use crate::function::code;
use crate::function::package;
use crate::function::package::finding::Finding;
use crate::model::options::Options;
use crate::problem::Problem;

/// What a look into the zip finds; none where the function is ours.
pub fn read(options: &Options) -> Option<Result<Vec<Finding>, Problem>> {
    let own = options.own_function.as_ref()?;
    let today = jiff::Zoned::now().date();
    Some(code::read_own(own).map(|zip| package::look(&zip, &own.handler, &options.function_runtime, today)))
}
