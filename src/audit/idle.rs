//! What of the rules never has a say on some documents: rules that fire nowhere, rules that fire
//! without a part in any removal, and bins of the scorecard that no line falls into.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::corpus::gold::GoldDocument;
use crate::engine::{Columns, Engine, Hits, Scratch};
use crate::feature::{FeatureId, Stage};
use crate::rule::{Bins, Label, Pass};

/// What never had a say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Idle {
    /// Full ids of deciding rules that fired on no line, in order.
    pub silent: Vec<String>,
    /// Full ids of rules of removable labels that fired, but are no reason of any removal.
    pub without_part: Vec<String>,
    /// Bins of the scorecard with a score that no line falls into, as `feature bounds`.
    pub bins: Vec<String>,
}

/// What is seen of some documents: rules that fired, rules that had a part, bins that were used.
#[derive(Debug, Default)]
struct Seen {
    fired: BTreeSet<usize>,
    decided: BTreeSet<String>,
    bins: BTreeSet<(usize, usize)>,
}

impl Seen {
    fn and(mut self, mut other: Seen) -> Seen {
        self.fired.append(&mut other.fired);
        self.decided.append(&mut other.decided);
        self.bins.append(&mut other.bins);
        self
    }
}

/// One worker's memory.
#[derive(Default)]
struct Memory {
    scratch: Scratch,
    hits: Hits,
}

/// Finds what has no say on documents. Features that the scorecard's own first pass feeds are not
/// looked at.
pub fn idle(engine: &Engine, documents: &[GoldDocument]) -> Idle {
    let card = engine.rules().scorecard.as_ref();
    let known = |id: &FeatureId| id.get().stage < Stage::Scored;
    let of_pass = |pass: &Pass| pass.features().collect::<Vec<_>>();
    let features = card.map(|card| [of_pass(&card.first), of_pass(&card.second)].concat());
    let columns = Columns::new(features.unwrap_or_default().into_iter().filter(known));
    let tables: Vec<(FeatureId, &Bins)> = (card.into_iter())
        .flat_map(|card| card.first.terms.iter().chain(&card.second.terms))
        .map(|term| (term.feature, &term.bins))
        .filter(|(feature, _)| known(feature))
        .collect();
    let seen = documents
        .par_iter()
        .map_init(Memory::default, |memory, document| {
            let text = document.text();
            let mut seen = rules_seen(engine, &text, memory);
            seen.bins = bins_seen(engine, &text, &columns, &tables, memory);
            seen
        })
        .reduce(Seen::default, Seen::and);
    summary(engine, &seen, &tables)
}

fn rules_seen(engine: &Engine, text: &str, memory: &mut Memory) -> Seen {
    let Memory { scratch, hits } = memory;
    let outcome = engine.clean_with_hits(text, scratch, hits);
    let on_lines = hits.lines().iter().flat_map(|line| hits.on(line));
    let reasons = outcome.edits.iter().flat_map(|edit| &edit.reasons);
    Seen {
        fired: (on_lines.chain(hits.of_document()))
            .map(|hit| hit.rule)
            .collect(),
        decided: reasons.map(|reason| reason.rule.clone()).collect(),
        bins: BTreeSet::new(),
    }
}

fn bins_seen(
    engine: &Engine,
    text: &str,
    columns: &Columns,
    tables: &[(FeatureId, &Bins)],
    memory: &mut Memory,
) -> BTreeSet<(usize, usize)> {
    let measured = engine.measure(text, columns, &mut memory.scratch);
    let of_document = columns.measure_document(&measured.document, Stage::Context);
    let width = columns.line_count();
    let places: Vec<Option<usize>> = tables
        .iter()
        .map(|(feature, _)| columns.features().position(|id| id == *feature))
        .collect();
    let mut seen = BTreeSet::new();
    for line in 0..measured.lines.len() {
        let own = measured.values.get(line * width..(line + 1) * width);
        let mut values = own.unwrap_or_default().to_vec();
        columns.measure_around(&measured.document, line, Stage::Context, &mut values);
        values.extend(&of_document);
        for (table, ((_, bins), place)) in tables.iter().zip(&places).enumerate() {
            if let Some(&value) = place.and_then(|place| values.get(place)) {
                seen.insert((table, Bins::find(&bins.bounds, value)));
            }
        }
    }
    seen
}

fn summary(engine: &Engine, seen: &Seen, tables: &[(FeatureId, &Bins)]) -> Idle {
    let mut idle = Idle::default();
    for (index, rule) in engine.rules().rules.iter().enumerate() {
        let removes = !matches!(rule.label, Label::Article | Label::Credit);
        if !engine.decides(index) {
            continue;
        }
        if !seen.fired.contains(&index) {
            idle.silent.push(rule.id.clone());
        } else if removes && !seen.decided.contains(&rule.id) {
            idle.without_part.push(rule.id.clone());
        }
    }
    for (table, (feature, bins)) in tables.iter().enumerate() {
        for (bin, score) in bins.scores.iter().enumerate() {
            if *score != 0.0 && !seen.bins.contains(&(table, bin)) {
                let from = bin
                    .checked_sub(1)
                    .and_then(|before| bins.bounds.get(before));
                let bound = |at: Option<&f64>| at.map_or("…".to_owned(), f64::to_string);
                let (from, to) = (bound(from), bound(bins.bounds.get(bin)));
                idle.bins
                    .push(format!("{} {from} to {to}", feature.get().name));
            }
        }
    }
    idle
}
