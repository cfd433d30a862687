//! Styles by meaning. Only the terminal's own 16 colours and no backgrounds, so that light and dark themes both stay readable;
//! every state also has its own mark, so that nothing depends on colour.

use ratatui::style::{Color, Modifier, Style};

/// Whether to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// As `NO_COLOR` and `TERM` say.
    #[default]
    Auto,
    Always,
    Never,
}

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    pub color: bool,
    /// Whether the terminal's character set is UTF-8; else marks and lines are ASCII.
    pub unicode: bool,
}

impl Theme {
    /// From the choice and the environment's `NO_COLOR`, `LC_ALL`, `LC_CTYPE`, `LANG`.
    pub fn new(choice: ColorChoice, environment: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| environment(name).filter(|value| !value.is_empty());
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => set("NO_COLOR").is_none(),
        };
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let unicode = match locale {
            Some(locale) => locale.to_ascii_lowercase().replace('-', "").contains("utf8"),
            // Windows has no locale variables and draws UTF-8; elsewhere none means the C locale.
            None => cfg!(windows),
        };
        Self { color, unicode }
    }

    fn colored(self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }

    pub fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Explanations, secondary values.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// What can be acted on: keys, the current step, links.
    pub fn accent(self) -> Style {
        self.colored(Color::Cyan)
    }

    pub fn good(self) -> Style {
        self.colored(Color::Green)
    }

    pub fn warning(self) -> Style {
        self.colored(Color::Magenta).add_modifier(Modifier::BOLD)
    }

    pub fn bad(self) -> Style {
        self.colored(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// The row under the cursor.
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The row that is chosen in a list that is not under the cursor.
    pub fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    fn mark(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }

    pub fn mark_done(self) -> &'static str {
        self.mark("✓", "+")
    }

    pub fn mark_failed(self) -> &'static str {
        self.mark("✗", "x")
    }

    pub fn mark_warning(self) -> &'static str {
        "!"
    }

    pub fn mark_stale(self) -> &'static str {
        self.mark("↻", "~")
    }

    pub fn mark_open(self) -> &'static str {
        self.mark("·", ".")
    }

    pub fn mark_current(self) -> &'static str {
        self.mark("›", ">")
    }

    pub fn mark_more_above(self) -> &'static str {
        self.mark("↑", "^")
    }

    pub fn mark_more_below(self) -> &'static str {
        self.mark("↓", "v")
    }

    pub fn arrow(self) -> &'static str {
        self.mark("→", "->")
    }

    pub fn ellipsis(self) -> &'static str {
        self.mark("…", "...")
    }

    pub fn separator(self) -> &'static str {
        self.mark(" · ", " - ")
    }

    pub fn masked(self) -> &'static str {
        self.mark("•", "*")
    }

    /// The pictures of the spinner, in order.
    pub fn spinner(self) -> &'static [&'static str] {
        if self.unicode {
            &["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
        } else {
            &["|", "/", "-", "\\"]
        }
    }

    pub fn horizontal(self) -> &'static str {
        self.mark("─", "-")
    }

    pub fn vertical(self) -> &'static str {
        self.mark("│", "|")
    }

    /// The lines around a panel.
    pub fn border(self) -> ratatui::symbols::border::Set<'static> {
        if self.unicode {
            ratatui::symbols::border::ROUNDED
        } else {
            ratatui::symbols::border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            }
        }
    }

    /// Where the rail's line meets the header's line.
    pub fn tee_down(self) -> &'static str {
        self.mark("┬", "+")
    }

    /// Where the rail's line meets the footer's line.
    pub fn tee_up(self) -> &'static str {
        self.mark("┴", "+")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(choice: ColorChoice, variables: &[(&str, &str)]) -> Theme {
        Theme::new(choice, |name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn no_color_switches_colour_off_only_when_it_is_not_empty() {
        assert!(!theme(ColorChoice::Auto, &[("NO_COLOR", "1")]).color);
        assert!(theme(ColorChoice::Auto, &[("NO_COLOR", "")]).color);
        assert!(theme(ColorChoice::Always, &[("NO_COLOR", "1")]).color);
        assert!(!theme(ColorChoice::Never, &[]).color);
    }

    #[test]
    fn without_colour_no_style_has_one() {
        let theme = theme(ColorChoice::Never, &[]);
        for style in [theme.accent(), theme.good(), theme.warning(), theme.bad(), theme.dim(), theme.selected()] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }

    #[test]
    fn with_colour_no_style_paints_a_background_or_relies_on_black_or_white() {
        let theme = theme(ColorChoice::Always, &[]);
        for style in [theme.accent(), theme.good(), theme.warning(), theme.bad(), theme.dim(), theme.selected(), theme.title()] {
            assert_eq!(style.bg, None);
            assert!(!matches!(style.fg, Some(Color::Black | Color::White | Color::Yellow | Color::Gray | Color::DarkGray)));
        }
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides_about_unicode() {
        assert!(theme(ColorChoice::Auto, &[("LANG", "en_GB.UTF-8")]).unicode);
        assert!(theme(ColorChoice::Auto, &[("LC_ALL", "C.utf8"), ("LANG", "C")]).unicode);
        assert!(!theme(ColorChoice::Auto, &[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]).unicode);
    }
}
