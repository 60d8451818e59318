//! Damage that is not a line, one file each: injected readings, characters that they made
//! unreadable, zero-width characters in words; and, if somebody asks, traditional script.
//!
//! A repair is an edit of the removal log as any other, so the original can always be rebuilt.

mod gloss;
mod invisible;
mod lost;
mod script;

use std::ops::Range;

use super::document::Run;
use super::edited::Cut;
use super::{Action, Reason};
use crate::text::readings::closing_brackets;
use gloss::GlossProof;
use lost::Words;
pub use script::Simplifier;

/// A damaged place of a line.
#[derive(Debug)]
struct Spot {
    /// Bytes of the line.
    span: Range<usize>,
    /// What has to stand there.
    replacement: String,
}

impl Spot {
    fn gone(span: Range<usize>) -> Spot {
        let replacement = String::new();
        Spot { span, replacement }
    }

    /// Whether it overlaps one of some spots, which are ascending and do not overlap each other.
    fn overlaps_one_of(&self, spots: &[Spot]) -> bool {
        let at = spots.partition_point(|spot| spot.span.end <= self.span.start);
        spots
            .get(at)
            .is_some_and(|spot| spot.span.start < self.span.end)
    }

    fn cut(self, name: &str) -> Cut {
        Cut {
            span: self.span,
            replacement: self.replacement,
            action: Action::Repair,
            label: None,
            score: 0.0,
            reasons: vec![Reason {
                rule: name.to_owned(),
                score: 0.0,
                terms: Vec::new(),
            }],
        }
    }
}

/// Repairs by line.
type Cuts = Vec<(usize, Vec<Cut>)>;

impl Run<'_> {
    /// Undoes damage that the document proves. Returns whether there was any.
    pub(super) fn repair(&mut self) -> bool {
        let (glosses, invisible) = self.damage();
        let mut cuts = Cuts::new();
        if glosses > 0 {
            cuts = self.gloss_repairs();
        }
        if cuts.is_empty() && invisible::is_damage(invisible) {
            cuts = self.each_line(|line| named(invisible::spots(line), invisible::NAME));
        }
        self.cut(cuts)
    }

    /// Writes the lines of a Chinese document in simplified script, if it is in traditional.
    /// Returns whether any was.
    pub(super) fn simplify(&mut self, simplifier: &Simplifier) -> bool {
        // Most documents, and all that were rewritten but for what phrases keep, end here.
        if !self.has_traditional() || !script::is_chinese(self.live_lines()) {
            return false;
        }
        if !self
            .live_lines()
            .any(|line| simplifier.is_traditional(line))
        {
            return false;
        }
        let cuts = self.each_line(|line| named(simplifier.spots(line), script::NAME));
        self.cut(cuts)
    }

    fn gloss_repairs(&self) -> Cuts {
        let brackets = self.live_lines().flat_map(closing_brackets);
        if brackets.take(gloss::LEAST).count() < gloss::LEAST {
            return Cuts::new();
        }
        let mut proof = GlossProof::default();
        self.live_lines().for_each(|line| proof.add(line));
        if !proof.holds(|| self.live_lines().map(gloss::han_of).sum()) {
            return Cuts::new();
        }
        let mut words = Words::default();
        if self.live_lines().any(lost::asks_for_words) {
            self.live_lines().for_each(|line| words.add(line));
        }
        self.each_line(|line| {
            let lost = lost::spots(line, &proof, &words);
            let mut glosses = gloss::spots(line);
            glosses.retain(|gloss| !gloss.overlaps_one_of(&lost));
            let mut cuts = named(glosses, gloss::NAME);
            cuts.extend(named(lost, lost::NAME));
            cuts
        })
    }

    fn live_lines(&self) -> impl Iterator<Item = &str> {
        let live = self.state.live.iter();
        live.map(|&line| self.state.current(self.text, line as usize))
    }

    /// What a repair finds on the live lines.
    fn each_line(&self, find: impl Fn(&str) -> Vec<Cut>) -> Cuts {
        let live = self.state.live.iter().map(|&line| line as usize);
        live.map(|line| (line, find(self.state.current(self.text, line))))
            .filter(|(_, cuts)| !cuts.is_empty())
            .collect()
    }
}

fn named(spots: Vec<Spot>, name: &str) -> Vec<Cut> {
    spots.into_iter().map(|spot| spot.cut(name)).collect()
}
