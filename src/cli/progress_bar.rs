//! How far a long reading is, on standard error: a bar for people, a line now and then where there is no terminal, nothing beside JSON.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::output;
use crate::users::reading::progress::Progress;

/// Between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

pub struct Meter {
    bar: Option<ProgressBar>,
    quiet: bool,
    told: Instant,
}

impl Meter {
    /// `json`: standard error says nothing about it either.
    pub fn new(json: bool) -> Self {
        let bar = (!json && std::io::stderr().is_terminal()).then(ProgressBar::no_length);
        Self { bar, quiet: json, told: Instant::now() }
    }

    /// `what` is read, as "the destination".
    pub fn tell(&mut self, what: &str, progress: &Progress) {
        let words = format!("Reading {what}: {}", progress.words());
        if let Some(bar) = &self.bar {
            // The template is our own and valid.
            if let Ok(style) = ProgressStyle::with_template(if progress.estimated.is_some() {
                "{wide_bar} {percent:>3} %\n{msg}"
            } else {
                "{msg}"
            }) {
                bar.set_style(style);
            }
            bar.set_length(progress.estimated.unwrap_or(progress.users).max(progress.users));
            bar.set_position(progress.users);
            bar.set_message(words);
        } else if !self.quiet && self.told.elapsed() >= LINE_EVERY {
            self.told = Instant::now();
            output::aside(&words);
        }
    }

    /// Takes the bar away: what follows stands in its place.
    pub fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
