//! After an edit that changed more than its field: what stands there beside what was recorded before, the question, and putting the
//! whole document back.

mod content;
pub mod draw;
#[cfg(test)]
mod tests;

use ratatui::layout::Rect;

use self::content::{lines, list};
use super::begin::look_again;
use super::state::PutBackStage;
use crate::migration::restore::Restoration;
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::Effect;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, Job, Written};
use crate::wizard::screens::live::run::{End, LiveRun};
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::confirm::{Confirm, Verdict};
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::scroll::Scroll;

/// The edit that changed more than its field, if that is how the run ended.
pub fn offered(live: &LiveRun) -> Option<ResourceId> {
    let unintended = matches!(&live.end, Some(End::Failed(Problem { kind: ProblemKind::Unintended(_), .. })));
    live.progress.failed().filter(|_| unintended).map(|row| row.resource)
}

/// Which keys are live at this stage.
pub fn contexts(stage: &PutBackStage, area: Rect, theme: Theme) -> Vec<Context> {
    match stage {
        PutBackStage::Looking | PutBackStage::Writing { .. } => Vec::new(),
        PutBackStage::Shown { confirm: Some(_), .. } => vec![Context::Question],
        PutBackStage::Shown { shown, .. } if lines(shown, area, theme).len() <= usize::from(list(shown, area, theme).height) => {
            vec![Context::PutBack]
        }
        PutBackStage::Shown { .. } => vec![Context::PutBack, Context::Document],
        PutBackStage::Done => vec![Context::Apply],
        PutBackStage::Failed(_) => vec![Context::Problem],
    }
}

/// Looks at what stands there, to show it before anything is written.
pub fn look(state: &mut State) -> Vec<Effect> {
    let resource = state.screens.apply.live.as_ref().and_then(offered);
    let (Some(resource), Some(session), Some(accounts)) = (resource, &state.session, state.account_runs()) else {
        return Vec::new();
    };
    let job = Job::PlanPutBack { session: Box::new(session.clone()), resource, accounts };
    state.screens.apply.put_back = Some(PutBackStage::Looking);
    state.run(job)
}

/// A key while putting back is on the screen.
pub fn command(state: &mut State, command: Command) -> Vec<Effect> {
    let (area, theme) = (state.content, state.theme());
    let room = state.question_room();
    match &mut state.screens.apply.put_back {
        Some(PutBackStage::Shown { confirm: Some(question), .. }) => match question.command(command, room) {
            Verdict::Open => Vec::new(),
            Verdict::Go => write(state),
            Verdict::Stay => {
                escape(state);
                Vec::new()
            }
        },
        Some(PutBackStage::Shown { shown, scroll, confirm }) => match command {
            // Nothing differs any more: what is left is to record that.
            Command::Next if shown.fields.is_empty() => write(state),
            Command::Next => {
                *confirm = Some(question(shown));
                Vec::new()
            }
            command => {
                let (list, lines) = (list(shown, area, theme), lines(shown, area, theme));
                scroll.command(command, lines.len(), usize::from(list.height));
                Vec::new()
            }
        },
        Some(PutBackStage::Failed(problem)) => match command {
            Command::Copy => vec![Effect::Copy(problem_panel::text(problem))],
            Command::Retry => look(state),
            _ => Vec::new(),
        },
        Some(PutBackStage::Done) => match command {
            Command::Next => look_again(state),
            Command::Copy => state.screens.apply.live.as_ref().map(|live| Effect::Copy(live.text())).into_iter().collect(),
            _ => Vec::new(),
        },
        Some(PutBackStage::Looking | PutBackStage::Writing { .. }) | None => Vec::new(),
    }
}

fn question(shown: &Restoration) -> Confirm {
    let (count, resource) = (shown.fields.len(), shown.resource.title());
    let fields = if count == 1 { "1 field".to_owned() } else { format!("{count} fields") };
    Confirm::new("Put it back?", format!("Put {fields} of the {resource} back as recorded"), "Not yet")
        .text("The whole document is written as it stood before this session's edit, whoever changed it since.")
}

fn write(state: &mut State) -> Vec<Effect> {
    let (Some(session), Some(accounts)) = (state.session.clone(), state.account_runs()) else { return Vec::new() };
    match state.screens.apply.put_back.replace(PutBackStage::Writing { stopping: false }) {
        Some(PutBackStage::Shown { shown, .. }) => state.run(Job::PutBack { session: Box::new(session), shown, accounts }),
        other => {
            state.screens.apply.put_back = other;
            Vec::new()
        }
    }
}

/// What came of looking, or of writing.
pub fn answered(state: &mut State, answer: Answer) -> Vec<Effect> {
    let stage = match answer {
        Answer::PlanPutBack(Ok(shown)) => PutBackStage::Shown { shown, scroll: Scroll::top(), confirm: None },
        Answer::PlanPutBack(Err(problem)) => PutBackStage::Failed(problem),
        Answer::PutBack(Written { session, result }) => {
            state.session = Some(*session);
            state.failure = result.as_ref().err().cloned();
            state.screens.apply.put_back = Some(result.map_or_else(PutBackStage::Failed, |()| PutBackStage::Done));
            return state.save();
        }
        _ => return Vec::new(),
    };
    // Whoever has left it meanwhile is not brought back.
    if state.screens.apply.put_back.is_some() {
        state.screens.apply.put_back = Some(stage);
    }
    Vec::new()
}

/// Esc: back to the failure, unless it is being written. False: it is not shown.
pub fn escape(state: &mut State) -> bool {
    match &mut state.screens.apply.put_back {
        None => return false,
        Some(PutBackStage::Writing { .. }) => {}
        Some(PutBackStage::Shown { confirm, .. }) if confirm.is_some() => *confirm = None,
        Some(_) => state.screens.apply.put_back = None,
    }
    true
}

/// The first Ctrl-C while it is written.
pub fn interrupt(state: &mut State) -> Option<Vec<Effect>> {
    match &mut state.screens.apply.put_back {
        Some(PutBackStage::Writing { stopping }) if !*stopping => {
            *stopping = true;
            Some(vec![Effect::Stop])
        }
        _ => None,
    }
}
