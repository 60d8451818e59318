//! The hit log: every rule that fired on every line, on kept lines too.
//!
//! JSONL, compressed with zstd if the file's name ends in `.zst`. Every record has a `kind`:
//! `line` for a line on which a rule fired (in input order), then once `rule` for each rule with
//! exact counts, `document` for the documents that lost most, and `run` for all of it. The
//! fields are those of [`entry`]. Logs can be put one behind the other, as files or as bytes.
//!
//! Order and bytes do not depend on the number of threads: workers write and compress the lines
//! of a batch, a batch is a stretch of the input, and batches are put in order. What was logged
//! of a file that turns out to be damaged is taken back with its output; the counts, which are
//! of all that was judged, stay. They go with their batches to the writer, which adds them up and
//! keeps them in checkpoints. With [`HitOptions::sample`] below 1 a seeded share of the lines is
//! logged; the counts stay exact.

mod counts;
pub mod entry;
mod largest;
mod line;
mod origin;
mod recorder;

use std::io;

use super::plan::Output;
use crate::engine::Engine;
use crate::rule::{Label, Profile, SCORECARD, Scope, Status};
use counts::TermPlaces;
use entry::{Cost, Entry, RuleEntry, RunEntry, TermCount};
use recorder::{is_removable, push};

pub(crate) use counts::HitCounts;
pub use counts::POSITIONS;
pub(crate) use origin::{host, host_of_document, language};
pub(crate) use recorder::{HitRecorder, Subject};

/// Speed of compression; the log is large, and higher levels cost more time than they save.
const LEVEL: i32 = 1;

/// What a hit log holds.
#[derive(Debug, Clone)]
pub struct HitOptions {
    /// Share (0 to 1) of the lines with hits that are logged.
    pub sample: f64,
    /// Decides which.
    pub seed: u64,
    /// Whether to measure what each rule costs, which takes about as long as cleaning.
    pub profile_rules: bool,
}

impl Default for HitOptions {
    fn default() -> HitOptions {
        HitOptions {
            sample: 1.0,
            seed: 0,
            profile_rules: false,
        }
    }
}

impl HitOptions {
    /// Whether a line is logged: by its place and its text, so that neither threads nor what
    /// stands around it matter.
    fn keeps(&self, record: u64, line: u64, text: &str) -> bool {
        if self.sample >= 1.0 {
            return true;
        }
        let mut hasher = blake3::Hasher::new();
        for number in [self.seed, record, line] {
            hasher.update(&number.to_le_bytes());
        }
        hasher.update(text.as_bytes());
        let [a, b, c, d, ..] = *hasher.finalize().as_bytes();
        f64::from(u32::from_le_bytes([a, b, c, d])) < self.sample * 2f64.powi(32)
    }
}

/// A hit log being made: what all workers share.
#[derive(Debug)]
pub(crate) struct HitLog {
    options: HitOptions,
    compressed: bool,
    places: TermPlaces,
}

impl HitLog {
    pub(crate) fn new(options: &HitOptions, output: &Output, engine: &Engine) -> HitLog {
        let place = output.place().unwrap_or_default();
        let compressed = place
            .extension()
            .is_some_and(|extension| extension == "zst");
        HitLog {
            options: options.clone(),
            compressed,
            places: TermPlaces::new(engine),
        }
    }

    /// Moves lines of the log to what stands in the file, as a zstd frame of its own if need
    /// be.
    ///
    /// # Errors
    /// If there is no memory to compress them.
    fn pack(&self, lines: &mut Vec<u8>, out: &mut Vec<u8>) -> io::Result<()> {
        if self.compressed && !lines.is_empty() {
            out.extend(zstd::bulk::compress(lines, LEVEL)?);
            lines.clear();
        } else {
            out.append(lines);
        }
        Ok(())
    }

    /// The records at the end, by all that was counted.
    ///
    /// # Errors
    /// As [`HitLog::pack`].
    pub(crate) fn end(&self, engine: &Engine, counts: &HitCounts) -> io::Result<Vec<u8>> {
        let (mut lines, mut out) = (Vec::new(), Vec::new());
        for rule in 0..engine.rules().rules.len() {
            if let Some(entry) = self.rule(engine, rule, counts) {
                push(&mut lines, &Entry::Rule(entry));
            }
        }
        if engine.has_scorecard() {
            push(&mut lines, &Entry::Rule(scorecard(engine, counts)));
        }
        for document in counts.largest.documents() {
            push(&mut lines, &Entry::Document(document.clone()));
        }
        push(&mut lines, &Entry::Run(self.run(engine, counts)));
        self.pack(&mut lines, &mut out)?;
        Ok(out)
    }

    /// A rule's record; `None` for one that takes no part in the run.
    fn rule(&self, engine: &Engine, at: usize, counts: &HitCounts) -> Option<RuleEntry> {
        let rule = engine.rules().rules.get(at)?;
        let takes_part = engine.decides(at)
            || rule.status == Status::Testing && rule.profile <= engine.policy().profile;
        let terms = self.places.terms(at).iter();
        let terms = terms.map(|(term, place)| TermCount {
            term: term.clone(),
            lines: counts.terms.get(place).copied().unwrap_or(0),
        });
        takes_part.then(|| RuleEntry {
            rule: rule.id.clone(),
            label: rule.label.name().to_owned(),
            score: rule.score,
            status: match rule.status {
                Status::Draft => "draft",
                Status::Testing => "testing",
                Status::Stable => "stable",
                Status::Deprecated => "deprecated",
            }
            .to_owned(),
            scope: match rule.scope {
                Scope::Line => "line",
                Scope::Span => "span",
                Scope::Document => "document",
            }
            .to_owned(),
            protects: !is_removable(engine, rule.label),
            decides: engine.decides(at),
            summary: rule.summary.clone(),
            counts: counts.rules.get(&at).cloned().unwrap_or_default(),
            terms: terms.collect(),
            cost: self.cost(counts, at),
        })
    }

    fn cost(&self, counts: &HitCounts, at: usize) -> Option<Cost> {
        let cost = counts
            .costs
            .get(at)
            .filter(|_| self.options.profile_rules)?;
        Some(Cost {
            candidates: cost.candidates,
            regex_runs: cost.regex_runs,
            nanoseconds: cost.nanoseconds,
        })
    }

    fn run(&self, engine: &Engine, counts: &HitCounts) -> RunEntry {
        let policy = engine.policy();
        let removable = Label::ALL.into_iter().zip(&policy.labels);
        let removable = removable.filter(|(label, _)| is_removable(engine, *label));
        RunEntry {
            rules_hash: engine.rules().hash.clone(),
            profile: match policy.profile {
                Profile::Careful => "careful",
                Profile::Balanced => "balanced",
                Profile::Strict => "strict",
            }
            .to_owned(),
            thresholds: removable
                .map(|(label, policy)| (label.name().to_owned(), policy.threshold))
                .collect(),
            sample: self.options.sample,
            seed: self.options.seed,
            profiled: self.options.profile_rules,
            counts: counts.run.clone(),
        }
    }
}

/// The record of the scorecard, which has no label of its own.
fn scorecard(engine: &Engine, counts: &HitCounts) -> RuleEntry {
    let counts = counts.rules.get(&engine.rules().rules.len());
    RuleEntry {
        rule: SCORECARD.to_owned(),
        label: "any".to_owned(),
        status: "stable".to_owned(),
        scope: "line".to_owned(),
        decides: true,
        summary: "What the shape of the line and its surroundings add.".to_owned(),
        counts: counts.cloned().unwrap_or_default(),
        ..RuleEntry::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_its_share_and_follows_the_seed() {
        let options = |sample, seed| HitOptions {
            sample,
            seed,
            ..HitOptions::default()
        };
        let kept = |options: &HitOptions| -> Vec<u64> {
            (0..10_000)
                .filter(|&line| options.keeps(1, line, "分享到"))
                .collect()
        };
        let tenth = kept(&options(0.1, 7));
        assert!((900..1100).contains(&tenth.len()), "{}", tenth.len());
        assert_eq!(tenth, kept(&options(0.1, 7)));
        assert_ne!(tenth, kept(&options(0.1, 8)));
        assert_eq!(kept(&options(1.0, 0)).len(), 10_000);
        assert_eq!(kept(&options(0.0, 0)).len(), 0);
    }
}
