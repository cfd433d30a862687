//! Options: names, sizes and rules of what the migration makes, with good defaults.

mod draw;
pub mod field;
mod form;
mod pairs;
pub mod state;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::field::Field;
use self::form::Form;
use self::state::OptionsState;
use super::screen::Screen;
use crate::model::options::Options;
use crate::wizard::effect::{Effect, advance};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, Job, JobKind};
use crate::wizard::state::State;
use crate::wizard::step::Step;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct OptionsScreen;

impl Screen for OptionsScreen {
    fn explanation(&self, _state: &State) -> String {
        "What happens to your users, what the resources are called and how they are set. The defaults suit most.".into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let kind = match state.screens.options.focus {
            Field::Advanced => Context::Fold,
            field if field.is_choice() => Context::Choice,
            _ => Context::Text,
        };
        vec![kind, Context::Options, Context::Form]
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        state.screens.options.submit_when_loaded = false;
        let source_mfa = source_mfa(state);
        if let Some(form) = &mut state.screens.options.form {
            form.set_source_mfa(source_mfa);
            keep_focus_in_sight(state);
            return Vec::new();
        }
        match state.session.as_ref().and_then(|session| session.choices.options.clone()) {
            Some(options) => {
                show(state, &options);
                Vec::new()
            }
            None => state.run(Job::RandomExternalId {}),
        }
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let options = &mut state.screens.options;
        options.submit_when_loaded = false;
        match command {
            Command::Next => return next(state),
            Command::NextField => move_focus(options, 1),
            Command::PreviousField => move_focus(options, -1),
            Command::New => return state.run(Job::RandomExternalId {}),
            command => {
                if let Some(form) = &mut options.form {
                    form.command(options.focus, command);
                }
            }
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        if let Some(form) = &mut state.screens.options.form {
            form.paste(state.screens.options.focus, text);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _kind: JobKind, answer: Answer) -> Vec<Effect> {
        let Answer::RandomExternalId(id) = answer else { return Vec::new() };
        match &mut state.screens.options.form {
            Some(form) => {
                form.set_external_id(&id);
                focus_on(state, Field::ExternalId);
                state.notify("A new external id. It takes effect when the plan is applied.");
            }
            None => {
                let name = state.session.as_ref().map_or("", |session| &session.name);
                let options = Options::new(name, id);
                show(state, &options);
            }
        }
        if state.screens.options.submit_when_loaded && state.step == Step::Options { next(state) } else { Vec::new() }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// A form of these options. The field that was asked for keeps the cursor.
fn show(state: &mut State, options: &Options) {
    state.screens.options.form = Some(Form::of(options, source_mfa(state)));
    keep_focus_in_sight(state);
}

/// Whether the source pool asks for a second factor, where its list has told.
fn source_mfa(state: &State) -> Option<String> {
    state.screens.pools.source().and_then(|pool| pool.mfa.clone())
}

/// The cursor goes to this field, and its section opens.
fn focus_on(state: &mut State, field: Field) {
    state.screens.options.focus = field;
    keep_focus_in_sight(state);
}

fn keep_focus_in_sight(state: &mut State) {
    let options = &mut state.screens.options;
    let Some(form) = &mut options.form else { return };
    form.unfold_for(options.focus);
    if !form.shown().contains(&options.focus) {
        options.focus = form.moved(options.focus, 0);
    }
}

fn move_focus(options: &mut OptionsState, steps: isize) {
    if let Some(form) = &options.form {
        options.focus = form.moved(options.focus, steps);
    }
}

/// Enter: goes on if every field can be used; else to the first that cannot.
fn next(state: &mut State) -> Vec<Effect> {
    let Some(form) = &state.screens.options.form else {
        state.screens.options.submit_when_loaded = true;
        return Vec::new();
    };
    let before = state.session.as_ref().and_then(|session| session.choices.options.as_ref());
    match form.finished(before.map(|options| options.replace.clone()).unwrap_or_default()) {
        Err(field) => {
            focus_on(state, field);
            Vec::new()
        }
        Ok(options) => {
            state.choose(Step::Options, |choices| choices.options = Some(options));
            advance()
        }
    }
}
