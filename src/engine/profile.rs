//! What each rule costs: how often something sets it off, how many of its regexes run, and how
//! long its condition takes.
//!
//! Measured apart from cleaning, which is not slowed down by it: each line is scanned once more
//! and the conditions of the rules set off are tried one by one, what looks around left open.

use std::time::Instant;

use super::condition::Evidence;
use super::first_sight::Sight;
use super::program::{Compiled, leaf_stage};
use super::scan::{Sightings, look};
use super::{Engine, Scratch};
use crate::feature::{LineView, Stage};
use crate::rule::Condition;
use crate::text::lines::split_into;

/// What it took to try a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RuleCost {
    /// Lines on which something set it off, so that its condition was looked at.
    pub candidates: u64,
    /// Regexes of it that were run.
    pub regex_runs: u64,
    /// Time taken by its condition, in nanoseconds.
    pub nanoseconds: u64,
}

impl Engine {
    /// Adds what the rules that remove cost on a document to `costs`, by index of the rule.
    pub fn profile(&self, text: &str, scratch: &mut Scratch, costs: &mut [RuleCost]) {
        let mut lines = Vec::new();
        split_into(text, &mut lines);
        let (mut found, mut candidates) = (Sightings::default(), Vec::new());
        let program = &self.program;
        for line in &lines {
            let raw = text.get(line.content.clone()).unwrap_or_default();
            let folded = scratch.scan.fold.fold(raw);
            look(program, folded.text, 0, &mut found, &mut candidates);
            candidates.sort_unstable();
            candidates.dedup();
            let view = LineView::new(raw, folded.text, folded.counts);
            let sight = Sight::new(raw, folded.text, view.folded.chars().count());
            let evidence = Evidence {
                rules: &self.rules,
                program,
                view: &view,
                folded: folded.text,
                seen: found.seen(),
                around: None,
            };
            let looked_at = candidates.iter().map(|&rule| &program.rules[rule as usize]);
            for rule in looked_at.filter(|rule| rule.bounds.allow(&sight)) {
                if let Some(cost) = costs.get_mut(rule.index) {
                    one(&evidence, rule, cost);
                }
            }
        }
    }
}

fn one(evidence: &Evidence<'_>, rule: &Compiled, cost: &mut RuleCost) {
    let start = Instant::now();
    let mut runs = 0;
    if holds(evidence, &rule.when, &mut runs) {
        rule.unless
            .iter()
            .any(|exception| holds(evidence, exception, &mut runs));
    }
    cost.candidates += 1;
    cost.regex_runs += runs;
    cost.nanoseconds += start.elapsed().as_nanos() as u64;
}

/// Whether a condition may hold, counting the regexes that are run; what looks around may.
fn holds(evidence: &Evidence<'_>, condition: &Condition, runs: &mut u64) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| holds(evidence, part, runs)),
        Condition::Any(parts) => parts.iter().any(|part| holds(evidence, part, runs)),
        Condition::Not(part) => !holds(evidence, part, runs),
        leaf if leaf_stage(leaf) > Stage::Line => true,
        Condition::Regex { regex, .. } => {
            let event = evidence.program.regex_event(regex.0);
            let occurred = |event: u32| evidence.seen.occurred(event);
            *runs += u64::from(event.is_none_or(occurred));
            evidence.holds(condition)
        }
        leaf => evidence.holds(leaf),
    }
}
