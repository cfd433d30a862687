//! The keys, as one table: it gives dispatch, the footer, the `?` help and the list of docs/keys.md, so that they cannot disagree.

pub mod binding;
mod markdown;
mod table;

use self::binding::{Binding, Command, Context, Key};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use markdown::{markdown, place};
pub use table::TABLE;

/// What this key means where these contexts are live, most specific first.
pub fn command(contexts: &[Context], event: KeyEvent) -> Option<Command> {
    let letter = typed(event);
    for context in contexts {
        if let Some(binding) = TABLE.iter().find(|binding| binding.context == *context && binding.matches(event)) {
            return Some(binding.command);
        }
        if *context == Context::Text
            && let Some(letter) = letter
        {
            return Some(Command::Type(letter));
        }
    }
    let everywhere = TABLE.iter().find(|binding| binding.context == Context::Everywhere && binding.matches(event));
    everywhere.map(|binding| binding.command).or_else(|| letter.filter(|_| contexts.contains(&Context::List)).map(Command::Type))
}

/// A binding that is live, by those of its keys that are: letters are no keys while a text is being typed, and a more specific
/// binding may have taken one.
#[derive(Debug, Clone)]
pub struct LiveBinding {
    /// At least one; the first is the one to show where there is room for one only.
    pub keys: Vec<Key>,
    pub binding: &'static Binding,
}

impl LiveBinding {
    /// The first of its keys.
    pub fn key(&self) -> Key {
        self.keys[0]
    }
}

/// The bindings that are live in these contexts and not covered by a more specific one, the most specific first.
pub fn live(contexts: &[Context]) -> Vec<LiveBinding> {
    let mut text = false;
    let mut found: Vec<LiveBinding> = Vec::new();
    for context in contexts.iter().chain(&[Context::Everywhere]) {
        text |= *context == Context::Text;
        for binding in TABLE.iter().filter(|binding| binding.context == *context) {
            let typed = |key: &Key| text && *context != Context::Text && !key.control && matches!(key.code, KeyCode::Char(_));
            let covered = |key: &Key| found.iter().any(|other| other.binding.keys.contains(key));
            let keys: Vec<Key> = binding.keys.iter().filter(|key| !typed(key) && !covered(key)).copied().collect();
            if !keys.is_empty() {
                found.push(LiveBinding { keys, binding });
            }
        }
    }
    found
}

/// The letter that a key types, if any.
fn typed(event: KeyEvent) -> Option<char> {
    match event.code {
        KeyCode::Char(letter) if !event.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => Some(letter),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode) -> KeyEvent {
        KeyEvent::new(code, KeyModifiers::NONE)
    }

    #[test]
    fn every_binding_has_a_help_text_and_none_clash_within_a_context() {
        for (index, binding) in TABLE.iter().enumerate() {
            assert!(!binding.help.is_empty() && !binding.label.is_empty(), "{binding:?}");
            assert!(!binding.keys.is_empty(), "{binding:?}");
            for other in &TABLE[index + 1..] {
                let clash = binding.context == other.context && binding.keys.iter().any(|key| other.keys.contains(key));
                assert!(!clash, "{binding:?} and {other:?} share a key");
            }
        }
    }

    #[test]
    fn no_binding_needs_alt_or_a_function_key_and_ctrl_b_is_left_to_tmux() {
        for key in TABLE.iter().flat_map(|binding| binding.keys) {
            assert!(!matches!(key.code, KeyCode::F(_)), "{key:?}");
            assert!(*key != Key::control('b'), "{key:?}");
        }
    }

    #[test]
    fn letters_in_a_text_field_are_text_and_elsewhere_commands() {
        assert_eq!(command(&[Context::Text, Context::Form], press(KeyCode::Char('q'))), Some(Command::Type('q')));
        assert_eq!(command(&[Context::Form, Context::Screen], press(KeyCode::Char('q'))), Some(Command::Leave));
        assert_eq!(command(&[Context::List, Context::Screen], press(KeyCode::Char('q'))), Some(Command::Leave));
        assert_eq!(command(&[Context::List], press(KeyCode::Char('x'))), Some(Command::Type('x')));
        assert_eq!(command(&[Context::Form], press(KeyCode::Char('x'))), None);
    }

    #[test]
    fn control_letters_mean_the_same_with_and_without_shift() {
        for letter in ['c', 'C'] {
            let event = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL | KeyModifiers::SHIFT);
            assert_eq!(command(&[Context::Text], event), Some(Command::Interrupt));
        }
    }

    #[test]
    fn help_and_leaving_are_reached_from_a_text_field_too() {
        let shown = |command| {
            live(&[Context::Text, Context::Screen])
                .into_iter()
                .find(|live| live.binding.command == command)
                .map(|live| live.key())
        };
        assert_eq!(shown(Command::Help), Some(Key::control('g')));
        assert_eq!(shown(Command::Leave), Some(Key::control('q')));
    }

    #[test]
    fn a_more_specific_context_covers_the_same_key() {
        let live = live(&[Context::Plan, Context::Screen]);
        assert_eq!(live.iter().filter(|live| live.key() == Key::plain(KeyCode::Enter)).count(), 1);
    }
}
