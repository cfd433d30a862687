//! The plan screen: every change, to be read before anything happens, the conflicts that wait for a choice, and the last question.

pub mod answers;
mod draw;
mod rows;
pub mod state;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::answers::AnswerPlace;
use self::state::{PlanRow, PlanState, replaceable, rows_of};
use super::screen::Screen;
use crate::migration::direction;
use crate::migration::plan::Plan;
use crate::model::change::{Change, ChangeAction as Verb};
use crate::model::options::Options;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::{Effect, advance, go, reopen};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, Job, JobKind};
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm::{Confirm, Verdict};
use crate::wizard::widgets::outline::Extent;
use crate::wizard::widgets::{document, problem_panel};

/// The screen, without data of its own.
#[derive(Debug)]
pub struct PlanScreen;

impl Screen for PlanScreen {
    fn explanation(&self, state: &State) -> String {
        if state.screens.plan.repairing {
            return "Just what differs from what it must be; the rest stays as it is. Nothing happens before you have said yes."
                .into();
        }
        "Everything that would be created or changed, compared with what is there now. Nothing happens before you have said yes."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let screen = &state.screens.plan;
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
            Some(PlanRow::Change(change)) if replaceable(change) => vec![Context::Conflict, Context::Plan, Context::Document],
            Some(_) => vec![Context::Plan, Context::Document],
            // Nothing is left to repair.
            None => Vec::from([Context::Checks]),
        }
    }

    /// Looks at both accounts each time: what is shown is what is there now.
    fn enter(&self, state: &mut State) -> Vec<Effect> {
        let repairing = std::mem::take(&mut state.screens.plan.to_repair);
        make(state, repairing)
    }

    fn before(&self, state: &State) -> Option<Step> {
        if state.screens.plan.repairing { Some(Step::Verify) } else { state.step.previous() }
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let room = state.question_room();
        if let Some(confirm) = &mut state.screens.plan.confirm {
            return match confirm.command(command, room) {
                Verdict::Open => Vec::new(),
                Verdict::Stay => {
                    state.screens.plan.confirm = None;
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
                let area = state.content;
                let bodies = if command == Command::Expand { rows::Bodies::All } else { rows::Bodies::Open };
                let extent = Extent::of(&rows::nodes(state, text_width(area), bodies), rows::list(state, area).height);
                state.screens.plan.outline.command(command, &extent);
                Vec::new()
            }
        }
    }

    fn answer(&self, state: &mut State, _kind: JobKind, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Plan(Ok(plan)) => {
                state.set_mark(Step::Plan, Mark::Open);
                if let Some(session) = &mut state.session {
                    session.spec = Some(plan.spec.clone());
                }
                state.screens.plan.answers = answers::all(&plan);
                state.screens.plan.plan = Some(plan);
                open_first_conflict(state);
                state.save()
            }
            Answer::Plan(Err(problem)) => {
                state.set_mark(Step::Plan, Mark::Failed);
                state.failure = Some(problem.clone());
                state.screens.plan.problem = Some(problem);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.screens.plan.problem.as_ref()
    }

    fn copied(&self, _state: &State) -> &'static str {
        "The plan"
    }

    fn escape(&self, state: &mut State) -> bool {
        state.screens.plan.confirm.take().is_some()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// Shows a plan of just what differs from what it must be, to be applied after a yes.
pub fn repair(state: &mut State) -> Vec<Effect> {
    state.screens.plan.to_repair = true;
    go(Step::Plan)
}

/// Asks for a new plan; what was shown is no longer true.
fn make(state: &mut State, repairing: bool) -> Vec<Effect> {
    state.screens.plan = PlanState { repairing, ..PlanState::default() };
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let job = Job::Plan { session: Box::new(session.clone()), accounts };
    state.run(job)
}

/// Once more; if credentials ran out, with accounts that are opened anew.
fn again(state: &mut State) -> Vec<Effect> {
    match state.screens.plan.problem.take() {
        Some(Problem { kind: ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials, .. }) => {
            state.screens.plan.to_repair = state.screens.plan.repairing;
            reopen()
        }
        _ => make(state, state.screens.plan.repairing),
    }
}

fn selected(state: &State) -> Option<PlanRow<'_>> {
    rows_of(&state.screens.plan, state.screens.plan.plan.as_deref()?).get(state.screens.plan.outline.selected).copied()
}

fn selected_change(state: &State) -> Option<&Change> {
    match selected(state)? {
        PlanRow::Change(change) => Some(change),
        PlanRow::Answer(_) => None,
    }
}

/// A conflict is what the operator came here for: it is on top, and open.
fn open_first_conflict(state: &mut State) {
    if state.screens.plan.plan.as_deref().is_some_and(|plan| plan.conflicts().next().is_some()) {
        state.screens.plan.outline.reset();
        state.screens.plan.outline.open(0);
    }
}

/// Enter: asks the last question, or says what still stands in the way.
fn next(state: &mut State) -> Vec<Effect> {
    if state.screens.plan.problem.is_some() {
        return again(state);
    }
    let Some(plan) = state.screens.plan.plan.as_deref() else { return Vec::new() };
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
        return if state.screens.plan.repairing { go(Step::Verify) } else { approve(state) };
    }
    state.screens.plan.confirm = Some(question(plan));
    Vec::new()
}

/// The last question. The plan has been shown and what stood there is recorded, so Enter says yes; but not where something of
/// someone else's is replaced.
fn question(plan: &Plan) -> Confirm {
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
    state.screens.plan.confirm = None;
    state.screens.apply.approve(state.screens.plan.plan.clone());
    advance()
}

/// The operator decided to replace what stands there. The plan is made anew with that decision, and shown again.
fn replace(state: &mut State) -> Vec<Effect> {
    let Some(change) = selected_change(state).filter(|change| replaceable(change)) else { return Vec::new() };
    let (resource, fallback) = (change.resource, state.screens.plan.plan.as_ref().map(|plan| plan.spec.options.clone()));
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
    state.screens.plan.to_repair = state.screens.plan.repairing;
    go(Step::Plan)
}

/// To the answer behind the row.
fn revise(state: &mut State) -> Vec<Effect> {
    let Some(plan) = state.screens.plan.plan.as_deref() else { return Vec::new() };
    let place = match selected(state) {
        Some(PlanRow::Change(change)) => answers::behind(change.resource, &plan.spec),
        Some(PlanRow::Answer(answer)) => answer.place,
        None => return Vec::new(),
    };
    show(state, place)
}

/// Shows this answer, under the cursor. Enter and Esc lead back to the plan from there.
pub fn show(state: &mut State, place: AnswerPlace) -> Vec<Effect> {
    let step = match place {
        AnswerPlace::Account(side) => {
            state.screens.accounts.focus_on(side);
            Step::Accounts
        }
        AnswerPlace::Pools(field) => {
            state.screens.pools.focus_on(field);
            Step::Pools
        }
        AnswerPlace::Options(field) => {
            state.screens.options.ask_for(field);
            Step::Options
        }
    };
    state.return_to_plan = Some(step);
    go(step)
}

/// The error, or the open change's document, or the whole plan, as JSON.
fn copy(state: &mut State) -> Vec<Effect> {
    if let Some(problem) = &state.screens.plan.problem {
        return vec![Effect::Copy(problem_panel::text(problem))];
    }
    let Some(plan) = state.screens.plan.plan.as_deref() else { return Vec::new() };
    let open = selected(state).filter(|_| state.screens.plan.outline.is_open(state.screens.plan.outline.selected));
    let value = match open {
        Some(PlanRow::Answer(answer)) => return vec![Effect::Copy(answer.text())],
        Some(PlanRow::Change(change)) => serde_json::to_value(change),
        None => serde_json::to_value(plan),
    };
    let Ok(value) = value else { return Vec::new() };
    vec![Effect::Copy(document::json_text(&value))]
}
