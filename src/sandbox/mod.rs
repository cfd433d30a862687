//! Two pretend AWS accounts inside the process: an HTTP client under the real AWS SDK clients.
//!
//! For practice, the demo and fast tests. It behaves as AWS does where this program can be hurt, and what it does not
//! know it refuses with HTTP 501 and the code `NotImplementedBySandbox`, never with an invented success.
//!
//! ```no_run
//! # use cognito_ferry::sandbox::Sandbox;
//! let sandbox = Sandbox::demo();
//! let client = sandbox.http_client(); // for aws_config's and every SDK client's `.http_client(...)`
//! let profiles = sandbox.profiles(); // stands in for ~/.aws/config
//! ```

pub mod caller;
pub mod clock;
pub mod cognito;
pub mod fault;
pub mod iam;
pub mod input;
pub mod lambda;
pub mod logs;
mod random;
pub mod scenario;
mod state_file;
pub mod sts;
mod trouble;
mod wire;
pub mod world;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use serde_json::Value;

pub use caller::{Caller, CallerKind};
pub use clock::Delays;
pub use fault::Fault;
pub use lambda::{InvocationFault, InvokedBy};
pub use scenario::{Scenario, ScenarioError};
use state_file::StateFile;
pub use state_file::StateFileError;
pub use trouble::{ForeignEdit, Trouble};
pub use world::{PracticeMigration, PracticeUser, World};

/// The services that the pretend accounts have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    CognitoIdp,
    Iam,
    Lambda,
    Logs,
    Sts,
}

impl Service {
    /// The name in ARNs, actions and SigV4 scopes, e.g. `cognito-idp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::CognitoIdp => "cognito-idp",
            Self::Iam => "iam",
            Self::Lambda => "lambda",
            Self::Logs => "logs",
            Self::Sts => "sts",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::CognitoIdp, Self::Iam, Self::Lambda, Self::Logs, Self::Sts].into_iter().find(|service| service.name() == name)
    }
}

impl std::fmt::Display for Service {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What stands in for one profile of ~/.aws/config.
#[derive(Clone, PartialEq, Eq)]
pub struct PretendProfile {
    pub name: String,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: String,
    /// Account number.
    pub account: String,
}

impl std::fmt::Debug for PretendProfile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PretendProfile")
            .field("name", &self.name)
            .field("region", &self.region)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// The pretend accounts. Clones share one world.
#[derive(Clone)]
pub struct Sandbox {
    inner: Arc<Inner>,
}

struct Inner {
    world: Mutex<World>,
    state_file: Option<StateFile>,
    warm_functions: lambda::WarmFunctions,
    troubles: trouble::Troubles,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("state_file", &self.inner.state_file.as_ref().map(StateFile::path))
            .finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Fresh accounts of a scenario, in memory only.
    ///
    /// # Errors
    /// A scenario whose pools or users a service would refuse.
    pub fn new(scenario: Scenario) -> Result<Self, ScenarioError> {
        let sandbox = Self::with_world(World::default(), None);
        scenario.build(&sandbox)?;
        Ok(sandbox)
    }

    /// The demo scenario, in memory only.
    pub fn demo() -> Self {
        Self::new(Scenario::demo()).expect("the demo scenario is tested with the program")
    }

    /// The accounts kept in a state file; made from the demo scenario when the file does not exist.
    ///
    /// # Errors
    /// The file cannot be read, is not a state file, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, StateFileError> {
        Self::open_with(path, Scenario::demo)
    }

    /// Like [`Self::open`], with another scenario for a new file.
    ///
    /// # Errors
    /// As [`Self::open`]; also a scenario that cannot be built.
    pub fn open_with(path: &Path, scenario: impl FnOnce() -> Scenario) -> Result<Self, StateFileError> {
        let state_file = StateFile::at(path);
        if let Some(world) = state_file.load_changed()? {
            return Ok(Self::with_world(world, Some(state_file)));
        }
        let sandbox = Self::with_world(World::default(), Some(state_file));
        scenario().build(&sandbox)?;
        sandbox.save()?;
        Ok(sandbox)
    }

    fn with_world(world: World, state_file: Option<StateFile>) -> Self {
        Self {
            inner: Arc::new(Inner {
                world: Mutex::new(world),
                state_file,
                warm_functions: lambda::WarmFunctions::default(),
                troubles: trouble::Troubles::default(),
            }),
        }
    }

    /// The HTTP client to give to the AWS SDK: no sockets, every request answered by these accounts.
    pub fn http_client(&self) -> SharedHttpClient {
        wire::http_client(self.clone())
    }

    /// The profiles of the scenario.
    pub fn profiles(&self) -> Vec<PretendProfile> {
        let world = self.world();
        let mut profiles = Vec::new();
        for account in world.accounts.values() {
            for user in account.users.values() {
                profiles.push(PretendProfile {
                    name: user.profile.clone(),
                    region: user.region.clone(),
                    access_key_id: user.access_key_id.clone(),
                    secret_access_key: user.secret_access_key.clone(),
                    account: account.id.clone(),
                });
            }
        }
        profiles
    }

    /// Whom a newcomer can sign in as.
    pub fn hint(&self) -> Option<PracticeUser> {
        self.world().practice_user.clone()
    }

    /// From where to where a newcomer can move them.
    pub fn practice_migration(&self) -> Option<PracticeMigration> {
        self.world().practice_migration.clone()
    }

    /// Moves the sandbox's clock forward.
    pub fn advance(&self, by: Duration) {
        let milliseconds = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let mut world = self.world();
        world.clock_shift_milliseconds = world.clock_shift_milliseconds.saturating_add(milliseconds);
    }

    /// Lets the next call of an operation, over the wire or from the function, go wrong; several wait in line.
    pub fn expect_trouble(&self, service: Service, operation: &str, trouble: Trouble) {
        self.inner.troubles.add(service, operation, trouble);
    }

    /// One call, from the wire or from the function: routes by service, and saves the state after a write.
    ///
    /// # Errors
    /// What the service answers, or `InternalFailure` when the state file cannot be written.
    pub fn call(&self, caller: &Caller, region: &str, service: Service, operation: &str, input: Value) -> Result<Value, Fault> {
        let handle = match service {
            Service::CognitoIdp => cognito::handle,
            Service::Iam => iam::handle,
            Service::Lambda => lambda::handle,
            Service::Logs => logs::handle,
            Service::Sts => sts::handle,
        };
        let unusable = |error: StateFileError| Fault::new(500, "InternalFailure", error.to_string());
        self.catch_up().map_err(unusable)?;
        let result = handle(self, caller, region, operation, input);
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

    fn save(&self) -> Result<(), StateFileError> {
        match &self.inner.state_file {
            Some(state_file) => state_file.save(&self.world()),
            None => Ok(()),
        }
    }

    /// The accounts' state. Never hold this across `call` or `invoke_function`.
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

    /// A random string of `length` letters of `alphabet`; reproducible when the scenario has a seed.
    pub fn random_id(&self, alphabet: &str, length: usize) -> String {
        random::id(&mut self.world().random_state, alphabet, length)
    }

    /// A random UUID, reproducible like [`Self::random_id`].
    pub fn random_uuid(&self) -> String {
        random::uuid(&mut self.world().random_state)
    }

    /// Whether identity-based policies let the caller do `action` on `resource`.
    ///
    /// # Errors
    /// AccessDenied in AWS's wording.
    pub fn authorize(&self, caller: &Caller, action: &str, resource: &str) -> Result<(), Fault> {
        iam::authorize(self, caller, action, resource, &iam::Context::default())
    }

    /// Invocation of a function by a service: resource policy, state, 5 s limit, JavaScript, log events.
    ///
    /// # Errors
    /// Why there is no response.
    pub fn invoke_function(&self, function_arn: &str, event: Value, invoked_by: InvokedBy) -> Result<Value, InvocationFault> {
        lambda::invoke_by_service(self, function_arn, event, &invoked_by)
    }

    fn take_trouble(&self, service: Service, operation: &str) -> Option<Trouble> {
        self.inner.troubles.take(service, operation)
    }

    fn warm_functions(&self) -> &lambda::WarmFunctions {
        &self.inner.warm_functions
    }
}

/// Operations that leave no trace: their names begin like this in every service that the sandbox has.
fn is_read(operation: &str) -> bool {
    ["Get", "List", "Describe", "Filter", "AdminGet", "AdminList"].iter().any(|prefix| operation.starts_with(prefix))
}
