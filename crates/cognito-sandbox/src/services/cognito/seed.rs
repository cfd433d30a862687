//! The pools of a scenario: settings as raw documents laid over AWS's defaults, schema, app clients, users of different
//! kinds, groups. A raw document may hold settings that neither the SDK nor the sandbox knows; they are kept as they are.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::pool_document::{check_combinations, settled};
use super::pool_shape::{FIXED_AT_CREATION, SETTINGS};
use super::request::uuid;
use super::users::{NewUser, insert};
use super::{client_document, groups, schema, shape};
use crate::core::clock::epoch_seconds;
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::state::cognito::{DEFAULT_PRACTICE_CODE, Document, Domain, Pool, User, UserMfa, UserStatus};
use crate::core::state::password::Password;

const SECONDS_PER_DAY: f64 = 86_400.0;

/// What a service would refuse of a scenario.
#[derive(Debug)]
pub struct Refused {
    /// The pool and the part of it that is at fault.
    pub what: String,
    pub fault: Fault,
}

/// One pool of a scenario.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PoolSeed {
    /// Including the Region, e.g. `eu-west-1_Shop00001`.
    pub id: String,
    pub name: String,
    /// Settings in Describe's own names, also UsernameAttributes, AliasAttributes and UsernameConfiguration.
    pub settings: Document,
    /// Attribute definitions as CreateUserPool takes them in `Schema`.
    pub schema: Vec<Value>,
    pub domain: Option<DomainSeed>,
    /// Authenticator apps are switched on (SetUserPoolMfaConfig).
    pub software_token_mfa: bool,
    /// E-mail codes are switched on (SetUserPoolMfaConfig).
    pub email_mfa: bool,
    pub import_running: bool,
    /// So many of the first UpdateUserPool calls meet another writer.
    pub conflicting_writes: u32,
    pub practice_code: Option<String>,
    pub age_in_days: u32,
    pub clients: Vec<ClientSeed>,
    pub groups: Vec<GroupSeed>,
    pub users: Vec<UserSeed>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainSeed {
    pub prefix: String,
    /// 1 for the classic hosted UI, 2 for managed login.
    pub managed_login_version: i64,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientSeed {
    /// 26 lower-case letters and digits.
    pub id: String,
    pub name: String,
    pub secret: Option<String>,
    /// Settings in Describe's own names.
    pub settings: Document,
}

impl std::fmt::Debug for ClientSeed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ClientSeed").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSeed {
    pub name: String,
    pub description: Option<String>,
    pub precedence: Option<i64>,
    pub role_arn: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSeed {
    /// What the user signs in with: in a pool with UsernameAttributes the e-mail address or phone number.
    pub name: String,
    pub password: Option<Password>,
    #[serde(default = "confirmed")]
    pub status: UserStatus,
    #[serde(default)]
    pub disabled: bool,
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default)]
    pub mfa: UserMfa,
    /// The password is known to be leaked.
    #[serde(default)]
    pub compromised: bool,
    /// Since when the user exists and, for a temporary password, since when it is valid.
    #[serde(default)]
    pub age_in_days: u32,
}

fn confirmed() -> UserStatus {
    UserStatus::Confirmed
}

impl PoolSeed {
    /// Makes the pool in an account and Region of the sandbox.
    ///
    /// # Errors
    /// What the service would refuse, with the pool and the part of it that is at fault.
    pub fn build(&self, sandbox: &Sandbox, account: &str, region: &str) -> Result<(), Refused> {
        let refused = |part: String| {
            let what = format!("pool {}{part}", self.id);
            move |fault: Fault| Refused { what, fault }
        };
        let now = epoch_seconds(sandbox.now());
        let mut pool = self.pool(account, region, now).map_err(refused(String::new()))?;
        for client in &self.clients {
            client.add_to(&mut pool, now).map_err(refused(format!(", client {}", client.name)))?;
        }
        for group in &self.groups {
            group.add_to(&mut pool, now).map_err(refused(format!(", group {}", group.name)))?;
        }
        for user in &self.users {
            let sub = uuid(sandbox);
            user.add_to(&mut pool, &sub, now).map_err(refused(format!(", user {}", user.name)))?;
        }
        sandbox.world().region(account, region).cognito.pools.insert(self.id.clone(), pool);
        Ok(())
    }

    fn pool(&self, account: &str, region: &str, now: f64) -> Result<Pool, Fault> {
        let mut settings = self.settings.clone();
        let mut fixed = Document::new();
        for (member, _) in FIXED_AT_CREATION {
            if let Some(value) = settings.remove(*member) {
                fixed.insert((*member).to_owned(), value);
            }
        }
        shape::check(&fixed, FIXED_AT_CREATION, None)?;
        // Every name is allowed here, known ones in their right shape.
        shape::check(&settings, SETTINGS, Some(&settings))?;
        check_combinations(&without_tags(&settings))?;
        let created = now - f64::from(self.age_in_days) * SECONDS_PER_DAY;
        let mut document = Document::new();
        document.insert("Id".to_owned(), json!(self.id));
        document.insert("Name".to_owned(), json!(self.name));
        document.extend(settled(&settings));
        document.insert("LastModifiedDate".to_owned(), json!(created));
        document.insert("CreationDate".to_owned(), json!(created));
        document.insert("SchemaAttributes".to_owned(), json!(schema::of_new_pool(&self.schema)?));
        document.extend(fixed);
        let arn = format!("arn:aws:cognito-idp:{region}:{account}:userpool/{}", self.id);
        document.insert("Arn".to_owned(), json!(arn));
        Ok(Pool {
            document,
            domain: self
                .domain
                .as_ref()
                .map(|domain| Domain { prefix: domain.prefix.clone(), managed_login_version: domain.managed_login_version }),
            software_token_mfa: self.software_token_mfa,
            email_mfa: self.email_mfa,
            import_running: self.import_running,
            conflicting_writes: self.conflicting_writes,
            practice_code: self.practice_code.clone().unwrap_or_else(|| DEFAULT_PRACTICE_CODE.to_owned()),
            ..Pool::default()
        })
    }
}

/// A scenario may show tags of AWS's own, which no caller could set.
fn without_tags(settings: &Document) -> Document {
    let mut settings = settings.clone();
    settings.remove("UserPoolTags");
    settings
}

impl ClientSeed {
    fn add_to(&self, pool: &mut Pool, now: f64) -> Result<(), Fault> {
        let known = client_document::SETTINGS;
        shape::check(&self.settings, known, Some(&self.settings))?;
        let mut document = Document::new();
        document.insert("UserPoolId".to_owned(), json!(pool.id()));
        document.insert("ClientId".to_owned(), json!(self.id));
        document.insert("ClientName".to_owned(), json!(self.name));
        if let Some(secret) = &self.secret {
            document.insert("ClientSecret".to_owned(), json!(secret));
        }
        document.insert("LastModifiedDate".to_owned(), json!(now));
        document.insert("CreationDate".to_owned(), json!(now));
        document.extend(client_document::settled(&self.settings));
        pool.clients.insert(self.id.clone(), document);
        // After the insertion, since a scenario's own clients bring the identity providers that they name.
        client_document::check_combinations(pool, &self.settings)
    }
}

impl GroupSeed {
    fn add_to(&self, pool: &mut Pool, now: f64) -> Result<(), Fault> {
        let mut settings = Document::new();
        settings.insert("GroupName".to_owned(), json!(self.name));
        let optional = [
            ("Description", self.description.as_ref().map(|text| json!(text))),
            ("Precedence", self.precedence.map(|number| json!(number))),
            ("RoleArn", self.role_arn.as_ref().map(|arn| json!(arn))),
        ];
        for (member, value) in optional {
            if let Some(value) = value {
                settings.insert(member.to_owned(), value);
            }
        }
        let group = groups::new_group(pool.id(), &settings, now)?;
        pool.groups.insert(self.name.clone(), group);
        Ok(())
    }
}

impl UserSeed {
    fn add_to(&self, pool: &mut Pool, sub: &str, now: f64) -> Result<(), Fault> {
        let created = now - f64::from(self.age_in_days) * SECONDS_PER_DAY;
        let mut attributes = self.attributes.clone();
        let name = if self.status == UserStatus::ExternalProvider {
            self.add_federated(pool, sub, created)
        } else {
            let new = NewUser {
                typed: &self.name,
                attributes: &mut attributes,
                sub,
                force_alias: false,
                status: self.status,
                password: self.password.clone(),
                now: created,
            };
            insert(pool, new)?
        };
        for group in &self.groups {
            let group = pool
                .groups
                .get_mut(group)
                .ok_or_else(|| super::faults::resource_not_found(format!("Group {group} not found.")))?;
            group.members.insert(name.clone());
        }
        if self.compromised {
            pool.compromised.insert(name.clone());
        }
        if let Some(user) = pool.users.get_mut(&name) {
            user.enabled = !self.disabled;
            user.mfa = self.mfa.clone();
        }
        Ok(())
    }

    /// Federated users come from their provider: no schema or name rules, no password.
    fn add_federated(&self, pool: &mut Pool, sub: &str, created: f64) -> String {
        let name = pool.folded(&self.name);
        let mut attributes = self.attributes.clone();
        attributes.insert("sub".to_owned(), sub.to_owned());
        let user = User::new(&name, attributes, self.status, created);
        pool.users.insert(name.clone(), user);
        name
    }
}
