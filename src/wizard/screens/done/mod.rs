//! The last screen: what to change in the application, where to try it in a browser, and what comes next.

mod content;
mod draw;
mod settings;
pub mod state;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::settings::{copied, known_login, settings, worked};
use self::state::DoneState;
use super::screen::Screen;
use super::tear_down;
use crate::wizard::effect::{Effect, Navigation};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, Job, JobKind};
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list::text_width;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct DoneScreen;

impl Screen for DoneScreen {
    fn explanation(&self, state: &State) -> String {
        match worked(state) {
            true => "The way is open: a user of the source pool who signs in to the new one is created there, password and all."
                .into(),
            false => "Everything is in place, but no test sign-in has worked yet. Esc goes back to try one.".into(),
        }
    }

    fn contexts(&self, _state: &State) -> Vec<Context> {
        vec![Context::Done, Context::Document]
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        state.screens.done = DoneState::default();
        look_for_login(state)
    }

    fn opened(&self, state: &mut State) -> Vec<Effect> {
        look_for_login(state)
    }

    fn answer(&self, state: &mut State, _kind: JobKind, answer: Answer) -> Vec<Effect> {
        if let Answer::ManagedLogin(result) = answer {
            state.screens.done.login = Some(result);
        }
        Vec::new()
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        match command {
            Command::Copy => return settings(state).map(|settings| Effect::Copy(copied(&settings))).into_iter().collect(),
            Command::Retry => return vec![Effect::Go(Navigation::Again)],
            Command::TearDown => return tear_down::open(state),
            _ => {}
        }
        let area = state.content;
        let lines = content::lines(state, text_width(area)).len();
        state.screens.done.scroll.command(command, lines, usize::from(area.height));
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// A session that is continued here has nothing of it in memory.
fn look_for_login(state: &mut State) -> Vec<Effect> {
    if known_login(state).is_some() || state.pending(JobKind::ManagedLogin).is_some() {
        return Vec::new();
    }
    let (Some(settings), Some(account)) = (settings(state), state.destination.as_ref().map(|opened| opened.run)) else {
        return Vec::new();
    };
    let job = Job::ManagedLogin { account, pool: settings.pool_id, client: settings.client_id };
    state.run(job)
}
