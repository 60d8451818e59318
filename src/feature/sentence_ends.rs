//! Marks that end a sentence, in any script and width.
//!
//! The full stop is ambiguous: it ends a sentence only after a letter, digit or
//! closing mark and before white space, a closing mark or the end; not after a
//! single letter (initials) and not inside numbers and domain names.

use super::Feature;
use super::view::{LineView, is_letter};
use crate::text::class::{Class, class};

pub(super) const FEATURE: Feature =
    Feature::line("sentence-ends", "Marks that end a sentence.", |view| {
        f64::from(count(view))
    });

/// Number of sentence ends of the folded line.
pub(super) fn count(view: &LineView<'_>) -> u32 {
    let counts = view.counts();
    let mut ends = counts.get(Class::SentenceEnd);
    if counts.get(Class::FullStop) > 0 {
        ends += full_stops(view.folded);
    }
    ends
}

fn full_stops(text: &str) -> u32 {
    text.match_indices('.')
        .filter(|&(at, _)| ends_sentence(text, at))
        .count() as u32
}

/// Whether the full stop at byte `at` ends a sentence.
pub(super) fn ends_sentence(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    let mut after = text[at + 1..].chars();
    let after_ok = match after.next().map(class) {
        None | Some(Class::Space) => true,
        Some(Class::Bracket) => matches!(after.next().map(class), None | Some(Class::Space)),
        Some(_) => false,
    };
    let before_ok = match before.next().map(class) {
        Some(Class::Bracket | Class::Digit) => true,
        // One letter before the stop is an initial or an abbreviation.
        Some(first) if is_letter(first) => before.next().map(class).is_some_and(is_letter),
        _ => false,
    };
    after_ok && before_ok
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn counts_marks_of_all_widths_but_no_dots_in_names() {
        for (line, ends) in [
            ("他来了。你呢？好！", 3.0),
            ("他来了?真的!", 2.0),
            ("He came. She left.", 2.0),
            ("\"He came.\" She left", 1.0),
            ("Version 2.5 of www.example.com by J. Smith", 0.0),
            ("क्या है। ठीक है।", 2.0),
            ("", 0.0),
        ] {
            assert_eq!(measure(&FEATURE, line), ends, "{line}");
        }
    }
}
