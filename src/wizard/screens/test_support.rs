//! For tests: a wizard in the middle of a migration, its accounts open, and what the engine would answer.

use crossterm::event::KeyCode;
use serde_json::json;

use crate::event::Event;
use crate::migration::plan::Plan;
use crate::model::attribute_mapping::UserMapping;
use crate::model::change::{Change, ChangeAction as Verb, FieldChange};
use crate::model::options::Options;
use crate::model::place::Place;
use crate::model::resource_id::ResourceId;
use crate::model::spec::{DestinationClient, Spec};
use crate::session::document::Session;
use crate::wizard::action::Action;
use crate::wizard::effect::Effect;
use crate::wizard::operation::{Answer, Job, JobKind, RunId};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::test_support;
use crate::wizard::update::{show, update};

/// The eight resources, in the order of applying.
pub use crate::sign_in::resource_status::CHAIN as EIGHT;

/// A wizard at this step, with a session and both accounts open, and what the step wants first.
pub fn at(step: Step, width: u16, height: u16) -> (State, Vec<Effect>) {
    let mut state = test_support::state(width, height);
    let mut session = Session::new("acme", test_support::wall());
    session.spec = Some(spec());
    session.choices.options = Some(spec().options);
    state.session = Some(session);
    state.source = Some(test_support::opened(RunId(0), "old-account", "eu-west-1", "111111111111"));
    state.destination = Some(test_support::opened(RunId(0), "new-account", "eu-central-1", "222222222222"));
    let effects = show(&mut state, step);
    (state, effects)
}

/// At the plan screen, the plan on it.
pub fn at_plan(plan: Plan, width: u16, height: u16) -> State {
    let (mut state, _) = at(Step::Plan, width, height);
    test_support::answer(&mut state, JobKind::Plan, Answer::Plan(Ok(Box::new(plan))));
    state
}

/// What the engine says while a job of this kind runs.
pub fn engine(state: &mut State, kind: JobKind, event: Event) -> Vec<Effect> {
    let run = state.pending(kind).expect("a job of this kind runs").run;
    let now = state.now;
    update(state, Action::Engine { run, event }, now)
}

fn place(profile: &str, region: &str, account: &str, pool_id: &str, pool_name: &str) -> Place {
    Place {
        profile: profile.into(),
        region: region.into(),
        account: account.into(),
        partition: "aws".into(),
        pool_id: pool_id.into(),
        pool_name: pool_name.into(),
    }
}

pub fn spec() -> Spec {
    Spec {
        session: "acme".into(),
        source: place("old-account", "eu-west-1", "111111111111", "eu-west-1_AbCdEfGhI", "acme-customers"),
        destination: place("new-account", "eu-central-1", "222222222222", "eu-central-1_JkLmNoPqR", "acme-customers-new"),
        destination_client: DestinationClient { id: "4n5exampleclient6id7890abc".into(), name: "acme-web".into() },
        source_attributes: vec!["email".into(), "name".into()],
        new_pool: None,
        source_pool: serde_json::Value::Null,
        threat_protection_enforced: false,
        user_mapping: UserMapping::default(),
        own_code_sha256: None,
        own_policy: serde_json::Value::Null,
        own_code_notes: Vec::new(),
        managed_by: None,
        groups: Vec::new(),
        options: Options::new("acme", "0123456789012345678901234567890123456789".into()),
    }
}

/// `r` after credentials ran out: both accounts are opened anew.
#[track_caller]
pub fn r_opens_both_accounts_anew(state: &mut State) {
    let choices = &mut state.session.as_mut().unwrap().choices;
    (choices.source.profile, choices.destination.profile) = (Some("old-account".into()), Some("new-account".into()));
    let effects = test_support::press(state, KeyCode::Char('r'));
    assert_eq!(test_support::jobs(&effects).iter().filter(|(_, job)| matches!(job, Job::OpenAccount { .. })).count(), 2);
}

/// Five to create, two to update, one unchanged.
pub fn plan() -> Plan {
    Plan { format_version: 1, spec: spec(), changes: EIGHT.map(change).to_vec() }
}

pub fn change(resource: ResourceId) -> Change {
    let (name, why) = match resource {
        ResourceId::SourceClient => ("app client cognito-ferry-acme", "The function signs users in to the source pool with it."),
        ResourceId::FunctionRole => ("role cognito-ferry-acme-function", "The function runs as this role and writes its log."),
        ResourceId::SourceRole => ("role cognito-ferry-acme-source", "The function assumes it to ask the source pool."),
        ResourceId::FunctionRolePolicy => ("policy assume-source-role", "It lets the function assume exactly that role."),
        ResourceId::Function => ("function cognito-ferry-acme", "Cognito calls it when an unknown user signs in."),
        ResourceId::InvokePermission => ("permission cognito-ferry-acme", "It lets exactly this pool call the function."),
        ResourceId::ClientFlows => ("app client acme-web", "Only this flow hands the password to the trigger."),
        _ => ("pool acme-customers-new", "It makes Cognito call the function."),
    };
    let mut change = Change {
        resource,
        action: Verb::Create,
        name: name.into(),
        why: why.into(),
        before: None,
        after: json!({"Name": name, "Tags": {"cognito-ferry:session": "acme"}}),
        fields: Vec::new(),
        conflict: None,
        left_behind: Vec::new(),
        warnings: Vec::new(),
    };
    match resource {
        ResourceId::FunctionRole => {
            change.action = Verb::Adopt;
            change.before = Some(change.after.clone());
        }
        ResourceId::ClientFlows => {
            change.action = Verb::Update;
            change.before = Some(json!({"ClientName": "acme-web", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}));
            change.after =
                json!({"ClientName": "acme-web", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"]});
            change.fields = vec![FieldChange {
                path: "ExplicitAuthFlows".into(),
                before: Some(json!(["ALLOW_USER_SRP_AUTH"])),
                after: Some(json!(["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"])),
            }];
        }
        ResourceId::Trigger => {
            change.action = Verb::Update;
            change.before = Some(json!({"LambdaConfig": {}}));
            change.after = json!({"LambdaConfig": {"UserMigration": "(known after apply)"}});
            change.fields = vec![FieldChange {
                path: "LambdaConfig.UserMigration".into(),
                before: None,
                after: Some(json!("(known after apply)")),
            }];
        }
        _ => {}
    }
    change
}

/// The style of the first cell of this text on the screen.
pub fn style_of(state: &State, text: &str) -> ratatui::style::Style {
    let backend = ratatui::backend::TestBackend::new(state.width, state.height);
    let mut terminal = ratatui::Terminal::new(backend).unwrap();
    terminal.draw(|frame| crate::wizard::layout::draw(frame, state)).unwrap();
    let width = usize::from(state.width);
    let found = terminal.backend().buffer().content.chunks(width).find_map(|row| {
        let symbols: Vec<&str> = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        let at = (0..width).find(|at| symbols[*at..].concat().starts_with(text))?;
        Some(row[at].style())
    });
    found.unwrap_or_else(|| panic!("{text:?} is not on the screen"))
}
