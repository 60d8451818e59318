//! Markdown links, which survive in scraped Markdown.

use super::Feature;
use super::view::LineView;
use crate::text::class::Class;

pub(super) const FEATURE: Feature =
    Feature::line("links", "Markdown links.", |view| f64::from(count(view)));

/// Number of Markdown links of the folded line.
pub(super) fn count(view: &LineView<'_>) -> u32 {
    // Most lines have no brackets.
    if view.counts().get(Class::Bracket) < 2 {
        return 0;
    }
    let bytes = view.folded.as_bytes();
    let ends = memchr::memchr_iter(b']', bytes);
    ends.filter(|end| bytes.get(end + 1) == Some(&b'(')).count() as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::LineView;
    use super::count;
    use crate::text::fold::FoldCounts;

    proptest! {
        #[test]
        fn links_are_ends_of_names_before_addresses(text in "[\\[\\]()a中 ]{0,20}") {
            let view = LineView::new(&text, &text, FoldCounts::default());
            prop_assert_eq!(count(&view), text.matches("](").count() as u32);
        }
    }
}
