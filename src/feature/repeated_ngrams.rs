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
const LETTERS: usize = 4096;
/// Bytes of a line that is short.
const SHORT: usize = 128;

fn measure(view: &LineView<'_>) -> f64 {
    // A set that is cleared for every line should be no larger than the line needs: 64 bits a
    // letter, so that at most one trigram in 64 finds its bit set by chance.
    match view.folded.len() <= SHORT {
        true => share_repeated::<SHORT>(view.folded),
        false => share_repeated::<1024>(view.folded),
    }
}

/// With a set of as many words of 64 bits, a power of two; at 4096 trigrams 6 % collide in 1,024.
fn share_repeated<const WORDS: usize>(folded: &str) -> f64 {
    let mut seen = [0u64; WORDS];
    let (mut all, mut repeated) = (0u32, 0u32);
    let (mut a, mut b) = (0u32, 0u32);
    let letters = folded.chars().filter(|&c| is_letter(class(c)));
    for (at, c) in letters.take(LETTERS).enumerate() {
        let c = c as u32;
        if at >= 2 {
            let key = (u64::from(a) << 42 ^ u64::from(b) << 21 ^ u64::from(c))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let bit = (key >> 48) as usize % (64 * WORDS);
            all += 1;
            repeated += u32::from(seen[bit / 64] >> (bit % 64) & 1 == 1);
            seen[bit / 64] |= 1 << (bit % 64);
        }
        (a, b) = (b, c);
    }
    super::view::share(repeated, all)
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn stuffing_repeats_and_prose_does_not() {
        assert!(measure(&FEATURE, &"国产精品".repeat(20)) > 0.9);
        assert!(measure(&FEATURE, "今天天气很好，我们一起去公园散步吧。") < 0.05);
        assert_eq!(measure(&FEATURE, "ab"), 0.0);
    }
}
