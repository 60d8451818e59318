//! Parts of conditions tried on the tests of their rule.
//!
//! Only the engine knows whether a part holds, because context rules look at what the others
//! decide. So each part becomes the condition of a rule of its own that is watched but decides
//! nothing, beside all the others. Only where an exception depends on the verdicts around the
//! line, its part decides as its rule would: those verdicts are seen in the round in which they
//! fall, and what stays is looked at again without the lines that have gone.

use std::cell::RefCell;
use std::collections::HashMap;

use super::conditions::{is_alternative, leaves};
use crate::check::inline_tests::Bench;
use crate::engine::{EngineError, Shared};
use crate::feature::{LineView, Measure, Stage};
use crate::rule::{Condition, Exception, Expect, Rule, RuleSet, Scope, Status, Test};
use crate::text::fold::FoldBuffer;

/// What is tried.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    /// Whether any leaf of a rule's condition holds.
    AnyLeaf(String),
    /// Whether a rule's condition and one of its exceptions hold.
    Exception(String, String),
}

/// Rules that stand for parts of others.
#[derive(Debug)]
pub struct Probes {
    /// `None` if there is nothing to try.
    bench: Option<RefCell<Bench>>,
    rules: HashMap<Part, Rule>,
}

impl Probes {
    /// Compiles what the lints ask about these rules.
    pub fn new(rules: &RuleSet, shared: &Shared) -> Result<Probes, EngineError> {
        let mut parts = HashMap::new();
        for rule in &rules.rules {
            let mut add = |part: Part, when: Condition, status: Status| {
                let id = format!("probe/{}", parts.len());
                parts.insert(part, probe(rule, id, when, status));
            };
            for exception in &rule.unless {
                let both = Condition::All(vec![rule.when.clone(), exception.when.clone()]);
                let part = Part::Exception(rule.id.clone(), exception.name.clone());
                let status = if looks_around(&both) {
                    rule.status
                } else {
                    Status::Draft
                };
                add(part, both, status);
            }
            if !is_alternative(&rule.when) && misses(rule).any(|test| !feature_holds(rule, test)) {
                let part = Part::AnyLeaf(rule.id.clone());
                add(part, any_leaf(&rule.when), Status::Draft);
            }
        }
        let bench = if parts.is_empty() {
            None
        } else {
            let mut all = rules.clone();
            all.rules.extend(parts.values().cloned());
            Some(RefCell::new(Bench::of(&all, parts.values(), shared)?))
        };
        Ok(Probes {
            bench,
            rules: parts,
        })
    }

    /// Whether at least one leaf of the rule's condition is true on the test.
    pub fn any_leaf_holds(&self, rule: &Rule, test: &Test) -> bool {
        // What the lines around do for the rule may be gone when the last round looks.
        let placed = test.lines.len() > 1 && looks_around(&rule.when);
        placed || feature_holds(rule, test) || self.fires(&Part::AnyLeaf(rule.id.clone()), test)
    }

    /// Whether the rule would fire on the test if it were not for exceptions, this one among them.
    pub fn exception_holds(&self, rule: &Rule, exception: &Exception, test: &Test) -> bool {
        let part = Part::Exception(rule.id.clone(), exception.name.clone());
        self.fires(&part, test)
    }

    fn fires(&self, part: &Part, test: &Test) -> bool {
        match (&self.bench, self.rules.get(part)) {
            (Some(bench), Some(rule)) => bench.borrow_mut().fires(rule, test),
            _ => false,
        }
    }
}

/// The misses of a rule that have to pass.
pub fn misses(rule: &Rule) -> impl Iterator<Item = &Test> {
    let passing = |test: &&Test| test.expect == Expect::Miss && !test.todo;
    rule.tests.iter().filter(passing)
}

/// Whether a condition depends on other lines of the document.
fn looks_around(condition: &Condition) -> bool {
    let mut found = false;
    leaves(condition, true, &mut |leaf, _| {
        found |= match leaf {
            Condition::Zone(_) | Condition::Neighbours { .. } => true,
            Condition::Feature(test) => test.feature.get().stage >= Stage::Document,
            _ => false,
        };
    });
    found
}

fn probe(rule: &Rule, id: String, when: Condition, status: Status) -> Rule {
    Rule {
        id,
        status,
        scope: match rule.scope {
            Scope::Document => Scope::Document,
            Scope::Line | Scope::Span => Scope::Line,
        },
        when,
        unless: Vec::new(),
        tests: Vec::new(),
        ..rule.clone()
    }
}

fn any_leaf(when: &Condition) -> Condition {
    let mut parts = Vec::new();
    leaves(when, true, &mut |leaf, _| parts.push(leaf.clone()));
    Condition::Any(parts)
}

/// Whether a leaf that measures the line alone holds: true of most tests, and cheap to see.
fn feature_holds(rule: &Rule, test: &Test) -> bool {
    let Some(line) = test.lines.get(test.judged) else {
        return false;
    };
    if rule.scope == Scope::Document {
        return false;
    }
    let mut buffer = FoldBuffer::default();
    let folded = buffer.fold(line);
    let view = LineView::new(line, folded.text, folded.counts);
    let mut holds = false;
    leaves(&rule.when, true, &mut |leaf, _| {
        if let Condition::Feature(test) = leaf
            && let Measure::Line(measure) = test.feature.get().measure
        {
            let value = measure(&view);
            holds |= test.min <= value && value <= test.max;
        }
    });
    holds
}
