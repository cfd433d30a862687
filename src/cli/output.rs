//! Results on standard output, everything else on standard error. Whatever is printed is escaped here once more: those who wrote it
//! have done so, and this is the last place where one who forgot can be helped.

use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

use serde::Serialize;
use serde_json::json;

use super::exit::Exit;
use crate::problem::{Problem, ProblemKind};
use crate::text::{printable, printable_json, printable_lines};

/// Why standard output takes nothing any more. What is under way goes on: an apply whose reader has left must not stop half-way.
static LOST: OnceLock<io::Error> = OnceLock::new();

/// A result for people.
pub fn line(text: &str) {
    print(&printable_lines(text));
}

/// What goes on, and questions: not part of the result.
pub fn aside(text: &str) {
    print_aside(&printable_lines(text));
}

/// A question without a line break.
pub fn ask(text: &str) {
    // A prompt that cannot be shown will be answered by nobody; the read that follows ends with an error.
    drop(write!(io::stderr(), "{}", printable_lines(text)).and_then(|()| io::stderr().flush()));
}

/// One JSON document.
pub fn document(value: &impl Serialize) -> Result<(), Problem> {
    print(&printable_json(&serde_json::to_string_pretty(value).map_err(unwritable)?));
    Ok(())
}

/// One JSON line.
pub fn json_line(value: &impl Serialize) -> Result<(), Problem> {
    print(&printable_json(&serde_json::to_string(value).map_err(unwritable)?));
    Ok(())
}

/// Tells a failure: in full for people, as a document for programs.
pub fn fail(problem: &Problem, json: bool) -> Exit {
    tracing::error!(code = problem.code, request_id = problem.request_id, "{}", problem.what);
    match json {
        true => print(&printable_json(&json!({ "problem": problem }).to_string())),
        false => tell(problem),
    }
    Exit::of(problem)
}

/// A problem for people.
pub fn tell(problem: &Problem) {
    for line in problem.lines() {
        print_aside(&printable(&line));
    }
}

/// What became of the results: a reader that left (`| head`) has seen what it wanted; a full disk has lost something.
pub fn delivered() -> Result<(), Problem> {
    match LOST.get() {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Problem::new(ProblemKind::Local, "Not all of the result could be written to standard output.", error.to_string())
                .remedy(
                    "What was done is done, and saved in the session: give the command again, with its output to another place.",
                ))
        }
        _ => Ok(()),
    }
}

fn print(text: &str) {
    if LOST.get().is_none() {
        let mut output = io::stdout().lock();
        if let Err(error) = writeln!(output, "{text}").and_then(|()| output.flush()) {
            // The first reason is the one to tell.
            let _ = LOST.set(error);
        }
    }
}

fn print_aside(text: &str) {
    // There is no other place where this could be told.
    drop(writeln!(io::stderr(), "{text}"));
}

fn unwritable(error: serde_json::Error) -> Problem {
    Problem::new(ProblemKind::Local, "The result could not be written as JSON.", error.to_string())
}
