//! Enough of a language's text to look for words in it: comments taken out, texts left in.

/// What marks a comment, and whether texts may stand between backquotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    JavaScript,
    Python,
}

/// The code without its comments; line breaks stay. A regular expression that holds quotation marks may hide some code behind it.
pub fn without_comments(code: &str, language: Language) -> String {
    let mut plain = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let comment = match language {
            Language::JavaScript if rest.starts_with("//") => rest.find('\n'),
            Language::JavaScript if rest.starts_with("/*") => rest.find("*/").map(|end| end + 2),
            Language::Python if letter == '#' => rest.find('\n'),
            _ => {
                let text = quoted(rest, language);
                plain.push_str(&rest[..text]);
                rest = &rest[text..];
                continue;
            }
        };
        let Some(end) = comment else { break };
        plain.extend(rest[..end].chars().filter(|letter| *letter == '\n'));
        rest = &rest[end..];
    }
    plain
}

/// How much of this belongs together: a text in quotation marks up to its end, else one letter.
fn quoted(rest: &str, language: Language) -> usize {
    let marks: &[&str] = match language {
        Language::JavaScript => &["\"", "'", "`"],
        Language::Python => &["\"\"\"", "'''", "\"", "'"],
    };
    let one = rest.chars().next().map_or(0, char::len_utf8);
    let Some(mark) = marks.iter().find(|mark| rest.starts_with(**mark)) else { return one };
    let many_lines = mark.len() == 3 || *mark == "`";
    let mut at = mark.len();
    while let Some(letter) = rest[at..].chars().next() {
        if rest[at..].starts_with(mark) {
            return at + mark.len();
        }
        if letter == '\n' && !many_lines {
            // An apostrophe of a regular expression, not the beginning of a text.
            return one;
        }
        at += letter.len_utf8();
        if letter == '\\' {
            at += rest[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    one
}

/// How many braces are open at the end of this code; those in texts do not count.
pub fn depth(code: &str, language: Language) -> usize {
    let (mut depth, mut rest) = (0_usize, code);
    while let Some(letter) = rest.chars().next() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        rest = &rest[quoted(rest, language)..];
    }
    depth
}

/// Whether this word stands in the code, not as a part of another.
pub fn has_word(code: &str, word: &str) -> bool {
    places(code, word).next().is_some()
}

/// Where this word stands, not as a part of another.
pub fn places<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let of_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = code[..*at].chars().next_back();
        let behind = code[at + word.len()..].chars().next();
        !before.is_some_and(of_word) && !behind.is_some_and(of_word)
    })
}

/// The text in quotation marks that this begins with.
pub fn text_at(code: &str) -> Option<&str> {
    let mark = code.chars().next().filter(|mark| "\"'`".contains(*mark))?;
    let (text, _) = code[1..].split_once(mark)?;
    (!text.contains('\n')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_texts_that_look_like_them_stay() {
        let plain = |code| without_comments(code, Language::JavaScript);
        assert_eq!(plain("a // b\nc /* d\ne */ f"), "a \nc \n f");
        assert_eq!(plain("'http://x' + \"/* y */\" + `//\nz`"), "'http://x' + \"/* y */\" + `//\nz`");
        assert_eq!(plain(r"'it\'s // no comment' // one"), r"'it\'s // no comment' ");
        assert_eq!(plain("x.match(/'/); // gone\ny"), "x.match(/'/); \ny");
        let plain = |code| without_comments(code, Language::Python);
        assert_eq!(plain("a = '#' # b\n\"\"\"# c\n\"\"\"\nd"), "a = '#' \n\"\"\"# c\n\"\"\"\nd");
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("exports.handler = 1", "handler") && !has_word("exports.handlers = 1", "handler"));
    }
}
