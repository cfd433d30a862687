//! The table of keys. Footer labels are a word or two; help texts say what happens.

use crossterm::event::KeyCode;

use super::{Binding, Command, Context, Edit, Key};

const ENTER: Key = Key::plain(KeyCode::Enter);
const ESC: Key = Key::plain(KeyCode::Esc);
const TAB: Key = Key::plain(KeyCode::Tab);
const BACK_TAB: Key = Key::plain(KeyCode::BackTab);
const UP: Key = Key::plain(KeyCode::Up);
const DOWN: Key = Key::plain(KeyCode::Down);
const LEFT: Key = Key::plain(KeyCode::Left);
const RIGHT: Key = Key::plain(KeyCode::Right);
const HOME: Key = Key::plain(KeyCode::Home);
const END: Key = Key::plain(KeyCode::End);
const PAGE_UP: Key = Key::plain(KeyCode::PageUp);
const PAGE_DOWN: Key = Key::plain(KeyCode::PageDown);
const SPACE: Key = Key::letter(' ');

const fn binding(
    context: Context,
    keys: &'static [Key],
    command: Command,
    priority: u8,
    label: &'static str,
    help: &'static str,
) -> Binding {
    Binding { context, keys, command, label, help, priority }
}

pub const TABLE: &[Binding] = &[
    binding(Context::Screen, &[ENTER], Command::Next, 90, "continue", "Go on to the next step"),
    binding(Context::Screen, &[ESC], Command::Back, 80, "back", "Go back one step; nothing is lost"),
    binding(Context::Screen, &[Key::letter('?'), Key::control('g')], Command::Help, 70, "keys", "Show all keys"),
    binding(Context::Screen, &[Key::letter('q'), Key::control('q')], Command::Leave, 60, "leave", "Leave; the session is saved"),
    binding(
        Context::Everywhere,
        &[Key::control('c')],
        Command::Interrupt,
        0,
        "leave now",
        "Leave at once; while applying: stop after the current call",
    ),
    binding(Context::Everywhere, &[Key::control('z')], Command::Suspend, 0, "suspend", "Back to the shell; `fg` returns"),
    binding(Context::Busy, &[ENTER], Command::Wait, 0, "wait", "Says that it is still under way; afterwards: continue"),
    // Moving
    binding(Context::List, &[UP, Key::control('p')], Command::Up, 0, "up", "Move up"),
    binding(Context::List, &[DOWN, Key::control('n')], Command::Down, 40, "move", "Move down"),
    binding(Context::List, &[PAGE_UP], Command::PageUp, 0, "page up", "Move up a page"),
    binding(Context::List, &[PAGE_DOWN], Command::PageDown, 0, "page down", "Move down a page"),
    binding(Context::List, &[HOME], Command::First, 0, "first", "Go to the first row"),
    binding(Context::List, &[END], Command::Last, 0, "last", "Go to the last row"),
    binding(Context::List, &[Key::letter('/')], Command::Filter, 30, "filter", "Filter the list; typing does the same"),
    binding(Context::Document, &[UP], Command::Up, 0, "up", "Scroll up"),
    binding(Context::Document, &[DOWN], Command::Down, 40, "scroll", "Scroll down"),
    binding(Context::Document, &[PAGE_UP], Command::PageUp, 0, "page up", "Scroll up a page"),
    binding(Context::Document, &[PAGE_DOWN, SPACE], Command::PageDown, 0, "page down", "Scroll down a page"),
    binding(Context::Document, &[HOME], Command::First, 0, "start", "Go to the start"),
    binding(Context::Document, &[END], Command::Last, 0, "end", "Go to the end, and follow it"),
    binding(Context::Form, &[TAB, DOWN], Command::NextField, 50, "next field", "Go to the next field"),
    binding(Context::Form, &[BACK_TAB, UP], Command::PreviousField, 0, "previous field", "Go to the previous field"),
    binding(Context::Choice, &[LEFT], Command::Left, 0, "previous", "The value before"),
    binding(Context::Choice, &[RIGHT, SPACE], Command::Right, 45, "change", "The next value"),
    binding(Context::Fold, &[SPACE, RIGHT, LEFT], Command::Expand, 45, "show or hide", "Show or hide the settings that few need"),
    // Text
    binding(Context::Text, &[LEFT], Command::Edit(Edit::Left), 0, "left", "Move the cursor left"),
    binding(Context::Text, &[RIGHT], Command::Edit(Edit::Right), 0, "right", "Move the cursor right"),
    binding(Context::Text, &[HOME, Key::control('a')], Command::Edit(Edit::Start), 0, "start", "Move the cursor to the start"),
    binding(Context::Text, &[END, Key::control('e')], Command::Edit(Edit::End), 0, "end", "Move the cursor to the end"),
    binding(
        Context::Text,
        &[Key { code: KeyCode::Left, control: true }],
        Command::Edit(Edit::WordLeft),
        0,
        "word left",
        "Move a word left",
    ),
    binding(
        Context::Text,
        &[Key { code: KeyCode::Right, control: true }],
        Command::Edit(Edit::WordRight),
        0,
        "word right",
        "Move a word right",
    ),
    binding(
        Context::Text,
        &[Key::plain(KeyCode::Backspace), Key::control('h')],
        Command::Edit(Edit::DeleteLeft),
        0,
        "delete",
        "Delete the character before the cursor",
    ),
    binding(
        Context::Text,
        &[Key::plain(KeyCode::Delete), Key::control('d')],
        Command::Edit(Edit::DeleteRight),
        0,
        "delete",
        "Delete the character under the cursor",
    ),
    binding(
        Context::Text,
        &[Key::control('w')],
        Command::Edit(Edit::DeleteWordLeft),
        0,
        "delete word",
        "Delete the word before the cursor",
    ),
    binding(
        Context::Text,
        &[Key::control('u')],
        Command::Edit(Edit::DeleteToStart),
        0,
        "clear",
        "Delete everything before the cursor",
    ),
    binding(
        Context::Text,
        &[Key::control('k')],
        Command::Edit(Edit::DeleteToEnd),
        0,
        "cut",
        "Delete everything after the cursor",
    ),
    // Errors
    binding(Context::Problem, &[Key::letter('r'), ENTER], Command::Retry, 95, "try again", "Try the same again"),
    binding(Context::Problem, &[Key::letter('y')], Command::Copy, 55, "copy", "Copy the whole error to the terminal's clipboard"),
    // Screens
    binding(
        Context::Home,
        &[ENTER],
        Command::Next,
        90,
        "open",
        "Begin a new migration, or continue the session under the cursor",
    ),
    binding(
        Context::Saved,
        &[Key::plain(KeyCode::Delete), Key::control('d')],
        Command::Delete,
        35,
        "delete session",
        "Delete the saved session; nothing in AWS changes",
    ),
    binding(Context::Home, &[ESC], Command::Leave, 0, "leave", "Leave"),
    binding(Context::Options, &[Key::control('r')], Command::New, 35, "new external id", "Make a new random external id"),
    binding(Context::Plan, &[ENTER], Command::Next, 90, "apply", "Go on to apply"),
    binding(Context::Plan, &[SPACE, RIGHT, LEFT], Command::Expand, 65, "open", "Open or close the exact documents of a change"),
    binding(
        Context::Plan,
        &[Key::letter('e')],
        Command::Revise,
        64,
        "change answer",
        "Go to the answer behind it, and come back to the plan made anew",
    ),
    binding(Context::Plan, &[Key::letter('y')], Command::Copy, 45, "copy", "Copy the plan as JSON to the terminal's clipboard"),
    binding(
        Context::Plan,
        &[Key::letter('r')],
        Command::Retry,
        42,
        "look again",
        "Look again at both accounts and make the plan anew",
    ),
    binding(
        Context::Conflict,
        &[Key::letter('x')],
        Command::Replace,
        68,
        "replace",
        "Replace what stands there; its value is recorded and put back at teardown",
    ),
    binding(
        Context::Applying,
        &[Key::control('c')],
        Command::Interrupt,
        92,
        "stop",
        "Stop after the current call; again: leave now",
    ),
    binding(Context::Applying, &[ENTER], Command::Wait, 0, "wait", "Says that it is still under way; afterwards: continue"),
    binding(Context::Apply, &[Key::letter('y')], Command::Copy, 45, "copy log", "Copy the log to the terminal's clipboard"),
    binding(
        Context::Unintended,
        &[Key::letter('b')],
        Command::PutBack,
        94,
        "put back",
        "Show how it differs from what was recorded before the edit, to be put back after your yes",
    ),
    binding(Context::PutBack, &[ENTER], Command::Next, 90, "put back", "Put it back as it was recorded; it asks first"),
    binding(Context::Verify, &[SPACE, RIGHT, LEFT], Command::Expand, 65, "open", "Open or close the evidence of a check"),
    binding(Context::Looking, &[Key::letter('r')], Command::Retry, 62, "check again", "Check everything again"),
    binding(
        Context::Drift,
        &[Key::letter('p')],
        Command::Repair,
        68,
        "repair",
        "Show a plan of just what differs, to be applied after your yes",
    ),
    binding(
        Context::Verify,
        &[Key::letter('y')],
        Command::Copy,
        45,
        "copy",
        "Copy the open check, or all of them, to the terminal's clipboard",
    ),
    binding(Context::SignIn, &[ENTER], Command::Next, 90, "sign in", "Sign in with this name and password"),
    binding(Context::Story, &[Key::letter('r')], Command::Retry, 62, "another sign-in", "Try another user or password"),
    binding(
        Context::Done,
        &[Key::letter('y')],
        Command::Copy,
        65,
        "copy URL",
        "Copy the managed-login URL to the terminal's clipboard",
    ),
    binding(Context::Done, &[Key::letter('r')], Command::Retry, 0, "look again", "Look again for the managed-login URL"),
    binding(Context::Done, &[ENTER], Command::Leave, 90, "leave", "Leave; the session is saved"),
    binding(
        Context::Done,
        &[Key::letter('t')],
        Command::TearDown,
        50,
        "take it back",
        "Show what would be taken back, to be decided and confirmed there",
    ),
    binding(
        Context::Standing,
        &[Key::control('t')],
        Command::TearDown,
        38,
        "take back",
        "Show what this session would take back, to be decided and confirmed there",
    ),
    binding(Context::TearDown, &[ENTER], Command::Next, 90, "take back", "Go on to take it back; it asks first"),
    binding(Context::TearDown, &[SPACE, RIGHT, LEFT], Command::Expand, 65, "open", "Open or close what happens to a piece"),
    binding(Context::TearDown, &[Key::letter('r')], Command::Retry, 42, "look again", "Look again at both accounts"),
    binding(Context::TearDown, &[Key::letter('y')], Command::Copy, 41, "copy", "Copy it as JSON to the terminal's clipboard"),
    binding(
        Context::Removal,
        &[Key::letter('k')],
        Command::Keep,
        64,
        "keep",
        "Keep this piece as it is; it is yours from then on",
    ),
    binding(
        Context::Removal,
        &[Key::letter('x')],
        Command::TakeBack,
        63,
        "take this back",
        "Take this piece back, even where somebody changed it since",
    ),
    binding(Context::Removal, &[Key::letter('s')], Command::Skip, 62, "later", "Leave this piece for later"),
    // Overlays
    binding(
        Context::Help,
        &[ENTER, Key::letter('?'), Key::control('g'), Key::control('q')],
        Command::Next,
        90,
        "close",
        "Close the help",
    ),
    binding(Context::Help, &[HOME], Command::First, 0, "start", "Go to the first key"),
    binding(Context::Help, &[END], Command::Last, 0, "end", "Go to the last key"),
    binding(Context::Help, &[ESC], Command::Back, 85, "clear, close", "Clear the search, then close the help"),
    binding(Context::Question, &[Key::letter('y')], Command::Yes, 90, "yes", "Yes"),
    binding(Context::Question, &[Key::letter('n'), ESC], Command::No, 85, "no", "No"),
    binding(Context::Question, &[ENTER], Command::Next, 95, "choose", "Take the choice under the cursor"),
    binding(Context::Question, &[LEFT, RIGHT, TAB, BACK_TAB], Command::Right, 80, "move", "Move between the choices"),
];
