//! One row of an import: a new user, a skipped one, or why not.

use std::collections::{BTreeMap, HashMap};

use super::header::{MFA_ENABLED, PASSWORD_HASH, USER_NAME};
use crate::core::random;
use crate::core::state::cognito::{Pool, User, UserStatus};
use crate::core::state::import_behavior::{ImportBehavior, PreferredUsername, TakenAlias, Wording};
use crate::services::cognito::attribute_rules::{self, Writing};
use crate::services::cognito::user_names;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Imported,
    Skipped,
    Failed(String),
}

impl Outcome {
    /// The line of the log. It names nobody.
    pub fn line(&self, number: u64) -> String {
        match self {
            Self::Imported => format!("[SUCCEEDED] Line Number {number} - The import succeeded."),
            Self::Skipped => format!("[SKIPPED] Line Number {number} - The user already exists."),
            Self::Failed(reason) => format!("[FAILED] Line Number {number} - {reason}"),
        }
    }
}

/// Rows on their way into a pool. Keeps who has which alias, so that a large file does not look through all users for each row.
pub struct Importing<'p> {
    pub pool: &'p mut Pool,
    pub random_state: &'p mut Option<u64>,
    pub behavior: ImportBehavior,
    pub now: f64,
    owners: HashMap<(String, String), String>,
}

/// Attributes may be 2,048 bytes long, whatever letters they are made of.
const LONGEST_VALUE: usize = 2048;
/// Seconds since 1970 do not get there for another three thousand years; milliseconds are there.
const NO_SECONDS: u64 = 100_000_000_000;

impl<'p> Importing<'p> {
    pub fn new(pool: &'p mut Pool, random_state: &'p mut Option<u64>, behavior: ImportBehavior, now: f64) -> Self {
        let mut owners = HashMap::new();
        for user in pool.users.values() {
            owners.extend(user_names::aliases_of(pool, user).into_iter().map(|alias| (alias, user.user_name.clone())));
        }
        Self { pool, random_state, behavior, now, owners }
    }

    /// Takes one row in.
    pub fn take(&mut self, header: &[String], row: &[String]) -> Outcome {
        let filled = header.iter().zip(row).filter(|(_, value)| !value.is_empty());
        let mut cells: BTreeMap<String, String> = filled.map(|(name, value)| (name.clone(), value.clone())).collect();
        match self.user(&mut cells) {
            Ok(()) => Outcome::Imported,
            Err(outcome) => outcome,
        }
    }

    fn user(&mut self, cells: &mut BTreeMap<String, String>) -> Result<(), Outcome> {
        let typed = cells.remove(USER_NAME).ok_or_else(|| failed("The User Record does not have a cognito:username."))?;
        if typed.chars().count() > 128 || typed.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
            return Err(failed("The User Record has an invalid cognito:username."));
        }
        if cells.remove(PASSWORD_HASH).is_some() {
            return Err(failed("The User Record has a password hash, but the import job has no password hashing algorithm."));
        }
        let mfa = self.mfa(cells.remove(MFA_ENABLED))?;
        self.settle_values(cells)?;
        let named_by_sub = user_names::settle(self.pool, &typed, cells).map_err(|fault| failed(fault.message))?;
        if self.is_here(&typed, named_by_sub) {
            return Err(Outcome::Skipped);
        }
        self.check_verified(cells)?;
        attribute_rules::check(self.pool, cells, Writing::Creation).map_err(|fault| failed(fault.message))?;
        self.settle_aliases(cells)?;
        let sub = random::uuid(self.random_state);
        let name = if named_by_sub { sub.clone() } else { self.pool.folded(&typed) };
        cells.insert("sub".to_owned(), sub);
        let status = self.status(cells);
        let mut user = User::new(&name, std::mem::take(cells), status, self.now);
        user.mfa.sms = mfa && user.attributes.contains_key("phone_number");
        let aliases = user_names::aliases_of(self.pool, &user);
        self.owners.extend(aliases.into_iter().map(|alias| (alias, name.clone())));
        self.pool.users.insert(name, user);
        Ok(())
    }

    /// Whether the user takes part in MFA: what the column says must be what the pool allows.
    fn mfa(&self, cell: Option<String>) -> Result<bool, Outcome> {
        let said = cell.map(|cell| flag(MFA_ENABLED, &cell)).transpose()?;
        match (self.pool.text("MfaConfiguration"), said) {
            ("ON", Some(false)) => {
                Err(failed("The User Record must have cognito:mfa_enabled true or blank: the user pool requires MFA."))
            }
            ("OPTIONAL", said) => Ok(said.unwrap_or(false)),
            ("ON", _) => Ok(true),
            (_, Some(true)) => {
                Err(failed("The User Record must have cognito:mfa_enabled false or blank: the user pool has no MFA."))
            }
            _ => Ok(false),
        }
    }

    /// Brings the values into the form that attributes have.
    fn settle_values(&self, cells: &mut BTreeMap<String, String>) -> Result<(), Outcome> {
        if let Some((name, _)) = cells.iter().find(|(_, value)| value.len() > LONGEST_VALUE) {
            return Err(schema(name, "String must be shorter than the maximum length"));
        }
        for (name, value) in cells.iter_mut() {
            let data_type = self.pool.schema_attribute(name).and_then(|definition| definition["AttributeDataType"].as_str());
            if data_type == Some("Boolean") {
                *value = flag(name, value)?.to_string();
            }
        }
        if let Some(birthdate) = cells.get_mut("birthdate") {
            *birthdate = date(birthdate).ok_or_else(|| schema("birthdate", "The date must be in the format mm/dd/yyyy"))?;
        }
        let updated = cells.get("updated_at").map(|value| value.parse::<u64>());
        if updated.is_some_and(|seconds| seconds.map_or(true, |seconds| seconds >= NO_SECONDS)) {
            return Err(schema("updated_at", "The time must be in seconds since 1970"));
        }
        match self.behavior.preferred_username {
            _ if !self.pool.list("AliasAttributes").contains(&"preferred_username") => {}
            PreferredUsername::Imported => {}
            PreferredUsername::Dropped => drop(cells.remove("preferred_username")),
            PreferredUsername::Refused if cells.contains_key("preferred_username") => {
                return Err(failed("The preferred_username of the User Record cannot be set before the user is confirmed."));
            }
            PreferredUsername::Refused => {}
        }
        Ok(())
    }

    fn is_here(&self, typed: &str, named_by_sub: bool) -> bool {
        let folded = self.pool.folded(typed);
        let by = |attribute: &str| self.owners.contains_key(&(attribute.to_owned(), folded.clone()));
        self.pool.users.contains_key(&folded) || named_by_sub && (by("email") || by("phone_number"))
    }

    fn check_verified(&self, cells: &BTreeMap<String, String>) -> Result<(), Outcome> {
        let is_true = |name: &str| cells.get(&format!("{name}_verified")).is_some_and(|flag| flag == "true");
        if !self.pool.list("AutoVerifiedAttributes").into_iter().any(is_true) {
            let word = match self.behavior.unverified_wording {
                Wording::Documented => "true",
                Wording::Measured => "verified",
            };
            return Err(failed(format!(
                "The User Record does not set any of the auto verified attributes to {word}. (Example: email_verified to true)."
            )));
        }
        match ["email", "phone_number"].into_iter().find(|name| is_true(name) && !cells.contains_key(*name)) {
            Some(name) => Err(schema(name, "The attribute is required where it is verified")),
            None => Ok(()),
        }
    }

    fn settle_aliases(&mut self, cells: &BTreeMap<String, String>) -> Result<(), Outcome> {
        for alias in user_names::aliases(self.pool, cells) {
            let Some(owner) = self.owners.get(&alias).cloned() else { continue };
            match self.behavior.taken_alias {
                TakenAlias::Fails => return Err(failed(user_names::alias_exists(&alias.0).message)),
                TakenAlias::Skipped => return Err(Outcome::Skipped),
                TakenAlias::Moves => {
                    user_names::release(self.pool, &alias.0, &owner);
                    self.owners.remove(&alias);
                }
            }
        }
        Ok(())
    }

    /// Where people can sign in without a password, there is none to reset.
    fn status(&self, attributes: &BTreeMap<String, String>) -> UserStatus {
        let policies = self.pool.document.get("Policies");
        let factors = policies.and_then(|policies| policies.pointer("/SignInPolicy/AllowedFirstAuthFactors"));
        let allows =
            |factor: &str| factors.and_then(|factors| factors.as_array()).is_some_and(|all| all.iter().any(|one| one == factor));
        let fits = |factor: &str, attribute: &str| allows(factor) && attributes.contains_key(attribute);
        if fits("EMAIL_OTP", "email") || fits("SMS_OTP", "phone_number") {
            UserStatus::Confirmed
        } else {
            UserStatus::ResetRequired
        }
    }
}

fn failed(reason: impl Into<String>) -> Outcome {
    Outcome::Failed(reason.into())
}

fn schema(name: &str, complaint: &str) -> Outcome {
    failed(format!("Attributes did not conform to the schema: {name}: {complaint}"))
}

fn flag(name: &str, value: &str) -> Result<bool, Outcome> {
    value.to_lowercase().parse().map_err(|_| schema(name, "Attribute value is not a boolean"))
}

/// `mm/dd/yyyy` as `yyyy-mm-dd`.
fn date(written: &str) -> Option<String> {
    let mut parts = written.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let shaped = parts.next().is_none() && digits(month, 2) && digits(day, 2) && digits(year, 4);
    let date = format!("{year}-{month}-{day}");
    (shaped && date.parse::<jiff::civil::Date>().is_ok()).then_some(date)
}
