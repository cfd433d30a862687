//! The last screen: what to change in the application, where to try it in a browser, and what comes next.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Screen, tear_down};
use crate::aws::Side;
use crate::aws::document::pools::{ManagedLogin, sign_in_page};
use crate::model::blueprint::Blueprint;
use crate::model::groups;
use crate::problem::Problem;
use crate::resources::destination_client::DestinationClient;
use crate::resources::resource::{Observed, Resource as _};
use crate::sign_in::{NoAddress, managed_login_url};
use crate::text::printable;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::gate;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::{draw_more, text_width};
use crate::wizard::widgets::problem_panel::{hanging, indented};
use crate::wizard::widgets::scroll::Scroll;
use crate::wizard::widgets::spinner::picture;
use crate::wizard::widgets::wrap::{chop, fit, wrap};

/// Columns of the names of values.
const NAMES: usize = 16;

#[derive(Debug)]
pub struct DoneState {
    scroll: Scroll,
    /// What was read of managed login, where going through User pools has not told it.
    login: Option<Result<ManagedLogin, Problem>>,
}

impl Default for DoneState {
    fn default() -> Self {
        Self { scroll: Scroll::top(), login: None }
    }
}

#[derive(Debug)]
pub struct Done;

/// What the application needs to know.
struct Settings {
    pool_id: String,
    region: String,
    client_id: String,
    /// Managed login's page, where the destination pool has a domain and its app client a callback.
    url: Option<String>,
}

impl Screen for Done {
    fn explanation(&self, state: &State) -> String {
        match worked(state) {
            true => "The way is open: a user of the source pool who signs in to the new one is created there, password and all."
                .into(),
            false => "Everything is in place, but no test sign-in has worked yet. Esc goes back to try one.".into(),
        }
    }

    fn contexts(&self, _state: &State) -> Vec<Context> {
        vec![Context::Done, Context::Document]
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        state.done = DoneState::default();
        let mut effects = gate::open_missing(state);
        effects.extend(look_for_login(state));
        effects
    }

    fn opened(&self, state: &mut State) -> Vec<Effect> {
        look_for_login(state)
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        if let Answer::ManagedLogin(result) = answer {
            state.done.login = Some(result);
        }
        Vec::new()
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        match command {
            Command::Copy => return settings(state).map(|settings| Effect::Copy(copied(&settings))).into_iter().collect(),
            Command::Retry => return self.enter(state),
            Command::TearDown => return tear_down::open(state),
            _ => {}
        }
        let area = layout::matter(state);
        let lines = lines(state, text_width(area)).len();
        state.done.scroll.command(command, lines, usize::from(area.height));
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        let (lines, height) = (lines(state, text_width(area)), usize::from(area.height));
        let offset = state.done.scroll.offset(lines.len(), height);
        for (row, line) in area.rows().zip(lines.iter().skip(offset)) {
            frame.render_widget(line, row);
        }
        draw_more(frame, area, offset > 0, offset + height < lines.len(), state.theme());
    }
}

fn worked(state: &State) -> bool {
    state.session.as_ref().and_then(|session| session.sign_in.as_ref()).is_some_and(|record| record.succeeded)
}

fn settings(state: &State) -> Option<Settings> {
    let session = state.session.as_ref()?;
    let spec = session.spec.as_ref()?;
    let known = Blueprint::new(spec, &session.made).spec;
    Some(Settings {
        url: address(state).and_then(Result::ok),
        pool_id: known.destination.pool_id,
        region: known.destination.region,
        client_id: known.destination_client.id,
    })
}

/// The address, or why there is none; nothing while it is not known what managed login is like.
fn address(state: &State) -> Option<Result<String, NoAddress>> {
    let session = state.session.as_ref()?;
    Some(managed_login_url(session.spec.as_ref()?, &session.made, &known_login(state)?))
}

/// What is known of managed login: from the choice of a new pool, from the list of pools, or read for this screen.
fn known_login(state: &State) -> Option<ManagedLogin> {
    let session = state.session.as_ref()?;
    let spec = session.spec.as_ref()?;
    match (&spec.new_pool, state.pools.destination()) {
        (Some(new), _) => {
            let client = DestinationClient.desired(&Blueprint::new(spec, &session.made), &Observed::default());
            Some(ManagedLogin { domain: new.domain_prefix.clone(), page: sign_in_page(&client) })
        }
        (None, Some((pool, client))) => Some(ManagedLogin { domain: pool.domain.clone(), page: client.sign_in_page.clone() }),
        (None, None) => state.done.login.as_ref()?.as_ref().ok().cloned(),
    }
}

/// A session that is continued here has nothing of it in memory.
fn look_for_login(state: &mut State) -> Vec<Effect> {
    if known_login(state).is_some() || state.pending(Slot::ManagedLogin).is_some() {
        return Vec::new();
    }
    let (Some(settings), Some(account)) = (settings(state), state.destination.as_ref().map(|opened| opened.run)) else {
        return Vec::new();
    };
    let job = Job::ManagedLogin { account, pool: settings.pool_id, client: settings.client_id };
    state.run(Slot::ManagedLogin, job)
}

/// Why there is no address to show.
fn no_url(state: &State) -> String {
    let failed = match &state.done.login {
        Some(Err(problem)) => Some(problem),
        _ => state.accounts.problem(Side::Destination).filter(|_| state.destination.is_none()),
    };
    let waiting = state.elapsed(Slot::ManagedLogin).or_else(|| state.elapsed(Slot::Account(Side::Destination)));
    match (waiting, failed, address(state)) {
        (Some(elapsed), ..) => format!("{} Looking for the address", picture(elapsed, state.theme())),
        (None, Some(problem), _) => {
            format!("The address could not be looked up: {} r looks again.", printable(&problem.to_string()))
        }
        (None, None, Some(Err(reason))) => reason.sentence().into(),
        (None, None, Some(Ok(_)) | None) => "No account is open to look for the address. r looks again.".into(),
    }
}

/// The URL where there is one, else what the application needs.
fn copied(settings: &Settings) -> String {
    let Settings { pool_id, region, client_id, url } = settings;
    url.clone()
        .unwrap_or_else(|| format!("User pool: {pool_id}\nApp client: {client_id}\nRegion: {region}\nFlow: USER_PASSWORD_AUTH\n"))
}

fn lines(state: &State, width: usize) -> Vec<Line<'static>> {
    let theme = state.theme();
    let mut lines = vec![match worked(state) {
        true => Line::styled(format!("{} A test sign-in worked.", theme.mark_done()), theme.good()),
        false => Line::styled(format!("{} No test sign-in has worked yet.", theme.mark_warning()), theme.warning()),
    }];
    if let Some(settings) = settings(state) {
        lines.extend([Line::default(), Line::styled("Change in your application", theme.title())]);
        lines.extend(value("User pool", &settings.pool_id, width, theme));
        lines.extend(value("App client", &settings.client_id, width, theme));
        lines.extend(value("Region", &settings.region, width, theme));
        let flow = format!("USER_SRP_AUTH {} USER_PASSWORD_AUTH, or the trigger never sees the password", theme.arrow());
        lines.extend(value("Flow", &flow, width, theme));
        lines.extend([Line::default(), Line::styled("Try it in a browser", theme.title())]);
        let room = width.saturating_sub(2);
        let text = match &settings.url {
            Some(url) => chop(&printable(url), room).into_iter().map(|line| Line::styled(line, theme.accent())).collect(),
            None => hanging(theme.mark_open(), &no_url(state), room, theme.dim()),
        };
        lines.extend(indented(text));
    }
    lines.extend([Line::default(), Line::styled("What comes next", theme.title())]);
    for text in steps(state) {
        lines.extend(indented(hanging(theme.arrow(), &text, width.saturating_sub(2), theme.accent())));
    }
    if let Some(session) = &state.session {
        lines.extend([Line::default(), Line::styled("Come back to this session", theme.title())]);
        let command = format!("{} --session {}", state.start.command, session.name);
        lines.extend(indented(vec![Line::styled(command, theme.accent())]));
    }
    lines
}

fn steps(state: &State) -> Vec<String> {
    let mut steps = vec![
        "Release the application with these values. Each user moves at their first sign-in.".to_owned(),
        "Leave the source pool as it is: it is asked about every user who has not moved yet.".to_owned(),
    ];
    steps.extend(groups_step(state));
    steps.push("When most have moved, change the flow back to USER_SRP_AUTH and take everything back: press t.".to_owned());
    steps
}

/// What the operator does about groups, where the migration has some.
fn groups_step(state: &State) -> Option<String> {
    let session = state.session.as_ref()?;
    let blueprint = Blueprint::new(session.spec.as_ref()?, &session.made);
    if groups::wanted(&blueprint).is_empty() {
        return None;
    }
    // The command does not know the demo's accounts.
    let command = match state.start.command.strip_suffix(" demo") {
        Some(program) => format!("{program} groups"),
        None => format!("{} groups --session {}", state.start.command, session.name),
    };
    Some(match groups::come_at_first_sign_in(&blueprint) {
        true => format!(
            "Groups come with each first sign-in. Before you take everything back, look whether any are missing: {command}"
        ),
        false => format!(
            "Put who has moved into their groups, as often as you like and once before you take everything back: {command}"
        ),
    })
}

/// A name and its value, long values under themselves.
fn value(name: &str, text: &str, width: usize, theme: Theme) -> Vec<Line<'static>> {
    wrap(&printable(text), width.saturating_sub(NAMES + 2))
        .into_iter()
        .enumerate()
        .map(|(row, text)| {
            let name = if row == 0 { name } else { "" };
            Line::from(vec![Span::styled(format!("  {}", fit(name, NAMES, theme.ellipsis())), theme.dim()), Span::raw(text)])
        })
        .collect()
}

#[cfg(test)]
mod tests;
