//! The patterns of AWS's model for the texts of a request, each as a function: the standard library has no regular expressions, and a
//! crate that knows Unicode's categories would be a tenth of the binary. Held against the patterns themselves in the tests. Pure.
//!
//! Where AWS's engine and others read a class differently (`\w` and `\s` of other scripts) the wider reading counts: a text that
//! AWS showed is left out only where every reading refuses it.

/// Whether the text satisfies the pattern as a whole. A pattern that is not known here is satisfied.
pub fn satisfies(pattern: &str, text: &str) -> bool {
    let is = known(pattern);
    is.is_none_or(|is| is(text))
}

type Is = fn(&str) -> bool;

fn known(pattern: &str) -> Option<Is> {
    let is: Is = match pattern {
        "" | r"(?s).*" => |_| true,
        r"[\w\s+=,.@-]+" => |text| filled(text, |c| is_word(c) || c.is_whitespace() || "+=,.@-".contains(c)),
        r"[\w+]+" => |text| filled(text, |c| is_word(c) || c == '+'),
        r"[\w-]+_[0-9a-zA-Z]+" => is_pool_id,
        r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?" => is_arn,
        r"(arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?)?" => {
            |text| text.is_empty() || is_arn(text)
        }
        r".*\{####\}.*" => |text| text.contains("{####}") && !text.contains('\n'),
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*" => {
            |text| text.contains("{####}") && text.chars().all(is_visible_or_blank)
        }
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{##[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*##\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*" => {
            |text| holds_link(text) && text.chars().all(is_visible_or_blank)
        }
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*" => |text| text.chars().all(is_visible_or_blank),
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]+" | r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+" => |text| filled(text, is_visible_or_blank),
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+" => |text| filled(text, |c| is_visible(c) || is_separator(c)),
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+" => |text| filled(text, is_visible),
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+@[\p{L}\p{M}\p{S}\p{N}\p{P}]+" => is_address,
        r"[\x21\x23-\x5B\x5D-\x7E]+" => |text| filled(text, |c| c.is_ascii_graphic() && c != '"' && c != '\\'),
        r"^[a-zA-Z0-9_-]+$" => |text| filled(text, |c| c.is_ascii_alphanumeric() || "_-".contains(c)),
        r"^[0-9a-fA-F]+$" => |text| filled(text, |c| c.is_ascii_hexdigit()),
        "Level[1-4]" => |text| matches!(text, "Level1" | "Level2" | "Level3" | "Level4"),
        _ => return None,
    };
    Some(is)
}

fn filled(text: &str, is: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(is)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_pool_id(text: &str) -> bool {
    let parts = text.rsplit_once('_');
    parts.is_some_and(|(region, id)| filled(region, |c| is_word(c) || c == '-') && filled(id, |c| c.is_ascii_alphanumeric()))
}

/// `arn:partition:service:region:account:resource`, with up to two parts more.
fn is_arn(text: &str) -> bool {
    let part = |part: &&str| filled(part, |c| is_word(c) || "+=/,.@-".contains(c));
    match text.split(':').collect::<Vec<_>>().as_slice() {
        ["arn", partition, service, region, account, rest @ ..] => {
            let named = part(partition) && part(service) && (region.is_empty() || part(region));
            named && filled(account, |c| c.is_ascii_digit()) && (1..=3).contains(&rest.len()) && rest.iter().all(part)
        }
        _ => false,
    }
}

fn is_address(text: &str) -> bool {
    let at = text.char_indices().any(|(at, c)| c == '@' && at > 0 && at + 1 < text.len());
    at && text.chars().all(is_visible)
}

/// `{##the words of the link##}`.
fn holds_link(text: &str) -> bool {
    text.find("{##").is_some_and(|start| text[start + 3..].contains("##}"))
}

fn is_visible_or_blank(c: char) -> bool {
    is_visible(c) || c.is_whitespace()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() && !c.is_control()
}

/// A letter, mark, symbol, number or punctuation: what is no control, separator, format or private-use character. Code points that
/// Unicode has not assigned yet count as visible.
fn is_visible(c: char) -> bool {
    let format = matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}'
        | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}');
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    !format && !private && !c.is_control() && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    fn patterns() -> Vec<&'static str> {
        let model = include_str!("request_model.txt").lines().filter(|line| line.starts_with("text "));
        let mut patterns: Vec<&str> = model.filter_map(|line| line.splitn(5, ' ').nth(4)).collect();
        patterns.sort_unstable();
        patterns.dedup();
        patterns
    }

    /// With `\w` as the standard library has it: letters and numbers of every script.
    fn oracle(pattern: &str) -> Regex {
        Regex::new(&format!(r"\A(?:{})\z", pattern.replace(r"\w", r"\p{Alphabetic}\p{N}_"))).unwrap()
    }

    #[test]
    fn every_pattern_of_the_model_is_known() {
        let unknown: Vec<_> = patterns().into_iter().filter(|pattern| known(pattern).is_none()).collect();
        assert!(unknown.is_empty() && patterns().len() >= 15, "{unknown:?} of {}", patterns().len());
    }

    fn texts_of(pattern: &str) -> BoxedStrategy<String> {
        let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
        proptest::string::string_regex(pattern).unwrap().boxed()
    }

    /// Texts that satisfy it, the same with a letter less or another, and those of all other patterns.
    #[test]
    fn each_says_of_any_text_what_its_pattern_says() {
        let unassigned = Regex::new(r"\p{Cn}").unwrap();
        for pattern in patterns() {
            let is = oracle(pattern);
            let letter = proptest::sample::select(vec!["", "\n", "\t", "\u{200d}", "\u{e000}", "\"", ":", "{", "#", "ü", " "]);
            let changed = (texts_of(pattern), any::<prop::sample::Index>(), letter).prop_map(|(text, at, letter)| {
                let mut letters: Vec<char> = text.chars().collect();
                if !letters.is_empty() {
                    let at = at.index(letters.len());
                    letters.splice(at..=at, letter.chars());
                }
                letters.into_iter().collect::<String>()
            });
            let others = proptest::sample::select(patterns()).prop_flat_map(texts_of);
            let texts = prop_oneof![texts_of(pattern), changed, others, "\\PC{0,12}", Just(String::new())];
            let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) };
            let said = proptest::test_runner::TestRunner::new(config).run(&texts, |text| {
                prop_assume!(!unassigned.is_match(&text));
                prop_assert_eq!(satisfies(pattern, &text), is.is_match(&text), "{:?} of {}", text, pattern);
                Ok(())
            });
            said.unwrap_or_else(|error| panic!("{pattern}: {error}"));
        }
    }

    #[test]
    fn the_categories_are_those_of_unicode() {
        let (visible, unassigned) = (oracle(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]"), oracle(r"\p{Cn}"));
        let differs = |c: &char| {
            let text = c.to_string();
            !unassigned.is_match(&text) && visible.is_match(&text) != is_visible(*c)
        };
        let differing: Vec<String> = ('\0'..=char::MAX).filter(differs).map(|c| c.escape_unicode().to_string()).collect();
        assert!(differing.is_empty(), "{differing:?}");
    }
}
