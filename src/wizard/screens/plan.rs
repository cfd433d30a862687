//! The plan screen: every change, to be read before anything happens, the conflicts that wait for a choice, and the last question.

mod answers;
mod rows;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::answers::Answer as Answered;
use super::Screen;
use crate::aws::problem::{Problem, ProblemKind};
use crate::migration::direction;
use crate::migration::plan::Plan as Changes;
use crate::resources::change::{Action as Verb, Change};
use crate::resources::options::Options;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::gate;
use crate::wizard::keymap::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::update::{advance, go};
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm::{self, Confirm, Verdict};
use crate::wizard::widgets::outline::{Extent, Outline};
use crate::wizard::widgets::{document, problem_panel};

#[derive(Debug, Default)]
pub struct PlanState {
    /// The plan that is shown: none while it is being made or could not be.
    plan: Option<Box<Changes>>,
    /// The answers that it follows from.
    answers: Vec<Answered>,
    problem: Option<Problem>,
    outline: Outline,
    confirm: Option<Confirm>,
    /// Only what differs from what was made before is shown, and Esc leads back to verify.
    repairing: bool,
    /// The next plan is to be of that kind.
    to_repair: bool,
}

#[derive(Debug)]
pub struct Plan;

impl Screen for Plan {
    fn explanation(&self, state: &State) -> String {
        if state.plan.repairing {
            return "Just what differs from what it must be; the rest stays as it is. Nothing happens before you have said yes."
                .into();
        }
        "Everything that would be created or changed, compared with what is there now. Nothing happens before you have said yes."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let screen = &state.plan;
        if screen.confirm.is_some() {
            return vec![Context::Question];
        }
        if screen.problem.is_some() {
            return vec![Context::Problem];
        }
        if screen.plan.is_none() {
            return Vec::new();
        }
        match selected(state) {
            Some(Row::Change(change)) if replaceable(change) => vec![Context::Conflict, Context::Plan, Context::Document],
            Some(_) => vec![Context::Plan, Context::Document],
            // Nothing is left to repair.
            None => Vec::from([Context::Looking]),
        }
    }

    /// Looks at both accounts each time: what is shown is what is there now.
    fn enter(&self, state: &mut State) -> Vec<Effect> {
        let repairing = std::mem::take(&mut state.plan.to_repair);
        make(state, repairing)
    }

    fn before(&self, state: &State) -> Option<Step> {
        if state.plan.repairing { Some(Step::Verify) } else { state.step.previous() }
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let room = layout::question_room(state);
        if let Some(confirm) = &mut state.plan.confirm {
            return match confirm.command(command, room) {
                Verdict::Open => Vec::new(),
                Verdict::Stay => {
                    state.plan.confirm = None;
                    Vec::new()
                }
                Verdict::Go => approve(state),
            };
        }
        match command {
            Command::Next => next(state),
            Command::Retry => again(state),
            Command::Copy => copy(state),
            Command::Replace => replace(state),
            Command::Revise => revise(state),
            command => {
                let area = layout::matter(state);
                let bodies = if command == Command::Expand { rows::Bodies::All } else { rows::Bodies::Open };
                let extent = Extent::of(&rows::nodes(state, text_width(area), bodies), rows::list(state, area).height);
                state.plan.outline.command(command, &extent);
                Vec::new()
            }
        }
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Plan(Ok(plan)) => {
                state.set_mark(Step::Plan, Mark::Open);
                if let Some(session) = &mut state.session {
                    session.spec = Some(plan.spec.clone());
                }
                state.plan.answers = answers::all(&plan);
                state.plan.plan = Some(plan);
                open_first_conflict(state);
                state.save()
            }
            Answer::Plan(Err(problem)) => {
                state.set_mark(Step::Plan, Mark::Failed);
                state.failure = Some(problem.clone());
                state.plan.problem = Some(problem);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.plan.problem.as_ref()
    }

    fn escape(&self, state: &mut State) -> bool {
        state.plan.confirm.take().is_some()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        rows::draw(frame, area, state);
        if let Some(confirm) = &state.plan.confirm {
            confirm::draw(frame, area, confirm, state.theme());
        }
    }
}

/// Shows a plan of just what differs from what it must be, to be applied after a yes.
pub fn repair(state: &mut State) -> Vec<Effect> {
    state.plan.to_repair = true;
    go(state, Step::Plan)
}

/// Asks for a new plan; what was shown is no longer true.
fn make(state: &mut State, repairing: bool) -> Vec<Effect> {
    state.plan = PlanState { repairing, ..PlanState::default() };
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let job = Job::Plan { session: Box::new(session.clone()), accounts };
    state.run(Slot::Plan, job)
}

/// Once more; if credentials ran out, with accounts that are opened anew.
fn again(state: &mut State) -> Vec<Effect> {
    match state.plan.problem.take() {
        Some(Problem { kind: ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials, .. }) => {
            state.plan.to_repair = state.plan.repairing;
            gate::reopen(state)
        }
        _ => make(state, state.plan.repairing),
    }
}

/// The changes in the order shown: what waits for a choice, then the source account's, then the destination's.
fn ordered(plan: &Changes) -> Vec<&Change> {
    let mut changes: Vec<&Change> = plan.changes.iter().collect();
    changes.sort_by_key(|change| (change.action != Verb::Conflict, change.resource.side(), change.resource));
    changes
}

/// What a row of the plan is about.
#[derive(Debug, Clone, Copy)]
enum Row<'a> {
    Change(&'a Change),
    Answer(&'a Answered),
}

/// The changes, and under them what they follow from.
fn rows_of<'a>(screen: &'a PlanState, plan: &'a Changes) -> Vec<Row<'a>> {
    let changes = ordered(plan).into_iter();
    if screen.repairing {
        return changes.filter(|change| change.action.writes() || change.action == Verb::Conflict).map(Row::Change).collect();
    }
    changes.map(Row::Change).chain(screen.answers.iter().map(Row::Answer)).collect()
}

fn selected(state: &State) -> Option<Row<'_>> {
    rows_of(&state.plan, state.plan.plan.as_deref()?).get(state.plan.outline.selected).copied()
}

fn selected_change(state: &State) -> Option<&Change> {
    match selected(state)? {
        Row::Change(change) => Some(change),
        Row::Answer(_) => None,
    }
}

fn replaceable(change: &Change) -> bool {
    change.action == Verb::Conflict && change.conflict.as_ref().is_some_and(|conflict| conflict.replaceable)
}

/// A conflict is what the operator came here for: it is on top, and open.
fn open_first_conflict(state: &mut State) {
    if state.plan.plan.as_deref().is_some_and(|plan| plan.conflicts().next().is_some()) {
        state.plan.outline.reset();
        state.plan.outline.open(0);
    }
}

/// Enter: asks the last question, or says what still stands in the way.
fn next(state: &mut State) -> Vec<Effect> {
    if state.plan.problem.is_some() {
        return again(state);
    }
    let Some(plan) = state.plan.plan.as_deref() else { return Vec::new() };
    match plan.conflicts().count() {
        0 => {}
        waiting => {
            open_first_conflict(state);
            state.notify(match waiting {
                1 => "One change waits for your choice first.".to_owned(),
                waiting => format!("{waiting} changes wait for your choice first."),
            });
            return Vec::new();
        }
    }
    if !plan.has_changes() {
        return if state.plan.repairing { go(state, Step::Verify) } else { approve(state) };
    }
    state.plan.confirm = Some(question(plan));
    Vec::new()
}

/// The last question. The plan has been shown and what stood there is recorded, so Enter says yes; but not where something of
/// someone else's is replaced.
fn question(plan: &Changes) -> Confirm {
    let (created, updated) = (plan.count(Verb::Create), plan.count(Verb::Update));
    let (source, destination) = (&plan.spec.source.account, &plan.spec.destination.account);
    let accounts = if source == destination { source.clone() } else { format!("{source} and {destination}") };
    let number = created + updated;
    let changes = if number == 1 { "1 change".to_owned() } else { format!("{number} changes") };
    let question = Confirm::new("Apply this plan?", format!("Apply {changes} in {accounts}"), "Not yet").text(direction::sentence(&plan.spec)).text(format!(
        "Creates {created}, updates {updated}. What stands there now is recorded in the session first, so that it can be put back."
    ));
    let question = match direction::in_common(&plan.spec) {
        Some(both) => question.text(both),
        None => question,
    };
    let question = match answers::left_behind(plan) {
        Some(left_behind) => question.text(left_behind),
        None => question,
    };
    let replaced: Vec<&str> = plan.spec.options.replace.iter().map(|resource| resource.title()).collect();
    match replaced.is_empty() {
        true => question.choose_go(),
        false => question.text(format!("Replaces what someone else put there: {}.", replaced.join(", "))),
    }
}

/// Yes: the apply screen may begin, with exactly this plan.
fn approve(state: &mut State) -> Vec<Effect> {
    state.plan.confirm = None;
    state.apply.approve(state.plan.plan.clone());
    advance(state)
}

/// The operator decided to replace what stands there. The plan is made anew with that decision, and shown again.
fn replace(state: &mut State) -> Vec<Effect> {
    let Some(change) = selected_change(state).filter(|change| replaceable(change)) else { return Vec::new() };
    let (resource, fallback) = (change.resource, state.plan.plan.as_ref().map(|plan| plan.spec.options.clone()));
    state.choose(Step::Plan, |choices| {
        let options: Option<&mut Options> = choices.options.as_mut();
        match (options, fallback) {
            (Some(options), _) => {
                options.replace.insert(resource);
            }
            (None, Some(mut options)) => {
                options.replace.insert(resource);
                choices.options = Some(options);
            }
            (None, None) => {}
        }
    });
    state.plan.to_repair = state.plan.repairing;
    go(state, Step::Plan)
}

/// To the answer behind the row.
fn revise(state: &mut State) -> Vec<Effect> {
    let Some(plan) = state.plan.plan.as_deref() else { return Vec::new() };
    let question = match selected(state) {
        Some(Row::Change(change)) => answers::behind(change.resource, &plan.spec),
        Some(Row::Answer(answer)) => answer.question,
        None => return Vec::new(),
    };
    answers::show(state, question)
}

/// The error, or the open change's document, or the whole plan, as JSON.
fn copy(state: &mut State) -> Vec<Effect> {
    if let Some(problem) = &state.plan.problem {
        return vec![Effect::Copy(problem_panel::text(problem))];
    }
    let Some(plan) = state.plan.plan.as_deref() else { return Vec::new() };
    let open = selected(state).filter(|_| state.plan.outline.is_open(state.plan.outline.selected));
    let value = match open {
        Some(Row::Answer(answer)) => return vec![Effect::Copy(answer.text())],
        Some(Row::Change(change)) => serde_json::to_value(change),
        None => serde_json::to_value(plan),
    };
    let Ok(value) = value else { return Vec::new() };
    vec![Effect::Copy(document::json_text(&value))]
}

#[cfg(test)]
mod tests;
