//! A set-up as it was found: what each read gave, or why there is nothing. Data only.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::request::DiagnoseRequest;
use super::variables::{Meaning, Variable};
use crate::aws::document::pools::ClientSummary;
use crate::model::place::Place;
use crate::problem::Problem;

/// What looking for one thing gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup<T> {
    Present(T),
    /// AWS says that there is none.
    Missing,
    /// It could not be read; why.
    Unavailable(Problem),
    /// Nobody could look: something before it is not known.
    NotReached(Unreached),
}

/// Why nobody could look, and what to pass so that somebody can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    pub why: String,
    pub remedy: Option<String>,
}

impl<T> Lookup<T> {
    pub fn present(&self) -> Option<&T> {
        match self {
            Lookup::Present(value) => Some(value),
            _ => None,
        }
    }

    pub fn not_reached(why: impl Into<String>, remedy: Option<String>) -> Self {
        Lookup::NotReached(Unreached { why: why.into(), remedy })
    }
}

/// The function behind the trigger.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscoveredFunction {
    pub name: String,
    pub arn: String,
    pub runtime: String,
    pub handler: String,
    /// Seconds.
    pub timeout: i32,
    /// MB.
    pub memory: i32,
    /// `Active`, `Inactive`, `Failed`, …; empty where Lambda does not tell.
    pub state: String,
    pub role_arn: String,
    /// It runs in a VPC of its account, and calls from there.
    pub in_vpc: bool,
    pub log_group: String,
    pub variables: Result<BTreeMap<String, String>, Problem>,
}

/// An IAM role with all that decides what it may do and who may be it.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    pub arn: String,
    /// `AROA…`
    pub id: String,
    pub trust: Value,
    pub tags: BTreeMap<String, String>,
    /// Inline and attached.
    pub policies: Result<Vec<RolePolicy>, Problem>,
    pub boundary: Option<RolePolicy>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RolePolicy {
    /// An inline policy's name, or a managed one's ARN.
    pub name: String,
    pub document: Result<Value, Problem>,
}

/// Where a value that leads to the source was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedValue {
    pub value: String,
    /// `environment variable OLD_ROLE_ARN`, `--source-role`.
    pub from: String,
}

impl ResolvedValue {
    /// The operator's word that there is none: `--external-id none`.
    pub fn says_none(&self) -> bool {
        self.from.starts_with("--") && self.value == "none"
    }
}

/// Everything that was found.
#[derive(Debug, Clone)]
pub struct Discovery {
    /// When it was looked at: conditions may ask for the time.
    pub looked_at: Timestamp,
    pub request: DiagnoseRequest,
    pub destination: Place,
    /// The source's account and profile as opened; none: no profile sees it.
    pub source: Option<Place>,
    pub pool: Value,
    pub clients: Result<Vec<ClientSummary>, Problem>,
    /// The ARN of the pool's trigger, and what the operator named in its place; none where there is neither.
    pub trigger: Option<String>,
    pub function: Lookup<DiscoveredFunction>,
    /// The function's resource policy.
    pub permission: Lookup<Value>,
    pub function_role: Lookup<Role>,
    pub variables: Vec<Variable>,
    pub role: Option<ResolvedValue>,
    pub source_pool_id: Option<ResolvedValue>,
    pub source_client_id: Option<ResolvedValue>,
    pub external_id: Option<ResolvedValue>,
    pub source_role: Lookup<Role>,
    pub source_pool: Lookup<Value>,
    pub source_client: Lookup<Value>,
}

impl Discovery {
    pub fn variable(&self, meaning: Meaning) -> Option<&Variable> {
        super::variables::resolved(&self.variables, meaning)
    }

    /// The source pool's ARN, where enough of it is known.
    pub fn source_pool_arn(&self) -> Option<String> {
        let pool = &self.source_pool_id.as_ref()?.value;
        let region = super::variables::region_of(pool)?;
        let account = match (&self.role, &self.source) {
            (Some(role), _) => crate::aws::policy::reading::account_of(&role.value),
            (None, Some(source)) => &source.account,
            (None, None) => &self.destination.account,
        };
        Some(format!("arn:{}:cognito-idp:{region}:{account}:userpool/{pool}", self.destination.partition))
    }

    /// Whether nothing but the function's own role or keys stands between it and the source pool.
    pub fn without_a_role(&self) -> bool {
        self.role.is_none() && (self.variable(Meaning::AccessKeys).is_some() || self.asks_as_itself())
    }

    /// Its own role may check passwords: source and destination are one account.
    fn asks_as_itself(&self) -> bool {
        let Some(role) = self.function_role.present() else { return false };
        let documents = role.policies.iter().flatten().filter_map(|policy| policy.document.as_ref().ok());
        documents
            .flat_map(crate::aws::policy::reading::statements)
            .any(|statement| statement.allows() && statement.covers_action("cognito-idp:AdminInitiateAuth"))
    }
}
