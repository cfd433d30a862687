//! The whole wizard as data: the session it works on, what was fetched, where the cursor is. Holds no client and reads no clock.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::action::Opened;
use super::effect::{AccountRuns, Effect, Job, RunId, Slot};
use super::overlay::Overlay;
use super::screens::checks::Findings;
use super::screens::{accounts, apply, done, home, options, plan, pools, sign_in, tear_down};
use super::step::{Mark, Step};
use super::theme::Theme;
use super::widgets::spinner;
use crate::aws::Side;
use crate::model::choices::Choices;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::session::document::Session;
use crate::text::printable;

/// How long a notice stays, at least.
const NOTICE_TIME: Duration = Duration::from_secs(4);

/// What it takes to read one more character of a long one.
const READING_TIME: Duration = Duration::from_millis(60);

/// A user to try the test sign-in with; only the sandbox has one.
#[derive(Debug, Clone)]
pub struct PracticeHint {
    pub user_name: String,
    pub password: Secret,
}

/// What the wizard is started with, beside the world.
#[derive(Debug)]
pub struct Start {
    pub theme: Theme,
    pub width: u16,
    pub height: u16,
    pub now: Instant,
    /// The same moment as `now`, as the calendar has it.
    pub wall: Timestamp,
    /// Today in the operator's time zone: the default session's name.
    pub today: jiff::civil::Date,
    pub practice: Option<PracticeHint>,
    /// Whether the accounts are the sandbox's.
    pub sandbox: bool,
    /// The session to open at once.
    pub session: Option<String>,
    /// Answers given by flags.
    pub choices: Choices,
    /// How this program is called again with the same world: `cognito-ferry`, `cognito-ferry demo`.
    pub command: String,
}

/// A job that has not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    pub run: RunId,
    pub since: Instant,
}

/// A line that goes away by itself: what a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub until: Instant,
}

#[derive(Debug)]
pub struct State {
    pub start: Start,
    pub width: u16,
    pub height: u16,
    /// When the last action happened. Everything that is drawn is drawn as of this moment.
    pub now: Instant,
    pub step: Step,
    /// The step that the plan led back to, for one answer: from there Enter and Esc lead to the plan.
    pub returning: Option<Step>,
    marks: [Mark; Step::ORDER.len()],
    /// The migration that is worked on; none until one is begun or continued.
    pub session: Option<Session>,
    /// Who stands behind both sides, once opened.
    pub source: Option<Opened>,
    pub destination: Option<Opened>,
    /// The account ids that this session works with: opening a profile anew must lead to the same.
    pub known_accounts: BTreeMap<Side, String>,
    pending: BTreeMap<Slot, Pending>,
    runs: u64,
    pub overlay: Option<Overlay>,
    pub notice: Option<Notice>,
    /// The hash of the text that was copied last.
    pub copied: Option<u64>,
    /// The last failure that nothing has put right yet: told again on the normal screen after leaving.
    pub failure: Option<Problem>,
    /// Whether something changed that is on the screen.
    pub dirty: bool,
    pub home: home::HomeState,
    pub accounts: accounts::AccountsState,
    pub pools: pools::PoolsState,
    pub options: options::OptionsState,
    pub preflight: Findings,
    pub plan: plan::PlanState,
    pub apply: apply::ApplyState,
    pub verify: Findings,
    pub sign_in: sign_in::SignInState,
    pub done: done::DoneState,
    pub tear_down: tear_down::TearDownState,
    /// What is said after leaving of a session that was taken back completely.
    pub torn_down: Option<String>,
}

impl State {
    pub fn new(start: Start) -> Self {
        Self {
            width: start.width,
            height: start.height,
            now: start.now,
            step: Step::Home,
            returning: None,
            marks: Default::default(),
            session: None,
            source: None,
            destination: None,
            known_accounts: BTreeMap::new(),
            pending: BTreeMap::new(),
            runs: 0,
            overlay: None,
            notice: None,
            copied: None,
            failure: None,
            dirty: true,
            home: Default::default(),
            accounts: Default::default(),
            pools: Default::default(),
            options: Default::default(),
            preflight: Default::default(),
            plan: Default::default(),
            apply: Default::default(),
            verify: Default::default(),
            sign_in: Default::default(),
            done: Default::default(),
            tear_down: Default::default(),
            torn_down: None,
            start,
        }
    }

    pub fn theme(&self) -> Theme {
        self.start.theme
    }

    /// The calendar's time of the last action.
    pub fn wall(&self) -> Timestamp {
        let passed = self.now.saturating_duration_since(self.start.now);
        jiff::SignedDuration::try_from(passed)
            .ok()
            .and_then(|passed| self.start.wall.checked_add(passed).ok())
            .unwrap_or(self.start.wall)
    }

    pub fn opened(&self, side: Side) -> Option<&Opened> {
        match side {
            Side::Source => self.source.as_ref(),
            Side::Destination => self.destination.as_ref(),
        }
    }

    pub fn opened_mut(&mut self, side: Side) -> &mut Option<Opened> {
        match side {
            Side::Source => &mut self.source,
            Side::Destination => &mut self.destination,
        }
    }

    /// Both accounts, if both are open.
    pub fn account_runs(&self) -> Option<AccountRuns> {
        Some(AccountRuns { source: self.source.as_ref()?.run, destination: self.destination.as_ref()?.run })
    }

    /// Starts a job; a former one of the same slot no longer counts.
    pub fn run(&mut self, slot: Slot, job: Job) -> Vec<Effect> {
        let mut effects = self.abandon(slot);
        self.runs += 1;
        let run = RunId(self.runs);
        self.pending.insert(slot, Pending { run, since: self.now });
        effects.push(Effect::Run { slot, run, job });
        effects
    }

    /// No longer waits for the job of this slot.
    pub fn abandon(&mut self, slot: Slot) -> Vec<Effect> {
        self.pending.remove(&slot).map(|pending| Effect::Abandon(pending.run)).into_iter().collect()
    }

    pub fn pending(&self, slot: Slot) -> Option<Pending> {
        self.pending.get(&slot).copied()
    }

    /// Whether the slot waits for exactly this run; if the run is over, it no longer does.
    pub fn accept(&mut self, slot: Slot, run: RunId, over: bool) -> bool {
        let awaited = self.pending.get(&slot).is_some_and(|pending| pending.run == run);
        if awaited && over {
            self.pending.remove(&slot);
        }
        awaited
    }

    /// How long the job of this slot has been running.
    pub fn elapsed(&self, slot: Slot) -> Option<Duration> {
        Some(self.now.saturating_duration_since(self.pending(slot)?.since))
    }

    /// The spinner's picture for something that has been running for so long.
    pub fn spinner(&self, elapsed: Duration) -> &'static str {
        spinner::picture(elapsed, self.theme())
    }

    pub fn mark(&self, step: Step) -> Mark {
        self.marks[step.index()]
    }

    pub fn set_mark(&mut self, step: Step, mark: Mark) {
        self.marks[step.index()] = mark;
    }

    /// An answer of this step is another one now: what was done after it has to be looked at again.
    pub fn answer_changed(&mut self, step: Step) {
        for mark in &mut self.marks[step.index() + 1..] {
            if *mark != Mark::Open {
                *mark = Mark::Stale;
            }
        }
    }

    /// Works on this session from now on; everything that belonged to another one is forgotten. It is locked already.
    pub fn begin_session(&mut self, session: Session) -> Vec<Effect> {
        self.forget_session();
        if let Some(spec) = &session.spec {
            self.known_accounts.insert(Side::Source, spec.source.account.clone());
            self.known_accounts.insert(Side::Destination, spec.destination.account.clone());
        }
        let hold = Effect::Hold(Some(session.name.clone()));
        self.session = Some(session);
        vec![hold]
    }

    /// Works on no session any more.
    pub fn forget_session(&mut self) {
        self.marks = Default::default();
        self.set_mark(Step::Home, Mark::Done);
        (self.source, self.destination) = (None, None);
        self.pending.retain(|slot, _| slot.step() == Step::Home);
        self.known_accounts.clear();
        self.failure = None;
        self.accounts = Default::default();
        self.pools = Default::default();
        self.options = Default::default();
        self.preflight = Default::default();
        self.plan = Default::default();
        self.apply = Default::default();
        self.verify = Default::default();
        self.sign_in = Default::default();
        self.done = Default::default();
        self.tear_down = Default::default();
        self.torn_down = None;
        self.session = None;
    }

    /// Changes the choices through `change`; later steps become stale if that made a difference.
    pub fn choose(&mut self, step: Step, change: impl FnOnce(&mut Choices)) {
        let Some(session) = &mut self.session else { return };
        let before = session.choices.clone();
        change(&mut session.choices);
        if session.choices != before {
            // They were about the choices of before.
            session.checks.clear();
            session.sign_in = None;
            self.answer_changed(step);
        }
    }

    /// Shows a line for a moment.
    pub fn notify(&mut self, text: impl Into<String>) {
        let text = printable(&text.into()).into_owned();
        let time = NOTICE_TIME.max(READING_TIME * u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
        self.notice = Some(Notice { text, until: self.now + time });
    }

    /// Where the session is continued: what has come out well is not asked for again.
    fn continue_at(&self) -> Option<Step> {
        // Looking at what could be taken back changes nothing.
        if self.step == Step::TearDown && !self.tear_down.begun() {
            return None;
        }
        let over = matches!(self.step, Step::Apply | Step::Verify | Step::SignIn) && self.mark(self.step) == Mark::Done;
        Some(self.step.next().filter(|_| over).unwrap_or(self.step))
    }

    /// Saves the session as it is, except while apply, put-back or teardown is running: then the engine has it and saves it itself.
    pub fn save(&mut self) -> Vec<Effect> {
        if [Slot::Apply, Slot::PutBack, Slot::TearDown].into_iter().any(|slot| self.pending(slot).is_some()) {
            return Vec::new();
        }
        let (step, wall) = (self.continue_at(), self.wall());
        let Some(session) = &mut self.session else { return Vec::new() };
        if let Some(step) = step {
            session.step = Some(step.key().into());
        }
        session.updated = wall;
        vec![Effect::Save(Box::new(session.clone()))]
    }

    /// The next moment at which something on the screen changes by itself, if any.
    pub fn deadline(&self) -> Option<Instant> {
        let seen = |slot: &Slot| slot.step() == self.step || matches!(slot, Slot::Account(_));
        let spinning = self.pending.iter().filter(|(slot, _)| seen(slot));
        let spinner = spinning.map(|(_, pending)| spinner::next_deadline(pending.since, self.now)).min();
        let notice = self.notice.as_ref().map(|notice| notice.until);
        let screen = super::screens::of(self.step).deadline(self);
        [spinner, notice, screen].into_iter().flatten().min()
    }
}
