use crossterm::event::KeyCode;
use insta::assert_snapshot;

use super::opening::SETTLED;
use super::*;
use crate::aws::profile::list::Profile;
use crate::problem::ProblemKind;
use crate::wizard::step::Mark;
use crate::wizard::step::Step;
use crate::wizard::test_support::{
    answer, at_accounts, at_options, begin_pending, begun, control, draw, expired, jobs, open as open_as, opened as identity,
    pass, press, profile, profiles, type_text,
};
use std::time::Duration;

const SOURCE: JobKind = JobKind::OpenAccount(Side::Source);
const DESTINATION: JobKind = JobKind::OpenAccount(Side::Destination);

/// On the screen with these profiles, nothing opened yet.
fn with(width: u16, height: u16, profiles: Vec<Profile>) -> State {
    let (mut state, _) = begun(width, height);
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(Vec::new())));
    press(&mut state, KeyCode::Enter);
    begin_pending(&mut state);
    answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(profiles)));
    state
}

#[test]
fn both_sides_are_preselected_and_asked_at_once_and_shown_with_their_identities() {
    let waiting = with(80, 24, profiles());
    assert!(waiting.pending(SOURCE).is_some() && waiting.pending(DESTINATION).is_some());
    assert_snapshot!("accounts_asking_80x24", draw(&waiting));
    assert_snapshot!("accounts_80x24", draw(&at_accounts(80, 24)));
    assert_snapshot!("accounts_120x40", draw(&at_accounts(120, 40)));
}

#[test]
fn moving_through_the_list_asks_nobody_until_the_choice_has_settled() {
    let mut state = with(80, 24, profiles());
    assert!(jobs(&press(&mut state, KeyCode::Down)).is_empty());
    assert!(jobs(&press(&mut state, KeyCode::Down)).is_empty());
    assert!(state.pending(SOURCE).is_none(), "the first profile is not waited for any more");
    let effects = pass(&mut state, SETTLED);
    assert!(matches!(&jobs(&effects)[..], [(SOURCE, Job::OpenAccount { profile, .. })] if profile == "sandbox"));
}

#[test]
fn the_region_follows_the_profile_until_it_is_typed() {
    let mut state = with(80, 24, profiles());
    press(&mut state, KeyCode::Down);
    assert_eq!(state.screens.accounts.source.region.value(), "eu-central-1");
    press(&mut state, KeyCode::Tab);
    control(&mut state, 'u');
    type_text(&mut state, "us-east-2");
    press(&mut state, KeyCode::BackTab);
    press(&mut state, KeyCode::Up);
    assert_eq!(state.screens.accounts.source.region.value(), "us-east-2");
    let effects = pass(&mut state, SETTLED);
    assert!(matches!(&jobs(&effects)[..], [(_, Job::OpenAccount { region: Some(region), .. })] if region == "us-east-2"));
}

#[test]
fn a_region_that_cannot_be_one_is_refused_beside_the_field() {
    let mut state = at_accounts(80, 24);
    press(&mut state, KeyCode::Tab);
    type_text(&mut state, "x!");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Accounts);
    assert_snapshot!("region_refused_80x24", draw(&state));
}

#[test]
fn enter_while_aws_is_asked_goes_on_when_both_have_answered() {
    let mut state = with(80, 24, profiles());
    press(&mut state, KeyCode::Enter);
    assert!(draw(&state).contains("Going on as soon as both accounts have answered"), "{}", draw(&state));
    open_as(&mut state, SOURCE, "old-account", "eu-west-1", "111111111111");
    assert_eq!(state.step, Step::Accounts);
    open_as(&mut state, DESTINATION, "new-account", "eu-central-1", "222222222222");
    assert_eq!(state.step, Step::Pools);
    let choices = &state.session.as_ref().unwrap().choices;
    assert_eq!(choices.source.profile.as_deref(), Some("old-account"));
    assert_eq!(choices.destination.region.as_deref(), Some("eu-central-1"));
}

#[test]
fn an_expired_session_says_the_command_and_trying_again_asks_again() {
    let mut state = with(80, 24, profiles());
    open_as(&mut state, DESTINATION, "new-account", "eu-central-1", "222222222222");
    answer(&mut state, SOURCE, Answer::OpenAccount(Err(expired("old-account"))));
    assert_snapshot!("expired_80x24", draw(&state));
    assert!(state.failure.is_some());
    let effects = press(&mut state, KeyCode::Char('r'));
    assert!(matches!(&jobs(&effects)[..], [(SOURCE, Job::OpenAccount { profile, .. })] if profile == "old-account"));
    open_as(&mut state, SOURCE, "old-account", "eu-west-1", "111111111111");
    assert!(state.failure.is_none());
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Pools);
}

#[test]
fn a_slow_answer_shows_how_long_it_has_been_asked_and_blocks_no_key() {
    let mut state = with(80, 24, profiles());
    pass(&mut state, Duration::from_secs(12));
    assert!(draw(&state).contains("Asking AWS who this is  12 s"), "{}", draw(&state));
    press(&mut state, KeyCode::Tab);
    assert_eq!(state.screens.accounts.focus, (Side::Source, AccountField::Region));
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Home);
}

#[test]
fn the_same_account_on_both_sides_is_allowed_and_said_aloud() {
    let mut state = with(80, 24, profiles());
    open_as(&mut state, SOURCE, "old-account", "eu-west-1", "111111111111");
    open_as(&mut state, DESTINATION, "new-account", "eu-central-1", "111111111111");
    assert_snapshot!("same_account_80x24", draw(&state));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Pools);
}

/// Both open, each in its partition.
fn in_partitions(source: &str, destination: &str, width: u16, height: u16) -> State {
    let mut state = with(width, height, profiles());
    let sides = [
        (SOURCE, source, "old-account", "eu-west-1", "111111111111"),
        (DESTINATION, destination, "new-account", "eu-central-1", "222222222222"),
    ];
    for (kind, partition, profile, region, account) in sides {
        let mut opened = identity(state.pending(kind).unwrap().run, profile, region, account);
        opened.identity.partition = partition.into();
        answer(&mut state, kind, Answer::OpenAccount(Ok(opened)));
    }
    state
}

#[test]
fn accounts_of_different_partitions_are_refused_as_soon_as_both_are_known() {
    let mut state = in_partitions("aws", "aws-us-gov", 80, 24);
    assert_snapshot!("partitions_80x24", draw(&state));
    assert_snapshot!("partitions_120x40", draw(&in_partitions("aws", "aws-us-gov", 120, 40)));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Accounts);
    assert!(state.notice.as_ref().unwrap().text.contains("cannot be used together"));
}

#[test]
fn a_partition_without_user_pools_is_refused_here_and_not_first_by_the_plan() {
    let mut state = in_partitions("aws-cn", "aws-cn", 80, 24);
    assert!(draw(&state).contains("The partition aws-cn"), "{}", draw(&state));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Accounts);
}

#[test]
fn a_profile_with_a_multi_factor_device_asks_for_its_code_and_the_code_is_never_shown() {
    let mut guarded = profile("guarded", Some("eu-west-1"));
    guarded.mfa_serial = Some("arn:aws:iam::111111111111:mfa/ada".into());
    let mut state = with(80, 24, vec![guarded, profile("new-account", Some("eu-central-1"))]);
    press(&mut state, KeyCode::Down);
    pass(&mut state, SETTLED);
    assert!(state.pending(SOURCE).is_none(), "asking without a code is of no use");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.screens.accounts.focus, (Side::Source, AccountField::Code));
    type_text(&mut state, "123456");
    assert_snapshot!("code_80x24", draw(&state));
    assert!(!format!("{state:?}").contains("123456"));
    let effects = press(&mut state, KeyCode::Enter);
    let jobs = jobs(&effects);
    let code = jobs.iter().find_map(|(_, job)| match job {
        Job::OpenAccount { mfa_code, .. } => mfa_code.clone(),
        _ => None,
    });
    assert_eq!(code.unwrap().expose(), "123456");
    open_as(&mut state, SOURCE, "guarded", "eu-west-1", "111111111111");
    assert!(state.screens.accounts.source.code.is_empty(), "a code works once");
}

#[test]
fn another_account_makes_what_followed_stale_and_forgets_the_pool_of_the_former() {
    let mut state = at_options(80, 24);
    press(&mut state, KeyCode::Esc);
    press(&mut state, KeyCode::Esc);
    assert_eq!((state.step, state.mark(Step::Pools)), (Step::Accounts, Mark::Done));
    answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(profiles())));
    press(&mut state, KeyCode::Down);
    press(&mut state, KeyCode::Down);
    type_text(&mut state, "");
    pass(&mut state, SETTLED);
    press(&mut state, KeyCode::Enter);
    open_as(&mut state, SOURCE, "sandbox", "eu-west-1", "333333333333");
    if state.step == Step::Accounts {
        press(&mut state, KeyCode::Enter);
    }
    assert_eq!((state.step, state.mark(Step::Pools)), (Step::Pools, Mark::Stale));
    let choices = &state.session.as_ref().unwrap().choices;
    assert_eq!((choices.source.pool.as_deref(), choices.destination.pool.is_some()), (None, true));
}

#[test]
fn long_and_hostile_names_break_no_border() {
    let names = [
        "profile-with-a-name-that-is-longer-than-any-terminal-of-eighty-columns-could-ever-show",
        "山田太郎のプロファイル",
        "evil\u{1b}[2J",
    ];
    let state = with(80, 24, names.map(|name| profile(name, Some("eu-west-1"))).to_vec());
    let screen = draw(&state);
    assert!(!screen.contains('\u{1b}'));
    assert_snapshot!("long_names_80x24", screen);
}

#[test]
fn without_any_profile_it_says_how_to_make_one_and_enter_looks_again() {
    let mut state = with(80, 24, Vec::new());
    assert!(draw(&state).contains("aws configure sso"), "{}", draw(&state));
    assert!(matches!(jobs(&press(&mut state, KeyCode::Enter))[..], [(JobKind::ListProfiles, _)]));
    answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(profiles())));
    assert!(state.pending(SOURCE).is_some(), "and what the flags name is opened");
}

/// No flag and no session names a profile.
fn unchosen(profiles: Vec<Profile>) -> State {
    let (mut state, _) = begun(80, 24);
    state.start.choices = Default::default();
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(Vec::new())));
    press(&mut state, KeyCode::Enter);
    begin_pending(&mut state);
    answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(profiles)));
    state
}

#[test]
fn nobody_is_source_or_destination_for_being_first_in_the_list() {
    let mut state = unchosen(profiles());
    assert!(state.pending(SOURCE).is_none() && state.pending(DESTINATION).is_none());
    assert_snapshot!("undecided_80x24", draw(&state));
    for side in [Side::Source, Side::Destination] {
        press(&mut state, KeyCode::Enter);
        assert_eq!((state.step, state.screens.accounts.focus), (Step::Accounts, (side, AccountField::Profile)));
        assert!(draw(&state).contains("Choose one of the 3 profiles"), "{}", draw(&state));
        press(&mut state, KeyCode::Down);
    }
    press(&mut state, KeyCode::Down);
    press(&mut state, KeyCode::Enter);
    open_as(&mut state, SOURCE, "old-account", "eu-west-1", "111111111111");
    open_as(&mut state, DESTINATION, "new-account", "eu-central-1", "222222222222");
    assert_eq!(state.step, Step::Pools);
}

#[test]
fn the_only_profile_is_both_sides_and_that_is_said() {
    let mut state = unchosen(vec![profile("only", Some("eu-west-1"))]);
    open_as(&mut state, SOURCE, "only", "eu-west-1", "111111111111");
    open_as(&mut state, DESTINATION, "only", "eu-west-1", "111111111111");
    assert!(draw(&state).contains("Both sides are the same profile, only"), "{}", draw(&state));
}

#[test]
fn a_profile_that_the_session_names_and_that_is_gone_is_replaced_by_no_other() {
    let state = with(80, 24, vec![profile("another", Some("eu-west-1"))]);
    assert!(draw(&state).contains("The profile old-account of this session is not"), "{}", draw(&state));
    assert!(state.pending(SOURCE).is_none() && state.pending(DESTINATION).is_none());
}

#[test]
fn profiles_that_cannot_be_read_are_a_problem_that_can_be_tried_again() {
    let (mut state, _) = begun(80, 24);
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(Vec::new())));
    press(&mut state, KeyCode::Enter);
    begin_pending(&mut state);
    let problem =
        Problem::new(ProblemKind::Local, "The AWS configuration could not be read.", "Line 3 of ~/.aws/config has no ].");
    answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Err(problem)));
    assert!(draw(&state).contains("Line 3"), "{}", draw(&state));
    assert!(matches!(jobs(&press(&mut state, KeyCode::Enter))[..], [(JobKind::ListProfiles, _)]));
}
