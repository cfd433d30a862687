//! Something that goes on: its turning mark and how long it has taken. No tick of its own: the state names the next deadline.

use std::time::{Duration, Instant};

use crate::wizard::theme::Theme;

/// How long one picture stands.
pub const STEP: Duration = Duration::from_millis(150);

/// The picture after so long.
pub fn picture(elapsed: Duration, theme: Theme) -> &'static str {
    let pictures = theme.spinner();
    pictures[(elapsed.as_millis() / STEP.as_millis()) as usize % pictures.len()]
}

/// When the next picture is due.
pub fn next_deadline(started: Instant, now: Instant) -> Instant {
    let steps = now.saturating_duration_since(started).as_millis() / STEP.as_millis() + 1;
    started + STEP * u32::try_from(steps).unwrap_or(u32::MAX)
}

/// How long, as a person says it: `0.4 s`, `12 s`, `3 min 05 s`.
pub fn elapsed_text(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0..=9 => format!("{}.{} s", seconds, elapsed.subsec_millis() / 100),
        10..=59 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// How long until then, in whole seconds rounded up, so that it never says 0 while it still waits: `3 s`.
pub fn countdown_text(left: Duration) -> String {
    let seconds = left.as_millis().div_ceil(1000).max(1);
    match seconds {
        1..=59 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_picture_is_due_strictly_later_and_within_one_step() {
        let started = Instant::now();
        for milliseconds in [0, 1, 149, 150, 151, 10_000, 3_599_999] {
            let now = started + Duration::from_millis(milliseconds);
            let due = next_deadline(started, now);
            assert!(due > now && due <= now + STEP, "{milliseconds}");
        }
    }

    #[test]
    fn each_deadline_shows_another_picture() {
        let started = Instant::now();
        let first = next_deadline(started, started);
        for unicode in [true, false] {
            let theme = Theme { color: true, unicode };
            assert_ne!(picture(Duration::ZERO, theme), picture(first - started, theme));
        }
    }

    #[test]
    fn times_are_told_as_a_person_says_them() {
        let texts = [430, 9_999, 12_345, 185_000].map(|milliseconds| elapsed_text(Duration::from_millis(milliseconds)));
        assert_eq!(texts, ["0.4 s", "9.9 s", "12 s", "3 min 05 s"]);
    }

    #[test]
    fn a_countdown_never_says_zero() {
        assert_eq!(countdown_text(Duration::from_millis(1)), "1 s");
        assert_eq!(countdown_text(Duration::from_millis(2001)), "3 s");
        assert_eq!(countdown_text(Duration::from_secs(61)), "1 min 01 s");
    }
}
