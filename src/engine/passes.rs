//! The passes of the scorecard made ready: what each feature adds to both, by what has to be known
//! for it.
//!
//! Both passes look at much the same features. So a feature has one table, with the bounds of both,
//! and is measured and looked up once.

use std::ops::{Add, AddAssign};

use crate::feature::{DocumentFacts, FeatureId, LineView, Measure, Stage};
use crate::rule::{Bins, Pass};

/// Sums of both passes, in millionths; 0 for a pass that there is not. Whole numbers add up to the
/// same in any order, so a sum that meets a bound meets it however it was made; the scores in files
/// have two decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassSums([i64; 2]);

impl PassSums {
    /// The sum of a pass, 0 or 1.
    pub fn of(self, pass: usize) -> f64 {
        self.0[pass] as f64 / 1e6
    }

    fn set(&mut self, pass: usize, score: f64) {
        self.0[pass] = (1e6 * score).round() as i64;
    }
}

impl AddAssign for PassSums {
    #[inline]
    fn add_assign(&mut self, other: PassSums) {
        self.0[0] += other.0[0];
        self.0[1] += other.0[1];
    }
}

impl Add for PassSums {
    type Output = PassSums;

    fn add(mut self, other: PassSums) -> PassSums {
        self += other;
        self
    }
}

/// One pass or two.
#[derive(Debug, Clone, Default)]
pub struct Passes {
    number: usize,
    intercepts: PassSums,
    /// Features of the line alone.
    of_line: Vec<Entry>,
    /// Of the line in its document, known before any verdict.
    of_place: Vec<Entry>,
    /// Of the line in its document, that look at verdicts of the rules.
    of_verdicts: Vec<Entry>,
    /// Of the line in its document, that look at first sums.
    of_sums: Vec<Entry>,
    /// Of the document, and so the same for all of its lines.
    of_document: Vec<Entry>,
    /// The same, that look at first sums.
    of_document_sums: Vec<Entry>,
}

/// A feature and what its values add.
#[derive(Debug, Clone)]
struct Entry {
    feature: FeatureId,
    measure: Measure,
    /// Bounds of both passes, ascending, filled up with NaN to one less than a power of two.
    bounds: Vec<f64>,
    /// By bin.
    sums: Vec<PassSums>,
}

impl Entry {
    fn new(feature: FeatureId, passes: &[&Pass]) -> Entry {
        let of_feature = |pass: &&Pass| {
            let mut terms = pass.terms.iter();
            terms
                .find(|term| term.feature == feature)
                .map(|term| term.bins.clone())
        };
        let bins: Vec<Option<Bins>> = passes.iter().map(of_feature).collect();
        let mut bounds: Vec<f64> = bins
            .iter()
            .flatten()
            .flat_map(|bins| bins.bounds.clone())
            .collect();
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        // A bound belongs to the bin above it, so it stands for that bin.
        let of_bin = |value: f64| {
            let mut sums = PassSums::default();
            for (pass, bins) in bins.iter().enumerate() {
                sums.set(pass, bins.as_ref().map_or(0.0, |bins| bins.score(value)));
            }
            sums
        };
        let stand_for_bins = std::iter::once(f64::NEG_INFINITY).chain(bounds.iter().copied());
        let sums = stand_for_bins.map(of_bin).collect();
        bounds.resize((bounds.len() + 1).next_power_of_two() - 1, f64::NAN);
        Entry {
            feature,
            measure: feature.get().measure,
            bounds,
            sums,
        }
    }

    /// What a value adds. What is not a number lies in the first bin.
    #[inline]
    fn sums(&self, value: f64) -> PassSums {
        let (mut bin, mut half) = (0, self.bounds.len().div_ceil(2));
        while half > 0 {
            let is_above = self
                .bounds
                .get(bin + half - 1)
                .is_some_and(|&bound| bound <= value);
            bin += if is_above { half } else { 0 };
            half /= 2;
        }
        self.sums.get(bin).copied().unwrap_or_default()
    }
}

/// What some features add, by their values.
#[inline]
fn sum(entries: &[Entry], value: impl Fn(&Entry) -> f64) -> PassSums {
    let mut all = PassSums::default();
    for entry in entries {
        all += entry.sums(value(entry));
    }
    all
}

fn in_document(entries: &[Entry], document: &DocumentFacts, line: usize) -> PassSums {
    sum(entries, |entry| match entry.measure {
        Measure::LineInDocument(measure) => measure(document, line),
        _ => f64::NAN,
    })
}

fn of_document(entries: &[Entry], document: &DocumentFacts) -> PassSums {
    sum(entries, |entry| match entry.measure {
        Measure::Document(measure) => measure(document),
        _ => f64::NAN,
    })
}

impl Passes {
    /// The first pass, and the second if it counts.
    pub fn new(passes: &[&Pass]) -> Passes {
        let mut ready = Passes {
            number: passes.len(),
            ..Passes::default()
        };
        for (at, pass) in passes.iter().enumerate() {
            ready.intercepts.set(at, pass.intercept);
        }
        let features = passes.iter().flat_map(|pass| pass.features());
        let mut features: Vec<FeatureId> = features.collect();
        features.sort_unstable();
        features.dedup();
        for feature in features {
            let entries = match (feature.get().measure, feature.get().stage) {
                (Measure::Line(_), _) => &mut ready.of_line,
                (Measure::Document(_), Stage::Scored) => &mut ready.of_document_sums,
                (Measure::Document(_), _) => &mut ready.of_document,
                (_, Stage::Line | Stage::Document) => &mut ready.of_place,
                (_, Stage::Context) => &mut ready.of_verdicts,
                (_, Stage::Scored) => &mut ready.of_sums,
            };
            entries.push(Entry::new(feature, passes));
        }
        ready
    }

    /// How many there are.
    pub fn number(&self) -> usize {
        self.number
    }

    /// What the line alone adds.
    pub fn of_line(&self, view: &LineView<'_>) -> PassSums {
        sum(&self.of_line, |entry| match entry.measure {
            Measure::Line(measure) => view.value(entry.feature, measure),
            _ => f64::NAN,
        })
    }

    /// What the place of a line in its document adds, before any verdict.
    pub fn of_place(&self, document: &DocumentFacts, line: usize) -> PassSums {
        in_document(&self.of_place, document, line)
    }

    /// What the rules' verdicts on the lines of its document add for a line.
    pub fn of_verdicts(&self, document: &DocumentFacts, line: usize) -> PassSums {
        in_document(&self.of_verdicts, document, line)
    }

    /// What first sums of the lines of its document add for a line.
    pub fn of_sums(&self, document: &DocumentFacts, line: usize) -> PassSums {
        in_document(&self.of_sums, document, line)
    }

    /// What is the same for all lines of a document before first sums are known.
    pub fn of_document(&self, document: &DocumentFacts) -> PassSums {
        self.intercepts + of_document(&self.of_document, document)
    }

    /// What first sums of its lines add for all lines of a document.
    pub fn of_document_sums(&self, document: &DocumentFacts) -> PassSums {
        of_document(&self.of_document_sums, document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::find;
    use crate::rule::Term;

    fn pass(bounds: &[f64]) -> Pass {
        let scores = (0..=bounds.len()).map(|bin| bin as f64 / 10.0 - 0.3);
        let bins = Bins {
            bounds: bounds.to_vec(),
            scores: scores.collect(),
        };
        let feature = find("chars").unwrap();
        Pass {
            intercept: 0.5,
            terms: vec![Term { feature, bins }],
        }
    }

    #[test]
    fn tables_with_the_bounds_of_both_passes_say_what_each_says() {
        let bounds: [&[f64]; 6] = [
            &[],
            &[1.0],
            &[0.5, 2.0, 3.0],
            &[1.0, 2.0],
            &[-4.0, 0.0, 1.0, 2.0, 5.0, 8.0, 9.0],
            &[f64::MIN, f64::MAX],
        ];
        let values = [
            -5.0, -4.0, 0.0, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 8.0, 8.5, 9.0, 1e9,
        ];
        for first in bounds {
            for second in bounds {
                let (first, second) = (pass(first), pass(second));
                let feature = first.terms[0].feature;
                let entry = Entry::new(feature, &[&first, &second]);
                for value in values
                    .into_iter()
                    .chain([f64::INFINITY, f64::NEG_INFINITY, f64::NAN])
                {
                    let sums = entry.sums(value);
                    for (at, pass) in [&first, &second].into_iter().enumerate() {
                        let expected = pass.terms[0].bins.score(value);
                        assert!((sums.of(at) - expected).abs() < 1e-9, "{value}");
                    }
                }
            }
        }
    }
}
