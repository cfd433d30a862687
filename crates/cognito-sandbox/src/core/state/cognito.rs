//! What one Region's user pools hold: the pools as raw documents, their app clients, users, groups and open challenges.
//! All times are epoch seconds, as the service sends them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::imports::{ImportJob, JobStatus};
use super::lock_out::LockOut;
use super::password::Password;

/// A raw settings document, as Describe shows it.
pub type Document = Map<String, Value>;

/// The code that stands for every code that a pool sends, unless the scenario says otherwise.
pub const DEFAULT_PRACTICE_CODE: &str = "123456";

/// One Region's user pools.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cognito {
    /// By pool id.
    pub pools: BTreeMap<String, Pool>,
}

/// One user pool. `Debug` leaves out what it holds: there are client secrets and tokens among it, if pretended ones.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Pool {
    /// What DescribeUserPool shows, but for the number of users.
    pub document: Document,
    /// By client id, as DescribeUserPoolClient shows them.
    pub clients: BTreeMap<String, Document>,
    /// By user name (lower case in a case-insensitive pool).
    pub users: BTreeMap<String, User>,
    pub groups: BTreeMap<String, Group>,
    pub domain: Option<Domain>,
    /// What SetUserPoolMfaConfig owns; SMS is on when the document has an SmsConfiguration.
    pub software_token_mfa: bool,
    pub email_mfa: bool,
    /// What SetRiskConfiguration owns, by app client; the pool's own under no name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub risk: BTreeMap<String, Document>,
    /// The users whose passwords are known to be leaked.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub compromised: BTreeSet<String>,
    /// Somebody else's CSV import runs: the pool's settings cannot be changed (facts §3.3).
    pub import_running: bool,
    /// CSV import jobs, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub import_jobs: Vec<ImportJob>,
    /// So many of the next UpdateUserPool calls meet another writer.
    pub conflicting_writes: u32,
    /// The code that stands for every code the pool would send.
    pub practice_code: String,
    /// Open challenges by session.
    pub challenges: BTreeMap<String, OpenChallenge>,
    pub refresh_tokens: BTreeMap<String, IssuedRefreshToken>,
    /// What the pool would have sent by e-mail or SMS, oldest first.
    pub messages: Vec<Message>,
}

/// One user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    pub user_name: String,
    /// Includes `sub`.
    pub attributes: BTreeMap<String, String>,
    pub status: UserStatus,
    pub enabled: bool,
    pub password: Option<Password>,
    /// When the temporary password was set.
    pub temporary_since: Option<f64>,
    pub created: f64,
    pub modified: f64,
    #[serde(default)]
    pub lock_out: LockOut,
    #[serde(default)]
    pub mfa: UserMfa,
    /// Until when the practice code resets this user's password.
    #[serde(default)]
    pub reset_code_until: Option<f64>,
}

impl User {
    /// Enabled, without a password and second factors.
    pub fn new(user_name: &str, attributes: BTreeMap<String, String>, status: UserStatus, now: f64) -> Self {
        Self {
            user_name: user_name.to_owned(),
            attributes,
            status,
            enabled: true,
            password: None,
            temporary_since: None,
            created: now,
            modified: now,
            lock_out: LockOut::default(),
            mfa: UserMfa::default(),
            reset_code_until: None,
        }
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether the e-mail address or phone number in `attribute` is verified.
    pub fn is_verified(&self, attribute: &str) -> bool {
        self.attribute(&format!("{attribute}_verified")).is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
    }
}

/// The states of a user, as the service spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    Confirmed,
    ForceChangePassword,
    ResetRequired,
    Unconfirmed,
    ExternalProvider,
}

impl UserStatus {
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::Unconfirmed => "UNCONFIRMED",
            Self::ExternalProvider => "EXTERNAL_PROVIDER",
        }
    }
}

/// The second factors that a user has set up.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserMfa {
    pub sms: bool,
    pub software_token: bool,
    pub email: bool,
    /// `SMS_MFA`, `SOFTWARE_TOKEN_MFA` or `EMAIL_OTP`.
    pub preferred: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    /// What GetGroup shows.
    pub document: Document,
    /// User names.
    pub members: BTreeSet<String>,
}

/// The pool's prefix domain.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Domain {
    pub prefix: String,
    /// 1 is the classic hosted UI, 2 managed login.
    pub managed_login_version: i64,
}

/// A sign-in that waits for the answer to a challenge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenChallenge {
    pub name: String,
    pub client_id: String,
    pub user_name: String,
    pub until: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IssuedRefreshToken {
    pub client_id: String,
    pub user_name: String,
    pub until: f64,
}

/// A message that the pool would have sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub user_name: String,
    /// `EMAIL` or `SMS`.
    pub medium: String,
    /// What for: `invitation`, `SMS_MFA`, `EMAIL_OTP`, `password reset`, `welcome`.
    pub purpose: String,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Pool").field("id", &self.id()).finish_non_exhaustive()
    }
}

impl Pool {
    pub fn text(&self, member: &str) -> &str {
        self.document.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn id(&self) -> &str {
        self.text("Id")
    }

    /// The texts of a list member, e.g. `UsernameAttributes`; absent is empty.
    pub fn list(&self, member: &str) -> Vec<&str> {
        let items = self.document.get(member).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub fn import_job(&self, id: &str) -> Option<&ImportJob> {
        self.import_jobs.iter().find(|job| job.id == id)
    }

    pub fn import_job_mut(&mut self, id: &str) -> Option<&mut ImportJob> {
        self.import_jobs.iter_mut().find(|job| job.id == id)
    }

    /// Whether users are being imported, by anybody.
    pub fn is_importing(&self) -> bool {
        self.import_running || self.import_jobs.iter().any(|job| JobStatus::is_active(job.status))
    }

    /// The API's default, without a UsernameConfiguration, is case-sensitive (facts §7).
    pub fn is_case_sensitive(&self) -> bool {
        self.document
            .get("UsernameConfiguration")
            .and_then(|configuration| configuration.get("CaseSensitive"))
            .and_then(Value::as_bool)
            .unwrap_or(true)
    }

    /// `typed` as this pool keeps and compares names.
    pub fn folded(&self, typed: &str) -> String {
        if self.is_case_sensitive() { typed.to_owned() } else { typed.to_lowercase() }
    }

    pub fn schema(&self) -> &[Value] {
        self.document.get("SchemaAttributes").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub fn schema_attribute(&self, name: &str) -> Option<&Value> {
        self.schema().iter().find(|attribute| attribute["Name"] == name)
    }

    /// The ARN of the function behind a trigger.
    pub fn trigger(&self, name: &str) -> Option<&str> {
        self.document.get("LambdaConfig")?.get(name)?.as_str()
    }

    /// The names of the groups that a user is in, most important (lowest precedence) first.
    pub fn groups_of(&self, user_name: &str) -> Vec<&str> {
        let mut groups: Vec<(i64, &str)> = self
            .groups
            .iter()
            .filter(|(_, group)| group.members.contains(user_name))
            .map(|(name, group)| {
                let precedence = group.document.get("Precedence").and_then(Value::as_i64);
                (precedence.unwrap_or(i64::MAX), name.as_str())
            })
            .collect();
        groups.sort_unstable();
        groups.into_iter().map(|(_, name)| name).collect()
    }

    pub fn send(&mut self, user_name: &str, medium: &str, purpose: &str) {
        self.messages.push(Message { user_name: user_name.to_owned(), medium: medium.to_owned(), purpose: purpose.to_owned() });
    }
}
