//! Results on standard output, everything else on standard error. Whatever is printed is escaped here once more: those who wrote it
//! have done so, and this is the last place where one who forgot can be helped.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the commands print")]

use std::io::Write as _;

use serde::Serialize;
use serde_json::json;

use super::exit::Exit;
use crate::aws::problem::Problem;
use crate::text::{printable, printable_json, printable_lines};

/// A result for people.
pub fn line(text: &str) {
    println!("{}", printable_lines(text));
}

/// What goes on, and questions: not part of the result.
pub fn aside(text: &str) {
    eprintln!("{}", printable_lines(text));
}

/// A question without a line break.
pub fn ask(text: &str) {
    eprint!("{}", printable_lines(text));
    // A prompt that cannot be shown will be answered by nobody; the read that follows ends with an error.
    drop(std::io::stderr().flush());
}

/// One JSON document.
pub fn document(value: &impl Serialize) -> Result<(), Problem> {
    println!("{}", printable_json(&serde_json::to_string_pretty(value).map_err(unwritable)?));
    Ok(())
}

/// One JSON line.
pub fn json_line(value: &impl Serialize) -> Result<(), Problem> {
    println!("{}", printable_json(&serde_json::to_string(value).map_err(unwritable)?));
    Ok(())
}

/// Tells a failure: in full for people, as a document for programs.
pub fn fail(problem: &Problem, json: bool) -> Exit {
    tracing::error!(code = problem.code, request_id = problem.request_id, "{}", problem.what);
    match json {
        true => println!("{}", printable_json(&json!({ "problem": problem }).to_string())),
        false => tell(problem),
    }
    Exit::of(problem)
}

/// A problem for people.
pub fn tell(problem: &Problem) {
    for line in problem.lines() {
        eprintln!("{}", printable(&line));
    }
}

fn unwritable(error: serde_json::Error) -> Problem {
    Problem::new(crate::aws::problem::ProblemKind::Local, "The result could not be written as JSON.", error.to_string())
}
