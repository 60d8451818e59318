//! What a change of rules does to documents: the lines of which base and head remove different
//! parts, by the rules that are responsible.
//!
//! A line is *newly dropped* if the head takes characters of it that the base keeps, and *newly
//! kept* if the head keeps characters that the base takes; a cut that moves is both. Repairs do
//! not count. A line of which both take the same is unchanged, even if for other reasons; of
//! those there is only a count.

mod judge;
mod sample;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::evaluation::Amount;
use crate::corpus::{Document, Documents, Problem};
use crate::engine::Engine;
use judge::{Judge, Judged};
pub use sample::{Sample, Samples};

/// The two sides of a comparison.
#[derive(Debug)]
pub struct Engines {
    /// The rules before.
    pub base: Engine,
    /// The rules after.
    pub head: Engine,
}

/// Which way the verdict on a line changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The head takes what the base keeps.
    Dropped,
    /// The head keeps what the base takes.
    Kept,
}

/// Lines of one direction for which a rule is responsible.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// All of them.
    pub all: Amount,
    /// Some of them.
    pub samples: Samples,
}

/// What a rule is responsible for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ByRule {
    /// Lines newly dropped.
    pub dropped: Changes,
    /// Lines newly kept.
    pub kept: Changes,
}

/// The difference that a change of rules makes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diff {
    /// Documents compared.
    pub documents: u64,
    /// Their lines that are not blank.
    pub lines: u64,
    /// Documents with a line that changed.
    pub documents_changed: u64,
    /// What is newly dropped.
    pub dropped: Amount,
    /// What is newly kept.
    pub kept: Amount,
    /// Lines of which both sides take the same, under another label or for other rules.
    pub other_reasons: u64,
    /// Documents that the safety valve of the base left alone.
    pub valves_of_base: u64,
    /// Documents that the safety valve of the head left alone.
    pub valves_of_head: u64,
    /// By the full id of the responsible rule. A line for which several are responsible counts
    /// for each.
    pub by_rule: BTreeMap<String, ByRule>,
}

impl Diff {
    /// Compares two sides on all documents, with the threads of the present pool; the result is
    /// the same for any number. Of each rule at most `samples` lines are kept, shared between
    /// newly dropped and newly kept lines in proportion to their numbers.
    pub fn of(
        engines: &Engines,
        documents: &mut Documents<'_>,
        samples: usize,
        report: &mut dyn FnMut(&Problem),
    ) -> Diff {
        let mut diff = Diff::default();
        let mut problems = Vec::new();
        while let Some(batch) = documents.next(&mut problems) {
            problems.drain(..).for_each(|problem| report(&problem));
            let judged: Vec<Judged> = batch
                .par_iter()
                .map_init(
                    || Judge::new(engines),
                    |judge, document| judge.document(&document.text),
                )
                .collect();
            for (document, judged) in batch.iter().zip(judged) {
                diff.add(document, judged, samples);
            }
        }
        problems.drain(..).for_each(|problem| report(&problem));
        for rule in diff.by_rule.values_mut() {
            rule.share(samples);
        }
        diff
    }

    fn add(&mut self, document: &Document, judged: Judged, samples: usize) {
        self.documents += 1;
        self.lines += judged.lines;
        self.documents_changed += u64::from(!judged.changes.is_empty());
        self.other_reasons += judged.other_reasons;
        self.valves_of_base += u64::from(judged.valve_of_base);
        self.valves_of_head += u64::from(judged.valve_of_head);
        for change in judged.changes {
            let amount = Amount {
                words: 0,
                lines: 1,
                chars: change.chars,
            };
            match change.direction {
                Direction::Dropped => self.dropped.add(amount),
                Direction::Kept => self.kept.add(amount),
            }
            for rule in &change.rules {
                let by_rule = self.by_rule.entry(rule.clone()).or_default();
                let changes = by_rule.of(change.direction);
                changes.all.add(amount);
                changes.samples.offer(samples, document, &change);
            }
        }
    }

    /// Rules with what they are responsible for: those first that drop most characters newly,
    /// then those that keep most, then by id.
    pub fn rules(&self) -> Vec<(&str, &ByRule)> {
        let mut rules: Vec<(&str, &ByRule)> = self
            .by_rule
            .iter()
            .map(|(id, rule)| (id.as_str(), rule))
            .collect();
        rules.sort_by_key(|(_, rule)| {
            std::cmp::Reverse((rule.dropped.all.chars, rule.kept.all.chars))
        });
        rules
    }
}

impl ByRule {
    fn of(&mut self, direction: Direction) -> &mut Changes {
        match direction {
            Direction::Dropped => &mut self.dropped,
            Direction::Kept => &mut self.kept,
        }
    }

    /// Leaves `samples` of both directions together, in proportion to their lines, but at least
    /// one of each that has any.
    fn share(&mut self, samples: usize) {
        let (dropped, kept) = (self.dropped.all.lines, self.kept.all.lines);
        let all = (dropped + kept).max(1);
        let part = (samples as u64 * dropped + all / 2) / all;
        let least = usize::from(dropped > 0).min(samples);
        let most = samples.saturating_sub(usize::from(kept > 0)).max(least);
        let of_dropped = (part as usize).clamp(least, most);
        self.dropped.samples.truncate(of_dropped);
        let taken = if dropped > 0 { of_dropped } else { 0 };
        self.kept.samples.truncate(samples - taken);
    }
}

#[cfg(test)]
mod tests;
