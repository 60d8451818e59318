//! Rules as they stand in the files: typed, with places, names not yet resolved.
//!
//! Decoding always yields a whole value, with a stand-in wherever a problem was reported, so that
//! the rest of a file is still checked. A wire value is used only if no error was reported.

use super::model::{At, Label, LabelAction, Pattern, Profile, Scope, Status, Test, Zones};
use crate::diag::Mark;

/// A value and where it stands in its file.
#[derive(Debug, Clone)]
pub struct Placed<T> {
    /// What.
    pub value: T,
    /// Where.
    pub mark: Mark,
}

/// One pack.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The file, as the user knows it.
    pub file: String,
    /// Index of the source of rules it came from.
    pub source: usize,
    /// Its name, equal to its path.
    pub name: Placed<String>,
    /// Its sets.
    pub sets: Vec<Set>,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// Whether the names of all its sets and rules could be read; else a name that is not among
    /// them may yet be meant to be.
    pub complete: bool,
}

/// One set of terms.
#[derive(Debug, Clone)]
pub struct Set {
    /// Name within the pack.
    pub name: Placed<String>,
    /// Where its terms have to stand.
    pub at: At,
    /// Its terms.
    pub terms: Terms,
}

/// Where the terms of a set are.
#[derive(Debug, Clone)]
pub enum Terms {
    /// In the pack.
    Here(Vec<Placed<String>>),
    /// In a file, by its path below the root of the rules.
    File(Placed<String>),
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Id within the pack.
    pub id: Placed<String>,
    /// 1-based line at which it begins.
    pub begins: usize,
    /// What it finds.
    pub summary: String,
    /// Its own label or that of the pack.
    pub label: Label,
    /// How sure.
    pub status: Status,
    /// What it adds.
    pub score: Placed<f64>,
    /// What it decides on.
    pub scope: Scope,
    /// Mildest profile in which it counts.
    pub profile: Profile,
    /// When it fires.
    pub when: Condition,
    /// When it does not fire after all.
    pub unless: Vec<Exception>,
    /// Its tests.
    pub tests: Vec<Test>,
}

/// A named exception.
#[derive(Debug, Clone)]
pub struct Exception {
    /// Its name.
    pub name: Placed<String>,
    /// Why it is there.
    pub why: String,
    /// When it holds.
    pub when: Condition,
}

/// A condition; see [`super::model::Condition`].
#[derive(Debug, Clone)]
pub enum Condition {
    /// Every part holds.
    All(Vec<Condition>),
    /// At least one part holds.
    Any(Vec<Condition>),
    /// The part does not hold.
    Not(Box<Condition>),
    /// Keyword hits.
    Keywords(Keywords),
    /// A regex matches.
    Regex {
        /// The regex and what it sees.
        pattern: Pattern,
        /// Least number of lines.
        min_lines: u32,
        /// Where the source stands.
        mark: Mark,
    },
    /// Bounds on features (already looked up).
    Feature(Vec<super::model::FeatureTest>),
    /// Where the line stands.
    Zone(Zones),
    /// First-pass verdicts nearby.
    Neighbours {
        /// Labels that count.
        labels: Vec<Label>,
        /// Distance in non-blank lines.
        within: usize,
        /// Least number of neighbours.
        min: usize,
    },
}

/// Bounds on keyword hits; see [`super::model::KeywordTest`].
#[derive(Debug, Clone)]
pub struct Keywords {
    /// Names of sets, of the same pack or full.
    pub sets: Vec<Placed<String>>,
    /// Least number of hits.
    pub min_hits: u32,
    /// Most hits.
    pub max_hits: u32,
    /// Least number of different terms.
    pub min_distinct: u32,
    /// Least share of the line's characters.
    pub min_coverage: f64,
    /// Where it stands.
    pub mark: Mark,
}

/// One overlay file.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The file, as the user knows it.
    pub file: String,
    /// What it changes.
    pub changes: Vec<Change>,
}

/// What an overlay changes in one rule.
#[derive(Debug, Clone)]
pub struct Change {
    /// Full id of the rule.
    pub rule: Placed<String>,
    /// Last day on which it is meant to hold, `YYYY-MM-DD`.
    pub expires: Option<Placed<String>>,
    /// New status.
    pub status: Option<Placed<Status>>,
    /// New score.
    pub score: Option<Placed<f64>>,
    /// Exceptions to add.
    pub unless: Vec<Exception>,
}

/// What a policy file says about a label; what is absent is inherited.
#[derive(Debug, Clone, Copy, Default)]
pub struct LabelChange {
    /// What happens.
    pub action: Option<LabelAction>,
    /// Score at which it happens.
    pub threshold: Option<f64>,
    /// Largest sum that counts.
    pub cap: Option<f64>,
}
