//! How a line begins: sentences with a capital, list items with a mark, continued or
//! machine-made lines with a small letter or a digit.

use super::Feature;
use super::view::is_letter;
use crate::text::class::{Class, class};

pub(super) const FEATURE: Feature = Feature::line(
    "line-start",
    "First visible character of the untouched line: 0 small letter, 1 capital, 2 letter without case, 3 digit, 4 quote, dash or bracket, 5 list mark or other sign, 6 nothing.",
    |view| {
        let Some(first) = view.raw.trim_start().chars().next() else {
            return 6.0;
        };
        match class(first) {
            kind if is_letter(kind) && first.is_lowercase() => 0.0,
            kind if is_letter(kind) && first.is_uppercase() => 1.0,
            kind if is_letter(kind) => 2.0,
            Class::Digit => 3.0,
            Class::Bracket => 4.0,
            _ if matches!(first, '"' | '\'' | '-' | '–' | '—') => 4.0,
            _ => 5.0,
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
            ("and so on", 0.0),
            ("And so on", 1.0),
            ("他来了。", 2.0),
            ("3 comments", 3.0),
            ("“Yes,” he said", 4.0),
            ("— Yes", 4.0),
            ("• milk", 5.0),
            ("", 6.0),
        ] {
            assert_eq!(measure(&FEATURE, line), kind, "{line}");
        }
    }
}
