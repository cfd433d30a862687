//! What is compared of a person, on both sides in the same form: trimmed, empty as absent, dates as dates, flags as words. Pure.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::attribute_mapping::UserMapping;
use crate::model::user_options::{GROUPS_MARK, LEGACY_SUB};
use crate::users::carry::mapped;
use crate::users::groups::person::Person;

/// Attributes that are compared, by the destination's names.
pub type Values = BTreeMap<String, String>;

/// What a person of the source must have in the destination.
pub fn wanted(person: &Person, mapping: &UserMapping) -> Values {
    normal(mapped(person, mapping))
}

/// What a user of the destination has, of all that is compared.
pub fn found(person: &Person, mapping: &UserMapping) -> Values {
    let is_compared = |name: &String| match mapping.attributes.is_empty() {
        true => !name.starts_with("cognito:") && !name.starts_with("dev:") && !matches!(name.as_str(), "sub" | "identities"),
        false => mapping.attributes.contains_key(name),
    };
    normal(
        person
            .attributes
            .iter()
            .filter(|(name, _)| is_compared(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

/// The names whose values differ.
pub fn differing<'a>(wanted: &'a Values, found: &'a Values) -> Vec<&'a str> {
    let names = wanted.keys().chain(found.keys().filter(|name| !wanted.contains_key(*name)));
    names.filter(|name| wanted.get(*name) != found.get(*name)).map(String::as_str).collect()
}

/// One number for all of them, the same within one run of the program.
pub fn digest(values: &Values) -> u64 {
    let mut hasher = DefaultHasher::new();
    values.hash(&mut hasher);
    hasher.finish()
}

fn normal(values: Values) -> Values {
    let normal = |(name, value): (String, String)| {
        let value = match name.as_str() {
            GROUPS_MARK | LEGACY_SUB => return None,
            "email_verified" | "phone_number_verified" => value.eq_ignore_ascii_case("true").then(|| "true".to_owned()),
            "birthdate" => Some(date(&value)),
            _ => Some(value.trim().to_owned()),
        };
        value.filter(|value| !value.is_empty()).map(|value| (name, value))
    };
    values.into_iter().filter_map(normal).collect()
}

/// `mm/dd/yyyy`, as an import file has it, in the form of a pool: `YYYY-MM-DD`. Anything else stays as it is.
fn date(value: &str) -> String {
    let value = value.trim();
    match value.split('/').collect::<Vec<_>>().as_slice() {
        [month, day, year] if month.len() == 2 && day.len() == 2 && year.len() == 4 => format!("{year}-{month}-{day}"),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(attributes: &[(&str, &str)]) -> Person {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Person { attributes, ..Person::default() }
    }

    #[test]
    fn what_a_move_changes_in_form_only_is_equal() {
        let source = person(&[
            ("sub", "1f"),
            ("birthdate", "1815-12-10"),
            ("name", " Ada "),
            ("nickname", ""),
            ("email", "a@b.c"),
            ("email_verified", "True"),
            ("phone_number", "+1"),
            ("phone_number_verified", "false"),
        ]);
        let destination = person(&[
            ("sub", "2e"),
            ("birthdate", "12/10/1815"),
            ("name", "Ada"),
            ("email", "a@b.c"),
            ("email_verified", "true"),
            ("phone_number", "+1"),
        ]);
        let mapping = UserMapping::default();
        let (wanted, found) = (wanted(&source, &mapping), found(&destination, &mapping));
        assert_eq!(differing(&wanted, &found), Vec::<&str>::new());
        assert_eq!(digest(&wanted), digest(&found));
    }

    #[test]
    fn another_value_a_lost_one_and_a_new_one_are_named() {
        let source = person(&[("name", "Ada"), ("locale", "en")]);
        let destination = person(&[("name", "Eve"), ("zoneinfo", "UTC")]);
        let mapping = UserMapping::default();
        let (wanted, found) = (wanted(&source, &mapping), found(&destination, &mapping));
        assert_eq!(differing(&wanted, &found), ["locale", "name", "zoneinfo"]);
        assert_ne!(digest(&wanted), digest(&found));
    }
}
