//! Findings that come in one by one: preflight and verify show and handle them alike. What they mean is each screen's own.

pub mod draw;
pub mod rows;
pub mod state;

use ratatui::text::Line;

use self::state::{AskedFor, Findings};
use crate::check::finding::Check;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::{Effect, advance, reopen};
use crate::wizard::keymap::binding::Command;
use crate::wizard::operation::JobKind;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::widgets::confirm::Confirm;
use crate::wizard::widgets::spinner::{elapsed_text, picture};
use crate::wizard::widgets::summary;

/// A screen that shows findings: what of it is its own.
#[derive(Debug)]
pub struct CheckScreen {
    pub step: Step,
    pub kind: JobKind,
    pub findings: fn(&mut State) -> &mut Findings,
    /// What stands above the findings.
    pub summary: fn(&State) -> Line<'static>,
    /// Begins to look, with no findings yet.
    pub look: fn(&mut State) -> Vec<Effect>,
    /// What is asked before going on, with staying as the safe answer; none where nothing is in the way.
    pub question: fn(&State) -> Option<Confirm>,
}

impl CheckScreen {
    /// A key.
    pub fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let (area, theme) = (state.content, state.theme());
        let above = summary::rows((self.summary)(state), usize::from(area.width)).len();
        let places = [summary::below(area, above), state.question_room()];
        match (self.findings)(state).command(command, places, theme) {
            AskedFor::Nothing => Vec::new(),
            AskedFor::Next => self.next(state),
            AskedFor::GoOn => advance(),
            AskedFor::Again => self.again(state),
            AskedFor::Copy(text) => vec![Effect::Copy(text)],
        }
    }

    /// Enter: on where nothing is in the way; else the question.
    fn next(&self, state: &mut State) -> Vec<Effect> {
        let pending = state.pending(self.kind).is_some();
        let findings = (self.findings)(state);
        if findings.problem.is_some() {
            return self.again(state);
        }
        if pending {
            findings.submit_when_loaded = true;
            return Vec::new();
        }
        let Some(question) = (self.question)(state) else { return advance() };
        (self.findings)(state).confirm = Some(question);
        Vec::new()
    }

    /// Looks once more; if credentials ran out, with accounts that are opened anew.
    fn again(&self, state: &mut State) -> Vec<Effect> {
        let problem = (self.findings)(state).problem.take();
        reopened(problem).unwrap_or_else(|| (self.look)(state))
    }

    /// All findings are in. What is in the way is on top, and open.
    pub fn show(&self, state: &mut State, checks: Vec<Check>, in_the_way: bool) {
        state.set_mark(self.step, if in_the_way { Mark::Failed } else { Mark::Done });
        state.failure = None;
        (self.findings)(state).show(checks, in_the_way);
    }

    /// Goes on where Enter was pressed before all was known.
    pub fn go_on(&self, state: &mut State) -> Vec<Effect> {
        let submit_when_loaded = std::mem::take(&mut (self.findings)(state).submit_when_loaded) && state.step == self.step;
        if submit_when_loaded { self.next(state) } else { Vec::new() }
    }

    /// They could not be looked for at all.
    pub fn could_not_look(&self, state: &mut State, problem: Problem) {
        state.set_mark(self.step, Mark::Failed);
        state.failure = Some(problem.clone());
        (self.findings)(state).problem = Some(problem);
    }
}

/// Opens the accounts anew where the problem was theirs; none where looking again is enough.
fn reopened(problem: Option<Problem>) -> Option<Vec<Effect>> {
    let lost =
        problem.is_some_and(|problem| matches!(problem.kind, ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials));
    lost.then(reopen)
}

/// How far the looking is, or how many there are of each kind.
pub fn summary_of(state: &State, kind: JobKind, findings: &Findings, then: &str) -> Line<'static> {
    let (checks, theme) = (&findings.checks, state.theme());
    let Some(elapsed) = state.elapsed(kind) else {
        if checks.is_empty() {
            return Line::raw(format!("Nothing was found to look at. Enter goes on to the {then}; r looks again."));
        }
        return rows::counts(checks, theme);
    };
    let then = if findings.submit_when_loaded { format!(", then on to the {then}") } else { String::new() };
    let text = format!("{} Looking: {} so far, {}{then}", picture(elapsed, theme), checks.len(), elapsed_text(elapsed));
    Line::styled(text, theme.accent())
}
