//! The whole wizard as data: the session it works on, what was fetched, where the cursor is. Holds no client and reads no clock.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::effect::Effect;
use super::operation::{AccountRuns, Job, JobKind, Opened, RunId};
use super::overlay::state::Overlay;
use super::screens::states::Screens;
use super::step::{Mark, Step};
use super::theme::Theme;
use super::widgets::{confirm, spinner};
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

/// The whole wizard.
#[derive(Debug)]
pub struct State {
    pub start: Start,
    pub width: u16,
    pub height: u16,
    /// Where the screen that is shown draws its content: what scrolls has to know how much of it is seen.
    pub content: Rect,
    /// When the last action happened. Everything that is drawn is drawn as of this moment.
    pub now: Instant,
    pub step: Step,
    /// The step that the plan led back to, for one answer: from there Enter and Esc lead to the plan.
    pub return_to_plan: Option<Step>,
    marks: [Mark; Step::ORDER.len()],
    /// The migration that is worked on; none until one is begun or continued.
    pub session: Option<Session>,
    /// Who stands behind both sides, once opened.
    pub source: Option<Opened>,
    pub destination: Option<Opened>,
    /// The account ids that this session works with: opening a profile anew must lead to the same.
    pub known_accounts: BTreeMap<Side, String>,
    pending: BTreeMap<JobKind, Pending>,
    runs: u64,
    pub overlay: Option<Overlay>,
    pub notice: Option<Notice>,
    /// The hash of the text that was copied last.
    pub copied: Option<u64>,
    /// The last failure that nothing has put right yet: told again on the normal screen after leaving.
    pub failure: Option<Problem>,
    /// Whether something changed that is on the screen.
    pub dirty: bool,
    /// What each screen knows.
    pub screens: Screens,
    /// What is said after leaving of a session that was taken back completely.
    pub torn_down: Option<String>,
}

impl State {
    /// Before anything has been done.
    pub fn new(start: Start) -> Self {
        Self {
            width: start.width,
            height: start.height,
            content: Rect::default(),
            now: start.now,
            step: Step::Home,
            return_to_plan: None,
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
            screens: Screens::default(),
            torn_down: None,
            start,
        }
    }

    /// The colours and signs in force.
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

    /// What a question may cover: everything but the keys that answer it.
    pub fn question_room(&self) -> Rect {
        confirm::room(Rect::new(0, 0, self.width, self.height))
    }

    /// Who stands behind this side, once opened.
    pub fn opened(&self, side: Side) -> Option<&Opened> {
        match side {
            Side::Source => self.source.as_ref(),
            Side::Destination => self.destination.as_ref(),
        }
    }

    /// Who stands behind this side, to be changed.
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

    /// Starts a job; a former one of the same kind no longer counts.
    pub fn run(&mut self, job: Job) -> Vec<Effect> {
        let kind = job.kind();
        let mut effects = self.abandon(kind);
        self.runs += 1;
        let run = RunId(self.runs);
        self.pending.insert(kind, Pending { run, since: self.now });
        effects.push(Effect::Run { run, job });
        effects
    }

    /// No longer waits for the job of this kind.
    pub fn abandon(&mut self, kind: JobKind) -> Vec<Effect> {
        self.pending.remove(&kind).map(|pending| Effect::Abandon(pending.run)).into_iter().collect()
    }

    /// The job of this kind, as long as it has not answered.
    pub fn pending(&self, kind: JobKind) -> Option<Pending> {
        self.pending.get(&kind).copied()
    }

    /// What the job of this run is for, if it is still waited for.
    pub fn awaited(&self, run: RunId) -> Option<JobKind> {
        self.pending.iter().find(|(_, pending)| pending.run == run).map(|(kind, _)| *kind)
    }

    /// The job of this run is over. None: it is not waited for any more.
    pub fn finish(&mut self, run: RunId) -> Option<JobKind> {
        let kind = self.awaited(run)?;
        self.pending.remove(&kind);
        Some(kind)
    }

    /// The jobs that have not answered yet.
    pub fn all_pending(&self) -> impl Iterator<Item = (JobKind, Pending)> {
        self.pending.iter().map(|(kind, pending)| (*kind, *pending))
    }

    /// How long the job of this kind has been running.
    pub fn elapsed(&self, kind: JobKind) -> Option<Duration> {
        Some(self.now.saturating_duration_since(self.pending(kind)?.since))
    }

    /// The spinner's picture for something that has been running for so long.
    pub fn spinner(&self, elapsed: Duration) -> &'static str {
        spinner::picture(elapsed, self.theme())
    }

    /// How far this step is.
    pub fn mark(&self, step: Step) -> Mark {
        self.marks[step.index()]
    }

    /// This step has come so far.
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
        let lock = Effect::KeepOnlyLock(Some(session.name.clone()));
        self.session = Some(session);
        vec![lock]
    }

    /// Works on no session any more.
    pub fn forget_session(&mut self) {
        self.marks = Default::default();
        self.set_mark(Step::Home, Mark::Done);
        (self.source, self.destination) = (None, None);
        self.pending.retain(|kind, _| kind.step() == Step::Home);
        self.known_accounts.clear();
        self.failure = None;
        self.screens.forget_session();
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
        if self.step == Step::TearDown && !self.screens.tear_down.begun() {
            return None;
        }
        let over = matches!(self.step, Step::Apply | Step::Verify | Step::SignIn) && self.mark(self.step) == Mark::Done;
        Some(self.step.next().filter(|_| over).unwrap_or(self.step))
    }

    /// Saves the session as it is, except while a job writes to the accounts: then the engine has it and saves it itself.
    pub fn save(&mut self) -> Vec<Effect> {
        if self.pending.keys().any(|kind| kind.writes()) {
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
}
