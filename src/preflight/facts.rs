//! What preflight knows before it decides: the answer to every read, or why there is none.

use std::collections::BTreeMap;

use serde_json::Value;

use super::own_zip;
use super::risk::Risk;
use crate::aws::Side;
use crate::aws::account::Account;
use crate::aws::account::{Accounts, Identity};
use crate::aws::document::app_clients::AppClient;
use crate::aws::document::groups::Group;
use crate::function::package::finding::Finding;
use crate::model::attribute_mapping::UserMapping;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::choices::Choices;
use crate::model::options::Options;
use crate::model::place::{AFTER_APPLY, Place};
use crate::model::spec::{DestinationClient, NewPool, Spec};
use crate::problem::{Problem, ProblemKind};
use crate::session::document::Session;

/// What one read gave. One that is refused costs only the checks that rest on it.
pub type Read<T> = Result<T, Problem>;

/// What the checks are about: everything that the choices name. A pool or app client that is not chosen yet has an empty id.
#[derive(Debug, Clone)]
pub struct Subject {
    pub blueprint: Blueprint,
    /// What a look into the zip of a team's own function finds; none where the function is ours, or was not looked at.
    pub own_code: Option<Read<Vec<Finding>>>,
}

impl Subject {
    pub fn new(session: &Session, choices: &Choices, accounts: &Accounts) -> Self {
        let options = choices.options.clone().unwrap_or_else(|| Options::new(&session.name, AFTER_APPLY.into()));
        let spec = Spec {
            session: session.name.clone(),
            source: place(&accounts.source, choices.source.pool.as_deref()),
            destination: place(&accounts.destination, choices.destination.pool.as_deref()),
            destination_client: DestinationClient {
                id: choices.destination_client.clone().unwrap_or_default(),
                name: String::new(),
            },
            source_attributes: Vec::new(),
            new_pool: choices.new_pool.clone(),
            source_pool: Value::Null,
            threat_protection_enforced: false,
            managed_by: None,
            groups: Vec::new(),
            user_mapping: UserMapping::default(),
            own_code_sha256: None,
            own_policy: serde_json::Value::Null,
            own_code_notes: Vec::new(),
            options,
        };
        Self { own_code: own_zip::read(&spec.options), ..Self::of(&spec, &session.made) }
    }

    pub fn of(spec: &Spec, made: &CreatedIds) -> Self {
        Self { blueprint: Blueprint::new(spec, made), own_code: None }
    }

    pub fn options(&self) -> &Options {
        self.blueprint.options()
    }

    pub fn place(&self, side: Side) -> &Place {
        match side {
            Side::Source => &self.blueprint.spec.source,
            Side::Destination => &self.blueprint.spec.destination,
        }
    }

    pub fn client_id(&self) -> &str {
        &self.blueprint.spec.destination_client.id
    }

    /// The pool that is still to be made, if it is. One that apply has made is a pool like any other.
    pub fn new_pool(&self) -> Option<&NewPool> {
        self.blueprint.new_pool().filter(|_| self.place(Side::Destination).pool_id.is_empty())
    }
}

fn place(account: &Account, pool: Option<&str>) -> Place {
    Place {
        profile: account.profile.clone(),
        region: account.region.clone(),
        account: account.identity.account.clone(),
        partition: account.identity.partition.clone(),
        pool_id: pool.unwrap_or_default().into(),
        pool_name: String::new(),
    }
}

/// All parts, as far as they have come in.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub identities: Option<[IdentityFacts; 2]>,
    pub source: Option<SourceFacts>,
    pub destination: Option<DestinationFacts>,
    pub permissions: Option<[PermissionFacts; 2]>,
}

#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a run has four of them")]
pub enum Part {
    Identities([IdentityFacts; 2]),
    Source(SourceFacts),
    Destination(DestinationFacts),
    Permissions([PermissionFacts; 2]),
}

impl Facts {
    pub fn take(&mut self, part: Part) {
        match part {
            Part::Identities(part) => self.identities = Some(part),
            Part::Source(part) => self.source = Some(part),
            Part::Destination(part) => self.destination = Some(part),
            Part::Permissions(part) => self.permissions = Some(part),
        }
    }

    /// A read that failed because credentials ran out: then every other one of that side has, and one clear failure says more than
    /// a page of checks that could not look.
    pub fn expired(&self) -> Option<&Problem> {
        let identities = self.identities.iter().flatten().filter_map(|side| side.skew.as_ref().err());
        let source = self.source.iter().flat_map(|facts| {
            let groups = facts.groups.as_ref().and_then(|groups| groups.as_ref().err());
            let clients = facts.clients.as_ref().err();
            [facts.pool.as_ref().err(), facts.users.as_ref().err(), groups, clients, facts.role.as_ref().err()]
        });
        let destination = self.destination.iter().flat_map(|facts| {
            [facts.pool.as_ref().err(), facts.client.as_ref().err(), facts.function.as_ref().err(), facts.role.as_ref().err()]
        });
        let permissions = self.permissions.iter().flatten().filter_map(|side| side.principal.as_ref().err());
        let mut all = identities.chain(source.flatten()).chain(destination.flatten()).chain(permissions);
        all.find(|problem| problem.kind == ProblemKind::ExpiredCredentials)
    }
}

#[derive(Debug, Clone)]
pub struct IdentityFacts {
    pub side: Side,
    pub profile: String,
    pub region: String,
    pub identity: Identity,
    pub endpoint_overrides: Vec<String>,
    /// Seconds by which this machine's clock is ahead of AWS's; none where AWS named no time.
    pub skew: Read<Option<i64>>,
    /// Seconds until the credentials end; none where they do not.
    pub seconds_left: Option<i64>,
}

/// A pool that is not where it was looked for, found on the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    pub account: String,
    pub profile: String,
}

#[derive(Debug, Clone)]
pub struct SourceFacts {
    pub pool: Read<Value>,
    pub elsewhere: Option<Elsewhere>,
    pub users: Read<UserSample>,
    /// The first groups and whether there are more; none where groups are no part of the migration.
    pub groups: Option<Read<(Vec<Group>, bool)>>,
    pub clients: Read<Vec<AppClient>>,
    pub role: Read<Option<RoleFact>>,
    /// Sign-ins a second that the account may make.
    pub rate: Read<i32>,
    /// The risk configuration in force for the function's sign-ins; none where threat protection does not act.
    pub risk: Option<Read<Risk>>,
}

#[derive(Debug, Clone)]
pub struct DestinationFacts {
    pub pool: Read<Value>,
    pub elsewhere: Option<Elsewhere>,
    pub client: Read<Value>,
    /// The pool's other app clients, at most [`super::gather::OTHER_CLIENTS`] of them.
    pub other_clients: Read<OtherClients>,
    /// Import jobs that are not over, `name (status)`.
    pub imports: Read<Vec<String>>,
    pub function: Read<Option<FunctionFact>>,
    pub role: Read<Option<RoleFact>>,
    pub concurrency: Read<Concurrency>,
    pub log_group: Read<Option<LogGroupFact>>,
    /// The pool that has the domain prefix that is asked for; none where none is asked for.
    pub domain: Option<Read<Option<String>>>,
    pub rate: Read<i32>,
    /// The roles that the pool and the app client name: they go along with each update.
    pub used_roles: Vec<UsedRole>,
}

/// A role that Cognito assumes on behalf of the pool or the app client.
#[derive(Debug, Clone)]
pub struct UsedRole {
    /// `sms-role`
    pub key: &'static str,
    /// The member that names it: `SmsConfiguration.SnsCallerArn`.
    pub member: &'static str,
    pub arn: String,
    /// What Cognito says when it assumes the role.
    pub external_id: Option<String>,
    /// Its trust policy; none where there is no such role.
    pub trust: Read<Option<Value>>,
}

/// The first users of the pool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserSample {
    /// By UserStatus, e.g. CONFIRMED.
    pub by_status: BTreeMap<String, usize>,
    pub disabled: usize,
    /// User names that differ from another's by case alone.
    pub colliding: usize,
    /// User names with upper-case letters.
    pub mixed_case: usize,
    /// Whether these are all.
    pub complete: bool,
}

impl UserSample {
    pub fn size(&self) -> usize {
        self.by_status.values().sum()
    }
}

#[derive(Debug, Clone, Default)]
pub struct OtherClients {
    pub described: Vec<Value>,
    /// How many there are, beside the chosen one.
    pub total: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleFact {
    pub arn: String,
    /// The session that made it, by its tag.
    pub session: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionFact {
    pub arn: String,
    pub session: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concurrency {
    pub limit: i32,
    pub unreserved: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogGroupFact {
    /// None: its lines are kept forever.
    pub retention_days: Option<i32>,
}

/// What IAM's simulator says of one side's principal.
#[derive(Debug, Clone)]
pub struct PermissionFacts {
    pub side: Side,
    pub principal: Read<SimulatedPrincipal>,
    pub groups: Vec<SimulatedGroup>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedPrincipal {
    /// Of the user or role itself, never of a session.
    pub arn: String,
    /// The managed policy that bounds it, where it could be seen.
    pub boundary: Option<String>,
}

/// The actions that apply needs on one resource.
#[derive(Debug, Clone)]
pub struct SimulatedGroup {
    /// `pool`, `role`, `function` …
    pub key: &'static str,
    pub resource: String,
    pub outcomes: Read<Vec<SimulatedOutcome>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedOutcome {
    pub action: String,
    /// `allowed`, `explicitDeny`, `implicitDeny`.
    pub decision: String,
    pub allowed_by_boundary: Option<bool>,
    pub allowed_by_organization: Option<bool>,
    /// Condition keys that the policies ask for and that no value was given for.
    pub missing_context: Vec<String>,
}
