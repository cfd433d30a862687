//! Somebody changed a resource since it was applied.

use cognito_ferry::migration::teardown::{Decisions, RemovalAction};
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::problem::ProblemKind;
use cognito_sandbox::Sandbox;
use serde_json::json;

use super::meddling::{ALL, FUNCTION_ROLE, Meddling, set_another_trigger};
use crate::env::demo::{DESTINATION_POOL, SOURCE_POOL};
use crate::env::interference::{End, Interference};
use crate::env::snapshot::assert_same;
use crate::env::{Destination, FUNCTION, TwoAccounts};

async fn applied() -> TwoAccounts {
    let accounts = TwoAccounts::new(Destination::Existing);
    accounts.apply().await.unwrap();
    accounts
}

async fn meddled(meddling: Meddling) -> TwoAccounts {
    let accounts = applied().await;
    meddling.happen(&accounts).await;
    accounts
}

fn one(resource: ResourceId) -> std::collections::BTreeSet<ResourceId> {
    [resource].into()
}

#[tokio::test(start_paused = true)]
pub async fn apply_then_teardown_leaves_both_accounts_as_they_were() {
    for destination in [Destination::Existing, Destination::New] {
        let accounts = TwoAccounts::new(destination);
        let before = accounts.snapshot();
        accounts.apply().await.unwrap();
        let torn_down = accounts.tear_down().await.unwrap();
        assert!(torn_down.archived && torn_down.left == 0, "{torn_down:?}");
        assert_same(&accounts.snapshot(), &before, &format!("{destination:?}"));
    }
}

#[tokio::test(start_paused = true)]
async fn teardown_stops_at_a_piece_that_somebody_changed_and_touches_nothing_of_theirs() {
    for meddling in ALL {
        let accounts = meddled(meddling).await;
        let resource = meddling.resource();
        let shown = accounts.teardown_shown(&Decisions::default()).await;
        let removal = shown.removals.iter().find(|removal| removal.resource == resource).unwrap();
        assert_eq!(removal.action, RemovalAction::Changed, "{meddling:?}");
        let current = format!("{:?}", removal.disagreements);
        assert!(current.contains(meddling.shown()), "{meddling:?}: {current}");

        let problem = accounts.tear_down().await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Conflict, "{meddling:?}: {problem:?}");
        assert!(problem.why.contains("before this session") && problem.why.contains("written by it"), "{problem:?}");
        assert!(problem.why.contains(meddling.shown()), "{meddling:?}: {problem:?}");
        for way in ["--keep", "--force", "--skip"] {
            let flag = format!("{way} {}", resource.key());
            assert!(problem.remedy.iter().any(|line| line.ends_with(&flag)), "{meddling:?}: {problem:?}");
        }
        // What came before it is taken back, it and what comes after it stands.
        let left = accounts.teardown_shown(&Decisions::default()).await;
        let position = left.removals.iter().position(|removal| removal.resource == resource).unwrap();
        assert!(
            left.removals[..position].iter().all(|removal| removal.action == RemovalAction::Unmanaged),
            "{meddling:?}: {left:?}"
        );
        // The demo's groups are there already on both sides.
        let after = left.removals[position + 1..].iter().filter(|removal| removal.resource != ResourceId::Groups);
        assert!(
            after.clone().count() > 0 && after.clone().all(|removal| removal.action != RemovalAction::Unmanaged),
            "{meddling:?}: {left:?}"
        );
        let stands = accounts.snapshot().to_string();
        assert!(stands.contains(meddling.shown()), "{meddling:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn keep_leaves_the_piece_as_it_is_and_forgets_it() {
    for meddling in ALL {
        let accounts = meddled(meddling).await;
        let decisions = Decisions { keep: one(meddling.resource()), ..Decisions::default() };
        let torn_down = accounts.tear_down_as(&decisions).await.unwrap_or_else(|problem| panic!("{meddling:?}: {problem:?}"));
        assert!(torn_down.archived && torn_down.left == 1, "{meddling:?}: {torn_down:?}");
        assert!(accounts.snapshot().to_string().contains(meddling.shown()), "{meddling:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn skip_leaves_the_piece_for_later_and_keeps_the_session() {
    for meddling in ALL {
        let accounts = meddled(meddling).await;
        let decisions = Decisions { skip: one(meddling.resource()), ..Decisions::default() };
        let torn_down = accounts.tear_down_as(&decisions).await.unwrap_or_else(|problem| panic!("{meddling:?}: {problem:?}"));
        assert!(!torn_down.archived && torn_down.left == 1, "{meddling:?}: {torn_down:?}");
        assert!(accounts.snapshot().to_string().contains(meddling.shown()), "{meddling:?}");
        assert_eq!(accounts.tear_down().await.unwrap_err().kind, ProblemKind::Conflict, "{meddling:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn restore_takes_the_piece_back_all_the_same() {
    let before = TwoAccounts::new(Destination::Existing).snapshot();
    for meddling in ALL {
        let accounts = meddled(meddling).await;
        let decisions = Decisions { force: one(meddling.resource()), ..Decisions::default() };
        accounts.tear_down_as(&decisions).await.unwrap_or_else(|problem| panic!("{meddling:?}: {problem:?}"));
        assert_same(&accounts.snapshot(), &before, &format!("{meddling:?}"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_attached_while_a_teardown_was_interrupted_is_asked_about_too() {
    let none = Decisions::default();
    let undisturbed = applied().await;
    let counted = Interference::none();
    undisturbed.tear_down_through(counted.client(undisturbed.sandbox.http_client()), &none).await.unwrap();
    // The function's role goes after the other one: its own policies are off by then.
    let last = counted.writes().iter().rposition(|operation| operation == "DeleteRole").unwrap() + 1;
    let accounts = applied().await;
    let interference = Interference::at(last, End::DiesBefore);
    let client = interference.client(accounts.sandbox.http_client());
    assert!(interference.outlive(accounts.tear_down_through(client, &none)).await.is_none());
    Meddling::AnInlinePolicyOnOurRole.happen(&accounts).await;
    assert_eq!(accounts.tear_down().await.unwrap_err().kind, ProblemKind::Conflict);
    let (_, destination) = accounts.somebody().await;
    let names = destination.read.iam.list_role_policies().role_name(FUNCTION_ROLE).send().await.unwrap();
    assert!(names.policy_names().contains(&"their-policy".to_owned()), "{names:?}");
}

#[tokio::test(start_paused = true)]
async fn another_trigger_of_the_pool_is_nobodys_business() {
    let accounts = applied().await;
    let (_, destination) = accounts.somebody().await;
    set_another_trigger(&destination).await;
    accounts.tear_down().await.unwrap();
    let expected = TwoAccounts::new(Destination::Existing);
    set_another_trigger(&expected.somebody().await.1).await;
    assert_same(&accounts.snapshot(), &expected.snapshot(), "with their trigger");
}

#[tokio::test(start_paused = true)]
async fn pools_that_somebody_deleted_stop_nothing() {
    for pool in [SOURCE_POOL, DESTINATION_POOL] {
        let accounts = applied().await;
        delete_pool(&accounts, pool);
        assert!(accounts.tear_down().await.unwrap().archived);
        let expected = TwoAccounts::new(Destination::Existing);
        delete_pool(&expected, pool);
        assert_same(&accounts.snapshot(), &expected.snapshot(), "without the pool");
    }
}

fn delete_pool(accounts: &TwoAccounts, pool: &str) {
    let (account, region) = if pool == SOURCE_POOL { ("111111111111", "eu-west-1") } else { ("222222222222", "eu-central-1") };
    accounts.sandbox.world().region(account, region).cognito.pools.remove(pool).unwrap();
}

/// Between the last look and the deletion.
#[tokio::test(start_paused = true)]
async fn a_caller_that_comes_to_the_function_at_the_moment_of_its_deletion_stops_it() {
    let only = Decisions { only: one(ResourceId::Function), ..Decisions::default() };
    let counted = Interference::none();
    let undisturbed = applied().await;
    undisturbed.tear_down_through(counted.client(undisturbed.sandbox.http_client()), &only).await.unwrap();
    let mut stopped = 0;
    for number in 1..=counted.calls() {
        let accounts = applied().await;
        let sandbox = accounts.sandbox.clone();
        let interference = Interference::none().with_happening(number, move || let_somebody_else_invoke(&sandbox));
        let client = interference.client(accounts.sandbox.http_client());
        let Err(problem) = accounts.tear_down_through(client, &only).await else { continue };
        if problem.what.contains("is not deleted") {
            assert!(problem.why.contains("their-statement"), "{problem:?}");
            stopped += 1;
        }
        let (_, destination) = accounts.somebody().await;
        destination.read.lambda.get_function_configuration().function_name(FUNCTION).send().await.unwrap();
    }
    assert!(stopped > 0, "it was never met at the last moment");
}

fn let_somebody_else_invoke(sandbox: &Sandbox) {
    let mut world = sandbox.world();
    if let Some(function) = world.region("222222222222", "eu-central-1").lambda.functions.get_mut(FUNCTION) {
        function.policy.push(json!({
            "Sid": "their-statement", "Effect": "Allow", "Action": "lambda:InvokeFunction",
            "Principal": { "Service": "sns.amazonaws.com" }, "Resource": "arn:aws:lambda:eu-central-1:222222222222:function:ours"
        }));
    }
}
