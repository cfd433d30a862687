//! Words as a POSIX shell splits them, and nothing else of a shell: the way the AWS CLI splits a section's name and a `credential_process`
//! (Python's `shlex.split`).

/// Why a text cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::aws) enum Unsplittable {
    #[error("a quote is never closed")]
    OpenQuote,
    #[error("nothing follows the backslash at its end")]
    TrailingBackslash,
}

/// The words. Quotes group, a backslash escapes; inside of double quotes only a double quote and a backslash can be escaped.
pub(in crate::aws) fn split(text: &str) -> Result<Vec<String>, Unsplittable> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next().ok_or(Unsplittable::OpenQuote)? {
                        '\'' => break,
                        quoted => word.push(quoted),
                    }
                }
            }
            '"' => double_quoted(&mut characters, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(characters.next().ok_or(Unsplittable::TrailingBackslash)?),
            plain => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    Ok(words)
}

fn double_quoted(characters: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), Unsplittable> {
    loop {
        match characters.next().ok_or(Unsplittable::OpenQuote)? {
            '"' => return Ok(()),
            '\\' => match characters.next().ok_or(Unsplittable::TrailingBackslash)? {
                escaped @ ('"' | '\\') => word.push(escaped),
                other => word.extend(['\\', other]),
            },
            quoted => word.push(quoted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_group_and_backslashes_escape() {
        for (text, words) in [
            ("profile x", vec!["profile", "x"]),
            ("  profile \t x  ", vec!["profile", "x"]),
            (r#"profile "my team""#, vec!["profile", "my team"]),
            (r#"profile 'it "is"'"#, vec!["profile", r#"it "is""#]),
            (r"profile it\'s", vec!["profile", "it's"]),
            (r#"profile "a\"b\\c\d""#, vec!["profile", r#"a"b\c\d"#]),
            (r#"a'b'"c""#, vec!["abc"]),
            ("profile ''", vec!["profile", ""]),
            ("profile jörg # x", vec!["profile", "jörg", "#", "x"]),
            ("", vec![]),
        ] {
            assert_eq!(split(text).unwrap(), words, "{text}");
        }
    }

    #[test]
    fn what_is_never_closed_cannot_be_split() {
        for text in ["profile 'x", "profile \"x", "profile \"x\\\""] {
            assert_eq!(split(text), Err(Unsplittable::OpenQuote), "{text}");
        }
        for text in ["profile x\\", "\"x\\"] {
            assert_eq!(split(text), Err(Unsplittable::TrailingBackslash), "{text}");
        }
    }
}
