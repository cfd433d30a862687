//! What the table of keys is made of: where a key has its meaning, what it asks for, and one line of the table.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

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
    SavedSession,
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
    Checks,
    /// Something differs from the plan.
    Drift,
    SignIn,
    /// The story of a sign-in that worked.
    Story,
    /// The story is about a user whom the test made, and who can be removed again.
    TestUser,
    Done,
    /// A saved session that has made something is under the cursor.
    SessionWithResources,
    TearDown,
    /// A resource that can be decided upon is under the cursor.
    Removal,
    /// The overlays: while one is open, nothing below it is live.
    Help,
    /// A failure or a screen in full.
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
    /// Shows the failure, or the screen, in full.
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
    /// About one resource of the teardown.
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

/// A key, and whether Ctrl is held with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub code: KeyCode,
    pub control: bool,
}

impl Key {
    /// By itself.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, control: false }
    }

    /// A letter by itself.
    pub const fn letter(letter: char) -> Self {
        Self { code: KeyCode::Char(letter), control: false }
    }

    /// A letter with Ctrl.
    pub const fn control(letter: char) -> Self {
        Self { code: KeyCode::Char(letter), control: true }
    }

    pub(super) fn is(self, event: KeyEvent) -> bool {
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

impl Binding {
    pub(super) fn matches(&self, event: KeyEvent) -> bool {
        self.keys.iter().any(|key| key.is(event))
    }
}
