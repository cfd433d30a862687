//! Whether the profiles may do what apply will do, by IAM's simulator. Advice: resource control policies, VPC endpoints and session
//! policies are not simulated (facts §8), so what is denied here is a warning, and what is allowed may still be refused.

use serde_json::json;

use super::facts::{
    DestinationFacts, Facts, PermissionFacts, SimulatedGroup, SimulatedOutcome, SimulatedPrincipal, SourceFacts, Subject,
};
use crate::aws::Side;
use crate::check::builder::{CheckBuilder, check};
use crate::check::finding::{Check, CheckStatus};
use crate::problem::{Problem, ProblemKind};

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let sides = facts.permissions.as_ref()?;
    // Where nothing can be simulated, what was read meanwhile says a little.
    let (source, destination) = (facts.source.as_ref()?, facts.destination.as_ref()?);
    Some(sides.iter().flat_map(|side| of_side(subject, side, source, destination)).collect())
}

/// The read with which apply begins on this resource, and how it came out here.
fn tried<'f>(
    side: Side,
    key: &str,
    source: &'f SourceFacts,
    destination: &'f DestinationFacts,
) -> Option<(&'static str, Option<&'f Problem>)> {
    let (pool, role) = match side {
        Side::Source => (source.pool.as_ref().err(), source.role.as_ref().err()),
        Side::Destination => (destination.pool.as_ref().err(), destination.role.as_ref().err()),
    };
    match key {
        "pool" => Some(("cognito-idp:DescribeUserPool", pool)),
        "groups" if side == Side::Source => {
            Some(("cognito-idp:ListGroups", source.groups.as_ref().and_then(|groups| groups.as_ref().err())))
        }
        "role" | "pass-role" => Some(("iam:GetRole", role)),
        "function" => Some(("lambda:GetFunctionConfiguration", destination.function.as_ref().err())),
        "log-group" => Some(("logs:DescribeLogGroups", destination.log_group.as_ref().err())),
        _ => None,
    }
}

fn of_side(subject: &Subject, facts: &PermissionFacts, source: &SourceFacts, destination: &DestinationFacts) -> Vec<Check> {
    let side = facts.side;
    let without_groups = matches!(&source.groups, Some(Ok((groups, _))) if groups.is_empty());
    let mut checks = vec![match &facts.principal {
        Err(problem) => {
            check(format!("permissions.{side}.principal"), format!("who asks in the {side} account")).unavailable(problem)
        }
        Ok(principal) => boundary(subject, side, principal),
    }];
    let needed = facts.groups.iter().filter(|group| group.key != "groups" || !without_groups);
    checks.extend(needed.map(|group| allowed(side, group, tried(side, group.key, source, destination))));
    checks
}

fn boundary(subject: &Subject, side: Side, principal: &SimulatedPrincipal) -> Check {
    let builder = check(format!("permissions.{side}.principal"), format!("who asks in the {side} account"));
    let chosen = match side {
        Side::Source => &subject.options().source_permissions_boundary,
        Side::Destination => &subject.options().destination_permissions_boundary,
    };
    let mut evidence = vec![format!("principal: {}", principal.arn)];
    evidence.extend(principal.boundary.iter().map(|boundary| format!("its permissions boundary: {boundary}")));
    evidence.extend(chosen.iter().map(|boundary| format!("the boundary of the role to make: {boundary}")));
    match (&principal.boundary, chosen) {
        (Some(boundary), None) => builder.warn(
            evidence,
            format!("A principal with a boundary can often create only roles with a boundary. If so: --{side}-permissions-boundary {boundary}"),
        ),
        _ => builder.pass(evidence),
    }
}

fn allowed(side: Side, group: &SimulatedGroup, tried: Option<(&str, Option<&Problem>)>) -> Check {
    let what = match group.key {
        "pool" => "the user pool and its app clients",
        "groups" => "the groups and their members",
        "new-pool" => "making a user pool",
        "new-pool-parts" => "the new user pool and what is in it",
        "role" => "the role",
        "pass-role" => "giving the role to the function",
        "function" => "the function",
        "sms-role" | "end-user-messaging-role" => "sending back the role for text messages",
        "analytics-role" => "sending back the role for analytics",
        "senders-key" => "the key of the custom senders",
        _ => "the log group",
    };
    let builder = check(format!("permissions.{side}.{}", group.key), format!("permissions for {what} ({side}, simulated)"));
    match &group.outcomes {
        Err(problem) => by_reading(builder, &group.resource, problem, tried),
        Ok(outcomes) if outcomes.is_empty() => builder.skipped(vec!["IAM's simulator answered without results.".into()], None),
        Ok(outcomes) => judged(builder, side, &group.resource, outcomes),
    }
}

/// Without the simulator only the reads tell: one that is denied stops apply before it has begun. One that is allowed says nothing
/// of the writes, so the check stays one that could not look.
fn by_reading(builder: CheckBuilder, resource: &str, problem: &Problem, tried: Option<(&str, Option<&Problem>)>) -> Check {
    let Some((action, outcome)) = tried else { return builder.unavailable(problem) };
    let denied = outcome.is_some_and(|problem| matches!(problem.kind, ProblemKind::AccessDenied { .. }));
    let mut check = builder.unavailable(problem);
    check.evidence.push(match denied {
        true => format!("read instead: {action} on {resource} is denied, and apply begins with it"),
        false => format!("read instead: {action} is allowed; whether the writes are shows when apply makes them"),
    });
    if denied {
        check.status = CheckStatus::Warn;
        let statement = json!({ "Effect": "Allow", "Action": action, "Resource": resource });
        check.remedy = Some(format!("Ask an administrator for this statement:\n{statement}"));
    }
    check
}

fn judged(builder: CheckBuilder, side: Side, resource: &str, outcomes: &[SimulatedOutcome]) -> Check {
    let denied: Vec<&SimulatedOutcome> = outcomes.iter().filter(|outcome| outcome.decision != "allowed").collect();
    let mut evidence = vec![format!("resource: {resource}")];
    if denied.is_empty() {
        let actions: Vec<&str> = outcomes.iter().map(|outcome| outcome.action.as_str()).collect();
        evidence.push(format!("allowed: {}", actions.join(", ")));
        return builder.pass(evidence);
    }
    evidence.extend(denied.iter().map(|outcome| refusal(outcome)));
    builder.warn(evidence, remedy(side, resource, &denied))
}

/// `iam:CreateRole: implicitDeny; the permissions boundary does not allow it`.
fn refusal(outcome: &SimulatedOutcome) -> String {
    let mut reasons = vec![outcome.decision.clone()];
    if outcome.allowed_by_boundary == Some(false) {
        reasons.push("the permissions boundary does not allow it".into());
    }
    if outcome.allowed_by_organization == Some(false) {
        reasons.push("a service control policy of the organization does not allow it".into());
    }
    if !outcome.missing_context.is_empty() {
        reasons.push(format!("policies look at {}, which the simulation was not given", outcome.missing_context.join(", ")));
    }
    format!("{}: {}", outcome.action, reasons.join("; "))
}

/// An Allow is asked for only where nothing but an Allow is missing: against a Deny, a boundary or the organization it does not help.
fn remedy(side: Side, resource: &str, denied: &[&SimulatedOutcome]) -> String {
    let organization = denied.iter().any(|outcome| outcome.allowed_by_organization == Some(false));
    let bounded = denied.iter().any(|outcome| outcome.allowed_by_boundary == Some(false));
    let asks_for = |key: &str| denied.iter().flat_map(|outcome| &outcome.missing_context).find(|asked| asked.starts_with(key));
    let by_deny: Vec<&str> = denied.iter().filter(|outcome| is_denied(outcome)).map(|outcome| outcome.action.as_str()).collect();
    let missing: Vec<&str> =
        denied.iter().filter(|outcome| lacks_an_allow(outcome)).map(|outcome| outcome.action.as_str()).collect();
    let mut lines = Vec::new();
    if organization {
        lines.push(
            "Ask the organization's administrators: an Allow in the account does not help against a service control policy."
                .into(),
        );
    }
    if bounded {
        lines.push(
            "The permissions boundary leaves these out: use a profile whose role is meant for this, or ask its owner.".into(),
        );
    }
    if !by_deny.is_empty() {
        lines.push(format!("A policy has a Deny for {}: adding a permission does not help against it.", by_deny.join(", ")));
    }
    if let Some(tag) = asks_for("aws:RequestTag/").and_then(|key| key.strip_prefix("aws:RequestTag/")) {
        lines.push(format!("Policies ask for a tag: --tag {tag}=VALUE"));
    }
    if asks_for("iam:PermissionsBoundary").is_some() {
        lines.push(format!("Policies ask for a permissions boundary on the role: --{side}-permissions-boundary ARN"));
    }
    if asks_for("aws:MultiFactorAuth").is_some() {
        lines.push(format!(
            "Policies ask for a second factor: a profile that assumes its role with mfa_serial, and --{side}-mfa-code CODE"
        ));
    }
    if !missing.is_empty() {
        let statement = json!({ "Effect": "Allow", "Action": missing, "Resource": resource });
        lines.push("Ask an administrator for this statement, or go on if you know better (simulated, so not certain):".into());
        lines.push(statement.to_string());
    }
    lines.join("\n")
}

fn is_denied(outcome: &SimulatedOutcome) -> bool {
    outcome.decision == "explicitDeny"
}

fn lacks_an_allow(outcome: &SimulatedOutcome) -> bool {
    !is_denied(outcome) && outcome.allowed_by_boundary != Some(false) && outcome.allowed_by_organization != Some(false)
}
