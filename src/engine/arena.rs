//! What scans find, kept in a few long vectors, so that nothing is allocated for a line.

use std::ops::Range;

use super::finder::Hit;
use super::scan::{Found, Sightings};
use crate::text::fold::FoldCounts;

/// What was found in some lines. Reusable memory.
#[derive(Debug, Default)]
pub struct Arena {
    /// Folded lines.
    pub folded: String,
    hits: Vec<Hit>,
    events: Vec<u32>,
    rules: Vec<u32>,
}

/// A scanned line in an arena.
#[derive(Debug, Clone, Default)]
pub struct Scanned {
    folded: Range<u32>,
    hits: Range<u32>,
    events: Range<u32>,
    /// What folding did.
    pub counts: FoldCounts,
}

/// What a line sets off, in an arena.
#[derive(Debug, Clone, Default)]
pub struct SetOff {
    fired: Range<u32>,
    situated: Range<u32>,
    /// Whether a rule of scope document was set off.
    pub document: bool,
    /// Whether the rules that protect the line were looked at.
    pub with_protection: bool,
}

/// Appends items; where they lie then.
fn append<T: Copy>(all: &mut Vec<T>, items: &[T]) -> Range<u32> {
    let start = all.len() as u32;
    all.extend_from_slice(items);
    start..all.len() as u32
}

#[inline]
fn part<'a, T>(all: &'a [T], range: &Range<u32>) -> &'a [T] {
    let range = range.start as usize..range.end as usize;
    all.get(range).unwrap_or_default()
}

impl Arena {
    /// Forgets everything, keeping memory.
    pub fn clear(&mut self) {
        self.folded.clear();
        self.hits.clear();
        self.events.clear();
        self.rules.clear();
    }

    /// Bytes in use.
    pub fn bytes(&self) -> usize {
        let rules = self.events.len() + self.rules.len();
        self.folded.len() + size_of_val(self.hits.as_slice()) + rules * size_of::<u32>()
    }

    /// Keeps what was found in a line whose folded form was appended from `start` on.
    pub fn keep_scan(&mut self, start: usize, counts: FoldCounts, seen: &Sightings) -> Scanned {
        Scanned {
            folded: start as u32..self.folded.len() as u32,
            hits: append(&mut self.hits, &seen.hits),
            events: append(&mut self.events, &seen.events),
            counts,
        }
    }

    /// Keeps what a line sets off.
    pub fn keep_found(&mut self, found: &Found) -> SetOff {
        SetOff {
            fired: append(&mut self.rules, &found.fired),
            situated: append(&mut self.rules, &found.situated),
            document: found.document,
            with_protection: found.with_protection,
        }
    }

    /// The folded form of a line with its surrounding white space.
    pub fn folded(&self, line: &Scanned) -> &str {
        let range = line.folded.start as usize..line.folded.end as usize;
        self.folded.get(range).unwrap_or_default()
    }

    /// Hits in a line, by start, longest first.
    pub fn hits(&self, line: &Scanned) -> &[Hit] {
        part(&self.hits, &line.hits)
    }

    /// Events in a line, each once.
    pub fn events(&self, line: &Scanned) -> &[u32] {
        part(&self.events, &line.events)
    }

    /// Rules of the line alone that fired, ascending.
    pub fn fired(&self, set_off: &SetOff) -> &[u32] {
        part(&self.rules, &set_off.fired)
    }

    /// Rules to look around that were set off, ascending.
    pub fn situated(&self, set_off: &SetOff) -> &[u32] {
        part(&self.rules, &set_off.situated)
    }
}
