//! Traces: why each line went or stayed, for `explain` and for inline tests.
//!
//! A trace is taken while the engine decides, not worked out afterwards: in
//! each round the lines that are still there are recorded, so a removed line
//! keeps the record of the round in which it went.

use std::ops::Range;

use super::decide::{self, Decisions, Fired};
use super::document::Run;
use super::facts::Facts;
use super::hits::Hits;
use super::near_miss::{NearMiss, nearest};
use super::program::Compiled;
use super::rule_tree::Trees;
use super::shape::Contribution;
use super::spans::{self, Place};
use super::{Engine, Outcome, Scratch, scan};
use crate::rule::{Label, Scope};
use crate::text::fold::FoldBuffer;

/// A rule that fired on a line.
#[derive(Debug, Clone)]
pub struct RuleTrace {
    /// Full id.
    pub rule: String,
    /// Label it argues for.
    pub label: Label,
    /// Score it adds.
    pub score: f64,
    /// Whether it takes part in the verdict.
    pub decides: bool,
    /// What it decides on.
    pub scope: Scope,
    /// Different terms that it hit.
    pub terms: Vec<String>,
    /// What it matched, in bytes of the line as it was when the rule fired, ascending.
    pub spans: Vec<Range<usize>>,
    /// What its score is made of, if it is a sum over features; empty for rules of files.
    pub contributions: Vec<Contribution>,
}

/// Why a line went or stayed.
#[derive(Debug, Clone)]
pub struct LineTrace {
    /// 1-based line number.
    pub number: usize,
    /// The line when it was decided (after repairs and cuts).
    pub text: String,
    /// Label of the verdict.
    pub label: Label,
    /// Score that decided.
    pub score: f64,
    /// Whether it went.
    pub removed: bool,
    /// What kept labels took off.
    pub protection: f64,
    /// Rules that fired, in the order of the rule set.
    pub rules: Vec<RuleTrace>,
    /// For a line that stayed: the rule that came closest to removing it.
    pub near_miss: Option<NearMiss>,
}

/// A document's trace.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// By line index; `None` for blank lines.
    pub lines: Vec<Option<LineTrace>>,
    /// Rules of scope document that fired.
    pub document: Vec<String>,
}

/// What a run records while it decides.
#[derive(Debug)]
pub enum Recording<'r> {
    /// Nothing: only the outcome counts.
    Nothing,
    /// The rules that fire.
    Hits(&'r mut Hits),
    /// Everything.
    Trace(&'r mut Trace),
    /// One rule with every part of its condition.
    Trees(&'r mut Trees),
    /// Whether one rule fires, which takes far less.
    Rule {
        /// Index of the line.
        line: usize,
        /// Index of the rule in the program.
        rule: u32,
        /// Whether it fired on the line in the last round in which that was there; for scope
        /// document, and for scope span, which takes away what it fires on, in any round.
        fired: &'r mut bool,
    },
}

impl Recording<'_> {
    /// Whether lines on which nothing fires are asked about as well, and rules that protect
    /// where there is nothing to protect.
    pub fn is_of_all_lines(&self) -> bool {
        !matches!(self, Recording::Nothing | Recording::Hits(_))
    }

    /// A round begins.
    pub fn begin_round(&mut self) {
        if let Recording::Hits(hits) = self {
            hits.begin_round();
        }
    }

    /// Records a round.
    pub fn round(
        &mut self,
        run: &Run<'_>,
        fired: &Fired,
        decisions: &Decisions,
        fold: &mut FoldBuffer,
    ) {
        match self {
            Recording::Nothing => {}
            Recording::Hits(hits) => hits.round(run, fired, decisions, fold),
            Recording::Trace(trace) => trace.take(record(run, fired, fold)),
            Recording::Trees(trees) => trees.take(run, fired),
            Recording::Rule {
                line,
                rule,
                fired: result,
            } => {
                let scope = run.engine.program.rules[*rule as usize].scope;
                if scope == Scope::Document {
                    **result |= fired.document.contains(rule);
                } else if let Ok(at) = run.state.live.binary_search(&(*line as u32)) {
                    let fires = fired.on(run, at).any(|on| on == *rule);
                    **result = fires || (**result && scope == Scope::Span);
                }
            }
        }
    }
}

impl Trace {
    /// Takes the record of a later round, which knows more about the lines still there.
    fn take(&mut self, later: Trace) {
        for (line, record) in self.lines.iter_mut().zip(later.lines) {
            if record.is_some() {
                *line = record;
            }
        }
        if !later.document.is_empty() {
            self.document = later.document;
        }
    }
}

impl Engine {
    /// Decides about a document as [`Engine::clean`] does and records why.
    pub fn explain(&self, text: &str, scratch: &mut Scratch) -> (Outcome, Trace) {
        let Scratch { document, scan } = scratch;
        document.begin(self, text);
        let mut trace = Trace {
            lines: vec![None; document.states.len()],
            ..Trace::default()
        };
        let run = Run {
            engine: self,
            text,
            state: document,
            scan,
            recording: Recording::Trace(&mut trace),
        };
        let outcome = run.finish();
        (outcome, trace)
    }

    /// Whether a rule (by its full id) fires on a line (by its index) of a document, as
    /// [`Engine::explain`] would show it, or, if it is of scope document, on the document.
    pub fn fires(&self, rule: &str, text: &str, line: usize, scratch: &mut Scratch) -> bool {
        let Some(rule) = self.position(rule) else {
            return false;
        };
        let Scratch { document, scan } = scratch;
        document.begin(self, text);
        if line < document.states.len()
            && let Some(fires) = scan::fires_alone(
                &self.rules,
                &self.program,
                document.current(text, line),
                rule,
                scan,
            )
        {
            return fires;
        }
        let mut fired = false;
        let mut run = Run {
            engine: self,
            text,
            state: document,
            scan,
            recording: Recording::Rule {
                line,
                rule,
                fired: &mut fired,
            },
        };
        run.settle();
        fired
    }

    /// Where a rule stands in the program, if it takes part.
    pub(super) fn position(&self, rule: &str) -> Option<u32> {
        let positions = self.positions.get_or_init(|| {
            let ids = self.program.rules.iter().zip(0..);
            let id = |compiled: &Compiled| self.rules.rules[compiled.index].id.clone();
            ids.map(|(compiled, at)| (id(compiled), at)).collect()
        });
        positions.get(rule).copied()
    }
}

/// Records the live lines of a round.
fn record(run: &Run<'_>, fired: &Fired, fold: &mut FoldBuffer) -> Trace {
    let rules = &run.engine.rules.rules;
    let program = &run.engine.program;
    let id = |&rule: &u32| rules[program.rules[rule as usize].index].id.clone();
    let mut trace = Trace {
        lines: vec![None; run.state.states.len()],
        document: fired.document.iter().map(id).collect(),
    };
    let facts = run.judged_facts(fired);
    for at in 0..run.state.live.len() {
        trace.lines[run.state.live[at] as usize] = Some(line(run, fired, &facts, at, fold));
    }
    trace
}

fn line(
    run: &Run<'_>,
    fired: &Fired,
    facts: &Facts<'_>,
    at: usize,
    fold: &mut FoldBuffer,
) -> LineTrace {
    let index = run.state.live[at] as usize;
    let verdict = fired.last[at];
    let policy = &run.engine.policy;
    let mut on: Vec<u32> = fired.on(run, at).collect();
    on.sort_unstable();
    let rules = on
        .iter()
        .map(|&rule| rule_trace(run, index, rule, fold))
        .chain(shape_trace(run, fired, at))
        .collect();
    LineTrace {
        number: index + 1,
        text: run.state.current(run.text, index).to_owned(),
        label: verdict.label,
        score: verdict.score,
        removed: verdict.removed,
        protection: decide::ledger(run, fired, at).protection(policy),
        rules,
        near_miss: (!verdict.removed)
            .then(|| nearest(run, fired, facts, at))
            .flatten(),
    }
}

/// What the scorecard adds to a line's ledger, as if it were a rule.
fn shape_trace(run: &Run<'_>, fired: &Fired, at: usize) -> Option<RuleTrace> {
    let reason = decide::shape_reason(run, fired, at)?;
    let label = match reason.score > 0.0 {
        true => Label::Chrome,
        false => Label::Article,
    };
    Some(RuleTrace {
        rule: reason.rule,
        label,
        score: reason.score,
        decides: true,
        scope: Scope::Line,
        terms: Vec::new(),
        spans: Vec::new(),
        contributions: fired.contributions.get(at).cloned().unwrap_or_default(),
    })
}

fn rule_trace(run: &Run<'_>, line: usize, rule: u32, fold: &mut FoldBuffer) -> RuleTrace {
    let compiled = &run.engine.program.rules[rule as usize];
    let reason = decide::reason(run, compiled, &[line as u32]);
    let raw = run.state.current(run.text, line);
    let place = Place {
        line,
        raw,
        folded: fold.fold(raw),
    };
    let mut spans = Vec::new();
    spans::all(run, &place, compiled, &mut spans);
    RuleTrace {
        rule: reason.rule,
        label: compiled.label,
        score: compiled.score,
        decides: compiled.decides,
        scope: compiled.scope,
        terms: reason.terms,
        spans,
        contributions: Vec::new(),
    }
}
