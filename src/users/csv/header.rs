//! The columns of an import file, as GetCSVHeader of the destination names them: the order is the pool's own (facts §14.1).

use serde_json::Value;

use crate::aws::document::text;
use crate::problem::{Problem, ProblemKind};

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// `cognito:username`.
    Username,
    /// `cognito:mfa_enabled`: blank is right everywhere.
    MfaEnabled,
    /// A standard or custom attribute, by its name.
    Attribute(String),
    /// Blank for everybody: nothing says what belongs there, or nobody has it (`password_hash`: Cognito gives no hashes away).
    Blank(String),
}

/// The header, in the pool's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub columns: Vec<Column>,
    /// The first line of the file, without its end.
    pub line: String,
}

/// The columns that AWS documents beside custom attributes.
const STANDARD: [&str; 19] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
];

impl Header {
    /// # Errors
    /// A name that the grammar cannot write, a column twice, no `cognito:username`.
    pub fn read(names: &[String], pool: &Value) -> Result<Self, Problem> {
        let what = || format!("Users cannot be imported into the user pool {}.", text(pool, "Id"));
        let unwritable = |name: &&String| name.chars().any(|c| matches!(c, ',' | '"' | '\\') || c.is_control());
        if let Some(name) = names.iter().find(unwritable) {
            let why = format!(
                "Its attribute {name:?} cannot stand in the header of a CSV file: a name there has no comma, quote or backslash."
            );
            let remedy = "Let everybody move by signing in, or create the rest with AdminCreateUser from your own software.";
            return Err(Problem::new(ProblemKind::Invalid, what(), why).remedy(remedy));
        }
        if let Some((_, name)) = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
            return Err(Problem::new(ProblemKind::Service, what(), format!("GetCSVHeader names the column {name} twice.")));
        }
        let columns: Vec<Column> = names.iter().map(|name| column(name)).collect();
        if !columns.contains(&Column::Username) {
            return Err(Problem::new(ProblemKind::Service, what(), "GetCSVHeader names no column cognito:username."));
        }
        Ok(Self { columns, line: names.join(",") })
    }

    /// Columns that stay blank because nothing is known about them. `password_hash` is known, and blank for everybody.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter_map(|column| match column {
            Column::Blank(name) if name != "password_hash" => Some(name.as_str()),
            _ => None,
        })
    }

    pub fn has(&self, attribute: &str) -> bool {
        self.columns.iter().any(|column| matches!(column, Column::Attribute(name) if name == attribute))
    }
}

fn column(name: &str) -> Column {
    match name {
        "cognito:username" => Column::Username,
        "cognito:mfa_enabled" => Column::MfaEnabled,
        _ if STANDARD.contains(&name) || name.starts_with("custom:") => Column::Attribute(name.to_owned()),
        _ => Column::Blank(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(names: &[&str]) -> Result<Header, Problem> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Header::read(&names, &json!({ "Id": "eu-central-1_New" }))
    }

    #[test]
    fn the_order_is_the_pools_own_and_unknown_columns_are_named() {
        let header =
            read(&["custom:plan", "cognito:mfa_enabled", "email", "dev:custom:x", "password_hash", "cognito:username"]).unwrap();
        assert_eq!(header.line, "custom:plan,cognito:mfa_enabled,email,dev:custom:x,password_hash,cognito:username");
        assert_eq!(header.columns[0], Column::Attribute("custom:plan".into()));
        assert_eq!(header.unknown().collect::<Vec<_>>(), ["dev:custom:x"]);
    }

    #[test]
    fn a_name_that_the_grammar_cannot_write_refuses_the_pool() {
        for name in ["custom:a,b", "custom:\"quoted\"", "custom:back\\slash", "custom:line\nbreak"] {
            let problem = read(&["cognito:username", name]).unwrap_err();
            assert!(problem.why.contains("cannot stand in the header"), "{problem:?}");
        }
    }

    #[test]
    fn a_header_without_user_names_or_with_a_column_twice_is_an_error() {
        assert!(read(&["email"]).unwrap_err().why.contains("cognito:username"));
        assert!(read(&["cognito:username", "email", "email"]).unwrap_err().why.contains("twice"));
    }
}
