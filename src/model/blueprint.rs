//! The spec together with what became known by applying: names and ARNs that the desired documents are made of. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::options::Options;
use crate::model::place::AFTER_APPLY;
use crate::model::spec::{NewPool, SESSION_TAG, Spec};

/// Identifiers that exist only once a resource has been made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedIds {
    pub source_client_id: Option<String>,
    pub destination_pool_id: Option<String>,
    pub destination_client_id: Option<String>,
    /// Whose the function's log group is, once either of them has been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_group: Option<LogGroup>,
}

/// Whose the function's log group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogGroup {
    /// It came with the function.
    Ours,
    /// It stood there before the function. It is left as it is.
    StoodBefore,
}

/// Everything that a desired document follows from.
#[derive(Debug, Clone)]
pub struct Blueprint {
    pub spec: Spec,
    pub made: CreatedIds,
}

impl Blueprint {
    pub fn new(spec: &Spec, made: &CreatedIds) -> Self {
        let mut spec = spec.clone();
        if let Some(pool) = &made.destination_pool_id {
            spec.destination.pool_id.clone_from(pool);
        }
        if let Some(client) = &made.destination_client_id {
            spec.destination_client.id.clone_from(client);
        }
        Self { spec, made: made.clone() }
    }

    pub fn options(&self) -> &Options {
        &self.spec.options
    }

    pub fn new_pool(&self) -> Option<&NewPool> {
        self.spec.new_pool.as_ref()
    }

    pub fn source_client_id(&self) -> &str {
        self.made.source_client_id.as_deref().unwrap_or(AFTER_APPLY)
    }

    pub fn destination_pool_id(&self) -> &str {
        known(&self.spec.destination.pool_id)
    }

    pub fn destination_client_id(&self) -> &str {
        known(&self.spec.destination_client.id)
    }

    pub fn source_pool_arn(&self) -> String {
        self.spec.source.pool_arn()
    }

    pub fn destination_pool_arn(&self) -> String {
        self.spec.destination.pool_arn()
    }

    /// The execution role in the destination account.
    pub fn function_role_arn(&self) -> String {
        let place = &self.spec.destination;
        role_arn(&place.partition, &place.account, &self.options().role_path, &self.options().function_role_name)
    }

    /// The cross-account role in the source account.
    pub fn source_role_arn(&self) -> String {
        let place = &self.spec.source;
        role_arn(&place.partition, &place.account, &self.options().role_path, &self.options().source_role_name)
    }

    pub fn function_arn(&self) -> String {
        let place = &self.spec.destination;
        format!("arn:{}:lambda:{}:{}:function:{}", place.partition, place.region, place.account, self.options().function_name)
    }

    pub fn log_group(&self) -> String {
        format!("/aws/lambda/{}", self.options().function_name)
    }

    /// The streams of the function's own log group: what PutLogEvents and CreateLogStream are granted on.
    pub fn log_streams_arn(&self) -> String {
        let place = &self.spec.destination;
        format!("arn:{}:logs:{}:{}:log-group:{}:*", place.partition, place.region, place.account, self.log_group())
    }

    /// The id of the statement in the function's resource policy.
    pub fn statement_id(&self) -> String {
        format!("cognito-ferry-{}", self.spec.session)
    }

    /// The operator's tags and ours.
    pub fn tags(&self) -> BTreeMap<String, String> {
        let mut tags = self.options().tags.clone();
        tags.insert(SESSION_TAG.into(), self.spec.session.clone());
        tags
    }
}

fn known(id: &str) -> &str {
    if id.is_empty() { AFTER_APPLY } else { id }
}

fn role_arn(partition: &str, account: &str, path: &str, name: &str) -> String {
    format!("arn:{partition}:iam::{account}:role{path}{name}")
}
