//! For the wizard's own tests: a state at a fixed moment, keys, canned answers, and the screen as text.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::action::Action;
use super::effect::Effect;
use super::layout;
use super::operation::{Answer, Job, JobKind, Opened, RunId};
use super::state::{PracticeHint, Start, State};
use super::theme::Theme;
use super::update::{begin, update};
use crate::aws::account::Identity;
use crate::aws::document::pools::{ClientSummary, PoolSummary, SignInPage};
use crate::aws::profile::kind::ProfileKind;
use crate::aws::profile::list::Profile;
use crate::model::choices::Choices;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::session::document::{Session, SessionSummary};

/// 21 November 2026, noon.
pub const NOON: &str = "2026-11-21T12:00:00Z";

pub fn wall() -> Timestamp {
    NOON.parse().unwrap()
}

/// A fresh wizard of this size, before `begin`.
pub fn state(width: u16, height: u16) -> State {
    State::new(Start {
        theme: Theme { color: true, unicode: true },
        width,
        height,
        now: Instant::now(),
        wall: wall(),
        today: "2026-11-21".parse().unwrap(),
        practice: Some(PracticeHint { user_name: "ada@example.com".into(), password: Secret::new("Correct-Horse-1") }),
        sandbox: true,
        session: None,
        choices: choices(),
        command: "cognito-ferry demo".into(),
    })
}

/// As flags give them: the two profiles.
pub fn choices() -> Choices {
    let mut choices = Choices::default();
    choices.source.profile = Some("old-account".into());
    choices.destination.profile = Some("new-account".into());
    choices
}

/// A wizard that has begun, with the effects that it asks for.
pub fn begun(width: u16, height: u16) -> (State, Vec<Effect>) {
    let mut state = state(width, height);
    let effects = begin(&mut state);
    (state, effects)
}

/// One key without modifiers.
pub fn press(state: &mut State, code: KeyCode) -> Vec<Effect> {
    key(state, KeyEvent::new(code, KeyModifiers::NONE))
}

/// One key; a screen that is to be read in full is drawn at once, as the event loop does it.
fn key(state: &mut State, event: KeyEvent) -> Vec<Effect> {
    let now = state.now;
    let effects = update(state, Action::Key(event), now);
    if effects.iter().any(|effect| matches!(effect, Effect::ReadScreen)) {
        update(state, Action::ScreenText(layout::reading::screen_text(state)), now);
    }
    effects
}

pub fn control(state: &mut State, letter: char) -> Vec<Effect> {
    key(state, KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))
}

pub fn type_text(state: &mut State, text: &str) -> Vec<Effect> {
    text.chars().flat_map(|letter| press(state, KeyCode::Char(letter))).collect()
}

/// So much time passes; then the deadline comes, if there is one by then.
pub fn pass(state: &mut State, time: Duration) -> Vec<Effect> {
    let now = state.now + time;
    update(state, Action::Deadline, now)
}

/// The job of this kind answers.
pub fn answer(state: &mut State, kind: JobKind, answer: Answer) -> Vec<Effect> {
    let run = state.pending(kind).unwrap_or_else(|| panic!("nothing waits for {kind:?}")).run;
    let now = state.now;
    update(state, Action::Answer { run, answer }, now)
}

/// The new session that the wizard has asked for is locked and saved, as the runner does it.
pub fn begin_pending(state: &mut State) -> Vec<Effect> {
    let mut session = Session::new(state.screens.home.new_name(), wall());
    session.choices = state.start.choices.clone();
    answer(state, JobKind::BeginSession, Answer::BeginSession(Ok(Box::new(session))))
}

/// The jobs among the effects.
pub fn jobs(effects: &[Effect]) -> Vec<(JobKind, &Job)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Run { job, .. } => Some((job.kind(), job)),
            _ => None,
        })
        .collect()
}

/// The screen as text, each row without trailing blanks.
pub fn draw(state: &State) -> String {
    let mut terminal = Terminal::new(TestBackend::new(state.width, state.height)).unwrap();
    terminal.draw(|frame| layout::draw(frame, state)).unwrap();
    super::widgets::test_support::lines(terminal.backend().buffer()).join("\n")
}

pub fn profile(name: &str, region: Option<&str>) -> Profile {
    Profile {
        name: name.into(),
        kind: ProfileKind::Sso,
        region: region.map(Into::into),
        mfa_serial: None,
        region_from: None,
        unusable: None,
    }
}

pub fn profiles() -> Vec<Profile> {
    vec![profile("old-account", Some("eu-west-1")), profile("new-account", Some("eu-central-1")), profile("sandbox", None)]
}

/// An account that is open, as the runner answers.
pub fn opened(run: RunId, profile: &str, region: &str, account: &str) -> Opened {
    Opened {
        run,
        profile: profile.into(),
        region: region.into(),
        identity: Identity {
            account: account.into(),
            arn: format!("arn:aws:sts::{account}:assumed-role/Admin/ada"),
            user_id: "AROAEXAMPLE:ada".into(),
            partition: "aws".into(),
        },
        endpoint_overrides: Vec::new(),
        endpoint_variants: Vec::new(),
    }
}

/// Answers the pending opening of this kind with this account.
pub fn open(state: &mut State, kind: JobKind, profile: &str, region: &str, account: &str) -> Vec<Effect> {
    let run = state.pending(kind).unwrap_or_else(|| panic!("nothing waits for {kind:?}")).run;
    answer(state, kind, Answer::OpenAccount(Ok(opened(run, profile, region, account))))
}

pub fn pool(id: &str, name: &str, users: i64) -> PoolSummary {
    PoolSummary {
        id: id.into(),
        name: name.into(),
        users: Some(users),
        user_migration: None,
        domain: None,
        mfa: Some("OPTIONAL".into()),
    }
}

pub fn client(id: &str, name: &str) -> ClientSummary {
    ClientSummary {
        id: id.into(),
        name: name.into(),
        has_secret: false,
        explicit_auth_flows: vec!["ALLOW_USER_SRP_AUTH".into(), "ALLOW_REFRESH_TOKEN_AUTH".into()],
        sign_in_page: sign_in_page("https://app.example.com/callback"),
    }
}

pub fn expired(profile: &str) -> Problem {
    Problem::new(
        crate::problem::ProblemKind::ExpiredCredentials,
        format!("Could not open the profile {profile}."),
        "Its SSO session has expired.",
    )
    .remedy(format!("aws sso login --profile {profile}"))
}

/// A saved session of this name, changed yesterday.
pub fn saved(name: &str) -> SessionSummary {
    SessionSummary {
        name: name.into(),
        updated: wall() - jiff::SignedDuration::from_hours(26),
        source: "eu-west-1_AbCdEf123 (old-account)".into(),
        destination: "eu-central-1_Qwerty456 (new-account)".into(),
        state: "8 resources applied".into(),
        finished: false,
        problem: None,
        in_use: None,
        written: 8,
    }
}

/// Up to the accounts screen of a new session, both accounts open.
pub fn at_accounts(width: u16, height: u16) -> State {
    let (mut state, _) = begun(width, height);
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(Vec::new())));
    press(&mut state, KeyCode::Enter);
    begin_pending(&mut state);
    answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(profiles())));
    open(&mut state, JobKind::OpenAccount(crate::aws::Side::Source), "old-account", "eu-west-1", "111111111111");
    open(&mut state, JobKind::OpenAccount(crate::aws::Side::Destination), "new-account", "eu-central-1", "222222222222");
    state
}

/// Up to the pools screen, everything listed.
pub fn at_pools(width: u16, height: u16) -> State {
    let mut state = at_accounts(width, height);
    press(&mut state, KeyCode::Enter);
    state.session.as_mut().unwrap().choices.source.pool = Some("eu-west-1_AbCdEf123".into());
    let source = vec![pool("eu-west-1_AbCdEf123", "acme-customers", 12_402), pool("eu-west-1_Zz9", "acme-staff", 85)];
    answer(&mut state, JobKind::ListPools(crate::aws::Side::Source), Answer::ListPools(Ok(source)));
    let destination = vec![pool("eu-central-1_Qwerty456", "acme-customers-new", 0)];
    answer(&mut state, JobKind::ListPools(crate::aws::Side::Destination), Answer::ListPools(Ok(destination)));
    answer(&mut state, JobKind::ListClients, Answer::ListClients(Ok(vec![client("3n4b5urk1ft4fl3mg5e62d9ado", "acme-web")])));
    state
}

/// Up to the options screen, filled with the defaults.
pub fn at_options(width: u16, height: u16) -> State {
    let mut state = at_pools(width, height);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, JobKind::RandomExternalId, Answer::RandomExternalId("k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into()));
    state
}

/// An app client that managed login leads back to this URL.
pub fn sign_in_page(callback_url: &str) -> SignInPage {
    SignInPage {
        enabled: true,
        flows: vec!["code".into()],
        scopes: vec!["openid".into(), "email".into()],
        callback_urls: vec![callback_url.into()],
        providers: vec!["COGNITO".into()],
    }
}
