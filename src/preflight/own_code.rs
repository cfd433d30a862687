//! The zip of a team's own handler: whether Lambda will find in it what it looks for.

use super::facts::{Facts, Subject};
use crate::check::builder::check;
use crate::check::finding::Check;
use crate::function::package::finding::Weight;
use crate::text::printable;

pub fn checks(subject: &Subject, _: &Facts) -> Option<Vec<Check>> {
    let (Some(own), Some(found)) = (&subject.options().own_function, &subject.own_code) else { return Some(Vec::new()) };
    let builder = check("function.code", "the zip of your own function");
    let evidence = vec![format!("zip: {}", own.zip.display()), format!("handler: {}", own.handler)];
    let findings = match found {
        Err(problem) => return Some(vec![builder.fail([evidence, problem.lines()].concat(), "--function-zip FILE")]),
        Ok(findings) => findings,
    };
    let said = findings.iter().map(|finding| printable(&finding.what).into_owned()).collect();
    let evidence = [evidence, said].concat();
    let remedy = findings.iter().map(|finding| printable(&finding.remedy)).collect::<Vec<_>>().join("\n");
    Some(vec![if findings.is_empty() {
        builder.pass(evidence)
    } else if findings.iter().all(|finding| finding.weight == Weight::Note) {
        builder.warn(evidence, remedy)
    } else {
        builder.fail(evidence, remedy)
    }])
}
