//! What screens are made of. A widget is a plain struct with pure methods, or a free function that draws; none knows a screen.

pub mod choice_list;
pub mod confirm;
pub mod document;
pub mod line;
pub mod outline;
pub mod problem_panel;
pub mod scroll;
pub mod secret_field;
pub mod spinner;
pub mod summary;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub mod test_support;
pub mod text_field;
pub mod wrap;
