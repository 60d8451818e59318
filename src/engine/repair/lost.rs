//! Characters that injection has made unreadable.
//!
//! A reading between the two bytes of a character says by its bytes what was there
//! ([`split_pairs`](crate::text::split_pairs)). Where nothing but U+FFFD and a reading is left,
//! the character is certain if the document has the same word elsewhere: just one of its
//! characters with that reading stands next to the same neighbour, and it carries the reading
//! elsewhere as well. All other places stay as they are.

use std::collections::{BTreeSet, HashSet};

use super::Spot;
use super::gloss::GlossProof;
use crate::text::class::{Class, class};
use crate::text::readings::{Bracket, bracket, glosses, has_reading};
use crate::text::split_pairs::joined;

/// Its name in the removal log.
pub(super) const NAME: &str = "repair/lost-character";

/// Neighbouring Han characters of a document, readings left out.
#[derive(Debug, Default)]
pub(super) struct Words(HashSet<(char, char)>);

impl Words {
    /// Adds a line.
    pub(super) fn add(&mut self, line: &str) {
        let mut plain = String::with_capacity(line.len());
        let mut at = 0;
        for gloss in glosses(line).filter(|gloss| gloss.verified) {
            plain.push_str(line.get(at..gloss.span.start).unwrap_or_default());
            at = gloss.span.end;
        }
        plain.push_str(line.get(at..).unwrap_or_default());
        let pairs = plain.chars().zip(plain.chars().skip(1));
        self.0
            .extend(pairs.filter(|&(a, b)| is_han(a) && is_han(b)));
    }

    /// The one glossed character with a reading that stands beside such neighbours elsewhere.
    fn beside(
        &self,
        before: Option<char>,
        after: Option<char>,
        reading: &str,
        proof: &GlossProof,
    ) -> Option<char> {
        let fits = |&(a, b): &(char, char)| {
            let behind = (Some(a) == before).then_some(b);
            [behind, (Some(b) == after).then_some(a)]
        };
        let found: BTreeSet<char> = (self.0.iter().flat_map(fits).flatten())
            .filter(|&han| has_reading(han, reading))
            .collect();
        let mut found = found.into_iter();
        let one = found.next().filter(|_| found.next().is_none())?;
        proof.is_glossed(one, reading).then_some(one)
    }
}

fn is_han(c: char) -> bool {
    class(c) == Class::Han
}

/// Whether the words of the document are needed for a line.
pub(super) fn asks_for_words(line: &str) -> bool {
    line.contains('\u{FFFD}')
}

/// The places of a line at which it is certain what was lost, ascending.
pub(super) fn spots(line: &str, proof: &GlossProof, words: &Words) -> Vec<Spot> {
    let is_glossed = |han: char, reading: &str| proof.is_glossed(han, reading);
    let joined = joined(line, &is_glossed).into_iter();
    let mut spots: Vec<Spot> = joined
        .map(|one| Spot {
            span: one.span,
            replacement: one.text,
        })
        .collect();
    let by_word: Vec<Spot> = line
        .match_indices('\u{FFFD}')
        .filter_map(|(at, _)| by_word(line, at, proof, words))
        .filter(|one| !one.overlaps_one_of(&spots))
        .collect();
    spots.extend(by_word);
    spots.sort_by_key(|spot| spot.span.start);
    spots
}

/// The lost character at a byte of a line, by its reading and its neighbours.
fn by_word(line: &str, at: usize, proof: &GlossProof, words: &Words) -> Option<Spot> {
    let behind = at + '\u{FFFD}'.len_utf8();
    let tail = line.get(behind..)?;
    let Bracket { reading, length } = bracket(tail)?;
    let before = line.get(..at)?.chars().next_back().filter(|&c| is_han(c));
    let after = tail.get(length..)?.chars().next().filter(|&c| is_han(c));
    let han = words.beside(before, after, &reading, proof)?;
    Some(Spot {
        span: at..behind + length,
        replacement: han.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(document: &[&str], line: &str) -> String {
        let (mut proof, mut words) = (GlossProof::default(), Words::default());
        for line in document {
            proof.add(line);
            words.add(line);
        }
        let mut text = line.to_owned();
        for spot in spots(line, &proof, &words).into_iter().rev() {
            text.replace_range(spot.span, &spot.replacement);
        }
        text
    }

    #[test]
    fn a_word_of_the_document_says_what_was_lost() {
        let document = ["他們反對(duì)這個做法", "一隊人"];
        assert_eq!(repaired(&document, "反\u{FFFD}(duì)的人"), "反對的人");
        // Nobody says that this is the word.
        let line = "艦\u{FFFD}(duì)的人";
        assert_eq!(repaired(&document, line), line);
        let line = "反\u{FFFD}(duī)的人";
        assert_eq!(repaired(&document, line), line);
    }

    #[test]
    fn two_words_of_the_document_leave_it_open() {
        let document = ["反對(duì)他", "反隊(duì)他"];
        let line = "反\u{FFFD}(duì)的人";
        assert_eq!(repaired(&document, line), line);
    }
}
