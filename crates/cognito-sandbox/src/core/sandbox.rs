//! The handle on the pretend accounts that every room works with: the state behind its lock, the clock, ids, and the way of a call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::caller::Caller;
use super::clock::{Delays, Moment};
use super::fault::Fault;
use super::random;
use super::request::{Broken, Request};
use super::runtime::{Endpoint, Runtime};
use super::service::Service;
use super::state::import_behavior::ImportBehavior;
use super::state::user_pages::UserPages;
use super::state::world::World;
use super::state_file::{StateFile, StateFileError};
use super::trouble::{Trouble, Troubles};

/// The pretend accounts. Clones share one world.
#[derive(Clone)]
pub struct Sandbox {
    inner: Arc<Inner>,
}

struct Inner {
    world: Mutex<World>,
    state_file: Option<StateFile>,
    troubles: Troubles,
    services: Services,
    runtime: Box<dyn Runtime>,
}

/// How a call gets to its service.
pub type Services = fn(&Sandbox, &Caller, &str, Service, &str, Value) -> Result<Value, Fault>;

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("state_file", &self.inner.state_file.as_ref().map(StateFile::path))
            .finish_non_exhaustive()
    }
}

impl Sandbox {
    pub(crate) fn assemble(world: World, state_file: Option<StateFile>, services: Services, runtime: Box<dyn Runtime>) -> Self {
        let troubles = Troubles::default();
        Self { inner: Arc::new(Inner { world: Mutex::new(world), state_file, troubles, services, runtime }) }
    }

    /// Moves the sandbox's clock forward.
    pub fn advance(&self, by: Duration) {
        let milliseconds = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let mut world = self.world();
        world.clock_shift_milliseconds = world.clock_shift_milliseconds.saturating_add(milliseconds);
    }

    /// Lets the next call of an operation, over the wire or from the function, go wrong; several wait in line.
    pub fn expect_trouble(&self, service: Service, operation: &str, trouble: Trouble) {
        self.expect_trouble_after(0, service, operation, trouble);
    }

    /// The same after `calls` calls of the operation that go well: `2` lets the third go wrong. What waits in line counts from the
    /// trouble before it.
    pub fn expect_trouble_after(&self, calls: usize, service: Service, operation: &str, trouble: Trouble) {
        self.inner.troubles.add(service, operation, calls, trouble);
    }

    /// How CSV imports behave where nobody knows how AWS does.
    pub fn set_import_behavior(&self, behavior: ImportBehavior) {
        self.world().import_behavior = behavior;
    }

    /// How full the pages of ListUsers are.
    pub fn set_user_pages(&self, pages: UserPages) {
        self.world().user_pages = pages;
    }

    /// One call of somebody known: routes by service, and saves the state after a write.
    ///
    /// # Errors
    /// What the service answers, or `InternalFailure` when the state file cannot be written.
    pub fn call(&self, caller: &Caller, region: &str, service: Service, operation: &str, input: Value) -> Result<Value, Fault> {
        let unusable = |error: StateFileError| Fault::new(500, "InternalFailure", error.to_string());
        self.catch_up().map_err(unusable)?;
        let result = (self.inner.services)(self, caller, region, service, operation, input);
        // A refused call can have changed something too: a wrong password counts.
        if !is_read(operation) {
            self.save().map_err(unusable)?;
        }
        result
    }

    /// Takes over what another process has written into the state file.
    fn catch_up(&self) -> Result<(), StateFileError> {
        if let Some(state_file) = &self.inner.state_file {
            let mut world = self.world();
            if let Some(newer) = state_file.load_changed()? {
                *world = newer;
            }
        }
        Ok(())
    }

    pub(crate) fn save(&self) -> Result<(), StateFileError> {
        match &self.inner.state_file {
            Some(state_file) => state_file.save(&self.world()),
            None => Ok(()),
        }
    }

    /// The accounts' state. Never hold this across a call.
    pub fn world(&self) -> MutexGuard<'_, World> {
        // A panic of one test thread must not hide the state from the others.
        self.inner.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sandbox's clock.
    pub fn now(&self) -> jiff::Timestamp {
        let shift = self.world().clock_shift_milliseconds;
        jiff::Timestamp::now().checked_add(Duration::from_millis(shift.unsigned_abs())).unwrap_or(jiff::Timestamp::MAX)
    }

    pub fn delays(&self) -> Delays {
        self.world().delays
    }

    /// Time as one call sees it.
    pub(crate) fn moment(&self) -> Moment {
        Moment { now: self.now(), delays: self.delays() }
    }

    /// A random string of `length` letters of `alphabet`; reproducible when the scenario has a seed.
    pub fn random_id(&self, alphabet: &str, length: usize) -> String {
        random::id(&mut self.world().random_state, alphabet, length)
    }

    /// A random UUID, reproducible like [`Self::random_id`].
    pub fn random_uuid(&self) -> String {
        random::uuid(&mut self.world().random_state)
    }

    pub(crate) fn runtime(&self) -> &dyn Runtime {
        &*self.inner.runtime
    }
}

impl Endpoint for Sandbox {
    fn now(&self) -> jiff::Timestamp {
        Sandbox::now(self)
    }

    fn latency(&self) -> Duration {
        self.delays().call_latency
    }

    /// One request: the trouble that waits for it, then who makes it, then the call.
    fn answer(&self, request: Request) -> Result<Result<Value, Fault>, Broken> {
        let Request { service, region, operation, access_key_id, session_token, input } = request;
        let trouble = self.inner.troubles.take(service, &operation);
        match &trouble {
            Some(Trouble::NoConnection) => return Err(Broken::NotConnected),
            Some(Trouble::Refusal(fault)) => return Ok(Err(fault.clone())),
            Some(Trouble::LostAnswer | Trouble::SomebodyElse(_)) | None => {}
        }
        let now = self.now();
        let caller = match &access_key_id {
            None => Ok(Caller::anonymous()),
            Some(key) => Caller::from_credentials(&self.world(), now, service, key, session_token.as_deref()),
        };
        let result = caller.and_then(|caller| self.call(&caller, &region, service, &operation, input));
        match &trouble {
            Some(Trouble::LostAnswer) => return Err(Broken::AnswerLost),
            Some(Trouble::SomebodyElse(edit)) => edit.happen(&mut self.world()),
            _ => {}
        }
        Ok(result)
    }
}

/// Operations that leave no trace: their names begin like this in every service that the sandbox has.
fn is_read(operation: &str) -> bool {
    ["Get", "List", "Describe", "Filter", "AdminGet", "AdminList"].iter().any(|prefix| operation.starts_with(prefix))
}
