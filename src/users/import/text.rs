//! The classes of an export or import as text and as JSON. Users are named by their sub.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::checks::ImportCheck;
use super::job_log::Outcome;
use super::run::Said;
use super::sort::{Class, Tally};
use crate::command::Command;
use crate::session::import::ImportKind;
use crate::users::prices::PerActiveUser;
use crate::users::reading::progress::thousands;

impl Class {
    /// Said of several users.
    pub fn words(&self) -> String {
        match self {
            Self::Here => "are in the destination already".into(),
            Self::Clean => "have a row".into(),
            Self::Doubtful => "have a row with a backslash, quote or the like, which goes last, in small jobs".into(),
            Self::LeftOut { question } => {
                format!("{}; left out unless you include them: --include {}", question.words(), question.key())
            }
            Self::Impossible { reason } => reason.words(),
        }
    }

    fn mark(&self) -> &'static str {
        match self {
            Self::Here | Self::Clean => "✓",
            Self::Doubtful | Self::LeftOut { .. } => "~",
            Self::Impossible { .. } => "✗",
        }
    }
}

/// Everybody by class, with what to do where something is to be done.
pub fn tally(tally: &Tally) -> Vec<String> {
    let mut lines = vec![format!("{} users in the source:", thousands(tally.users))];
    for (class, count) in &tally.classes {
        lines.push(format!("{} {:>9}  {}", class.mark(), thousands(count.users), class.words()));
        let more = if count.users > count.examples.len() as u64 { ", …" } else { "" };
        if let Class::Impossible { reason } = class {
            lines.push(format!("{:13}sub {}{more}", "", count.examples.join(", ")));
            lines.push(format!("{:13}→ {}", "", reason.remedy()));
        }
    }
    lines
}

/// The same as JSON.
pub fn classes(tally: &Tally) -> Vec<Value> {
    let class = |(class, count): (&Class, &crate::users::compare::classes::Count)| {
        let mut document = json!(class);
        if let Some(members) = document.as_object_mut() {
            members.insert("users".into(), count.users.into());
            members.insert("examples".into(), json!(count.examples));
        }
        document
    };
    tally.classes.iter().map(class).collect()
}

/// The plan of an import: everybody by class, what was looked at, what people will meet, and what it costs.
pub fn plan(tally: &Tally, checks: &[ImportCheck], price: &PerActiveUser, failed_before: usize, retry: bool) -> Vec<String> {
    let mut lines = self::tally(tally);
    if failed_before > 0 && !retry {
        lines.push(format!(
            "~ {:>9}  failed in an earlier import and are passed over; take them again with --retry",
            failed_before
        ));
    }
    lines.push(String::new());
    for check in checks {
        lines.push(format!("{} {}", if check.passed { "✓" } else { "✗" }, check.evidence));
        lines.extend(check.remedy.iter().map(|remedy| format!("  → {remedy}")));
    }
    let rows = tally.rows();
    if rows == 0 {
        lines.extend([String::new(), "There is nobody to import.".into()]);
        return lines;
    }
    lines.extend([
        String::new(),
        format!("{} users would be imported, first a pilot that is compared in full.", thousands(rows)),
        "Each of them has to choose a new password: Cognito sends a code at \"Forgot password\", and no message before.".into(),
        "From then on they do not come by signing in any more. MFA, passkeys and devices do not come along.".into(),
        "The import itself costs nothing. Imported users get no groups (--imported-groups none).".into(),
        format!(
            "With --imported-groups sweep each member of a group counts as an active user this month: at most ${} {}.",
            thousands(price.month(rows)),
            price.words()
        ),
    ]);
    lines
}

/// One thing that an import says while it goes on.
pub fn said(said: &Said) -> Option<String> {
    Some(match said {
        Said::Begun { name, kind, rows } => {
            let kind = match kind {
                ImportKind::Pilot => "pilot",
                ImportKind::Full => "users",
                ImportKind::Doubtful => "doubtful rows",
            };
            format!("… {name}: {kind}, {} rows", thousands(*rows as u64))
        }
        Said::Counted { .. } => return None,
        Said::Ended { name, message, counted } => {
            let message = message.as_deref().map(|message| format!(" {message}")).unwrap_or_default();
            format!("  {name}: {} imported, {} skipped, {} failed.{message}", counted.imported, counted.skipped, counted.failed)
        }
        Said::Halved { rows } => {
            format!("  Cognito could not read a file of {rows} rows: its halves are tried, to find the row.")
        }
        Said::PilotAgrees { users } => format!("✓ The pilot agrees with the source: {users} users compared."),
    })
}

/// What became of the rows, grouped by reason.
pub fn results(counted: &BTreeMap<(Outcome, String), u64>, session: Option<&str>) -> Vec<String> {
    let mut lines = vec![String::new()];
    for ((outcome, reason), users) in counted {
        let (mark, word) = match outcome {
            Outcome::Succeeded => ("✓", "imported"),
            Outcome::Skipped => ("~", "skipped"),
            Outcome::Failed => ("✗", "failed"),
        };
        let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        lines.push(format!("{mark} {:>9}  {word}{reason}", thousands(*users)));
    }
    let command = |name: &str| session.map(|session| Command::ferry(name).session(session));
    lines.extend(command("compare").map(|command| format!("Prove that both pools agree:  {command}")));
    if counted.keys().any(|(outcome, _)| *outcome == Outcome::Failed) {
        lines.extend(command("import").map(|command| format!("Take those who failed again:  {}", command.flag("--retry"))));
    }
    lines
}
