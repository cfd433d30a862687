//! Taking back what was shown: how it begins, its keys, how it ends.

use super::content;
use super::looking::look;
use crate::migration::teardown::{self, RemovalAction, TeardownSummary};
use crate::problem::Problem;
use crate::session::document::Session;
use crate::wizard::effect::{Effect, go, reopen};
use crate::wizard::keymap::binding::Command;
use crate::wizard::operation::Job;
use crate::wizard::screens::live::content::log_extent;
use crate::wizard::screens::live::progress::Work;
use crate::wizard::screens::live::run::{End, LiveRun};
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};

/// Everything has been shown and asked: it begins, with exactly what was shown.
pub fn start(state: &mut State, keep_logs: bool) -> Vec<Effect> {
    let Some(accounts) = state.account_runs() else { return Vec::new() };
    let (Some(session), Some(teardown)) = (&mut state.session, state.screens.tear_down.teardown.take()) else {
        return Vec::new();
    };
    // Continuing opens here until it is through.
    session.step = Some(Step::TearDown.key().into());
    let work = teardown.removals.iter().filter_map(|removal| match removal.action {
        RemovalAction::Delete => Some((removal.resource, Work::Delete)),
        RemovalAction::Revert => Some((removal.resource, Work::Revert)),
        _ => None,
    });
    state.screens.tear_down.live = Some(LiveRun::new(work, state.now));
    let job = Job::TearDown {
        session: Box::new(session.clone()),
        teardown,
        decisions: Box::new(state.screens.tear_down.decisions.clone()),
        accounts,
        keep_logs,
    };
    for step in [Step::Apply, Step::Verify, Step::SignIn, Step::Done] {
        if state.mark(step) != Mark::Open {
            state.set_mark(step, Mark::Stale);
        }
    }
    state.run(job)
}

/// It is over, however it came out.
pub fn ended(state: &mut State, session: Box<Session>, result: Result<TeardownSummary, Problem>) -> Vec<Effect> {
    let problem = result.as_ref().err().cloned();
    if let Some(live) = &mut state.screens.tear_down.live {
        live.finish(problem.clone(), state.now);
    }
    state.set_mark(Step::TearDown, if problem.is_none() { Mark::Done } else { Mark::Failed });
    state.failure = problem;
    state.screens.tear_down.result = result.ok();
    if let Some(result) = state.screens.tear_down.result.as_ref().filter(|result| result.archived) {
        // Its file is in the archive; saving it would bring it back.
        state.torn_down = Some(teardown::farewell(&session.name, result));
        state.session = None;
        Step::ORDER.into_iter().filter(|step| *step != Step::TearDown).for_each(|step| state.set_mark(step, Mark::Open));
        return vec![Effect::KeepOnlyLock(None)];
    }
    state.session = Some(*session);
    state.save()
}

/// Keys while it runs, and when it is over.
pub fn command(state: &mut State, command: Command) -> Vec<Effect> {
    let (area, theme) = (state.content, state.theme());
    let room = state.question_room();
    let Some(live) = &mut state.screens.tear_down.live else { return Vec::new() };
    if let Some(effects) = live.answer(command, room) {
        return effects;
    }
    match (command, &live.end) {
        (Command::Copy, _) => vec![Effect::Copy(live.text())],
        (Command::Next, Some(End::Finished)) => go(Step::Home),
        (Command::Next | Command::Retry, Some(_)) => {
            let lost = live.lost_credentials();
            state.screens.tear_down.live = None;
            state.screens.tear_down.teardown = None;
            if lost { reopen() } else { look(state) }
        }
        (Command::Next | Command::Retry, None) => Vec::new(),
        (command, _) => {
            let (words, now) = (content::of_the_run(state, area.width), state.now);
            let Some(live) = &mut state.screens.tear_down.live else { return Vec::new() };
            let (lines, height) = log_extent(live, words, area, now, theme);
            live.log.command(command, lines, height);
            Vec::new()
        }
    }
}
