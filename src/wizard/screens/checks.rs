//! Findings that come in one by one: preflight and verify show and handle them alike. What they mean is each screen's own.

pub mod rows;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::check::finding::Check;
use crate::event::Event;
use crate::preflight::folded;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::{Effect, Slot};
use crate::wizard::gate;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::theme::Theme;
use crate::wizard::update::advance;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm::{self, Confirm, Verdict};
use crate::wizard::widgets::outline::{self, Extent, Outline};
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::spinner::{elapsed_text, picture};
use crate::wizard::widgets::summary;

#[derive(Debug, Default)]
pub struct Findings {
    /// In the order in which they come; once all are in, in the order that the engine gives them.
    pub checks: Vec<Check>,
    pub problem: Option<Problem>,
    outline: Outline,
    confirm: Option<Confirm>,
    /// Enter was pressed before all was known: goes on by itself where nothing is in the way.
    pub going_on: bool,
}

/// What a key asks of the screen.
#[derive(Debug)]
enum Asked {
    Nothing,
    /// Enter.
    Next,
    /// Yes to going on all the same.
    GoOn,
    /// To look once more.
    Again,
    Copy(String),
}

impl Findings {
    pub fn contexts(&self) -> Vec<Context> {
        match (&self.confirm, &self.problem) {
            (Some(_), _) => vec![Context::Question],
            (None, Some(_)) => vec![Context::Problem],
            (None, None) if self.checks.is_empty() => vec![Context::Looking],
            (None, None) => vec![Context::Verify, Context::Looking, Context::Document],
        }
    }

    /// `list`: where the findings are; `room`: what a question may cover.
    fn command(&mut self, command: Command, [list, room]: [Rect; 2], theme: Theme) -> Asked {
        if let Some(confirm) = &mut self.confirm {
            let verdict = confirm.command(command, room);
            if verdict != Verdict::Open {
                self.confirm = None;
            }
            return if verdict == Verdict::Go { Asked::GoOn } else { Asked::Nothing };
        }
        self.going_on = false;
        match command {
            Command::Next => Asked::Next,
            Command::Retry => Asked::Again,
            Command::Copy => Asked::Copy(self.text()),
            command => {
                let extent = Extent::of(&rows::nodes(&self.checks, text_width(list), theme), list.height);
                self.outline.command(command, &extent);
                Asked::Nothing
            }
        }
    }

    /// One more, while the rest is being looked at.
    pub fn hear(&mut self, event: Event) {
        if let Event::Checked { check } = event {
            self.checks.push(check);
        }
    }

    fn show(&mut self, checks: Vec<Check>, in_the_way: bool) {
        self.outline.reset();
        if in_the_way {
            self.outline.open(0);
        }
        self.checks = checks;
    }

    pub fn escape(&mut self) -> bool {
        self.confirm.take().is_some()
    }

    /// The error in full; or the finding that is open under the cursor, or all of them, with what was seen and what to do.
    fn text(&self) -> String {
        if let Some(problem) = &self.problem {
            return problem_panel::text(problem);
        }
        let all = folded::rows(&self.checks);
        let open = all.get(self.outline.selected).filter(|_| self.outline.is_open(self.outline.selected));
        let shown = open.map_or(&all[..], std::slice::from_ref);
        rows::text(shown.iter().flat_map(|row| row.checks().iter().copied()))
    }

    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, summary: Line<'static>, theme: Theme) {
        if let Some(problem) = &self.problem {
            return problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), theme));
        }
        let list = summary::draw(frame, area, summary);
        let nodes = rows::nodes(&self.checks, text_width(area), theme);
        outline::draw(frame, list, &self.outline, nodes, theme);
        if let Some(confirm) = &self.confirm {
            confirm::draw(frame, area, confirm, theme);
        }
    }
}

/// A screen that shows findings: what of it is its own.
#[derive(Debug)]
pub struct CheckScreen {
    pub step: Step,
    pub slot: Slot,
    pub findings: fn(&mut State) -> &mut Findings,
    /// What stands above the findings.
    pub summary: fn(&State) -> Line<'static>,
    /// Begins to look, with no findings yet.
    pub look: fn(&mut State) -> Vec<Effect>,
    /// What is asked before going on, with staying as the safe answer; none where nothing is in the way.
    pub question: fn(&State) -> Option<Confirm>,
}

impl CheckScreen {
    pub fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let (area, theme) = (layout::matter(state), state.theme());
        let above = summary::rows((self.summary)(state), usize::from(area.width)).len();
        let places = [summary::below(area, above), layout::question_room(state)];
        match (self.findings)(state).command(command, places, theme) {
            Asked::Nothing => Vec::new(),
            Asked::Next => self.next(state),
            Asked::GoOn => advance(state),
            Asked::Again => self.again(state),
            Asked::Copy(text) => vec![Effect::Copy(text)],
        }
    }

    /// Enter: on where nothing is in the way; else the question.
    fn next(&self, state: &mut State) -> Vec<Effect> {
        let pending = state.pending(self.slot).is_some();
        let findings = (self.findings)(state);
        if findings.problem.is_some() {
            return self.again(state);
        }
        if pending {
            findings.going_on = true;
            return Vec::new();
        }
        let Some(question) = (self.question)(state) else { return advance(state) };
        (self.findings)(state).confirm = Some(question);
        Vec::new()
    }

    /// Looks once more; if credentials ran out, with accounts that are opened anew.
    fn again(&self, state: &mut State) -> Vec<Effect> {
        let problem = (self.findings)(state).problem.take();
        reopened(state, problem).unwrap_or_else(|| (self.look)(state))
    }

    /// All findings are in. What is in the way is on top, and open.
    pub fn show(&self, state: &mut State, checks: Vec<Check>, in_the_way: bool) {
        state.set_mark(self.step, if in_the_way { Mark::Failed } else { Mark::Done });
        state.failure = None;
        (self.findings)(state).show(checks, in_the_way);
    }

    /// Goes on where Enter was pressed before all was known.
    pub fn go_on(&self, state: &mut State) -> Vec<Effect> {
        let going_on = std::mem::take(&mut (self.findings)(state).going_on) && state.step == self.step;
        if going_on { self.next(state) } else { Vec::new() }
    }

    /// They could not be looked for at all.
    pub fn could_not_look(&self, state: &mut State, problem: Problem) {
        state.set_mark(self.step, Mark::Failed);
        state.failure = Some(problem.clone());
        (self.findings)(state).problem = Some(problem);
    }
}

/// Opens the accounts anew where the problem was theirs; none where looking again is enough.
fn reopened(state: &mut State, problem: Option<Problem>) -> Option<Vec<Effect>> {
    let lost =
        problem.is_some_and(|problem| matches!(problem.kind, ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials));
    lost.then(|| gate::reopen(state))
}

/// How far the looking is, or how many there are of each kind.
pub fn summary_of(state: &State, slot: Slot, findings: &Findings, then: &str) -> Line<'static> {
    let (checks, theme) = (&findings.checks, state.theme());
    let Some(elapsed) = state.elapsed(slot) else {
        if checks.is_empty() {
            return Line::raw(format!("Nothing was found to look at. Enter goes on to the {then}; r looks again."));
        }
        return rows::counts(checks, theme);
    };
    let then = if findings.going_on { format!(", then on to the {then}") } else { String::new() };
    let text = format!("{} Looking: {} so far, {}{then}", picture(elapsed, theme), checks.len(), elapsed_text(elapsed));
    Line::styled(text, theme.accent())
}
