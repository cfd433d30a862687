//! What the test sign-in knows: what was typed, and the story of what happened.

use crate::problem::Problem;
use crate::sign_in::report::SignInReport;
use crate::wizard::widgets::confirm::Confirm;
use crate::wizard::widgets::scroll::Scroll;
use crate::wizard::widgets::secret_field::SecretField;
use crate::wizard::widgets::text_field::TextField;

/// What the test sign-in knows.
#[derive(Debug, Default)]
pub struct SignInState {
    pub user_name: TextField,
    pub password: SecretField,
    pub field: SignInField,
    /// What is missing, beside its field.
    pub wrong: Option<(SignInField, &'static str)>,
    pub story: Option<Box<SignInReport>>,
    pub problem: Option<Problem>,
    pub scroll: Option<Scroll>,
    /// Whether to remove the user again whom the test made.
    pub question: Option<Confirm>,
    /// What was said of the user who was removed.
    pub removed: Option<String>,
}

/// Which field has the cursor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SignInField {
    #[default]
    UserName,
    Password,
}
