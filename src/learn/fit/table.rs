//! Gold documents as a table: a row per line that is scored, a column per feature.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use crate::audit::gold::GoldDocument;
use crate::engine::{Columns, Engine, Measurement, Scratch, Values};
use crate::feature::{self, DocumentFacts, FeatureId, Measure, Stage};
use crate::rule::{Bins, Pass};

/// Most bins of a feature; more say little more and are hard to read.
const MOST_BINS: usize = 24;

/// Documents whose lines a bin has at least, and the share of all documents that is enough where
/// there are few.
const FEWEST_DOCUMENTS: usize = 100;
const FEWEST_SHARE: usize = 20;

/// Least share of the weight of all rows in a bin, unless its neighbour is a value that has a bin of
/// its own.
const LEAST_SHARE: f64 = 0.002;

/// Most that a document weighs, in average documents. What the page of a thousand comments says
/// about pages with comments counts once, not a thousand times.
const MOST_SAY: f64 = 7.0;

/// Removable lines of which one is a row.
const STANDS_FOR: usize = 3;

/// Features of which gold tells more about itself than about pages. Its languages and collections
/// are few: a script, a markup or the size of a document would stand for one of them. (Rules may
/// well use them.)
const LEFT_OUT: [&str; 24] = [
    "han-share",
    "latin-share",
    "cyrillic-share",
    "kana-share",
    "hangul-share",
    "document-han-share",
    "script-mismatch",
    "letters",
    "mean-word",
    "glosses",
    "document-glosses",
    "evasions",
    "document-evasions",
    "links",
    "document-links",
    "document-urls",
    "document-chars",
    "document-article-chars",
    "document-article-lines",
    "document-lines",
    "repeats-host",
    "repeats-host-share",
    "host-pages",
    "repeats-corpus",
];

/// Documents measured, lines labelled.
pub struct Corpus {
    /// What was measured.
    pub columns: Columns,
    /// The documents.
    pub documents: Vec<Sample>,
}

/// A document.
pub struct Sample {
    /// Facts of its non-blank lines.
    pub document: DocumentFacts,
    /// By non-blank line: the value of each column.
    pub values: Vec<f32>,
    /// By non-blank line: whether it is removable; `None` if it does not count.
    pub removable: Vec<Option<bool>>,
    /// By how much its lines weigh more than those of other documents.
    pub weight: f64,
}

impl Sample {
    /// What its lines weigh together.
    fn say(&self) -> f64 {
        let lines = self.document.lines.iter().zip(&self.removable);
        let scored = lines.filter(|(_, removable)| removable.is_some());
        self.weight * scored.map(|(line, _)| weight(line.width)).sum::<f64>()
    }

    fn new(measured: Measurement, removable: Vec<Option<bool>>, columns: &Columns) -> Sample {
        let mut values = Vec::new();
        let count = columns.line_count();
        let mut around = Values::new();
        let of_document = columns.measure_document(&measured.document, Stage::Context);
        for line in 0..measured.lines.len() {
            let own = &measured.values[line * count..][..count];
            values.extend(own.iter().map(|&value| value as f32));
            around.clear();
            columns.measure_around(&measured.document, line, Stage::Context, &mut around);
            let around = around.iter().chain(&of_document);
            values.extend(around.map(|&value| value as f32));
        }
        Sample {
            document: measured.document,
            values,
            removable,
            weight: 1.0,
        }
    }
}

/// What a line of so many columns weighs: the text that a wrong decision costs matters, but a long
/// line has less to teach than its columns.
fn weight(width: u32) -> f64 {
    (f64::from(width).clamp(8.0, 1200.0) / 60.0).powf(0.8)
}

/// A row.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Index of the document.
    pub document: usize,
    /// Index among its non-blank lines.
    pub line: usize,
    /// Whether the line is removable.
    pub removable: bool,
    /// What it weighs.
    pub weight: f32,
}

impl Corpus {
    /// Measures documents in parallel. Their order does not matter for what is measured.
    pub fn new(engine: &Engine, gold: &[&GoldDocument]) -> Corpus {
        let all = feature::registry().iter();
        let columns = Columns::new(all.filter_map(|one| feature::find(one.name)));
        let documents = gold
            .par_iter()
            .map_init(Scratch::default, |scratch, gold| {
                let measured = engine.measure(&gold.text(), &columns, scratch);
                let label = |&line: &usize| {
                    let line = gold.lines.get(line)?;
                    (!line.ambiguous).then(|| !line.label.is_genuine())
                };
                let removable = measured.lines.iter().map(label).collect();
                Sample::new(measured, removable, &columns)
            })
            .collect();
        let mut corpus = Corpus { columns, documents };
        corpus.balance(gold);
        corpus
    }

    /// Gives each gold file a say in proportion to the square root of its size: collections
    /// differ in what they call text, and the largest must not decide alone.
    fn balance(&mut self, gold: &[&GoldDocument]) {
        let mut lines: BTreeMap<&str, f64> = BTreeMap::new();
        for (gold, sample) in gold.iter().zip(&self.documents) {
            *lines.entry(&gold.set).or_default() += sample.removable.len() as f64;
        }
        let all: f64 = lines.values().sum();
        let even: f64 = lines.values().map(|lines| lines.sqrt()).sum();
        for (gold, sample) in gold.iter().zip(&mut self.documents) {
            let own = lines
                .get(gold.set.as_str())
                .copied()
                .unwrap_or(1.0)
                .max(1.0);
            sample.weight = own.sqrt() / even * all / own;
        }
        let all: f64 = self.documents.iter().map(Sample::say).sum();
        let most = MOST_SAY * all / self.documents.len().max(1) as f64;
        for sample in &mut self.documents {
            let own = sample.say();
            if own > most {
                sample.weight *= most / own;
            }
        }
    }

    /// Sets the first scores of a document, and the features that are made of them.
    pub fn set_scores(&mut self, document: usize, scores: Vec<f64>) {
        let sample = &mut self.documents[document];
        sample.document.set_scores(scores);
        let width = self.columns.features().count();
        let scored = self.columns.features().enumerate();
        for (place, id) in scored.filter(|(_, id)| id.get().stage == Stage::Scored) {
            for line in 0..sample.removable.len() {
                let value = match id.get().measure {
                    Measure::LineInDocument(measure) => measure(&sample.document, line),
                    Measure::Document(measure) => measure(&sample.document),
                    Measure::Line(_) => continue,
                };
                sample.values[line * width + place] = value as f32;
            }
        }
    }

    /// The sums of a pass on all lines of a document.
    pub fn sums(&self, pass: &Pass, document: usize) -> Vec<f64> {
        let place = |wanted: FeatureId| self.columns.features().position(|id| id == wanted);
        let places: HashMap<FeatureId, usize> = pass
            .features()
            .filter_map(|id| Some((id, place(id)?)))
            .collect();
        let sample = &self.documents[document];
        let lines = sample.values.chunks(self.columns.features().count().max(1));
        let sum = |values: &[f32]| {
            pass.sum(|id| {
                places
                    .get(&id)
                    .map_or(f64::NAN, |&at| f64::from(values[at]))
            })
        };
        lines.map(sum).collect()
    }

    /// The rows of some documents. Of removable lines, which are many and alike, every third
    /// stands for three. A line weighs the square root of its columns: the text that a
    /// wrong decision costs matters, but a long line has no more to teach than a few short ones.
    pub fn rows(&self, documents: &[usize]) -> Vec<Row> {
        let of_document = |&document: &usize| {
            let sample = &self.documents[document];
            let lines = sample.removable.iter().enumerate();
            lines.filter_map(move |(line, removable)| {
                let removable = (*removable)?;
                if removable && (document + line) % STANDS_FOR != 0 {
                    return None;
                }
                let copies = if removable { STANDS_FOR } else { 1 };
                let width = sample.document.lines[line].width;
                let weight = sample.weight * copies as f64 * weight(width);
                Some(Row {
                    document,
                    line,
                    removable,
                    weight: weight as f32,
                })
            })
        };
        documents.iter().flat_map(of_document).collect()
    }

    /// The values of a feature on rows.
    pub fn column(&self, id: FeatureId, rows: &[Row]) -> Vec<f32> {
        let place = self.columns.features().position(|other| other == id);
        let place = place.unwrap_or_default();
        let width = self.columns.features().count();
        let value = |row: &Row| self.documents[row.document].values[row.line * width + place];
        rows.par_iter().map(value).collect()
    }

    /// The features that a pass may use.
    pub fn candidates(&self, until: Stage) -> Vec<FeatureId> {
        let known = |id: &FeatureId| id.get().stage <= until && !LEFT_OUT.contains(&id.get().name);
        self.columns.features().filter(known).collect()
    }
}

/// A feature on all rows, in bins.
pub struct Column {
    /// The feature.
    pub feature: FeatureId,
    /// Between the bins.
    pub bounds: Vec<f64>,
    /// By row.
    pub bins: Vec<u8>,
}

impl Column {
    /// Bins of about equal weight, with bounds that are easy to read. `None` if all values fall
    /// into one.
    pub fn new(feature: FeatureId, values: &[f32], rows: &[Row]) -> Option<Column> {
        // Rows stand document by document.
        let documents = rows.chunk_by(|a, b| a.document == b.document).count();
        let fewest = FEWEST_DOCUMENTS.min(documents.div_ceil(FEWEST_SHARE));
        let bounds = bounds(values, rows, MOST_BINS, fewest);
        if bounds.is_empty() {
            return None;
        }
        Some(Column {
            feature,
            bins: Column::bins(&bounds, values),
            bounds,
        })
    }

    /// Number of bins.
    pub fn count(&self) -> usize {
        self.bounds.len() + 1
    }

    /// The bins of values.
    pub fn bins(bounds: &[f64], values: &[f32]) -> Vec<u8> {
        let bin = |&value: &f32| Bins::find(bounds, f64::from(value)) as u8;
        values.par_iter().map(bin).collect()
    }
}

/// The rows that have one value of a feature.
struct Alike<'s> {
    value: f64,
    weight: f64,
    rows: &'s [(f32, &'s Row)],
}

impl<'s> Alike<'s> {
    fn new(rows: &'s [(f32, &'s Row)]) -> Alike<'s> {
        Alike {
            value: rows.first().map_or(0.0, |(value, _)| f64::from(*value)),
            weight: rows.iter().map(|(_, row)| f64::from(row.weight)).sum(),
            rows,
        }
    }
}

/// Bounds between bins of about equal weight. A value that alone weighs as much as a bin ought to
/// is one, and the others share the rest, so that rare lines have bins as well. No bin has the
/// lines of only a few documents: those of one share much that others of their kind do not.
pub fn bounds(values: &[f32], rows: &[Row], most: usize, fewest: usize) -> Vec<f64> {
    let mut sorted: Vec<(f32, &Row)> = values.iter().copied().zip(rows).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let groups = sorted.chunk_by(|a, b| a.0 == b.0);
    let groups: Vec<Alike<'_>> = groups.map(Alike::new).collect();
    let sum = |of: &dyn Fn(&Alike) -> bool| -> (usize, f64) {
        let some = groups.iter().filter(|group| of(group));
        some.fold((0, 0.0), |(n, sum), group| (n + 1, sum + group.weight))
    };
    let all = sum(&|_| true).1;
    let is_heavy = |group: &Alike| group.weight >= all / most as f64;
    let (count, heavy) = sum(&is_heavy);
    let share = (all - heavy) / most.saturating_sub(count).max(1) as f64;
    let share = share.max(all * LEAST_SHARE);
    let (mut bounds, mut filled, mut documents) = (Vec::new(), 0.0, HashSet::new());
    for (at, group) in groups.iter().enumerate() {
        filled += group.weight;
        if documents.len() < fewest {
            documents.extend(group.rows.iter().map(|(_, row)| row.document));
        }
        let enough = documents.len() >= fewest;
        match groups.get(at + 1) {
            Some(next) if enough && (filled >= share || is_heavy(next)) => {
                bounds.push(between(group.value, next.value));
                filled = 0.0;
                documents.clear();
            }
            None if !enough => drop(bounds.pop()),
            _ => (),
        }
    }
    bounds.dedup();
    bounds
}

/// The number with the fewest digits above the first and at most the second.
fn between(low: f64, high: f64) -> f64 {
    for digits in 0..7 {
        let unit = 10f64.powi(digits);
        let rounded = (low * unit).floor() + 1.0;
        if rounded / unit <= high {
            return rounded / unit;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_short_numbers_between_values() {
        assert_eq!(between(3.0, 4.0), 4.0);
        assert_eq!(between(0.123, 0.187), 0.13);
        assert_eq!(between(-1.0, 0.0), 0.0);
        let row = Row {
            document: 0,
            line: 0,
            removable: true,
            weight: 1.0,
        };
        let values: Vec<f32> = (0..100).map(|n| (n / 50) as f32).collect();
        assert_eq!(bounds(&values, &[row; 100], 8, 1), [1.0]);
        assert!(bounds(&values, &[row; 100], 8, 2).is_empty());
    }
}
