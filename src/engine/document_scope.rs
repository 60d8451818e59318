//! Rules of scope document: a page that is nothing but spam goes as a whole.

use super::condition::maximal;
use super::decide::{Fired, reason};
use super::document::Run;
use super::facts::Facts;
use super::ledger::Ledger;
use super::rule_tree::{named, number};
use super::state::Removal;
use crate::feature::Measure;
use crate::rule::{Condition, KeywordTest};

/// The document rules that fire.
pub fn fire(run: &Run<'_>, facts: &Facts<'_>) -> Vec<u32> {
    let program = &run.engine.program;
    let whole = Whole::new(run, facts);
    program
        .document
        .iter()
        .copied()
        .filter(|&rule| {
            let rule = &program.rules[rule as usize];
            whole.holds(&rule.when) && !rule.unless.iter().any(|exception| whole.holds(exception))
        })
        .collect()
}

/// Why the document goes, if it does.
pub fn removal(run: &Run<'_>, fired: &Fired) -> Option<Removal> {
    let program = &run.engine.program;
    let deciding = || {
        fired
            .document
            .iter()
            .map(|&rule| &program.rules[rule as usize])
            .filter(|rule| rule.decides)
    };
    let mut ledger = Ledger::default();
    deciding().for_each(|rule| ledger.add_rule(rule));
    let verdict = ledger.verdict(&run.engine.policy);
    verdict.removed.then(|| Removal {
        label: verdict.label,
        score: verdict.score,
        reasons: deciding()
            .filter(|rule| rule.label == verdict.label)
            .map(|rule| reason(run, rule, &run.state.live))
            .collect(),
    })
}

/// A whole document as evidence.
pub struct Whole<'w, 'r> {
    run: &'w Run<'r>,
    facts: &'w Facts<'w>,
}

impl<'w, 'r> Whole<'w, 'r> {
    /// The live lines of a document.
    pub fn new(run: &'w Run<'r>, facts: &'w Facts<'w>) -> Self {
        Whole { run, facts }
    }

    /// What a leaf found in the document, in words.
    pub fn found(&self, leaf: &Condition) -> Option<String> {
        match leaf {
            Condition::Keywords(test) => {
                let (hits, distinct, _) = self.hits(test);
                let sets = &self.run.engine.rules.sets;
                let term = |&(set, term): &(u32, u32)| {
                    let terms = &sets.get(set as usize)?.terms;
                    terms.get(term as usize).map(String::as_str)
                };
                let terms: Vec<&str> = distinct.iter().filter_map(term).collect();
                Some(named(hits as usize, &terms))
            }
            Condition::Feature(test) => match test.feature.get().measure {
                Measure::Document(measure) => Some(number(measure(self.facts.get()))),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a condition holds.
    pub fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All(parts) => parts.iter().all(|part| self.holds(part)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part)),
            Condition::Not(part) => !self.holds(part),
            Condition::Keywords(test) => self.keywords(test),
            Condition::Regex { regex, min_lines } => self.regex(regex.0, *min_lines as usize),
            Condition::Feature(test) => match test.feature.get().measure {
                Measure::Document(measure) => {
                    let value = measure(self.facts.get());
                    test.min <= value && value <= test.max
                }
                _ => false,
            },
            // Refused when rules are read: a document has no place in itself.
            Condition::Zone(_) | Condition::Neighbours { .. } => false,
        }
    }

    /// Maximal hits, the different terms among them, and the characters of all.
    fn hits(&self, test: &KeywordTest) -> (u32, Vec<(u32, u32)>, usize) {
        let sets = &self.run.engine.rules.sets;
        let (mut hits, mut covered, mut distinct) = (0u32, 0, Vec::new());
        for &line in &self.run.state.live {
            for hit in maximal(self.run.state.hits(line as usize), &test.sets) {
                hits += 1;
                distinct.push((hit.set, hit.term));
                let term = &sets[hit.set as usize].terms[hit.term as usize];
                covered += term.chars().count();
            }
        }
        distinct.sort_unstable();
        distinct.dedup();
        (hits, distinct, covered)
    }

    fn keywords(&self, test: &KeywordTest) -> bool {
        let (hits, distinct, covered) = self.hits(test);
        let enough = hits >= test.min_hits
            && hits <= test.max_hits
            && distinct.len() >= test.min_distinct as usize;
        enough
            && (test.min_coverage <= 0.0
                || covered as f64 >= test.min_coverage * self.facts.get().totals.chars as f64)
    }

    fn regex(&self, regex: usize, min_lines: usize) -> bool {
        let Some(compiled) = self.run.engine.program.regex(regex) else {
            return false;
        };
        let raw = self.run.engine.rules.regexes[regex].raw;
        let matches = |&&line: &&u32| {
            let (state, line) = (&self.run.state, line as usize);
            compiled.is_match(match raw {
                true => state.current(self.run.text, line),
                false => state.folded(line),
            })
        };
        self.run
            .state
            .live
            .iter()
            .filter(matches)
            .take(min_lines)
            .count()
            >= min_lines
    }
}
