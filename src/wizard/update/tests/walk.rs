//! The whole wizard by its reducer alone: every screen forth by Enter with canned answers, then back by Escape.

use crossterm::event::KeyCode;

use crate::check::finding::{Check, CheckStatus};
use crate::secret::Secret;
use crate::sign_in::report::SignInReport;
use crate::wizard::action::Action;
use crate::wizard::effect::Effect;
use crate::wizard::operation::{Answer, Job, JobKind, Written};
use crate::wizard::screens::test_support as fixtures;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::test_support::{answer, at_options, control, draw, press, type_text};
use crate::wizard::update::update;

fn enter(state: &mut State) -> Vec<Effect> {
    press(state, KeyCode::Enter)
}

/// On the last screen, everything answered well.
fn walked(width: u16, height: u16) -> State {
    let mut state = at_options(width, height);
    enter(&mut state);
    assert_eq!(state.step, Step::Preflight);
    answer(&mut state, JobKind::Preflight, Answer::Preflight(Ok(Vec::new())));
    enter(&mut state);
    assert_eq!(state.step, Step::Plan);
    answer(&mut state, JobKind::Plan, Answer::Plan(Ok(Box::new(fixtures::plan()))));
    enter(&mut state);
    enter(&mut state);
    assert_eq!(state.step, Step::Apply);
    let session = Box::new(state.session.clone().unwrap());
    answer(&mut state, JobKind::Apply, Answer::Apply(Written { session, result: Ok(()) }));
    enter(&mut state);
    assert_eq!(state.step, Step::Verify);
    let check = Check {
        id: "verify.chain".into(),
        resource: None,
        title: "the chain".into(),
        status: CheckStatus::Pass,
        evidence: Vec::new(),
        remedy: None,
        drift: Vec::new(),
    };
    answer(&mut state, JobKind::Verify, Answer::Verify(Ok(vec![check])));
    enter(&mut state);
    assert_eq!(state.step, Step::SignIn);
    enter(&mut state);
    let story = SignInReport {
        succeeded: true,
        headline: "It worked.".into(),
        steps: Vec::new(),
        attributes: Vec::new(),
        cause: None,
        remedy: Vec::new(),
        created: None,
    };
    answer(&mut state, JobKind::SignIn, Answer::SignIn(Ok(Box::new(story))));
    enter(&mut state);
    state
}

#[test]
fn enter_alone_walks_every_screen_to_the_last_and_marks_each_as_done() {
    let state = walked(80, 24);
    assert_eq!(state.step, Step::Done, "{}", draw(&state));
    for step in Step::ORDER.into_iter().take(Step::Done.index()) {
        assert_eq!(state.mark(step), Mark::Done, "{step:?}");
    }
    assert!(state.session.unwrap().sign_in.unwrap().succeeded);
}

#[test]
fn escape_walks_back_from_every_screen_and_unmarks_nothing() {
    let mut state = walked(80, 24);
    for step in Step::ORDER.into_iter().rev().skip(1) {
        for _ in 0..3 {
            if state.step != step {
                press(&mut state, KeyCode::Esc);
            }
        }
        assert_eq!(state.step, step, "{}", draw(&state));
        draw(&state);
    }
    assert_eq!(state.mark(Step::Pools), Mark::Done);
}

#[test]
fn nothing_that_was_typed_as_a_secret_is_ever_drawn_saved_or_printed() {
    let state = walked(120, 40);
    let password = state.start.practice.as_ref().unwrap().password.expose().to_owned();
    assert!(!format!("{state:?}").contains(&password));
    assert!(!draw(&state).contains(&password));
    assert!(!serde_json::to_string(state.session.as_ref().unwrap()).unwrap().contains(&password));
}

#[test]
fn no_password_that_is_typed_or_pasted_shows_in_the_debug_text_of_states_actions_and_effects() {
    const TYPED: &str = "Tall-Zebra-77";
    const PASTED: &str = "Round-Quokka-88";
    let (mut state, _) = fixtures::at(Step::SignIn, 80, 24);
    press(&mut state, KeyCode::Tab);
    control(&mut state, 'u');
    type_text(&mut state, TYPED);
    let action = Action::Paste(Secret::new(format!("{PASTED}\n")));
    let mut said = format!("{action:?}");
    let now = state.now;
    said += &format!("{:?}", update(&mut state, action, now));
    said += &format!("{state:?}");
    let effects = enter(&mut state);
    let sent = effects.iter().find_map(|effect| match effect {
        Effect::Run { job: Job::SignIn { password, .. }, .. } => Some(password.expose().to_owned()),
        _ => None,
    });
    assert_eq!(sent, Some(format!("{TYPED}{PASTED}")), "what is looked for was really there");
    said += &format!("{effects:?}{state:?}");
    for secret in [TYPED, PASTED, "Zebra", "Quokka"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}
