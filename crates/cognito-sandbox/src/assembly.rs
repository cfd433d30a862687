//! Making the sandbox: from a scenario or a state file, with the services and the runtime behind it and the wire before it.

use std::path::Path;

use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector};
use serde_json::Value;

use crate::core::sandbox::Sandbox;
use crate::core::state::world::{PracticeMigration, PracticeUser, World};
use crate::core::state_file::{StateFile, StateFileError};
use crate::javascript::worker::WarmFunctions;
use crate::scenario::{Scenario, ScenarioError};
use crate::services;
use crate::services::lambda::invocation::{InvocationFault, InvokedBy, invoke_by_service};
use crate::wire::connector;

/// Why a sandbox cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    StateFile(#[from] StateFileError),
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
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

impl Sandbox {
    /// Fresh accounts of a scenario, in memory only.
    ///
    /// # Errors
    /// A scenario whose pools or users a service would refuse.
    pub fn new(scenario: Scenario) -> Result<Self, ScenarioError> {
        let sandbox = with_world(World::default(), None);
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
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, Scenario::demo)
    }

    /// Like [`Self::open`], with another scenario for a new file.
    ///
    /// # Errors
    /// As [`Self::open`]; also a scenario that cannot be built.
    pub fn open_with(path: &Path, scenario: impl FnOnce() -> Scenario) -> Result<Self, OpenError> {
        let state_file = StateFile::at(path);
        if let Some(world) = state_file.load_changed()? {
            return Ok(with_world(world, Some(state_file)));
        }
        let sandbox = with_world(World::default(), Some(state_file));
        scenario().build(&sandbox)?;
        sandbox.save()?;
        Ok(sandbox)
    }

    /// The HTTP client to give to the AWS SDK: no sockets, every request answered by these accounts.
    pub fn http_client(&self) -> SharedHttpClient {
        connector::http_client(self.clone())
    }

    /// The connector that all clients of [`Self::http_client`] share, for a request that no SDK client makes: the upload of an import.
    pub fn http_connector(&self) -> SharedHttpConnector {
        connector::http_connector(self.clone())
    }

    /// Invocation of a function by a service: resource policy, state, 5 s limit, JavaScript, log events.
    ///
    /// # Errors
    /// Why there is no response.
    pub fn invoke_function(&self, function_arn: &str, event: Value, invoked_by: &InvokedBy) -> Result<Value, InvocationFault> {
        invoke_by_service(self, function_arn, event, invoked_by)
    }

    /// The profiles of the scenario.
    pub fn profiles(&self) -> Vec<PretendProfile> {
        let world = self.world();
        let users = world.accounts.values().flat_map(|account| account.users.values().map(|user| (&account.id, user)));
        users
            .map(|(account, user)| PretendProfile {
                name: user.profile.clone(),
                region: user.region.clone(),
                access_key_id: user.access_key_id.clone(),
                secret_access_key: user.secret_access_key.clone(),
                account: account.clone(),
            })
            .collect()
    }

    /// Whom a newcomer can sign in as.
    pub fn hint(&self) -> Option<PracticeUser> {
        self.world().practice_user.clone()
    }

    /// From where to where a newcomer can move them.
    pub fn practice_migration(&self) -> Option<PracticeMigration> {
        self.world().practice_migration.clone()
    }
}

fn with_world(world: World, state_file: Option<StateFile>) -> Sandbox {
    Sandbox::assemble(world, state_file, services::route, Box::new(WarmFunctions::default()))
}
