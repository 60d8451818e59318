//! Repetition inside a line: keyword stuffing says the same again and again.
//!
//! After the duplicate n-gram measures of Rae et al. 2021 (Gopher, appendix A.1),
//! with letters in place of white-space words so that it holds for every script.

use super::Feature;
use super::view::{LineView, is_letter};
use crate::text::class::class;

pub(super) const FEATURE: Feature = Feature::line(
    "repeated-ngrams",
    "Letter trigrams that occurred earlier in the line as a share of all (of the first 4096).",
    measure,
);

/// Letters that are looked at.
const LETTERS: u32 = 4096;
/// Bytes of a line that is short.
const SHORT: usize = 128;

fn measure(view: &LineView<'_>) -> f64 {
    let letters = view.counts().letters.min(LETTERS);
    // A set that is cleared for every line should be no larger than the line needs: 64 bits a
    // letter, so that at most one trigram in 64 finds its bit set by chance.
    let repeated = match view.folded.len() <= SHORT {
        true => repeated::<SHORT>(view.folded, letters),
        false => repeated::<1024>(view.folded, letters),
    };
    super::view::share(repeated, letters.saturating_sub(2))
}

/// Trigrams of the first letters that occurred before, told by a set of as many words of 64 bits,
/// a power of two; at 4096 trigrams 6 % collide in 1,024.
fn repeated<const WORDS: usize>(folded: &str, letters: u32) -> u32 {
    let is_letter = |c: &char| c.is_ascii_alphabetic() || is_letter(class(*c));
    let mut letters = folded.chars().filter(is_letter).take(letters as usize);
    let (Some(first), Some(second)) = (letters.next(), letters.next()) else {
        return 0;
    };
    let (mut seen, mut repeated) = ([0u64; WORDS], 0);
    // A character has 21 bits.
    let mut trigram = u64::from(first) << 21 | u64::from(second);
    letters.for_each(|c| {
        trigram = (trigram << 21 | u64::from(c)) & (u64::MAX >> 1);
        let key = trigram.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bit = (key >> 48) as usize % (64 * WORDS);
        repeated += (seen[bit / 64] >> (bit % 64) & 1) as u32;
        seen[bit / 64] |= 1 << (bit % 64);
    });
    repeated
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::view::{measure, share};
    use super::{FEATURE, LETTERS, SHORT};

    /// The share that a set of exact trigrams tells.
    fn exact(line: &str) -> f64 {
        let letters = line.chars().filter(|c| c.is_alphabetic());
        let letters: Vec<char> = letters.take(LETTERS as usize).collect();
        let mut seen = std::collections::HashSet::new();
        let repeated = letters.windows(3).filter(|trigram| !seen.insert(*trigram));
        share(repeated.count() as u32, letters.windows(3).count() as u32)
    }

    proptest! {
        #[test]
        fn few_trigrams_do_not_collide(line in "[ab,中文é ]{0,30}") {
            prop_assert!(line.len() <= SHORT);
            prop_assert!((measure(&FEATURE, &line) - exact(&line)).abs() < 0.2);
        }
    }

    #[test]
    fn stuffing_repeats_and_prose_does_not() {
        assert!(measure(&FEATURE, &"国产精品".repeat(20)) > 0.9);
        assert!(measure(&FEATURE, "今天天气很好，我们一起去公园散步吧。") < 0.05);
        assert_eq!(measure(&FEATURE, "ab"), 0.0);
    }
}
