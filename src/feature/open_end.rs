//! Whether a line just stops, as headings, labels and keyword lists do.

use super::Feature;
use super::sentence_ends::ends_sentence;
use crate::text::class::{Class, class};

pub(super) const FEATURE: Feature = Feature::line(
    "open-end",
    "1 if the line does not end with a sentence end (closing quotes and brackets skipped), else 0.",
    |view| f64::from(u8::from(!is_closed(view.folded))),
);

/// Whether a folded line ends with a sentence end, closing quotes and brackets skipped.
pub(super) fn is_closed(folded: &str) -> bool {
    let text = folded.trim_end_matches(|c| class(c) == Class::Bracket);
    match text.chars().next_back() {
        Some('.') => ends_sentence(text, text.len() - 1),
        Some(last) => class(last) == Class::SentenceEnd,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn closing_quotes_are_skipped() {
        assert_eq!(measure(&FEATURE, "他说：“来了。”"), 0.0);
        assert_eq!(measure(&FEATURE, "(He came.)"), 0.0);
        assert_eq!(measure(&FEATURE, "分享到"), 1.0);
        assert_eq!(measure(&FEATURE, "Home"), 1.0);
    }
}
