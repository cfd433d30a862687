//! The story's five links, each with what was seen of it. Pure.

use super::answer::Answer;
use super::cause::Cause;
use super::diagnosis::Diagnosis;
use super::evidence::{Evidence, Seen};
use super::function_log::{FunctionLine, FunctionSaid};
use super::person::Person;
use super::story::{AttributePair, AttributeVerdict, Link, LinkOutcome};
use crate::resources::ResourceId;

/// The chain in order: pool asked, trigger fired, function answered, user created, attributes compared.
pub fn of(evidence: &Evidence, diagnosis: &Diagnosis, attributes: &[AttributePair]) -> Vec<Link> {
    vec![
        pool_asked(evidence, diagnosis),
        trigger_fired(evidence, diagnosis),
        function_answered(evidence),
        user_created(evidence),
        attributes_compared(evidence, attributes),
    ]
}

fn link(title: &str, outcome: LinkOutcome, evidence: Vec<String>) -> Link {
    Link { title: title.to_owned(), outcome, evidence }
}

/// It broke here if Cognito refused before any trigger could matter.
fn pool_asked(e: &Evidence, diagnosis: &Diagnosis) -> Link {
    let refused_at_once = matches!(
        diagnosis.cause,
        Some(
            Cause::BlockedByFirewall
                | Cause::ClientSecret
                | Cause::DestinationClientMissing
                | Cause::FlowNotEnabled
                | Cause::ServiceUnavailable
        )
    ) || (diagnosis.cause == Some(Cause::Throttled) && e.function == FunctionSaid::NotAsked);
    let spec = &e.blueprint.spec;
    let answer = match &e.answer {
        Answer::SignedIn => "answer: tokens (dropped at once)".to_owned(),
        Answer::Challenge(name) => format!("answer: challenge {name}"),
        Answer::Refused { code, message } => format!("answer: {code}: {message}"),
    };
    let asked =
        format!("InitiateAuth USER_PASSWORD_AUTH, app client {}, pool {}", spec.destination_client.id, spec.destination.pool_id);
    let outcome = if refused_at_once { LinkOutcome::Broken } else { LinkOutcome::Worked };
    link("Destination pool asked", outcome, vec![asked, answer])
}

fn trigger_fired(e: &Evidence, diagnosis: &Diagnosis) -> Link {
    let title = "Trigger fired";
    let unseen = |why: &str| link(title, LinkOutcome::Unknown, vec![why.to_owned()]);
    let broken = matches!(
        diagnosis.cause,
        Some(
            Cause::TriggerNotSet
                | Cause::TriggerElsewhere
                | Cause::FunctionMissing
                | Cause::InvokePermissionMissing
                | Cause::InvokePermissionWrongSource
        )
    );
    if broken {
        let pieces = [ResourceId::Trigger, ResourceId::Function, ResourceId::InvokePermission];
        let off = pieces.into_iter().filter(|resource| e.piece(*resource).is_some_and(super::piece::Piece::is_off));
        let mut seen: Vec<String> = off.map(|resource| format!("{}: not as planned", resource.title())).collect();
        let now = e.piece(ResourceId::Trigger).and_then(|piece| piece.text_now("LambdaConfig.UserMigration"));
        seen.extend(now.map(|function| format!("UserMigration: {function}")));
        return link(title, LinkOutcome::Broken, seen);
    }
    if e.was_there_before() {
        return unseen("not needed: the destination had the user before");
    }
    if e.function.was_invoked() || e.was_created() {
        return link(title, LinkOutcome::Worked, vec![format!("UserMigration: {}", e.blueprint.function_arn())]);
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
            seen.extend((*others > 0).then(|| format!("{others} more sign-ins in the same seconds; the line names nobody")));
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
        (_, Seen::Known(None)) if e.function.reason() == "migrated" => {
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
