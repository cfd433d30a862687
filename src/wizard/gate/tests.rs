use crossterm::event::KeyCode;
use insta::assert_snapshot;

use super::*;
use crate::session::document::Session;
use crate::wizard::operation::Answer;
use crate::wizard::test_support::{answer, begun, draw, expired, jobs, open as opened, press, wall};

const SOURCE: JobKind = JobKind::OpenAccount(Side::Source);
const DESTINATION: JobKind = JobKind::OpenAccount(Side::Destination);

/// A saved session, continued at the options.
fn continued() -> State {
    let (mut state, _) = begun(80, 24);
    let summary = Session::new("acme", wall()).summary();
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(vec![summary])));
    press(&mut state, KeyCode::Enter);
    let mut session = Session::new("acme", wall());
    session.step = Some("options".into());
    session.choices.source.profile = Some("old-account".into());
    session.choices.destination.profile = Some("new-account".into());
    answer(&mut state, JobKind::LoadSession, Answer::LoadSession(Ok(Box::new(session))));
    state
}

#[test]
fn a_continued_session_opens_both_accounts_before_its_step_comes_up() {
    let mut state = continued();
    assert_eq!((state.step, closed(&state)), (Step::Options, true));
    opened(&mut state, SOURCE, "old-account", "eu-west-1", "111111111111");
    assert_snapshot!("opening_80x24", draw(&state));
    let effects = opened(&mut state, DESTINATION, "new-account", "eu-central-1", "222222222222");
    assert!(!closed(&state));
    assert!(matches!(jobs(&effects)[..], [(JobKind::RandomExternalId, _)]), "the screen has come up");
}

#[test]
fn an_account_that_cannot_be_opened_says_why_and_is_tried_again_alone() {
    let mut state = continued();
    opened(&mut state, DESTINATION, "new-account", "eu-central-1", "222222222222");
    answer(&mut state, SOURCE, Answer::OpenAccount(Err(expired("old-account"))));
    assert_snapshot!("not_opened_80x24", draw(&state));
    let effects = press(&mut state, KeyCode::Char('r'));
    assert!(matches!(&jobs(&effects)[..], [(SOURCE, Job::OpenAccount { profile, .. })] if profile == "old-account"));
}

#[test]
fn a_profile_that_leads_to_another_account_after_signing_in_anew_is_refused() {
    let mut state = continued();
    state.known_accounts.insert(Side::Source, "111111111111".into());
    opened(&mut state, DESTINATION, "new-account", "eu-central-1", "222222222222");
    opened(&mut state, SOURCE, "old-account", "eu-west-1", "999999999999");
    assert!(closed(&state));
    assert!(draw(&state).contains("is now account 999999999999"), "{}", draw(&state));
}

#[test]
fn a_code_that_is_asked_for_leads_to_the_accounts_where_it_is_typed() {
    let mut state = continued();
    let serial = "arn:aws:iam::111111111111:mfa/ada".to_owned();
    let problem =
        Problem::new(ProblemKind::MfaRequired { serial }, "The profile old-account asks for a code.", "It has a device.");
    answer(&mut state, SOURCE, Answer::OpenAccount(Err(problem)));
    assert_eq!(state.step, Step::Accounts);
}

#[test]
fn going_back_from_a_closed_gate_is_not_blocked() {
    let mut state = continued();
    press(&mut state, KeyCode::Esc);
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Accounts);
}
