#![allow(clippy::unwrap_used)]

use crossterm::event::KeyCode;

use super::*;
use crate::wizard::effect::Effect;
use crate::wizard::navigation;
use crate::wizard::operation::{Answer, Job, JobKind};
use crate::wizard::screens::test_support::{EIGHT, at_plan, plan};
use crate::wizard::state::State;
use crate::wizard::step::Mark;
use crate::wizard::step::Step;
use crate::wizard::test_support::{answer, control, draw, jobs, open, press, profiles, type_text};

/// At the plan, every step before it done, the cursor on the row of this title.
fn on(title: &str, width: u16, height: u16) -> State {
    let mut state = at_plan(plan(), width, height);
    for step in [Step::Home, Step::Accounts, Step::Pools, Step::Options, Step::Preflight] {
        state.set_mark(step, Mark::Done);
    }
    let choices = &mut state.session.as_mut().unwrap().choices;
    (choices.source.profile, choices.source.region) = (Some("old-account".into()), Some("eu-west-1".into()));
    (choices.destination.profile, choices.destination.region) = (Some("new-account".into()), Some("eu-central-1".into()));
    for _ in 0..40 {
        if !cursor(&state).contains(title) {
            press(&mut state, KeyCode::Down);
        }
    }
    state
}

/// The row under the cursor, beside the rail.
fn cursor(state: &State) -> String {
    let screen = draw(state);
    let mut content = screen.lines().filter_map(|line| line.split_once('│')).map(|(_, content)| content.trim());
    content.find(|line| line.starts_with('›')).unwrap_or_default().to_owned()
}

fn plans(effects: &[Effect]) -> bool {
    jobs(effects).iter().any(|(_, job)| matches!(job, Job::Plan { .. }))
}

#[test]
fn e_on_a_change_opens_the_answer_behind_it_and_enter_leads_through_what_it_made_doubtful_to_a_new_plan() {
    let mut state = on("cross-account role", 80, 24);
    press(&mut state, KeyCode::Char('e'));
    assert_eq!(state.step, Step::Options);
    assert!(cursor(&state).contains("› Cross-account role"), "{}", draw(&state));
    insta::assert_snapshot!(draw(&state));
    type_text(&mut state, "-2");
    let effects = press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Preflight, "another name is looked for in the account first");
    assert!(jobs(&effects).iter().any(|(kind, _)| *kind == JobKind::Preflight));
    let effects = answer(&mut state, JobKind::Preflight, Answer::Preflight(Ok(Vec::new())));
    assert_eq!(state.step, Step::Plan, "nobody has to press Enter for what went well");
    assert!(plans(&effects));
    let options = state.session.as_ref().unwrap().choices.options.clone().unwrap();
    assert_eq!(options.source_role_name, "cognito-ferry-acme-source-2");
    assert_eq!(state.return_to_plan, None);
}

#[test]
fn an_answer_that_stays_as_it_was_leads_straight_back_and_makes_nothing_doubtful() {
    for key in [KeyCode::Enter, KeyCode::Esc] {
        let mut state = on("function's execution role", 80, 24);
        press(&mut state, KeyCode::Char('e'));
        assert!(cursor(&state).contains("› Function's role"), "{}", draw(&state));
        let effects = press(&mut state, key);
        assert_eq!((state.step, plans(&effects)), (Step::Plan, true));
        assert_eq!(state.mark(Step::Preflight), Mark::Done);
    }
}

#[test]
fn what_was_typed_and_left_by_esc_is_not_taken() {
    let mut state = on("migration app client", 80, 24);
    press(&mut state, KeyCode::Char('e'));
    type_text(&mut state, "-typed");
    press(&mut state, KeyCode::Esc);
    answer(&mut state, JobKind::Plan, Answer::Plan(Ok(Box::new(plan()))));
    press(&mut state, KeyCode::Char('e'));
    assert!(!draw(&state).contains("-typed"), "{}", draw(&state));
}

#[test]
fn a_failure_of_preflight_stops_on_the_way_back() {
    let mut state = on("function's settings", 80, 24);
    press(&mut state, KeyCode::Char('e'));
    assert!(cursor(&state).contains("› Memory, MB"), "{}", draw(&state));
    control(&mut state, 'u');
    type_text(&mut state, "1024");
    press(&mut state, KeyCode::Enter);
    let failed = crate::check::finding::Check {
        id: "preflight.x".into(),
        resource: None,
        title: "Memory".into(),
        status: crate::check::finding::CheckStatus::Fail,
        evidence: Vec::new(),
        remedy: None,
        drift: Vec::new(),
    };
    answer(&mut state, JobKind::Preflight, Answer::Preflight(Ok(vec![failed])));
    assert_eq!(state.step, Step::Preflight);
    assert!(draw(&state).contains("Go on all the same?"), "{}", draw(&state));
}

#[test]
fn another_account_makes_the_pools_doubtful_and_they_are_asked_again() {
    let mut state = on("source account", 80, 24);
    press(&mut state, KeyCode::Char('e'));
    assert_eq!(state.step, Step::Accounts);
    answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(profiles())));
    press(&mut state, KeyCode::Tab);
    control(&mut state, 'u');
    type_text(&mut state, "eu-north-1");
    press(&mut state, KeyCode::Enter);
    open(&mut state, JobKind::OpenAccount(Side::Source), "old-account", "eu-north-1", "111111111111");
    assert_eq!(state.step, Step::Pools);
    assert!(draw(&state).contains("leads back to the plan"), "{}", draw(&state));
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Accounts);
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Plan);
}

#[test]
fn every_change_and_every_answer_leads_to_a_screen_that_has_it_under_the_cursor() {
    let plan = plan();
    let changes = EIGHT.map(|resource| behind(resource, &plan.spec));
    for place in changes.into_iter().chain(all(&plan).into_iter().map(|answer| answer.place)) {
        let mut state = on("migration app client", 80, 24);
        let effects = crate::wizard::screens::plan::show(&mut state, place);
        navigation::perform(&mut state, effects);
        let expected = match place {
            AnswerPlace::Account(_) => Step::Accounts,
            AnswerPlace::Pools(_) => Step::Pools,
            AnswerPlace::Options(field) => {
                assert!(draw(&state).contains(&format!("› {}", field.label())), "{field:?}\n{}", draw(&state));
                Step::Options
            }
        };
        assert_eq!((state.step, state.return_to_plan), (expected, Some(expected)));
    }
}

#[test]
fn a_pool_that_is_made_leads_to_its_names() {
    let mut spec = plan().spec;
    assert_eq!(behind(ResourceId::ClientFlows, &spec), AnswerPlace::Pools(PoolsField::Client));
    spec.new_pool = Some(crate::model::spec::NewPool {
        name: "acme".into(),
        client_name: "web".into(),
        domain_prefix: None,
        callback_url: None,
    });
    assert_eq!(behind(ResourceId::ClientFlows, &spec), AnswerPlace::Pools(PoolsField::New(NewPoolField::Client)));
    assert_eq!(behind(ResourceId::DestinationDomain, &spec), AnswerPlace::Pools(PoolsField::New(NewPoolField::Domain)));
}

#[test]
fn the_plan_ends_with_every_answer_and_what_is_left_behind_is_said_before_yes() {
    let mut plan = plan();
    plan.spec.user_mapping.left_behind = vec!["custom:tier".into(), "nickname".into()];
    let mut state = at_plan(plan, 120, 40);
    insta::assert_snapshot!(draw(&state));
    press(&mut state, KeyCode::Enter);
    assert!(draw(&state).contains("custom:tier, nickname"), "{}", draw(&state));
    press(&mut state, KeyCode::Esc);
    for _ in 0..15 {
        press(&mut state, KeyCode::Down);
    }
    press(&mut state, KeyCode::Char(' '));
    insta::assert_snapshot!("attributes_open", draw(&state));
    let effects = press(&mut state, KeyCode::Char('y'));
    assert!(matches!(&effects[..], [Effect::Copy(text)] if text.contains("left behind: custom:tier, nickname")), "{effects:?}");
}
