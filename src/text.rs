//! Text from AWS is data: what could move the cursor, colour the screen or reorder a line is shown, not obeyed.

use std::borrow::Cow;

use serde_json::Value;

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

/// Columns up to which a list stands on one line in [`readable_json`].
const ONE_LINE: usize = 72;

/// A JSON document as a person reads it: indented, a member a line, a statement of a policy a block; a short list of plain values stays on
/// one line. Not yet printable: what AWS sent is in it as it is.
pub fn readable_json(value: &Value) -> String {
    let mut text = String::new();
    write_json(value, 0, &mut text);
    text
}

fn write_json(value: &Value, depth: usize, text: &mut String) {
    let plain = |value: &Value| !matches!(value, Value::Object(_) | Value::Array(_));
    match value {
        Value::Array(items) if items.iter().all(plain) && one_line(items).chars().count() <= ONE_LINE => {
            text.push_str(&one_line(items));
        }
        Value::Array(items) => write_block(['[', ']'], items.iter().map(|item| (None, item)), depth, text),
        Value::Object(members) if members.is_empty() => text.push_str("{}"),
        Value::Object(members) => {
            write_block(['{', '}'], members.iter().map(|(name, member)| (Some(name), member)), depth, text);
        }
        plain => text.push_str(&plain.to_string()),
    }
}

fn one_line(items: &[Value]) -> String {
    format!("[{}]", items.iter().map(Value::to_string).collect::<Vec<_>>().join(", "))
}

fn write_block<'a>(
    [open, close]: [char; 2],
    members: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
    depth: usize,
    text: &mut String,
) {
    let indent = |depth: usize| format!("\n{}", "  ".repeat(depth));
    text.push(open);
    for (number, (name, member)) in members.enumerate() {
        text.push_str(if number == 0 { "" } else { "," });
        text.push_str(&indent(depth + 1));
        if let Some(name) = name {
            text.push_str(&format!("{}: ", Value::from(name.as_str())));
        }
        write_json(member, depth + 1, text);
    }
    text.push_str(&indent(depth));
    text.push(close);
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
    fn a_policy_is_read_statement_by_statement_and_a_short_list_on_its_line() {
        let long = "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AcmeCust1";
        let policy = serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": [long, long], "Condition": {} }],
        });
        let expected = format!(
            "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Effect\": \"Allow\",\n      \
             \"Action\": [\"sts:AssumeRole\"],\n      \"Resource\": [\n        \"{long}\",\n        \"{long}\"\n      ],\n      \
             \"Condition\": {{}}\n    }}\n  ]\n}}"
        );
        assert_eq!(readable_json(&policy), expected);
    }

    proptest::proptest! {
        #[test]
        fn a_readable_document_says_the_same(text in ".*", number in proptest::num::i64::ANY, names in proptest::collection::vec(".*", 0..5)) {
            let members: serde_json::Map<_, _> = names.iter().map(|name| (name.clone(), serde_json::json!([name, number]))).collect();
            let value = serde_json::json!({ "a": members, "b": [text, { "c": null }, []], "d": true });
            proptest::prop_assert_eq!(serde_json::from_str::<Value>(&readable_json(&value)).unwrap(), value);
        }
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
