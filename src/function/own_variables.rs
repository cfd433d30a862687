//! The variables that a team's own handler is given beside ours: their names as Lambda allows them, and the placeholders in their text, which
//! stand for what the migration makes and where it goes.

use crate::model::blueprint::Blueprint;

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    SourceRoleArn,
    SourceClientId,
    SourcePoolId,
    SourcePoolArn,
    SourceRegion,
    SourceAccountId,
    DestinationPoolId,
    DestinationPoolArn,
    DestinationClientId,
    DestinationRegion,
    DestinationAccountId,
    FunctionRoleArn,
    ExternalId,
    Session,
}

impl Placeholder {
    pub const ALL: [Self; 14] = [
        Self::SourceRoleArn,
        Self::SourceClientId,
        Self::SourcePoolId,
        Self::SourcePoolArn,
        Self::SourceRegion,
        Self::SourceAccountId,
        Self::DestinationPoolId,
        Self::DestinationPoolArn,
        Self::DestinationClientId,
        Self::DestinationRegion,
        Self::DestinationAccountId,
        Self::FunctionRoleArn,
        Self::ExternalId,
        Self::Session,
    ];

    /// What is written between the braces.
    pub fn name(self) -> &'static str {
        match self {
            Self::SourceRoleArn => "source-role-arn",
            Self::SourceClientId => "source-client-id",
            Self::SourcePoolId => "source-pool-id",
            Self::SourcePoolArn => "source-pool-arn",
            Self::SourceRegion => "source-region",
            Self::SourceAccountId => "source-account-id",
            Self::DestinationPoolId => "destination-pool-id",
            Self::DestinationPoolArn => "destination-pool-arn",
            Self::DestinationClientId => "destination-client-id",
            Self::DestinationRegion => "destination-region",
            Self::DestinationAccountId => "destination-account-id",
            Self::FunctionRoleArn => "function-role-arn",
            Self::ExternalId => "external-id",
            Self::Session => "session",
        }
    }

    fn value(self, blueprint: &Blueprint) -> String {
        let (source, destination) = (&blueprint.spec.source, &blueprint.spec.destination);
        match self {
            Self::SourceRoleArn => blueprint.source_role_arn(),
            Self::SourceClientId => blueprint.source_client_id().into(),
            Self::SourcePoolId => source.pool_id.clone(),
            Self::SourcePoolArn => blueprint.source_pool_arn(),
            Self::SourceRegion => source.region.clone(),
            Self::SourceAccountId => source.account.clone(),
            Self::DestinationPoolId => blueprint.destination_pool_id().into(),
            Self::DestinationPoolArn => blueprint.destination_pool_arn(),
            Self::DestinationClientId => blueprint.destination_client_id().into(),
            Self::DestinationRegion => destination.region.clone(),
            Self::DestinationAccountId => destination.account.clone(),
            Self::FunctionRoleArn => blueprint.function_role_arn(),
            // Refused beforehand where there is none.
            Self::ExternalId => blueprint.options().external_id.clone().unwrap_or_default(),
            Self::Session => blueprint.spec.session.clone(),
        }
    }
}

/// All placeholders as a text writes them: `{source-role-arn}, {source-client-id} …`.
pub fn all_placeholders() -> String {
    Placeholder::ALL.map(|placeholder| format!("{{{}}}", placeholder.name())).join(", ")
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Placeholder(Placeholder),
}

/// `{name}` is a placeholder, `{{` and `}}` are braces.
fn parts(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let (brace, behind) = rest[at..].split_at(1);
        if let Some(behind) = behind.strip_prefix(brace) {
            plain.push_str(brace);
            rest = behind;
            continue;
        }
        let name = behind.split_once('}').filter(|_| brace == "{");
        let Some((name, behind)) = name else {
            return Err(format!("A single {brace} begins or ends a placeholder; for the brace itself write {brace}{brace}."));
        };
        let placeholder = Placeholder::ALL.into_iter().find(|placeholder| placeholder.name() == name).ok_or_else(|| {
            format!(
                "There is no placeholder {{{name}}}. There are: {}. For a brace that is meant as such write it twice.",
                all_placeholders()
            )
        })?;
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        parts.push(Part::Placeholder(placeholder));
        rest = behind;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    Ok(parts)
}

/// Whether a text can be used: every placeholder is known, and stands for something in this migration.
pub fn validate_text(text: &str, external_id: Option<&str>) -> Result<(), String> {
    let parts = parts(text)?;
    match external_id.is_none() && parts.contains(&Part::Placeholder(Placeholder::ExternalId)) {
        true => Err("{external-id} stands for nothing: this migration has no external id.".into()),
        false => Ok(()),
    }
}

/// The text with each placeholder filled in. A text that was never checked stays as it is.
pub fn filled(text: &str, blueprint: &Blueprint) -> String {
    let Ok(parts) = parts(text) else { return text.to_owned() };
    let filled = parts.into_iter().map(|part| match part {
        Part::Text(text) => text,
        Part::Placeholder(placeholder) => placeholder.value(blueprint),
    });
    filled.collect()
}

/// Names that Lambda sets itself and refuses to have set (its guide, configuration-envvars.html, "Reserved environment variables").
const RESERVED: [&str; 19] = [
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_METADATA_API",
    "AWS_LAMBDA_METADATA_TOKEN",
];

/// By Lambda's rule: `[a-zA-Z]([a-zA-Z0-9_])+`, and not one that it sets itself.
pub fn validate_name(name: &str) -> Result<(), String> {
    let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if !begins || name.len() < 2 || !name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        return Err(format!(
            "\"{name}\" is no name of a variable: Lambda takes letters, digits and underscores, at least two, a letter first."
        ));
    }
    match RESERVED.contains(&name) {
        true => Err(format!("Lambda sets {name} itself.")),
        false => Ok(()),
    }
}

/// `NAME=TEXT`, by all rules but that of the external id, which another option may still take away. Nothing behind the equals sign: the
/// function does not have that variable.
pub fn pair(text: &str) -> Result<(String, String), String> {
    let (name, text) = text.split_once('=').ok_or("Write it as NAME=TEXT.")?;
    validate_name(name)?;
    parts(text)?;
    Ok((name.to_owned(), text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_that_are_doubled_are_braces_and_single_ones_are_placeholders() {
        for (text, read) in [
            ("", vec![]),
            ("plain", vec![Part::Text("plain".into())]),
            ("{source-pool-id}", vec![Part::Placeholder(Placeholder::SourcePoolId)]),
            ("{{\"a\":1}}", vec![Part::Text("{\"a\":1}".into())]),
            (
                "{{{source-region}}}é",
                vec![Part::Text("{".into()), Part::Placeholder(Placeholder::SourceRegion), Part::Text("}é".into())],
            ),
        ] {
            assert_eq!(parts(text), Ok(read), "{text}");
        }
    }

    #[test]
    fn a_placeholder_that_there_is_not_is_refused_with_those_that_there_are() {
        for (text, said) in [
            ("{source-role}", "{source-role-arn}"),
            ("{}", "no placeholder {}"),
            ("{SOURCE-POOL-ID}", "{source-pool-id}"),
            ("{source-pool-id", "write {{"),
            ("a}b", "write }}"),
            ("{\"a\":1}", "twice"),
            ("{a{b}}", "no placeholder {a{b}"),
        ] {
            let why = validate_text(text, Some("x")).unwrap_err();
            assert!(why.contains(said), "{text}: {why}");
        }
        assert!(validate_text("{external-id}", None).unwrap_err().contains("no external id"));
    }

    #[test]
    fn names_are_those_that_lambda_takes() {
        for name in ["OLD_ROLE_ARN", "a1", "x_", "AWS_XRAY_CONTEXT_MISSING", "Path"] {
            assert_eq!(validate_name(name), Ok(()), "{name}");
        }
        for name in
            ["", "A", "_HANDLER", "1A", "A-B", "Ä1", "A B", "AWS_REGION", "LAMBDA_TASK_ROOT", "AWS_LAMBDA_MAX_CONCURRENCY"]
        {
            assert!(validate_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn the_page_names_every_placeholder() {
        let page = include_str!("../../docs/own-handler.md");
        for placeholder in Placeholder::ALL {
            assert!(page.contains(&format!("`{{{}}}`", placeholder.name())), "{placeholder:?}");
        }
    }

    #[test]
    fn every_placeholder_is_named_once() {
        let names: std::collections::BTreeSet<&str> = Placeholder::ALL.iter().map(|placeholder| placeholder.name()).collect();
        assert_eq!(names.len(), Placeholder::ALL.len());
    }
}
