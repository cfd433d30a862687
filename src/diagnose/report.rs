//! What a diagnosis found, ready to be told to people or to programs. Pure.

use serde::Serialize;

use super::chain;
use super::found::{Found, Taken};
use super::variables::Variable;
use crate::check::finding::{Check, CheckStatus};
use crate::diagnose::link::{Link, LinkState};
use crate::model::place::Place;
use crate::preflight::schema;
use crate::preflight::summary::Summary;
use crate::sign_in::story::Story;

/// The version of the document that `--json` prints: assets/schema/diagnose.json.
const FORMAT: u32 = 1;

/// Everything, as `--json` prints it.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub format_version: u32,
    pub destination: Place,
    /// None: no profile sees the source.
    pub source: Option<Place>,
    /// Of all checks, those of the chain and those beside it.
    pub summary: Summary,
    /// The chain in the order in which a sign-in passes through it.
    pub links: Vec<Link>,
    /// What the chain rests on without being a link of it: the attributes of both pools.
    pub beside: Vec<Check>,
    /// The function's variables, and what each was taken for.
    pub variables: Vec<Variable>,
    /// What leads to the source, and where it was found.
    pub values: Vec<Value>,
    /// The test sign-in, where one was made.
    pub story: Option<Story>,
}

/// A value that leads to the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Value {
    pub what: &'static str,
    /// None where it was not found.
    pub value: Option<String>,
    pub from: Option<String>,
}

impl Report {
    pub fn of(found: &Found) -> Self {
        let links = chain::links(found);
        let beside = match found.source_pool.there() {
            Some(source) => schema::between(source, &found.pool, &found.destination),
            None => Vec::new(),
        };
        let all: Vec<Check> = links.iter().flat_map(|link| &link.checks).chain(&beside).cloned().collect();
        let value = |what, taken: &Option<Taken>| Value {
            what,
            value: taken.as_ref().map(|taken| taken.value.clone()),
            from: taken.as_ref().map(|taken| taken.from.clone()),
        };
        Self {
            format_version: FORMAT,
            destination: found.destination.clone(),
            source: found.source.clone(),
            summary: Summary::of(&all),
            links,
            beside,
            variables: found.variables.clone(),
            values: vec![
                value("role to assume", &found.role),
                value("external id", &found.external_id),
                value("source pool", &found.source_pool_id),
                value("source app client", &found.source_client_id),
            ],
            story: None,
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
        self.checks().any(|check| check.status == CheckStatus::Fail) || self.story.as_ref().is_some_and(|story| !story.succeeded)
    }
}
