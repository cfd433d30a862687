//! IAM's wildcards.

/// IAM's wildcards: `*` is any run of characters, `?` any single one.
pub fn matches_pattern(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at_pattern, mut at_text) = (0, 0);
    // Where to go back to: just after the last `*`, and the text that it has not swallowed yet.
    let mut retry: Option<(usize, usize)> = None;
    while at_text < text.len() {
        match pattern.get(at_pattern) {
            Some('*') => {
                at_pattern += 1;
                retry = Some((at_pattern, at_text));
            }
            Some(letter) if *letter == '?' || *letter == text[at_text] => {
                at_pattern += 1;
                at_text += 1;
            }
            _ => match retry {
                Some((after_star, swallowed)) => {
                    at_pattern = after_star;
                    at_text = swallowed + 1;
                    retry = Some((after_star, at_text));
                }
                None => return false,
            },
        }
    }
    pattern[at_pattern..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::matches_pattern;

    #[test]
    fn wildcards_match_as_iam_matches_them() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("arn:*:role/a?c", "arn:aws:iam::1:role/abc", true),
            ("arn:*:role/a?c", "arn:aws:iam::1:role/ac", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b", "aXbY", false),
            ("abc", "ABC", false),
        ] {
            assert_eq!(matches_pattern(pattern, text), expected, "{pattern} {text}");
        }
    }
}
