//! Everything about the resources that the operator may change, with good defaults.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::managed::DeployedBy;
use crate::model::resource_id::ResourceId;
use crate::model::user_options::UserOptions;

/// The runtimes that the function is offered with; the first is the default (facts §5: deprecation 2028-04-30 and 2027-04-30).
pub const RUNTIMES: [&str; 2] = ["nodejs24.x", "nodejs22.x"];

/// Days that CloudWatch Logs accepts for PutRetentionPolicy.
pub const RETENTION_DAYS: [i32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// Names, sizes and rules of what the migration makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    pub source_client_name: String,
    pub function_role_name: String,
    pub source_role_name: String,
    /// IAM path of both roles: starts and ends with `/`.
    pub role_path: String,
    /// ARN of a managed policy that bounds the role made in the source account.
    pub source_permissions_boundary: Option<String>,
    /// ARN of a managed policy that bounds the role made in the destination account.
    pub destination_permissions_boundary: Option<String>,
    pub function_name: String,
    /// MB.
    pub function_memory: i32,
    pub function_runtime: String,
    /// Days that the function's log lines are kept; one of [`RETENTION_DAYS`].
    pub log_retention_days: i32,
    /// What the function says when it assumes the cross-account role. Random; not a password, but nobody else's business. None: a team's
    /// own function that says nothing. In a saved session it is never left out, so that a lost line is not taken for that.
    #[serde(deserialize_with = "Option::deserialize")]
    pub external_id: Option<String>,
    /// Tags on everything that can carry tags, beside our own.
    pub tags: BTreeMap<String, String>,
    /// Resources that belong to someone else and that the operator decided to replace, having seen them.
    #[serde(default)]
    pub replace: BTreeSet<ResourceId>,
    #[serde(default)]
    pub users: UserOptions,
    /// Instead of our function: the team's own.
    #[serde(default)]
    pub own_function: Option<OwnFunction>,
    /// What deploys the destination pool, by the operator's word; none: not said yet.
    #[serde(default)]
    pub managed_by: Option<DeployedBy>,
}

/// A handler of the team's own, with the same environment variables and more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFunction {
    /// The zip as Lambda takes it.
    pub zip: PathBuf,
    /// As Lambda names it: `file.export`.
    pub handler: String,
    /// Texts with placeholders ([`crate::function::own_variables`]) by the names of variables; an empty text takes a variable away.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// A policy document for the function's role, beside what the migration gives it: its texts may hold placeholders.
    #[serde(default)]
    pub policy: Option<PathBuf>,
}

/// What an own function without an external id gives up; said wherever it can be chosen.
pub const NO_EXTERNAL_ID: &str = "Without an external id any code that runs as the function's role can use the cross-account role: the trust policy then rests on that role's ARN alone.";

impl Options {
    /// The defaults for a session of this name.
    pub fn new(session: &str, external_id: String) -> Self {
        Self {
            source_client_name: format!("cognito-ferry-{session}"),
            function_role_name: format!("cognito-ferry-{session}-function"),
            source_role_name: format!("cognito-ferry-{session}-source"),
            role_path: "/".into(),
            source_permissions_boundary: None,
            destination_permissions_boundary: None,
            function_name: format!("cognito-ferry-{session}"),
            function_memory: 512,
            function_runtime: RUNTIMES[0].into(),
            log_retention_days: 30,
            external_id: Some(external_id),
            tags: BTreeMap::new(),
            replace: BTreeSet::new(),
            users: UserOptions::default(),
            own_function: None,
            managed_by: None,
        }
    }

    /// Our own function always says an external id; who else has to is the team's choice.
    ///
    /// # Errors
    /// The options contradict each other; why.
    pub fn check_external_id(&self) -> Result<(), String> {
        match self.external_id.is_none() && self.own_function.is_none() {
            true => Err("It is for a function of your own that says none; ours always says one. Give --function-zip too, or an external id.".into()),
            false => Ok(()),
        }
    }

    /// A random external id: 40 letters and digits, about 238 bits.
    pub fn random_external_id() -> String {
        use rand::RngExt as _;
        let mut random = rand::rng();
        (0..40).map(|_| random.sample(rand::distr::Alphanumeric) as char).collect()
    }
}
