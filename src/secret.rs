//! A password or a token: in memory only, zeroed when dropped, never printed.

use std::fmt;

use zeroize::Zeroizing;

/// A string that no log, panic or screen can show. Read it with [`Secret::expose`] at the one call that needs it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(value: impl Into<String>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// The value itself, for the call that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Without the characters that `keep` refuses; leaves no copy behind in memory.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(char) -> bool) -> Self {
        // As large as it can get at once: growing would leave copies that nobody wipes.
        let mut kept = Zeroizing::new(String::with_capacity(self.0.len()));
        kept.extend(self.0.chars().filter(|character| keep(*character)));
        Self(kept)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filtering_keeps_the_rest_in_order() {
        assert_eq!(Secret::new("a\nb\tc").filtered(|character| !character.is_control()), Secret::new("abc"));
    }

    #[test]
    fn debug_output_never_shows_the_value() {
        assert_eq!(format!("{:?}", Secret::new("correct horse")), "Secret(…)");
    }
}
