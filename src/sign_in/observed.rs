//! Whether something could be seen at all.

/// What was looked at, or why it could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObservedValue<T> {
    Known(T),
    Unavailable(String),
}

impl<T> ObservedValue<T> {
    pub fn known(&self) -> Option<&T> {
        match self {
            ObservedValue::Known(value) => Some(value),
            ObservedValue::Unavailable(_) => None,
        }
    }
}
