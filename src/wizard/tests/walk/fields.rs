//! A field that is wrong holds its screen back, whichever it is; and what was proven before a change is not shown as proven after it.

use std::time::Duration;

use crossterm::event::KeyCode;

use crate::aws::Side;
use crate::session::document::SignInRecord;
use crate::wizard::operation::{Answer, JobKind};
use crate::wizard::screens::options::field::Field;
use crate::wizard::screens::test_support::at;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::test_support::{
    self, answer, at_accounts, at_options, at_pools, begin_pending, begun, client, control, draw, jobs, open, pass, pool, press,
    profile, profiles, saved, type_text,
};

fn pressed(mut state: State, keys: &[KeyCode]) -> State {
    for key in keys {
        press(&mut state, *key);
    }
    state
}

/// Replaces what stands in the field under the cursor.
fn retype(state: &mut State, text: &str) {
    control(state, 'e');
    control(state, 'u');
    type_text(state, text);
}

/// Tab until the cursor is where the state's text says so.
fn tab_to(state: &mut State, focus: &str) {
    for _ in 0..40 {
        if at_focus(state, focus) {
            return;
        }
        press(state, KeyCode::Tab);
    }
    panic!("no Tab leads to {focus}:\n{}", draw(state));
}

/// The screen's own state, as text, says where the cursor is.
fn at_focus(state: &State, focus: &str) -> bool {
    let text = match state.step {
        Step::Home => format!("{:?}", state.screens.home),
        Step::Accounts => format!("{:?}", state.screens.accounts),
        Step::Pools => format!("{:?}", state.screens.pools),
        Step::Options => format!("{:?}", state.screens.options),
        Step::SignIn => format!("{:?}", state.screens.sign_in),
        _ => String::new(),
    };
    text.contains(focus)
}

/// Enter, from another field: the cursor goes to the wrong one, the screen stays and says why, and nobody is asked anything.
fn holds_back(name: &str, mut state: State, focus: &str, why: &str) -> State {
    let step = state.step;
    let effects = press(&mut state, KeyCode::Enter);
    let screen = draw(&state);
    assert_eq!(state.step, step, "{name}: it was carried on\n{screen}");
    assert!(at_focus(&state, focus), "{name}: the cursor is elsewhere\n{screen}");
    assert!(jobs(&effects).is_empty(), "{name}: {effects:?}");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace("\u{2502} ", "");
    assert!(words(&screen).contains(why), "{name}: it does not say {why:?}\n{screen}");
    state
}

fn without_choices() -> State {
    let (mut state, _) = begun(100, 40);
    state.start.choices = Default::default();
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(Vec::new())));
    press(&mut state, KeyCode::Enter);
    begin_pending(&mut state);
    state
}

#[test]
fn home_a_session_name() {
    let (mut state, _) = begun(100, 40);
    answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(vec![saved("acme")])));
    let mut state = pressed(state, &[KeyCode::Up, KeyCode::Tab]);
    retype(&mut state, "Not A Name");
    press(&mut state, KeyCode::Tab);
    holds_back("session name", state, "naming: true", "Use 1 to 40 lower-case letters");
}

#[test]
fn accounts_each_field_of_each_side() {
    for side in [Side::Source, Side::Destination] {
        let focus = |part: &str| format!("focus: ({side:?}, {part})");
        let mut state = without_choices();
        answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(profiles())));
        if side == Side::Destination {
            press(&mut state, KeyCode::Down);
        }
        tab_to(&mut state, "(Source, Region)");
        holds_back("profile", state, &focus("Profile"), "Choose one of the 3 profiles");

        // The account is open; then its Region is none.
        let mut state = at_accounts(100, 40);
        tab_to(&mut state, &focus("Region"));
        let region = if side == Side::Source { "eu-west-1" } else { "eu-central-1" };
        retype(&mut state, "x!");
        assert!(state.opened(side).is_none(), "who was open does not count any more");
        assert!(!draw(&state).contains("account 111111111111") || side == Side::Destination);
        assert!(jobs(&pass(&mut state, Duration::from_secs(5))).is_empty(), "nobody is asked about a Region that is none");
        assert!(state.pending(JobKind::OpenAccount(side)).is_none());
        press(&mut state, KeyCode::Tab);
        let mut state = holds_back("Region", state, &focus("Region"), "Give a Region's name");
        retype(&mut state, region);
        press(&mut state, KeyCode::Enter);
        let (profile, account) =
            if side == Side::Source { ("old-account", "111111111111") } else { ("new-account", "222222222222") };
        open(&mut state, JobKind::OpenAccount(side), profile, region, account);
        assert_eq!(state.step, Step::Pools, "{}", draw(&state));

        let mut guarded = profile_with_a_device();
        guarded.name = if side == Side::Source { "old-account" } else { "new-account" }.into();
        let other = test_support::profile(if side == Side::Source { "new-account" } else { "old-account" }, Some("eu-west-1"));
        let (mut state, _) = begun(100, 40);
        answer(&mut state, JobKind::ListSessions, Answer::ListSessions(Ok(Vec::new())));
        press(&mut state, KeyCode::Enter);
        begin_pending(&mut state);
        answer(&mut state, JobKind::ListProfiles, Answer::ListProfiles(Ok(vec![guarded, other])));
        tab_to(&mut state, &focus("Code"));
        type_text(&mut state, "12");
        press(&mut state, KeyCode::Tab);
        holds_back("code", state, &focus("Code"), "Type the 6 digits");
    }
}

fn profile_with_a_device() -> crate::aws::profile::list::Profile {
    let mut guarded = profile("guarded", Some("eu-west-1"));
    guarded.mfa_serial = Some("arn:aws:iam::111111111111:mfa/ada".into());
    guarded
}

#[test]
fn pools_each_list_and_each_name_of_a_new_one() {
    let two = |region: &str| ["A", "B"].map(|letter| pool(&format!("{region}_{letter}"), letter, 5)).to_vec();
    let mut state = at_accounts(100, 40);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, JobKind::ListPools(Side::Source), Answer::ListPools(Ok(two("eu-west-1"))));
    answer(&mut state, JobKind::ListPools(Side::Destination), Answer::ListPools(Ok(two("eu-central-1"))));
    press(&mut state, KeyCode::Tab);
    let state = holds_back("source", state, "focus: Source", "Choose the pool whose users move");
    let state =
        holds_back("destination", pressed(state, &[KeyCode::Down]), "focus: Destination", "Choose the pool that the users");
    let mut state = pressed(state, &[KeyCode::Down, KeyCode::Enter]);
    let clients = ["abc", "def"].map(|id| client(id, id)).to_vec();
    answer(&mut state, JobKind::ListClients, Answer::ListClients(Ok(clients)));
    press(&mut state, KeyCode::BackTab);
    holds_back("app client", state, "focus: Client", "Choose the app client");

    for (part, wrong) in [("Name", ""), ("Client", ""), ("Domain", "my-aws-login"), ("Callback", "http://plain.example.com")] {
        let mut state = pressed(at_pools(100, 40), &[KeyCode::Tab, KeyCode::End]);
        tab_to(&mut state, &format!("New({part})"));
        retype(&mut state, wrong);
        press(&mut state, KeyCode::BackTab);
        holds_back(part, state, &format!("focus: New({part})"), "This name cannot be used; see beside it.");
    }
}

/// A value that breaks the field's own rule, and one that keeps it; none for what is chosen and not typed.
fn values(field: Field) -> Option<(&'static str, &'static str)> {
    Some(match field {
        Field::MfaUsers
        | Field::TemporaryPasswords
        | Field::LegacySub
        | Field::Groups
        | Field::Runtime
        | Field::Retention
        | Field::Advanced
        | Field::AttributesFrom
        | Field::ThreatProtection
        | Field::ManagedBy => return None,
        Field::AttributeNames => ("no equals sign", "nickname="),
        Field::SourceClient => ("", "another-client"),
        Field::SourceRole | Field::FunctionRole => ("no / role", "another-role"),
        Field::Function => ("no / function", "another-function"),
        Field::Memory => ("lots", "512"),
        Field::GroupRoles => ("no equals sign", "arn:aws:iam::111111111111:role/a=arn:aws:iam::222222222222:role/b"),
        Field::RolePath => ("no-slashes", "/migration/"),
        Field::SourceBoundary | Field::DestinationBoundary => ("no ARN", "arn:aws:iam::111111111111:policy/boundary"),
        Field::ExternalId => ("?", "another-external-id-0123456789"),
        Field::Tags => ("no equals sign", "team=identity"),
        Field::OwnZip => ("relative.zip", "/tmp/function.zip"),
        Field::OwnHandler => ("", "index.handler"),
        Field::OwnRuntime => ("no runtime", "nodejs24.x"),
        Field::OwnVariables => ("no equals sign", "MODE=quick"),
        Field::OwnPolicy => ("relative.json", "/tmp/policy.json"),
    })
}

/// On the options with every section open, and a function of the team's own where the field is about it.
fn at_field(field: Field) -> State {
    let mut state = pressed(at_options(100, 60), &[KeyCode::BackTab, KeyCode::Char(' ')]);
    if matches!(field, Field::OwnHandler | Field::OwnRuntime | Field::OwnVariables | Field::OwnPolicy) {
        for other in [Field::OwnZip, Field::OwnHandler, Field::OwnRuntime] {
            tab_to(&mut state, &format!("focus: {other:?},"));
            retype(&mut state, values(other).unwrap().1);
        }
    }
    tab_to(&mut state, &format!("focus: {field:?},"));
    state
}

#[test]
fn options_each_text() {
    for field in Field::ORDER {
        let Some((wrong, right)) = values(field) else { continue };
        let mut state = at_field(field);
        retype(&mut state, wrong);
        press(&mut state, KeyCode::Tab);
        let mut state = holds_back(field.label(), state, &format!("focus: {field:?},"), "\u{2717}");
        retype(&mut state, right);
        if field == Field::OwnZip {
            for other in [Field::OwnHandler, Field::OwnRuntime] {
                tab_to(&mut state, &format!("focus: {other:?},"));
                retype(&mut state, values(other).unwrap().1);
            }
        }
        press(&mut state, KeyCode::Enter);
        assert_eq!(state.step, Step::Preflight, "{}: {right:?} is right\n{}", field.label(), draw(&state));
    }
}

#[test]
fn a_field_that_is_not_shown_holds_nothing_back() {
    let mut state = at_field(Field::OwnPolicy);
    retype(&mut state, "relative.json");
    tab_to(&mut state, "focus: OwnZip,");
    retype(&mut state, "");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Preflight, "{}", draw(&state));
}

#[test]
fn sign_in_name_and_password() {
    let empty = || {
        let (mut state, _) = at(Step::SignIn, 100, 40);
        retype(&mut state, "");
        press(&mut state, KeyCode::Tab);
        retype(&mut state, "");
        state
    };
    let mut state = holds_back("user name", empty(), "field: UserName", "The name of a user of the source pool.");
    type_text(&mut state, "ada");
    holds_back("password", pressed(state, &[KeyCode::Tab]), "field: Password", "The password of this user in the source pool.");
}

/// Everything was proven, up to the test sign-in.
fn proven(mut state: State) -> State {
    for step in Step::ORDER.into_iter().take(Step::Done.index()) {
        state.set_mark(step, Mark::Done);
    }
    state.session.as_mut().unwrap().sign_in = Some(SignInRecord { at: test_support::wall(), succeeded: true });
    state
}

/// Nothing after this step is shown as proven.
fn nothing_is_proven_after(name: &str, state: &State, step: Step) {
    for later in Step::ORDER.into_iter().filter(|later| *later > step && *later < Step::Done) {
        assert_ne!(state.mark(later), Mark::Done, "{name}: {later:?} is shown as done");
    }
}

#[test]
fn another_option_makes_everything_after_it_doubtful() {
    for field in Field::ORDER {
        let mut state = proven(at_field(field));
        match values(field) {
            Some((_, right)) => retype(&mut state, right),
            None if field == Field::Advanced => continue,
            None => drop(press(&mut state, KeyCode::Right)),
        }
        if field == Field::OwnZip {
            state = proven(at_field(Field::OwnHandler));
        }
        press(&mut state, KeyCode::Enter);
        assert_eq!(state.step, Step::Preflight, "{}", draw(&state));
        nothing_is_proven_after(field.label(), &state, Step::Options);
        assert!(state.session.as_ref().unwrap().sign_in.is_none(), "{}", field.label());
        assert!(!draw(&state).contains("passed"), "{}", draw(&state));
    }
}

#[test]
fn another_profile_or_region_takes_the_tick_away_at_once() {
    for (side, focus) in [Side::Source, Side::Destination].into_iter().flat_map(|side| [(side, "Profile"), (side, "Region")]) {
        let mut state = proven(at_accounts(100, 40));
        tab_to(&mut state, &format!("focus: ({side:?}, {focus})"));
        match focus {
            "Region" => retype(&mut state, "eu-north-1"),
            _ => drop(press(&mut state, if side == Side::Source { KeyCode::Down } else { KeyCode::Up })),
        }
        let account = if side == Side::Source { "111111111111" } else { "222222222222" };
        assert!(!draw(&state).contains(account), "{}", draw(&state));
        nothing_is_proven_after(focus, &state, Step::Accounts);
    }
}

#[test]
fn another_pool_makes_everything_after_it_doubtful() {
    let mut state = proven(pressed(at_pools(100, 40), &[KeyCode::Enter, KeyCode::Esc]));
    let state = pressed(std::mem::replace(&mut state, test_support::state(1, 1)), &[KeyCode::Down, KeyCode::Enter]);
    assert_eq!(state.step, Step::Options);
    nothing_is_proven_after("source pool", &state, Step::Pools);
}

#[test]
fn a_sign_in_of_before_a_change_is_not_told_as_if_it_were_of_after_it() {
    let (mut state, _) = at(Step::SignIn, 100, 40);
    press(&mut state, KeyCode::Enter);
    let story = crate::sign_in::report::SignInReport {
        succeeded: true,
        headline: "The sign-in worked.".into(),
        steps: Vec::new(),
        attributes: Vec::new(),
        cause: None,
        remedy: Vec::new(),
        created: None,
    };
    answer(&mut state, JobKind::SignIn, Answer::SignIn(Ok(Box::new(story))));
    assert!(draw(&state).contains("The sign-in worked."));
    state.choose(Step::Options, |choices| choices.source.region = Some("eu-north-1".into()));
    crate::wizard::update::show(&mut state, Step::SignIn);
    assert!(!draw(&state).contains("The sign-in worked."), "{}", draw(&state));
    crate::wizard::update::show(&mut state, Step::Done);
    assert!(draw(&state).contains("No test sign-in has worked yet"), "{}", draw(&state));
}
