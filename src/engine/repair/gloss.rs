//! Readings glued to characters.
//!
//! A textbook annotates as well, so a document is repaired only where it *proves* that its
//! readings were injected. The proof is judged on the lines that stay.

use std::collections::HashMap;

use super::Spot;
use crate::text::class::{Class, class};
use crate::text::readings::{glosses, is_traditional};
use crate::text::split_pairs::joined;

/// Its name in the removal log.
pub(super) const NAME: &str = "repair/gloss";

/// Least verified readings in a document. An injected page has hundreds; three
/// short lines of one have a handful.
pub(super) const LEAST: usize = 4;
/// Least share of the strings of the shape that verify.
const VERIFIED: f64 = 0.8;
/// Largest share of the Han characters that carry a reading. Injection glosses
/// 3 to 12 % (up to a third in a short line), an annotated text nearly all.
const DENSEST: f64 = 0.4;
/// Least share of the glossed characters that are traditional: the injection
/// glosses what a simplified-to-traditional table changed, a teacher what is hard.
const TRADITIONAL: f64 = 0.8;
/// Least share of the readings whose character always has that one reading here.
const CONSISTENT: f64 = 0.9;

/// What a document's readings look like.
#[derive(Debug, Default)]
pub(super) struct GlossProof {
    verified: usize,
    shaped: usize,
    traditional: usize,
    readings: HashMap<char, HashMap<String, usize>>,
}

impl GlossProof {
    /// Adds a line.
    pub(super) fn add(&mut self, line: &str) {
        for gloss in glosses(line) {
            self.shaped += 1;
            if gloss.verified {
                self.verify(gloss.han, gloss.reading);
            }
        }
        for one in joined(line, &|_, _| false) {
            self.shaped += 1;
            self.verify(one.glossed, one.reading);
        }
    }

    fn verify(&mut self, han: char, reading: String) {
        self.verified += 1;
        self.traditional += usize::from(is_traditional(han));
        let readings = self.readings.entry(han).or_default();
        *readings.entry(reading).or_default() += 1;
    }

    /// Whether a character carries a reading somewhere in the document.
    pub(super) fn is_glossed(&self, han: char, reading: &str) -> bool {
        let readings = self.readings.get(&han);
        readings.is_some_and(|readings| readings.contains_key(reading))
    }

    /// Whether the document proves that its readings were injected, among so many Han characters.
    pub(super) fn holds(&self, han: impl FnOnce() -> usize) -> bool {
        let usual: usize = self
            .readings
            .values()
            .filter_map(|readings| readings.values().max())
            .sum();
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        self.verified >= LEAST
            && share(self.verified, self.shaped) >= VERIFIED
            && share(self.traditional, self.verified) >= TRADITIONAL
            && share(usual, self.verified) >= CONSISTENT
            && share(self.verified, han()) <= DENSEST
    }
}

/// Han characters of a line.
pub(super) fn han_of(line: &str) -> usize {
    line.chars().filter(|&c| class(c) == Class::Han).count()
}

/// A line's verified readings, ascending.
pub(super) fn spots(line: &str) -> Vec<Spot> {
    let verified = glosses(line).filter(|gloss| gloss.verified);
    verified.map(|gloss| Spot::gone(gloss.span)).collect()
}
