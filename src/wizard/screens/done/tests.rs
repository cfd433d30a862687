#![allow(clippy::unwrap_used)]

use crossterm::event::KeyCode;

use super::content::steps;
use super::*;
use crate::aws::Side;
use crate::aws::document::groups::Group;
use crate::aws::document::pools::ManagedLogin;
use crate::model::spec::NewPool;
use crate::model::user_options::Memberships;
use crate::session::document::SignInRecord;
use crate::wizard::screens::test_support::{at, style_of};
use crate::wizard::step::Step;
use crate::wizard::test_support::{self, draw, press, wall};

/// After a sign-in that worked, into a pool that was made with a domain.
fn done(width: u16, height: u16) -> State {
    let (mut state, _) = at(Step::Done, width, height);
    let session = state.session.as_mut().unwrap();
    session.sign_in = Some(SignInRecord { at: wall(), succeeded: true });
    session.spec.as_mut().unwrap().new_pool = Some(NewPool {
        name: "acme-customers-new".into(),
        client_name: "acme-web".into(),
        domain_prefix: Some("acme-login".into()),
        callback_url: Some("https://app.acme.example/callback".into()),
    });
    state
}

#[test]
fn it_says_what_to_change_and_where_to_try_it() {
    let mut state = done(80, 24);
    insta::assert_snapshot!(draw(&state));
    press(&mut state, KeyCode::End);
    insta::assert_snapshot!("the_end_of_it", draw(&state));
}

#[test]
fn a_larger_screen_shows_it_all_at_once() {
    insta::assert_snapshot!(draw(&done(120, 40)));
}

#[test]
fn groups_are_a_step_of_their_own_as_they_were_chosen() {
    let mut state = done(120, 40);
    assert!(!draw(&state).contains("groups"));
    let session = state.session.as_mut().unwrap();
    let name = session.name.clone();
    let spec = session.spec.as_mut().unwrap();
    spec.groups = vec![Group { name: "readers".into(), ..Group::default() }];
    state.start.command = "cognito-ferry --sandbox a.json".into();
    let step = |state: &State| steps(state)[2].clone();
    assert!(step(&state).starts_with("Put who has moved into their groups"), "{}", step(&state));
    assert!(step(&state).ends_with(&format!(": cognito-ferry --sandbox a.json groups --session {name}")), "{}", step(&state));
    state.start.command = "cognito-ferry demo".into();
    assert!(step(&state).ends_with(": cognito-ferry groups"), "{}", step(&state));
    state.session.as_mut().unwrap().spec.as_mut().unwrap().options.users.groups = Memberships::FirstSignIn;
    assert!(step(&state).starts_with("Groups come with each first sign-in."), "{}", step(&state));
    assert!(draw(&state).contains("Groups come with each first sign-in."));
}

#[test]
fn copying_takes_the_url_or_else_what_the_application_needs() {
    let mut state = done(80, 24);
    let copied = |effects: Vec<Effect>| match effects.into_iter().next() {
        Some(Effect::Copy(text)) => text,
        other => panic!("{other:?}"),
    };
    let text = copied(press(&mut state, KeyCode::Char('y')));
    assert!(text.starts_with("https://acme-login.auth.eu-central-1.amazoncognito.com/login?client_id="), "{text}");
    state.session.as_mut().unwrap().spec.as_mut().unwrap().new_pool = None;
    let text = copied(press(&mut state, KeyCode::Char('y')));
    assert!(text.contains("User pool: eu-central-1_JkLmNoPqR\nApp client: 4n5exampleclient6id7890abc\n"), "{text}");
}

#[test]
fn without_a_sign_in_that_worked_it_does_not_claim_one() {
    let mut state = done(80, 24);
    state.session.as_mut().unwrap().sign_in = None;
    let screen = draw(&state);
    assert!(screen.contains("! No test sign-in has worked yet."), "{screen}");
    assert!(!screen.contains("A test sign-in worked"), "{screen}");
    assert_eq!(style_of(&state, "! No test").fg, state.theme().warning().fg);
    assert_eq!(style_of(&done(80, 24), "✓ A test").fg, state.theme().good().fg);
}

#[test]
fn the_command_that_comes_back_names_the_session() {
    assert!(draw(&done(120, 40)).contains("cognito-ferry demo --session acme"));
}

#[test]
fn without_unicode_everything_is_ascii() {
    let mut state = done(80, 24);
    state.start.theme.unicode = false;
    let screen = draw(&state);
    assert!(screen.is_ascii(), "{screen}");
}

#[test]
fn a_session_continued_here_reads_the_address_again() {
    let (mut state, _) = at(Step::Done, 120, 40);
    state.destination = None;
    let _ = state.abandon(JobKind::ManagedLogin);
    state.session.as_mut().unwrap().choices.source.profile = Some("old-account".into());
    state.session.as_mut().unwrap().choices.destination.profile = Some("new-account".into());
    crate::wizard::update::show(&mut state, Step::Done);
    assert!(draw(&state).contains("Looking for the address"), "{}", draw(&state));
    let kind = JobKind::OpenAccount(Side::Destination);
    let effects = test_support::open(&mut state, kind, "new-account", "eu-central-1", "222222222222");
    assert!(
        matches!(&test_support::jobs(&effects)[..], [(JobKind::ManagedLogin, Job::ManagedLogin { pool, .. })] if pool == "eu-central-1_JkLmNoPqR"),
        "{effects:?}"
    );
    let page = test_support::sign_in_page("https://app.acme.example/callback");
    let login = ManagedLogin { domain: Some("acme".into()), page };
    test_support::answer(&mut state, JobKind::ManagedLogin, Answer::ManagedLogin(Ok(login)));
    assert!(draw(&state).contains("https://acme.auth.eu-central-1.amazoncognito.com/login"), "{}", draw(&state));
}

#[test]
fn an_address_that_cannot_be_read_says_why_and_is_looked_for_again() {
    let (mut state, _) = at(Step::Done, 120, 40);
    test_support::answer(&mut state, JobKind::ManagedLogin, Answer::ManagedLogin(Err(test_support::expired("new-account"))));
    assert!(draw(&state).contains("Its SSO session has"), "{}", draw(&state));
    let effects = press(&mut state, KeyCode::Char('r'));
    assert!(matches!(test_support::jobs(&effects)[..], [(JobKind::ManagedLogin, _)]), "{effects:?}");
}
