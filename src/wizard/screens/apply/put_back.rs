//! After an edit that changed more than its field: what stands there beside what was recorded before, the question, and putting the
//! whole document back.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::look_again;
use crate::migration::restore::Restoration;
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::text::printable;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::layout;
use crate::wizard::screens::live::{End, Live};
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::{draw_more, text_width};
use crate::wizard::widgets::confirm::{self, Confirm, Verdict};
use crate::wizard::widgets::document;
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::scroll::Scroll;
use crate::wizard::widgets::spinner::{elapsed_text, picture};
use crate::wizard::widgets::summary;

/// How far it is.
#[derive(Debug)]
pub enum Stage {
    /// What stands there is read.
    Looking,
    Shown {
        shown: Box<Restoration>,
        scroll: Scroll,
        confirm: Option<Confirm>,
    },
    Writing {
        /// The operator asked to stop, and it ends after the current call.
        stopping: bool,
    },
    Done,
    Failed(Problem),
}

/// The edit that changed more than its field, if that is how the run ended.
pub fn offered(live: &Live) -> Option<ResourceId> {
    let unintended = matches!(&live.end, Some(End::Failed(Problem { kind: ProblemKind::Unintended(_), .. })));
    live.progress.failed().filter(|_| unintended).map(|row| row.resource)
}

pub fn contexts(stage: &Stage, area: Rect, theme: Theme) -> Vec<Context> {
    match stage {
        Stage::Looking | Stage::Writing { .. } => Vec::new(),
        Stage::Shown { confirm: Some(_), .. } => vec![Context::Question],
        Stage::Shown { shown, .. } if lines(shown, area, theme).len() <= usize::from(list(shown, area, theme).height) => {
            vec![Context::PutBack]
        }
        Stage::Shown { .. } => vec![Context::PutBack, Context::Document],
        Stage::Done => vec![Context::Apply],
        Stage::Failed(_) => vec![Context::Problem],
    }
}

/// Looks at what stands there, to show it before anything is written.
pub fn look(state: &mut State) -> Vec<Effect> {
    let resource = state.apply.live.as_ref().and_then(offered);
    let (Some(resource), Some(session), Some(accounts)) = (resource, &state.session, state.account_runs()) else {
        return Vec::new();
    };
    let job = Job::PlanPutBack { session: Box::new(session.clone()), resource, accounts };
    state.apply.put_back = Some(Stage::Looking);
    state.run(Slot::PlanPutBack, job)
}

pub fn command(state: &mut State, command: Command) -> Vec<Effect> {
    let (area, theme) = (layout::matter(state), state.theme());
    let room = layout::question_room(state);
    match &mut state.apply.put_back {
        Some(Stage::Shown { confirm: Some(question), .. }) => match question.command(command, room) {
            Verdict::Open => Vec::new(),
            Verdict::Go => write(state),
            Verdict::Stay => {
                escape(state);
                Vec::new()
            }
        },
        Some(Stage::Shown { shown, scroll, confirm }) => match command {
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
        Some(Stage::Failed(problem)) => match command {
            Command::Copy => vec![Effect::Copy(problem_panel::text(problem))],
            Command::Retry => look(state),
            _ => Vec::new(),
        },
        Some(Stage::Done) => match command {
            Command::Next => look_again(state),
            Command::Copy => state.apply.live.as_ref().map(|live| Effect::Copy(live.text())).into_iter().collect(),
            _ => Vec::new(),
        },
        Some(Stage::Looking | Stage::Writing { .. }) | None => Vec::new(),
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
    match state.apply.put_back.replace(Stage::Writing { stopping: false }) {
        Some(Stage::Shown { shown, .. }) => {
            state.run(Slot::PutBack, Job::PutBack { session: Box::new(session), shown, accounts })
        }
        other => {
            state.apply.put_back = other;
            Vec::new()
        }
    }
}

/// What came of looking, or of writing.
pub fn answered(state: &mut State, answer: Answer) -> Vec<Effect> {
    let stage = match answer {
        Answer::PutBackPlan(Ok(shown)) => Stage::Shown { shown, scroll: Scroll::top(), confirm: None },
        Answer::PutBackPlan(Err(problem)) => Stage::Failed(problem),
        Answer::PutBack { session, result } => {
            state.session = Some(*session);
            state.failure = result.as_ref().err().cloned();
            state.apply.put_back = Some(result.map_or_else(Stage::Failed, |()| Stage::Done));
            return state.save();
        }
        _ => return Vec::new(),
    };
    // Whoever has left it meanwhile is not brought back.
    if state.apply.put_back.is_some() {
        state.apply.put_back = Some(stage);
    }
    Vec::new()
}

/// Esc: back to the failure, unless it is being written. False: it is not shown.
pub fn escape(state: &mut State) -> bool {
    match &mut state.apply.put_back {
        None => return false,
        Some(Stage::Writing { .. }) => {}
        Some(Stage::Shown { confirm, .. }) if confirm.is_some() => *confirm = None,
        Some(_) => state.apply.put_back = None,
    }
    true
}

/// The first Ctrl-C while it is written.
pub fn interrupt(state: &mut State) -> Option<Vec<Effect>> {
    match &mut state.apply.put_back {
        Some(Stage::Writing { stopping }) if !*stopping => {
            *stopping = true;
            Some(vec![Effect::Stop])
        }
        _ => None,
    }
}

pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, stage: &Stage) {
    let theme = state.theme();
    let busy = |slot, what: &str| {
        let elapsed = state.elapsed(slot).unwrap_or_default();
        Line::styled(format!("{} {what}  {}", picture(elapsed, theme), elapsed_text(elapsed)), theme.accent())
    };
    match stage {
        Stage::Looking => drop(summary::draw(frame, area, busy(Slot::PlanPutBack, "Looking at what stands there now"))),
        Stage::Writing { stopping: false } => {
            summary::draw(frame, area, busy(Slot::PutBack, "Putting it back as it was recorded"));
        }
        Stage::Writing { stopping: true } => {
            summary::draw(frame, area, busy(Slot::PutBack, "Stopping after the current call. Ctrl-C again leaves now."));
        }
        Stage::Failed(problem) => {
            problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), theme));
        }
        Stage::Done => {
            let done = format!("{} It is as it was recorded before this session's edit.", theme.mark_done());
            let lines = [Line::styled(done, theme.good()), Line::raw("  Enter plans what is left.")];
            for (row, line) in area.rows().zip(lines) {
                frame.render_widget(line, row);
            }
        }
        Stage::Shown { shown, scroll, confirm } => {
            draw_shown(frame, area, shown, *scroll, theme);
            if let Some(confirm) = confirm {
                confirm::draw(frame, area, confirm, theme);
            }
        }
    }
}

/// What is put back, and what Enter does.
fn headings(shown: &Restoration, theme: Theme) -> [String; 2] {
    let name = format!("~ {}: {}", shown.resource.title(), printable(&shown.name));
    let heading = match shown.fields.is_empty() {
        true => "It is as it was recorded already; Enter notes that.".to_owned(),
        false => format!("From what stands there {} to what was recorded. Enter puts it back; it asks first.", theme.arrow()),
    };
    [name, heading]
}

/// Where the differences are, under their headings.
fn list(shown: &Restoration, area: Rect, theme: Theme) -> Rect {
    let rows = headings(shown, theme).map(|heading| summary::rows(Line::raw(heading), usize::from(area.width)).len());
    summary::below(area, rows.iter().sum())
}

fn draw_shown(frame: &mut Frame<'_>, area: Rect, shown: &Restoration, scroll: Scroll, theme: Theme) {
    let [name, heading] = headings(shown, theme);
    let below = summary::draw(frame, area, Line::styled(name, theme.title()));
    let list = summary::draw(frame, below, Line::styled(heading, theme.dim()));
    let lines = lines(shown, area, theme);
    let (count, height) = (lines.len(), usize::from(list.height));
    let offset = scroll.offset(count, height);
    for (row, line) in list.rows().zip(lines.into_iter().skip(offset)) {
        frame.render_widget(line, row);
    }
    draw_more(frame, list, offset > 0, offset + height < count, theme);
}

fn lines(shown: &Restoration, area: Rect, theme: Theme) -> Vec<Line<'static>> {
    document::drawn(&document::field_lines(&shown.fields, theme.arrow()), text_width(area), theme)
}

#[cfg(test)]
mod tests;
