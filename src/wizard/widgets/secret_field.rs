//! A field for a password: masked from the first character, wiped when dropped, never printed.

use ratatui::Frame;
use ratatui::layout::Rect;
use zeroize::Zeroize;

use super::line::{Accepts, Edited, Line};
use super::text_field::{self, Label};
use crate::secret::Secret;
use crate::wizard::keymap::binding::{Command, Edit};
use crate::wizard::theme::Theme;

/// Cognito takes passwords of up to 256 characters; each may take four bytes.
const LIMIT: usize = 256 * 4;

/// A password that is being typed. Its memory is reserved at once, so that growing leaves no copies behind.
pub struct SecretField(Line);

impl Default for SecretField {
    fn default() -> Self {
        let mut line = Line::new(LIMIT, Accepts::AllButControls);
        line.reserve_all();
        Self(line)
    }
}

impl Drop for SecretField {
    fn drop(&mut self) {
        self.0.text_mut().zeroize();
    }
}

impl std::fmt::Debug for SecretField {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SecretField(…)")
    }
}

impl SecretField {
    pub fn is_empty(&self) -> bool {
        self.0.text().is_empty()
    }

    /// A copy for the call that sends it.
    pub fn secret(&self) -> Secret {
        Secret::new(self.0.text())
    }

    pub fn set(&mut self, secret: &Secret) {
        self.wipe();
        self.0.paste(secret.expose());
    }

    /// Empties it and the memory behind it.
    pub fn wipe(&mut self) {
        self.0.text_mut().zeroize();
    }

    pub fn command(&mut self, command: Command) -> Edited {
        self.0.command(command)
    }

    pub fn paste(&mut self, text: &str) {
        self.0.paste(text);
    }

    /// As dots, one for each character: what is drawn never holds the password.
    fn masked(&self, theme: Theme) -> Line {
        let mut masked = Line::new(LIMIT, Accepts::Visible);
        let (before, after) = self.0.text().split_at(self.0.cursor());
        let dots = |text: &str| theme.masked().repeat(text.chars().count());
        masked.paste(&dots(after));
        masked.command(Command::Edit(Edit::Start));
        masked.paste(&dots(before));
        masked
    }
}

/// Draws label and mask; the rows it takes are those of [`text_field::height`].
pub fn draw(frame: &mut Frame<'_>, area: Rect, label: &Label<'_>, field: &SecretField, theme: Theme) {
    text_field::draw(frame, area, label, &field.masked(theme), theme);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::widgets::test_support::drawn;

    fn screen(field: &SecretField) -> String {
        let label = Label { text: "Password", width: 12, focused: true, wrong: None, placeholder: "" };
        drawn(40, 1, |frame| draw(frame, frame.area(), &label, field, Theme { color: true, unicode: true })).concat()
    }

    #[test]
    fn the_first_typed_character_and_a_paste_are_masked() {
        let mut field = SecretField::default();
        field.command(Command::Type('Q'));
        assert_eq!(screen(&field).matches('•').count(), 1);
        field.paste("uokka!Zebra\n");
        let screen = screen(&field);
        assert_eq!(screen.matches('•').count(), 12);
        assert!(!screen.contains('Q') && !screen.contains("uokka"));
        assert_eq!(field.secret(), Secret::new("Quokka!Zebra"));
    }

    #[test]
    fn debug_output_never_shows_the_value_nor_its_length() {
        let mut field = SecretField::default();
        field.paste("Quokka!Zebra");
        assert_eq!(format!("{field:?}"), "SecretField(…)");
    }

    #[test]
    fn wiping_clears_the_bytes_and_keeps_the_reserved_memory() {
        let mut field = SecretField::default();
        let reserved = field.0.text_mut().capacity();
        field.paste(&"pässword ".repeat(100));
        assert_eq!(field.0.text_mut().capacity(), reserved, "typing must never move the text");
        field.wipe();
        assert!(field.is_empty());
        field.paste("again");
        assert_eq!(field.secret(), Secret::new("again"));
    }
}
