//! A look into the zip of a team's own handler, before anything is made: is what Lambda will look for there. Pure; it reads no more than the
//! zip's list and the code that the handler loads.

mod archive;
pub mod finding;
mod node;
mod python;
mod runtimes;
mod source;

use self::archive::{Package, missing};
use self::finding::Finding;

use jiff::civil::Date;

/// Looks at a zip as Lambda would run it.
pub fn look(zip: &[u8], handler: &str, runtime: &str, today: Date) -> Vec<Finding> {
    let mut findings: Vec<Finding> = runtimes::look(runtime, today).into_iter().collect();
    match Package::open(zip) {
        Err(finding) => findings.push(finding),
        Ok(package) => findings.extend(in_the_code(&package, handler, runtime)),
    }
    findings
}

fn in_the_code(package: &Package<'_>, handler: &str, runtime: &str) -> Vec<Finding> {
    if runtime.starts_with("nodejs") {
        return node::look(package, handler, runtime);
    }
    if runtime.starts_with("python") {
        return python::look(package, handler);
    }
    if runtime.starts_with("provided") && !package.has("bootstrap") {
        return vec![missing(package, "bootstrap", &["bootstrap".to_owned()])];
    }
    Vec::new()
}

#[cfg(test)]
mod tests;
