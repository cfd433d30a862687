//! Text for the clipboard: the bytes that carry it through what stands between here and the terminal, and what may be promised of
//! them. No terminal answers whether it took a text, so nothing is called copied. Pure.

use base64::Engine as _;

/// Base64 characters that every terminal which takes OSC 52 at all is known to take: the limit of xterm and those after it.
const TAKEN_BY_ALL: usize = 74_994;

/// Base64 characters in one DCS string for GNU screen, which cuts longer ones off (its MAXSTR is 768 in version 4, 256 before).
const SCREEN_CHUNK: usize = 240;

/// What the sequence has to get through first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    Tmux,
    /// GNU screen, on this machine.
    Screen,
    /// On the near side of ssh: GNU screen, or a tmux that calls itself so.
    ScreenOrTmux,
}

/// The way from here to the terminal's clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clipboard {
    between: Between,
    ssh: bool,
    /// The terminal's name, where it is known to take no text from programs.
    deaf: Option<&'static str>,
}

impl Clipboard {
    /// As the environment tells: TMUX, STY, TERM, SSH_TTY, TERM_PROGRAM.
    pub fn of(environment: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| environment(name).unwrap_or_default();
        let set = |name: &str| !value(name).is_empty();
        let term = value("TERM");
        let ssh = set("SSH_TTY") || set("SSH_CONNECTION");
        // Of two, one inside the other, the inner one gives TERM its name.
        let screen = term == "screen" || term.starts_with("screen.");
        let between = if set("STY") && (screen || !set("TMUX")) {
            Between::Screen
        } else if set("TMUX") || term.starts_with("tmux") {
            Between::Tmux
        } else if term.starts_with("screen") {
            Between::ScreenOrTmux
        } else {
            Between::Nothing
        };
        let deaf = match (value("TERM_PROGRAM").as_str(), term.as_str()) {
            ("Apple_Terminal", _) if !ssh => Some("Terminal.app"),
            (_, "linux") => Some("The Linux console"),
            _ => None,
        };
        Self { between, ssh, deaf }
    }

    /// Whether there is any way at all.
    pub fn leads_somewhere(self) -> bool {
        self.deaf.is_none()
    }

    /// What to write to the terminal: OSC 52, wrapped as what stands between asks for it.
    pub fn sequence(self, text: &str) -> String {
        let encoded = base64::engine::general_purpose::STANDARD.encode(text);
        let plain = format!("\x1b]52;c;{encoded}\x07");
        match self.between {
            Between::Nothing => plain,
            // Passed through where `allow-passthrough` is on; the plain one is taken where `set-clipboard` is.
            Between::Tmux => format!("\x1bPtmux;{}\x1b\\{plain}", plain.replace('\x1b', "\x1b\x1b")),
            Between::Screen => chunks(&plain),
            // A tmux drops what is meant for screen and takes the plain one; screen does the reverse.
            Between::ScreenOrTmux => chunks(&plain) + &plain,
        }
    }

    /// What was sent and where to, what has to be set for it to arrive, and what else can be done.
    pub fn told(self, what: &str, text: &str) -> String {
        if let Some(terminal) = self.deaf {
            return format!("{terminal} takes no text from programs, so {} is written to a file.", lower(what));
        }
        let size = size(text.len());
        let to = match (self.between, self.ssh) {
            (Between::Nothing, false) => "to the terminal's clipboard",
            (Between::Nothing, true) => "through ssh to your terminal's clipboard",
            (Between::Tmux, _) => "to tmux, which passes it on after: tmux set -g set-clipboard on",
            (Between::Screen, _) => "through screen to the terminal's clipboard",
            (Between::ScreenOrTmux, _) => "to screen, or to tmux, which passes it on after: tmux set -g set-clipboard on",
        };
        let long = text.len().div_ceil(3) * 4 > TAKEN_BY_ALL;
        let warning = if long { " That is more than many terminals take." } else { "" };
        format!("{what}, {size}, was sent {to}.{warning} Not there? y once more writes it to a file.")
    }
}

/// Strings that screen hands on as they are, each short enough.
fn chunks(sequence: &str) -> String {
    let bytes = sequence.as_bytes().chunks(SCREEN_CHUNK);
    bytes.map(|chunk| format!("\x1bP{}\x1b\\", String::from_utf8_lossy(chunk))).collect()
}

/// `812 bytes`, `4 kB`.
fn size(bytes: usize) -> String {
    if bytes < 1000 { format!("{bytes} bytes") } else { format!("{} kB", bytes.div_ceil(1000)) }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
