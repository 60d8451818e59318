//! The scorecard: an additive model over binned features that says how much a line looks like
//! page furniture.
//!
//! Two passes. Each adds an intercept and a number per feature from a table of bins; the sum is
//! the natural logarithm of the odds that the line is removable. The second pass may use the first
//! one's scores of the lines around ([`crate::feature::Stage::Scored`]); it decides in the profile
//! `strict`, the first in the milder ones. What the sum of the pass that decides adds to the ledger
//! is one more table of bins, by profile.

use crate::feature::FeatureId;

use super::model::Profile;

/// A table: a number for each range between two bounds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bins {
    /// Ascending. A value belongs behind all bounds that are less or equal.
    pub bounds: Vec<f64>,
    /// One more than bounds.
    pub scores: Vec<f64>,
}

impl Bins {
    /// Which bin a value lies in. What is not a number lies in the first.
    #[inline]
    pub fn find(bounds: &[f64], value: f64) -> usize {
        // Faster than to halve so few again and again.
        bounds.iter().filter(|&&bound| bound <= value).count()
    }

    /// The number for a value.
    pub fn score(&self, value: f64) -> f64 {
        let bin = Bins::find(&self.bounds, value);
        self.scores.get(bin).copied().unwrap_or(0.0)
    }
}

/// What one feature says.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The feature.
    pub feature: FeatureId,
    /// Its table.
    pub bins: Bins,
}

/// One pass.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pass {
    /// The sum before any feature.
    pub intercept: f64,
    /// Features.
    pub terms: Vec<Term>,
}

impl Pass {
    /// Every feature that it asks for.
    pub fn features(&self) -> impl Iterator<Item = FeatureId> + '_ {
        self.terms.iter().map(|term| term.feature)
    }

    /// The sum for the values of its features, in millionths: decimals do not add up to the last
    /// bit, and a sum that meets a bound shall meet it in whatever order it was made.
    pub fn sum(&self, value: impl Fn(FeatureId) -> f64) -> f64 {
        let terms = self.terms.iter();
        let sum: f64 = terms.map(|term| term.bins.score(value(term.feature))).sum();
        (1e6 * (self.intercept + sum)).round() / 1e6
    }
}

/// The scorecard.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scorecard {
    /// What decides which lines look kept to the second pass, and what decides in the milder
    /// profiles.
    pub first: Pass,
    /// What decides in the profile `strict`.
    pub second: Pass,
    /// By profile: what the sum that decides adds to the ledger. Above 0 for the removable label with
    /// the most evidence (`chrome` without any), below 0 to protect the line. `None` where the
    /// scorecard does not count.
    pub ledger: [Option<Bins>; 3],
}

/// The name under which the scorecard stands in ledgers and logs, and its path below the root
/// of the rules without `.yaml`.
pub const SCORECARD: &str = "shape/scorecard";

impl Scorecard {
    /// What it adds to the ledger in a profile; `None` if it does not count there.
    pub fn ledger(&self, profile: Profile) -> Option<&Bins> {
        self.ledger[profile as usize].as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_belongs_to_the_bin_above_it() {
        let bins = Bins {
            bounds: vec![0.0, 10.0],
            scores: vec![1.0, 2.0, 3.0],
        };
        for (value, score) in [
            (-1.0, 1.0),
            (0.0, 2.0),
            (9.9, 2.0),
            (10.0, 3.0),
            (f64::NAN, 1.0),
        ] {
            assert_eq!(bins.score(value), score, "{value}");
        }
    }
}
