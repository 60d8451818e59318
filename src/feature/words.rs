//! Length of a line in words, for all scripts: a run of letters or digits of a script with
//! spaces is a word; scripts without spaces write about two characters a word (the mean of
//! segmented Chinese is 1.5 to 1.8, of Japanese and Thai two and more).

use super::Feature;
use super::view::{LineView, share};
use crate::text::class::Class;

pub(super) const COUNT: Feature = Feature::line(
    "words",
    "Words: runs of letters and digits; in scripts without spaces every two characters count as one.",
    |view| f64::from(count(view).0),
);
pub(super) const MEAN: Feature = Feature::line(
    "mean-word",
    "Mean length in characters of the words of scripts with spaces; 0 without any.",
    |view| {
        let (words, unspaced, letters) = count(view);
        share(letters, words - unspaced)
    },
);

/// Words, those of scripts without spaces among them, and characters of the others.
fn count(view: &LineView<'_>) -> (u32, u32, u32) {
    let counts = view.counts();
    let unspaced = [Class::Han, Class::Kana, Class::Unspaced]
        .into_iter()
        .map(|class| counts.get(class))
        .sum::<u32>()
        .div_ceil(2);
    let parts = [
        Class::Latin,
        Class::Cyrillic,
        Class::Greek,
        Class::Letter,
        Class::Hangul,
        Class::Digit,
    ];
    let letters = parts.into_iter().map(|class| counts.get(class)).sum();
    (view.layout().words + unspaced, unspaced, letters)
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::{COUNT, MEAN};

    #[test]
    fn han_and_latin_count_alike() {
        assert_eq!(measure(&COUNT, "He came by bus."), 4.0);
        assert_eq!(measure(&COUNT, "他坐公交车来了。"), 4.0);
        assert_eq!(measure(&MEAN, "He came by bus."), 2.75);
        assert_eq!(measure(&MEAN, "他来了"), 0.0);
    }
}
