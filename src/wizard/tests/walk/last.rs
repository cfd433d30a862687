//! The last screens, from the test sign-in to the teardown, in their conditions.

use crossterm::event::KeyCode;

use super::early::{MANY, long, pressed};
use super::late::SENTENCE;
use super::{Case, Condition};
use crate::aws::document::groups::Group;
use crate::aws::document::pools::{ManagedLogin, SignInPage};
use crate::migration::teardown::{Removal, RemovalAction, TEARDOWN_FORMAT, Teardown};
use crate::model::change::FieldChange;
use crate::model::resource_id::ResourceId;
use crate::sign_in::report::CreatedUser;
use crate::sign_in::report::{SignInReport, SignInStep, StepOutcome};
use crate::wizard::operation::{Answer, JobKind, Written};
use crate::wizard::screens::test_support::{EIGHT, at, change, spec};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::test_support::{answer, press};

fn told(width: u16, height: u16, succeeded: bool, links: usize, created: Option<CreatedUser>) -> State {
    let (mut state, _) = at(Step::SignIn, width, height);
    press(&mut state, KeyCode::Enter);
    let link = |number| SignInStep {
        title: format!("Link {number}. {SENTENCE}"),
        outcome: if succeeded { StepOutcome::Worked } else { StepOutcome::Broken },
        evidence: vec![SENTENCE.into()],
    };
    let story = SignInReport {
        succeeded,
        headline: SENTENCE.into(),
        steps: (0..links).map(link).collect(),
        attributes: Vec::new(),
        cause: None,
        created,
        remedy: if succeeded { Vec::new() } else { long().remedy },
    };
    answer(&mut state, JobKind::SignIn, Answer::SignIn(Ok(Box::new(story))));
    state
}

fn created() -> Option<CreatedUser> {
    Some(CreatedUser {
        user_name: "91b0c2de-bbbb".into(),
        sub: "91b0c2de-bbbb".into(),
        pool_id: "eu-central-1_New1".into(),
        account: "222222222222".into(),
    })
}

pub fn sign_in() -> Vec<Case> {
    vec![
        (Condition::Nothing, "nobody named, and Enter pressed", |width, height| {
            let (mut state, _) = at(Step::SignIn, width, height);
            state.start.practice = None;
            crate::wizard::test_support::control(&mut state, 'u');
            pressed(state, &[KeyCode::Enter])
        }),
        (Condition::One, "somebody named", |width, height| at(Step::SignIn, width, height).0),
        (Condition::One, "it worked", |width, height| told(width, height, true, 4, None)),
        (Condition::One, "asked whether to remove the user", |width, height| {
            pressed(told(width, height, true, 4, created()), &[KeyCode::Char('d')])
        }),
        (Condition::Many, "more links than there ever are", |width, height| told(width, height, true, 12, None)),
        (Condition::Failed, "it did not work", |width, height| told(width, height, false, 3, None)),
        (Condition::Failed, "it could not be tried", |width, height| {
            let mut state = pressed(at(Step::SignIn, width, height).0, &[KeyCode::Enter]);
            answer(&mut state, JobKind::SignIn, Answer::SignIn(Err(long())));
            state
        }),
        (Condition::Never, "signing in", |width, height| pressed(at(Step::SignIn, width, height).0, &[KeyCode::Enter])),
        (Condition::Never, "removing the user", |width, height| {
            pressed(told(width, height, true, 4, created()), &[KeyCode::Char('d'), KeyCode::Char('y')])
        }),
    ]
}

pub fn done() -> Vec<Case> {
    vec![
        (Condition::Nothing, "nothing was planned", |width, height| {
            let (mut state, _) = at(Step::Home, width, height);
            state.session.as_mut().unwrap().spec = None;
            crate::wizard::update::show(&mut state, Step::Done);
            state
        }),
        (Condition::One, "all is there", |width, height| {
            let (mut state, _) = at(Step::Done, width, height);
            answer(
                &mut state,
                JobKind::ManagedLogin,
                Answer::ManagedLogin(Ok(ManagedLogin { domain: Some("acme".into()), page: SignInPage::default() })),
            );
            state
        }),
        (Condition::Many, "500 groups", |width, height| {
            let (mut state, _) = at(Step::Done, width, height);
            let groups = (0..MANY).map(|number| Group { name: format!("group-{number}"), ..Group::default() });
            state.session.as_mut().unwrap().spec.as_mut().unwrap().groups = groups.collect();
            state
        }),
        (Condition::Failed, "the address could not be looked up", |width, height| {
            let (mut state, _) = at(Step::Done, width, height);
            answer(&mut state, JobKind::ManagedLogin, Answer::ManagedLogin(Err(long())));
            state
        }),
        (Condition::Never, "looking for the address", |width, height| at(Step::Done, width, height).0),
    ]
}

fn removal(resource: ResourceId, action: RemovalAction) -> Removal {
    Removal {
        resource,
        name: change(resource).name,
        action,
        disagreements: Vec::new(),
        notes: vec![SENTENCE.into()],
        fields: vec![FieldChange { path: "X".into(), before: None, after: Some(1.into()) }],
    }
}

fn teardown(width: u16, height: u16, removals: Vec<Removal>) -> State {
    let (mut state, _) = at(Step::TearDown, width, height);
    let teardown = Teardown { format_version: TEARDOWN_FORMAT, spec: spec(), removals };
    answer(&mut state, JobKind::PlanTeardown, Answer::PlanTeardown(Ok(Box::new(teardown))));
    state
}

fn deleting(width: u16, height: u16) -> State {
    teardown(width, height, EIGHT.map(|resource| removal(resource, RemovalAction::Delete)).to_vec())
}

/// Both questions answered with yes.
fn taking_back(width: u16, height: u16) -> State {
    pressed(deleting(width, height), &[KeyCode::Enter, KeyCode::Char('y'), KeyCode::Char('y')])
}

pub fn tear_down() -> Vec<Case> {
    vec![
        (Condition::Nothing, "nothing to take back", |width, height| teardown(width, height, Vec::new())),
        (Condition::One, "one changed since", |width, height| {
            teardown(width, height, vec![removal(ResourceId::Function, RemovalAction::Changed)])
        }),
        (Condition::One, "asked about the log", |width, height| pressed(deleting(width, height), &[KeyCode::Enter])),
        (Condition::One, "asked whether to begin", |width, height| {
            pressed(deleting(width, height), &[KeyCode::Enter, KeyCode::Char('n')])
        }),
        (Condition::Many, "500 resources", |width, height| {
            let bare = |resource| Removal { notes: Vec::new(), fields: Vec::new(), ..removal(resource, RemovalAction::Delete) };
            teardown(width, height, (0..MANY).map(|number| bare(EIGHT[number % 8])).collect())
        }),
        (Condition::Failed, "it could not look", |width, height| {
            let (mut state, _) = at(Step::TearDown, width, height);
            answer(&mut state, JobKind::PlanTeardown, Answer::PlanTeardown(Err(long())));
            state
        }),
        (Condition::Failed, "failed in the middle", |width, height| {
            let mut state = taking_back(width, height);
            let session = Box::new(state.session.clone().unwrap());
            answer(&mut state, JobKind::TearDown, Answer::TearDown(Written { session, result: Err(long()) }));
            state
        }),
        (Condition::Never, "looking", |width, height| at(Step::TearDown, width, height).0),
        (Condition::Never, "taking back", taking_back),
    ]
}
