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
use super::action::Action;
use super::effect::{Effect, Slot};
use super::keymap;
use super::screens;
use super::state::State;
use super::step::Step;
use super::testing::{self, control, draw, press};
use super::update::{contexts, update};
use crate::wizard::keymap::binding::{Command, Context};

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
fn words(slot: Slot) -> &'static [&'static str] {
    match slot {
        Slot::Sessions => &["Looking for saved sessions"],
        Slot::Load => &["Opening the session"],
        Slot::Delete => &["Deleting the session"],
        Slot::Profiles => &["Reading the profiles"],
        Slot::Account(_) => &[
            "Asking AWS who this is",
            "Opening the source account",
            "Opening the destination account",
            "Looking for the address",
        ],
        Slot::Pools(_) => &["Listing the user pools and counting their users"],
        Slot::Clients => &["Listing the app clients"],
        Slot::ExternalId => &["Making a random external id"],
        Slot::Preflight | Slot::Verify => &["Looking: "],
        Slot::Plan | Slot::PlanTeardown => &["Looking at what is there in both accounts"],
        Slot::Apply | Slot::TearDown => &[" done, "],
        Slot::PlanPutBack => &["Looking at what stands there now"],
        Slot::PutBack => &["Putting it back as it was recorded"],
        Slot::SignIn => &["Signing in, "],
        Slot::RemoveUser => &["Removing the user again"],
        Slot::ManagedLogin => &["Looking for the address"],
    }
}

const SLOTS: [Slot; 21] = [
    Slot::Sessions,
    Slot::Load,
    Slot::Delete,
    Slot::Profiles,
    Slot::Account(crate::aws::Side::Source),
    Slot::Account(crate::aws::Side::Destination),
    Slot::Pools(crate::aws::Side::Source),
    Slot::Pools(crate::aws::Side::Destination),
    Slot::Clients,
    Slot::ExternalId,
    Slot::Preflight,
    Slot::Plan,
    Slot::Apply,
    Slot::PlanPutBack,
    Slot::PutBack,
    Slot::Verify,
    Slot::SignIn,
    Slot::RemoveUser,
    Slot::ManagedLogin,
    Slot::PlanTeardown,
    Slot::TearDown,
];

/// What this screen waits for.
fn awaited(state: &State) -> Vec<Slot> {
    let here = |slot: &Slot| slot.step() == state.step || matches!(slot, Slot::Account(_));
    SLOTS.into_iter().filter(|slot| state.pending(*slot).is_some()).filter(here).collect()
}

/// Whether a question or a failure is what the operator has to read now: then what goes on behind it need not be said.
fn has_the_floor(state: &State) -> bool {
    contexts(state).contains(&Context::Question) || super::overlay::failure(state).is_some()
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
                for slot in awaited(&state) {
                    waited.insert(format!("{slot:?}"));
                    if !has_the_floor(&state) && !words(slot).iter().any(|words| seen.hold(words)) {
                        dead.push(format!("{what}: it does not say that it waits for {slot:?}\n{}", draw(&state)));
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
    let missing: Vec<_> = SLOTS.iter().map(|slot| format!("{slot:?}")).filter(|slot| !waited.contains(slot)).collect();
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
    let writes = [Slot::Apply, Slot::PutBack, Slot::TearDown].into_iter().any(|slot| state.pending(slot).is_some());
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
            if [Slot::Apply, Slot::PutBack, Slot::TearDown].into_iter().any(|slot| state.pending(slot).is_some()) {
                continue;
            }
            testing::pass(&mut state, Duration::from_secs(600));
            let before = draw(&state);
            let left = (0..3).any(|_| {
                press(&mut state, KeyCode::Esc);
                state.step != step || draw(&state) != before
            });
            assert!(left, "{step:?}, {name}");
        }
    }
}
