//! Tests of the wizard as a whole.

mod walk;
