//! One resource at a time, and resources that nobody changed.

use cognito_ferry::migration::teardown::{Decisions, RemovalAction};
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::session::document::{Session, SignInRecord};

use crate::env::snapshot::assert_same;
use crate::env::{Destination, TwoAccounts};

const PIECES: [ResourceId; 8] = [
    ResourceId::Trigger,
    ResourceId::ClientFlows,
    ResourceId::InvokePermission,
    ResourceId::Function,
    ResourceId::FunctionRolePolicy,
    ResourceId::SourceRole,
    ResourceId::FunctionRole,
    ResourceId::SourceClient,
];

#[tokio::test(start_paused = true)]
async fn only_takes_back_one_piece_and_one_after_the_other_leaves_nothing() {
    let accounts = TwoAccounts::new(Destination::Existing);
    let before = accounts.snapshot();
    accounts.apply().await.unwrap();
    for (position, piece) in PIECES.into_iter().enumerate() {
        let decisions = Decisions { only: [piece].into(), ..Decisions::default() };
        let torn_down = accounts.tear_down_as(&decisions).await.unwrap();
        assert_eq!((torn_down.deleted + torn_down.reverted, torn_down.archived), (1, position == 7), "{piece:?}: {torn_down:?}");
        if position < 7 {
            let left = accounts.teardown_shown(&Decisions::default()).await;
            let ours = left.removals.iter().filter(|removal| removal.action != RemovalAction::Unmanaged).count();
            assert_eq!(ours, 7 - position, "{piece:?}: {left:?}");
        }
    }
    assert_same(&accounts.snapshot(), &before, "all resources");
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_back_can_be_applied_again() {
    let accounts = TwoAccounts::new(Destination::Existing);
    let before = accounts.snapshot();
    accounts.apply().await.unwrap();
    let applied = accounts.snapshot();
    for piece in [ResourceId::Trigger, ResourceId::ClientFlows, ResourceId::Function, ResourceId::SourceClient] {
        let decisions = Decisions { only: [piece].into(), ..Decisions::default() };
        accounts.tear_down_as(&decisions).await.unwrap();
        accounts.apply().await.unwrap_or_else(|problem| panic!("{piece:?}: {problem:?}"));
        assert_same(&accounts.snapshot(), &applied, &format!("{piece:?}, applied again"));
    }
    accounts.tear_down().await.unwrap();
    assert_same(&accounts.snapshot(), &before, "torn down");
}

#[tokio::test(start_paused = true)]
async fn a_changed_option_is_what_teardown_expects_to_find() {
    let mut accounts = TwoAccounts::new(Destination::Existing);
    let before = accounts.snapshot();
    accounts.apply().await.unwrap();
    let mut session = accounts.saved();
    let options = session.choices.options.as_mut().unwrap();
    options.external_id = Some("another-external-id-that-the-operator-chose".into());
    options.function_memory = 1024;
    accounts.store().save(&session).unwrap();
    accounts.choices = session.choices;
    accounts.apply().await.unwrap();
    accounts.tear_down().await.unwrap();
    assert_same(&accounts.snapshot(), &before, "torn down");
}

/// The notes of one resource, with only some taken back.
async fn notes(accounts: &TwoAccounts, only: &[ResourceId], piece: ResourceId) -> String {
    let decisions = Decisions { only: only.iter().copied().collect(), ..Decisions::default() };
    let shown = accounts.teardown_shown(&decisions).await;
    shown.removals.iter().find(|removal| removal.resource == piece).unwrap().notes.join(" ")
}

#[tokio::test(start_paused = true)]
async fn a_role_that_goes_before_the_role_that_trusts_it_is_warned_about_with_the_order() {
    let accounts = TwoAccounts::new(Destination::Existing);
    accounts.apply().await.unwrap();
    let applied = accounts.snapshot();
    let role = ResourceId::FunctionRole;
    let alone = notes(&accounts, &[role], role).await;
    assert!(alone.contains("AROA") && alone.contains("--only source-role"), "{alone}");
    let both = notes(&accounts, &[role, ResourceId::SourceRole, ResourceId::Trigger], role).await;
    assert_eq!(both, "");
    assert_eq!(notes(&accounts, &[], role).await, "");
    accounts.tear_down_as(&Decisions { only: [role].into(), ..Decisions::default() }).await.unwrap();
    accounts.apply().await.unwrap();
    assert_same(&accounts.snapshot(), &applied, "the trust names the living role again");
}

#[tokio::test(start_paused = true)]
async fn a_link_that_goes_while_the_trigger_stays_on_is_warned_about() {
    let accounts = TwoAccounts::new(Destination::Existing);
    accounts.apply().await.unwrap();
    for piece in [ResourceId::Function, ResourceId::InvokePermission, ResourceId::SourceClient] {
        assert!(notes(&accounts, &[piece], piece).await.contains("--only trigger"), "{piece:?}");
        assert_eq!(notes(&accounts, &[piece, ResourceId::Trigger], piece).await, "", "{piece:?}");
    }
    let worked = SignInRecord { at: jiff::Timestamp::UNIX_EPOCH, succeeded: true };
    let proven = Session { sign_in: Some(worked), ..accounts.saved() };
    accounts.store().save(&proven).unwrap();
    accounts.tear_down_as(&Decisions { only: [ResourceId::Trigger].into(), ..Decisions::default() }).await.unwrap();
    assert_eq!(accounts.saved().sign_in, None, "what was proven of the migration no longer holds");
    assert_eq!(notes(&accounts, &[ResourceId::Function], ResourceId::Function).await, "");
}
