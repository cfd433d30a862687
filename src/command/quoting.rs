//! Quoting for a POSIX shell.

/// The text as one word of a POSIX shell, quoted only where it must be. What could move the cursor or reorder the line is written as
/// octal numbers for `printf`, so that the line shows what it says. A line feed at the very end would be lost: none of our values has one.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./@:+=,%".contains(c);
    // zsh takes a word that begins with `=` for a program's path.
    if !text.is_empty() && text.chars().all(plain) && !text.starts_with('=') {
        return text.to_owned();
    }
    match crate::text::printable(text) == text {
        true => format!("'{}'", text.replace('\'', r"'\''")),
        false => format!("\"$(printf '{}')\"", text.chars().map(for_printf).collect::<String>()),
    }
}

fn for_printf(character: char) -> String {
    let plain = character.to_string();
    match matches!(character, '\'' | '\\' | '%' | '-') || crate::text::printable(&plain) != plain {
        true => plain.bytes().map(|byte| format!("\\{byte:03o}")).collect(),
        false => plain,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::word;

    /// What `sh` hands over for this word.
    fn read_by_sh(word: &str) -> String {
        let script = format!("printf '%s.' {word}");
        let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.strip_suffix('.').unwrap_or_else(|| panic!("{word} gave {text:?}")).to_owned()
    }

    #[test]
    fn a_word_is_quoted_only_where_it_must_be() {
        assert_eq!(word("arn:aws:iam::111111111111:role/a_b"), "arn:aws:iam::111111111111:role/a_b");
        assert_eq!(word("my profile"), "'my profile'");
        assert_eq!(word("it's"), r"'it'\''s'");
        assert_eq!(word(""), "''");
        assert_eq!(word("=x"), "'=x'");
        assert_eq!(word("a\u{1b}[2J"), r#""$(printf 'a\033[2J')""#);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

        #[test]
        fn the_shell_gives_back_what_was_quoted(text in r#"([^\x00]|['"\\$`!*?~#&;|<>(){}\[\] \t\n=%-]){0,12}[^\x00\n]"#) {
            let quoted = word(&text);
            proptest::prop_assert_eq!(read_by_sh(&quoted), text);
            proptest::prop_assert_eq!(crate::text::printable(&quoted), quoted.as_str());
        }
    }
}
