//! What nobody outside AWS knows of CSV imports, each as a switch. The defaults are what the best public evidence says; a program has to
//! end right under every setting.

use serde::{Deserialize, Serialize};

/// How import jobs behave where the documentation is silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ImportBehavior {
    /// The number that the log gives the first user. In the one published log the header is line 1.
    pub first_line: u64,
    /// A job fails when more than so many per cent of its rows have failed or been skipped; 100 never. Published: 32 of 46, and 1 of 1.
    pub failure_threshold: u64,
    pub too_many: TooMany,
    /// When a role is refused that cannot be assumed (yet). What it may log shows at the run only.
    pub role_refused_at: RefusedAt,
    /// When a pool without AutoVerifiedAttributes is refused.
    pub unverified_pool_refused_at: Early,
    /// When a second job in the account and Region is refused. At the start it always is.
    pub second_job_refused_at: Early,
    /// So many of the first reads of a job's log find only a part of its lines.
    pub log_late: u32,
    /// The lines of the log stand in another order than the rows.
    pub log_out_of_order: bool,
    /// So many of the first descriptions of a finished job show what it had counted when it began: nothing.
    pub counters_late: u32,
    /// What `\\` in a cell means.
    pub double_backslash: Backslash,
    /// What a backslash before anything but a comma or a backslash means.
    pub lone_backslash: Backslash,
    /// A `"` in a cell.
    pub quote: Unusual,
    /// A carriage return at the end of a line. White space around a value is trimmed.
    pub carriage_return: Unusual,
    /// A value for preferred_username in a pool that has it as an alias.
    pub preferred_username: PreferredUsername,
    /// A row whose e-mail address, phone number or preferred name is another user's alias.
    pub taken_alias: TakenAlias,
    pub header: HeaderOrder,
    /// Whether the header has columns for attributes that only developers may write (`dev:custom:x`).
    pub developer_columns: bool,
    /// Whether the header has the column `password_hash` of pools on the newer infrastructure.
    pub password_hash_column: bool,
    /// How a row without a verified address is refused.
    pub unverified_wording: Wording,
    /// How many descriptions a job stays Pending for, beside the scenario's delay.
    pub pending_polls: u32,
    /// Over how many more descriptions the rows are spread, beside the scenario's delay.
    pub running_polls: u32,
}

impl Default for ImportBehavior {
    fn default() -> Self {
        Self {
            first_line: 2,
            failure_threshold: 50,
            too_many: TooMany::AtTheEnd,
            role_refused_at: RefusedAt::Run,
            unverified_pool_refused_at: Early::Create,
            second_job_refused_at: Early::Create,
            log_late: 0,
            log_out_of_order: false,
            counters_late: 0,
            double_backslash: Backslash::Kept,
            lone_backslash: Backslash::Kept,
            quote: Unusual::Kept,
            carriage_return: Unusual::Kept,
            preferred_username: PreferredUsername::Imported,
            taken_alias: TakenAlias::Fails,
            header: HeaderOrder::UsernameLast,
            developer_columns: false,
            password_hash_column: false,
            unverified_wording: Wording::Documented,
            pending_polls: 0,
            running_polls: 0,
        }
    }
}

/// When a job notices that too many rows have failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TooMany {
    /// Every row was tried.
    AtTheEnd,
    /// As soon as it is certain: the rows after that are not tried, and are not in the log.
    AtOnce,
}

/// The step that refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefusedAt {
    Create,
    Start,
    /// Nothing is refused: the job fails.
    Run,
}

/// The step that refuses, where a run never gets so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Early {
    Create,
    Start,
}

/// What a backslash does that is not before a comma.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Backslash {
    /// It stands for itself.
    Kept,
    /// It goes, what follows stays.
    Eaten,
    /// The file cannot be read.
    Refused,
}

/// What a character does that the grammar does not speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unusual {
    Kept,
    /// The file cannot be read.
    Refused,
}

/// What becomes of a preferred name in a pool where it is an alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreferredUsername {
    Imported,
    /// The user comes without it.
    Dropped,
    /// The row fails.
    Refused,
}

/// What becomes of a row whose alias somebody else has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TakenAlias {
    Fails,
    Skipped,
    /// As with ForceAliasCreation: the other user loses it.
    Moves,
}

/// The order of the columns, of which the published ones differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeaderOrder {
    /// Custom attributes, `cognito:mfa_enabled`, `cognito:username`.
    UsernameLast,
    /// `cognito:username` first; custom attributes before `cognito:mfa_enabled`.
    UsernameFirst,
    /// `cognito:mfa_enabled`, `cognito:username`, custom attributes.
    CustomLast,
}

/// Two published wordings of the same refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wording {
    /// "... to true."
    Documented,
    /// "... to verified.", in a log of 2024
    Measured,
}

/// A switch by name, a setting by name, and the behaviour with that one setting and all others at their defaults.
pub type Setting = (&'static str, &'static str, ImportBehavior);

impl ImportBehavior {
    /// Every setting of every switch, the defaults too.
    pub fn every_setting() -> Vec<Setting> {
        fn with(change: impl FnOnce(&mut ImportBehavior)) -> ImportBehavior {
            let mut behavior = ImportBehavior::default();
            change(&mut behavior);
            behavior
        }
        macro_rules! settings {
            ($($switch:ident: $($name:literal => $value:expr),+;)+) => {
                vec![$($((stringify!($switch), $name, with(|behavior| behavior.$switch = $value)),)+)+]
            };
        }
        settings! {
            first_line: "1" => 1, "2" => 2;
            failure_threshold: "any" => 0, "50" => 50, "never" => 100;
            too_many: "AtTheEnd" => TooMany::AtTheEnd, "AtOnce" => TooMany::AtOnce;
            role_refused_at: "Create" => RefusedAt::Create, "Start" => RefusedAt::Start, "Run" => RefusedAt::Run;
            unverified_pool_refused_at: "Create" => Early::Create, "Start" => Early::Start;
            second_job_refused_at: "Create" => Early::Create, "Start" => Early::Start;
            log_late: "0" => 0, "3" => 3;
            log_out_of_order: "no" => false, "yes" => true;
            counters_late: "0" => 0, "3" => 3;
            double_backslash: "Kept" => Backslash::Kept, "Eaten" => Backslash::Eaten, "Refused" => Backslash::Refused;
            lone_backslash: "Kept" => Backslash::Kept, "Eaten" => Backslash::Eaten, "Refused" => Backslash::Refused;
            quote: "Kept" => Unusual::Kept, "Refused" => Unusual::Refused;
            carriage_return: "Kept" => Unusual::Kept, "Refused" => Unusual::Refused;
            preferred_username: "Imported" => PreferredUsername::Imported, "Dropped" => PreferredUsername::Dropped,
                "Refused" => PreferredUsername::Refused;
            taken_alias: "Fails" => TakenAlias::Fails, "Skipped" => TakenAlias::Skipped, "Moves" => TakenAlias::Moves;
            header: "UsernameLast" => HeaderOrder::UsernameLast, "UsernameFirst" => HeaderOrder::UsernameFirst,
                "CustomLast" => HeaderOrder::CustomLast;
            developer_columns: "no" => false, "yes" => true;
            password_hash_column: "no" => false, "yes" => true;
            unverified_wording: "Documented" => Wording::Documented, "Measured" => Wording::Measured;
            pending_polls: "0" => 0, "2" => 2;
            running_polls: "0" => 0, "3" => 3;
        }
    }
}
