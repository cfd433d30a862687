#![allow(clippy::unwrap_used)]

use std::time::Duration;

use crossterm::event::KeyCode;

use super::*;
use crate::secret::Secret;
use crate::sign_in::removal::UserRemoval;
use crate::sign_in::report::CreatedUser;
use crate::sign_in::report::SignInReport;
use crate::sign_in::report::{AttributePair, AttributeVerdict, SignInStep, StepOutcome};
use crate::wizard::action::Action;
use crate::wizard::screens::test_support::{at, r_opens_both_accounts_anew, style_of};
use crate::wizard::test_support::{answer, draw, expired, jobs, pass, press, type_text};
use crate::wizard::update::update;

fn link(title: &str, outcome: StepOutcome, evidence: &[&str]) -> SignInStep {
    SignInStep { title: title.into(), outcome, evidence: evidence.iter().map(|text| (*text).to_owned()).collect() }
}

fn pair(name: &str, source: Option<&str>, destination: Option<&str>, verdict: AttributeVerdict) -> AttributePair {
    AttributePair { name: name.into(), source: source.map(Into::into), destination: destination.map(Into::into), verdict }
}

fn success() -> SignInReport {
    SignInReport {
        succeeded: true,
        headline: "ada@example.com signed in through acme-customers-new and was created there.".into(),
        steps: vec![
            link("Destination pool asked", StepOutcome::Worked, &["InitiateAuth USER_PASSWORD_AUTH, app client acme-web"]),
            link("UserMigration trigger fired", StepOutcome::Worked, &["RequestId 3f1c0e5a-1b2c-4d5e-8f90-123456789abc"]),
            link("Function answered", StepOutcome::Worked, &["finalUserStatus CONFIRMED, 212 ms"]),
            link("User created", StepOutcome::Worked, &["status CONFIRMED"]),
        ],
        attributes: vec![
            pair("email", Some("ada@example.com"), Some("ada@example.com"), AttributeVerdict::Same),
            pair("name", Some("Ada Lovelace"), Some("Ada Lovelace"), AttributeVerdict::Same),
            pair("sub", Some("5d8e1f7a-aaaa"), Some("91b0c2de-bbbb"), AttributeVerdict::Expected),
        ],
        cause: None,
        remedy: Vec::new(),
        created: None,
    }
}

fn failure() -> SignInReport {
    SignInReport {
        succeeded: false,
        headline: "The sign-in did not get past the source account: the function may not assume the role there.".into(),
        steps: vec![
            link("Destination pool asked", StepOutcome::Worked, &["UserNotFoundException"]),
            link("UserMigration trigger fired", StepOutcome::Worked, &[]),
            link("Function answered", StepOutcome::Broken, &["AccessDenied: sts:AssumeRole on cognito-ferry-acme-source"]),
            link("User created", StepOutcome::Unknown, &[]),
        ],
        attributes: Vec::new(),
        cause: Some("assume-role-denied".into()),
        remedy: vec!["Go back to Verify: the cross-account role's trust policy or external id has been changed.".into()],
        created: None,
    }
}

fn empty() -> State {
    let (mut state, _) = at(Step::Done, 80, 24);
    state.start.practice = None;
    crate::wizard::update::show(&mut state, Step::SignIn);
    state
}

fn told(story: SignInReport, width: u16, height: u16) -> State {
    let (mut state, _) = at(Step::SignIn, width, height);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, JobKind::SignIn, Answer::SignIn(Ok(Box::new(story))));
    state
}

#[test]
fn the_practice_user_is_filled_in_and_enter_alone_signs_in() {
    let (mut state, _) = at(Step::SignIn, 80, 24);
    insta::assert_snapshot!(draw(&state));
    let effects = press(&mut state, KeyCode::Enter);
    let asked = jobs(&effects);
    let [(JobKind::SignIn, Job::SignIn { user_name, password, .. })] = asked[..] else { panic!("{asked:?}") };
    assert_eq!((user_name.as_str(), password), ("ada@example.com", &Secret::new("Correct-Horse-1")));
}

#[test]
fn while_it_runs_it_says_how_long() {
    let (mut state, _) = at(Step::SignIn, 80, 24);
    press(&mut state, KeyCode::Enter);
    pass(&mut state, Duration::from_millis(6_700));
    insta::assert_snapshot!(draw(&state));
    assert!(press(&mut state, KeyCode::Enter).is_empty(), "a second Enter does not sign in twice");
}

#[test]
fn success_tells_every_link_and_the_attributes_and_enter_goes_on() {
    let mut state = told(success(), 80, 24);
    insta::assert_snapshot!(draw(&state));
    press(&mut state, KeyCode::End);
    insta::assert_snapshot!("the_end_of_the_story", draw(&state));
    assert!(state.session.as_ref().unwrap().sign_in.as_ref().unwrap().succeeded);
    press(&mut state, KeyCode::Enter);
    assert_eq!((state.step, state.mark(Step::SignIn)), (Step::Done, Mark::Done));
}

#[test]
fn a_larger_screen_tells_it_all_at_once() {
    insta::assert_snapshot!(draw(&told(success(), 120, 40)));
}

#[test]
fn failure_names_the_broken_link_and_what_to_do_and_enter_tries_again() {
    let mut state = told(failure(), 80, 24);
    insta::assert_snapshot!(draw(&state));
    assert_eq!(state.mark(Step::SignIn), Mark::Failed);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::SignIn);
    assert!(draw(&state).contains("User name"));
    assert!(!jobs(&press(&mut state, KeyCode::Enter)).is_empty(), "what was typed is still there");
}

#[test]
fn a_wrong_password_is_not_sent_again_by_enter_alone() {
    let story = SignInReport { cause: Some("wrong-password".into()), ..failure() };
    let mut state = told(story, 80, 24);
    press(&mut state, KeyCode::Enter);
    assert!(jobs(&press(&mut state, KeyCode::Enter)).is_empty());
    assert!(draw(&state).contains("✗ The password of this user"));
}

#[test]
fn the_story_of_a_failure_can_be_copied() {
    let mut state = told(failure(), 80, 24);
    let effects = press(&mut state, KeyCode::Char('y'));
    let Some(Effect::Copy(text)) = effects.first() else { panic!("nothing was copied") };
    assert!(text.contains("Function answered") && text.contains("external id has been changed"), "{text}");
}

#[test]
fn what_is_missing_is_said_beside_its_field() {
    let mut state = empty();
    assert!(jobs(&press(&mut state, KeyCode::Enter)).is_empty());
    assert!(draw(&state).contains("✗ The name of a user of the source pool."));
    type_text(&mut state, "bob");
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Enter);
    assert!(draw(&state).contains("✗ The password of this user in the source"), "{}", draw(&state));
    type_text(&mut state, "q?y");
    assert!(!jobs(&press(&mut state, KeyCode::Enter)).is_empty(), "letters that are keys elsewhere are part of a password");
}

#[test]
fn the_password_is_nowhere_on_the_screen_in_the_state_or_in_the_session() {
    let mut state = empty();
    type_text(&mut state, "bob");
    press(&mut state, KeyCode::Tab);
    let now = state.now;
    update(&mut state, Action::Paste(crate::secret::Secret::new("Quokka!Zebra7\n")), now);
    let screen = draw(&state);
    assert!(screen.contains(&"•".repeat(13)) && !screen.contains("Quokka"), "{screen}");
    let effects = press(&mut state, KeyCode::Enter);
    assert!(!format!("{state:?}{effects:?}").contains("Quokka"));
    answer(&mut state, JobKind::SignIn, Answer::SignIn(Ok(Box::new(success()))));
    assert!(!serde_json::to_string(&state.session).unwrap().contains("Quokka"));
    assert!(state.screens.sign_in.password.is_empty(), "a password that has done its work is not kept");
}

#[test]
fn an_answer_to_an_abandoned_sign_in_is_dropped() {
    let (mut state, _) = at(Step::SignIn, 80, 24);
    press(&mut state, KeyCode::Enter);
    let run = state.pending(JobKind::SignIn).unwrap().run;
    state.abandon(JobKind::SignIn);
    let now = state.now;
    let late = Action::Answer { run, answer: Answer::SignIn(Ok(Box::new(success()))) };
    update(&mut state, late, now);
    assert!(state.screens.sign_in.story.is_none());
}

#[test]
fn expired_credentials_say_the_command_and_open_the_accounts_anew() {
    let (mut state, _) = at(Step::SignIn, 80, 24);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, JobKind::SignIn, Answer::SignIn(Err(expired("new-account"))));
    assert!(draw(&state).contains("aws sso login --profile new-account"));
    r_opens_both_accounts_anew(&mut state);
}

#[test]
fn worked_broken_and_unknown_links_differ_in_colour_and_in_mark() {
    let state = told(failure(), 80, 24);
    let theme = state.theme();
    assert_eq!(style_of(&state, "✓ Destination pool asked").fg, theme.good().fg);
    assert_eq!(style_of(&state, "✗ Function answered").fg, theme.bad().fg);
    assert_eq!(style_of(&state, "? User created").fg, Some(ratatui::style::Color::Reset));
}

#[test]
fn without_unicode_everything_is_ascii() {
    let mut state = told(failure(), 80, 24);
    state.start.theme.unicode = false;
    let screen = draw(&state);
    assert!(screen.is_ascii(), "{screen}");
}

/// A success whose user the test itself made.
fn made() -> SignInReport {
    let user = CreatedUser {
        user_name: "91b0c2de-bbbb".into(),
        sub: "91b0c2de-bbbb".into(),
        pool_id: "eu-central-1_New1".into(),
        account: "222222222222".into(),
    };
    SignInReport { created: Some(user), ..success() }
}

fn removal(state: &State) -> UserRemoval {
    UserRemoval { removed: true, user: removal::removable(&state.screens.sign_in).unwrap().clone() }
}

#[test]
fn whom_the_test_made_is_removed_again_after_a_question_that_names_user_pool_and_account() {
    let mut state = told(made(), 80, 24);
    assert_eq!(state.session.as_ref().unwrap().test_users.len(), 1);
    press(&mut state, KeyCode::Char('d'));
    let screen = draw(&state);
    insta::assert_snapshot!("the_question_before_removing", screen);
    for named in ["ada@example.com (there 91b0c2de-bbbb)", "eu-central-1_New1", "222222222222"] {
        assert!(screen.contains(named), "{named}: {screen}");
    }
    let removed = removal(&state);
    let effects = press(&mut state, KeyCode::Char('y'));
    let asked = jobs(&effects);
    let [(JobKind::RemoveUser, Job::RemoveUser { user_name, .. })] = asked[..] else { panic!("{asked:?}") };
    assert_eq!(user_name, "91b0c2de-bbbb");
    pass(&mut state, Duration::from_millis(1_200));
    assert!(draw(&state).contains("Removing the user again"));
    answer(&mut state, JobKind::RemoveUser, Answer::RemoveUser(Ok(removed)));
    assert!(state.session.as_ref().unwrap().test_users.is_empty());
    insta::assert_snapshot!("the_form_after_removing", draw(&state));
    assert!(!jobs(&press(&mut state, KeyCode::Enter)).is_empty(), "the practice user can sign in at once");
}

#[test]
fn enter_and_esc_leave_the_user_where_they_are() {
    for key in [KeyCode::Enter, KeyCode::Esc, KeyCode::Char('n')] {
        let mut state = told(made(), 80, 24);
        press(&mut state, KeyCode::Char('d'));
        assert!(jobs(&press(&mut state, key)).is_empty());
        assert!(
            state.screens.sign_in.question.is_none() && state.screens.sign_in.story.is_some() && state.step == Step::SignIn,
            "{key:?}"
        );
    }
}

#[test]
fn a_user_whom_the_test_did_not_make_cannot_be_removed() {
    let mut state = told(success(), 80, 24);
    assert!(!draw(&state).contains("remove this user"));
    assert!(press(&mut state, KeyCode::Char('d')).is_empty());
    assert!(state.screens.sign_in.question.is_none());
}

#[test]
fn a_removal_that_failed_says_why_and_leads_back_to_the_story() {
    let mut state = told(made(), 80, 24);
    press(&mut state, KeyCode::Char('d'));
    press(&mut state, KeyCode::Char('y'));
    let denied =
        Problem::new(ProblemKind::AccessDenied { action: None, resource: None }, "Could not remove the user.", "AdminDeleteUser");
    answer(&mut state, JobKind::RemoveUser, Answer::RemoveUser(Err(denied)));
    assert!(draw(&state).contains("Could not remove the user."));
    press(&mut state, KeyCode::Enter);
    assert!(state.screens.sign_in.story.is_some() && state.screens.sign_in.problem.is_none());
    assert_eq!(state.session.as_ref().unwrap().test_users.len(), 1, "it is still there");
}
