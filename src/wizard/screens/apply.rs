//! The apply screen: the approved plan being carried out, row by row, with what is waited for and the log underneath.

mod put_back;
mod unproven;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Screen;
use super::live::draw::{Told, draw, log_extent};
use super::live::progress::Work;
use super::live::{End, Live};
use crate::event::Event;
use crate::function::probe::Unproven;
use crate::migration::plan::Plan as Changes;
use crate::problem::Problem;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::theme::Theme;
use crate::wizard::update::{advance, go};
use crate::wizard::widgets::confirm::{self, Confirm};
use crate::wizard::widgets::spinner::elapsed_text;

#[derive(Debug, Default)]
pub struct ApplyState {
    /// The plan that the operator has seen and said yes to, until it is begun.
    approved: Option<Box<Changes>>,
    /// What is being carried out.
    plan: Option<Box<Changes>>,
    /// The run that is shown; none before the first.
    live: Option<Live>,
    /// Created, updated, unchanged.
    counts: (usize, usize, usize),
    /// Putting back what an edit changed beside its field.
    put_back: Option<put_back::Stage>,
}

impl ApplyState {
    /// The operator has seen this plan and said yes.
    pub fn approve(&mut self, plan: Option<Box<Changes>>) {
        self.approved = plan;
    }
}

#[derive(Debug)]
pub struct Apply;

impl Screen for Apply {
    fn explanation(&self, _state: &State) -> String {
        "The plan is being carried out, one resource after the other. Each is recorded before it is made and read back afterwards."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        if let Some(stage) = &state.apply.put_back {
            return put_back::contexts(stage, layout::matter(state), state.theme());
        }
        let Some(live) = &state.apply.live else { return Vec::new() };
        let mut contexts = live.contexts();
        if put_back::offered(live).is_some() {
            contexts.insert(0, Context::Unintended);
        }
        contexts
    }

    /// Begins what was approved. Without an approval nothing is written: what has been applied is shown, or, in a session that
    /// is continued, the plan, which looks at what is there now.
    fn enter(&self, state: &mut State) -> Vec<Effect> {
        if state.pending(Slot::Apply).is_some() {
            return Vec::new();
        }
        match state.apply.approved.take() {
            Some(plan) => start(state, plan, Unproven::Stop),
            None if state.apply.live.is_some() => Vec::new(),
            None => go(state, Step::Plan),
        }
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        if state.apply.put_back.is_some() {
            return put_back::command(state, command);
        }
        if unproven::is_asked(state) {
            return unproven::command(state, command);
        }
        let (area, theme) = (layout::matter(state), state.theme());
        let room = layout::question_room(state);
        let Some(live) = &mut state.apply.live else { return Vec::new() };
        if let Some(effects) = live.answer(command, room) {
            return effects;
        }
        match command {
            Command::Next => next(state),
            Command::Retry => look_again(state),
            Command::PutBack => put_back::look(state),
            Command::Copy => vec![Effect::Copy(live.text())],
            command => {
                let told = told(&state.apply, state.theme());
                let Some(live) = &mut state.apply.live else { return Vec::new() };
                let (lines, height) = log_extent(live, told, area, state.now, theme);
                live.log.command(command, lines, height);
                Vec::new()
            }
        }
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        if let Event::ApplyFinished { created, updated, unchanged } = event {
            state.apply.counts = (created, updated, unchanged);
        }
        let now = state.now;
        if let Some(live) = &mut state.apply.live {
            live.progress.hear(event, now);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        let Answer::Applied { session, result } = answer else { return put_back::answered(state, answer) };
        state.session = Some(*session);
        let problem = result.err();
        if let Some(live) = &mut state.apply.live {
            live.finish(problem.clone(), state.now);
            unproven::ask(live);
        }
        state.set_mark(Step::Apply, if problem.is_none() { Mark::Done } else { Mark::Failed });
        state.failure = problem;
        state.save()
    }

    fn escape(&self, state: &mut State) -> bool {
        if put_back::escape(state) {
            return true;
        }
        let question = || {
            Confirm::new("Stop applying?", "Stop after the current call", "Go on applying")
                .text("Nothing is cut off in the middle: the current call is finished and recorded first.")
                .text("What is made stays, and applying again continues there.")
        };
        state.apply.live.as_mut().is_some_and(|live| live.escape(question))
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        match &state.apply.put_back {
            Some(put_back::Stage::Failed(problem)) => Some(problem),
            Some(_) => None,
            None => state.apply.live.as_ref().and_then(Live::failure),
        }
    }

    /// The first Ctrl-C stops after the current call, the second leaves at once.
    fn interrupt(&self, state: &mut State) -> Option<Vec<Effect>> {
        if let Some(effects) = put_back::interrupt(state) {
            return Some(effects);
        }
        let live = state.apply.live.as_mut().filter(|live| live.end.is_none() && !live.stopping)?;
        Some(live.stop())
    }

    fn loss(&self, state: &State) -> Option<String> {
        state.pending(Slot::Apply).or(state.pending(Slot::PutBack))?;
        Some("the call that is under way may or may not come through. Applying again looks before it acts.".into())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        if let Some(stage) = &state.apply.put_back {
            return put_back::draw(frame, area, state, stage);
        }
        let (Some(live), theme) = (&state.apply.live, state.theme()) else { return };
        draw(frame, area, live, told(&state.apply, theme), state.now, theme);
        if let Some(confirm) = &live.confirm {
            confirm::draw(frame, area, confirm, theme);
        }
    }
}

/// What only this screen can say.
fn told(apply: &ApplyState, theme: Theme) -> Told {
    Told {
        finished: apply.live.as_ref().map(|live| finished(apply, live, theme)).unwrap_or_default(),
        stopped: "Enter plans the rest.",
        failed: match apply.live.as_ref().and_then(put_back::offered) {
            Some(_) => "b puts back what was recorded; Enter plans what is left.",
            None => "Enter plans what is left.",
        },
    }
}

fn finished(apply: &ApplyState, live: &Live, theme: Theme) -> Vec<Line<'static>> {
    let ((created, updated, unchanged), time) = (apply.counts, elapsed_text(live.took));
    let text = match created + updated {
        0 => format!("{} No changes: everything was as it must be.", theme.mark_done()),
        _ => format!("{} {created} created, {updated} updated, {unchanged} unchanged in {time}.", theme.mark_done()),
    };
    vec![Line::styled(text, theme.good()), Line::raw("  Enter goes on: each resource is checked.")]
}

fn start(state: &mut State, plan: Box<Changes>, unproven: Unproven) -> Vec<Effect> {
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let job = Job::Apply { session: Box::new(session.clone()), plan: plan.clone(), accounts, unproven };
    let work = plan.changes.iter().map(|change| (change.resource, Work::from(change.action)));
    let live = Some(Live::new(work, state.now));
    state.apply = ApplyState { live, plan: Some(plan), ..ApplyState::default() };
    state.set_mark(Step::Apply, Mark::Open);
    state.run(Slot::Apply, job)
}

/// Enter: on to verify, or, after a failure, back to a plan of what is left.
fn next(state: &mut State) -> Vec<Effect> {
    match state.apply.live.as_ref().and_then(|live| live.end.as_ref()) {
        Some(End::Finished) => advance(state),
        Some(_) => look_again(state),
        None => Vec::new(),
    }
}

/// What is left may be other than what was shown, so it is planned and shown before it is applied. If credentials ran out, the
/// accounts are opened anew on the way.
fn look_again(state: &mut State) -> Vec<Effect> {
    let Some(live) = state.apply.live.as_ref().filter(|live| !matches!(live.end, Some(End::Finished) | None)) else {
        return Vec::new();
    };
    if live.lost_credentials() {
        state.source = None;
        state.destination = None;
    }
    go(state, Step::Plan)
}

#[cfg(test)]
mod tests;
