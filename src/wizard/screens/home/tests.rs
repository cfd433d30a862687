use crossterm::event::KeyCode;
use insta::assert_snapshot;

use super::*;
use crate::problem::ProblemKind;
use crate::session::document::SignInRecord;
use crate::wizard::action::Action;
use crate::wizard::step::{Mark, Step};
use crate::wizard::test_support::{answer, begin_pending, begun, control, draw, jobs, press, saved, state, type_text, wall};
use crate::wizard::update::update;

fn with(width: u16, height: u16, sessions: Vec<SessionSummary>) -> State {
    let (mut state, _) = begun(width, height);
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(sessions)));
    state
}

/// The name of the session that the effects begin.
fn asked_to_begin(effects: &[Effect]) -> String {
    match jobs(effects)[..] {
        [(JobKind::BeginSession, Job::BeginSession { session })] => session.name.clone(),
        ref other => panic!("{other:?}"),
    }
}

/// A session that was left at `step`.
fn left_at(step: &str) -> Session {
    let mut session = Session::new("acme", wall());
    session.step = Some(step.into());
    session.choices.source.profile = Some("old-account".into());
    session.choices.destination.profile = Some("new-account".into());
    session
}

#[test]
fn the_first_frame_offers_a_new_migration_before_the_saved_ones_are_known() {
    let (state, effects) = begun(80, 24);
    assert_snapshot!("first_frame_80x24", draw(&state));
    assert!(matches!(jobs(&effects)[..], [(JobKind::ListSessions, Job::ListSessions {})]));
    assert_snapshot!("first_frame_120x40", draw(&begun(120, 40).0));
}

#[test]
fn saved_sessions_are_offered_with_state_and_age_and_the_latest_is_chosen() {
    let long = saved("a-name-of-forty-characters-like-this-one");
    let state = with(80, 24, vec![saved("acme"), long]);
    assert_snapshot!("saved_sessions_80x24", draw(&state));
}

#[test]
fn a_session_that_cannot_be_read_says_why_and_is_not_opened() {
    let mut broken = saved("broken");
    broken.problem = Some("It was written by a newer version of cognito-ferry (format 7).".into());
    let mut state = with(80, 24, vec![broken]);
    assert!(draw(&state).contains("newer version"), "{}", draw(&state));
    assert!(jobs(&press(&mut state, KeyCode::Enter)).is_empty());
}

#[test]
fn no_saved_session_can_be_listed_and_a_new_one_can_still_be_begun() {
    let (mut state, _) = begun(80, 24);
    let problem = Problem::new(ProblemKind::Local, "The saved sessions could not be read.", "Permission denied (os error 13).")
        .remedy("Make /home/ada/.local/share/cognito-ferry readable.");
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Err(problem)));
    assert_snapshot!("sessions_unreadable_80x24", draw(&state));
    press(&mut state, KeyCode::Enter);
    begin_pending(&mut state);
    assert_eq!(state.step, Step::Accounts);
}

#[test]
fn beginning_saves_the_session_under_a_name_that_says_the_day() {
    let mut state = with(80, 24, Vec::new());
    assert_eq!(asked_to_begin(&press(&mut state, KeyCode::Enter)), "migration-2026-11-21");
    let effects = begin_pending(&mut state);
    assert!(matches!(&effects[0], Effect::KeepOnlyLock(Some(name)) if name == "migration-2026-11-21"), "{effects:?}");
    assert_eq!((state.step, state.mark(Step::Home)), (Step::Accounts, Mark::Done));
}

#[test]
fn the_default_name_is_one_that_is_not_taken() {
    let mut state = with(80, 24, vec![saved("migration-2026-11-21"), saved("migration-2026-11-21-2")]);
    press(&mut state, KeyCode::Up);
    assert_eq!(asked_to_begin(&press(&mut state, KeyCode::Enter)), "migration-2026-11-21-3");
}

#[test]
fn a_name_that_is_taken_or_not_allowed_is_refused_beside_the_field() {
    let mut state = with(80, 24, vec![saved("acme")]);
    press(&mut state, KeyCode::Up);
    press(&mut state, KeyCode::Tab);
    control(&mut state, 'u');
    type_text(&mut state, "acme");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Home);
    assert!(draw(&state).contains("There is a session acme already"), "{}", draw(&state));
    type_text(&mut state, " Q?");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Home);
    assert_snapshot!("name_refused_80x24", draw(&state));
}

#[test]
fn enter_before_the_saved_sessions_are_known_begins_under_a_free_name_when_they_are() {
    let (mut state, _) = begun(80, 24);
    assert!(press(&mut state, KeyCode::Enter).is_empty());
    assert_eq!(state.step, Step::Home);
    let effects = answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(vec![saved("migration-2026-11-21")])));
    assert_eq!(asked_to_begin(&effects), "migration-2026-11-21-2");
}

#[test]
fn continuing_opens_the_step_where_it_was_left_and_marks_what_is_done() {
    let mut state = with(80, 24, vec![saved("acme")]);
    let effects = press(&mut state, KeyCode::Enter);
    assert!(matches!(&jobs(&effects)[..], [(JobKind::LoadSession, Job::LoadSession { name })] if name == "acme"));
    let mut session = left_at("verify");
    session.sign_in = Some(SignInRecord { at: wall(), succeeded: false });
    let effects = answer(&mut state, JobKind::LoadSession, Answer::LoadSession(Ok(Box::new(session))));
    assert_eq!(state.step, Step::Verify);
    let marks = [Step::Accounts, Step::Options, Step::Plan, Step::SignIn, Step::Done].map(|step| state.mark(step));
    assert_eq!(marks, [Mark::Done, Mark::Done, Mark::Done, Mark::Failed, Mark::Open]);
    assert_eq!(jobs(&effects).iter().filter(|(kind, _)| matches!(kind, JobKind::OpenAccount(_))).count(), 2);
}

#[test]
fn the_session_named_on_the_command_line_is_opened_at_once_or_begun() {
    let mut known = state(80, 24);
    known.start.session = Some("acme".into());
    crate::wizard::update::begin(&mut known);
    let effects = answer(&mut known, JobKind::ListSessions, Answer::ListSessions(Ok(vec![saved("acme")])));
    assert!(matches!(jobs(&effects)[..], [(JobKind::LoadSession, _)]));
    let mut new = state(80, 24);
    new.start.session = Some("globex".into());
    crate::wizard::update::begin(&mut new);
    let effects = answer(&mut new, JobKind::ListSessions, Answer::ListSessions(Ok(vec![saved("acme")])));
    assert_eq!(asked_to_begin(&effects), "globex");
}

#[test]
fn deleting_asks_first_and_the_safe_answer_is_chosen() {
    let mut state = with(80, 24, vec![saved("acme")]);
    press(&mut state, KeyCode::Delete);
    assert_snapshot!("delete_question_80x24", draw(&state));
    assert!(jobs(&press(&mut state, KeyCode::Enter)).is_empty());
    press(&mut state, KeyCode::Delete);
    let effects = press(&mut state, KeyCode::Char('y'));
    assert!(matches!(&jobs(&effects)[..], [(JobKind::DeleteSession, Job::DeleteSession { name })] if name == "acme"));
    let effects = answer(&mut state, JobKind::DeleteSession, Answer::DeleteSession(Ok("acme".into())));
    assert!(matches!(jobs(&effects)[..], [(JobKind::ListSessions, _)]));
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_changes_nothing() {
    let mut state = with(80, 24, vec![saved("acme")]);
    press(&mut state, KeyCode::Enter);
    let run = state.pending(JobKind::LoadSession).unwrap().run;
    press(&mut state, KeyCode::Up);
    let _ = state.abandon(JobKind::LoadSession);
    let now = state.now;
    state.dirty = false;
    let late = Answer::LoadSession(Ok(Box::new(left_at("plan"))));
    assert!(update(&mut state, Action::Answer { run, answer: late }, now).is_empty());
    assert_eq!((state.step, state.dirty), (Step::Home, false));
}

#[test]
fn a_session_that_another_process_works_on_is_marked_and_refused_with_who_has_it() {
    let holder = "Process 4711 has had it since 2026-11-21 11:58:00 UTC.";
    let taken = SessionSummary { in_use: Some(holder.into()), ..saved("acme") };
    let mut state = with(80, 24, vec![taken.clone()]);
    assert!(draw(&state).contains("› acme  in use"), "{}", draw(&state));
    assert!(draw(&state).contains("! In use. Process 4711 has had it since"), "{}", draw(&state));
    press(&mut state, KeyCode::Enter);
    let problem =
        Problem::new(ProblemKind::Local, "The session acme is in use.", holder).remedy("Finish or leave the other one first.");
    let effects = answer(&mut state, JobKind::LoadSession, Answer::LoadSession(Err(problem)));
    assert!(matches!(jobs(&effects)[..], [(JobKind::ListSessions, _)]), "the list is looked at again");
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(vec![taken])));
    assert_eq!(state.step, Step::Home);
    assert_snapshot!("in_use_80x24", draw(&state));
    press(&mut state, KeyCode::Up);
    assert!(!draw(&state).contains("Finish or leave"), "{}", draw(&state));
}

#[test]
fn a_deleted_session_is_no_longer_the_one_that_is_worked_on() {
    let mut state = with(80, 24, vec![saved("acme")]);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, JobKind::LoadSession, Answer::LoadSession(Ok(Box::new(left_at("accounts")))));
    press(&mut state, KeyCode::Esc);
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(vec![saved("acme")])));
    press(&mut state, KeyCode::Delete);
    press(&mut state, KeyCode::Char('y'));
    answer(&mut state, JobKind::DeleteSession, Answer::DeleteSession(Ok("acme".into())));
    assert!(state.session.is_none());
}

#[test]
fn what_came_out_well_is_not_asked_for_again_when_the_session_is_continued() {
    let saved_as = |step: Step, mark: Mark| {
        let mut state = state(80, 24);
        state.session = Some(left_at("options"));
        state.step = step;
        state.set_mark(step, mark);
        state.save();
        state.session.unwrap().step.unwrap()
    };
    assert_eq!(saved_as(Step::Apply, Mark::Done), "verify");
    assert_eq!(saved_as(Step::Verify, Mark::Done), "sign-in");
    assert_eq!(saved_as(Step::SignIn, Mark::Done), "done");
    for step in [Step::Apply, Step::Verify, Step::SignIn] {
        assert_eq!(saved_as(step, Mark::Failed), step.key());
        assert_eq!(saved_as(step, Mark::Stale), step.key());
    }
    assert_eq!(saved_as(Step::Plan, Mark::Done), "plan");
}

#[test]
fn a_session_that_made_something_can_be_taken_back_from_here() {
    let mut state = with(80, 24, vec![saved("acme")]);
    assert!(draw(&state).contains("Ctrl-T take back"), "{}", draw(&state));
    let effects = control(&mut state, 't');
    assert!(matches!(&jobs(&effects)[..], [(JobKind::LoadSession, Job::LoadSession { name })] if name == "acme"));
    answer(&mut state, JobKind::LoadSession, Answer::LoadSession(Ok(Box::new(left_at("verify")))));
    assert_eq!(state.step, Step::TearDown);
    assert_eq!(state.session.as_ref().unwrap().step.as_deref(), Some("verify"), "only looking changes nothing");
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Home);
    let nothing = SessionSummary { written: 0, ..saved("globex") };
    let mut state = with(80, 24, vec![nothing]);
    assert!(!draw(&state).contains("take back"), "{}", draw(&state));
    assert!(jobs(&control(&mut state, 't')).is_empty());
}
