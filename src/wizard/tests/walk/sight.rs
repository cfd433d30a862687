//! What can be read on a screen: the sentences that a state has to tell, and what is seen of them on a smaller one, by scrolling and
//! by looking at one part after the other.

use std::collections::BTreeSet;

use crossterm::event::KeyCode;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Build;
use crate::wizard::contexts::contexts;
use crate::wizard::keymap::binding::Context;
use crate::wizard::layout;
use crate::wizard::overlay::state::Overlay;
use crate::wizard::state::State;
use crate::wizard::test_support::{control, press};

/// Fewest words of a sentence: less is a name, a number or a label.
const WORDS: usize = 4;

/// Lines that are scrolled through at either end.
const AT_AN_END: usize = 15;

/// More fields than the longest form has.
const FIELDS: usize = 40;

/// Everything that was seen, in letters and digits alone: where a line breaks and what stands around it does not content.
pub struct Seen(Vec<String>);

impl Seen {
    pub fn hold(&self, text: &str) -> bool {
        let wanted = bare(text);
        self.0.iter().any(|seen| seen.contains(&wanted))
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).collect()
}

fn drawn(state: &State) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(state.width, state.height)).unwrap();
    terminal.draw(|frame| layout::draw(frame, state)).unwrap();
    terminal.backend().buffer().clone()
}

fn rows(buffer: &Buffer, area: Rect) -> Vec<String> {
    let row = |y: u16| (area.left()..area.right()).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim().to_owned();
    (area.top()..area.bottom()).map(row).collect()
}

/// The box that lies over the screen, if there is one: then the rest is not to be read now.
fn boxed(buffer: &Buffer) -> Option<Rect> {
    let area = buffer.area;
    let find = |symbol: &str| {
        (area.top()..area.bottom())
            .flat_map(|y| (area.left()..area.right()).map(move |x| (x, y)))
            .find(|at| buffer[*at].symbol() == symbol)
    };
    let ((left, top), (right, bottom)) = (find("\u{256d}")?, find("\u{256f}")?);
    Some(Rect { x: left + 1, y: top + 1, width: right - left - 1, height: bottom - top - 1 })
}

/// The parts that are read each for itself: a box, or else the content as a whole and, where two sides stand beside each other, each
/// of them; and the notice.
fn parts(state: &State, buffer: &Buffer) -> Vec<Rect> {
    let content = layout::areas::content(state);
    let whole = Rect { y: 4, height: content.bottom() - 4, ..content };
    let notice =
        Rect { y: content.bottom() + 1, height: buffer.area.height - content.bottom() - 1, x: 0, width: buffer.area.width };
    let mut parts = match boxed(buffer) {
        Some(area) => vec![area],
        None => {
            let half = (content.width - 3).div_ceil(2);
            let left = Rect { width: half, ..content };
            let right = Rect { x: content.x + half + 3, width: content.width - half - 3, ..content };
            vec![whole, left, right]
        }
    };
    if state.notice.is_some() {
        parts.push(notice);
    }
    parts
}

/// The sentences on a screen on which nothing is cut off.
pub fn sentences(state: &State) -> Vec<String> {
    let buffer = drawn(state);
    let parts = parts(state, &buffer);
    // Beside each other: a row of the whole is no sentence.
    let in_a_box = boxed(&buffer).is_some();
    let sides = state.step == crate::wizard::step::Step::Accounts && !in_a_box;
    let read = parts.into_iter().enumerate().filter(|(number, _)| in_a_box || !matches!((*number, sides), (1 | 2, false)));
    let mut found: Vec<String> = read
        .flat_map(|(number, part)| {
            let rows = rows(&buffer, part);
            let sides = sides && number == 0;
            rows.into_iter().filter(move |row| !sides || !row.contains("   "))
        })
        .inspect(|row| assert!(!row.contains("more lines:"), "there must be room for all of it: {row}"))
        .flat_map(|row| cells(&row))
        .filter(|cell| cell.split_whitespace().count() >= WORDS && cell.contains(['.', ',', ':', '?', '!', ';']))
        .collect();
    found.dedup();
    found
}

/// The cells of a row: the columns of a table are sentences each for itself. The mark before them is none.
fn cells(row: &str) -> Vec<String> {
    let text = row.trim_start_matches(|character: char| !character.is_alphanumeric());
    let cells = text.split("  ").flat_map(|cell| cell.split_inclusive(". "));
    cells.map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

/// All that a person gets to see without changing anything: each part of a form, and the screen read in full.
pub fn views(build: Build, width: u16, height: u16) -> Seen {
    let mut seen = BTreeSet::new();
    let mut state = build(width, height);
    let fields = if contexts(&state).contains(&Context::Form) { FIELDS } else { 0 };
    for _ in 0..=fields {
        let known = seen.len();
        look(&mut state, &mut seen);
        seen.extend(in_full(&mut state));
        if contexts(&state).contains(&Context::Document) {
            ends(&mut state, &mut seen);
        }
        if seen.len() == known {
            break;
        }
        press(&mut state, KeyCode::Tab);
    }
    Seen(seen.into_iter().collect())
}

/// The screen, or its failure, read in full: that the panel can be scrolled to its end is tested there.
fn in_full(state: &mut State) -> Option<String> {
    if !contexts(state).iter().any(|context| matches!(context, Context::Failure | Context::Readable)) {
        return None;
    }
    control(state, 'o');
    let Some(Overlay::Reading(reading)) = state.overlay.take() else { panic!("Ctrl-O shows nothing") };
    Some(bare(&reading.content.text()))
}

/// The start and the end of what scrolls: a list of hundreds is longer than what is read in full.
fn ends(state: &mut State, seen: &mut BTreeSet<String>) {
    for (end, inwards) in [(KeyCode::Home, KeyCode::Down), (KeyCode::End, KeyCode::Up)] {
        press(state, end);
        for _ in 0..AT_AN_END {
            let buffer = drawn(state);
            seen.extend(parts(state, &buffer).into_iter().map(|part| bare(&rows(&buffer, part).concat())));
            press(state, inwards);
        }
    }
}

/// What is there, and what lies over a screen to its end.
fn look(state: &mut State, seen: &mut BTreeSet<String>) {
    let over = |context: &Context| matches!(context, Context::Help | Context::Reading | Context::Question);
    let scrolls = contexts(state).iter().any(over);
    loop {
        let buffer = drawn(state);
        seen.extend(parts(state, &buffer).into_iter().map(|part| bare(&rows(&buffer, part).concat())));
        if !scrolls {
            return;
        }
        press(state, KeyCode::Down);
        if drawn(state) == buffer {
            return;
        }
    }
}
