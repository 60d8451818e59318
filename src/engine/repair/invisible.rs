//! Zero-width characters strewn into words.
//!
//! Thai and others break words with them, so only what stands between letters of scripts that
//! never need them counts, and only where there are many.

use super::Spot;
use crate::text::class::{Class, class};

/// Its name in the removal log.
pub(super) const NAME: &str = "repair/invisible";
/// Least zero-width characters inside words of a document.
const LEAST: u32 = 8;

/// Whether so many zero-width characters inside words are damage.
pub(super) fn is_damage(inside_words: u32) -> bool {
    inside_words >= LEAST
}

/// Spans of a line's invisible characters that stand between two letters of
/// scripts that never need them, ascending.
pub(super) fn spots(line: &str) -> Vec<Spot> {
    let plain = |c: char| {
        matches!(
            class(c),
            Class::Han
                | Class::Kana
                | Class::Hangul
                | Class::Latin
                | Class::Cyrillic
                | Class::Greek
        )
    };
    let mut at = 0;
    let spans = std::iter::from_fn(move || {
        loop {
            let start = at + line[at..].find(|c| class(c) == Class::Invisible)?;
            let len = line[start..]
                .find(|c| class(c) != Class::Invisible)
                .unwrap_or(line.len() - start);
            at = start + len;
            let before = line[..start].chars().next_back().is_some_and(plain);
            let after = line[at..].chars().next().is_some_and(plain);
            if before && after {
                return Some(start..at);
            }
        }
    });
    spans.map(Spot::gone).collect()
}
