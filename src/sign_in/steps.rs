//! The story's links, each with what was seen of it. Pure.

use super::answer::AuthResult;
use super::cause::Cause;
use super::cause_rules::Diagnosis;
use super::evidence::Evidence;
use super::function_log::{FunctionLine, FunctionSaid};
use super::person::PoolUser;
use super::report::{AttributePair, AttributeVerdict, SignInStep, StepOutcome};
use super::resource_status::ResourceStatus;
use crate::command::Command;
use crate::model::groups::{are_marked, come_at_first_sign_in};
use crate::model::resource_id::ResourceId;
use crate::model::user_options::GROUPS_MARK;
use crate::sign_in::observed::ObservedValue;

/// The links, in the order in which a sign-in passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Pool,
    Trigger,
    Function,
    User,
}

/// The chain in order: pool asked, trigger fired, function answered, user created, attributes compared, groups brought.
pub fn of(evidence: &Evidence, diagnosis: &Diagnosis, attributes: &[AttributePair]) -> Vec<SignInStep> {
    let cause_from_resources = diagnosis.cause.filter(|_| !diagnosis.succeeded).and_then(|cause| place(evidence, cause));
    let steps = [
        (Place::Pool, pool_asked(evidence)),
        (Place::Trigger, trigger_fired(evidence)),
        (Place::Function, function_answered(evidence)),
        (Place::User, user_created(evidence)),
    ];
    let told = steps.map(|(place, link)| match cause_from_resources == Some(place) {
        true => SignInStep { outcome: StepOutcome::Broken, ..link },
        false => link,
    });
    told.into_iter().chain([attributes_compared(evidence, attributes)]).chain(groups_brought(evidence)).collect()
}

/// Where groups come at the first sign-in: the mark on the user says whether they have (assets/function/groups.mjs).
fn groups_brought(e: &Evidence) -> Option<SignInStep> {
    if !come_at_first_sign_in(&e.blueprint) {
        return None;
    }
    if !are_marked(&e.blueprint) {
        let command = format!(
            "your own function brings them; this compares: {}",
            Command::ferry("groups").session(&e.blueprint.spec.session)
        );
        return Some(link("Groups brought", StepOutcome::Unknown, vec![command]));
    }
    let marked = e.created_user().map(|user| user.attributes.contains_key(GROUPS_MARK));
    let (outcome, observed) = match (marked, &e.answer) {
        (Some(false), _) => (StepOutcome::Worked, vec!["nothing left to bring".to_owned()]),
        (Some(true), AuthResult::SignedIn) => {
            let still = format!("still to come: the user carries {GROUPS_MARK}, and the next sign-in tries again");
            (
                StepOutcome::Broken,
                vec![still, format!("why: the function's line of PostAuthentication in {}", e.blueprint.log_group())],
            )
        }
        (Some(true), _) => (StepOutcome::Unknown, vec!["they come once the sign-in is complete".to_owned()]),
        (None, _) => (StepOutcome::Unknown, vec!["not reached".to_owned()]),
    };
    Some(link("Groups brought", outcome, observed))
}

/// Where the chain broke; none where nobody knows.
fn place(e: &Evidence, cause: Cause) -> Option<Place> {
    if e.was_there_before() {
        // The pool answered by itself, and not with tokens.
        return Some(Place::Pool);
    }
    Some(match cause {
        Cause::Unexplained => return None,
        Cause::BlockedByFirewall
        | Cause::ClientSecret
        | Cause::DestinationClientMissing
        | Cause::FlowNotEnabled
        | Cause::ServiceUnavailable
        | Cause::SrpClient => Place::Pool,
        Cause::Throttled if e.function.reason() != "throttled" => Place::Pool,
        Cause::OtherTrigger if !e.was_created() => Place::Pool,
        Cause::TriggerNotSet
        | Cause::TriggerElsewhere
        | Cause::FunctionMissing
        | Cause::InvokePermissionMissing
        | Cause::InvokePermissionWrongSource => Place::Trigger,
        // Where the function itself kept the user back, it says so.
        Cause::AttributeRefused if e.function.reason().starts_with("attribute-") => Place::Function,
        Cause::AttributeNotInSchema | Cause::AttributeRefused | Cause::AnswerNotAccepted => Place::User,
        _ if e.was_created() => Place::User,
        _ => Place::Function,
    })
}

fn link(title: &str, outcome: StepOutcome, evidence: Vec<String>) -> SignInStep {
    SignInStep { title: title.to_owned(), outcome, evidence }
}

fn pool_asked(e: &Evidence) -> SignInStep {
    let spec = &e.blueprint.spec;
    let answer = match &e.answer {
        AuthResult::SignedIn => "answer: tokens (dropped at once)".to_owned(),
        AuthResult::Challenge(name) => format!("answer: challenge {name}"),
        AuthResult::Refused { code, message } => format!("answer: {code}: {message}"),
    };
    let asked =
        format!("InitiateAuth USER_PASSWORD_AUTH, app client {}, pool {}", spec.destination_client.id, spec.destination.pool_id);
    link("Destination pool asked", StepOutcome::Worked, vec![asked, answer])
}

fn trigger_fired(e: &Evidence) -> SignInStep {
    let title = "Trigger fired";
    let unseen = |why: &str| link(title, StepOutcome::Unknown, vec![why.to_owned()]);
    if e.was_there_before() {
        return unseen("not needed: the destination had the user before");
    }
    if e.function.was_invoked() || e.was_created() {
        return link(title, StepOutcome::Worked, vec![format!("UserMigration: {}", e.blueprint.function_arn())]);
    }
    let statuses = [ResourceId::Trigger, ResourceId::Function, ResourceId::InvokePermission];
    let off: Vec<ResourceId> =
        statuses.into_iter().filter(|resource| e.status_of(*resource).is_some_and(ResourceStatus::is_off)).collect();
    if !off.is_empty() {
        let mut observed: Vec<String> = off.iter().map(|resource| format!("{}: not as planned", resource.title())).collect();
        let now = e.status_of(ResourceId::Trigger).and_then(|status| status.text_now("LambdaConfig.UserMigration"));
        observed.extend(now.map(|function| format!("UserMigration: {function}")));
        return link(title, StepOutcome::Unknown, observed);
    }
    match e.function {
        FunctionSaid::NotAsked => unseen("not reached"),
        _ => unseen("no sign of it in the function's log"),
    }
}

fn function_answered(e: &Evidence) -> SignInStep {
    let (outcome, observed) = match &e.function {
        FunctionSaid::Line { line, others } => {
            let outcome = if line.outcome == "migrated" { StepOutcome::Worked } else { StepOutcome::Broken };
            let mut observed = words_of(line);
            observed.extend(match others {
                0 => None,
                1 => Some("another sign-in in the same seconds; the line names no user".to_owned()),
                others => Some(format!("{others} more sign-ins in the same seconds; the line names no user")),
            });
            (outcome, observed)
        }
        FunctionSaid::TimedOut => (StepOutcome::Broken, vec!["it ran longer than it may".to_owned()]),
        FunctionSaid::Crashed(kind) => (StepOutcome::Broken, vec![format!("it threw {kind}")]),
        FunctionSaid::Ran if e.was_created() => (StepOutcome::Worked, vec!["it ran; its log has no line of ours".to_owned()]),
        FunctionSaid::Ran => (StepOutcome::Unknown, vec!["it ran; its log has no line of ours".to_owned()]),
        FunctionSaid::Nothing if e.was_created() => {
            (StepOutcome::Worked, vec!["the user was created; the log line has not arrived yet".to_owned()])
        }
        FunctionSaid::Nothing => (StepOutcome::Unknown, vec![format!("nothing new in {}", e.blueprint.log_group())]),
        FunctionSaid::Unavailable(why) if e.was_created() => {
            (StepOutcome::Worked, vec![format!("the user was created; log: {why}")])
        }
        FunctionSaid::Unavailable(why) => (StepOutcome::Unknown, vec![why.clone()]),
        FunctionSaid::NotAsked => (StepOutcome::Unknown, vec!["not reached".to_owned()]),
    };
    link("Function answered", outcome, observed)
}

fn words_of(line: &FunctionLine) -> Vec<String> {
    let mut messages = vec![format!("{}: {}", line.outcome, line.reason)];
    messages.extend(line.step.as_ref().map(|step| format!("step: {step}")));
    messages.extend(line.error.as_ref().map(|error| format!("error: {error}")));
    messages.extend((!line.missing.is_empty()).then(|| format!("missing: {}", line.missing.join(", "))));
    messages.extend(line.milliseconds.map(|milliseconds| format!("{milliseconds} ms")));
    messages.extend(line.calls.map(|calls| format!("{calls} calls to AWS")));
    messages.extend(line.request_id.as_ref().map(|id| format!("request {id}")));
    messages
}

fn user_created(e: &Evidence) -> SignInStep {
    let (outcome, observed) = match (&e.existed_before, &e.destination_user) {
        (ObservedValue::Known(true), ObservedValue::Known(Some(user))) => {
            (StepOutcome::Unknown, [vec!["it was there before".to_owned()], state(user)].concat())
        }
        (_, ObservedValue::Known(Some(user))) => (StepOutcome::Worked, state(user)),
        (_, ObservedValue::Known(None)) if e.function.migrated() => {
            (StepOutcome::Broken, vec!["the function handed the user over; the destination does not have it".to_owned()])
        }
        (_, ObservedValue::Known(None)) => {
            (StepOutcome::Unknown, vec!["not reached: the destination does not have the user".to_owned()])
        }
        (_, ObservedValue::Unavailable(why)) => (StepOutcome::Unknown, vec![why.clone()]),
    };
    link("User created", outcome, observed)
}

fn state(user: &PoolUser) -> Vec<String> {
    vec![
        format!("user name: {}", user.user_name),
        format!("status: {}", user.status),
        (if user.enabled { "enabled" } else { "disabled" }).to_owned(),
    ]
}

fn attributes_compared(e: &Evidence, attributes: &[AttributePair]) -> SignInStep {
    let title = "Attributes compared";
    if attributes.is_empty() {
        let why = match (&e.source_user, &e.destination_user) {
            (ObservedValue::Unavailable(why), _) | (_, ObservedValue::Unavailable(why)) => why.clone(),
            (ObservedValue::Known(None), _) => "the source does not have the user".to_owned(),
            _ => "not reached".to_owned(),
        };
        return link(title, StepOutcome::Unknown, vec![why]);
    }
    let count = |verdicts: &[AttributeVerdict]| attributes.iter().filter(|pair| verdicts.contains(&pair.verdict)).count();
    let (same, off) = (
        count(&[AttributeVerdict::Same]),
        count(&[AttributeVerdict::Different, AttributeVerdict::MissingInDestination, AttributeVerdict::OnlyInDestination]),
    );
    let outcome = if off == 0 { StepOutcome::Worked } else { StepOutcome::Broken };
    link(title, outcome, vec![format!("{same} the same, {off} not"), "sub: always its own in each pool".to_owned()])
}
