use crossterm::event::KeyCode;
use insta::assert_snapshot;

use super::listing::SETTLED;
use super::new_pool::NewPoolField;
use super::*;
use crate::aws::Side;
use crate::wizard::operation::Job;
use crate::wizard::test_support::{
    answer, at_accounts, at_pools, client, control, draw, expired, jobs, pass, pool, press, type_text,
};
use std::time::Duration;

const SOURCE: JobKind = JobKind::ListPools(Side::Source);
const DESTINATION: JobKind = JobKind::ListPools(Side::Destination);

fn choices(state: &State) -> &crate::model::choices::Choices {
    &state.session.as_ref().unwrap().choices
}

#[test]
fn the_pools_are_listed_with_their_users_and_the_first_are_preselected() {
    assert_snapshot!("pools_80x24", draw(&at_pools(80, 24)));
    assert_snapshot!("pools_120x40", draw(&at_pools(120, 40)));
    let mut state = at_pools(80, 24);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Options);
    assert_eq!(choices(&state).source.pool.as_deref(), Some("eu-west-1_AbCdEf123"));
    assert_eq!(choices(&state).destination.pool.as_deref(), Some("eu-central-1_Qwerty456"));
    assert_eq!(choices(&state).destination_client.as_deref(), Some("3n4b5urk1ft4fl3mg5e62d9ado"));
}

#[test]
fn slow_lists_say_what_is_waited_for_and_enter_goes_on_when_they_are_there() {
    let mut state = at_accounts(80, 24);
    press(&mut state, KeyCode::Enter);
    pass(&mut state, Duration::from_secs(3));
    press(&mut state, KeyCode::Enter);
    assert_snapshot!("pools_slow_80x24", draw(&state));
    answer(&mut state, SOURCE, Answer::ListPools(Ok(vec![pool("eu-west-1_A", "acme", 5)])));
    answer(&mut state, DESTINATION, Answer::ListPools(Ok(vec![pool("eu-central-1_B", "acme-new", 0)])));
    assert_eq!(state.step, Step::Pools);
    answer(&mut state, JobKind::ListClients, Answer::ListClients(Ok(vec![client("abc", "web")])));
    assert_eq!(state.step, Step::Options);
}

#[test]
fn another_destination_pool_lists_its_own_app_clients_once_the_choice_has_settled() {
    let mut state = at_accounts(80, 24);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, SOURCE, Answer::ListPools(Ok(vec![pool("eu-west-1_A", "acme", 5)])));
    let pools = ["B", "C"].map(|letter| pool(&format!("eu-central-1_{letter}"), letter, 0));
    answer(&mut state, DESTINATION, Answer::ListPools(Ok(pools.to_vec())));
    press(&mut state, KeyCode::Tab);
    press(&mut state, KeyCode::Down);
    let effects = pass(&mut state, SETTLED);
    assert!(matches!(&jobs(&effects)[..], [(JobKind::ListClients, Job::ListClients { pool, .. })] if pool == "eu-central-1_B"));
    answer(&mut state, JobKind::ListClients, Answer::ListClients(Ok(vec![client("abc", "web")])));
    assert!(jobs(&press(&mut state, KeyCode::Down)).is_empty());
    let effects = pass(&mut state, SETTLED);
    assert!(matches!(&jobs(&effects)[..], [(JobKind::ListClients, Job::ListClients { pool, .. })] if pool == "eu-central-1_C"));
}

#[test]
fn typing_filters_the_list_and_escape_clears_the_filter_before_it_goes_back() {
    let mut state = at_pools(80, 24);
    type_text(&mut state, "staff");
    assert_snapshot!("pools_filtered_80x24", draw(&state));
    assert_eq!(state.screens.pools.source.chosen().unwrap().name, "acme-staff");
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Pools);
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Accounts);
}

/// With the cursor on the name of a new pool.
fn making_new(width: u16, height: u16) -> State {
    let mut state = at_pools(width, height);
    press(&mut state, KeyCode::Tab);
    press(&mut state, KeyCode::End);
    press(&mut state, KeyCode::Tab);
    state
}

#[test]
fn a_new_pool_like_the_source_takes_names_after_it_and_needs_no_app_client() {
    let mut state = making_new(80, 24);
    assert_snapshot!("new_pool_80x24", draw(&state));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Options);
    let new = choices(&state).new_pool.clone().unwrap();
    assert_eq!((new.name.as_str(), new.domain_prefix), ("acme-customers", None));
    assert_eq!((&choices(&state).destination.pool, &choices(&state).destination_client), (&None, &None));
}

#[test]
fn a_domain_that_cognito_would_refuse_is_refused_as_it_is_typed_and_managed_login_needs_a_callback() {
    let mut state = making_new(80, 24);
    press(&mut state, KeyCode::Tab);
    press(&mut state, KeyCode::Tab);
    type_text(&mut state, "my-aws-login");
    assert_snapshot!("new_pool_refused_80x24", draw(&state));
    control(&mut state, 'u');
    type_text(&mut state, "acme-login");
    press(&mut state, KeyCode::Enter);
    assert_eq!((state.step, state.screens.pools.focus), (Step::Pools, PoolsField::New(NewPoolField::Callback)));
    type_text(&mut state, "https://app.example.com/callback");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Options);
}

#[test]
fn the_source_pool_itself_is_no_destination() {
    let mut state = at_accounts(80, 24);
    let (source, destination) = (state.source.clone().unwrap(), state.destination.as_mut().unwrap());
    destination.identity = source.identity;
    destination.region = source.region;
    state.screens.accounts = Default::default();
    state.step = Step::Pools;
    let _ = PoolsScreen.enter(&mut state);
    answer(&mut state, SOURCE, Answer::ListPools(Ok(vec![pool("eu-west-1_A", "acme", 5)])));
    answer(&mut state, DESTINATION, Answer::ListPools(Ok(vec![pool("eu-west-1_A", "acme", 5)])));
    assert!(state.screens.pools.makes_new(), "the only other choice is preselected");
    press(&mut state, KeyCode::Tab);
    press(&mut state, KeyCode::Home);
    pass(&mut state, SETTLED);
    answer(&mut state, JobKind::ListClients, Answer::ListClients(Ok(vec![client("abc", "web")])));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Pools);
    assert!(draw(&state).contains("This is the source pool itself"), "{}", draw(&state));
}

#[test]
fn of_two_pools_or_app_clients_none_is_chosen_for_being_first() {
    let mut state = at_accounts(80, 24);
    press(&mut state, KeyCode::Enter);
    let pools = |region: &str| ["A", "B"].map(|letter| pool(&format!("{region}_{letter}"), letter, 5)).to_vec();
    answer(&mut state, SOURCE, Answer::ListPools(Ok(pools("eu-west-1"))));
    answer(&mut state, DESTINATION, Answer::ListPools(Ok(pools("eu-central-1"))));
    assert_snapshot!("undecided_80x24", draw(&state));
    for part in [PoolsField::Source, PoolsField::Destination] {
        press(&mut state, KeyCode::Enter);
        assert_eq!((state.step, state.screens.pools.focus), (Step::Pools, part), "{}", draw(&state));
        press(&mut state, KeyCode::Down);
    }
    press(&mut state, KeyCode::Enter);
    answer(&mut state, JobKind::ListClients, Answer::ListClients(Ok(vec![client("abc", "web"), client("def", "app")])));
    assert_eq!((state.step, state.screens.pools.focus), (Step::Pools, PoolsField::Client), "{}", draw(&state));
    press(&mut state, KeyCode::Down);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Options);
    assert_eq!(choices(&state).destination_client.as_deref(), Some("abc"));
}

#[test]
fn a_pool_that_the_session_names_and_that_is_gone_is_replaced_by_no_other() {
    let mut state = at_accounts(80, 24);
    state.session.as_mut().unwrap().choices.source.pool = Some("eu-west-1_Gone".into());
    press(&mut state, KeyCode::Enter);
    answer(&mut state, SOURCE, Answer::ListPools(Ok(vec![pool("eu-west-1_A", "acme", 5)])));
    answer(&mut state, DESTINATION, Answer::ListPools(Ok(Vec::new())));
    assert!(draw(&state).contains("eu-west-1_Gone, is not here any"), "{}", draw(&state));
    press(&mut state, KeyCode::Enter);
    assert_eq!((state.step, state.screens.pools.focus), (Step::Pools, PoolsField::Source));
}

#[test]
fn without_any_source_pool_it_says_where_it_looked_and_enter_looks_again() {
    let mut state = at_accounts(80, 24);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, SOURCE, Answer::ListPools(Ok(Vec::new())));
    answer(&mut state, DESTINATION, Answer::ListPools(Ok(Vec::new())));
    assert!(draw(&state).contains("There is no user pool in account 111111111111, eu-west-1."), "{}", draw(&state));
    assert!(matches!(jobs(&press(&mut state, KeyCode::Enter))[..], [(SOURCE, _), ..]));
}

#[test]
fn a_pool_without_app_clients_says_what_to_do() {
    let mut state = at_accounts(80, 24);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, SOURCE, Answer::ListPools(Ok(vec![pool("eu-west-1_A", "acme", 5)])));
    answer(&mut state, DESTINATION, Answer::ListPools(Ok(vec![pool("eu-central-1_B", "acme-new", 0)])));
    answer(&mut state, JobKind::ListClients, Answer::ListClients(Ok(Vec::new())));
    press(&mut state, KeyCode::Enter);
    assert_eq!((state.step, state.screens.pools.focus), (Step::Pools, PoolsField::Client));
    assert!(draw(&state).contains("This pool has no app client"), "{}", draw(&state));
}

#[test]
fn a_trigger_that_is_already_there_is_named_before_the_plan() {
    let mut state = at_accounts(80, 24);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, SOURCE, Answer::ListPools(Ok(vec![pool("eu-west-1_A", "acme", 5)])));
    let mut taken = pool("eu-central-1_B", "acme-new", 0);
    taken.user_migration = Some("arn:aws:lambda:eu-central-1:222222222222:function:someone-elses".into());
    answer(&mut state, DESTINATION, Answer::ListPools(Ok(vec![taken])));
    assert!(draw(&state).contains("already has a UserMigration trigger"), "{}", draw(&state));
}

#[test]
fn credentials_that_run_out_are_asked_for_again_and_the_lists_come_anew() {
    let mut state = at_accounts(80, 24);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, DESTINATION, Answer::ListPools(Ok(Vec::new())));
    answer(&mut state, SOURCE, Answer::ListPools(Err(expired("old-account"))));
    assert_snapshot!("pools_expired_80x24", draw(&state));
    let effects = press(&mut state, KeyCode::Char('r'));
    assert_eq!(jobs(&effects).iter().filter(|(kind, _)| matches!(kind, JobKind::OpenAccount(_))).count(), 2);
    crate::wizard::test_support::open(&mut state, JobKind::OpenAccount(Side::Source), "old-account", "eu-west-1", "111111111111");
    let effects = crate::wizard::test_support::open(
        &mut state,
        JobKind::OpenAccount(Side::Destination),
        "new-account",
        "eu-central-1",
        "222222222222",
    );
    assert_eq!(jobs(&effects).iter().filter(|(kind, _)| matches!(kind, JobKind::ListPools(_))).count(), 2);
}

#[test]
fn going_back_is_never_blocked_and_what_was_listed_is_not_asked_for_again() {
    let mut state = at_pools(80, 24);
    press(&mut state, KeyCode::Enter);
    let effects = press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Pools);
    assert!(jobs(&effects).is_empty(), "{effects:?}");
}
