//! A signature that AWS refuses for its age: how far this machine's clock is from AWS's.

use std::time::{Duration, SystemTime};

use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::refusal::Refusal;
use crate::problem::ProblemKind;

/// How far this machine's clock is from AWS's, where that is why the signature was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Skew {
    Ahead(Duration),
    Behind(Duration),
    /// AWS's own time shows that the clock is right.
    None,
    Unknown,
}

/// AWS takes signatures up to five minutes old.
const TOLERATED: Duration = Duration::from_secs(5 * 60);

fn skew(answer: &ErrorAnswer, now: SystemTime) -> Option<Skew> {
    let theirs = answer.date.or_else(|| their_time(&answer.message));
    let skew = match theirs.map(|theirs| (now.duration_since(theirs), theirs)) {
        Some((Ok(ahead), _)) if ahead > TOLERATED => Skew::Ahead(ahead),
        Some((Err(behind), _)) if behind.duration() > TOLERATED => Skew::Behind(behind.duration()),
        Some(_) => Skew::None,
        None => Skew::Unknown,
    };
    let too_far = matches!(skew, Skew::Ahead(_) | Skew::Behind(_));
    let about_age =
        ["Signature expired", "Signature not yet current", "is not yet current"].iter().any(|text| answer.message.contains(text));
    match answer.name() {
        "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture" => Some(skew),
        "SignatureDoesNotMatch" | "InvalidSignature" | "AuthFailure" if about_age || too_far => Some(skew),
        _ => None,
    }
}

/// AWS's own time in "Signature expired: OURS is now earlier than LIMIT (THEIRS - 5 min.)".
fn their_time(message: &str) -> Option<SystemTime> {
    let (_, theirs) = message.rsplit_once('(')?;
    let theirs = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", theirs.split_whitespace().next()?).ok()?;
    Some(theirs.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().into())
}

/// The refusal, where the clock is the cause.
pub(in crate::aws) fn refusal(answer: &ErrorAnswer, now: SystemTime) -> Option<Refusal> {
    let skew = skew(answer, now)?;
    let told = |by: Duration| match by.as_secs() {
        ..7200 => format!("{} minutes", by.as_secs() / 60),
        seconds => format!("{} hours", seconds / 3600),
    };
    let by = match skew {
        Skew::Ahead(by) => format!("This machine's clock is {} ahead of AWS's.", told(by)),
        Skew::Behind(by) => format!("This machine's clock is {} behind AWS's.", told(by)),
        Skew::None => {
            let words = "It came too long after it was signed, though this machine's clock is right: the network stood still, or this machine.";
            return Some(Refusal::new(ProblemKind::Network).because(words).remedy("Try again."));
        }
        Skew::Unknown => "This machine's clock differs from AWS's by more than AWS allows.".to_owned(),
    };
    Some(Refusal::new(ProblemKind::ClockSkew).because(by).remedy(
        "Set the clock. Linux: sudo timedatectl set-ntp true    macOS: sudo sntp -sS time.apple.com    Windows: w32tm /resync",
    ))
}
