//! The loop: waits for keys, answers, engine events, signals or the nearest deadline; updates; draws if something changed.
//! There is no tick: an idle wizard does nothing. The only file of the wizard that reads the clock.

use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt as _;
use tokio::sync::mpsc;

use super::action::Action;
use super::contexts::failure;
use super::effect::Effect;
use super::layout::reading::screen_text;
use super::navigation::leave;
use super::runner::Runner;
use super::screens;
use super::signals::{Signal, Signals};
use super::state::State;
use super::terminal::Terminal;
use super::update::{deadline, update};
use crate::secret::Secret;

/// Actions taken in before drawing again: a flood of events becomes one frame, and a key is never far behind.
const AT_ONCE: usize = 128;

/// The clock that stands still while the process is suspended.
#[derive(Debug, Default)]
pub struct Clock {
    suspended: Duration,
}

impl Clock {
    #[cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this is the one place where the wizard's clock is read"))]
    fn real() -> Instant {
        Instant::now()
    }

    /// Now, without the time of suspension.
    pub fn now(&self) -> Instant {
        Self::real() - self.suspended
    }

    fn as_real(&self, moment: Instant) -> tokio::time::Instant {
        (moment + self.suspended).into()
    }
}

/// The moment as the calendar has it, and today in the operator's time zone.
#[cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this is the one place where the wizard's clock is read"))]
pub fn calendar() -> (jiff::Timestamp, jiff::civil::Date) {
    let now = jiff::Timestamp::now();
    (now, now.to_zoned(jiff::tz::TimeZone::system()).date())
}

/// What ended the wait.
enum Woken {
    Action(Box<Action>),
    Signal(Signal),
    /// The terminal is gone.
    Closed,
}

/// What a copied text is, as the beginning of a sentence.
fn what_is_copied(state: &State) -> &'static str {
    match failure(state) {
        Some(_) => "The error",
        None => screens::of(state.step).copied(state),
    }
}

/// Carries out the first effects and runs until the wizard is left; gives the exit code.
pub async fn run(
    state: &mut State,
    terminal: &mut Terminal,
    mut runner: Runner,
    actions: &mut mpsc::Receiver<Action>,
    mut clock: Clock,
    mut effects: Vec<Effect>,
) -> io::Result<u8> {
    let mut events = EventStream::new();
    let mut signals = Signals::listen()?;
    loop {
        for effect in std::mem::take(&mut effects) {
            match effect {
                Effect::Quit { code } => {
                    runner.finish_saving().await;
                    return Ok(code);
                }
                Effect::Suspend => suspend(state, terminal, &mut signals, &mut clock).await?,
                Effect::Copy(text) => {
                    let clipboard = terminal.clipboard();
                    let notice = clipboard.told(what_is_copied(state), &text);
                    update(state, Action::Copied(notice), clock.now());
                    if clipboard.leads_somewhere() {
                        terminal.copy(&text)?;
                    } else {
                        runner.perform(Effect::WriteOut(text));
                    }
                }
                Effect::ReadScreen => {
                    update(state, Action::ScreenText(screen_text(state)), clock.now());
                }
                effect => runner.perform(effect),
            }
        }
        if std::mem::take(&mut state.dirty) {
            terminal.draw(state)?;
        }
        match wait(state, &mut events, actions, &mut signals, &clock).await {
            Woken::Action(action) => {
                effects = update(state, *action, clock.now());
                for _ in 1..AT_ONCE {
                    let Some(action) = ready(&mut events, actions).await else { break };
                    effects.extend(update(state, action, clock.now()));
                }
            }
            Woken::Signal(Signal::Continued) => {
                terminal.take_back()?;
                effects = update(state, Action::Resumed, clock.now());
            }
            Woken::Signal(Signal::Leave(code)) => effects = leave(state, code),
            Woken::Closed => return Ok(129),
        }
    }
}

async fn wait(
    state: &State,
    events: &mut EventStream,
    actions: &mut mpsc::Receiver<Action>,
    signals: &mut Signals,
    clock: &Clock,
) -> Woken {
    let deadline = deadline(state).map(|moment| clock.as_real(moment));
    loop {
        tokio::select! {
            biased;
            signal = signals.next() => return Woken::Signal(signal),
            event = events.next() => match event {
                Some(Ok(event)) => if let Some(action) = translate(event) { return Woken::Action(Box::new(action)) },
                Some(Err(_)) | None => return Woken::Closed,
            },
            Some(action) = actions.recv() => return Woken::Action(Box::new(action)),
            () = sleep_until(deadline) => return Woken::Action(Box::new(Action::Deadline)),
        }
    }
}

/// Never ends if there is no deadline.
async fn sleep_until(deadline: Option<tokio::time::Instant>) {
    match deadline {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// What has happened already: keys first. Polls with the loop's own waker, for the event stream keeps the first that it is given.
async fn ready(events: &mut EventStream, actions: &mut mpsc::Receiver<Action>) -> Option<Action> {
    loop {
        tokio::select! {
            biased;
            event = events.next() => match event {
                Some(Ok(event)) => if let Some(action) = translate(event) { return Some(action) },
                // The next wait finds the same and ends the wizard.
                Some(Err(_)) | None => return None,
            },
            action = actions.recv() => return action,
            () = std::future::ready(()) => return None,
        }
    }
}

fn translate(event: Event) -> Option<Action> {
    match event {
        Event::Key(key) => Some(Action::Key(key)),
        Event::Paste(text) => Some(Action::Paste(Secret::new(text))),
        Event::Resize(width, height) => Some(Action::Resize { width, height }),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

/// Ctrl-Z: the shell gets its terminal back until `fg`. What runs elsewhere stands still too, and its time does not count.
async fn suspend(state: &mut State, terminal: &mut Terminal, signals: &mut Signals, clock: &mut Clock) -> io::Result<()> {
    let before = Clock::real();
    terminal.lend();
    signals.suspend().await?;
    terminal.take_back()?;
    clock.suspended += Clock::real() - before;
    (state.width, state.height) = terminal.size()?;
    update(state, Action::Resumed, clock.now());
    Ok(())
}
