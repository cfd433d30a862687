//! What would be put back, in words, in the width that there is.

use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::migration::restore::Restoration;
use crate::text::printable;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::document;
use crate::wizard::widgets::summary;

/// What is put back, and what Enter does.
pub fn headings(shown: &Restoration, theme: Theme) -> [String; 2] {
    let name = format!("~ {}: {}", shown.resource.title(), printable(&shown.name));
    let heading = match shown.fields.is_empty() {
        true => "It is as it was recorded already; Enter notes that.".to_owned(),
        false => format!("From what stands there {} to what was recorded. Enter puts it back; it asks first.", theme.arrow()),
    };
    [name, heading]
}

/// Where the differences are, under their headings.
pub fn list(shown: &Restoration, area: Rect, theme: Theme) -> Rect {
    let rows = headings(shown, theme).map(|heading| summary::rows(Line::raw(heading), usize::from(area.width)).len());
    summary::below(area, rows.iter().sum())
}

/// The differences.
pub fn lines(shown: &Restoration, area: Rect, theme: Theme) -> Vec<Line<'static>> {
    document::drawn(&document::field_lines(&shown.fields, theme.arrow()), text_width(area), theme)
}
