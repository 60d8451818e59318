//! The audit of hit logs: what each rule did, which rules earn their place, what to look at.
//!
//! Counts of rules are those that the run itself made, exact whatever share of the lines was
//! logged. What stands between rules (overlaps) and between lines and places (hosts, languages,
//! examples) comes from the logged lines. Logs are read in stretches by all threads; everything
//! that is added up is independent of order, so the audit is the same for any number of them.

mod example;
pub mod gate;
mod read;
pub mod render;
mod row;
mod tally;
pub mod wilson;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use crate::corpus::hit_log::entry::{DocumentEntry, LineEntry, RuleEntry, RunEntry};
use tally::Tally;

pub use example::{Example, ExampleHit};
pub use read::HitLogError;
pub use row::{Judged, Overlap, RuleRow};
pub use tally::Group;

/// Documents with the largest losses that are kept.
const DOCUMENTS: usize = 12;
/// Lines on which two rules have to have fired to say that they only fire together.
const TOGETHER: u64 = 5;

/// What an audit keeps.
#[derive(Debug, Clone)]
pub struct AuditOptions {
    /// Examples of each rule.
    pub examples: usize,
    /// Lines near the threshold, on either side.
    pub near: usize,
    /// Seed of the sample of examples.
    pub seed: u64,
}

impl Default for AuditOptions {
    fn default() -> AuditOptions {
        AuditOptions {
            examples: 5,
            near: 20,
            seed: 0,
        }
    }
}

/// An audit.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The run; of several logs, the counts are added.
    pub run: RunEntry,
    /// Hits on the logged lines.
    pub hits: u64,
    /// Every rule that took part, by id.
    pub rules: Vec<RuleRow>,
    /// Pairs of rules that only ever fired together.
    pub together: Vec<[String; 2]>,
    /// Logged lines by host, those that lose most first.
    pub hosts: Vec<(String, Group)>,
    /// Logged lines by language.
    pub langs: BTreeMap<String, Group>,
    /// Lines that went with a score little above the threshold.
    pub barely_removed: Vec<Example>,
    /// Lines that stayed with a score little below it.
    pub barely_kept: Vec<Example>,
    /// Genuine lines by gold that went.
    pub lost: Vec<Example>,
    /// The documents that lost most.
    pub documents: Vec<DocumentEntry>,
}

impl Audit {
    /// Reads logs, with the threads of the present pool.
    ///
    /// # Errors
    /// If one cannot be read or is not a complete hit log.
    pub fn of(logs: &[PathBuf], options: &AuditOptions) -> Result<Audit, HitLogError> {
        let mut tally = Tally::default();
        for path in logs {
            let of_log = one(path, options)?;
            if of_log.runs.is_empty() {
                return Err(HitLogError::Incomplete(path.clone()));
            }
            tally = tally.merge(of_log, options);
        }
        Ok(Audit::from(tally))
    }
}

/// Adds up one log.
fn one(path: &Path, options: &AuditOptions) -> Result<Tally, HitLogError> {
    let io = |source| HitLogError::Io {
        path: path.to_owned(),
        source,
    };
    let stretches = read::Stretches::open(path).map_err(io)?;
    stretches
        .par_bridge()
        .try_fold(Tally::default, |mut tally, stretch| {
            let stretch = stretch.map_err(io)?;
            let text = simdutf8::basic::from_utf8(&stretch)
                .map_err(|_| HitLogError::Encoding(path.to_owned()))?;
            for line in text.lines().filter(|line| !line.is_empty()) {
                add(line, &mut tally, options).map_err(|source| HitLogError::Format {
                    path: path.to_owned(),
                    start: line.chars().take(60).collect(),
                    source,
                })?;
            }
            Ok(tally)
        })
        .try_reduce(Tally::default, |a, b| Ok(a.merge(b, options)))
}

/// Adds a record of a log.
fn add(line: &str, tally: &mut Tally, options: &AuditOptions) -> Result<(), serde_json::Error> {
    /// What kind of record it is.
    #[derive(serde::Deserialize)]
    struct Kind<'k> {
        kind: &'k str,
    }
    // Nearly all records are lines, and the kind comes first.
    if line.starts_with(r#"{"kind":"line","#) {
        tally.line(&serde_json::from_str::<LineEntry<'_>>(line)?, options);
        return Ok(());
    }
    match serde_json::from_str::<Kind<'_>>(line)?.kind {
        "line" => tally.line(&serde_json::from_str(line)?, options),
        "rule" => tally.entries.push(serde_json::from_str(line)?),
        "document" => tally.documents.push(serde_json::from_str(line)?),
        "run" => tally.runs.push(serde_json::from_str(line)?),
        other => {
            let message = format!("no record has the kind `{other}`");
            return Err(serde::de::Error::custom(message));
        }
    }
    Ok(())
}

impl From<Tally> for Audit {
    fn from(mut tally: Tally) -> Audit {
        let run = sum_runs(std::mem::take(&mut tally.runs));
        let mut rules: Vec<RuleRow> = sum_entries(std::mem::take(&mut tally.entries))
            .into_values()
            .map(|entry| RuleRow::new(entry, &run.counts))
            .collect();
        let together = relate(&mut rules, &mut tally);
        let mut hosts: Vec<(String, Group)> = tally.hosts.into_iter().collect();
        hosts.sort_by(|a, b| {
            (b.1.removed_chars, b.1.lines, &a.0).cmp(&(a.1.removed_chars, a.1.lines, &b.0))
        });
        let mut documents = tally.documents;
        documents.sort_by(|a, b| {
            (b.removed_chars, &a.file, a.record).cmp(&(a.removed_chars, &b.file, b.record))
        });
        documents.truncate(DOCUMENTS);
        Audit {
            run,
            hits: tally.hits,
            rules,
            together,
            hosts,
            langs: tally.langs,
            barely_removed: tally.barely_removed.into_examples(),
            barely_kept: tally.barely_kept.into_examples(),
            lost: tally.lost.into_examples(),
            documents,
        }
    }
}

/// Gives rules their overlaps and examples; the pairs that only fired together.
fn relate(rules: &mut [RuleRow], tally: &mut Tally) -> Vec<[String; 2]> {
    let places: HashMap<String, usize> = rules
        .iter()
        .enumerate()
        .map(|(at, row)| (row.rule.clone(), at))
        .collect();
    let place = |id: usize| {
        tally
            .names
            .get(id)
            .and_then(|name| places.get(name))
            .copied()
    };
    let lines: Vec<u64> = tally.rules.iter().map(|rule| rule.lines).collect();
    let count = |id: usize| lines.get(id).copied().unwrap_or(0);
    let mut together = Vec::new();
    for (&(first, second), &both) in &tally.pairs {
        for (of, other) in [(first, second), (second, first)] {
            let Some(row) = place(of).and_then(|at| rules.get_mut(at)) else {
                continue;
            };
            row.overlaps.push(Overlap {
                rule: tally.names.get(other).cloned().unwrap_or_default(),
                lines: both,
                share: both as f64 / count(of).max(1) as f64,
            });
        }
        if both >= TOGETHER && both == count(first) && both == count(second) {
            let name = |id: usize| tally.names.get(id).cloned().unwrap_or_default();
            let mut pair = [name(first), name(second)];
            pair.sort();
            together.push(pair);
        }
    }
    together.sort();
    let names = std::mem::take(&mut tally.names);
    for (name, rule) in names.iter().zip(std::mem::take(&mut tally.rules)) {
        if let Some(row) = places.get(name).and_then(|&at| rules.get_mut(at)) {
            row.examples = rule.article_like.into_examples();
            for example in rule.sample.into_examples() {
                if row.examples.iter().all(|other| other.hash != example.hash) {
                    row.examples.push(example);
                }
            }
        }
    }
    for row in rules {
        row.overlaps
            .sort_by(|a, b| (b.lines, &a.rule).cmp(&(a.lines, &b.rule)));
    }
    together
}

fn sum_runs(runs: Vec<RunEntry>) -> RunEntry {
    let mut runs = runs.into_iter();
    let mut sum = runs.next().unwrap_or_default();
    for run in runs {
        sum.counts += &run.counts;
        sum.sample = sum.sample.min(run.sample);
        sum.profiled |= run.profiled;
        let differs = |sum: &mut String, other: &str| {
            if sum != other && !sum.contains(other) {
                sum.push_str(", ");
                sum.push_str(other);
            }
        };
        differs(&mut sum.profile, &run.profile);
        differs(&mut sum.rules_hash, &run.rules_hash);
    }
    sum
}

/// Records of the same rule added up, by id.
fn sum_entries(entries: Vec<RuleEntry>) -> BTreeMap<String, RuleEntry> {
    let mut sums: BTreeMap<String, RuleEntry> = BTreeMap::new();
    for entry in entries {
        let Some(sum) = sums.get_mut(&entry.rule) else {
            sums.insert(entry.rule.clone(), entry);
            continue;
        };
        sum.counts += &entry.counts;
        let mut terms: BTreeMap<String, u64> = BTreeMap::new();
        for term in sum.terms.drain(..).chain(entry.terms) {
            *terms.entry(term.term).or_default() += term.lines;
        }
        let terms = terms.into_iter();
        sum.terms = terms
            .map(|(term, lines)| crate::corpus::hit_log::entry::TermCount { term, lines })
            .collect();
        if let Some(cost) = entry.cost {
            *sum.cost.get_or_insert_default() += cost;
        }
    }
    sums
}
