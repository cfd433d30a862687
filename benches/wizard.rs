//! What a key and a frame cost: the reducer (`update`) and drawing, on a plan of eight changes and while it is applied.
//! `cargo bench --bench wizard`. Budgets: a full draw under 0.5 ms at 120x40 and under 1 ms at 200x60.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use cognito_ferry::aws::account::Identity;
use cognito_ferry::event::Event;
use cognito_ferry::migration::plan::Plan;
use cognito_ferry::model::change::{Change, ChangeAction as Verb};
use cognito_ferry::model::options::Options;
use cognito_ferry::model::place::Place;
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::model::spec::{DestinationClient, Spec};
use cognito_ferry::session::document::Session;
use cognito_ferry::sign_in::resource_status::CHAIN;
use cognito_ferry::wizard::action::Action;
use cognito_ferry::wizard::layout;
use cognito_ferry::wizard::operation::{Answer, JobKind, Opened, RunId};
use cognito_ferry::wizard::state::{Start, State};
use cognito_ferry::wizard::step::Step;
use cognito_ferry::wizard::theme::Theme;
use cognito_ferry::wizard::update::{show, update};
use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::json;

fn place(region: &str, account: &str) -> Place {
    Place {
        profile: format!("profile-{account}"),
        region: region.into(),
        account: account.into(),
        partition: "aws".into(),
        pool_id: format!("{region}_AbCdEfGhI"),
        pool_name: "acme-customers".into(),
    }
}

fn plan() -> Plan {
    let spec = Spec {
        session: "acme".into(),
        source: place("eu-west-1", "111111111111"),
        destination: place("eu-central-1", "222222222222"),
        destination_client: DestinationClient { id: "4n5exampleclient6id7890abc".into(), name: "acme-web".into() },
        source_attributes: vec!["email".into(), "name".into()],
        new_pool: None,
        source_pool: serde_json::Value::Null,
        user_mapping: Default::default(),
        groups: Vec::new(),
        own_code_sha256: None,
        own_policy: serde_json::Value::Null,
        own_code_notes: Vec::new(),
        threat_protection_enforced: false,
        managed_by: None,
        options: Options::new("acme", "0123456789012345678901234567890123456789".into()),
    };
    let change = |resource: ResourceId| Change {
        resource,
        action: Verb::Create,
        name: format!("cognito-ferry-acme-{}", resource.key()),
        why: "The migration needs it.".into(),
        before: None,
        after: json!({"Name": resource.key(), "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}),
        fields: Vec::new(),
        conflict: None,
        warnings: Vec::new(),
        left_behind: Vec::new(),
    };
    Plan { format_version: 1, spec, changes: CHAIN.map(change).to_vec() }
}

fn opened(region: &str, account: &str) -> Option<Opened> {
    Some(Opened {
        run: RunId(0),
        profile: format!("profile-{account}"),
        region: region.into(),
        identity: Identity {
            account: account.into(),
            arn: format!("arn:aws:iam::{account}:user/dev"),
            user_id: "AIDAEXAMPLE".into(),
            partition: "aws".into(),
        },
        endpoint_overrides: Vec::new(),
        endpoint_variants: Vec::new(),
    })
}

/// At this step, both accounts open.
fn at(step: Step, width: u16, height: u16) -> State {
    let wall = "2026-11-21T12:00:00Z".parse().unwrap();
    let mut state = State::new(Start {
        theme: Theme { color: true, unicode: true },
        width,
        height,
        now: Instant::now(),
        wall,
        today: "2026-11-21".parse().unwrap(),
        practice: None,
        sandbox: false,
        session: None,
        choices: Default::default(),
        command: "cognito-ferry".into(),
    });
    let mut session = Session::new("acme", wall);
    session.spec = Some(plan().spec);
    state.session = Some(session);
    state.source = opened("eu-west-1", "111111111111");
    state.destination = opened("eu-central-1", "222222222222");
    show(&mut state, step);
    state
}

fn at_plan(width: u16, height: u16) -> State {
    let mut state = at(Step::Plan, width, height);
    let run = state.pending(JobKind::Plan).unwrap().run;
    act(&mut state, Action::Answer { run, answer: Answer::Plan(Ok(Box::new(plan()))) });
    state
}

fn at_apply(width: u16, height: u16) -> State {
    let mut state = at_plan(width, height);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Apply);
    state
}

fn act(state: &mut State, action: Action) {
    let now = state.now;
    black_box(update(state, action, now));
}

fn press(state: &mut State, code: KeyCode) {
    act(state, Action::Key(KeyEvent::new(code, KeyModifiers::NONE)));
}

fn updates(criterion: &mut Criterion) {
    criterion.bench_function("update/select_next", |bencher| {
        let mut state = at_plan(120, 40);
        bencher.iter(|| {
            press(&mut state, KeyCode::Down);
            press(&mut state, KeyCode::Up);
        });
    });
    criterion.bench_function("update/add_character", |bencher| {
        let mut state = at(Step::SignIn, 120, 40);
        bencher.iter(|| {
            press(&mut state, KeyCode::Char('a'));
            press(&mut state, KeyCode::Backspace);
        });
    });
    criterion.bench_function("update/engine_event", |bencher| {
        let mut state = at_apply(120, 40);
        let run = state.pending(JobKind::Apply).unwrap().run;
        bencher.iter(|| {
            let event = Event::Note { resource: ResourceId::Function, text: "CreateFunction answered".into() };
            act(&mut state, Action::Engine { run, event });
        });
    });
}

fn draws(criterion: &mut Criterion) {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let mut plan = at_plan(width, height);
        press(&mut plan, KeyCode::Right);
        let mut apply = at_apply(width, height);
        let run = apply.pending(JobKind::Apply).unwrap().run;
        for number in 0..200 {
            let event = Event::Note { resource: ResourceId::Function, text: format!("call {number} answered") };
            act(&mut apply, Action::Engine { run, event });
        }
        for (name, state) in [("plan", plan), ("apply", apply)] {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            criterion.bench_function(&format!("draw/{name}/{width}x{height}"), |bencher| {
                bencher.iter(|| {
                    terminal.draw(|frame| layout::draw(frame, &state)).unwrap();
                });
            });
        }
    }
}

criterion_group!(wizard, updates, draws);
criterion_main!(wizard);
