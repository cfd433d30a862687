//! Options: names, sizes and rules of what the migration makes, with good defaults.

mod draw;
mod form;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::form::{Field, Form};
use super::Screen;
use crate::resources::options::Options;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::keymap::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::update::advance;

#[derive(Debug, Default)]
pub struct OptionsState {
    /// None until there is an external id to begin with.
    form: Option<Form>,
    focus: Field,
    /// Enter was pressed before there was a form.
    going_on: bool,
}

#[derive(Debug)]
pub struct OptionsScreen;

impl Screen for OptionsScreen {
    fn explanation(&self, _state: &State) -> String {
        "What the pieces are called and how they are set. The defaults suit most; some accounts ask for a path or a boundary."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let kind = if state.options.focus.is_choice() { Context::Choice } else { Context::Text };
        vec![kind, Context::Options, Context::Form]
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        state.options.going_on = false;
        if state.options.form.is_some() {
            return Vec::new();
        }
        match state.session.as_ref().and_then(|session| session.choices.options.as_ref()) {
            Some(options) => {
                state.options.form = Some(Form::of(options));
                Vec::new()
            }
            None => state.run(Slot::ExternalId, Job::RandomExternalId),
        }
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let options = &mut state.options;
        options.going_on = false;
        match command {
            Command::Next => return next(state),
            Command::NextField => options.focus = options.focus.moved(1),
            Command::PreviousField => options.focus = options.focus.moved(-1),
            Command::New => return state.run(Slot::ExternalId, Job::RandomExternalId),
            command => {
                if let Some(form) = &mut options.form {
                    form.command(options.focus, command);
                }
            }
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        if let Some(form) = &mut state.options.form {
            form.paste(state.options.focus, text);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        let Answer::ExternalId(id) = answer else { return Vec::new() };
        match &mut state.options.form {
            Some(form) => {
                form.set_external_id(&id);
                state.options.focus = Field::ExternalId;
                state.notify("A new external id. It takes effect when the plan is applied.");
            }
            None => {
                let name = state.session.as_ref().map_or("", |session| &session.name);
                state.options.form = Some(Form::of(&Options::new(name, id)));
            }
        }
        if state.options.going_on && state.step == Step::Options { next(state) } else { Vec::new() }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// Enter: goes on if every field can be used; else to the first that cannot.
fn next(state: &mut State) -> Vec<Effect> {
    let Some(form) = &state.options.form else {
        state.options.going_on = true;
        return Vec::new();
    };
    let before = state.session.as_ref().and_then(|session| session.choices.options.clone());
    let (replace, managed_by) = before.map(|options| (options.replace, options.managed_by)).unwrap_or_default();
    match form.finished(replace, managed_by) {
        Err(field) => {
            state.options.focus = field;
            Vec::new()
        }
        Ok(options) => {
            state.choose(Step::Options, |choices| choices.options = Some(options));
            advance(state)
        }
    }
}
