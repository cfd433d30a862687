//! The answers behind the plan, all on one page, and the way back to each of them. Pure.

use crate::aws::Side;
use crate::migration::plan::Plan;
use crate::model::place::Place;
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::model::user_options::{MfaUsers, TemporaryPasswords};
use crate::text::printable;
use crate::wizard::screens::options::field::Field;
use crate::wizard::screens::pools::new_pool::NewPoolField;
use crate::wizard::screens::pools::state::PoolsField;

/// What was asked, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerPlace {
    Account(Side),
    Pools(PoolsField),
    Options(Field),
}

/// One answer, as the plan shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    pub title: &'static str,
    pub value: String,
    /// More about it, a line each.
    pub notes: Vec<String>,
    pub place: AnswerPlace,
}

impl GivenAnswer {
    /// In full, to copy.
    pub fn text(&self) -> String {
        let lines = std::iter::once(format!("{}: {}", self.title, self.value)).chain(self.notes.iter().cloned());
        lines.map(|line| format!("{}\n", printable(&line))).collect()
    }
}

/// The question behind a change: what it is called, or what it is about.
pub fn behind(resource: ResourceId, spec: &Spec) -> AnswerPlace {
    let new = |part, existing| AnswerPlace::Pools(if spec.new_pool.is_some() { PoolsField::New(part) } else { existing });
    match resource {
        ResourceId::DestinationPool | ResourceId::Trigger => new(NewPoolField::Name, PoolsField::Destination),
        ResourceId::DestinationClient | ResourceId::ClientFlows => new(NewPoolField::Client, PoolsField::Client),
        ResourceId::DestinationDomain => new(NewPoolField::Domain, PoolsField::Destination),
        ResourceId::LegacySub => AnswerPlace::Options(Field::LegacySub),
        ResourceId::Groups | ResourceId::GroupsMark | ResourceId::GroupsPolicy | ResourceId::GroupsTrigger => {
            AnswerPlace::Options(Field::Groups)
        }
        ResourceId::ThreatExemption => AnswerPlace::Options(Field::ThreatProtection),
        ResourceId::SourceClient => AnswerPlace::Options(Field::SourceClient),
        ResourceId::FunctionRole | ResourceId::FunctionRolePolicy => AnswerPlace::Options(Field::FunctionRole),
        ResourceId::SourceRole | ResourceId::ImportRole => AnswerPlace::Options(Field::SourceRole),
        ResourceId::Function | ResourceId::InvokePermission => AnswerPlace::Options(Field::Function),
    }
}

/// Everything that was answered, in the order in which it was asked.
pub fn all(plan: &Plan) -> Vec<GivenAnswer> {
    let (spec, options) = (&plan.spec, &plan.spec.options);
    let answer = |title, value: String, place| GivenAnswer { title, value, notes: Vec::new(), place };
    let account = |place: &Place| format!("{}, {}", place.profile, place.region);
    let pool = |place: &Place| match place.pool_id.as_str() {
        "" => format!("{}, new", place.pool_name),
        id => format!("{} ({id})", place.pool_name),
    };
    let new = |part, existing| AnswerPlace::Pools(if spec.new_pool.is_some() { PoolsField::New(part) } else { existing });
    let notes = spec.user_mapping.notes();
    let first = notes.first().cloned().unwrap_or_default();
    let attributes = match spec.user_mapping.left_behind.len() {
        0 => first,
        left => format!("{left} left behind; {first}"),
    };
    let attributes = GivenAnswer { notes, ..answer("attributes", attributes, AnswerPlace::Options(Field::AttributeNames)) };
    let function = match &options.own_function {
        Some(own) => format!("{}, {} MB, {}", options.function_runtime, options.function_memory, own.zip.display()),
        None => {
            format!("{}, {} MB, log kept {} days", options.function_runtime, options.function_memory, options.log_retention_days)
        }
    };
    let mfa = match options.users.mfa {
        MfaUsers::Refuse => "refused",
        MfaUsers::Migrate => "move with the password alone",
    };
    let temporary = match options.users.temporary_passwords {
        TemporaryPasswords::Refuse => "refused",
        TemporaryPasswords::Reset => "arrive without, and choose one",
    };
    vec![
        answer("source account", account(&spec.source), AnswerPlace::Account(Side::Source)),
        answer("destination account", account(&spec.destination), AnswerPlace::Account(Side::Destination)),
        answer("source user pool", pool(&spec.source), AnswerPlace::Pools(PoolsField::Source)),
        answer("destination user pool", pool(&spec.destination), new(NewPoolField::Name, PoolsField::Destination)),
        answer("app client", spec.destination_client.name.clone(), new(NewPoolField::Client, PoolsField::Client)),
        answer("users with MFA", mfa.into(), AnswerPlace::Options(Field::MfaUsers)),
        answer("temporary passwords", temporary.into(), AnswerPlace::Options(Field::TemporaryPasswords)),
        attributes,
        answer("function's settings", function, AnswerPlace::Options(Field::Memory)),
    ]
}

/// What nobody may overlook before saying yes; none where everything goes over.
pub fn left_behind(plan: &Plan) -> Option<String> {
    let left: Vec<_> = plan.spec.user_mapping.left_behind.iter().map(|name| printable(name)).collect();
    (!left.is_empty()).then(|| format!("Left behind, for the destination pool has no place for them: {}.", left.join(", ")))
}

#[cfg(test)]
mod tests;
