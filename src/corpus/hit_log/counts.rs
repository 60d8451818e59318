//! Exact counts of a hit log: what each worker counts in a batch, added up by the writer.
//!
//! Only rules and terms that were hit are held, so that batches and checkpoints carry little.

use std::collections::{BTreeMap, HashMap};
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::entry::{Cost, RuleCounts, RunCounts};
use super::largest::Largest;
use crate::engine::{Engine, RuleCost};

/// Parts of a document, from its start to its end, in which removals are counted.
pub const POSITIONS: usize = 20;

/// Where the counts of a rule's terms stand.
#[derive(Debug)]
pub(crate) struct TermPlaces {
    /// By rule: its sets, and for each of their terms the place of its count. A term that
    /// stands in several sets of a rule has one place.
    by_rule: Vec<Vec<(usize, Vec<usize>)>>,
    /// By rule: its different terms with their places.
    names: Vec<Vec<(String, usize)>>,
}

impl TermPlaces {
    pub(crate) fn new(engine: &Engine) -> TermPlaces {
        let mut places = TermPlaces {
            by_rule: Vec::new(),
            names: Vec::new(),
        };
        let mut len = 0;
        let rules = engine.rules();
        for rule in 0..rules.rules.len() {
            let (mut sets, mut names) = (Vec::new(), Vec::new());
            let mut known = HashMap::new();
            for set in engine.sets_of(rule) {
                let terms = rules.sets.get(set).map_or(&[][..], |set| &set.terms);
                let mut of_set = Vec::with_capacity(terms.len());
                for term in terms {
                    let place = *known.entry(term.as_str()).or_insert_with(|| {
                        names.push((term.clone(), len));
                        len += 1;
                        len - 1
                    });
                    of_set.push(place);
                }
                sets.push((set, of_set));
            }
            places.by_rule.push(sets);
            places.names.push(names);
        }
        places
    }

    /// Where a rule counts a term.
    fn of(&self, rule: usize, (set, term): (u32, u32)) -> Option<usize> {
        let mut sets = self.by_rule.get(rule)?.iter();
        let (_, places) = sets.find(|(known, _)| *known == set as usize)?;
        places.get(term as usize).copied()
    }

    /// A rule's different terms with the places of their counts.
    pub(crate) fn terms(&self, rule: usize) -> &[(String, usize)] {
        self.names.get(rule).map_or(&[], Vec::as_slice)
    }
}

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct HitCounts {
    pub(crate) run: RunCounts,
    /// By index of the rule.
    pub(crate) rules: BTreeMap<usize, RuleCounts>,
    /// By index of the rule.
    pub(crate) costs: Vec<RuleCost>,
    /// By place, see [`TermPlaces`].
    pub(crate) terms: BTreeMap<usize, u64>,
    /// The documents that lost most.
    pub(crate) largest: Largest,
}

impl HitCounts {
    /// Counts the terms that a rule hit on a line.
    pub(crate) fn terms(&mut self, places: &TermPlaces, rule: usize, terms: &[(u32, u32)]) {
        let place = |&term: &(u32, u32)| places.of(rule, term);
        for (nth, at) in terms.iter().map(place).enumerate() {
            let before = terms.iter().take(nth).map(place);
            if let Some(at) = at.filter(|at| before.flatten().all(|other| other != *at)) {
                *self.terms.entry(at).or_default() += 1;
            }
        }
    }
}

impl AddAssign<&HitCounts> for HitCounts {
    fn add_assign(&mut self, other: &HitCounts) {
        self.run += &other.run;
        for (&rule, counts) in &other.rules {
            *self.rules.entry(rule).or_default() += counts;
        }
        self.costs
            .resize(self.costs.len().max(other.costs.len()), RuleCost::default());
        for (sum, cost) in self.costs.iter_mut().zip(&other.costs) {
            sum.candidates += cost.candidates;
            sum.regex_runs += cost.regex_runs;
            sum.nanoseconds += cost.nanoseconds;
        }
        for (&place, count) in &other.terms {
            *self.terms.entry(place).or_default() += count;
        }
        self.largest += &other.largest;
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Cost) {
        self.candidates += other.candidates;
        self.regex_runs += other.regex_runs;
        self.nanoseconds += other.nanoseconds;
    }
}

impl AddAssign<&RuleCounts> for RuleCounts {
    fn add_assign(&mut self, other: &RuleCounts) {
        self.lines += other.lines;
        self.documents += other.documents;
        self.removed_lines += other.removed_lines;
        self.removed_chars += other.removed_chars;
        self.pivotal += other.pivotal;
        self.solo += other.solo;
        self.article_like += other.article_like;
        add_map(&mut self.gold, &other.gold);
    }
}

impl AddAssign<&RunCounts> for RunCounts {
    fn add_assign(&mut self, other: &RunCounts) {
        self.documents += other.documents;
        self.documents_changed += other.documents_changed;
        self.left_alone += other.left_alone;
        self.bytes += other.bytes;
        self.lines_hit += other.lines_hit;
        self.lines_logged += other.lines_logged;
        add_map(&mut self.removed_lines, &other.removed_lines);
        add_map(&mut self.removed_chars, &other.removed_chars);
        add_map(&mut self.gold, &other.gold);
        for (label, counts) in &other.positions {
            let sum = self.positions.entry(label.clone()).or_default();
            sum.resize(POSITIONS.max(counts.len()), 0);
            for (sum, count) in sum.iter_mut().zip(counts) {
                *sum += count;
            }
        }
    }
}

/// Adds to the count of a name without making a new name each time.
pub(crate) fn bump(counts: &mut BTreeMap<String, u64>, name: &str, by: u64) {
    match counts.get_mut(name) {
        Some(count) => *count += by,
        None => {
            counts.insert(name.to_owned(), by);
        }
    }
}

fn add_map(sum: &mut BTreeMap<String, u64>, other: &BTreeMap<String, u64>) {
    for (name, &count) in other {
        bump(sum, name, count);
    }
}
