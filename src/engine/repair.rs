//! Damage that is not a line: readings glued to characters, zero-width
//! characters strewn into words.
//!
//! Both occur in honest text — a textbook annotates, Thai breaks words with
//! zero-width spaces — so a document is repaired only where it *proves* that it
//! was damaged. The proof is judged on the lines that stay.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::class::{Class, class};
use crate::text::fold::FoldBuffer;
use crate::text::readings::glosses;

/// Least verified readings in a document. An injected page has hundreds; three
/// short lines of one have a handful.
const LEAST: usize = 4;
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
/// Least zero-width characters inside words of a document.
const LEAST_INVISIBLE: u32 = 8;

/// What a document's readings look like.
#[derive(Debug, Default)]
pub struct GlossProof {
    verified: usize,
    shaped: usize,
    traditional: usize,
    han: usize,
    readings: HashMap<char, HashMap<String, usize>>,
}

impl GlossProof {
    /// Adds a line.
    pub fn add(&mut self, line: &str, fold: &mut FoldBuffer) {
        self.han += line.chars().filter(|&c| class(c) == Class::Han).count();
        for gloss in glosses(line) {
            self.shaped += 1;
            if !gloss.verified {
                continue;
            }
            self.verified += 1;
            let mut bytes = [0; 4];
            let han: &str = gloss.han.encode_utf8(&mut bytes);
            self.traditional += usize::from(fold.fold(han).text != han);
            let reading = line[gloss.span].to_owned();
            *self
                .readings
                .entry(gloss.han)
                .or_default()
                .entry(reading)
                .or_default() += 1;
        }
    }

    /// Whether the document proves that its readings were injected.
    pub fn holds(&self) -> bool {
        let usual: usize = self
            .readings
            .values()
            .filter_map(|readings| readings.values().max())
            .sum();
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        self.verified >= LEAST
            && share(self.verified, self.shaped) >= VERIFIED
            && share(self.verified, self.han) <= DENSEST
            && share(self.traditional, self.verified) >= TRADITIONAL
            && share(usual, self.verified) >= CONSISTENT
    }
}

/// Whether so many zero-width characters inside words are damage.
pub fn invisible_is_damage(inside_words: u32) -> bool {
    inside_words >= LEAST_INVISIBLE
}

/// Spans of a line's verified readings, ascending.
pub fn gloss_spans(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    glosses(line)
        .filter(|gloss| gloss.verified)
        .map(|gloss| gloss.span)
}

/// Spans of a line's invisible characters that stand between two letters of
/// scripts that never need them, ascending.
pub fn invisible_spans(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
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
    std::iter::from_fn(move || {
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
    })
}
