//! What the options screen knows: the form and where its cursor is.

use super::field::Field;
use super::form::Form;

/// What the options screen knows.
#[derive(Debug, Default)]
pub struct OptionsState {
    /// None until there is an external id to begin with.
    pub form: Option<Form>,
    pub focus: Field,
    /// Enter was pressed before there was a form.
    pub submit_when_loaded: bool,
}

impl OptionsState {
    /// The next form begins with the saved options, whatever was typed and not taken, and with this field.
    pub fn ask_for(&mut self, field: Field) {
        self.form = None;
        self.focus = field;
    }
}
