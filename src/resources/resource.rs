//! What every resource is: the trait, what is observed of one, whose it is, and one step of applying or reverting it.

use async_trait::async_trait;
use serde_json::Value;

use crate::aws::account::Account;
use crate::aws::document::difference::Document;
use crate::function::probe::Unproven;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::FieldChange;
use crate::model::change::LeftBehind;
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::run::progress::{ProgressSink, Report, Stop};

/// One thing in an account, as one JSON document. Each resource is one file that answers the same questions in the same order:
/// what is there, what must be there, how it gets there, how it goes away. The plan, the diff and the checks need no more.
#[async_trait]
pub trait Resource: Send + Sync + std::fmt::Debug {
    fn id(&self) -> ResourceId;

    /// Why the migration needs it, in a sentence.
    fn why(&self) -> &'static str;

    /// Whether this migration has it at all.
    fn applies(&self, _: &Blueprint) -> bool {
        true
    }

    /// What it is called in its account, kind first: `role cognito-ferry-acme-source`.
    fn name(&self, blueprint: &Blueprint) -> String;

    /// Reads what is there, with the guarded clients.
    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem>;

    /// What must be there. Pure. An edit of a document that is someone else's starts from what was observed.
    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value;

    /// What kind of document its readings are, and so how two of them are compared.
    fn document(&self) -> Document {
        Document::Ours
    }

    /// What the operator must know beside the change itself, once `after` stands there. The first line is the sentence, further lines are
    /// there to be copied.
    fn warnings(&self, _: &Blueprint, _after: &Value) -> Vec<String> {
        Vec::new()
    }

    /// What the source has and this does not get, where it is made like the source's.
    fn left_behind(&self, _: &Blueprint) -> Vec<LeftBehind> {
        Vec::new()
    }

    /// What is worth knowing of what was found, whether or not anything is written; in the form of `warnings`.
    fn notes(&self, _: &Blueprint, _: &Observed) -> Vec<String> {
        Vec::new()
    }

    /// Makes it; what became known by that goes into `made`.
    async fn create(&self, step: &ResourceContext<'_>, made: &mut CreatedIds) -> Result<(), Problem>;

    /// Changes what is there into what must be there.
    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem>;

    /// Whether AWS refuses a second one of its name. Where it does not, a creation whose answer never came has to be waited for
    /// before it is made again.
    fn has_unique_name(&self) -> bool {
        true
    }

    /// What teardown leaves standing beside it, as a sentence.
    fn leaves(&self, _: &Blueprint) -> Option<String> {
        None
    }

    /// Whether nobody can take it away again: teardown says so and leaves it.
    fn stays_forever(&self) -> bool {
        false
    }

    /// Whether taking it back leaves the parts that are in use, which are the operator's from then on.
    fn leaves_what_is_used(&self) -> bool {
        false
    }

    /// Takes it away again, or puts the recorded document back in the one field that was ours.
    /// A field that somebody else has changed since is left alone: [`ProblemKind::ChangedSince`](crate::problem::ProblemKind).
    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem>;

    /// As `revert`, also where somebody else has changed the field since: the operator has seen both values and decided.
    async fn revert_by_force(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        self.revert(step, before).await
    }

    /// Puts the whole recorded document back, after an edit that changed more than its field. What we make has no such document.
    async fn restore(&self, step: &ResourceContext<'_>, before: &Value) -> Result<(), Problem> {
        self.revert_by_force(step, Some(before)).await
    }
}

/// What one resource is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observed {
    /// The members that we set (what we make), or the whole raw document (what we edit); none: it is not there.
    pub document: Option<Value>,
    pub owner: Owner,
    /// What it tells about identifiers that are known only once it exists.
    pub made: CreatedIds,
}

/// Whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Owner {
    /// It carries our mark (tag, statement id, recorded id), or is a field of a document that is edited without loss.
    #[default]
    Ours,
    /// Someone else's; said as a person would: "A role of this name exists and carries no tag of this session."
    /// `replaceable`: replacing it can be taken back, because all of it is recorded.
    Foreign { found: String, replaceable: bool, alternative: String },
}

/// One resource being applied or reverted.
#[derive(Clone, Copy)]
pub struct ResourceContext<'a> {
    pub blueprint: &'a Blueprint,
    pub account: &'a Account,
    pub observed: &'a Observed,
    /// The document as it must be.
    pub desired: &'a Value,
    pub progress: &'a dyn ProgressSink,
    pub stop: &'a Stop,
    /// Whether to go on where nobody can know if the function reaches the source pool.
    pub unproven: Unproven,
    /// Teardown: the function's log group stays.
    pub keep_logs: bool,
    /// Teardown: the members that this session wrote, by its journal.
    pub written: &'a [FieldChange],
}

impl ResourceContext<'_> {
    /// What has to change of what was observed, for one of the resources that we make.
    pub fn changes_to(&self, wanted: &Value) -> Vec<FieldChange> {
        Document::Ours.compare(self.observed.document.as_ref(), Some(wanted)).changes
    }

    /// Tells which call is about to be made.
    pub async fn note(&self, text: impl Into<String>) {
        self.progress.report(Report::Note(text.into())).await;
    }
}

impl std::fmt::Debug for ResourceContext<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Step").field("desired", self.desired).finish_non_exhaustive()
    }
}
