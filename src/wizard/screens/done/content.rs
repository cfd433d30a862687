//! The last screen in words, in the width that there is.

use ratatui::text::{Line, Span};

use super::settings::{address, settings, worked};
use crate::aws::Side;
use crate::model::blueprint::Blueprint;
use crate::model::groups;
use crate::text::printable;
use crate::wizard::operation::JobKind;
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::problem_panel::{hanging, indented};
use crate::wizard::widgets::spinner::picture;
use crate::wizard::widgets::wrap::{chop, fit, wrap};

/// Columns of the names of values.
const NAMES: usize = 16;

/// All of it.
pub fn lines(state: &State, width: usize) -> Vec<Line<'static>> {
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

/// What comes next.
pub fn steps(state: &State) -> Vec<String> {
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

/// Why there is no address to show.
fn no_url(state: &State) -> String {
    let failed = match &state.screens.done.login {
        Some(Err(problem)) => Some(problem),
        _ => state.screens.accounts.problem(Side::Destination).filter(|_| state.destination.is_none()),
    };
    let waiting = state.elapsed(JobKind::ManagedLogin).or_else(|| state.elapsed(JobKind::OpenAccount(Side::Destination)));
    match (waiting, failed, address(state)) {
        (Some(elapsed), ..) => format!("{} Looking for the address", picture(elapsed, state.theme())),
        (None, Some(problem), _) => {
            format!("The address could not be looked up: {} r looks again.", printable(&problem.to_string()))
        }
        (None, None, Some(Err(reason))) => reason.sentence().into(),
        (None, None, Some(Ok(_)) | None) => "No account is open to look for the address. r looks again.".into(),
    }
}
