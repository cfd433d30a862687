//! Trouble on purpose: the next call of an operation is refused, or its connection breaks. For tests of what a program
//! does then; AWS's own trouble (propagation, conflicts, missing permissions) needs none of this.

use std::sync::{Mutex, PoisonError};

use super::{Fault, Service};

/// What happens to one call over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The service refuses, e.g. `ThrottlingException`; nothing is changed.
    Refusal(Fault),
    /// The request never arrives.
    NoConnection,
    /// The call is carried out, and its answer gets lost.
    LostAnswer,
}

/// The trouble that is still to come.
#[derive(Debug, Default)]
pub struct Troubles {
    coming: Mutex<Vec<(Service, String, Trouble)>>,
}

impl Troubles {
    pub fn add(&self, service: Service, operation: &str, trouble: Trouble) {
        let mut coming = self.coming.lock().unwrap_or_else(PoisonError::into_inner);
        coming.push((service, operation.to_owned(), trouble));
    }

    /// Takes the first trouble that waits for this operation.
    pub fn take(&self, service: Service, operation: &str) -> Option<Trouble> {
        let mut coming = self.coming.lock().unwrap_or_else(PoisonError::into_inner);
        let index = coming.iter().position(|(of, name, _)| *of == service && name == operation)?;
        Some(coming.remove(index).2)
    }
}
