//! Which value of a request AWS refuses, where its text says so. Pure.

use crate::problem::Parameter;

const FAILED: &str = "failed to satisfy constraint";

/// The values that the text names as the fault, in its order.
pub(in crate::aws) fn parameters(operation: &str, message: &str) -> Vec<Parameter> {
    let mut found = of_constraints(message);
    found.extend(between(message, "The specified value for ", " is invalid").map(|name| named(name, None)));
    found.extend(between(message, "The runtime parameter of ", " is ").map(|value| named("runtime", Some(value))));
    found.extend(between(message, "The requested ", " exceeds the ").map(|name| named(name, None)));
    // "Scope ARN: arn:… does not exist or is not attachable.", of the permissions boundary of a role.
    found.extend(between(message, "Scope ARN: ", " does not exist").map(|arn| named("permissionsBoundary", Some(arn))));
    if found.is_empty() {
        let lower = message.to_lowercase();
        let spoken_of = SPOKEN_OF.iter().filter(|(of, word, _)| *of == operation && lower.contains(word));
        found.extend(spoken_of.map(|(.., name)| named(name, None)));
    }
    found
}

/// Operations that answer InvalidParameter in free text, which word of it means which parameter.
const SPOKEN_OF: [(&str, &str, &str); 7] = [
    ("CreateFunction", "unzipped size", "zipFile"),
    ("CreateFunction", "could not unzip", "zipFile"),
    ("CreateFunction", "request must be smaller", "zipFile"),
    ("UpdateFunctionCode", "unzipped size", "zipFile"),
    ("CreateUserPoolDomain", "domain", "domain"),
    ("CreateUserPoolClient", "callback", "callbackURLs"),
    ("CreateUserPoolClient", "redirect", "callbackURLs"),
];

/// "2 validation errors detected: Value 'x' at 'roleName' failed to satisfy constraint: …; Value at 'password' failed …", and Lambda's
/// "'MemorySize' value failed to satisfy constraint: …".
fn of_constraints(message: &str) -> Vec<Parameter> {
    let mut found = Vec::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once(FAILED) {
        found.extend(of_constraint(before.trim_end()));
        rest = after;
    }
    found
}

fn of_constraint(before: &str) -> Option<Parameter> {
    if let Some(before) = before.strip_suffix("' value") {
        return Some(named(before.rsplit_once('\'')?.1, None));
    }
    let (before, name) = before.strip_suffix('\'')?.rsplit_once("at '")?;
    // The value may hold anything, quotes too: it begins after the first "Value" and ends where " at 'name'" begins.
    let value = before.trim_end().split_once("Value ").map(|(_, value)| value);
    let value = value.filter(|value| !value.starts_with("with length") && *value != "null");
    let quoted = |value: &str| value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')).map(str::to_owned);
    Some(named(name, value.map(|value| quoted(value).unwrap_or_else(|| value.to_owned())).as_deref()))
}

/// By the name of the request's own member: `/tags/1/value` and `tags.1.member.value` are both `tags`.
fn named(name: &str, value: Option<&str>) -> Parameter {
    let member = name.trim_start_matches('/').split(['.', '/', '[']).next().unwrap_or(name);
    Parameter { name: member.to_owned(), value: value.map(str::to_owned) }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    let (found, _) = rest.split_once(after)?;
    Some(found.trim()).filter(|found| !found.is_empty() && !found.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refused_value_is_read_in_every_way_that_aws_writes_it() {
        let one = |name: &str, value: Option<&str>| vec![named(name, value)];
        let set = "Member must satisfy enum value set: [nodejs22.x, provided.al2023] or be a valid ARN";
        for (message, expected) in [
            (
                "1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member must \u{2026}",
                one("roleName", Some("a b")),
            ),
            (
                "1 validation error detected. Value at '/functionName' failed to satisfy constraint: Member must \u{2026}",
                one("functionName", None),
            ),
            (
                "1 validation error detected. Value with length 300 at '/name' failed to satisfy constraint: Member \u{2026}",
                one("name", None),
            ),
            (
                "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
                one("userPoolId", None),
            ),
            (
                "1 validation error detected: Value 'it's' at 'tags.1.member.value' failed to satisfy constraint: \u{2026}",
                one("tags", Some("it's")),
            ),
            (&format!("Value nodejs24.x at 'runtime' failed to satisfy constraint: {set}"), one("runtime", Some("nodejs24.x"))),
            (
                "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 3008",
                one("MemorySize", None),
            ),
            ("The specified value for roleName is invalid. It must contain only alphanumeric characters.", one("roleName", None)),
            (
                "The runtime parameter of nodejs18.x is no longer supported for creating or updating AWS Lambda functions.",
                one("runtime", Some("nodejs18.x")),
            ),
            ("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", one("DurationSeconds", None)),
            (
                "Scope ARN: arn:aws:iam::111111111111:policy/b does not exist or is not attachable.",
                one("permissionsBoundary", Some("arn:aws:iam::111111111111:policy/b")),
            ),
            ("Rate exceeded", Vec::new()),
            ("failed to satisfy constraint", Vec::new()),
        ] {
            assert_eq!(parameters("Any", message), expected, "{message}");
        }
    }

    #[test]
    fn several_values_are_named_each() {
        let message = "2 validation errors detected: Value 'x y' at 'roleName' failed to satisfy constraint: Member must satisfy \
                       regular expression pattern: [\\w+=,.@-]+; Value 'z' at 'path' failed to satisfy constraint: Member must \u{2026}";
        assert_eq!(parameters("CreateRole", message), [named("roleName", Some("x y")), named("path", Some("z"))]);
    }

    #[test]
    fn free_text_names_a_parameter_only_of_its_operation() {
        let message = "Domain cannot contain reserved word: cognito";
        assert_eq!(parameters("CreateUserPoolDomain", message), [named("domain", None)]);
        assert!(parameters("UpdateUserPool", message).is_empty());
    }
}
