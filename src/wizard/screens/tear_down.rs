//! Teardown: what this session made and edited is shown in the safe order, decided upon where somebody changed it since, and taken
//! back. Reached from a saved session and from the last screen.

mod decisions;
mod matter;
mod questions;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::questions::Question;
use super::Screen;
use super::live::progress::Work;
use super::live::{End, Live};
use crate::event::Event;
use crate::migration::teardown::{self, TeardownSummary};
use crate::migration::teardown::{Decisions, Removal, RemovalAction, Teardown};
use crate::problem::{Problem, ProblemKind};
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::gate;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::update::go;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm::{self, Confirm};
use crate::wizard::widgets::document;
use crate::wizard::widgets::outline::{Extent, Outline};
use crate::wizard::widgets::problem_panel;

#[derive(Debug, Default)]
pub struct TearDownState {
    /// Esc leads back to the last screen, where it came from; else home.
    from_done: bool,
    /// What is shown: none while it is looked at for the first time, or could not be.
    teardown: Option<Box<Teardown>>,
    problem: Option<Problem>,
    outline: Outline,
    decisions: Decisions,
    question: Option<(Question, Confirm)>,
    /// The run that is shown; none before the first.
    live: Option<Live>,
    result: Option<TeardownSummary>,
}

#[derive(Debug)]
pub struct TearDown;

/// Opens the screen; Esc leads back to where the wizard is now.
pub fn open(state: &mut State) -> Vec<Effect> {
    state.tear_down = TearDownState { from_done: state.step == Step::Done, ..TearDownState::default() };
    go(state, Step::TearDown)
}

impl TearDownState {
    /// Whether something has been taken back, or may have been.
    pub fn begun(&self) -> bool {
        self.live.is_some()
    }
}

impl Screen for TearDown {
    fn explanation(&self, _state: &State) -> String {
        "Takes back what this session did: what it made is deleted, what it edited gets its recorded value back. The rest stays."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let screen = &state.tear_down;
        if screen.question.is_some() {
            return vec![Context::Question];
        }
        match (&screen.live, &screen.problem, selected(state)) {
            (Some(live), ..) => live.contexts(),
            (None, Some(_), _) => vec![Context::Problem],
            (None, None, Some(removal)) if decidable(removal) => {
                vec![Context::Removal, Context::TearDown, Context::Document]
            }
            (None, None, Some(_)) => vec![Context::TearDown, Context::Document],
            (None, None, None) if screen.teardown.is_some() => vec![Context::Empty],
            (None, None, None) => Vec::new(),
        }
    }

    /// Looks at both accounts each time, unless it runs or its end is shown.
    fn enter(&self, state: &mut State) -> Vec<Effect> {
        if state.tear_down.live.is_some() { Vec::new() } else { look(state) }
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let room = layout::question_room(state);
        if let Some((question, confirm)) = &mut state.tear_down.question {
            let (question, verdict) = (*question, confirm.command(command, room));
            return questions::answered(state, question, verdict);
        }
        if state.tear_down.live.is_some() {
            return while_running(state, command);
        }
        match command {
            Command::Next => next(state),
            Command::Retry => again(state),
            Command::Copy => copy(state),
            Command::Keep | Command::TakeBack | Command::Skip => decisions::decide(state, command),
            command => {
                let area = layout::matter(state);
                let extent = Extent::of(&matter::nodes(state, text_width(area)), matter::list(state, area).height);
                state.tear_down.outline.command(command, &extent);
                Vec::new()
            }
        }
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        let now = state.now;
        if let Some(live) = &mut state.tear_down.live {
            live.progress.hear(event, now);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Teardown(Ok(teardown)) => {
                let first = state.tear_down.teardown.is_none();
                state.tear_down.teardown = Some(teardown);
                state.failure = None;
                if first {
                    show_first_undecided(state);
                }
                Vec::new()
            }
            Answer::Teardown(Err(problem)) => {
                state.failure = Some(problem.clone());
                state.tear_down.problem = Some(problem);
                Vec::new()
            }
            Answer::TornDown { session, result } => ended(state, session, result),
            _ => Vec::new(),
        }
    }

    fn escape(&self, state: &mut State) -> bool {
        let screen = &mut state.tear_down;
        if screen.question.take().is_some() {
            return true;
        }
        let question = || {
            Confirm::new("Stop the teardown?", "Stop after the current call", "Go on")
                .text("Nothing is cut off in the middle: the current call is finished and recorded first.")
                .text("What is taken back stays so, and tearing down again continues there.")
        };
        screen.live.as_mut().is_some_and(|live| live.escape(question))
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        let screen = &state.tear_down;
        screen.problem.as_ref().or(screen.live.as_ref().and_then(Live::failure))
    }

    fn interrupt(&self, state: &mut State) -> Option<Vec<Effect>> {
        let live = state.tear_down.live.as_mut().filter(|live| live.end.is_none() && !live.stopping)?;
        Some(live.stop())
    }

    fn before(&self, state: &State) -> Option<Step> {
        Some(if state.tear_down.from_done && state.session.is_some() { Step::Done } else { Step::Home })
    }

    fn loss(&self, state: &State) -> Option<String> {
        state.pending(Slot::TearDown)?;
        Some("the call that is under way may or may not come through. Tearing down again looks before it acts.".into())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        matter::draw(frame, area, state);
        let screen = &state.tear_down;
        let stopping = screen.live.as_ref().and_then(|live| live.confirm.as_ref());
        if let Some(question) = screen.question.as_ref().map(|(_, confirm)| confirm).or(stopping) {
            confirm::draw(frame, area, question, state.theme());
        }
    }
}

/// Asks what would be taken back now. What is shown stays until the answer is there.
fn look(state: &mut State) -> Vec<Effect> {
    state.tear_down.problem = None;
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let decisions = Box::new(state.tear_down.decisions.clone());
    let job = Job::PlanTeardown { session: Box::new(session.clone()), decisions, accounts };
    state.run(Slot::PlanTeardown, job)
}

/// Once more; if credentials ran out, with accounts that are opened anew.
fn again(state: &mut State) -> Vec<Effect> {
    match state.tear_down.problem.take() {
        Some(Problem { kind: ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials, .. }) => gate::reopen(state),
        _ => look(state),
    }
}

/// What this session has to do with, in the order of taking back; then what is not its own.
fn ordered(teardown: &Teardown) -> Vec<&Removal> {
    let mut removals: Vec<&Removal> = teardown.removals.iter().collect();
    removals.sort_by_key(|removal| removal.action == RemovalAction::Unmanaged);
    removals
}

fn selected(state: &State) -> Option<&Removal> {
    ordered(state.tear_down.teardown.as_deref()?).get(state.tear_down.outline.selected).copied()
}

/// Whether the operator has a say in it.
fn decidable(removal: &Removal) -> bool {
    !matches!(removal.action, RemovalAction::Unmanaged | RemovalAction::MarkRemoved | RemovalAction::CannotRemove)
}

/// What waits for a decision is what the operator has to read: it is chosen, and open.
fn show_first_undecided(state: &mut State) {
    let Some(teardown) = state.tear_down.teardown.as_deref() else { return };
    let Some(row) = ordered(teardown).iter().position(|removal| removal.action == RemovalAction::Changed) else { return };
    state.tear_down.outline.open(row);
    let area = layout::matter(state);
    let extent = Extent::of(&matter::nodes(state, text_width(area)), matter::list(state, area).height);
    state.tear_down.outline.select(row, &extent);
}

/// Enter: asks the last questions, or says what still waits for a decision.
fn next(state: &mut State) -> Vec<Effect> {
    if state.tear_down.problem.is_some() {
        return again(state);
    }
    if state.pending(Slot::PlanTeardown).is_some() {
        return Vec::new();
    }
    let Some(teardown) = state.tear_down.teardown.as_deref() else { return Vec::new() };
    match teardown.undecided().count() {
        0 => questions::ask(state),
        waiting => {
            show_first_undecided(state);
            state.notify(match waiting {
                1 => "One resource waits for your choice first.".to_owned(),
                waiting => format!("{waiting} resources wait for your choice first."),
            });
        }
    }
    Vec::new()
}

/// Everything has been shown and asked: it begins, with exactly what was shown.
fn start(state: &mut State, keep_logs: bool) -> Vec<Effect> {
    let Some(accounts) = state.account_runs() else { return Vec::new() };
    let (Some(session), Some(teardown)) = (&mut state.session, state.tear_down.teardown.take()) else { return Vec::new() };
    // Continuing opens here until it is through.
    session.step = Some(Step::TearDown.key().into());
    let work = teardown.removals.iter().filter_map(|removal| match removal.action {
        RemovalAction::Delete => Some((removal.resource, Work::Delete)),
        RemovalAction::Revert => Some((removal.resource, Work::Revert)),
        _ => None,
    });
    state.tear_down.live = Some(Live::new(work, state.now));
    let job = Job::TearDown {
        session: Box::new(session.clone()),
        teardown,
        decisions: Box::new(state.tear_down.decisions.clone()),
        accounts,
        keep_logs,
    };
    for step in [Step::Apply, Step::Verify, Step::SignIn, Step::Done] {
        if state.mark(step) != Mark::Open {
            state.set_mark(step, Mark::Stale);
        }
    }
    state.run(Slot::TearDown, job)
}

fn ended(
    state: &mut State,
    session: Box<crate::session::document::Session>,
    result: Result<TeardownSummary, Problem>,
) -> Vec<Effect> {
    let problem = result.as_ref().err().cloned();
    if let Some(live) = &mut state.tear_down.live {
        live.finish(problem.clone(), state.now);
    }
    state.set_mark(Step::TearDown, if problem.is_none() { Mark::Done } else { Mark::Failed });
    state.failure = problem;
    state.tear_down.result = result.ok();
    if let Some(result) = state.tear_down.result.as_ref().filter(|result| result.archived) {
        // Its file is in the archive; saving it would bring it back.
        state.torn_down = Some(teardown::farewell(&session.name, result));
        state.session = None;
        Step::ORDER.into_iter().filter(|step| *step != Step::TearDown).for_each(|step| state.set_mark(step, Mark::Open));
        return vec![Effect::Hold(None)];
    }
    state.session = Some(*session);
    state.save()
}

/// Keys while it runs, and when it is over.
fn while_running(state: &mut State, command: Command) -> Vec<Effect> {
    let (area, theme) = (layout::matter(state), state.theme());
    let room = layout::question_room(state);
    let Some(live) = &mut state.tear_down.live else { return Vec::new() };
    if let Some(effects) = live.answer(command, room) {
        return effects;
    }
    match (command, &live.end) {
        (Command::Copy, _) => vec![Effect::Copy(live.text())],
        (Command::Next, Some(End::Finished)) => go(state, Step::Home),
        (Command::Next | Command::Retry, Some(_)) => {
            let lost = live.lost_credentials();
            state.tear_down.live = None;
            state.tear_down.teardown = None;
            if lost { gate::reopen(state) } else { look(state) }
        }
        (Command::Next | Command::Retry, None) => Vec::new(),
        (command, _) => {
            let (told, now) = (matter::of_the_run(state, area.width), state.now);
            let Some(live) = &mut state.tear_down.live else { return Vec::new() };
            let (lines, height) = super::live::draw::log_extent(live, told, area, now, theme);
            live.log.command(command, lines, height);
            Vec::new()
        }
    }
}

/// The error, or what is shown, as JSON.
fn copy(state: &State) -> Vec<Effect> {
    if let Some(problem) = &state.tear_down.problem {
        return vec![Effect::Copy(problem_panel::text(problem))];
    }
    let teardown = state.tear_down.teardown.as_deref().and_then(|teardown| serde_json::to_value(teardown).ok());
    teardown.map(|value| Effect::Copy(document::json_text(&value))).into_iter().collect()
}

#[cfg(test)]
mod tests;
