//! Identifiers: from the system, or from a small seeded generator so that screens of a scenario are stable.

use rand::RngExt as _;

/// `length` letters of `alphabet`. With a state, draws from SplitMix64 and moves the state on.
pub fn id(state: &mut Option<u64>, alphabet: &str, length: usize) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    let count = letters.len() as u64;
    (0..length)
        .map(|_| {
            let number = match state {
                Some(state) => split_mix(state),
                None => rand::rng().random::<u64>(),
            };
            letters[usize::try_from(number % count).unwrap_or(0)]
        })
        .collect()
}

/// A UUID of version 4.
pub fn uuid(state: &mut Option<u64>) -> String {
    let mut part = |length| id(state, "0123456789abcdef", length);
    format!("{}-{}-4{}-8{}-{}", part(8), part(4), part(3), part(3), part(12))
}

/// SplitMix64 by Sebastiano Vigna, public domain: good enough for names, never used for secrets outside the sandbox.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn a_seed_gives_the_same_ids_again_and_different_ones_in_a_row() {
        let (mut first, mut second) = (Some(7), Some(7));
        let one = id(&mut first, "abcdefgh", 12);
        assert_eq!(one, id(&mut second, "abcdefgh", 12));
        assert_ne!(one, id(&mut first, "abcdefgh", 12));
    }

    #[test]
    fn without_a_seed_ids_differ() {
        assert_ne!(id(&mut None, "abcdefgh", 24), id(&mut None, "abcdefgh", 24));
    }
}
