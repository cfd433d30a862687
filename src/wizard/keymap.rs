//! The keys, as one table: it gives dispatch, the footer, the `?` help and the list of docs/keys.md, so that they cannot disagree.

mod markdown;
mod table;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use markdown::{markdown, place};
pub use table::TABLE;

/// Where a key has its meaning. A screen lists what is live, most specific first; [`Context::Screen`] and [`Context::Everywhere`] come
/// last by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    Everywhere,
    /// Every screen, while nothing lies over it.
    Screen,
    /// The screen waits, and no key could hurry it.
    Busy,
    /// A list under the cursor: keys move in it, letters that mean nothing else filter it.
    List,
    /// A one-line text under the cursor, masked or not, or the open filter of a list: letters are text.
    Text,
    /// Several fields: Tab goes round.
    Form,
    /// One of a few values under the cursor: left and right choose.
    Choice,
    /// A section that opens and closes is under the cursor.
    Fold,
    /// Something long that scrolls.
    Document,
    /// An error is shown that can be tried again.
    Problem,
    /// A failure is shown, perhaps not in full.
    Failure,
    /// No failure is shown: the screen itself can be read in full.
    Readable,
    /// There is nothing to choose from.
    Empty,
    Home,
    /// A saved session is under the cursor.
    Saved,
    Options,
    Plan,
    /// A change of the plan that waits for the operator's decision is under the cursor.
    Conflict,
    Apply,
    Applying,
    /// An edit changed more than its field.
    Unintended,
    /// What would be put back is shown.
    PutBack,
    /// Findings are shown.
    Verify,
    /// Findings are looked for, or could be once more.
    Looking,
    /// Something differs from the plan.
    Drift,
    SignIn,
    /// The story of a sign-in that worked.
    Story,
    /// The story is about a user whom the test made, and who can be removed again.
    TestUser,
    Done,
    /// A saved session that has made something is under the cursor.
    Standing,
    TearDown,
    /// A piece that can be decided upon is under the cursor.
    Removal,
    /// The overlays: while one is open, nothing below it is live.
    Help,
    /// A failure in full.
    Reading,
    Question,
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Next,
    /// To go on, which is not possible yet.
    Wait,
    Back,
    Leave,
    Interrupt,
    Suspend,
    Help,
    NextField,
    PreviousField,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Left,
    Right,
    /// Opens the filter of the list.
    Filter,
    /// A letter for the text field or the filter.
    Type(char),
    Edit(Edit),
    Retry,
    Copy,
    /// Shows the failure in full.
    Read,
    New,
    Delete,
    /// Opens or closes what is under the cursor.
    Expand,
    /// Replaces what stands there.
    Replace,
    /// Goes to the answer behind what is under the cursor.
    Revise,
    /// Puts back what was recorded.
    PutBack,
    /// Plans just what differs.
    Repair,
    /// Opens the teardown.
    TearDown,
    /// About one piece of the teardown.
    Keep,
    TakeBack,
    Skip,
    Yes,
    No,
}

/// What happens in a text field beside typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    Left,
    Right,
    WordLeft,
    WordRight,
    Start,
    End,
    DeleteLeft,
    DeleteRight,
    DeleteWordLeft,
    /// From the cursor to the start.
    DeleteToStart,
    /// From the cursor to the end.
    DeleteToEnd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub code: KeyCode,
    pub control: bool,
}

/// One line of the table.
#[derive(Debug)]
pub struct Binding {
    pub context: Context,
    /// Any of these; the first is the one shown in the footer.
    pub keys: &'static [Key],
    pub command: Command,
    /// For the footer: a word or two.
    pub label: &'static str,
    /// For the help: what it does, as a sentence without a stop.
    pub help: &'static str,
    /// The higher, the longer it stays in a narrowing footer; 0: in the help only.
    pub priority: u8,
}

impl Key {
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, control: false }
    }

    pub const fn letter(letter: char) -> Self {
        Self { code: KeyCode::Char(letter), control: false }
    }

    pub const fn control(letter: char) -> Self {
        Self { code: KeyCode::Char(letter), control: true }
    }

    fn is(self, event: KeyEvent) -> bool {
        let code = match event.code {
            // Terminals that report Shift with letters and those that do not mean the same key.
            KeyCode::Char(letter) if self.control => KeyCode::Char(letter.to_ascii_lowercase()),
            code => code,
        };
        code == self.code
            && event.modifiers.contains(KeyModifiers::CONTROL) == self.control
            && !event.modifiers.contains(KeyModifiers::ALT)
    }

    /// As the footer writes it: `Enter`, `Ctrl-C`, `↑`.
    pub fn name(self) -> String {
        let key = match self.code {
            KeyCode::Enter => "Enter".into(),
            KeyCode::Esc => "Esc".into(),
            KeyCode::Tab => "Tab".into(),
            KeyCode::BackTab => "Shift-Tab".into(),
            KeyCode::Up => "Up".into(),
            KeyCode::Down => "Down".into(),
            KeyCode::Left => "Left".into(),
            KeyCode::Right => "Right".into(),
            KeyCode::Home => "Home".into(),
            KeyCode::End => "End".into(),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::PageDown => "PgDn".into(),
            KeyCode::Backspace => "Backspace".into(),
            KeyCode::Delete => "Del".into(),
            KeyCode::Char(' ') => "Space".into(),
            KeyCode::Char(letter) if self.control => letter.to_ascii_uppercase().to_string(),
            KeyCode::Char(letter) => letter.to_string(),
            other => format!("{other:?}"),
        };
        if self.control { format!("Ctrl-{key}") } else { key }
    }
}

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
pub struct Live {
    /// At least one; the first is the one to show where there is room for one only.
    pub keys: Vec<Key>,
    pub binding: &'static Binding,
}

impl Live {
    pub fn key(&self) -> Key {
        self.keys[0]
    }
}

/// The bindings that are live in these contexts and not covered by a more specific one, the most specific first.
pub fn live(contexts: &[Context]) -> Vec<Live> {
    let mut text = false;
    let mut found: Vec<Live> = Vec::new();
    for context in contexts.iter().chain(&[Context::Everywhere]) {
        text |= *context == Context::Text;
        for binding in TABLE.iter().filter(|binding| binding.context == *context) {
            let typed = |key: &Key| text && *context != Context::Text && !key.control && matches!(key.code, KeyCode::Char(_));
            let covered = |key: &Key| found.iter().any(|other| other.binding.keys.contains(key));
            let keys: Vec<Key> = binding.keys.iter().filter(|key| !typed(key) && !covered(key)).copied().collect();
            if !keys.is_empty() {
                found.push(Live { keys, binding });
            }
        }
    }
    found
}

impl Binding {
    fn matches(&self, event: KeyEvent) -> bool {
        self.keys.iter().any(|key| key.is(event))
    }
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
