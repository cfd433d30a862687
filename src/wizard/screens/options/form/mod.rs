//! The values of the options while they are edited, their rules, and the way from and to [`Options`]. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::field::{Field, FieldSection};
use super::pairs;
use crate::model::managed::DeployedBy;
use crate::model::names;
use crate::model::options::{NO_EXTERNAL_ID, Options, OwnFunction, RETENTION_DAYS, RUNTIMES};
use crate::model::resource_id::ResourceId;
use crate::model::user_options::{AttributesFrom, Memberships, MfaUsers, TemporaryPasswords, ThreatProtection, UserOptions};
use crate::wizard::keymap::binding::Command;
use crate::wizard::widgets::text_field::TextField;

/// What is typed where there is to be no external id.
const NONE: &str = "none";

/// The values while they are edited.
#[derive(Debug)]
pub struct Form {
    /// The text fields, by the place of their field; those of choices stay empty.
    texts: [TextField; Field::ORDER.len()],
    runtime: usize,
    retention: usize,
    /// All but what is typed: renamed attributes, roles of groups.
    users: UserOptions,
    managed_by: Option<DeployedBy>,
    /// The source pool's MfaConfiguration, where it is known: without a second factor nobody is asked what to do about it.
    source_mfa: Option<String>,
    /// Whether the last section shows its fields.
    unfolded: bool,
}

impl Form {
    /// A form that holds these options.
    pub fn of(options: &Options, source_mfa: Option<String>) -> Self {
        let own = options.own_function.as_ref();
        let mut form = Self {
            texts: Default::default(),
            runtime: RUNTIMES.iter().position(|runtime| *runtime == options.function_runtime).unwrap_or(0),
            retention: RETENTION_DAYS.iter().position(|days| *days == options.log_retention_days).unwrap_or(0),
            users: options.users.clone(),
            managed_by: options.managed_by,
            source_mfa,
            unfolded: false,
        };
        let values = [
            (Field::AttributeNames, pairs::text(&options.users.attribute_names)),
            (Field::GroupRoles, pairs::text(&options.users.group_roles)),
            (Field::SourceClient, options.source_client_name.clone()),
            (Field::SourceRole, options.source_role_name.clone()),
            (Field::FunctionRole, options.function_role_name.clone()),
            (Field::RolePath, options.role_path.clone()),
            (Field::SourceBoundary, options.source_permissions_boundary.clone().unwrap_or_default()),
            (Field::DestinationBoundary, options.destination_permissions_boundary.clone().unwrap_or_default()),
            (Field::Function, options.function_name.clone()),
            (Field::Memory, options.function_memory.to_string()),
            (Field::ExternalId, options.external_id.clone().unwrap_or_else(|| NONE.into())),
            (Field::Tags, pairs::text(&options.tags)),
            (Field::OwnZip, own.map(|own| own.zip.display().to_string()).unwrap_or_default()),
            (Field::OwnHandler, own.map(|own| own.handler.clone()).unwrap_or_default()),
            (Field::OwnRuntime, own.map(|_| options.function_runtime.clone()).unwrap_or_default()),
            (Field::OwnVariables, own.map(|own| pairs::variables_text(&own.variables)).unwrap_or_default()),
            (
                Field::OwnPolicy,
                own.and_then(|own| own.policy.as_ref()).map(|file| file.display().to_string()).unwrap_or_default(),
            ),
        ];
        for (field, value) in values {
            form.texts[field as usize].set(&value);
        }
        form
    }

    /// What is typed in this field.
    pub fn text(&self, field: Field) -> &TextField {
        &self.texts[field as usize]
    }

    /// Whether the last section shows its fields.
    pub fn is_unfolded(&self) -> bool {
        self.unfolded
    }

    /// Opens the section of a field that is to be seen.
    pub fn unfold_for(&mut self, field: Field) {
        self.unfolded |= field.section() == FieldSection::Advanced && field != Field::Advanced;
    }

    fn has_own_function(&self) -> bool {
        !self.text(Field::OwnZip).value().is_empty()
    }

    /// What the source pool is known to say about second factors may be told later.
    pub fn set_source_mfa(&mut self, source_mfa: Option<String>) {
        self.source_mfa = source_mfa;
    }

    /// The fields that are seen now, in the order of Tab.
    pub fn shown(&self) -> Vec<Field> {
        let folded = |field: Field| !self.unfolded && field.section() == FieldSection::Advanced && field != Field::Advanced;
        Field::ORDER.into_iter().filter(|field| !folded(*field) && self.applies(*field)).collect()
    }

    /// Whether the field counts beside what stands in the others.
    fn applies(&self, field: Field) -> bool {
        match field {
            Field::MfaUsers => self.source_mfa.as_deref() != Some("OFF"),
            Field::Runtime => !self.has_own_function(),
            Field::OwnHandler | Field::OwnRuntime | Field::OwnVariables | Field::OwnPolicy => self.has_own_function(),
            _ => true,
        }
    }

    /// The field that is shown so many places on, round the end.
    pub fn moved(&self, field: Field, steps: isize) -> Field {
        let shown = self.shown();
        let here = shown.iter().position(|other| *other == field).unwrap_or(0) as isize;
        shown[(here + steps).rem_euclid(shown.len() as isize) as usize]
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
            Field::LegacySub => if self.users.legacy_sub { "yes, in custom:legacy_sub" } else { "no" }.into(),
            Field::Groups => match self.users.groups {
                Memberships::Sweep => "made, and filled by `groups`".into(),
                Memberships::FirstSignIn => "made, and filled at sign-in".into(),
                Memberships::None => "left behind".into(),
            },
            Field::AttributesFrom => match self.users.attributes_from {
                AttributesFrom::Token => "the ID token, where it tells all".into(),
                AttributesFrom::User => "AdminGetUser, always".into(),
            },
            Field::ThreatProtection => match self.users.threat_protection {
                ThreatProtection::Exempt => "off at the function's checks".into(),
                ThreatProtection::On => "as everywhere".into(),
            },
            Field::ManagedBy => match self.managed_by {
                None => "not said yet".into(),
                Some(DeployedBy::Cloudformation) => "CloudFormation, CDK or SAM".into(),
                Some(DeployedBy::Terraform) => "Terraform".into(),
                Some(DeployedBy::None) => "no tool: by hand".into(),
            },
            _ => String::new(),
        }
    }

    /// What the field is for; of a choice about users, what follows from the value that stands there.
    pub fn help(&self, field: Field) -> String {
        let source = match self.source_mfa.as_deref() {
            Some("ON") => "The source pool asks everybody for a second factor, which cannot be moved. ",
            Some("OPTIONAL") => "The source pool asks some users for a second factor, which cannot be moved. ",
            _ => "A second factor cannot be moved. ",
        };
        match (field, self.users.mfa, self.users.temporary_passwords) {
            (Field::MfaUsers, MfaUsers::Refuse, _) => {
                format!("{source}Refused: no account gets less protection than it had, but these users cannot sign in here.")
            }
            (Field::MfaUsers, MfaUsers::Migrate, _) => {
                format!("{source}Moved: until they set one up anew, whoever knows the password gets in.")
            }
            (Field::TemporaryPasswords, _, TemporaryPasswords::Refuse) => {
                "Users who never chose a password. Refused: they do not move until they have chosen one in the source.".into()
            }
            (Field::TemporaryPasswords, _, TemporaryPasswords::Reset) => {
                "Users who never chose a password. They arrive without one and choose it by Forgot password, which needs a verified \
                 address or number."
                    .into()
            }
            (Field::ExternalId, ..) if self.external_id().is_none() => NO_EXTERNAL_ID.into(),
            (Field::Groups, ..) => match self.users.groups {
                Memberships::Sweep => {
                    "The source's groups are made in the destination, and `cognito-ferry groups` puts into them who has come over, as \
                     often as it is run."
                }
                Memberships::FirstSignIn => {
                    "Made in the destination; the function puts each user into theirs right after the first sign-in. For that the \
                     pool's PostAuthentication trigger runs it at everybody's sign-in."
                }
                Memberships::None => "Groups are no part of this migration.",
            }
            .into(),
            _ => field.help().into(),
        }
    }

    /// A key in this field.
    pub fn command(&mut self, field: Field, command: Command) {
        let turned = matches!(command, Command::Left | Command::Right);
        let step = |here: usize, count: usize| match command {
            Command::Right => (here + 1) % count,
            Command::Left => (here + count - 1) % count,
            _ => here,
        };
        match field {
            Field::Runtime => self.runtime = step(self.runtime, RUNTIMES.len()),
            Field::Retention => self.retention = step(self.retention, RETENTION_DAYS.len()),
            Field::ManagedBy => {
                let [stack, state, none] = DeployedBy::ALL.map(Some);
                turn(&mut self.managed_by, [None, stack, state, none], step);
            }
            Field::Advanced if command == Command::Expand => self.unfolded = !self.unfolded,
            field if field.is_choice() && !turned => {}
            Field::MfaUsers => turn(&mut self.users.mfa, [MfaUsers::Refuse, MfaUsers::Migrate], step),
            Field::ThreatProtection => {
                turn(&mut self.users.threat_protection, [ThreatProtection::Exempt, ThreatProtection::On], step)
            }
            Field::TemporaryPasswords => {
                turn(&mut self.users.temporary_passwords, [TemporaryPasswords::Refuse, TemporaryPasswords::Reset], step)
            }
            Field::Groups => {
                turn(&mut self.users.groups, [Memberships::Sweep, Memberships::FirstSignIn, Memberships::None], step)
            }
            Field::LegacySub => self.users.legacy_sub = !self.users.legacy_sub,
            Field::AttributesFrom => turn(&mut self.users.attributes_from, [AttributesFrom::Token, AttributesFrom::User], step),
            Field::Advanced => {}
            field => {
                self.texts[field as usize].command(command);
            }
        }
    }

    /// Text pasted into this field.
    pub fn paste(&mut self, field: Field, text: &str) {
        if !field.is_choice() && field != Field::Advanced {
            self.texts[field as usize].paste(text.trim());
        }
    }

    /// Takes this external id.
    pub fn set_external_id(&mut self, id: &str) {
        self.texts[Field::ExternalId as usize].set(id);
    }

    /// What stands there, unless it is `none`.
    fn external_id(&self) -> Option<String> {
        Some(self.text(Field::ExternalId).value().to_owned()).filter(|id| id != NONE)
    }

    /// Which of the folded settings are other than by default, to be told while they are folded.
    pub fn set_in_advanced(&self) -> Vec<&'static str> {
        let filled = |field: Field| !self.text(field).value().is_empty();
        let set = [
            (self.users.attributes_from != AttributesFrom::default(), "attributes from"),
            (self.users.threat_protection != ThreatProtection::default(), "threat protection"),
            (filled(Field::GroupRoles), "roles of groups"),
            (self.text(Field::RolePath).value() != "/", "path"),
            (filled(Field::SourceBoundary) || filled(Field::DestinationBoundary), "boundary"),
            (filled(Field::Tags), "tags"),
            (self.has_own_function(), "own function"),
        ];
        set.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| name).collect()
    }

    /// Why the value cannot be used, by AWS's own rules.
    pub fn refusal(&self, field: Field) -> Option<String> {
        // What is not asked cannot be wrong, whatever was typed there before.
        if !self.applies(field) {
            return None;
        }
        let value = self.text(field).value();
        match field {
            Field::AttributeNames => pairs::attribute_names(value).err(),
            Field::GroupRoles => pairs::group_roles(value).err(),
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
            Field::ExternalId if value == NONE && self.has_own_function() => None,
            Field::ExternalId if value == NONE => Some("Only a function of your own may say none; ours always says one.".into()),
            Field::ExternalId => names::validate_external_id(value).err(),
            Field::Tags => pairs::tags(value).err(),
            // It has to be found again from wherever the session is continued.
            Field::OwnZip | Field::OwnPolicy if !value.is_empty() && !Path::new(value).is_absolute() => {
                Some("Give the whole path, from the root of the disk.".into())
            }
            Field::OwnHandler if self.has_own_function() => names::validate_handler(value).err(),
            Field::OwnRuntime if self.has_own_function() => names::validate_runtime(value, true).err(),
            Field::OwnVariables if self.has_own_function() => pairs::variables(value, self.external_id().as_deref()).err(),
            _ => None,
        }
    }

    /// The options, or the first field that cannot be used. What the operator decided to replace stays as it was.
    pub fn finished(&self, replace: BTreeSet<ResourceId>) -> Result<Options, Field> {
        if let Some(field) = Field::ORDER.into_iter().find(|field| self.refusal(*field).is_some()) {
            return Err(field);
        }
        let text = |field| self.text(field).value().to_owned();
        let optional = |field| Some(text(field)).filter(|value| !value.is_empty());
        let variables = pairs::variables(self.text(Field::OwnVariables).value(), self.external_id().as_deref());
        let variables = if self.has_own_function() { variables.map_err(|_| Field::OwnVariables)? } else { BTreeMap::new() };
        let own_function = optional(Field::OwnZip).map(|zip| OwnFunction {
            zip: zip.into(),
            handler: text(Field::OwnHandler),
            variables,
            policy: optional(Field::OwnPolicy).map(Into::into),
        });
        let attribute_names =
            pairs::attribute_names(self.text(Field::AttributeNames).value()).map_err(|_| Field::AttributeNames)?;
        let group_roles = pairs::group_roles(self.text(Field::GroupRoles).value()).map_err(|_| Field::GroupRoles)?;
        Ok(Options {
            source_client_name: text(Field::SourceClient),
            function_role_name: text(Field::FunctionRole),
            source_role_name: text(Field::SourceRole),
            role_path: text(Field::RolePath),
            source_permissions_boundary: optional(Field::SourceBoundary),
            destination_permissions_boundary: optional(Field::DestinationBoundary),
            function_name: text(Field::Function),
            function_memory: text(Field::Memory).parse().map_err(|_| Field::Memory)?,
            function_runtime: if own_function.is_some() { text(Field::OwnRuntime) } else { RUNTIMES[self.runtime].into() },
            log_retention_days: RETENTION_DAYS[self.retention],
            external_id: self.external_id(),
            tags: pairs::tags(self.text(Field::Tags).value()).map_err(|_| Field::Tags)?,
            replace,
            users: UserOptions { attribute_names, group_roles, ..self.users.clone() },
            own_function,
            managed_by: self.managed_by,
        })
    }
}

/// The value that comes after, or before, this one.
fn turn<T: PartialEq + Copy, const COUNT: usize>(value: &mut T, values: [T; COUNT], step: impl Fn(usize, usize) -> usize) {
    let here = values.iter().position(|other| other == value).unwrap_or(0);
    *value = values[step(here, COUNT)];
}

#[cfg(test)]
mod tests;
