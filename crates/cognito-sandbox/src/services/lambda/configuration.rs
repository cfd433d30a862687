//! A function's configuration: its fields, Lambda's defaults and Lambda's rules (facts §5).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::faults::invalid;
use super::reserved;
use crate::core::fault::Fault;
use crate::core::service::Service;
use crate::core::state::lambda::Configuration;

/// The configuration members of CreateFunction and UpdateFunctionConfiguration: absent means default or unchanged.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
pub struct Settings {
    pub role: Option<String>,
    pub handler: Option<String>,
    pub runtime: Option<String>,
    pub description: Option<String>,
    pub timeout: Option<i64>,
    pub memory_size: Option<i64>,
    pub environment: Option<Environment>,
    pub logging_config: Option<LoggingConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Environment {
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct LoggingConfig {
    pub log_format: Option<String>,
    pub log_group: Option<String>,
}

/// A new function's configuration.
///
/// # Errors
/// As [`Self::changed`]; also a missing role, handler or runtime.
pub fn new(name: &str, settings: Settings) -> Result<Configuration, Fault> {
    let required = |value: &Option<String>, member: &str| match value {
        Some(value) => Ok(value.clone()),
        None => Err(invalid(format!(
            "1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must not be null"
        ))),
    };
    let defaults = Configuration {
        role: required(&settings.role, "role")?,
        handler: required(&settings.handler, "handler")?,
        runtime: required(&settings.runtime, "runtime")?,
        description: String::new(),
        timeout: 3,
        memory_size: 128,
        environment: BTreeMap::new(),
        log_group: format!("/aws/lambda/{name}"),
    };
    changed(&defaults, settings)
}

/// This configuration with some members replaced.
///
/// # Errors
/// `InvalidParameterValueException`, or 501 for what the sandbox cannot run.
pub fn changed(present: &Configuration, settings: Settings) -> Result<Configuration, Fault> {
    let mut new = present.clone();
    if let Some(role) = settings.role {
        new.role = role;
    }
    if let Some(handler) = settings.handler {
        new.handler = handler;
    }
    if let Some(runtime) = settings.runtime {
        new.runtime = runtime;
    }
    if let Some(description) = settings.description {
        new.description = description;
    }
    if let Some(timeout) = settings.timeout {
        new.timeout = timeout;
    }
    if let Some(memory_size) = settings.memory_size {
        new.memory_size = memory_size;
    }
    if let Some(environment) = settings.environment {
        new.environment = environment.variables;
    }
    if let Some(logging) = settings.logging_config {
        if logging.log_format.is_some_and(|format| format != "Text") {
            return Err(Fault::not_implemented(Service::Lambda, "LoggingConfig", "a LogFormat other than Text"));
        }
        if let Some(log_group) = logging.log_group {
            new.log_group = log_group;
        }
    }
    check(&new)?;
    Ok(new)
}

fn check(configuration: &Configuration) -> Result<(), Fault> {
    check_runtime(&configuration.runtime)?;
    check_range("timeout", configuration.timeout, 1, 900)?;
    check_range("memorySize", configuration.memory_size, 128, 10_240)?;
    if configuration.handler.len() > 128
        || configuration.handler.contains(char::is_whitespace)
        || configuration.handler.is_empty()
    {
        return Err(constraint("handler", &configuration.handler, r"Member must satisfy regular expression pattern: [^\s]+"));
    }
    if configuration.description.chars().count() > 256 {
        return Err(constraint("description", &configuration.description, "Member must have length less than or equal to 256"));
    }
    let role_name = configuration.role.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(":role/"));
    if role_name.is_none() {
        return Err(constraint(
            "role",
            &configuration.role,
            r"Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
        ));
    }
    check_environment(&configuration.environment)
}

fn constraint(member: &str, value: &str, rule: &str) -> Fault {
    invalid(format!("1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}"))
}

fn check_range(member: &str, value: i64, least: i64, most: i64) -> Result<(), Fault> {
    if value < least {
        Err(constraint(member, &value.to_string(), &format!("Member must have value greater than or equal to {least}")))
    } else if value > most {
        Err(constraint(member, &value.to_string(), &format!("Member must have value less than or equal to {most}")))
    } else {
        Ok(())
    }
}

pub fn check_name(name: &str) -> Result<(), Fault> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !name.is_empty() && name.len() <= 64 && name.chars().all(allowed) {
        return Ok(());
    }
    Err(constraint(
        "functionName",
        name,
        r"Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?",
    ))
}

fn check_runtime(runtime: &str) -> Result<(), Fault> {
    match runtime {
        "nodejs20.x" | "nodejs22.x" | "nodejs24.x" | "nodejs26.x" => Ok(()),
        "nodejs12.x" | "nodejs14.x" | "nodejs16.x" | "nodejs18.x" => Err(invalid(format!(
            "The runtime parameter of {runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions."
        ))),
        other if ["python", "java", "dotnet", "ruby", "go", "provided"].iter().any(|family| other.starts_with(family)) => {
            Err(Fault::not_implemented(Service::Lambda, "functions", &format!("the runtime {other}")))
        }
        other => Err(constraint("runtime", other, "Member must satisfy enum value set")),
    }
}

/// Names `[a-zA-Z]([a-zA-Z0-9_])+`, none of Lambda's own, 4 KB together.
fn check_environment(variables: &BTreeMap<String, String>) -> Result<(), Fault> {
    for name in variables.keys() {
        if reserved::is_reserved(name) {
            return Err(invalid(format!(
                "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {name}"
            )));
        }
        let letter_first = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let allowed = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if !letter_first || !allowed || name.len() < 2 {
            return Err(constraint(
                "environment.variables",
                name,
                "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
            ));
        }
    }
    let size = serde_json::json!(variables).to_string().len();
    if !variables.is_empty() && size > 4096 {
        return Err(invalid(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {size} bytes"
        )));
    }
    Ok(())
}
