//! The wizard walked, every screen in every condition and at several sizes: no sentence is cut off, no state is a dead end, and what
//! is waited for is named. A step that is not in the table does not compile.

mod early;
mod fields;
mod last;
mod late;
mod sight;

use std::collections::BTreeSet;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use self::sight::{sentences, views};
use crate::aws::Side;
use crate::wizard::action::Action;
use crate::wizard::contexts::contexts;
use crate::wizard::effect::Effect;
use crate::wizard::keymap;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::JobKind;
use crate::wizard::screens;
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::test_support::{self, control, draw, press};
use crate::wizard::update::update;

/// The least that is supported, the usual, and more.
const SIZES: [(u16, u16); 4] = [(60, 16), (60, 20), (80, 24), (120, 40)];

/// What there is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    Nothing,
    One,
    /// 500.
    Many,
    /// A long error, with a remedy of several lines.
    Failed,
    /// An answer that never comes.
    Never,
}

pub type Build = fn(u16, u16) -> State;

/// A screen in a condition, by name.
pub type Case = (Condition, &'static str, Build);

/// Every screen's conditions.
fn cases(step: Step) -> Vec<Case> {
    match step {
        Step::Home => early::home(),
        Step::Accounts => early::accounts(),
        Step::Pools => early::pools(),
        Step::Options => early::options(),
        Step::Preflight => late::preflight(),
        Step::Plan => late::plan(),
        Step::Apply => late::apply(),
        Step::Verify => late::verify(),
        Step::SignIn => last::sign_in(),
        Step::Done => last::done(),
        Step::TearDown => last::tear_down(),
    }
}

/// What the screen says while it waits for this: one of these.
fn words(kind: JobKind) -> &'static [&'static str] {
    match kind {
        JobKind::ListSessions => &["Looking for saved sessions"],
        JobKind::LoadSession | JobKind::BeginSession => &["Opening the session"],
        JobKind::DeleteSession => &["Deleting the session"],
        JobKind::ListProfiles => &["Reading the profiles"],
        JobKind::OpenAccount(_) => &[
            "Asking AWS who this is",
            "Opening the source account",
            "Opening the destination account",
            "Looking for the address",
        ],
        JobKind::ListPools(_) => &["Listing the user pools and counting their users"],
        JobKind::ListClients => &["Listing the app clients"],
        JobKind::RandomExternalId => &["Making a random external id"],
        JobKind::Preflight | JobKind::Verify => &["Looking: "],
        JobKind::Plan | JobKind::PlanTeardown => &["Looking at what is there in both accounts"],
        JobKind::Apply | JobKind::TearDown => &[" done, "],
        JobKind::PlanPutBack => &["Looking at what stands there now"],
        JobKind::PutBack => &["Putting it back as it was recorded"],
        JobKind::SignIn => &["Signing in, "],
        JobKind::RemoveUser => &["Removing the user again"],
        JobKind::ManagedLogin => &["Looking for the address"],
    }
}

/// What this screen waits for.
fn awaited(state: &State) -> Vec<JobKind> {
    let here = |kind: &JobKind| kind.step() == state.step || matches!(kind, JobKind::OpenAccount(_));
    state.all_pending().map(|(kind, _)| kind).filter(here).collect()
}

/// Whether a question or a failure is what the operator has to read now: then what goes on behind it need not be said.
fn has_the_floor(state: &State) -> bool {
    contexts(state).contains(&Context::Question) || crate::wizard::contexts::failure(state).is_some()
}

/// Sizes by which the sentences are known: nothing is cut off or wrapped there, nothing scrolls.
const ENOUGH: (u16, u16) = (400, 640);

#[test]
fn every_screen_in_every_condition_is_whole_leads_on_and_says_what_it_waits_for() {
    let (mut screens, mut states, mut told) = (0, 0, 0);
    let (mut cut, mut dead) = (Vec::new(), Vec::new());
    let mut waited = BTreeSet::new();
    for step in Step::ORDER {
        let cases = cases(step);
        let conditions: BTreeSet<Condition> = cases.iter().map(|case| case.0).collect();
        assert_eq!(conditions.len(), 5, "{step:?} is not walked in every condition: {conditions:?}");
        for (condition, name, build) in cases {
            states += 1;
            let whole = sentences(&build(ENOUGH.0, ENOUGH.1));
            for (width, height) in SIZES {
                screens += 1;
                let what = format!("{step:?} {condition:?}, {name}, {width}x{height}");
                let seen = views(build, width, height);
                told += whole.len();
                for sentence in whole.iter().filter(|sentence| !seen.hold(sentence)) {
                    cut.push(format!("{what}: {sentence}\n{}", draw(&build(width, height))));
                }
                dead.extend(dead_ends(build, width, height).into_iter().map(|why| format!("{what}: {why}")));
                let state = build(width, height);
                for kind in awaited(&state) {
                    waited.insert(format!("{kind:?}"));
                    if !has_the_floor(&state) && !words(kind).iter().any(|words| seen.hold(words)) {
                        dead.push(format!("{what}: it does not say that it waits for {kind:?}\n{}", draw(&state)));
                    }
                }
            }
        }
    }
    println!(
        "{states} states x {} sizes = {screens} screens, {told} sentences; {} cut, {} dead ends",
        SIZES.len(),
        cut.len(),
        dead.len()
    );
    assert!(cut.is_empty() && dead.is_empty(), "cut off:\n{}\ndead ends:\n{}", cut.join("\n"), dead.join("\n"));
    let is_waited_for = |name: &&str| {
        let keyed = [Side::Source, Side::Destination].map(|side| format!("{name}({side:?})"));
        waited.contains(*name) || keyed.iter().all(|name| waited.contains(name))
    };
    let missing: Vec<_> = JobKind::NAMES.iter().filter(|name| !is_waited_for(name)).collect();
    assert!(missing.is_empty(), "nothing in the walk waits for {missing:?}");
}

/// What the wizard says when it goes on by itself later.
const PROMISES: [&str; 3] = ["Going on as soon as", "then on to", "It is still under way"];

/// Why this state would hold somebody for ever.
fn dead_ends(build: Build, width: u16, height: u16) -> Vec<String> {
    let mut found = Vec::new();
    if !some_key_helps(build, width, height) {
        found.push("no key of the footer does anything".into());
    }
    if !can_be_left(build, width, height) {
        found.push("it cannot be left".into());
    }
    let mut state = build(width, height);
    let (before, step) = (draw(&state), state.step);
    let effects = press(&mut state, KeyCode::Enter);
    let after = draw(&state);
    let promised = PROMISES.into_iter().find(|text| after.contains(text));
    // Pressed before, it may have said already why it cannot go on.
    let explained = after.contains('\u{2717}') || promised.is_some() || state.notice.is_some();
    if effects.is_empty() && state.step == step && before == after && !explained {
        found.push(format!("Enter does nothing and says nothing\n{after}"));
    }
    let kept = awaited(&state).len() + usize::from(screens::of(state.step).deadline(&state).is_some());
    if let Some(promise) = promised.filter(|_| kept == 0) {
        found.push(format!("it says {promise:?}, and waits for nothing\n{after}"));
    }
    found
}

/// Whether a key that is shown, beside those for help, leaving and going back, changes something; a wait can be gone back from.
fn some_key_helps(build: Build, width: u16, height: u16) -> bool {
    let state = build(width, height);
    let waits = !awaited(&state).is_empty();
    let writes = [JobKind::Apply, JobKind::PutBack, JobKind::TearDown].into_iter().any(|kind| state.pending(kind).is_some());
    keymap::live(&contexts(&state)).into_iter().filter(|live| live.binding.priority > 0).any(|live| {
        let counts = match live.binding.command {
            Command::Help => false,
            // A call that is under way is waited for, or left.
            Command::Leave => writes,
            Command::Back => waits,
            _ => true,
        };
        if !counts {
            return false;
        }
        let mut state = build(width, height);
        let (before, key) = (draw(&state), live.key());
        let modifiers = if key.control { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
        let now = state.now;
        let effects = update(&mut state, Action::Key(KeyEvent::new(key.code, modifiers)), now);
        !effects.is_empty() || draw(&state) != before
    })
}

/// By Esc to another screen, or out by Ctrl-C, which every screen has.
fn can_be_left(build: Build, width: u16, height: u16) -> bool {
    let ends = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Quit { .. } | Effect::Stop));
    let mut state = build(width, height);
    let step = state.step;
    let gone_back = (0..4).any(|_| {
        let effects = press(&mut state, KeyCode::Esc);
        state.step != step || ends(&effects)
    });
    gone_back || ends(&control(&mut build(width, height), 'c'))
}

#[test]
fn esc_leads_back_from_every_wait_that_only_reads() {
    for step in Step::ORDER.into_iter().filter(|step| *step != Step::Home) {
        for (_, name, build) in cases(step).into_iter().filter(|case| case.0 == Condition::Never) {
            let mut state = build(80, 24);
            if [JobKind::Apply, JobKind::PutBack, JobKind::TearDown].into_iter().any(|kind| state.pending(kind).is_some()) {
                continue;
            }
            test_support::pass(&mut state, Duration::from_secs(600));
            let before = draw(&state);
            let left = (0..3).any(|_| {
                press(&mut state, KeyCode::Esc);
                state.step != step || draw(&state) != before
            });
            assert!(left, "{step:?}, {name}");
        }
    }
}
