//! The causes behind an error, in words, each said once.

use std::error::Error;

use crate::text::sentence;

pub(in crate::aws) fn causes<'e>(error: &'e (dyn Error + 'static)) -> Vec<&'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn Error + 'static)| (*error).source()).collect()
}

/// The causes in words, each said once.
pub(in crate::aws) fn spoken(causes: &[&(dyn Error + 'static)]) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in causes {
        let words = crate::text::printable_lines(&cause.to_string());
        let words = words.trim().trim_end_matches(['.', ':', ' ']).to_owned();
        if !words.is_empty() && !said.iter().any(|earlier| earlier.contains(&words)) {
            said.push(words);
        }
    }
    sentence(&said.join(": "))
}

pub(in crate::aws) fn find<'e, T: Error + 'static>(causes: &[&'e (dyn Error + 'static)]) -> Option<(usize, &'e T)> {
    causes.iter().enumerate().find_map(|(at, cause)| cause.downcast_ref::<T>().map(|found| (at, found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_said_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("outer: inner")]
        struct Outer(#[source] std::io::Error);
        let error = Outer(std::io::Error::other("inner"));
        assert_eq!(spoken(&causes(&error)), "outer: inner.");
    }
}
