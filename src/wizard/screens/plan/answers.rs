//! The answers behind the plan, all on one page, and the way back to each of them. Pure.

use crate::aws::Side;
use crate::migration::plan::Plan;
use crate::model::place::Place;
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::model::user_options::{MfaUsers, TemporaryPasswords};
use crate::text::printable;
use crate::wizard::effect::Effect;
use crate::wizard::screens::options::field::Field;
use crate::wizard::screens::pools::{NewPoolPart, Part};
use crate::wizard::screens::{accounts, options, pools};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::update::go;

/// What was asked, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    Account(Side),
    Pools(Part),
    Options(Field),
}

/// One answer, as the plan shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub title: &'static str,
    pub value: String,
    /// More about it, a line each.
    pub notes: Vec<String>,
    pub question: Question,
}

impl Answer {
    /// In full, to copy.
    pub fn text(&self) -> String {
        let lines = std::iter::once(format!("{}: {}", self.title, self.value)).chain(self.notes.iter().cloned());
        lines.map(|line| format!("{}\n", printable(&line))).collect()
    }
}

/// The question behind a change: what it is called, or what it is about.
pub fn behind(resource: ResourceId, spec: &Spec) -> Question {
    let new = |part, existing| Question::Pools(if spec.new_pool.is_some() { Part::New(part) } else { existing });
    match resource {
        ResourceId::DestinationPool | ResourceId::Trigger => new(NewPoolPart::Name, Part::Destination),
        ResourceId::DestinationClient | ResourceId::ClientFlows => new(NewPoolPart::Client, Part::Client),
        ResourceId::DestinationDomain => new(NewPoolPart::Domain, Part::Destination),
        ResourceId::LegacySub => Question::Options(Field::LegacySub),
        ResourceId::Groups | ResourceId::GroupsMark | ResourceId::GroupsPolicy | ResourceId::GroupsTrigger => {
            Question::Options(Field::Groups)
        }
        ResourceId::ThreatExemption => Question::Options(Field::ThreatProtection),
        ResourceId::SourceClient => Question::Options(Field::SourceClient),
        ResourceId::FunctionRole | ResourceId::FunctionRolePolicy => Question::Options(Field::FunctionRole),
        ResourceId::SourceRole | ResourceId::ImportRole => Question::Options(Field::SourceRole),
        ResourceId::Function | ResourceId::InvokePermission => Question::Options(Field::Function),
    }
}

/// Everything that was answered, in the order in which it was asked.
pub fn all(plan: &Plan) -> Vec<Answer> {
    let (spec, options) = (&plan.spec, &plan.spec.options);
    let answer = |title, value: String, question| Answer { title, value, notes: Vec::new(), question };
    let account = |place: &Place| format!("{}, {}", place.profile, place.region);
    let pool = |place: &Place| match place.pool_id.as_str() {
        "" => format!("{}, new", place.pool_name),
        id => format!("{} ({id})", place.pool_name),
    };
    let new = |part, existing| Question::Pools(if spec.new_pool.is_some() { Part::New(part) } else { existing });
    let notes = spec.user_mapping.notes();
    let first = notes.first().cloned().unwrap_or_default();
    let attributes = match spec.user_mapping.left_behind.len() {
        0 => first,
        left => format!("{left} left behind; {first}"),
    };
    let attributes = Answer { notes, ..answer("attributes", attributes, Question::Options(Field::AttributeNames)) };
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
        answer("source account", account(&spec.source), Question::Account(Side::Source)),
        answer("destination account", account(&spec.destination), Question::Account(Side::Destination)),
        answer("source user pool", pool(&spec.source), Question::Pools(Part::Source)),
        answer("destination user pool", pool(&spec.destination), new(NewPoolPart::Name, Part::Destination)),
        answer("app client", spec.destination_client.name.clone(), new(NewPoolPart::Client, Part::Client)),
        answer("users with MFA", mfa.into(), Question::Options(Field::MfaUsers)),
        answer("temporary passwords", temporary.into(), Question::Options(Field::TemporaryPasswords)),
        attributes,
        answer("function's settings", function, Question::Options(Field::Memory)),
    ]
}

/// What nobody may overlook before saying yes; none where everything goes over.
pub fn left_behind(plan: &Plan) -> Option<String> {
    let left: Vec<_> = plan.spec.user_mapping.left_behind.iter().map(|name| printable(name)).collect();
    (!left.is_empty()).then(|| format!("Left behind, for the destination pool has no place for them: {}.", left.join(", ")))
}

/// Shows the question with its answer under the cursor. Enter and Esc lead back to the plan from there.
pub fn show(state: &mut State, question: Question) -> Vec<Effect> {
    let step = match question {
        Question::Account(side) => {
            accounts::focus_on(state, side);
            Step::Accounts
        }
        Question::Pools(part) => {
            pools::focus_on(state, part);
            Step::Pools
        }
        Question::Options(field) => {
            options::ask_for(state, field);
            Step::Options
        }
    };
    state.returning = Some(step);
    go(state, step)
}

#[cfg(test)]
mod tests;
