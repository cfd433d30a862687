//! What preflight and verify know: the findings, as they come in one by one.

use ratatui::layout::Rect;

use super::rows;
use crate::check::finding::Check;
use crate::event::Event;
use crate::preflight::folded;
use crate::problem::Problem;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm::{Confirm, Verdict};
use crate::wizard::widgets::outline::{Extent, Outline};
use crate::wizard::widgets::problem_panel;

/// What a key asks of the screen.
#[derive(Debug)]
pub enum AskedFor {
    Nothing,
    /// Enter.
    Next,
    /// Yes to going on all the same.
    GoOn,
    /// To look once more.
    Again,
    Copy(String),
}

/// The findings, and where the cursor is among them.
#[derive(Debug, Default)]
pub struct Findings {
    /// In the order in which they come; once all are in, in the order that the engine gives them.
    pub checks: Vec<Check>,
    pub problem: Option<Problem>,
    pub outline: Outline,
    pub confirm: Option<Confirm>,
    /// Enter was pressed before all was known: goes on by itself where nothing is in the way.
    pub submit_when_loaded: bool,
}

impl Findings {
    /// Which keys are live.
    pub fn contexts(&self) -> Vec<Context> {
        match (&self.confirm, &self.problem) {
            (Some(_), _) => vec![Context::Question],
            (None, Some(_)) => vec![Context::Problem],
            (None, None) if self.checks.is_empty() => vec![Context::Checks],
            (None, None) => vec![Context::Verify, Context::Checks, Context::Document],
        }
    }

    /// `list`: where the findings are; `room`: what a question may cover.
    pub fn command(&mut self, command: Command, [list, room]: [Rect; 2], theme: Theme) -> AskedFor {
        if let Some(confirm) = &mut self.confirm {
            let verdict = confirm.command(command, room);
            if verdict != Verdict::Open {
                self.confirm = None;
            }
            return if verdict == Verdict::Go { AskedFor::GoOn } else { AskedFor::Nothing };
        }
        self.submit_when_loaded = false;
        match command {
            Command::Next => AskedFor::Next,
            Command::Retry => AskedFor::Again,
            Command::Copy => AskedFor::Copy(self.text()),
            command => {
                let extent = Extent::of(&rows::nodes(&self.checks, text_width(list), theme), list.height);
                self.outline.command(command, &extent);
                AskedFor::Nothing
            }
        }
    }

    /// One more, while the rest is being looked at.
    pub fn on_event(&mut self, event: Event) {
        if let Event::Checked { check } = event {
            self.checks.push(check);
        }
    }

    /// All findings are in. What is in the way is open.
    pub fn show(&mut self, checks: Vec<Check>, in_the_way: bool) {
        self.outline.reset();
        if in_the_way {
            self.outline.open(0);
        }
        self.checks = checks;
    }

    /// Esc: closes the question. False: there is none.
    pub fn escape(&mut self) -> bool {
        self.confirm.take().is_some()
    }

    /// The error in full; or the finding that is open under the cursor, or all of them, with what was seen and what to do.
    pub fn text(&self) -> String {
        if let Some(problem) = &self.problem {
            return problem_panel::text(problem);
        }
        let all = folded::rows(&self.checks);
        let open = all.get(self.outline.selected).filter(|_| self.outline.is_open(self.outline.selected));
        let shown = open.map_or(&all[..], std::slice::from_ref);
        rows::text(shown.iter().flat_map(|row| row.checks().iter().copied()))
    }
}
