//! What scripts a line is written in, as shares of its letters.

use super::Feature;
use super::view::{LineView, share};
use crate::text::class::Class;

fn of(view: &LineView<'_>, class: Class) -> f64 {
    let counts = view.counts();
    share(counts.get(class), counts.letters)
}

pub(super) const LETTERS: Feature = Feature::line("letters", "Letters of any script.", |view| {
    f64::from(view.counts().letters)
});
pub(super) const HAN: Feature = Feature::line(
    "han-share",
    "Han characters as a share of the letters.",
    |view| of(view, Class::Han),
);
pub(super) const LATIN: Feature = Feature::line(
    "latin-share",
    "Latin letters as a share of the letters.",
    |view| of(view, Class::Latin),
);
pub(super) const CYRILLIC: Feature = Feature::line(
    "cyrillic-share",
    "Cyrillic letters as a share of the letters.",
    |view| of(view, Class::Cyrillic),
);
pub(super) const KANA: Feature = Feature::line(
    "kana-share",
    "Hiragana and Katakana as a share of the letters.",
    |view| of(view, Class::Kana),
);
pub(super) const HANGUL: Feature = Feature::line(
    "hangul-share",
    "Hangul as a share of the letters.",
    |view| of(view, Class::Hangul),
);
