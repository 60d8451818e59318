//! `fit`: a scorecard from gold documents.
//!
//! Both passes are additive logistic models ([`boost`]) over binned features ([`table`]). The
//! second pass must not trust the first more than it deserves on pages that it has not seen, so it
//! is fitted on scores that first passes fitted on *other* documents gave. Nothing here is random:
//! the same gold gives the same file, to the byte.
//!
//! There are no tables for pairs of features: the dozen that said most on the pages fitted to said
//! less than nothing on others (docs/quality.md).

pub mod boost;
pub mod table;
mod write;

use std::collections::BTreeMap;

use crate::feature::Stage;
use crate::rule::{Bins, Pass, Scorecard, Term};
use boost::boost;
use table::{Column, Corpus, Row};

pub use write::write;

/// Parts into which documents are dealt for honest first scores.
const PARTS: usize = 2;
/// Cycles over the features.
const CYCLES: usize = 40;
/// Largest number of a bin, in logarithms of odds: one to four hundred. Every bin is seen in many
/// documents, so what it says is no chance; it is cut only so that a table can be read.
const MOST: f64 = 6.0;
/// Bins whose numbers differ by less are one.
const SAME: f64 = 0.02;
/// A table whose numbers are smaller on the average row says nothing that is worth its time on
/// every line.
const LEAST: f64 = 0.04;

/// Fits a scorecard to some documents of a corpus. Documents of one group stay together when
/// first scores are made.
pub fn fit(corpus: &mut Corpus, documents: &[usize], groups: &[usize]) -> Scorecard {
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); PARTS];
    for (&document, part) in documents.iter().zip(deal(documents, groups, PARTS)) {
        parts[part].push(document);
    }
    for part in 0..PARTS {
        let others = parts.iter().enumerate().filter(|(at, _)| *at != part);
        let others: Vec<usize> = others.flat_map(|(_, part)| part.iter().copied()).collect();
        let pass = fit_pass(corpus, &others, Stage::Context);
        for &document in &parts[part] {
            let sums = corpus.sums(&pass, document);
            corpus.set_scores(document, sums);
        }
    }
    Scorecard {
        second: fit_pass(corpus, documents, Stage::Scored),
        first: fit_pass(corpus, documents, Stage::Context),
        ledger: ledger(),
    }
}

/// What the sum adds to the ledger.
fn ledger() -> [Option<Bins>; 3] {
    let balanced = Bins {
        bounds: vec![4.0],
        scores: vec![0.0, 1.0],
    };
    let strict = Bins {
        bounds: vec![-2.0, -1.0, 0.2, 1.2, 2.2],
        scores: vec![-2.0, -1.0, 0.0, 1.0, 1.5, 2.0],
    };
    [None, Some(balanced), Some(strict)]
}

/// Deals documents into parts so that groups stay together and parts are of about one size:
/// the largest group first, each to the part with the fewest documents. Returns the part of each.
pub fn deal(documents: &[usize], groups: &[usize], parts: usize) -> Vec<usize> {
    let mut members: BTreeMap<usize, usize> = BTreeMap::new();
    for &document in documents {
        *members.entry(groups[document]).or_default() += 1;
    }
    let mut order: Vec<(usize, usize)> = members.into_iter().collect();
    order.sort_by_key(|&(group, size)| (usize::MAX - size, group));
    let mut sizes = vec![0; parts];
    let mut part_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (group, size) in order {
        let part = (0..parts)
            .min_by_key(|&part| (sizes[part], part))
            .unwrap_or_default();
        sizes[part] += size;
        part_of.insert(group, part);
    }
    documents
        .iter()
        .map(|&document| part_of[&groups[document]])
        .collect()
}

fn fit_pass(corpus: &Corpus, documents: &[usize], until: Stage) -> Pass {
    let rows = corpus.rows(documents);
    let columns: Vec<Column> = corpus
        .candidates(until)
        .into_iter()
        .filter_map(|feature| Column::new(feature, &corpus.column(feature, &rows), &rows))
        .collect();
    let model = boost(&columns, &rows, CYCLES);
    tidy(model, &columns, &rows)
}

/// The model as a pass that people can read: each table's mean is in the intercept, alike
/// neighbours are one bin, numbers are short, and tables that say nothing are gone.
fn tidy(model: boost::Model, columns: &[Column], rows: &[Row]) -> Pass {
    let all: f64 = rows.iter().map(|row| f64::from(row.weight)).sum();
    let mean = |bins: &[u8], scores: &[f64]| {
        let weighted = bins.iter().zip(rows);
        let sum: f64 = weighted
            .map(|(&bin, row)| scores[bin as usize] * f64::from(row.weight))
            .sum();
        sum / all.max(1.0)
    };
    let mut pass = Pass {
        intercept: model.intercept,
        ..Pass::default()
    };
    for (column, scores) in columns.iter().zip(&model.scores) {
        let centre = mean(&column.bins, scores);
        pass.intercept += centre;
        let scores: Vec<f64> = scores.iter().map(|score| short(score - centre)).collect();
        let moved: Vec<f64> = scores.iter().map(|score| score.abs()).collect();
        if mean(&column.bins, &moved) >= LEAST {
            let feature = column.feature;
            let bins = merge(&column.bounds, &scores);
            pass.terms.push(Term { feature, bins });
        }
    }
    pass.intercept = (pass.intercept * 100.0).round() / 100.0;
    pass
}

/// Bins whose neighbours say something else.
fn merge(bounds: &[f64], scores: &[f64]) -> Bins {
    let mut bins = Bins {
        bounds: Vec::new(),
        scores: scores.iter().take(1).copied().collect(),
    };
    for (&bound, &score) in bounds.iter().zip(scores.iter().skip(1)) {
        if bins
            .scores
            .last()
            .is_some_and(|last| (last - score).abs() >= SAME)
        {
            bins.bounds.push(bound);
            bins.scores.push(score);
        }
    }
    bins
}

/// Two decimals.
fn short(number: f64) -> f64 {
    let rounded = (number.clamp(-MOST, MOST) * 100.0).round() / 100.0;
    rounded + 0.0
}
