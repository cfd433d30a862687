//! What a diagnosis found, ready to be told to people or to programs. Pure.

use serde::Serialize;

use super::chain;
use super::discovery::{Discovery, ResolvedValue};
use super::variables::Variable;
use crate::check::finding::{Check, CheckStatus};
use crate::diagnose::link::{Link, LinkState};
use crate::model::place::Place;
use crate::preflight::schema;
use crate::preflight::summary::CheckSummary;
use crate::sign_in::report::SignInReport;

/// The version of the document that `--json` prints: assets/schema/diagnose.json.
const FORMAT: u32 = 1;

/// Everything, as `--json` prints it.
#[derive(Debug, Clone, Serialize)]
pub struct DiagnosisReport {
    pub format_version: u32,
    pub destination: Place,
    /// None: no profile sees the source.
    pub source: Option<Place>,
    /// Of all checks, those of the chain and those beside it.
    pub summary: CheckSummary,
    /// The chain in the order in which a sign-in passes through it.
    pub links: Vec<Link>,
    /// What the chain rests on without being a link of it: the attributes of both pools.
    pub beside: Vec<Check>,
    /// The function's variables, and what each was taken for.
    pub variables: Vec<Variable>,
    /// What leads to the source, and where it was found.
    pub values: Vec<Value>,
    /// The test sign-in, where one was made.
    #[serde(rename = "story")]
    pub sign_in: Option<SignInReport>,
}

/// A value that leads to the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Value {
    pub what: &'static str,
    /// None where it was not found.
    pub value: Option<String>,
    pub from: Option<String>,
}

impl DiagnosisReport {
    pub fn of(discovery: &Discovery) -> Self {
        let links = chain::links(discovery);
        let beside = match discovery.source_pool.present() {
            Some(source) => schema::between(source, &discovery.pool, &discovery.destination),
            None => Vec::new(),
        };
        let all: Vec<Check> = links.iter().flat_map(|link| &link.checks).chain(&beside).cloned().collect();
        let value = |what, resolved: &Option<ResolvedValue>| Value {
            what,
            value: resolved.as_ref().map(|resolved| resolved.value.clone()),
            from: resolved.as_ref().map(|resolved| resolved.from.clone()),
        };
        Self {
            format_version: FORMAT,
            destination: discovery.destination.clone(),
            source: discovery.source.clone(),
            summary: CheckSummary::of(&all),
            links,
            beside,
            variables: discovery.variables.clone(),
            values: vec![
                value("role to assume", &discovery.role),
                value("external id", &discovery.external_id),
                value("source pool", &discovery.source_pool_id),
                value("source app client", &discovery.source_client_id),
            ],
            sign_in: None,
        }
    }

    /// The first link that is broken, in the order in which a sign-in meets them.
    pub fn broken(&self) -> Option<&Link> {
        self.links.iter().find(|link| link.state == LinkState::Broken)
    }

    /// All checks, the chain's first.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.links.iter().flat_map(|link| &link.checks).chain(&self.beside)
    }

    /// Whether anything failed: a link, or what stands beside the chain, or the test sign-in.
    pub fn failed(&self) -> bool {
        self.checks().any(|check| check.status == CheckStatus::Fail)
            || self.sign_in.as_ref().is_some_and(|report| !report.succeeded)
    }
}
