//! Whether a role's policies, and the boundary around them, allow an action; and what to do where they do not. Pure.

use super::discovery::{Role, RolePolicy};
use super::remedies::{self, short};
use super::request_context;
use crate::aws::policy::conditions::{Condition, RequestContext};
use crate::aws::policy::pattern::matches;
use crate::aws::policy::reading;
use crate::aws::policy::reading::{Decision, Statement, decide, statements};
use crate::check::builder::{CheckBuilder, listed};
use crate::check::finding::Check;
use crate::problem::Problem;

pub enum Granted {
    Yes(Vec<String>),
    No(Why, Vec<String>),
    Unclear(Vec<Condition>, Vec<String>),
    Unread(Problem),
}

/// Why not: only what is missing can be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    Missing,
    /// These policies of the role have a Deny.
    Denied(Vec<String>),
    /// The permissions boundary of this name.
    Boundary(String),
}

impl Why {
    pub fn remedy(&self, role: &Role, grant: impl FnOnce() -> String) -> String {
        let name = short(&role.arn);
        match self {
            Why::Missing => grant(),
            Why::Denied(policies) => format!(
                "{}: an Allow does not override it. Ask its owner to exclude {name}, or give the function a role without it.",
                listed("A Deny is in", policies)
            ),
            Why::Boundary(boundary) => format!(
                "The permissions boundary {boundary} of {name} does not allow it: another policy does not help. Ask the boundary's owner, or use a role without it."
            ),
        }
    }
}

impl Granted {
    /// The check of this finding; `grant` is how the permission is given where it is merely missing.
    pub fn judge(self, builder: CheckBuilder, role: &Role, profile: &str, grant: impl FnOnce() -> String) -> Check {
        match self {
            Granted::Yes(evidence) => builder.pass(evidence),
            Granted::No(why, evidence) => builder.fail(evidence, why.remedy(role, grant)),
            Granted::Unclear(conditions, evidence) => {
                builder.skipped(evidence, Some(remedies::unclear_conditions(&conditions, profile)))
            }
            Granted::Unread(problem) => builder.unavailable(&problem),
        }
    }
}

/// Whether the role may do this, in this request.
pub fn granted(role: &Role, action: &str, resource: &str, request: &RequestContext) -> Granted {
    let policies = match &role.policies {
        Ok(policies) => policies,
        Err(problem) => return Granted::Unread(problem.clone()),
    };
    let read = policies.iter().filter_map(|policy| policy.document.as_ref().ok());
    let unread = policies.iter().find_map(|policy| policy.document.as_ref().err());
    let names: Vec<String> = policies.iter().map(|policy| short(&policy.name).to_owned()).collect();
    let mut evidence = vec![format!("{action} on {resource}"), listed("policies", &names)];
    let covering: Vec<Statement<'_>> =
        read.clone().flat_map(statements).filter(|it| it.covers_action(action) && it.covers_resource(resource)).collect();
    match (decide(read.clone(), action, resource, request), unread) {
        (Decision::Allowed, None) => {}
        (Decision::Denied, _) => return Granted::No(Why::Denied(denying(policies, action, resource, request)), evidence),
        (Decision::DependsOn(keys), _) => {
            evidence.push(listed("it depends on", &keys));
            return Granted::Unclear(unclear(&covering, request), evidence);
        }
        // What was not read may allow it, or deny it.
        (Decision::Allowed | Decision::NotAllowed, Some(problem)) => return Granted::Unread(problem.clone()),
        (Decision::NotAllowed, None) => {
            let elsewhere: Vec<String> = read
                .flat_map(statements)
                .filter(|it| it.allows() && it.covers_action(action))
                .flat_map(reading::Statement::resources)
                .filter(|allowed| !matches(allowed, resource))
                .map(str::to_owned)
                .collect();
            evidence.extend((!elsewhere.is_empty()).then(|| listed("allowed on", &elsewhere)));
            let never: Vec<Condition> = covering.iter().filter(|it| it.allows()).flat_map(|it| it.never_met(request)).collect();
            evidence.extend(request_context::why_never(&never));
            return Granted::No(Why::Missing, evidence);
        }
    }
    within(role.boundary.as_ref(), action, resource, request, evidence)
}

fn denying(policies: &[RolePolicy], action: &str, resource: &str, request: &RequestContext) -> Vec<String> {
    let denies = |policy: &&RolePolicy| {
        policy.document.as_ref().is_ok_and(|document| decide([document], action, resource, request) == Decision::Denied)
    };
    policies.iter().filter(denies).map(|policy| short(&policy.name).to_owned()).collect()
}

fn unclear(covering: &[Statement<'_>], request: &RequestContext) -> Vec<Condition> {
    let conditions = covering.iter().filter(|it| it.applies(request).is_none()).flat_map(|it| it.conditions());
    conditions.filter(|condition| condition.holds(request).is_none()).collect()
}

fn within(
    boundary: Option<&RolePolicy>,
    action: &str,
    resource: &str,
    request: &RequestContext,
    mut evidence: Vec<String>,
) -> Granted {
    let Some(boundary) = boundary else { return Granted::Yes(evidence) };
    evidence.push(format!("permissions boundary: {}", boundary.name));
    match &boundary.document {
        Err(problem) => Granted::Unread(problem.clone()),
        Ok(document) => match decide([document], action, resource, request) {
            Decision::Allowed => Granted::Yes(evidence),
            Decision::DependsOn(keys) => {
                evidence.push(listed("it depends on", &keys));
                Granted::Unclear(unclear(&statements(document), request), evidence)
            }
            Decision::Denied | Decision::NotAllowed => {
                evidence.push("the boundary does not allow it".into());
                Granted::No(Why::Boundary(short(&boundary.name).to_owned()), evidence)
            }
        },
    }
}
