//! Text from AWS is data: what could move the cursor, colour the screen or reorder a line is shown, not obeyed.

use std::borrow::Cow;

/// The text with control characters, bidirectional overrides and other invisible formatting written as `\u{…}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().flat_map(shown).collect())
}

/// Like [`printable`], but line breaks stay: for documents and multi-line messages.
pub fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

/// A JSON document that says the same and that a terminal does not obey: what serde_json leaves as it is becomes an escape of JSON's own.
/// Outside of strings JSON has none of these characters but line feeds.
pub fn printable_json(document: &str) -> String {
    let mut units = [0; 2];
    let mut clean = String::with_capacity(document.len());
    for character in document.chars() {
        match character != '\n' && is_unsafe(character) {
            true => character.encode_utf16(&mut units).iter().for_each(|unit| clean.push_str(&format!("\\u{unit:04x}"))),
            false => clean.push(character),
        }
    }
    clean
}

/// A text of AWS as a sentence: it ends with one full stop, question or exclamation mark, whatever it ended with before. Empty stays
/// empty.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    let open_end = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | ';' | '\u{2013}' | '\u{2014}');
    let kept = text.trim_end_matches(open_end);
    match (kept.is_empty(), text.ends_with("..."), ends_a_sentence(kept)) {
        (true, ..) => String::new(),
        (false, true, _) => format!("{kept}..."),
        (false, false, true) => kept.to_owned(),
        (false, false, false) => format!("{kept}."),
    }
}

/// Whether it ends with a mark that ends sentences, with brackets or quotes after it or not. A brace closes a document, not a sentence.
fn ends_a_sentence(text: &str) -> bool {
    let within = text.trim_end_matches([')', '"', '\'', '\u{2019}', '\u{201d}']);
    within.ends_with(['.', '!', '?', '\u{2026}', '\u{3002}', '\u{ff01}', '\u{ff1f}'])
}

fn shown(character: char) -> Vec<char> {
    match is_unsafe(character) {
        true => character.escape_unicode().collect(),
        false => vec![character],
    }
}

/// Control characters, bidirectional marks, embeddings, overrides and isolates (Unicode TR 36 §3.2), zero-width characters,
/// line and paragraph separators, interlinear annotations, tag characters.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_in_a_name_is_shown_instead_of_obeyed() {
        assert_eq!(printable("pool\u{1b}[2J"), "pool\\u{1b}[2J");
    }

    #[test]
    fn a_bidirectional_override_is_shown() {
        assert_eq!(printable("user\u{202e}txt"), "user\\u{202e}txt");
    }

    #[test]
    fn ordinary_text_in_any_script_is_left_alone() {
        assert!(matches!(printable("Zoë 山田 Ünï"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_with_overrides_says_the_same_in_escapes() {
        let text = "a\u{202e}b\u{9b}\u{e0041}山";
        let document = serde_json::to_string_pretty(&serde_json::json!({ "name": text })).unwrap();
        let shown = printable_json(&document);
        assert_eq!(shown, "{\n  \"name\": \"a\\u202eb\\u009b\\udb40\\udc41山\"\n}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap()["name"], text);
    }

    #[test]
    fn a_text_of_aws_ends_as_one_sentence() {
        for (text, told) in [
            ("Rate exceeded", "Rate exceeded."),
            ("User pool p does not exist.", "User pool p does not exist."),
            ("Too many requests..", "Too many requests."),
            ("Too many requests .  ", "Too many requests."),
            ("Cannot do this: ", "Cannot do this."),
            ("Not this,.", "Not this."),
            ("Wait...", "Wait..."),
            ("Wait\u{2026}", "Wait\u{2026}"),
            ("Really?", "Really?"),
            ("(Service: Lambda, Status Code: 400)", "(Service: Lambda, Status Code: 400)."),
            ("It said \"no.\"", "It said \"no.\""),
            ("Failed: {\"Type\":\"User.\"}", "Failed: {\"Type\":\"User.\"}."),
            ("Must match: [\\w-]+", "Must match: [\\w-]+."),
            ("first\nsecond;\n", "first\nsecond."),
            ("\u{7a0d}\u{540e}\u{518d}\u{8bd5}\u{3002}", "\u{7a0d}\u{540e}\u{518d}\u{8bd5}\u{3002}"),
            (" : ", ""),
            ("", ""),
        ] {
            assert_eq!(sentence(text), told, "{text:?}");
            assert_eq!(sentence(&sentence(text)), told, "twice: {text:?}");
        }
    }

    #[test]
    fn line_breaks_survive_in_documents_only() {
        assert_eq!(printable_lines("a\nb\u{7}"), "a\nb\\u{7}");
        assert_eq!(printable("a\nb"), "a\\u{a}b");
    }
}
