//! A policy's patterns of `*` and `?`.

/// Whether the text is what the pattern says: `*` stands for any letters, `?` for one.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == text[read] => {
                at += 1;
                read += 1;
            }
            // The last star takes one letter more.
            _ => match star {
                None => return false,
                Some((of, from)) => {
                    star = Some((of, from + 1));
                    at = of + 1;
                    read = from + 1;
                }
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}
