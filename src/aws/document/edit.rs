//! Editing one field of a user pool or an app client that others own, so that nothing else of it changes (rule 1).
//!
//! Update replaces the whole document and knows no condition on the version (facts §3.2). So: read twice, and if the readings differ
//! somebody is editing; send the raw document back with the one field changed; read again, and whatever else has changed is a
//! failure that names it. Between the second reading and the update nobody can be kept out: a change made in that moment is
//! overwritten, and the reading after it is what shows it.

use serde_json::Value;

use crate::aws::account::Account;
use crate::aws::document;
use crate::aws::document::difference::{Document, same};
use crate::aws::document::lossless;
use crate::aws::document::update_workarounds::AFTER_REFUSAL;
use crate::diff::{FieldChange, shown};
use crate::problem::{ForeignChange, Problem, ProblemKind};
use crate::run::progress::{ProgressSink, Report, Stop};
use crate::run::retry::Retry;
use crate::run::wait::{Poll, RetryPolicy, until};

/// Which document.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    Pool { id: &'a str },
    Client { pool: &'a str, id: &'a str },
}

/// The one field that an edit is about: the names of the members on the way to it.
#[derive(Debug, Clone, Copy)]
pub struct FieldPath(&'static [&'static str]);

/// The pool's UserMigration trigger.
pub const USER_MIGRATION: FieldPath = FieldPath(&["LambdaConfig", "UserMigration"]);
/// The pool's PostAuthentication trigger.
pub const POST_AUTHENTICATION: FieldPath = FieldPath(&["LambdaConfig", "PostAuthentication"]);
/// Whether the pool is kept from being deleted.
pub const DELETION_PROTECTION: FieldPath = FieldPath(&["DeletionProtection"]);
/// The app client's flows.
pub const EXPLICIT_AUTH_FLOWS: FieldPath = FieldPath(&["ExplicitAuthFlows"]);

/// The members of the migration app client that are set, beside its flows.
pub const CLIENT_NAME: FieldPath = FieldPath(&["ClientName"]);
pub const PREVENT_USER_EXISTENCE_ERRORS: FieldPath = FieldPath(&["PreventUserExistenceErrors"]);
pub const READ_ATTRIBUTES: FieldPath = FieldPath(&["ReadAttributes"]);
pub const ENABLE_TOKEN_REVOCATION: FieldPath = FieldPath(&["EnableTokenRevocation"]);
pub const ACCESS_TOKEN_VALIDITY: FieldPath = FieldPath(&["AccessTokenValidity"]);
pub const ID_TOKEN_VALIDITY: FieldPath = FieldPath(&["IdTokenValidity"]);
pub const REFRESH_TOKEN_VALIDITY: FieldPath = FieldPath(&["RefreshTokenValidity"]);
pub const TOKEN_VALIDITY_UNITS: FieldPath = FieldPath(&["TokenValidityUnits"]);

/// One field of one document, and how the edit is told and stopped.
#[derive(Clone, Copy)]
pub struct FieldEdit<'a> {
    pub account: &'a Account,
    pub target: Target<'a>,
    pub field: FieldPath,
    pub progress: &'a dyn ProgressSink,
    pub stop: &'a Stop,
}

impl FieldEdit<'_> {
    /// Sets the field to what `wanted` makes of its present value. Nothing is sent where it is so already.
    ///
    /// Errors: somebody is editing ([`ProblemKind::Conflict`]), more than the field changed ([`ProblemKind::Unintended`]), and what AWS answers.
    pub async fn set(&self, wanted: impl Fn(Option<&Value>) -> Value + Sync) -> Result<(), Problem> {
        self.change(|document| Ok(self.field.with(document, Some(&wanted(self.field.of(document)))))).await
    }

    /// Sets the field back to the recorded value, if it still is as we wrote it.
    ///
    /// Errors: as [`FieldEdit::set`], and [`ProblemKind::ChangedSince`] where it is neither as recorded nor as written.
    pub async fn revert(&self, recorded: Option<&Value>, written: Option<&Value>) -> Result<(), Problem> {
        self.change(|document| {
            let current = self.field.of(document);
            match same(current, recorded) || same(current, written) {
                true => Ok(self.field.with(document, recorded)),
                false => Err(self.changed_since(recorded, current, written)),
            }
        })
        .await
    }

    /// Sets the field back to the recorded value, whatever stands there: the operator has seen it and decided.
    pub async fn revert_by_force(&self, recorded: Option<&Value>) -> Result<(), Problem> {
        self.change(|document| Ok(self.field.with(document, recorded))).await
    }

    /// Makes the whole document what it was before the edit: after one that changed more than its field.
    pub async fn restore(&self, before: &Value) -> Result<(), Problem> {
        self.change(|_| Ok(before.clone())).await
    }

    async fn change(&self, to: impl Fn(&Value) -> Result<Value, Problem> + Sync) -> Result<(), Problem> {
        let mut retry = Retry::new(RetryPolicy::ANOTHER_WRITER, self.progress, self.stop);
        loop {
            let before = self.read_stable().await?;
            let wanted = to(&before)?;
            // What Cognito has settled beside what is wanted is no reason to send anything: it would settle it again.
            if self.target.document().compare(Some(&wanted), Some(&before)).changes.is_empty() {
                return Ok(());
            }
            match self.send(&wanted).await {
                Ok(()) => return self.check(&wanted).await,
                Err(problem) if met_another_writer(&problem) => {
                    retry.pause(&problem, format!("another writer of {} to finish", self.target)).await?;
                }
                Err(problem) => return Err(problem),
            }
        }
    }

    /// The document, once two readings in a row say the same.
    async fn read_stable(&self) -> Result<Value, Problem> {
        let (first, second) = (self.target.describe(self.account).await?, self.target.describe(self.account).await?);
        match self.target.document().compare(Some(&first), Some(&second)).changes.first() {
            None => Ok(second),
            Some(difference) => Err(self.being_edited(difference)),
        }
    }

    /// Sends the document; where AWS refuses what it showed itself, once more without that (facts §3.3).
    async fn send(&self, wanted: &Value) -> Result<(), Problem> {
        let mut document = self.target.body(wanted);
        let mut rules = AFTER_REFUSAL.to_vec();
        loop {
            self.progress.report(Report::Note(self.target.call())).await;
            let Err(problem) = self.target.update(self.account, &document).await else { return Ok(()) };
            let Some(position) = rules.iter().position(|rule| rule.answers(&problem)) else { return Err(problem) };
            // Each rule helps once: a body that is refused again for the same reason is told as AWS tells it.
            let without = rules.remove(position).apply(&mut document);
            if without.is_empty() {
                return Err(problem);
            }
            for left_out in &without {
                self.progress.report(Report::Note(format!("AWS refuses its own {left_out}: sent again without it"))).await;
            }
        }
    }

    /// Reads until the field is seen as written, and compares all of the rest with what it was. What Cognito settled by itself is told.
    async fn check(&self, wanted: &Value) -> Result<(), Problem> {
        let field = self.field;
        let waiting_for = format!("{field} to read back as written");
        let after = until(&waiting_for, RetryPolicy::PROPAGATION, self.progress, self.stop, || async {
            let after = self.target.describe(self.account).await?;
            match same(field.of(&after), field.of(wanted)) {
                true => Ok(Poll::Ready(after)),
                false => Ok(Poll::NotYet(self.not_as_written(wanted, &after))),
            }
        })
        .await?;
        let comparison = self.target.document().compare(Some(wanted), Some(&after));
        for settled in &comparison.settled {
            self.progress.report(Report::Note(settled.to_string())).await;
        }
        match comparison.changes.is_empty() {
            true => Ok(()),
            false => Err(self.unintended(comparison.changes)),
        }
    }

    fn being_edited(&self, difference: &FieldChange) -> Problem {
        let what = format!("Another edit of {} is in progress; nothing was sent.", self.target);
        Problem::new(ProblemKind::Conflict, what, format!("Between two readings in a row {difference}."))
            .remedy("Find out who it is (a colleague in the console, a deployment), wait until they are done, and apply again.")
    }

    fn not_as_written(&self, wanted: &Value, after: &Value) -> Problem {
        let (wanted, after) = (shown(self.field.of(wanted)), shown(self.field.of(after)));
        let what = format!("The edit of {} was accepted but does not show.", self.target);
        Problem::new(ProblemKind::Conflict, what, format!("{} is {after} and should be {wanted}.", self.field))
    }

    fn unintended(&self, differences: Vec<FieldChange>) -> Problem {
        let count = differences.len();
        let what = format!("More than {} changed in {}: {count} other field{}.", self.field, self.target, plural(count));
        let why: Vec<String> = differences.iter().map(|difference| format!("{difference}.")).collect();
        Problem::new(ProblemKind::Unintended(differences), what, why.join("\n"))
            .remedy("Either Cognito changed it by itself, or another person edited it at the same moment: ask who works on it.")
    }

    fn changed_since(&self, recorded: Option<&Value>, current: Option<&Value>, written: Option<&Value>) -> Problem {
        let change = ForeignChange {
            field: self.field.to_string(),
            recorded: recorded.cloned(),
            current: current.cloned(),
            written: written.cloned(),
        };
        let what = format!("{} of {} has been changed by someone else since; it was left alone.", self.field, self.target);
        let lines = [("recorded before our edit", recorded), ("written by us", written), ("there now", current)];
        let why: Vec<String> = lines.iter().map(|(label, value)| format!("{label}: {}", shown(*value))).collect();
        Problem::new(ProblemKind::ChangedSince(Box::new(change)), what, why.join("\n"))
    }
}

impl Target<'_> {
    async fn describe(&self, account: &Account) -> Result<Value, Problem> {
        match self {
            Target::Pool { id } => document::describe_user_pool(account, id).await,
            Target::Client { pool, id } => document::describe_user_pool_client(account, pool, id).await,
        }
    }

    async fn update(&self, account: &Account, body: &Value) -> Result<(), Problem> {
        match self {
            Target::Pool { .. } => document::update_user_pool(account, body).await,
            Target::Client { .. } => document::update_user_pool_client(account, body).await,
        }
    }

    fn body(&self, wanted: &Value) -> Value {
        match self {
            Target::Pool { .. } => lossless::pool_update(wanted),
            Target::Client { .. } => lossless::client_update(wanted),
        }
    }

    fn document(&self) -> Document {
        match self {
            Target::Pool { .. } => Document::Pool,
            Target::Client { .. } => Document::Client,
        }
    }

    fn call(&self) -> String {
        match self {
            Target::Pool { id } => format!("UpdateUserPool {id}"),
            Target::Client { id, .. } => format!("UpdateUserPoolClient {id}"),
        }
    }
}

impl std::fmt::Display for Target<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Target::Pool { id } => write!(formatter, "the user pool {id}"),
            Target::Client { pool, id } => write!(formatter, "the app client {id} of the user pool {pool}"),
        }
    }
}

impl FieldPath {
    /// The field in a described document.
    pub fn of(self, document: &Value) -> Option<&Value> {
        self.0.iter().try_fold(document, |inside, member| inside.get(member)).filter(|value| !value.is_null())
    }

    /// The same document with this field set, or taken out. Nothing else changes; a structure on the way to it is made where there is none.
    pub fn with(self, document: &Value, value: Option<&Value>) -> Value {
        let mut document = document.clone();
        let Some((last, way)) = self.0.split_last() else { return document };
        let mut inside = &mut document;
        for member in way {
            if !inside.get(member).is_some_and(Value::is_object) {
                if value.is_none() {
                    return document;
                }
                inside[*member] = Value::Object(serde_json::Map::new());
            }
            inside = &mut inside[*member];
        }
        match (inside.as_object_mut(), value) {
            (Some(members), Some(value)) => drop(members.insert((*last).to_owned(), value.clone())),
            (Some(members), None) => drop(members.shift_remove(*last)),
            (None, _) => {}
        }
        document
    }
}

impl std::fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.join("."))
    }
}

impl std::fmt::Debug for FieldEdit<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Edit").field("target", &self.target).field("field", &self.field).finish_non_exhaustive()
    }
}

fn met_another_writer(problem: &Problem) -> bool {
    problem.code.as_deref() == Some("ConcurrentModificationException")
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn setting_and_taking_out_a_field_leaves_the_rest_alone() {
        let pool = json!({ "LambdaConfig": { "PreSignUp": "arn:a" }, "MfaConfiguration": "OFF" });
        let with = USER_MIGRATION.with(&pool, Some(&json!("arn:b")));
        assert_eq!(
            with,
            json!({ "LambdaConfig": { "PreSignUp": "arn:a", "UserMigration": "arn:b" }, "MfaConfiguration": "OFF" })
        );
        assert_eq!(USER_MIGRATION.with(&with, None), pool);
    }

    #[test]
    fn a_structure_on_the_way_is_made_only_to_hold_something() {
        assert_eq!(USER_MIGRATION.with(&json!({}), None), json!({}));
        assert_eq!(USER_MIGRATION.with(&json!({}), Some(&json!("arn"))), json!({ "LambdaConfig": { "UserMigration": "arn" } }));
    }
}
