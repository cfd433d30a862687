//! The story's links, each with what was seen of it. Pure.

use super::answer::Answer;
use super::cause::Cause;
use super::diagnosis::Diagnosis;
use super::evidence::Evidence;
use super::function_log::{FunctionLine, FunctionSaid};
use super::person::Person;
use super::resource_status::ResourceStatus;
use super::story::{AttributePair, AttributeVerdict, Link, LinkOutcome};
use crate::command::Command;
use crate::model::groups::{are_marked, come_at_first_sign_in};
use crate::model::resource_id::ResourceId;
use crate::model::user_options::GROUPS_MARK;
use crate::sign_in::seen::Seen;

/// The links, in the order in which a sign-in passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Pool,
    Trigger,
    Function,
    User,
}

/// The chain in order: pool asked, trigger fired, function answered, user created, attributes compared, groups brought.
pub fn of(evidence: &Evidence, diagnosis: &Diagnosis, attributes: &[AttributePair]) -> Vec<Link> {
    let broken = diagnosis.cause.filter(|_| !diagnosis.succeeded).and_then(|cause| place(evidence, cause));
    let links = [
        (Place::Pool, pool_asked(evidence)),
        (Place::Trigger, trigger_fired(evidence)),
        (Place::Function, function_answered(evidence)),
        (Place::User, user_created(evidence)),
    ];
    let told = links.map(|(place, link)| match broken == Some(place) {
        true => Link { outcome: LinkOutcome::Broken, ..link },
        false => link,
    });
    told.into_iter().chain([attributes_compared(evidence, attributes)]).chain(groups_brought(evidence)).collect()
}

/// Where groups come at the first sign-in: the mark on the user says whether they have (assets/function/groups.mjs).
fn groups_brought(e: &Evidence) -> Option<Link> {
    if !come_at_first_sign_in(&e.blueprint) {
        return None;
    }
    if !are_marked(&e.blueprint) {
        let command = format!(
            "your own function brings them; this compares: {}",
            Command::ferry("groups").session(&e.blueprint.spec.session)
        );
        return Some(link("Groups brought", LinkOutcome::Unknown, vec![command]));
    }
    let marked = e.created_user().map(|user| user.attributes.contains_key(GROUPS_MARK));
    let (outcome, seen) = match (marked, &e.answer) {
        (Some(false), _) => (LinkOutcome::Worked, vec!["nothing left to bring".to_owned()]),
        (Some(true), Answer::SignedIn) => {
            let still = format!("still to come: the user carries {GROUPS_MARK}, and the next sign-in tries again");
            (
                LinkOutcome::Broken,
                vec![still, format!("why: the function's line of PostAuthentication in {}", e.blueprint.log_group())],
            )
        }
        (Some(true), _) => (LinkOutcome::Unknown, vec!["they come once the sign-in is complete".to_owned()]),
        (None, _) => (LinkOutcome::Unknown, vec!["not reached".to_owned()]),
    };
    Some(link("Groups brought", outcome, seen))
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

fn link(title: &str, outcome: LinkOutcome, evidence: Vec<String>) -> Link {
    Link { title: title.to_owned(), outcome, evidence }
}

fn pool_asked(e: &Evidence) -> Link {
    let spec = &e.blueprint.spec;
    let answer = match &e.answer {
        Answer::SignedIn => "answer: tokens (dropped at once)".to_owned(),
        Answer::Challenge(name) => format!("answer: challenge {name}"),
        Answer::Refused { code, message } => format!("answer: {code}: {message}"),
    };
    let asked =
        format!("InitiateAuth USER_PASSWORD_AUTH, app client {}, pool {}", spec.destination_client.id, spec.destination.pool_id);
    link("Destination pool asked", LinkOutcome::Worked, vec![asked, answer])
}

fn trigger_fired(e: &Evidence) -> Link {
    let title = "Trigger fired";
    let unseen = |why: &str| link(title, LinkOutcome::Unknown, vec![why.to_owned()]);
    if e.was_there_before() {
        return unseen("not needed: the destination had the user before");
    }
    if e.function.was_invoked() || e.was_created() {
        return link(title, LinkOutcome::Worked, vec![format!("UserMigration: {}", e.blueprint.function_arn())]);
    }
    let pieces = [ResourceId::Trigger, ResourceId::Function, ResourceId::InvokePermission];
    let off: Vec<ResourceId> =
        pieces.into_iter().filter(|resource| e.status_of(*resource).is_some_and(ResourceStatus::is_off)).collect();
    if !off.is_empty() {
        let mut seen: Vec<String> = off.iter().map(|resource| format!("{}: not as planned", resource.title())).collect();
        let now = e.status_of(ResourceId::Trigger).and_then(|piece| piece.text_now("LambdaConfig.UserMigration"));
        seen.extend(now.map(|function| format!("UserMigration: {function}")));
        return link(title, LinkOutcome::Unknown, seen);
    }
    match e.function {
        FunctionSaid::NotAsked => unseen("not reached"),
        _ => unseen("no sign of it in the function's log"),
    }
}

fn function_answered(e: &Evidence) -> Link {
    let (outcome, seen) = match &e.function {
        FunctionSaid::Line { line, others } => {
            let outcome = if line.outcome == "migrated" { LinkOutcome::Worked } else { LinkOutcome::Broken };
            let mut seen = words_of(line);
            seen.extend(match others {
                0 => None,
                1 => Some("another sign-in in the same seconds; the line names nobody".to_owned()),
                others => Some(format!("{others} more sign-ins in the same seconds; the line names nobody")),
            });
            (outcome, seen)
        }
        FunctionSaid::TimedOut => (LinkOutcome::Broken, vec!["it ran longer than it may".to_owned()]),
        FunctionSaid::Crashed(kind) => (LinkOutcome::Broken, vec![format!("it threw {kind}")]),
        FunctionSaid::Ran if e.was_created() => (LinkOutcome::Worked, vec!["it ran; its log has no line of ours".to_owned()]),
        FunctionSaid::Ran => (LinkOutcome::Unknown, vec!["it ran; its log has no line of ours".to_owned()]),
        FunctionSaid::Nothing if e.was_created() => {
            (LinkOutcome::Worked, vec!["the user was created; the log line has not arrived yet".to_owned()])
        }
        FunctionSaid::Nothing => (LinkOutcome::Unknown, vec![format!("nothing new in {}", e.blueprint.log_group())]),
        FunctionSaid::Unseen(why) if e.was_created() => (LinkOutcome::Worked, vec![format!("the user was created; log: {why}")]),
        FunctionSaid::Unseen(why) => (LinkOutcome::Unknown, vec![why.clone()]),
        FunctionSaid::NotAsked => (LinkOutcome::Unknown, vec!["not reached".to_owned()]),
    };
    link("Function answered", outcome, seen)
}

fn words_of(line: &FunctionLine) -> Vec<String> {
    let mut words = vec![format!("{}: {}", line.outcome, line.reason)];
    words.extend(line.step.as_ref().map(|step| format!("step: {step}")));
    words.extend(line.error.as_ref().map(|error| format!("error: {error}")));
    words.extend((!line.missing.is_empty()).then(|| format!("missing: {}", line.missing.join(", "))));
    words.extend(line.milliseconds.map(|milliseconds| format!("{milliseconds} ms")));
    words.extend(line.calls.map(|calls| format!("{calls} calls to AWS")));
    words.extend(line.request_id.as_ref().map(|id| format!("request {id}")));
    words
}

fn user_created(e: &Evidence) -> Link {
    let (outcome, seen) = match (&e.existed_before, &e.destination_user) {
        (Seen::Known(true), Seen::Known(Some(user))) => {
            (LinkOutcome::Unknown, [vec!["it was there before".to_owned()], state(user)].concat())
        }
        (_, Seen::Known(Some(user))) => (LinkOutcome::Worked, state(user)),
        (_, Seen::Known(None)) if e.function.migrated() => {
            (LinkOutcome::Broken, vec!["the function handed the user over; the destination does not have it".to_owned()])
        }
        (_, Seen::Known(None)) => (LinkOutcome::Unknown, vec!["not reached: the destination does not have the user".to_owned()]),
        (_, Seen::Unseen(why)) => (LinkOutcome::Unknown, vec![why.clone()]),
    };
    link("User created", outcome, seen)
}

fn state(user: &Person) -> Vec<String> {
    vec![
        format!("user name: {}", user.user_name),
        format!("status: {}", user.status),
        (if user.enabled { "enabled" } else { "disabled" }).to_owned(),
    ]
}

fn attributes_compared(e: &Evidence, attributes: &[AttributePair]) -> Link {
    let title = "Attributes compared";
    if attributes.is_empty() {
        let why = match (&e.source_user, &e.destination_user) {
            (Seen::Unseen(why), _) | (_, Seen::Unseen(why)) => why.clone(),
            (Seen::Known(None), _) => "the source does not have the user".to_owned(),
            _ => "not reached".to_owned(),
        };
        return link(title, LinkOutcome::Unknown, vec![why]);
    }
    let count = |verdicts: &[AttributeVerdict]| attributes.iter().filter(|pair| verdicts.contains(&pair.verdict)).count();
    let (same, off) = (
        count(&[AttributeVerdict::Same]),
        count(&[AttributeVerdict::Different, AttributeVerdict::MissingInDestination, AttributeVerdict::OnlyInDestination]),
    );
    let outcome = if off == 0 { LinkOutcome::Worked } else { LinkOutcome::Broken };
    link(title, outcome, vec![format!("{same} the same, {off} not"), "sub: always its own in each pool".to_owned()])
}
