//! Lists of ordinary words, and where terms stand in them.
//!
//! The lists were written for this project. They are not dictionaries: a word belongs on them
//! because a term of a kind that rules use stands inside it, or because nearly every text holds it.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::diag::Place;
use crate::feature::view::joins_words;
use crate::rule::{At, TermSet};
use crate::text::class::class;
use crate::text::fold::fold_term;

/// Frequent words, one a line.
const FREQUENT: &str = include_str!("frequent.txt");
/// Words that hold something else, one a line.
const ORDINARY: &str = include_str!("ordinary.txt");

/// The words of a list, without comments.
fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = list.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Words such as 路口交通, in which something else seems to stand.
pub fn ordinary() -> impl Iterator<Item = &'static str> {
    words(ORDINARY)
}

/// Whether a folded term is a word that nearly every text holds.
pub fn is_frequent(folded: &str) -> bool {
    static FREQUENT_WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    FREQUENT_WORDS
        .get_or_init(|| words(FREQUENT).collect())
        .contains(folded)
}

/// The plain folded spelling.
pub fn fold(text: &str) -> String {
    fold_term(text).into_iter().next().unwrap_or_default()
}

/// Where a term of a set stands.
pub fn term_places(set: &TermSet, term: usize) -> Option<Place> {
    let mark = set.places.terms.get(term)?;
    Some(Place::new(&set.places.terms_file, *mark))
}

/// A stretch of a folded text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Spot {
    /// Where a folded term stands in a folded text by itself, if it may stand there with this
    /// `at` whatever surrounds the text.
    pub fn inside(text: &str, term: &str, at: At) -> Option<Spot> {
        if term.is_empty() {
            return None;
        }
        text.match_indices(term)
            .map(|(start, _)| Spot {
                start,
                end: start + term.len(),
            })
            .find(|spot| spot.stands(text, at))
    }

    /// Whether a folded term that stands here may do so with this `at`, whatever surrounds the text.
    pub fn stands(self, text: &str, at: At) -> bool {
        let boundary = |byte: usize| {
            let (before, after) = text.split_at_checked(byte).unwrap_or((text, ""));
            let joins = |c: Option<char>| c.map(class).is_some_and(joins_words);
            !(joins(before.chars().next_back()) && joins(after.chars().next()))
        };
        match at {
            At::Anywhere => true,
            At::Word => boundary(self.start) && boundary(self.end),
            At::LineStart => self.start == 0 && boundary(self.end),
            At::LineEnd => self.end == text.len() && boundary(self.start),
            At::WholeLine => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots_respect_words() {
        assert!(Spot::inside("essex", "sex", At::Anywhere).is_some());
        assert!(Spot::inside("essex", "sex", At::Word).is_none());
        assert!(Spot::inside("路口交通", "口交", At::Word).is_some());
        assert!(Spot::inside("buy it now", "it", At::Word).is_some());
        assert!(Spot::inside("buy it now", "buy", At::LineStart).is_some());
        assert!(Spot::inside("buy it now", "it", At::LineEnd).is_none());
        assert!(Spot::inside("buy it now", "buy it now", At::WholeLine).is_none());
    }

    #[test]
    fn lists_are_folded_sorted_and_unique() {
        for list in [FREQUENT, ORDINARY] {
            let words: Vec<_> = words(list).collect();
            let sorted = words.windows(2).all(|pair| pair[0] < pair[1]);
            assert!(sorted, "{words:?}");
        }
        for word in words(FREQUENT) {
            assert_eq!(fold(word), word);
        }
    }
}
