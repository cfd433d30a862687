//! The test sign-in: a real user's name and password, and then the story of what happened with them.

mod removal;
mod story;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Screen;
use crate::aws::problem::{Problem, ProblemKind};
use crate::sign_in::story::Story;
use crate::sign_in::{self, story_text};
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::gate;
use crate::wizard::keymap::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::update::{advance, go};
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm::{self, Confirm};
use crate::wizard::widgets::problem_panel::{self, hanging};
use crate::wizard::widgets::scroll::Scroll;
use crate::wizard::widgets::secret_field::{self, SecretField};
use crate::wizard::widgets::spinner::{elapsed_text, picture};
use crate::wizard::widgets::text_field::{self, Label, TextField};

/// Columns of the labels.
const LABELS: u16 = 14;

#[derive(Debug, Default)]
pub struct SignInState {
    user_name: TextField,
    password: SecretField,
    field: Field,
    /// What is missing, beside its field.
    wrong: Option<(Field, &'static str)>,
    story: Option<Box<Story>>,
    problem: Option<Problem>,
    scroll: Option<Scroll>,
    /// Whether to remove the user again whom the test made.
    question: Option<Confirm>,
    /// What was said of the user who was removed.
    removed: Option<String>,
}

/// Which field has the cursor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Field {
    #[default]
    UserName,
    Password,
}

#[derive(Debug)]
pub struct SignIn;

impl Screen for SignIn {
    fn explanation(&self, _state: &State) -> String {
        "Sign in as one real user of the source pool, through the new pool. This proves the whole chain before your users meet it.".into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let screen = &state.sign_in;
        if screen.question.is_some() {
            return vec![Context::Question];
        }
        if state.pending(Slot::RemoveUser).is_some() {
            return Vec::new();
        }
        let mut contexts = match (&screen.problem, &screen.story) {
            (Some(_), _) => return vec![Context::Problem],
            (None, Some(story)) if story.succeeded => vec![Context::Story, Context::Document],
            (None, Some(_)) => vec![Context::Problem, Context::Document],
            (None, None) if state.pending(Slot::SignIn).is_some() => Vec::new(),
            (None, None) => vec![Context::Text, Context::Form, Context::SignIn],
        };
        if removal::removable(screen).is_some() {
            contexts.insert(0, Context::TestUser);
        }
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        if state.session.as_ref().is_some_and(|session| session.spec.is_none()) {
            return go(state, Step::Plan);
        }
        // A sign-in of before an answer changed proves nothing of what is there now.
        if state.mark(Step::SignIn) == Mark::Stale {
            (state.sign_in.story, state.sign_in.scroll, state.sign_in.problem) = (None, None, None);
        }
        if let Some(practice) = &state.start.practice
            && state.sign_in.user_name.value().is_empty()
        {
            state.sign_in.user_name.set(&practice.user_name);
            state.sign_in.password.set(&practice.password);
        }
        Vec::new()
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        if state.sign_in.question.is_some() {
            return removal::answered(state, command);
        }
        let screen = &mut state.sign_in;
        match command {
            Command::Delete => removal::ask(screen),
            Command::Next => return next(state),
            Command::Retry => return again(state),
            Command::Copy => return copy(screen),
            Command::NextField | Command::PreviousField => {
                screen.field = if screen.field == Field::UserName { Field::Password } else { Field::UserName };
            }
            Command::Type(_) | Command::Edit(_) => {
                screen.wrong = None;
                match screen.field {
                    Field::UserName => screen.user_name.command(command),
                    Field::Password => screen.password.command(command),
                };
            }
            command => {
                let (area, theme) = (layout::matter(state), state.theme());
                let screen = &mut state.sign_in;
                if let (Some(story), Some(scroll)) = (&screen.story, &mut screen.scroll) {
                    let lines = story::lines(story, text_width(area), theme).len();
                    scroll.command(command, lines, usize::from(area.height));
                }
            }
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        let screen = &mut state.sign_in;
        if screen.story.is_none() && screen.problem.is_none() && screen.question.is_none() {
            screen.wrong = None;
            match screen.field {
                Field::UserName => screen.user_name.paste(text),
                Field::Password => screen.password.paste(text),
            }
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        let result = match answer {
            Answer::SignedIn(result) => result,
            Answer::UserRemoved(result) => return removal::done(state, result),
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
                    state.sign_in.password.wipe();
                }
                state.sign_in.story = Some(story);
                state.sign_in.scroll = Some(Scroll::top());
                state.save()
            }
            Err(problem) => {
                state.set_mark(Step::SignIn, Mark::Failed);
                state.failure = Some(problem.clone());
                state.sign_in.problem = Some(problem);
                Vec::new()
            }
        }
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.sign_in.problem.as_ref()
    }

    fn escape(&self, state: &mut State) -> bool {
        state.sign_in.question.take().is_some()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        let (screen, theme) = (&state.sign_in, state.theme());
        if let Some(problem) = &screen.problem {
            return problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), theme));
        }
        if let (Some(story), Some(scroll)) = (&screen.story, screen.scroll) {
            if let Some(elapsed) = state.elapsed(Slot::RemoveUser) {
                let text = format!("Removing the user again, {}.", elapsed_text(elapsed));
                let lines = hanging(picture(elapsed, theme), &text, usize::from(area.width), theme.accent());
                return problem_panel::draw(frame, area, lines);
            }
            story::draw(frame, area, &story::lines(story, text_width(area), theme), scroll, theme);
            if let Some(question) = &screen.question {
                confirm::draw(frame, area, question, theme);
            }
            return;
        }
        draw_form(frame, area, state);
    }
}

/// Enter: signs in, or goes on after a sign-in that worked, or back to the form after one that did not.
fn next(state: &mut State) -> Vec<Effect> {
    if state.pending(Slot::SignIn).or(state.pending(Slot::RemoveUser)).is_some() {
        return Vec::new();
    }
    match &state.sign_in.story {
        Some(story) if story.succeeded => advance(state),
        Some(_) => again(state),
        None if state.sign_in.problem.is_some() => again(state),
        None => sign_in(state),
    }
}

fn sign_in(state: &mut State) -> Vec<Effect> {
    let screen = &mut state.sign_in;
    let missing = match (screen.user_name.value().is_empty(), screen.password.is_empty()) {
        (true, _) => Some((Field::UserName, "The name of a user of the source pool.")),
        (false, true) if screen.field == Field::UserName => {
            // Enter behind the name goes on to the password.
            screen.field = Field::Password;
            return Vec::new();
        }
        (false, true) => Some((Field::Password, "The password of this user in the source pool.")),
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
    state.run(Slot::SignIn, job)
}

/// Back to the form, with what was typed; if credentials ran out, by way of accounts that are opened anew.
fn again(state: &mut State) -> Vec<Effect> {
    if state.sign_in.story.is_none() && state.sign_in.problem.is_none() {
        return Vec::new();
    }
    if state.sign_in.story.is_some() && state.sign_in.problem.is_some() {
        // The user could not be removed: back to the story, from where it can be tried again.
        return without_problem(state);
    }
    // The same wrong password once more would only count towards the lock-out.
    let wrong = state.sign_in.story.take().is_some_and(|story| story.cause.as_deref() == Some("wrong-password"));
    if wrong {
        state.sign_in.password.wipe();
    }
    state.sign_in.scroll = None;
    state.sign_in.field = Field::Password;
    without_problem(state)
}

fn without_problem(state: &mut State) -> Vec<Effect> {
    match state.sign_in.problem.take() {
        Some(Problem { kind: ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials, .. }) => gate::reopen(state),
        _ => Vec::new(),
    }
}

/// The failure, or the story of a sign-in that did not work.
fn copy(screen: &SignInState) -> Vec<Effect> {
    let text = match (&screen.problem, &screen.story) {
        (Some(problem), _) => problem_panel::text(problem),
        (None, Some(story)) => story_text::text(story),
        (None, None) => return Vec::new(),
    };
    vec![Effect::Copy(text)]
}

fn draw_form(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let (screen, theme) = (&state.sign_in, state.theme());
    let running = state.elapsed(Slot::SignIn);
    let label = |field: Field, text, placeholder| Label {
        text,
        width: LABELS,
        focused: running.is_none() && screen.field == field,
        wrong: screen.wrong.filter(|(wrong, _)| *wrong == field).map(|(_, message)| message),
        placeholder,
    };
    let name = label(Field::UserName, "User name", "as the user types it");
    let password = label(Field::Password, "Password", "");
    let mut row = area;
    row.height = text_field::height(&name, screen.user_name.value(), area.width).min(area.height);
    text_field::draw(frame, row, &name, screen.user_name.line(), theme);
    let mut row = Rect { y: row.bottom(), height: area.bottom().saturating_sub(row.bottom()), ..area };
    let wanted = text_field::height(&password, "", area.width).min(row.height);
    secret_field::draw(frame, Rect { height: wanted, ..row }, &password, &screen.password, theme);
    row = Rect { y: row.y + wanted, height: row.height - wanted, ..row };
    let mut lines = vec![Line::default()];
    match running {
        Some(elapsed) => {
            let text = format!(
                "Signing in, {}. Then what happened is looked up: link by link, in both accounts.",
                elapsed_text(elapsed)
            );
            lines.extend(hanging(picture(elapsed, theme), &text, usize::from(area.width), theme.accent()));
        }
        None => lines
            .extend(notes(state).into_iter().flat_map(|(mark, text)| hanging(mark, &text, usize::from(area.width), theme.dim()))),
    }
    problem_panel::draw(frame, row, lines);
}

/// What one should know before signing in.
fn notes(state: &State) -> Vec<(&'static str, String)> {
    let theme = state.theme();
    let place = state.session.as_ref().and_then(|session| session.spec.as_ref()).map(|spec| &spec.destination);
    let place = place
        .map_or_else(String::new, |place| format!(" {} in account {}", crate::text::printable(&place.pool_name), place.account));
    let mut notes: Vec<_> = state.sign_in.removed.iter().map(|text| (theme.mark_done(), text.clone())).collect();
    notes.extend([
        (theme.mark_warning(), format!("This is a real sign-in: it creates this user in the destination pool{place}.")),
        (theme.mark_open(), "The password is sent to Amazon Cognito only. It is never shown, saved or logged.".into()),
    ]);
    if state.start.practice.is_some() {
        notes.push((theme.mark_open(), "A practice user is filled in. Enter signs in.".into()));
    }
    notes
}

#[cfg(test)]
mod tests;
