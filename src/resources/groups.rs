//! Optional: the groups of the source that the destination lacks. What is there already is never changed, and what has members is
//! never deleted: after a migration, people live in it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::aws::account::Account;
use crate::aws::document::groups;
use crate::aws::document::groups::Group;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::groups::{is_of_a_provider, wanted};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};
use crate::run::pace::Pace;

#[derive(Debug)]
pub struct Groups;

/// CreateGroup and DeleteGroup: no more for one pool (facts §6.7).
const PER_SECOND: u32 = 5;

/// How many names a note lists before it only counts.
const LISTED: usize = 8;

/// The name of a group's member in the document: a dotted path must lead to one group only, whatever it is called.
fn key(name: &str) -> String {
    name.replace('%', "%25").replace('.', "%2E").replace('[', "%5B").replace(']', "%5D")
}

fn document<'a>(groups: impl IntoIterator<Item = &'a Group>) -> Value {
    let members: BTreeMap<String, Value> = groups.into_iter().map(|group| (key(&group.name), member(group))).collect();
    json!({ "Groups": members })
}

fn member(group: &Group) -> Value {
    let mut member = json!({ "GroupName": group.name });
    if let Some(description) = &group.description {
        member["Description"] = json!(description);
    }
    if let Some(precedence) = group.precedence {
        member["Precedence"] = json!(precedence);
    }
    if let Some(role) = &group.role_arn {
        member["RoleArn"] = json!(role);
    }
    member
}

fn in_document<'a>(document: Option<&'a Value>, name: &str) -> Option<&'a Value> {
    document?.get("Groups")?.get(key(name))
}

#[async_trait]
impl Resource for Groups {
    fn id(&self) -> ResourceId {
        ResourceId::Groups
    }

    fn why(&self) -> &'static str {
        "Groups must exist before users can be added to them. Members follow after their sign-in, so that the tokens of a first sign-in lack their groups. Groups that are there already stay as they are, and teardown leaves every group that has members."
    }

    fn applies(&self, blueprint: &Blueprint) -> bool {
        !wanted(blueprint).is_empty()
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        match wanted(blueprint).as_slice() {
            [only] => format!("group {}", only.name),
            groups => format!("{} groups", groups.len()),
        }
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let pool = &blueprint.spec.destination.pool_id;
        let there = if pool.is_empty() { Vec::new() } else { groups::list(account, pool).await? };
        let wanted = wanted(blueprint);
        let ours: Vec<&Group> = there.iter().filter(|group| wanted.iter().any(|wanted| wanted.name == group.name)).collect();
        let found = (!ours.is_empty()).then(|| document(ours));
        Ok(Observed { document: found, owner: Owner::Ours, made: CreatedIds::default() })
    }

    /// What is there, as it is, and what is missing, as the source has it.
    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        let mut desired = document(&wanted(blueprint));
        for group in wanted(blueprint) {
            if let Some(there) = in_document(observed.document.as_ref(), &group.name) {
                desired["Groups"][key(&group.name)] = there.clone();
            }
        }
        desired
    }

    fn notes(&self, blueprint: &Blueprint, observed: &Observed) -> Vec<String> {
        let (spec, roles) = (&blueprint.spec, &blueprint.options().users.group_roles);
        let (of_providers, groups): (Vec<&Group>, Vec<&Group>) =
            spec.groups.iter().partition(|group| is_of_a_provider(group, &spec.source.pool_id));
        let there = |group: &Group| in_document(observed.document.as_ref(), &group.name);
        let mut notes = Vec::new();
        if !of_providers.is_empty() {
            let why = "Cognito creates such a group itself when a user signs in through the provider.";
            notes.push(format!(
                "Left out, of identity providers: {}. {why}",
                listed(of_providers.iter().map(|group| group.name.clone()))
            ));
        }
        let unmapped = |group: &&&Group| group.role_arn.as_ref().is_some_and(|arn| !roles.contains_key(arn));
        let unmapped: Vec<String> = groups
            .iter()
            .filter(unmapped)
            .filter(|group| there(group).is_none())
            .map(|group| format!("{} ({})", group.name, group.role_arn.as_deref().unwrap_or_default()))
            .collect();
        if !unmapped.is_empty() {
            let what = "Without the role that they have in the source, which is another account's";
            notes.push(format!("{what}: {}. To give one: --group-role SOURCE_ARN=DESTINATION_ARN", listed(unmapped)));
        }
        let wanted = wanted(blueprint);
        let differs = |group: &&Group| there(group).is_some_and(|there| *there != member(group));
        let different: Vec<String> = wanted.iter().filter(differs).map(|group| group.name.clone()).collect();
        if !different.is_empty() {
            let what = "There already with another description, precedence or role, and left as they are";
            notes.push(format!("{what}: {}.", listed(different)));
        }
        notes
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        self.update(step).await
    }

    /// One group after the other; the ones that are there by now are not made again.
    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        let pool = step.blueprint.destination_pool_id();
        let mut pace = Pace::new(PER_SECOND);
        for group in wanted(step.blueprint) {
            if in_document(step.observed.document.as_ref(), &group.name).is_some() {
                continue;
            }
            go_on(step)?;
            pace.turn(step.stop).await;
            step.note(format!("CreateGroup {}", group.name)).await;
            groups::create(step.account, pool, &group).await?;
        }
        Ok(())
    }

    fn leaves(&self, _: &Blueprint) -> Option<String> {
        Some("Of the groups that this session made, the ones that have members stay, and are yours from then on.".into())
    }

    fn leaves_what_is_used(&self) -> bool {
        true
    }

    /// Only what this session made, and of that only what nobody is in: with a group its memberships would be gone.
    async fn revert(&self, step: &ResourceContext<'_>, _: Option<&Value>) -> Result<(), Problem> {
        let pool = step.blueprint.destination_pool_id();
        let mut pace = Pace::new(PER_SECOND);
        for group in wanted(step.blueprint) {
            let path = format!("Groups.{}.GroupName", key(&group.name));
            let is_ours = step.written.iter().any(|field| field.path == path && field.before.is_none());
            if !is_ours || in_document(step.observed.document.as_ref(), &group.name).is_none() {
                continue;
            }
            go_on(step)?;
            pace.turn(step.stop).await;
            if groups::has_members(step.account, pool, &group.name).await? {
                step.note(format!("The group {} has members: it stays, and is yours.", group.name)).await;
                continue;
            }
            step.note(format!("DeleteGroup {}", group.name)).await;
            groups::delete(step.account, pool, &group.name).await?;
        }
        Ok(())
    }
}

fn go_on(step: &ResourceContext<'_>) -> Result<(), Problem> {
    match step.stop.requested() {
        true => Err(Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", "Some groups are done, others are not yet.")),
        false => Ok(()),
    }
}

/// `a, b, c and 12 more`.
fn listed(names: impl IntoIterator<Item = String>) -> String {
    let names: Vec<String> = names.into_iter().collect();
    match names.len().checked_sub(LISTED) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..LISTED].join(", ")),
    }
}
