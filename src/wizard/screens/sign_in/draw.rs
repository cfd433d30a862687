//! How the test sign-in looks: the form, and then the story of what happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::state::SignInField;
use super::story;
use crate::wizard::operation::JobKind;
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::{draw_more, text_width};
use crate::wizard::widgets::confirm;
use crate::wizard::widgets::problem_panel::{self, hanging};
use crate::wizard::widgets::scroll::Scroll;
use crate::wizard::widgets::secret_field;
use crate::wizard::widgets::spinner::{elapsed_text, picture};
use crate::wizard::widgets::text_field::{self, Label};

/// Columns of the labels.
const LABELS: u16 = 14;

/// Draws the error, the story or the form.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let (screen, theme) = (&state.screens.sign_in, state.theme());
    if let Some(problem) = &screen.problem {
        return problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), theme));
    }
    if let (Some(story), Some(scroll)) = (&screen.story, screen.scroll) {
        if let Some(elapsed) = state.elapsed(JobKind::RemoveUser) {
            let text = format!("Removing the user again, {}.", elapsed_text(elapsed));
            let lines = hanging(picture(elapsed, theme), &text, usize::from(area.width), theme.accent());
            return problem_panel::draw(frame, area, lines);
        }
        draw_story(frame, area, &story::lines(story, text_width(area), theme), scroll, theme);
        if let Some(question) = &screen.question {
            confirm::draw(frame, area, question, theme);
        }
        return;
    }
    draw_form(frame, area, state);
}

fn draw_story(frame: &mut Frame<'_>, area: Rect, lines: &[Line<'static>], scroll: Scroll, theme: Theme) {
    let height = usize::from(area.height);
    let offset = scroll.offset(lines.len(), height);
    for (row, line) in area.rows().zip(lines.iter().skip(offset)) {
        frame.render_widget(line, row);
    }
    draw_more(frame, area, offset > 0, offset + height < lines.len(), theme);
}

fn draw_form(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let (screen, theme) = (&state.screens.sign_in, state.theme());
    let running = state.elapsed(JobKind::SignIn);
    let label = |field: SignInField, text, placeholder| Label {
        text,
        width: LABELS,
        focused: running.is_none() && screen.field == field,
        wrong: screen.wrong.filter(|(wrong, _)| *wrong == field).map(|(_, message)| message),
        placeholder,
    };
    let name = label(SignInField::UserName, "User name", "as the user types it");
    let password = label(SignInField::Password, "Password", "");
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
    let mut notes: Vec<_> = state.screens.sign_in.removed.iter().map(|text| (theme.mark_done(), text.clone())).collect();
    notes.extend([
        (theme.mark_warning(), format!("This is a real sign-in: it creates this user in the destination pool{place}.")),
        (theme.mark_open(), "The password is sent to Amazon Cognito only. It is never shown, saved or logged.".into()),
    ]);
    if state.start.practice.is_some() {
        notes.push((theme.mark_open(), "A practice user is filled in. Enter signs in.".into()));
    }
    notes
}
