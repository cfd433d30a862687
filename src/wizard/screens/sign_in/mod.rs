//! The test sign-in: a real user's name and password, and then the story of what happened with them.

mod draw;
mod removal;
pub mod state;
mod story;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::state::{SignInField, SignInState};
use super::screen::Screen;
use crate::problem::{Problem, ProblemKind};
use crate::sign_in::{self, report_text};
use crate::wizard::effect::{Effect, advance, go, reopen};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, Job, JobKind};
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::scroll::Scroll;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct SignInScreen;

impl Screen for SignInScreen {
    fn explanation(&self, _state: &State) -> String {
        "Sign in as one real user of the source pool, through the new pool. This proves the whole chain before your users meet it.".into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let screen = &state.screens.sign_in;
        if screen.question.is_some() {
            return vec![Context::Question];
        }
        if state.pending(JobKind::RemoveUser).is_some() {
            return Vec::new();
        }
        let mut contexts = match (&screen.problem, &screen.story) {
            (Some(_), _) => return vec![Context::Problem],
            (None, Some(story)) if story.succeeded => vec![Context::Story, Context::Document],
            (None, Some(_)) => vec![Context::Problem, Context::Document],
            (None, None) if state.pending(JobKind::SignIn).is_some() => Vec::new(),
            (None, None) => vec![Context::Text, Context::Form, Context::SignIn],
        };
        if removal::removable(screen).is_some() {
            contexts.insert(0, Context::TestUser);
        }
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        if state.session.as_ref().is_some_and(|session| session.spec.is_none()) {
            return go(Step::Plan);
        }
        // A sign-in of before an answer changed proves nothing of what is there now.
        if state.mark(Step::SignIn) == Mark::Stale {
            (state.screens.sign_in.story, state.screens.sign_in.scroll, state.screens.sign_in.problem) = (None, None, None);
        }
        if let Some(practice) = &state.start.practice
            && state.screens.sign_in.user_name.value().is_empty()
        {
            state.screens.sign_in.user_name.set(&practice.user_name);
            state.screens.sign_in.password.set(&practice.password);
        }
        Vec::new()
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        if state.screens.sign_in.question.is_some() {
            return removal::answered(state, command);
        }
        let screen = &mut state.screens.sign_in;
        match command {
            Command::Delete => removal::ask(screen),
            Command::Next => return next(state),
            Command::Retry => return again(state),
            Command::Copy => return copy(screen),
            Command::NextField | Command::PreviousField => {
                screen.field = if screen.field == SignInField::UserName { SignInField::Password } else { SignInField::UserName };
            }
            Command::Type(_) | Command::Edit(_) => {
                screen.wrong = None;
                match screen.field {
                    SignInField::UserName => screen.user_name.command(command),
                    SignInField::Password => screen.password.command(command),
                };
            }
            command => {
                let (area, theme) = (state.content, state.theme());
                let screen = &mut state.screens.sign_in;
                if let (Some(story), Some(scroll)) = (&screen.story, &mut screen.scroll) {
                    let lines = story::lines(story, text_width(area), theme).len();
                    scroll.command(command, lines, usize::from(area.height));
                }
            }
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        let screen = &mut state.screens.sign_in;
        if screen.story.is_none() && screen.problem.is_none() && screen.question.is_none() {
            screen.wrong = None;
            match screen.field {
                SignInField::UserName => screen.user_name.paste(text),
                SignInField::Password => screen.password.paste(text),
            }
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _kind: JobKind, answer: Answer) -> Vec<Effect> {
        let result = match answer {
            Answer::SignIn(result) => result,
            Answer::RemoveUser(result) => return removal::done(state, result),
            _ => return Vec::new(),
        };
        match result {
            Ok(story) => {
                let (at, succeeded) = (state.wall(), story.succeeded);
                state.set_mark(Step::SignIn, if succeeded { Mark::Done } else { Mark::Failed });
                state.failure = None;
                if let Some(session) = &mut state.session {
                    sign_in::removal::record(session, &story, at);
                }
                // A password that has done its work is not kept.
                if succeeded {
                    state.screens.sign_in.password.wipe();
                }
                state.screens.sign_in.story = Some(story);
                state.screens.sign_in.scroll = Some(Scroll::top());
                state.save()
            }
            Err(problem) => {
                state.set_mark(Step::SignIn, Mark::Failed);
                state.failure = Some(problem.clone());
                state.screens.sign_in.problem = Some(problem);
                Vec::new()
            }
        }
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.screens.sign_in.problem.as_ref()
    }

    fn copied(&self, _state: &State) -> &'static str {
        "What happened"
    }

    fn escape(&self, state: &mut State) -> bool {
        state.screens.sign_in.question.take().is_some()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// Enter: signs in, or goes on after a sign-in that worked, or back to the form after one that did not.
fn next(state: &mut State) -> Vec<Effect> {
    if state.pending(JobKind::SignIn).or(state.pending(JobKind::RemoveUser)).is_some() {
        return Vec::new();
    }
    match &state.screens.sign_in.story {
        Some(story) if story.succeeded => advance(),
        Some(_) => again(state),
        None if state.screens.sign_in.problem.is_some() => again(state),
        None => sign_in(state),
    }
}

fn sign_in(state: &mut State) -> Vec<Effect> {
    let screen = &mut state.screens.sign_in;
    let missing = match (screen.user_name.value().is_empty(), screen.password.is_empty()) {
        (true, _) => Some((SignInField::UserName, "The name of a user of the source pool.")),
        (false, true) if screen.field == SignInField::UserName => {
            // Enter behind the name goes on to the password.
            screen.field = SignInField::Password;
            return Vec::new();
        }
        (false, true) => Some((SignInField::Password, "The password of this user in the source pool.")),
        (false, false) => None,
    };
    if let Some((field, _)) = missing {
        screen.field = field;
        screen.wrong = missing;
        return Vec::new();
    }
    screen.removed = None;
    let (user_name, password) = (screen.user_name.value().to_owned(), screen.password.secret());
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let Some(spec) = session.spec.clone() else { return Vec::new() };
    let job = Job::SignIn { session: Box::new(session.clone()), spec: Box::new(spec), accounts, user_name, password };
    state.run(job)
}

/// Back to the form, with what was typed; if credentials ran out, by way of accounts that are opened anew.
fn again(state: &mut State) -> Vec<Effect> {
    if state.screens.sign_in.story.is_none() && state.screens.sign_in.problem.is_none() {
        return Vec::new();
    }
    if state.screens.sign_in.story.is_some() && state.screens.sign_in.problem.is_some() {
        // The user could not be removed: back to the story, from where it can be tried again.
        return without_problem(state);
    }
    // The same wrong password once more would only count towards the lock-out.
    let wrong = state.screens.sign_in.story.take().is_some_and(|story| story.cause.as_deref() == Some("wrong-password"));
    if wrong {
        state.screens.sign_in.password.wipe();
    }
    state.screens.sign_in.scroll = None;
    state.screens.sign_in.field = SignInField::Password;
    without_problem(state)
}

fn without_problem(state: &mut State) -> Vec<Effect> {
    match state.screens.sign_in.problem.take() {
        Some(Problem { kind: ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials, .. }) => reopen(),
        _ => Vec::new(),
    }
}

/// The failure, or the story of a sign-in that did not work.
fn copy(screen: &SignInState) -> Vec<Effect> {
    let text = match (&screen.problem, &screen.story) {
        (Some(problem), _) => problem_panel::text(problem),
        (None, Some(story)) => report_text::text(story),
        (None, None) => return Vec::new(),
    };
    vec![Effect::Copy(text)]
}
