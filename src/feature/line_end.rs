//! How a line ends: sentences with a mark, headings and labels with a letter, introductions
//! with a colon, links with an arrow or a counter.

use super::Feature;
use super::view::is_letter;
use crate::text::class::{Class, class};

pub(super) const FEATURE: Feature = Feature::line(
    "line-end",
    "Last visible character: 0 sentence end (also before a closing quote or bracket), 1 colon, 2 other clause mark, 3 quote or bracket, 4 digit, 5 letter, 6 ellipsis, 7 other sign, 8 nothing.",
    |view| {
        let text = view.folded.trim_end();
        if text.ends_with("...") || text.ends_with('…') {
            return 6.0;
        }
        if super::open_end::is_closed(text) {
            return 0.0;
        }
        let Some(last) = text.chars().next_back() else {
            return 8.0;
        };
        match class(last) {
            _ if matches!(last, ':' | '：') => 1.0,
            Class::ClauseMark => 2.0,
            Class::Bracket => 3.0,
            Class::Digit => 4.0,
            kind if is_letter(kind) => 5.0,
            _ if matches!(last, '"' | '\'') => 3.0,
            _ => 7.0,
        }
    },
);

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn every_kind_has_its_number() {
        for (line, kind) in [
            ("He came.", 0.0),
            ("他说：“来了。”", 0.0),
            ("Ingredients:", 1.0),
            ("first, second,", 2.0),
            ("Comments (3)", 3.0),
            ("Page 3", 4.0),
            ("Home", 5.0),
            ("Read more...", 6.0),
            ("Next »", 3.0),
            ("Next >", 7.0),
            ("", 8.0),
        ] {
            assert_eq!(measure(&FEATURE, line), kind, "{line}");
        }
    }
}
