//! The zip of a team's own handler: whether Lambda will find in it what it looks for.

use super::facts::{Facts, Read, Subject};
use crate::check::check::Check;
use crate::check::draft::check;
use crate::function::code;
use crate::function::package;
use crate::function::package::finding::{Finding, Weight};
use crate::model::options::Options;
use crate::text::printable;

/// What a look into the zip finds; none where the function is ours.
pub fn read(options: &Options) -> Option<Read<Vec<Finding>>> {
    let own = options.own_function.as_ref()?;
    let today = jiff::Zoned::now().date();
    Some(code::read_own(own).map(|zip| package::look(&zip, &own.handler, &options.function_runtime, today)))
}

pub fn checks(subject: &Subject, _: &Facts) -> Option<Vec<Check>> {
    let (Some(own), Some(found)) = (&subject.options().own_function, &subject.own_code) else { return Some(Vec::new()) };
    let draft = check("function.code", "the zip of your own function");
    let evidence = vec![format!("zip: {}", own.zip.display()), format!("handler: {}", own.handler)];
    let findings = match found {
        Err(problem) => return Some(vec![draft.fail([evidence, problem.lines()].concat(), "--function-zip FILE")]),
        Ok(findings) => findings,
    };
    let said = findings.iter().map(|finding| printable(&finding.what).into_owned()).collect();
    let evidence = [evidence, said].concat();
    let remedy = findings.iter().map(|finding| printable(&finding.remedy)).collect::<Vec<_>>().join("\n");
    Some(vec![if findings.is_empty() {
        draft.pass(evidence)
    } else if findings.iter().all(|finding| finding.weight == Weight::Note) {
        draft.warn(evidence, remedy)
    } else {
        draft.fail(evidence, remedy)
    }])
}
