//! The saved document of one migration: choices, what was found and made, the journal. Never a secret.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::finding::Check;
use crate::model::blueprint::CreatedIds;
use crate::model::choices::{Choices, SideChoices};
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::session::journal::Journal;

/// The version of the document that this program writes.
pub const SESSION_VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub version: u32,
    pub name: String,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub choices: Choices,
    /// The wizard's step where the operator was (its key), so that continuing opens there.
    #[serde(default)]
    pub step: Option<String>,
    /// What the choices were resolved to when the plan was last made.
    #[serde(default)]
    pub spec: Option<Spec>,
    /// What became known by applying.
    #[serde(default)]
    pub made: CreatedIds,
    #[serde(default)]
    pub journal: Journal,
    /// The findings of the last verify.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// The last test sign-in: when, and whether it worked. Not who.
    #[serde(default)]
    pub sign_in: Option<SignInRecord>,
    /// Users whom test sign-ins made in a destination pool and who may be removed from it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub test_users: Vec<TestUser>,
}

/// A user whom a test sign-in made, by what proves it: nobody's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestUser {
    /// The destination pool.
    pub pool_id: String,
    /// The user's `sub` there.
    pub sub: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInRecord {
    pub at: Timestamp,
    pub succeeded: bool,
}

/// A saved session, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SessionSummary {
    pub name: String,
    pub updated: Timestamp,
    /// `eu-west-1_abc (old-account)`, or what is chosen so far.
    pub source: String,
    pub destination: String,
    /// `nothing applied yet`, `8 resources applied`, `test sign-in worked`.
    pub state: String,
    /// Whether a test sign-in worked.
    pub finished: bool,
    /// Why the file cannot be continued, where it cannot.
    pub problem: Option<String>,
    /// Who works on it right now, as a sentence.
    pub in_use: Option<String>,
    /// How many resources it made or changed, which still stand.
    pub written: usize,
}

impl Session {
    /// A new session of this name.
    pub fn new(name: &str, now: Timestamp) -> Self {
        Self {
            version: SESSION_VERSION,
            name: name.into(),
            created: now,
            updated: now,
            choices: Choices::default(),
            step: None,
            spec: None,
            made: CreatedIds::default(),
            journal: Journal::default(),
            checks: Vec::new(),
            sign_in: None,
            test_users: Vec::new(),
        }
    }

    /// Whether this session made or changed the resource, by its journal.
    pub fn wrote(&self, resource: ResourceId) -> bool {
        self.journal.wrote(resource)
    }

    /// What verify and the test sign-in found holds no longer: a resource is being taken back.
    pub fn forget_what_was_proven(&mut self) {
        self.sign_in = None;
        self.checks.clear();
    }

    /// How many resources this session made or changed.
    pub fn written(&self) -> usize {
        ResourceId::ALL.into_iter().filter(|resource| self.wrote(*resource)).count()
    }

    /// What a list shows of it.
    pub fn summary(&self) -> SessionSummary {
        let side = |side: &SideChoices| match (&side.pool, &side.profile) {
            (Some(pool), Some(profile)) => format!("{pool} ({profile})"),
            (None, Some(profile)) => format!("({profile})"),
            _ => "not chosen yet".into(),
        };
        let state = match (&self.sign_in, self.written()) {
            (Some(record), _) if record.succeeded => "test sign-in worked".into(),
            (_, 0) => "nothing applied yet".into(),
            (_, 1) => "1 resource applied".into(),
            (_, written) => format!("{written} resources applied"),
        };
        SessionSummary {
            name: self.name.clone(),
            updated: self.updated,
            source: side(&self.choices.source),
            destination: match &self.choices.new_pool {
                Some(new) => format!("new pool {} ({})", new.name, self.choices.destination.profile.as_deref().unwrap_or("?")),
                None => side(&self.choices.destination),
            },
            state,
            finished: self.sign_in.as_ref().is_some_and(|record| record.succeeded),
            problem: None,
            in_use: None,
            written: self.written(),
        }
    }
}
