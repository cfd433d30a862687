//! Every key that a screen shows does something there: the keymap is walked over the screens in all their states.

use std::collections::BTreeSet;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Position;

use crate::aws::Side;
use crate::check::finding::{Check, CheckStatus};
use crate::event::Event;
use crate::migration::restore::Restoration;
use crate::migration::teardown::{Removal, RemovalAction, TEARDOWN_FORMAT, Teardown};
use crate::model::change::{ChangeAction as Verb, Conflict, FieldChange};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::session::document::SessionSummary;
use crate::sign_in::report::CreatedUser;
use crate::sign_in::report::SignInReport;
use crate::wizard::action::Action;
use crate::wizard::contexts::contexts;
use crate::wizard::keymap;
use crate::wizard::keymap::TABLE;
use crate::wizard::keymap::binding::Key;
use crate::wizard::layout;
use crate::wizard::operation::{Answer, JobKind, Written};
use crate::wizard::screens::test_support::{EIGHT, at, at_plan, change, engine, plan, spec};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::test_support::{
    self, answer, at_accounts, at_options, at_pools, begun, control, expired, pass, press, type_text,
};
use crate::wizard::update::update;
use crate::wizard::widgets::test_support::drawn_with_cursor;

type Build = fn() -> State;

fn home(sessions: &[(&str, usize)]) -> State {
    let (mut state, _) = begun(80, 24);
    let saved = sessions.iter().map(|(name, written)| SessionSummary { written: *written, ..test_support::saved(name) });
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(saved.collect())));
    state
}

fn pressed(mut state: State, keys: &[KeyCode]) -> State {
    for key in keys {
        press(&mut state, *key);
    }
    state
}

fn check(status: CheckStatus) -> Check {
    Check {
        id: "verify.function".into(),
        resource: Some(ResourceId::Function),
        title: "function".into(),
        status,
        evidence: (0..30).map(|number| format!("evidence {number}")).collect(),
        remedy: Some("do this".into()),
        drift: Vec::new(),
    }
}

fn checks() -> Vec<Check> {
    vec![check(CheckStatus::Fail), check(CheckStatus::Pass), check(CheckStatus::Pass)]
}

fn preflight(checks: Vec<Check>) -> State {
    let (mut state, _) = at(Step::Preflight, 80, 24);
    answer(&mut state, JobKind::Preflight, Answer::Preflight(Ok(checks)));
    state
}

fn verify(checks: Vec<Check>) -> State {
    let (mut state, _) = at(Step::Verify, 80, 24);
    answer(&mut state, JobKind::Verify, Answer::Verify(Ok(checks)));
    state
}

fn conflict() -> State {
    let mut plan = plan();
    let trigger = plan.changes.last_mut().unwrap();
    trigger.action = Verb::Conflict;
    trigger.conflict = Some(Conflict { found: "theirs".into(), replaceable: true, alternative: "Choose another.".into() });
    at_plan(plan, 80, 24)
}

fn applying() -> State {
    let mut state = pressed(at_plan(plan(), 80, 24), &[KeyCode::Enter, KeyCode::Enter]);
    for resource in EIGHT {
        let change = change(resource);
        let event = Event::Changed { resource, action: change.action, name: change.name, elapsed_milliseconds: 430 };
        engine(&mut state, JobKind::Apply, event);
    }
    state
}

fn applied(result: Result<(), Problem>) -> State {
    let mut state = applying();
    let session = Box::new(state.session.clone().unwrap());
    answer(&mut state, JobKind::Apply, Answer::Apply(Written { session, result }));
    state
}

fn problem(kind: ProblemKind) -> Problem {
    (0..30)
        .fold(Problem::new(kind, "It failed.", "There is a reason."), |problem, number| problem.remedy(format!("Do {number}.")))
}

fn unintended() -> State {
    let mut state = applying();
    let problem = problem(ProblemKind::Unintended(Vec::new()));
    let event = Event::Failed { resource: Some(ResourceId::Trigger), problem: problem.clone() };
    engine(&mut state, JobKind::Apply, event);
    let session = Box::new(state.session.clone().unwrap());
    answer(&mut state, JobKind::Apply, Answer::Apply(Written { session, result: Err(problem) }));
    state
}

fn putting_back(fields: usize) -> State {
    let mut state = pressed(unintended(), &[KeyCode::Char('b')]);
    let field = |number| FieldChange { path: format!("Field{number}"), before: None, after: Some(1.into()) };
    let shown = Restoration::pretend(ResourceId::Trigger, "pool acme", (0..fields).map(field).collect());
    answer(&mut state, JobKind::PlanPutBack, Answer::PlanPutBack(Ok(Box::new(shown))));
    state
}

fn story(succeeded: bool, created: Option<CreatedUser>) -> State {
    let (mut state, _) = at(Step::SignIn, 80, 24);
    press(&mut state, KeyCode::Enter);
    let story = SignInReport {
        succeeded,
        headline: "What happened.".into(),
        steps: Vec::new(),
        attributes: Vec::new(),
        cause: None,
        created,
        remedy: (0..30).map(|number| format!("Do {number}.")).collect(),
    };
    answer(&mut state, JobKind::SignIn, Answer::SignIn(Ok(Box::new(story))));
    state
}

fn created() -> CreatedUser {
    CreatedUser {
        user_name: "91b0c2de-bbbb".into(),
        sub: "91b0c2de-bbbb".into(),
        pool_id: "eu-central-1_New1".into(),
        account: "222222222222".into(),
    }
}

fn teardown() -> State {
    let (mut state, _) = at(Step::TearDown, 80, 24);
    let removal = |resource| Removal {
        resource,
        name: change(resource).name,
        action: RemovalAction::Changed,
        disagreements: Vec::new(),
        notes: Vec::new(),
        fields: vec![FieldChange { path: "X".into(), before: None, after: Some(1.into()) }],
    };
    let teardown = Teardown { format_version: TEARDOWN_FORMAT, spec: spec(), removals: EIGHT.map(removal).to_vec() };
    answer(&mut state, JobKind::PlanTeardown, Answer::PlanTeardown(Ok(Box::new(teardown))));
    state
}

fn failed(step: Step, kind: JobKind, told: fn(Problem) -> Answer) -> State {
    let (mut state, _) = at(step, 80, 24);
    let choices = &mut state.session.as_mut().unwrap().choices;
    (choices.source.profile, choices.destination.profile) = (Some("old-account".into()), Some("new-account".into()));
    answer(&mut state, kind, told(expired("new-account")));
    state
}

fn closed_gate() -> State {
    let (mut state, _) = at(Step::Plan, 80, 24);
    state.session.as_mut().unwrap().choices.source.profile = Some("old-account".into());
    state.source = None;
    state.screens.accounts.refuse(Side::Source, expired("old-account"));
    state
}

/// The screens in their states, by name.
fn states() -> Vec<(&'static str, Build)> {
    vec![
        ("home, nothing saved", || home(&[])),
        ("home, on a session", || home(&[("acme", 0), ("globex", 0)])),
        ("home, on a session that stands", || home(&[("acme", 8), ("globex", 8)])),
        ("home, filtered", || {
            let mut state = home(&[("acme", 8), ("globex", 8)]);
            type_text(&mut state, "/o");
            state
        }),
        ("accounts, profile", || at_accounts(80, 24)),
        ("accounts, Region", || pressed(at_accounts(80, 24), &[KeyCode::Tab])),
        ("accounts, filtered", || {
            let mut state = at_accounts(80, 24);
            type_text(&mut state, "/c");
            state
        }),
        ("accounts, expired", || {
            let mut state = at_accounts(80, 24);
            press(&mut state, KeyCode::Tab);
            control(&mut state, 'u');
            type_text(&mut state, "eu-north-1");
            pass(&mut state, std::time::Duration::from_secs(1));
            answer(&mut state, JobKind::OpenAccount(Side::Source), Answer::OpenAccount(Err(expired("old-account"))));
            state
        }),
        ("accounts, no profile", || {
            let mut state = at_accounts(80, 24);
            state.screens.accounts = Default::default();
            state.run(crate::wizard::operation::Job::ListProfiles {});
            answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(Vec::new())));
            state
        }),
        ("pools", || at_pools(80, 24)),
        ("pools, destination", || pressed(at_pools(80, 24), &[KeyCode::Tab])),
        ("pools, a new one's name", || pressed(at_pools(80, 24), &[KeyCode::Tab, KeyCode::End, KeyCode::Tab])),
        ("options, choice", || at_options(80, 24)),
        ("options, in the middle of a text", || {
            let mut state = pressed(at_options(80, 24), &[KeyCode::Tab; 6]);
            type_text(&mut state, " two words");
            for _ in 0..2 {
                state = pressed(state, &[KeyCode::Left; 5]);
            }
            state
        }),
        ("options, folded", || pressed(at_options(80, 24), &[KeyCode::BackTab])),
        ("preflight, running", || at(Step::Preflight, 80, 24).0),
        ("preflight, failed checks", || preflight(checks())),
        ("preflight, question", || pressed(preflight(checks()), &[KeyCode::Enter])),
        ("preflight, problem", || failed(Step::Preflight, JobKind::Preflight, |problem| Answer::Preflight(Err(problem)))),
        ("plan, being made", || at(Step::Plan, 80, 24).0),
        ("plan", || at_plan(plan(), 80, 24)),
        ("plan, on an answer", || pressed(at_plan(plan(), 80, 24), &[KeyCode::Down; 12])),
        ("plan, conflict", conflict),
        ("verify, looking once more", || {
            let mut state = verify(checks());
            press(&mut state, KeyCode::Char('r'));
            state
        }),
        ("plan, question", || pressed(at_plan(plan(), 80, 24), &[KeyCode::Enter])),
        ("plan, question that is longer than the screen", || {
            let mut plan = plan();
            plan.spec.user_mapping.left_behind = (0..90).map(|number| format!("custom:attribute_{number}")).collect();
            pressed(at_plan(plan, 80, 24), &[KeyCode::Enter, KeyCode::Down])
        }),
        ("plan, problem read in full", || {
            let (mut state, _) = at(Step::Plan, 80, 24);
            answer(&mut state, JobKind::Plan, Answer::Plan(Err(problem(ProblemKind::Service))));
            pressed(state, &[KeyCode::Char('v'), KeyCode::Down])
        }),
        ("plan, problem", || failed(Step::Plan, JobKind::Plan, |problem| Answer::Plan(Err(problem)))),
        ("gate, closed", closed_gate),
        ("apply, running", applying),
        ("apply, question", || pressed(applying(), &[KeyCode::Esc])),
        ("apply, finished", || applied(Ok(()))),
        ("apply, failed", || applied(Err(problem(ProblemKind::Service)))),
        ("apply, stopped", || applied(Err(problem(ProblemKind::Interrupted)))),
        ("apply, unintended change", unintended),
        ("put-back, looking", || pressed(unintended(), &[KeyCode::Char('b')])),
        ("put-back, shown", || putting_back(1)),
        ("put-back, long", || putting_back(40)),
        ("put-back, done", || {
            let mut state = pressed(putting_back(1), &[KeyCode::Enter, KeyCode::Char('y')]);
            let session = Box::new(state.session.clone().unwrap());
            answer(&mut state, JobKind::PutBack, Answer::PutBack(Written { session, result: Ok(()) }));
            state
        }),
        ("verify, running", || at(Step::Verify, 80, 24).0),
        ("verify, all passed", || verify(vec![check(CheckStatus::Pass), check(CheckStatus::Pass)])),
        ("verify, failed", || verify(checks())),
        ("verify, problem", || failed(Step::Verify, JobKind::Verify, |problem| Answer::Verify(Err(problem)))),
        ("sign-in", || at(Step::SignIn, 80, 24).0),
        ("sign-in, running", || pressed(at(Step::SignIn, 80, 24).0, &[KeyCode::Enter])),
        ("sign-in, worked", || story(true, None)),
        ("sign-in, worked and made the user", || story(true, Some(created()))),
        ("sign-in, removing the user", || pressed(story(true, Some(created())), &[KeyCode::Char('d'), KeyCode::Char('y')])),
        ("sign-in, did not", || story(false, None)),
        ("done, the login page not found", || {
            failed(Step::Done, JobKind::ManagedLogin, |problem| Answer::ManagedLogin(Err(problem)))
        }),
        ("done", || at(Step::Done, 80, 24).0),
        ("teardown", teardown),
        ("teardown, looking", || at(Step::TearDown, 80, 24).0),
        ("help, at its end", || pressed(at_plan(plan(), 80, 24), &[KeyCode::Char('?'), KeyCode::End])),
        ("help", || pressed(at_plan(plan(), 80, 24), &[KeyCode::Char('?')])),
        ("leaving", || pressed(at_plan(plan(), 80, 24), &[KeyCode::Char('q')])),
    ]
}

/// What is on the screen, where its cursor is, and what is known behind it.
fn seen(state: &State) -> (Vec<String>, Position, String) {
    let (rows, cursor) = drawn_with_cursor(state.width, state.height, |frame| layout::draw(frame, state));
    (rows, cursor, format!("{state:?}"))
}

/// Whether this key changes anything there, or asks for anything from outside.
fn does_something(build: Build, key: Key) -> bool {
    let mut state = build();
    state.dirty = true;
    let before = seen(&state);
    let modifiers = if key.control { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
    let now = state.now;
    let effects = update(&mut state, Action::Key(KeyEvent::new(key.code, modifiers)), now);
    !effects.is_empty() || seen(&state) != before
}

#[test]
fn every_key_in_a_footer_does_something_on_that_screen() {
    let mut idle = Vec::new();
    for (name, build) in states() {
        for live in keymap::live(&contexts(&build())) {
            if live.binding.priority > 0 && !does_something(build, live.key()) {
                idle.push(format!("{name}: {} {}", live.key().name(), live.binding.label));
            }
        }
    }
    assert!(idle.is_empty(), "these keys are shown and do nothing:\n{}", idle.join("\n"));
}

#[test]
fn every_key_of_the_table_does_something_somewhere() {
    let all = |binding: &keymap::binding::Binding| {
        binding.keys.iter().map(|key| (format!("{:?}", binding.context), key.name())).collect()
    };
    let mut left: BTreeSet<(String, String)> = TABLE.iter().flat_map(|binding| -> Vec<_> { all(binding) }).collect();
    for (_, build) in states() {
        for live in keymap::live(&contexts(&build())) {
            for key in &live.keys {
                let name = (format!("{:?}", live.binding.context), key.name());
                if left.contains(&name) && does_something(build, *key) {
                    left.remove(&name);
                }
            }
        }
    }
    assert!(left.is_empty(), "these keys do nothing in any state:\n{left:#?}");
}
