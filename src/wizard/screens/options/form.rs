//! The fields of the options, their rules, and the way from and to [`Options`]. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::migration::names;
use crate::resources::ResourceId;
use crate::resources::managed::Tool;
use crate::resources::options::{Options, OwnFunction, RETENTION_DAYS, RUNTIMES};
use crate::resources::user_options::{MfaUsers, TemporaryPasswords, UserOptions};
use crate::wizard::keymap::Command;
use crate::wizard::widgets::text_field::TextField;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Field {
    #[default]
    SourceClient,
    SourceRole,
    FunctionRole,
    RolePath,
    SourceBoundary,
    DestinationBoundary,
    Function,
    Memory,
    Runtime,
    Retention,
    ExternalId,
    Tags,
    MfaUsers,
    TemporaryPasswords,
}

/// Bounds for permissions, one for each account's role.
const BOUNDARY_HELP: &str = "ARN of a managed policy that your organisation asks for on every role. Empty: none.";

impl Field {
    pub const ORDER: [Field; 14] = [
        Field::SourceClient,
        Field::SourceRole,
        Field::FunctionRole,
        Field::RolePath,
        Field::SourceBoundary,
        Field::DestinationBoundary,
        Field::Function,
        Field::Memory,
        Field::Runtime,
        Field::Retention,
        Field::ExternalId,
        Field::Tags,
        Field::MfaUsers,
        Field::TemporaryPasswords,
    ];

    /// The field so many places on, round the end.
    pub fn moved(self, steps: isize) -> Field {
        let count = Field::ORDER.len() as isize;
        Field::ORDER[(self as isize + steps).rem_euclid(count) as usize]
    }

    /// One of a few values, not a text.
    pub fn is_choice(self) -> bool {
        matches!(self, Field::Runtime | Field::Retention | Field::MfaUsers | Field::TemporaryPasswords)
    }

    pub fn label(self) -> &'static str {
        match self {
            Field::SourceClient => "Migration app client",
            Field::SourceRole => "Cross-account role",
            Field::FunctionRole => "Function's role",
            Field::RolePath => "Path of both roles",
            Field::SourceBoundary => "Boundary, source",
            Field::DestinationBoundary => "Boundary, destination",
            Field::Function => "Function",
            Field::Memory => "Memory, MB",
            Field::Runtime => "Runtime",
            Field::Retention => "Keep log lines, days",
            Field::ExternalId => "External id",
            Field::Tags => "More tags",
            Field::MfaUsers => "Users with MFA",
            Field::TemporaryPasswords => "Temporary passwords",
        }
    }

    pub fn placeholder(self) -> &'static str {
        match self {
            Field::SourceBoundary | Field::DestinationBoundary => "none",
            Field::Tags => "team=identity, cost-centre=42",
            _ => "",
        }
    }

    /// What it is for, in a sentence.
    pub fn help(self) -> &'static str {
        match self {
            Field::SourceClient => {
                "App client made in the source pool: the function checks passwords through it. It has no secret."
            }
            Field::SourceRole => "Role made in the source account: it lets exactly the function ask exactly the source pool.",
            Field::FunctionRole => "Role made in the destination account: the function runs as it.",
            Field::RolePath => "IAM path, such as /migration/. It begins and ends with a slash.",
            Field::SourceBoundary | Field::DestinationBoundary => BOUNDARY_HELP,
            Field::Function => "Lambda function made in the destination account; Cognito calls it at a user's first sign-in.",
            Field::Memory => "More memory also means a faster processor; Cognito waits 5 seconds at most.",
            Field::Runtime => "Node.js of the function.",
            Field::Retention => "How long CloudWatch Logs keeps what the function logs. It logs no names and no passwords.",
            Field::ExternalId => {
                "What the function says when it assumes the cross-account role: only who knows it gets in. Random is best."
            }
            Field::MfaUsers => {
                "A second factor cannot be moved. Whoever has one is refused, or moves with the password alone and sets it up anew."
            }
            Field::TemporaryPasswords => {
                "Whoever never chose a password is refused, or arrives without one and chooses it by Forgot password."
            }
            Field::Tags => "On everything that can carry tags, beside the session's own tag.",
        }
    }
}

#[derive(Debug)]
pub struct Form {
    /// The text fields, by the place of their field; those of choices stay empty.
    texts: [TextField; Field::ORDER.len()],
    runtime: usize,
    retention: usize,
    /// What has no field here stays as it was, in these and in the function of one's own.
    users: UserOptions,
    own_function: Option<OwnFunction>,
}

impl Form {
    pub fn of(options: &Options) -> Self {
        let mut form = Self {
            texts: Default::default(),
            runtime: RUNTIMES.iter().position(|runtime| *runtime == options.function_runtime).unwrap_or(0),
            retention: RETENTION_DAYS.iter().position(|days| *days == options.log_retention_days).unwrap_or(0),
            users: options.users.clone(),
            own_function: options.own_function.clone(),
        };
        let tags = options.tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ");
        let values = [
            (Field::SourceClient, options.source_client_name.as_str()),
            (Field::SourceRole, &options.source_role_name),
            (Field::FunctionRole, &options.function_role_name),
            (Field::RolePath, &options.role_path),
            (Field::SourceBoundary, options.source_permissions_boundary.as_deref().unwrap_or_default()),
            (Field::DestinationBoundary, options.destination_permissions_boundary.as_deref().unwrap_or_default()),
            (Field::Function, &options.function_name),
            (Field::Memory, &options.function_memory.to_string()),
            (Field::ExternalId, &options.external_id),
            (Field::Tags, &tags),
        ];
        for (field, value) in values {
            form.texts[field as usize].set(value);
        }
        form
    }

    pub fn text(&self, field: Field) -> &TextField {
        &self.texts[field as usize]
    }

    /// The value of a choice.
    pub fn choice(&self, field: Field) -> String {
        match field {
            Field::Runtime => RUNTIMES[self.runtime].into(),
            Field::Retention => RETENTION_DAYS[self.retention].to_string(),
            Field::MfaUsers => match self.users.mfa {
                MfaUsers::Refuse => "refused".into(),
                MfaUsers::Migrate => "move with the password alone".into(),
            },
            Field::TemporaryPasswords => match self.users.temporary_passwords {
                TemporaryPasswords::Refuse => "refused".into(),
                TemporaryPasswords::Reset => "arrive without, and choose one".into(),
            },
            _ => String::new(),
        }
    }

    pub fn command(&mut self, field: Field, command: Command) {
        let step = |here: usize, count: usize| match command {
            Command::Right => (here + 1) % count,
            Command::Left => (here + count - 1) % count,
            _ => here,
        };
        match field {
            Field::Runtime => self.runtime = step(self.runtime, RUNTIMES.len()),
            Field::Retention => self.retention = step(self.retention, RETENTION_DAYS.len()),
            Field::MfaUsers if matches!(command, Command::Left | Command::Right) => {
                self.users.mfa = match self.users.mfa {
                    MfaUsers::Refuse => MfaUsers::Migrate,
                    MfaUsers::Migrate => MfaUsers::Refuse,
                };
            }
            Field::TemporaryPasswords if matches!(command, Command::Left | Command::Right) => {
                self.users.temporary_passwords = match self.users.temporary_passwords {
                    TemporaryPasswords::Refuse => TemporaryPasswords::Reset,
                    TemporaryPasswords::Reset => TemporaryPasswords::Refuse,
                };
            }
            field => {
                self.texts[field as usize].command(command);
            }
        }
    }

    pub fn paste(&mut self, field: Field, text: &str) {
        if !field.is_choice() {
            self.texts[field as usize].paste(text.trim());
        }
    }

    pub fn set_external_id(&mut self, id: &str) {
        self.texts[Field::ExternalId as usize].set(id);
    }

    /// Why the value cannot be used, by AWS's own rules.
    pub fn refusal(&self, field: Field) -> Option<String> {
        let value = self.text(field).value();
        match field {
            Field::SourceClient => names::validate_client_name(value).err(),
            Field::SourceRole | Field::FunctionRole => names::validate_role_name(value).err(),
            Field::RolePath => names::validate_role_path(value).err(),
            Field::SourceBoundary | Field::DestinationBoundary if value.is_empty() => None,
            Field::SourceBoundary | Field::DestinationBoundary => names::validate_permissions_boundary(value).err(),
            Field::Function => names::validate_function_name(value).err(),
            Field::Memory => match value.parse() {
                Ok(megabytes) => names::validate_memory(megabytes).err(),
                Err(_) => Some("Give a whole number of megabytes.".into()),
            },
            Field::Runtime | Field::Retention | Field::MfaUsers | Field::TemporaryPasswords => None,
            Field::ExternalId => names::validate_external_id(value).err(),
            Field::Tags => tags(value).err(),
        }
    }

    /// The options, or the first field that cannot be used. What the operator decided to replace, and who deploys the pool, stays as it was.
    pub fn finished(&self, replace: BTreeSet<ResourceId>, managed_by: Option<Tool>) -> Result<Options, Field> {
        if let Some(field) = Field::ORDER.into_iter().find(|field| self.refusal(*field).is_some()) {
            return Err(field);
        }
        let text = |field| self.text(field).value().to_owned();
        let optional = |field| Some(text(field)).filter(|value| !value.is_empty());
        Ok(Options {
            source_client_name: text(Field::SourceClient),
            function_role_name: text(Field::FunctionRole),
            source_role_name: text(Field::SourceRole),
            role_path: text(Field::RolePath),
            source_permissions_boundary: optional(Field::SourceBoundary),
            destination_permissions_boundary: optional(Field::DestinationBoundary),
            function_name: text(Field::Function),
            function_memory: text(Field::Memory).parse().map_err(|_| Field::Memory)?,
            function_runtime: RUNTIMES[self.runtime].into(),
            log_retention_days: RETENTION_DAYS[self.retention],
            external_id: text(Field::ExternalId),
            tags: tags(self.text(Field::Tags).value()).map_err(|_| Field::Tags)?,
            replace,
            users: self.users.clone(),
            own_function: self.own_function.clone(),
            managed_by,
        })
    }
}

/// `key=value, key=value`.
fn tags(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut tags = BTreeMap::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("Write key=value, with commas between: \"{pair}\" has no equals sign."))?;
        let (key, value) = (key.trim(), value.trim());
        names::validate_tag_key(key)?;
        names::validate_tag_value(value)?;
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(format!("The key {key} is there twice."));
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        let mut options = Options::new("acme", "k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into());
        options.tags = BTreeMap::from([("team".into(), "identity".into()), ("owner".into(), "ada".into())]);
        options.source_permissions_boundary = Some("arn:aws:iam::111111111111:policy/boundary".into());
        options.log_retention_days = 90;
        options.function_runtime = RUNTIMES[1].into();
        options.replace = BTreeSet::from([ResourceId::Trigger]);
        options
    }

    #[test]
    fn options_come_out_of_the_form_as_they_went_in() {
        assert_eq!(Form::of(&options()).finished(options().replace, options().managed_by), Ok(options()));
    }

    #[test]
    fn every_field_refuses_what_aws_would_refuse() {
        let wrong = [
            (Field::SourceRole, "role with blanks"),
            (Field::FunctionRole, ""),
            (Field::RolePath, "no-slashes"),
            (Field::SourceBoundary, "not an ARN"),
            (Field::DestinationBoundary, "not an ARN"),
            (Field::Function, "a b"),
            (Field::Memory, "12"),
            (Field::Memory, "lots"),
            (Field::ExternalId, "x"),
            (Field::Tags, "aws:reserved=1"),
            (Field::Tags, "no equals sign"),
            (Field::Tags, "twice=1, twice=2"),
            (Field::SourceClient, ""),
        ];
        for (field, value) in wrong {
            let mut form = Form::of(&options());
            form.texts[field as usize].set(value);
            assert!(form.refusal(field).is_some(), "{field:?} takes {value:?}");
            assert_eq!(form.finished(BTreeSet::new(), None), Err(field));
        }
    }

    #[test]
    fn who_moves_in_spite_of_a_second_factor_or_a_temporary_password_is_the_operators_choice() {
        let mut form = Form::of(&options());
        assert_eq!([Field::MfaUsers, Field::TemporaryPasswords].map(|field| form.choice(field)), ["refused", "refused"]);
        form.command(Field::MfaUsers, Command::Right);
        form.command(Field::TemporaryPasswords, Command::Left);
        let users = form.finished(BTreeSet::new(), None).unwrap().users;
        assert_eq!((users.mfa, users.temporary_passwords), (MfaUsers::Migrate, TemporaryPasswords::Reset));
    }

    #[test]
    fn left_and_right_go_round_the_values_of_a_choice() {
        let mut form = Form::of(&options());
        form.command(Field::Runtime, Command::Right);
        assert_eq!(form.choice(Field::Runtime), RUNTIMES[0]);
        form.command(Field::Runtime, Command::Left);
        assert_eq!(form.choice(Field::Runtime), RUNTIMES[1]);
    }
}
