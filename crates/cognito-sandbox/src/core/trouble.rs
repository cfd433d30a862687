//! Trouble on purpose: the next call of an operation is refused, or its connection breaks. For tests of what a program
//! does then; AWS's own trouble (propagation, conflicts, missing permissions) needs none of this.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::fault::Fault;
use super::service::Service;
use super::state::world::World;

/// What happens to one call, over the wire or from the function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The service refuses, e.g. `ThrottlingException`; nothing is changed.
    Refusal(Fault),
    /// The request never arrives.
    NoConnection,
    /// The call is carried out, and its answer gets lost.
    LostAnswer,
    /// The call is carried out; before its answer arrives, somebody else has changed a member of a user pool or app client.
    SomebodyElse(ForeignEdit),
}

/// A change by somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignEdit {
    pub pool: String,
    /// The app client whose document changes; none: the pool's.
    pub client: Option<String>,
    /// A member of the described document.
    pub member: String,
    /// None: the member vanishes.
    pub value: Option<Value>,
}

impl ForeignEdit {
    pub(super) fn happen(&self, world: &mut World) {
        let regions = world.accounts.values_mut().flat_map(|account| account.regions.values_mut());
        for pool in regions.filter_map(|region| region.cognito.pools.get_mut(&self.pool)) {
            let document = match &self.client {
                None => Some(&mut pool.document),
                Some(client) => pool.clients.get_mut(client),
            };
            match (document, &self.value) {
                (Some(document), Some(value)) => drop(document.insert(self.member.clone(), value.clone())),
                (Some(document), None) => drop(document.shift_remove(&self.member)),
                (None, _) => {}
            }
        }
    }
}

/// The trouble that is still to come.
#[derive(Debug, Default)]
pub struct Troubles {
    coming: Mutex<Vec<Coming>>,
}

#[derive(Debug)]
struct Coming {
    service: Service,
    operation: String,
    /// So many calls go well first.
    after: usize,
    trouble: Trouble,
}

impl Troubles {
    pub fn add(&self, service: Service, operation: &str, after: usize, trouble: Trouble) {
        let mut coming = self.coming.lock().unwrap_or_else(PoisonError::into_inner);
        coming.push(Coming { service, operation: operation.to_owned(), after, trouble });
    }

    /// Takes the first trouble that waits for this operation, unless calls go well before it.
    pub fn take(&self, service: Service, operation: &str) -> Option<Trouble> {
        let mut coming = self.coming.lock().unwrap_or_else(PoisonError::into_inner);
        let index = coming.iter().position(|next| next.service == service && next.operation == operation)?;
        if coming[index].after > 0 {
            coming[index].after -= 1;
            return None;
        }
        Some(coming.remove(index).trouble)
    }
}
