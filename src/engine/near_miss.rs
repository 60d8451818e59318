//! The rule that came closest to removing a line that stayed.
//!
//! Closest is the rule of which the largest share of parts holds, among those
//! with a keyword or regex that does hold; a rule that fired but did not reach
//! the threshold, or was stopped by an exception, counts as all parts.

use super::condition::{Evidence, Surroundings};
use super::decide::Fired;
use super::document::Run;
use super::facts::Facts;
use super::program::{Compiled, visit_positive};
use crate::rule::{Condition, LabelAction, Scope, words};

/// How close a rule came.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// Full id.
    pub rule: String,
    /// What was missing, in words, one entry for each part that did not hold.
    pub missing: Vec<String>,
    /// Parts that hold.
    pub held: usize,
    /// All parts.
    pub parts: usize,
}

/// The rule that came closest on a live line, if one has any evidence.
pub fn nearest(run: &Run<'_>, fired: &Fired, facts: &Facts<'_>, at: usize) -> Option<NearMiss> {
    let around = Surroundings {
        facts,
        line: at,
        labels: &fired.first,
    };
    let program = &run.engine.program;
    let policy = &run.engine.policy;
    run.with_evidence(around, |evidence| {
        let mut best: Option<NearMiss> = None;
        for rule in &program.rules {
            let removes = policy.labels[rule.label as usize].action == LabelAction::Drop;
            if !removes || !rule.decides || rule.scope == Scope::Document {
                continue;
            }
            let Some(miss) = measure(evidence, rule) else {
                continue;
            };
            let better = best.as_ref().is_none_or(|best| {
                (miss.held * best.parts, best.parts) > (best.held * miss.parts, miss.parts)
            });
            if better {
                best = Some(miss);
            }
        }
        best
    })
}

fn measure(evidence: &Evidence<'_>, rule: &Compiled) -> Option<NearMiss> {
    let mut proved = false;
    visit_positive(&rule.when, &mut |leaf| {
        let is_evidence = matches!(leaf, Condition::Keywords(_) | Condition::Regex { .. });
        proved |= is_evidence && evidence.holds(leaf);
    });
    if !proved {
        return None;
    }
    let written = &evidence.rules.rules[rule.index];
    let single = std::slice::from_ref(&rule.when);
    let parts = if let Condition::All(parts) = &rule.when {
        parts.as_slice()
    } else {
        single
    };
    let mut missing: Vec<String> = parts
        .iter()
        .filter(|part| !evidence.holds(part))
        .map(|part| evidence.in_words(part))
        .collect();
    let held = parts.len() - missing.len();
    if missing.is_empty() {
        let mut exceptions = rule.unless.iter().zip(&written.unless);
        match exceptions.find(|(condition, _)| evidence.holds(condition)) {
            Some((_, exception)) => {
                missing.push(format!("exception {}: {}", exception.name, exception.why));
            }
            None => missing.push(format!("score {} is not enough", rule.score)),
        }
    }
    Some(NearMiss {
        rule: written.id.clone(),
        missing,
        held,
        parts: parts.len(),
    })
}

impl Evidence<'_> {
    /// What a condition wants and what it found, in words.
    pub fn in_words(&self, condition: &Condition) -> String {
        let list = |parts: &[Condition], joint: &str| {
            let words: Vec<String> = parts
                .iter()
                .filter(|part| !self.holds(part))
                .map(|part| self.in_words(part))
                .collect();
            words.join(joint)
        };
        match condition {
            Condition::All(parts) => list(parts, " and "),
            Condition::Any(parts) => list(parts, " or "),
            Condition::Not(part) => format!("not ({})", describe(self, part)),
            leaf => describe(self, leaf),
        }
    }
}

/// What a condition asks for, and what it found where that is a number.
fn describe(evidence: &Evidence<'_>, condition: &Condition) -> String {
    let of = |parts: &[Condition]| {
        let words: Vec<String> = parts.iter().map(|part| describe(evidence, part)).collect();
        words.join(", ")
    };
    let found = match condition {
        Condition::All(parts) | Condition::Any(parts) => return of(parts),
        Condition::Not(part) => return format!("not ({})", describe(evidence, part)),
        Condition::Keywords(test) if test.min_coverage > 0.0 => {
            format!(" (here {:.2})", evidence.coverage(&test.sets))
        }
        Condition::Feature(test) => {
            let value = evidence.measure(test).unwrap_or(f64::NAN);
            format!(" (here {})", (value * 1000.0).round() / 1000.0)
        }
        _ => String::new(),
    };
    words::leaf(evidence.rules, condition) + &found
}
