//! Fitting text into columns: wrapping between words, cutting with `…`. Counts columns, splits no grapheme that a line can hold.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The lines of `text` in at most `width` columns each. Breaks between words where it can, else inside them. Line breaks and
/// the indentation of each line are kept; continued lines get the same indentation.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, width.max(1))).collect()
}

fn wrap_line(line: &str, width: usize) -> Vec<String> {
    let body = line.trim_start_matches(' ');
    let indent = " ".repeat((line.len() - body.len()).min(width / 2).min(width.saturating_sub(2)));
    let mut lines = Vec::new();
    let mut current = indent.clone();
    let mut used = indent.len();
    for word in body.split_inclusive(' ').flat_map(|word| pieces(word, width - indent.len())) {
        if used + columns(word.trim_end_matches(' ')) > width && used > indent.len() {
            lines.push(current.trim_end().to_owned());
            current = indent.clone();
            used = indent.len();
        }
        let needed = columns(word);
        if used + needed <= width {
            current.push_str(word);
            used += needed;
            continue;
        }
        for grapheme in units(word, width - indent.len()) {
            if used + grapheme.width() > width {
                if grapheme == " " {
                    continue;
                }
                if used > indent.len() {
                    lines.push(std::mem::replace(&mut current, indent.clone()).trim_end().to_owned());
                    used = indent.len();
                }
            }
            current.push_str(grapheme);
            used += grapheme.width();
        }
    }
    lines.push(current.trim_end().to_owned());
    lines
}

/// The graphemes of `text`; one that no line of `room` columns can hold (a base with many spacing marks), in its characters.
fn units(text: &str, room: usize) -> impl Iterator<Item = &str> {
    text.graphemes(true).flat_map(move |grapheme| {
        let whole = grapheme.width() <= room;
        let ends = grapheme.char_indices().map(|(start, character)| (start, start + character.len_utf8()));
        let parts = if whole { vec![(0, grapheme.len())] } else { ends.collect() };
        parts.into_iter().map(|(start, end)| &grapheme[start..end])
    })
}

/// A word, whole if it fits on a line of its own, else in the pieces between which an ARN or a name may break.
fn pieces(word: &str, room: usize) -> impl Iterator<Item = &str> {
    let whole = columns(word.trim_end_matches(' ')) <= room;
    word.split_inclusive(move |character| !whole && matches!(character, '-' | '/'))
}

/// The text in lines that are full, wherever they break: for what is copied, such as a URL.
pub fn chop(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for grapheme in units(text, width) {
        if used > 0 && used + grapheme.width() > width {
            lines.push(String::new());
            used = 0;
        }
        used += grapheme.width();
        // There always is a last line: one was put in at the start.
        if let Some(line) = lines.last_mut() {
            line.push_str(grapheme);
        }
    }
    lines
}

/// `text` in at most `width` columns; what does not fit is replaced by `ellipsis`.
pub fn cut(text: &str, width: usize, ellipsis: &str) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(columns(ellipsis));
    let mut used = 0;
    let mut kept: String = text
        .graphemes(true)
        .take_while(|grapheme| {
            used += grapheme.width();
            used <= room
        })
        .collect();
    if columns(ellipsis) <= width {
        kept.push_str(ellipsis);
    }
    kept
}

/// `text` in at most `width` columns; what does not fit is taken out of its middle: names differ at their ends.
pub fn cut_middle(text: &str, width: usize, ellipsis: &str) -> String {
    let room = width.saturating_sub(columns(ellipsis));
    if columns(text) <= width || room < 4 {
        return cut(text, width, ellipsis);
    }
    let head = cut(text, room / 2, "");
    let mut used = 0;
    let tail: Vec<&str> = text
        .graphemes(true)
        .rev()
        .take_while(|grapheme| {
            used += grapheme.width();
            used <= room - room / 2
        })
        .collect();
    head + ellipsis + &tail.into_iter().rev().collect::<String>()
}

/// `text` in exactly `width` columns: cut, or filled with blanks.
pub fn fit(text: &str, width: usize, ellipsis: &str) -> String {
    let mut kept = cut(text, width, ellipsis);
    let used = columns(&kept);
    kept.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
    kept
}

/// The columns that `text` takes on the screen, as the screen counts them: grapheme by grapheme.
pub fn columns(text: &str) -> usize {
    // Most of what is drawn is printable ASCII, a column each: drawing counts columns all the time.
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrap("the pool already has a trigger", 12), ["the pool", "already has", "a trigger"]);
    }

    #[test]
    fn an_arn_breaks_at_its_slashes_and_long_words_anywhere() {
        assert_eq!(wrap("role/cognito-ferry", 8), ["role/", "cognito-", "ferry"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn continued_lines_keep_the_indentation() {
        assert_eq!(wrap("  one two three", 9), ["  one two", "  three"]);
    }

    #[test]
    fn wide_characters_count_two_columns() {
        assert_eq!(cut("山田太郎", 5, "…"), "山田…");
        assert_eq!(fit("山", 4, "…"), "山  ");
    }

    #[test]
    fn a_name_that_fits_on_a_line_is_not_broken_at_its_hyphens() {
        assert_eq!(wrap("the role cognito-ferry", 14), ["the role", "cognito-ferry"]);
    }

    #[test]
    fn what_is_copied_breaks_only_where_the_line_is_full() {
        assert_eq!(chop("https://a-b.c/d", 6), ["https:", "//a-b.", "c/d"]);
    }

    #[test]
    fn a_long_name_keeps_both_ends() {
        assert_eq!(cut_middle("role cognito-ferry-acme-source", 20, "…"), "role cogn…cme-source");
        assert_eq!(cut_middle("short", 20, "…"), "short");
    }

    #[test]
    fn a_grapheme_that_no_line_can_hold_is_broken_into_its_characters() {
        assert_eq!(wrap("\u{1f240}\u{11347}", 2), ["\u{1f240}", "\u{11347}"]);
        assert_eq!(chop("\u{1f240}\u{11347}", 2), ["\u{1f240}", "\u{11347}"]);
    }

    #[test]
    fn empty_lines_stay() {
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
    }

    proptest! {
        #[test]
        fn nothing_ever_leaves_its_columns(text in "\\PC{0,60}", width in 2_usize..40) {
            for line in wrap(&text, width) {
                prop_assert!(columns(&line) <= width, "{line:?}");
            }
            for line in chop(&text, width) {
                prop_assert!(columns(&line) <= width, "{line:?}");
            }
            prop_assert!(columns(&cut(&text, width, "…")) <= width);
            prop_assert!(columns(&cut_middle(&text, width, "…")) <= width);
            prop_assert_eq!(columns(&fit(&text, width, "…")), width);
        }

        #[test]
        fn wrapping_loses_nothing_but_blanks(text in "[a-z /,-]{0,60}", width in 2_usize..40) {
            let without = |text: &str| text.replace([' ', '\n'], "");
            prop_assert_eq!(without(&wrap(&text, width).concat()), without(&text));
        }
    }
}
