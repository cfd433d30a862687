//! ListUsers: pages and the filter (facts §6.6).

use serde_json::{Value, json};

use super::faults::invalid_parameter;
use super::paging::{LARGEST_PAGE, page, with_token};
use super::request::Request;
use super::users::shown;
use crate::core::fault::Fault;
use crate::core::state::cognito::User;
use crate::core::state::user_pages::UserPages;

pub fn list(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "AttributesToGet", "Limit", "PaginationToken", "Filter"])?;
    let members = &request.members;
    let limit = members.number("Limit", 0..=LARGEST_PAGE as i64)?.filter(|limit| *limit > 0);
    let limit = limit.unwrap_or(LARGEST_PAGE as i64) as usize;
    let marker = members.optional_text("PaginationToken")?.map(|token| Marker::open(token, request.now)).transpose()?;
    let text = members.optional_text("Filter")?.unwrap_or_default();
    let filter = if text.is_empty() { None } else { Some(Filter::parse(text)?) };
    let wanted = members.texts("AttributesToGet")?;
    let pages = request.sandbox.world().user_pages;
    request.with_signed_pool(|pool| {
        let scope = format!("ListUsers {} {limit} {text} {wanted:?}", pool.id());
        let users = pool.users.values().filter(|user| filter.as_ref().is_none_or(|filter| filter.matches(user)));
        let users = users.map(|user| (user.user_name.clone(), user));
        let size = if pages == UserPages::Full { limit } else { (limit * 7 / 20).max(1) };
        let after = marker.as_ref().map(|marker| marker.place.as_str());
        let (mut users, next) = page(users, size, after, &scope).map_err(|_| invalid_marker())?;
        let mut next = next.map(|place| Marker { issued: request.now, place, is_page_empty: pages == UserPages::ShortAndEmpty });
        if let Some(marker) = marker.filter(|marker| marker.is_page_empty) {
            users.clear();
            next = Some(Marker { issued: request.now, is_page_empty: false, ..marker });
        }
        let users: Vec<Value> = users.into_iter().map(|user| restricted(user, wanted.as_deref())).collect::<Result<_, _>>()?;
        Ok(with_token(json!({"Users": users}), "PaginationToken", next.map(|marker| marker.seal())))
    })
}

/// What a token of ListUsers holds: it lasts an hour.
struct Marker {
    issued: f64,
    /// The page that it leads to has nobody on it.
    is_page_empty: bool,
    place: String,
}

/// Seconds.
const MARKER_LIFETIME: f64 = 3600.0;

impl Marker {
    fn seal(&self) -> String {
        let kind = if self.is_page_empty { "empty" } else { "users" };
        format!("{:.0}.{kind}.{}", self.issued * 1000.0, self.place)
    }

    fn open(token: &str, now: f64) -> Result<Self, Fault> {
        let read = || {
            let (issued, rest) = token.split_once('.')?;
            let (kind, place) = rest.split_once('.')?;
            let issued = issued.parse::<f64>().ok()? / 1000.0;
            Some(Self { issued, is_page_empty: kind == "empty", place: place.to_owned() })
        };
        read().filter(|marker| now - marker.issued < MARKER_LIFETIME).ok_or_else(invalid_marker)
    }
}

/// Measured for a token of another filter (aws/aws-sdk-js#3705); what is said of an old one is not known.
fn invalid_marker() -> Fault {
    invalid_parameter("Paging Marker is Invalid for Request")
}

/// A user with only the wanted attributes. One that lacks an attribute makes the call fail (facts §6.6).
fn restricted(user: &User, wanted: Option<&[String]>) -> Result<Value, Fault> {
    let Some(wanted) = wanted else {
        return Ok(shown(user, "Attributes"));
    };
    if let Some(missing) = wanted.iter().find(|name| !user.attributes.contains_key(*name)) {
        return Err(invalid_parameter(format!("One or more requested attributes do not exist: {missing}")));
    }
    let mut user = user.clone();
    user.attributes.retain(|name, _| wanted.contains(name));
    Ok(shown(&user, "Attributes"))
}

/// One condition, e.g. `email ^= "a"`.
#[derive(Debug, PartialEq, Eq)]
struct Filter {
    attribute: String,
    is_prefix: bool,
    value: String,
}

const SEARCHABLE: &[&str] = &[
    "username",
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "cognito:user_status",
    "status",
    "sub",
];

impl Filter {
    fn parse(text: &str) -> Result<Self, Fault> {
        let malformed = || invalid_parameter("Invalid filter: expected an attribute, = or ^=, and a quoted value.");
        let (left, right) = text.split_once('=').ok_or_else(malformed)?;
        let (attribute, is_prefix) = match left.trim_end().strip_suffix('^') {
            Some(attribute) => (attribute, true),
            None => (left, false),
        };
        let attribute = attribute.trim().trim_matches('"').to_owned();
        if !SEARCHABLE.contains(&attribute.as_str()) {
            return Err(invalid_parameter(format!("Invalid search attribute: {attribute}")));
        }
        let quoted = right.trim();
        let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or_else(malformed)?;
        Ok(Self { attribute, is_prefix, value: unescaped(inside).ok_or_else(malformed)? })
    }

    fn matches(&self, user: &User) -> bool {
        let enabled = if user.enabled { "Enabled" } else { "Disabled" };
        let found = match self.attribute.as_str() {
            "username" => Some(user.user_name.as_str()),
            "status" => Some(enabled),
            "cognito:user_status" => Some(user.status.name()),
            name => user.attribute(name),
        };
        let Some(found) = found else {
            return false;
        };
        if matches!(self.attribute.as_str(), "username" | "status") {
            return self.compare(found, &self.value);
        }
        self.compare(&found.to_lowercase(), &self.value.to_lowercase())
    }

    fn compare(&self, found: &str, wanted: &str) -> bool {
        if self.is_prefix { found.starts_with(wanted) } else { found == wanted }
    }
}

/// The value between the quotes: a quote or backslash inside is escaped, and a bare quote is an error.
fn unescaped(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => value.push(letters.next()?),
            '"' => return None,
            _ => value.push(letter),
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn filter(attribute: &str, is_prefix: bool, value: &str) -> Filter {
        Filter { attribute: attribute.to_owned(), is_prefix, value: value.to_owned() }
    }

    #[test]
    fn filters_compare_whole_values_or_beginnings() {
        assert_eq!(Filter::parse("email = \"a@b.example\"").unwrap(), filter("email", false, "a@b.example"));
        assert_eq!(Filter::parse("sub ^= \"0\"").unwrap(), filter("sub", true, "0"));
        assert_eq!(Filter::parse("\"name\"=\"a\\\"b=c\"").unwrap(), filter("name", false, "a\"b=c"));
    }

    #[test]
    fn an_unquoted_value_a_quote_inside_or_an_unsearchable_attribute_is_refused() {
        for text in ["email = a", "email = \"a\"b\"", "custom:x = \"a\"", "email"] {
            assert_eq!(Filter::parse(text).unwrap_err().code, "InvalidParameterException", "{text}");
        }
    }
}
