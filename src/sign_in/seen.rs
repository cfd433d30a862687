//! Whether something could be seen at all.

/// What was looked at, or why it could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen<T> {
    Known(T),
    Unseen(String),
}

impl<T> Seen<T> {
    pub fn known(&self) -> Option<&T> {
        match self {
            Seen::Known(value) => Some(value),
            Seen::Unseen(_) => None,
        }
    }
}
