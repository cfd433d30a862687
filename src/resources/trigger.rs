//! Resource 8: the destination pool's UserMigration trigger is the function; with groups at the first sign-in its PostAuthentication
//! trigger too. Nothing else of the pool changes. They are switched on last, and only once the function has been seen to reach the source
//! pool.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::field_edit;
use crate::aws::account::Account;
use crate::aws::document;
use crate::aws::document::difference::Document;
use crate::aws::document::edit::{FieldEdit, FieldPath, POST_AUTHENTICATION, Target, USER_MIGRATION};
use crate::command::Command;
use crate::function::probe;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::groups;
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

/// Which trigger of the pool.
#[derive(Debug, Clone, Copy)]
pub enum Trigger {
    UserMigration,
    PostAuthentication,
}

impl Trigger {
    fn field(self) -> FieldPath {
        match self {
            Self::UserMigration => USER_MIGRATION,
            Self::PostAuthentication => POST_AUTHENTICATION,
        }
    }

    /// The one of UserMigration can be replaced by ours and put back later; what runs at everybody's sign-in cannot wait for weeks.
    fn foreign(self, function: &str) -> Owner {
        match self {
            Self::UserMigration => Owner::Foreign {
                found: format!(
                    "The pool already has a UserMigration trigger: {function}. Another migration into this pool may be running."
                ),
                replaceable: true,
                alternative: "Find out who owns it; remove it there, or choose another destination pool.".into(),
            },
            Self::PostAuthentication => Owner::Foreign {
                found: format!(
                    "The pool already has a PostAuthentication trigger: {function}. It runs at each sign-in, and a pool has one only."
                ),
                replaceable: false,
                alternative: "Let `cognito-ferry groups` bring the groups instead: --groups sweep.".into(),
            },
        }
    }

    fn edit<'a>(self, step: &ResourceContext<'a>) -> FieldEdit<'a> {
        field_edit::new(step, Target::Pool { id: &step.blueprint.spec.destination.pool_id }, self.field())
    }

    /// Whether the described pool's trigger is this session's function.
    pub fn leads_to_our_function(self, pool: &Value, blueprint: &Blueprint) -> bool {
        self.field().of(pool).and_then(Value::as_str) == Some(&blueprint.function_arn())
    }
}

#[async_trait]
impl Resource for Trigger {
    fn id(&self) -> ResourceId {
        match self {
            Self::UserMigration => ResourceId::Trigger,
            Self::PostAuthentication => ResourceId::GroupsTrigger,
        }
    }

    fn why(&self) -> &'static str {
        match self {
            Self::UserMigration => {
                "From here on the pool asks the function when an unknown user signs in. This opens the window; removing it closes the window."
            }
            Self::PostAuthentication => {
                "Cognito calls the function after each sign-in; for a user who has just migrated, it adds their groups. They show in the tokens of the next sign-in or refresh, not in the first."
            }
        }
    }

    fn applies(&self, blueprint: &Blueprint) -> bool {
        match self {
            Self::UserMigration => true,
            Self::PostAuthentication => groups::come_at_first_sign_in(blueprint),
        }
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("user pool {}", blueprint.spec.destination.pool_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let pool = &blueprint.spec.destination.pool_id;
        if pool.is_empty() {
            return Ok(Observed::default());
        }
        let Some(document) = document::if_there(document::describe_user_pool(account, pool).await)? else {
            return Ok(Observed::default());
        };
        let document = document::without_clocks(document);
        let current = self.field().of(&document).and_then(Value::as_str).unwrap_or_default();
        let ours = current.is_empty() || current == blueprint.function_arn();
        let owner = if ours { Owner::Ours } else { self.foreign(current) };
        Ok(Observed { document: Some(document), owner, made: CreatedIds::default() })
    }

    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        let pool = observed.document.clone().unwrap_or_else(|| json!({ "Id": blueprint.destination_pool_id() }));
        self.field().with(&pool, Some(&json!(blueprint.function_arn())))
    }

    fn document(&self) -> Document {
        Document::Pool
    }

    fn warnings(&self, blueprint: &Blueprint, _: &Value) -> Vec<String> {
        let function = blueprint.function_arn();
        let managed = blueprint.spec.managed_by.iter();
        match self {
            Self::UserMigration => managed.map(|management| management.migration_trigger_warning(&function)).collect(),
            Self::PostAuthentication => {
                let everybody = "From now on every sign-in runs the function, which costs one invocation and some milliseconds; no AWS call is made for users who need no groups. If the function or its permission is deleted, no user can sign in: remove this trigger first.";
                let managed_login = "Managed login may not call this trigger (AWS's own lists differ): users who sign in there get their groups from `cognito-ferry groups`.";
                let managed = managed.map(|management| management.groups_trigger_warning(&function));
                let own = "This is your own handler: if it does not know this event, throws, or does not return it, no user can sign in.";
                let own = blueprint.options().own_function.as_ref().map(|_| own.to_owned());
                [everybody.to_owned(), managed_login.to_owned()].into_iter().chain(own).chain(managed).collect()
            }
        }
    }

    fn leaves(&self, blueprint: &Blueprint) -> Option<String> {
        let session = &blueprint.spec.session;
        match self {
            Self::UserMigration => None,
            Self::PostAuthentication => Some(format!(
                "Users who migrated but have not signed in since keep a marker that no longer adds groups. Before this: {}",
                Command::ferry("groups").session(session)
            )),
        }
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        self.update(step).await
    }

    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        match self {
            Self::UserMigration => {
                let ResourceContext { blueprint, account, progress, stop, unproven, .. } = *step;
                probe::wait_until_reachable(blueprint, account, progress, stop, unproven).await?;
            }
            Self::PostAuthentication => probe::probe_post_authentication(step.blueprint, step.account, step.progress).await?,
        }
        let function = json!(step.blueprint.function_arn());
        self.edit(step).set(|_| function.clone()).await.map_err(|problem| field_edit::with_restore_hint(step, self.id(), problem))
    }

    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        let written = json!(step.blueprint.function_arn());
        let reverted = self.edit(step).revert(before.and_then(|before| self.field().of(before)), Some(&written)).await;
        reverted.map_err(|problem| field_edit::with_restore_hint(step, self.id(), problem))
    }

    async fn revert_by_force(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        let reverted = self.edit(step).revert_by_force(before.and_then(|before| self.field().of(before))).await;
        reverted.map_err(|problem| field_edit::with_restore_hint(step, self.id(), problem))
    }

    async fn restore(&self, step: &ResourceContext<'_>, before: &Value) -> Result<(), Problem> {
        self.edit(step).restore(before).await
    }
}
