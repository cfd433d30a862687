//! Who of the source can be imported, who surely, and who not, with the reason: everybody is in exactly one class (facts §14.4). Pure.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::carry::{self, carried};
use super::csv::cell::{self, cell};
use super::csv::encode::{LONGEST_ROW, Writable, writable};
use super::csv::header::{Column, Header};
use crate::aws::document::request_patterns::satisfies;
use crate::aws::document::texts;
use crate::model::attribute_mapping::UserMapping;
use crate::users::groups::person::{Person, folded, shape_of};

/// A group of users that somebody has to decide about. Which of them are imported without being asked: [`Question::by_default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Signed up and never confirmed: an import would make usable accounts of them.
    Unconfirmed,
    /// Disabled: they arrive enabled, and are disabled again after the import.
    Disabled,
    /// Have a temporary password that they never changed.
    TemporaryPassword,
    /// Cognito holds the account for compromised, archived, or says nothing that is known.
    OtherStatus,
    #[value(skip)]
    /// Their user names differ by case only, and the destination takes them for one name.
    CaseTwins,
}

impl Question {
    pub const ALL: [Question; 5] =
        [Self::Unconfirmed, Self::Disabled, Self::TemporaryPassword, Self::OtherStatus, Self::CaseTwins];

    /// Whether they are imported unless somebody says otherwise.
    pub fn by_default(self) -> bool {
        self == Self::TemporaryPassword
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::Disabled => "disabled",
            Self::TemporaryPassword => "temporary-password",
            Self::OtherStatus => "other-status",
            Self::CaseTwins => "case-twins",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Unconfirmed => "never confirmed their sign-up; an import would make usable accounts of them",
            Self::Disabled => "are disabled; they would arrive enabled and be disabled again right after the import",
            Self::TemporaryPassword => "have a temporary password that they never changed",
            Self::OtherStatus => "are compromised, archived or in a state that is not known",
            Self::CaseTwins => "have user names that differ by case only, which are one name in the destination",
        }
    }
}

/// Why somebody cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "reason", content = "attribute", rename_all = "kebab-case")]
pub enum Reason {
    /// Signs in by an identity provider.
    Federated,
    /// The user name is one that the destination does not take.
    UserName,
    /// The destination knows people by an address, and none is set and verified.
    NoAddress,
    /// Neither address that the destination verifies is verified: no code could reach them.
    NoVerifiedChannel,
    /// A value that the destination requires.
    Missing(String),
    Length(String),
    Number(String),
    Boolean(String),
    /// Over 2,048 bytes.
    TooLong(String),
    PhoneNumber,
    Birthdate,
    UpdatedAt,
    /// A line end or another control character.
    Unwritable(String),
    RowTooLong,
    /// Somebody else has the name in the destination, or it is not certain that it is the same person.
    NameTaken,
}

impl Reason {
    /// What is so, of several people.
    pub fn words(&self) -> String {
        match self {
            Self::Federated => "sign in by an identity provider; their user is made at the next sign-in through it".into(),
            Self::UserName => "have a user name that the destination does not take".into(),
            Self::NoAddress => "have no verified address, by which the destination knows people".into(),
            Self::NoVerifiedChannel => "have no verified e-mail address or phone number, so no code could reach them".into(),
            Self::Missing(name) => format!("have no {name}, which the destination requires"),
            Self::Length(name) => format!("have a {name} whose length the destination does not take"),
            Self::Number(name) => format!("have a {name} that is not a number which the destination takes"),
            Self::Boolean(name) => format!("have a {name} that is neither true nor false"),
            Self::TooLong(name) => format!("have a {name} over 2,048 bytes"),
            Self::PhoneNumber => "have a phone number that is not + and digits".into(),
            Self::Birthdate => "have a birthdate that is no real date (YYYY-MM-DD)".into(),
            Self::UpdatedAt => "have an updated_at that is not a number of seconds".into(),
            Self::Unwritable(name) => format!("have a line end or control character in {name}, which a CSV row cannot hold"),
            Self::RowTooLong => "have more than 16,000 characters of attributes".into(),
            Self::NameTaken => "have a name that another user of the destination has".into(),
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Federated => "Nothing: set up the same identity provider in the destination.",
            Self::UserName => "Create them with another name (AdminCreateUser), or let them sign up again.",
            Self::NoAddress | Self::NoVerifiedChannel => {
                "Verify an address in the source where you know it is theirs; or keep the trigger on for them."
            }
            Self::Missing(_) => "Fill the attribute in the source, or map another one to it when you plan: --map-attribute",
            Self::NameTaken => "Compare both users; cognito-ferry compare names them.",
            _ => "Correct the value in the source, then run import again: it takes those who are left.",
        }
    }
}

/// One person's row.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// In the header's order.
    pub cells: Vec<String>,
    /// Holds something that the documents are silent about: goes last, in small jobs.
    pub doubtful: bool,
}

impl std::fmt::Debug for Row {
    // What it holds is nobody's business in a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Row").field("cells", &self.cells.len()).field("doubtful", &self.doubtful).finish()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Row(Row),
    LeftOut(Question),
    Impossible(Reason),
}

/// Everything that the verdict follows from, but for the person.
#[derive(Debug)]
pub struct Rules<'a> {
    pub header: &'a Header,
    pub mapping: &'a UserMapping,
    /// Addresses that the destination verifies by itself: `email`, `phone_number`.
    pub auto_verified: Vec<String>,
    pub aliases: Vec<String>,
    pub required: Vec<String>,
    /// Those that are imported.
    pub include: Vec<Question>,
}

impl<'a> Rules<'a> {
    /// `pool`: the destination, as DescribeUserPool tells it.
    pub fn new(header: &'a Header, mapping: &'a UserMapping, pool: &Value, include: Vec<Question>) -> Self {
        let schema = pool.get("SchemaAttributes").and_then(Value::as_array).into_iter().flatten();
        let required = schema
            .filter(|attribute| attribute.get("Required") == Some(&Value::Bool(true)))
            .filter_map(|attribute| attribute.get("Name").and_then(Value::as_str))
            .filter(|name| *name != "sub");
        Self {
            header,
            mapping,
            auto_verified: texts(pool, "AutoVerifiedAttributes"),
            aliases: texts(pool, "AliasAttributes"),
            required: required.map(str::to_owned).collect(),
            include,
        }
    }

    /// Whether this person is imported, and as what. Who is in the destination already is asked elsewhere. `mark`: the signed mark that
    /// brings groups at the first sign-in, with the name of its attribute.
    pub fn verdict(&self, person: &Person, is_twin: bool, mark: Option<(&str, &str)>) -> Verdict {
        if person.status == "EXTERNAL_PROVIDER" {
            return Verdict::Impossible(Reason::Federated);
        }
        if let Some(question) = questions(person, is_twin).find(|question| !self.include.contains(question)) {
            return Verdict::LeftOut(question);
        }
        match self.row(person, mark) {
            Ok(row) => Verdict::Row(row),
            Err(reason) => Verdict::Impossible(reason),
        }
    }

    fn row(&self, person: &Person, mark: Option<(&str, &str)>) -> Result<Row, Reason> {
        let mut attributes = carried(person, self.mapping).map_err(unfit)?;
        if let Some((name, mark)) = mark {
            attributes.insert(name.to_owned(), mark.to_owned());
        }
        if let Some(name) = self.required.iter().find(|name| attributes.get(*name).is_none_or(String::is_empty)) {
            return Err(Reason::Missing(name.clone()));
        }
        let is_verified = |address: &String| attributes.get(&format!("{address}_verified")).is_some_and(|flag| flag == "true");
        if !self.auto_verified.iter().any(is_verified) {
            return Err(Reason::NoVerifiedChannel);
        }
        let user_name = self.user_name(person, &attributes)?;
        let mut row = Row { cells: Vec::with_capacity(self.header.columns.len()), doubtful: false };
        for column in &self.header.columns {
            let (name, value) = match column {
                Column::Username => ("cognito:username", user_name.as_str()),
                Column::MfaEnabled | Column::Blank(_) => ("", ""),
                Column::Attribute(name) => (name.as_str(), attributes.get(name).map(String::as_str).unwrap_or_default()),
            };
            row.doubtful |= self.is_doubtful(name, value)?;
            let cell = if value.is_empty() { String::new() } else { cell(name, value).map_err(misshapen)? };
            row.cells.push(cell);
        }
        let commas = |cell: &String| cell.chars().filter(|letter| *letter == ',').count();
        let characters: usize = row.cells.iter().map(|cell| cell.chars().count() + commas(cell) + 1).sum();
        if characters > LONGEST_ROW + 1 { Err(Reason::RowTooLong) } else { Ok(row) }
    }

    fn is_doubtful(&self, name: &str, value: &str) -> Result<bool, Reason> {
        if value.len() > cell::LONGEST_VALUE {
            return Err(Reason::TooLong(name.to_owned()));
        }
        // Whether an import may set an alias that only a confirmed user has is documented nowhere.
        let is_alias = name == "preferred_username" && self.aliases.iter().any(|alias| alias == name);
        match writable(value) {
            Writable::Never => Err(Reason::Unwritable(name.to_owned())),
            Writable::Perhaps => Ok(true),
            Writable::Surely => Ok(is_alias && !value.is_empty()),
        }
    }

    /// The name under which the function would have made this person.
    fn user_name(&self, person: &Person, attributes: &BTreeMap<String, String>) -> Result<String, Reason> {
        let names = &self.mapping.names;
        let mut addresses = ["email", "phone_number"].into_iter().filter(|name| names.iter().any(|known| known == name));
        if self.mapping.by_attribute {
            let verified = |name: &str| attributes.get(&format!("{name}_verified")).is_some_and(|flag| flag == "true");
            let address = addresses.find(|name| verified(name)).and_then(|name| attributes.get(name));
            return address.cloned().ok_or(Reason::NoAddress);
        }
        let name = if names.is_empty() || names.iter().any(|name| name == "username") {
            // A name that looks like an alias of the destination cannot be a name there: the old sub is.
            let looks_like_alias = addresses.any(|name| name == shape_of(&person.username));
            if looks_like_alias { person.sub() } else { &person.username }
        } else {
            addresses.find_map(|name| attributes.get(name)).map(String::as_str).ok_or(Reason::NoAddress)?
        };
        let is_name = name.chars().count() <= 128 && satisfies(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", name);
        if is_name { Ok(name.to_owned()) } else { Err(Reason::UserName) }
    }
}

/// What has to be decided about this person.
pub fn questions(person: &Person, is_twin: bool) -> impl Iterator<Item = Question> {
    let of_status = match person.status.as_str() {
        "CONFIRMED" | "RESET_REQUIRED" | "EXTERNAL_PROVIDER" => None,
        "UNCONFIRMED" => Some(Question::Unconfirmed),
        "FORCE_CHANGE_PASSWORD" => Some(Question::TemporaryPassword),
        _ => Some(Question::OtherStatus),
    };
    let disabled = (!person.enabled).then_some(Question::Disabled);
    let twin = is_twin.then_some(Question::CaseTwins);
    of_status.into_iter().chain(disabled).chain(twin)
}

/// What two names have in common that the destination takes for one.
pub fn one_name(mapping: &UserMapping, person: &Person) -> String {
    folded(mapping, &person.username)
}

fn unfit(unfit: carry::Unfit) -> Reason {
    match unfit.fault {
        carry::Fault::Missing => Reason::Missing(unfit.attribute),
        carry::Fault::Length => Reason::Length(unfit.attribute),
        carry::Fault::Number => Reason::Number(unfit.attribute),
        carry::Fault::Boolean => Reason::Boolean(unfit.attribute),
    }
}

fn misshapen(unfit: cell::Unfit) -> Reason {
    match unfit {
        cell::Unfit::PhoneNumber => Reason::PhoneNumber,
        cell::Unfit::Birthdate => Reason::Birthdate,
        cell::Unfit::UpdatedAt => Reason::UpdatedAt,
    }
}

/// Those that are imported: the defaults, and what the operator says.
pub fn included(include: &[Question], exclude: &[Question]) -> Vec<Question> {
    let is_in = |question: &Question| (question.by_default() || include.contains(question)) && !exclude.contains(question);
    Question::ALL.into_iter().filter(is_in).collect()
}
