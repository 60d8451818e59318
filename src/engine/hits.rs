//! Hits: every rule that fired on every line, on lines that stay as well as on lines that go.
//!
//! They are taken while the engine decides. A line that goes is recorded in the round in which
//! it goes, a line of which a part goes in the round of the cut, and what is left of the
//! document in the last round, whose verdicts stand. A line on which nothing fires is never
//! looked at for it, and a document without any costs nothing. Rules that protect are looked at
//! only where another fires, so only there are they recorded.
//!
//! A hit is *pivotal* if the line would stay instead of go, or go instead of stay, without the
//! rule, all other evidence being the same; for a rule that does not decide, with the rule.

use std::ops::Range;

use super::condition::maximal;
use super::decide::{self, Decisions, Fired};
use super::document::Run;
use super::edited::Edited;
use super::ledger::Ledger;
use super::program::{Compiled, visit_positive};
use super::spans::{self, Place};
use super::{Action, Engine, Outcome, Scratch, document, trace};
use crate::feature::likeness_of;
use crate::rule::{Condition, Label, Policy, SCORECARD, Scope};
use crate::text::fold::FoldBuffer;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays.
    Keep,
    /// It goes, alone or with its document.
    Drop,
    /// A part of it goes.
    Cut,
}

impl Fate {
    /// The name in the hit log.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Keep => "keep",
            Fate::Drop => "drop",
            Fate::Cut => "cut",
        }
    }
}

/// A line on which a rule fired.
#[derive(Debug, Clone)]
pub struct LineHits {
    /// 1-based line number.
    pub line: usize,
    /// Bytes of the line in the document, without its end.
    pub content: Range<usize>,
    /// What became of it.
    pub fate: Fate,
    /// Label of the verdict; of a cut, the label of what went.
    pub label: Label,
    /// The removable label with the highest score after protection; `None` if nothing speaks
    /// for a removal.
    pub against: Option<Label>,
    /// That score.
    pub score: f64,
    /// How much the line looks like running text, 0 to 1.
    pub likeness: f64,
    rules: Range<usize>,
}

/// A rule that fired.
#[derive(Debug, Clone)]
pub struct RuleHit {
    /// Index in [`crate::rule::RuleSet::rules`]; their number stands for the scorecard.
    pub rule: usize,
    /// Score it adds, as written in the rule; of the scorecard, what it adds to the line.
    pub score: f64,
    /// Whether the verdict would be another without it.
    pub pivotal: bool,
    terms: Range<usize>,
    spans: Range<usize>,
}

/// The hits of one document. Reusable memory.
#[derive(Debug, Default)]
pub struct Hits {
    lines: Vec<LineHits>,
    rules: Vec<RuleHit>,
    /// Set and term.
    terms: Vec<(u32, u32)>,
    spans: Vec<Range<usize>>,
    /// Where the records of lines begin that stay, as long as no later round knows better.
    kept_from: Option<[usize; 4]>,
    document: Vec<RuleHit>,
    found: Vec<Range<usize>>,
}

impl Hits {
    /// Whether no rule fired anywhere.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.document.is_empty()
    }

    /// The lines with hits, in order.
    pub fn lines(&self) -> &[LineHits] {
        &self.lines
    }

    /// The rules that fired on a line, each once.
    pub fn on(&self, line: &LineHits) -> &[RuleHit] {
        self.rules.get(line.rules.clone()).unwrap_or_default()
    }

    /// The rules of scope document that fired.
    pub fn of_document(&self) -> &[RuleHit] {
        &self.document
    }

    /// The different terms that a rule hit, as set and term of the rule set.
    pub fn terms(&self, hit: &RuleHit) -> &[(u32, u32)] {
        self.terms.get(hit.terms.clone()).unwrap_or_default()
    }

    /// What a rule matched, in bytes of the document's line as it was read, ascending.
    pub fn spans(&self, hit: &RuleHit) -> &[Range<usize>] {
        self.spans.get(hit.spans.clone()).unwrap_or_default()
    }

    fn clear(&mut self) {
        self.lines.clear();
        self.rules.clear();
        self.terms.clear();
        self.spans.clear();
        self.document.clear();
        self.kept_from = None;
    }

    /// Forgets the lines that stayed in the round before.
    pub(super) fn begin_round(&mut self) {
        if let Some([lines, rules, terms, spans]) = self.kept_from.take() {
            self.lines.truncate(lines);
            self.rules.truncate(rules);
            self.terms.truncate(terms);
            self.spans.truncate(spans);
        }
    }

    /// Records what a round settles.
    pub(super) fn round(
        &mut self,
        run: &Run<'_>,
        fired: &Fired,
        decisions: &Decisions,
        fold: &mut FoldBuffer,
    ) {
        if !fired.document.is_empty() {
            self.whole_document(run, fired, decisions);
        }
        let whole = decisions.document.is_some();
        let last = decisions.lines.is_empty() && decisions.cuts.is_empty();
        if whole || last {
            self.kept_from = Some([
                self.lines.len(),
                self.rules.len(),
                self.terms.len(),
                self.spans.len(),
            ]);
            (0..run.state.live.len()).for_each(|at| self.line(run, fired, at, None, fold));
            return;
        }
        for (line, _) in &decisions.lines {
            if let Ok(at) = run.state.live.binary_search(&(*line as u32)) {
                self.line(run, fired, at, None, fold);
            }
        }
        for (line, cuts) in &decisions.cuts {
            if let Ok(at) = run.state.live.binary_search(&(*line as u32)) {
                let label = cuts.first().and_then(|cut| cut.label);
                self.line(run, fired, at, label, fold);
            }
        }
    }

    /// Records a live line, if a rule fired on it. Of a line that is cut, under a label, only
    /// the rules that cut it: the others are asked again about what is left.
    fn line(
        &mut self,
        run: &Run<'_>,
        fired: &Fired,
        at: usize,
        cut: Option<Label>,
        fold: &mut FoldBuffer,
    ) {
        let program = &run.engine.program;
        let policy = &run.engine.policy;
        let verdict = fired.last[at];
        let shape = decide::shape_score(run, fired, at);
        let mut on: Vec<u32> = fired.on(run, at).collect();
        // What protects is no hit where nothing argues for a removal, nor is the scorecard.
        let by_shape = cut.is_none() && shape != 0.0 && (verdict.removed || !on.is_empty());
        if on.is_empty() && !by_shape {
            return;
        }
        let rules_ledger = decide::rules_ledger(run, fired, at);
        let ledger = with_shape(rules_ledger, shape, policy);
        if cut.is_some() {
            on.retain(|&rule| {
                let rule = &program.rules[rule as usize];
                rule.scope == Scope::Span && ledger.allows(rule.label, rule.score, policy).is_some()
            });
        }
        on.sort_unstable();
        let index = run.state.live[at] as usize;
        let state = &run.state.states[index];
        let raw = run.state.current(run.text, index);
        let folded = fold.fold(raw);
        let view = run.state.view(run.text, index);
        let place = Place {
            line: index,
            raw,
            folded,
        };
        let start = self.rules.len();
        let grounds = Grounds {
            rules: rules_ledger,
            shape,
            all: ledger,
            effect: effect(run, fired, at, &ledger),
        };
        for &rule in &on {
            let compiled = &program.rules[rule as usize];
            let terms = self.add_terms(run, compiled, &[index as u32]);
            let spans = self.add_spans(run, &place, compiled, state.edited.as_deref());
            let pivotal = is_pivotal(run, fired, at, compiled, &grounds);
            self.rules.push(RuleHit {
                rule: compiled.index,
                score: compiled.score,
                pivotal,
                terms,
                spans,
            });
        }
        if by_shape {
            self.rules.push(RuleHit {
                rule: run.engine.rules.rules.len(),
                score: shape,
                pivotal: rules_ledger.verdict(policy).removed != verdict.removed,
                terms: 0..0,
                spans: 0..0,
            });
        }
        let accusation = ledger.accusation(policy);
        let of_cut = cut.map(|label| (label, ledger.protection(policy)));
        let (against, score) = match (of_cut, accusation) {
            (Some((label, protection)), _) => {
                let scores = on.iter().map(|&rule| program.rules[rule as usize].score);
                (Some(label), scores.fold(0.0, f64::max) - protection)
            }
            (None, Some((label, score))) => (Some(label), score),
            (None, None) => (None, 0.0),
        };
        self.lines.push(LineHits {
            line: index + 1,
            content: state.line.content.clone(),
            fate: match cut {
                Some(_) => Fate::Cut,
                None if verdict.removed => Fate::Drop,
                None => Fate::Keep,
            },
            label: cut.unwrap_or(verdict.label),
            against,
            score,
            likeness: likeness_of(&view),
            rules: start..self.rules.len(),
        });
    }

    fn add_terms(&mut self, run: &Run<'_>, rule: &Compiled, lines: &[u32]) -> Range<usize> {
        let start = self.terms.len();
        let terms = &mut self.terms;
        visit_positive(&rule.when, &mut |leaf| {
            let Condition::Keywords(test) = leaf else {
                return;
            };
            for &line in lines {
                for hit in maximal(run.state.hits(line as usize), &test.sets) {
                    let term = (hit.set, hit.term);
                    if !terms[start..].contains(&term) {
                        terms.push(term);
                    }
                }
            }
        });
        start..self.terms.len()
    }

    fn add_spans(
        &mut self,
        run: &Run<'_>,
        place: &Place<'_>,
        rule: &Compiled,
        edited: Option<&Edited>,
    ) -> Range<usize> {
        spans::all(run, place, rule, &mut self.found);
        let start = self.spans.len();
        let found = self.found.drain(..);
        self.spans.extend(found.map(|span| match edited {
            Some(edited) => edited.source_range(span),
            None => span,
        }));
        start..self.spans.len()
    }

    /// Records the rules of scope document that fired, those of the last round in which any did.
    fn whole_document(&mut self, run: &Run<'_>, fired: &Fired, decisions: &Decisions) {
        self.document.clear();
        let program = &run.engine.program;
        let policy = &run.engine.policy;
        let goes = decisions.document.is_some();
        let mut ledger = Ledger::default();
        let compiled = |&rule: &u32| &program.rules[rule as usize];
        for rule in fired
            .document
            .iter()
            .map(compiled)
            .filter(|rule| rule.decides)
        {
            ledger.add_rule(rule);
        }
        for rule in fired.document.iter().map(compiled) {
            let mut other = ledger;
            toggle(&mut other, rule);
            let terms = self.add_terms(run, rule, &run.state.live);
            self.document.push(RuleHit {
                rule: rule.index,
                score: rule.score,
                pivotal: other.verdict(policy).removed != goes,
                terms,
                spans: 0..0,
            });
        }
    }

    /// Makes the records those of the outcome: in order, each line once, and if the document
    /// went or was left alone as a whole, its lines with it.
    fn conclude(&mut self, outcome: &Outcome) {
        self.lines.sort_by_key(|line| line.line);
        self.merge();
        let whole = outcome
            .edits
            .first()
            .filter(|edit| edit.action == Action::DropDocument);
        if whole.is_none() && outcome.valve.is_none() {
            return;
        }
        self.rules.iter_mut().for_each(|hit| hit.pivotal = false);
        for line in &mut self.lines {
            match whole.and_then(|edit| edit.label) {
                Some(label) => (line.fate, line.label) = (Fate::Drop, label),
                None if line.fate != Fate::Keep => {
                    (line.fate, line.label) = (Fate::Keep, Label::Article);
                }
                None => {}
            }
        }
        if outcome.valve.is_some() {
            self.document.iter_mut().for_each(|hit| hit.pivotal = false);
        }
    }

    /// Puts the records of one line together: those of a cut, then those of what was left.
    fn merge(&mut self) {
        let is_twice = |pair: &[LineHits]| matches!(pair, [a, b] if a.line == b.line);
        if !self.lines.windows(2).any(is_twice) {
            return;
        }
        let mut merged: Vec<LineHits> = Vec::with_capacity(self.lines.len());
        for line in self.lines.drain(..) {
            let Some(before) = merged.last_mut().filter(|last| last.line == line.line) else {
                merged.push(line);
                continue;
            };
            let start = self.rules.len();
            for at in before.rules.clone().chain(line.rules.clone()) {
                let Some(hit) = self.rules.get(at).cloned() else {
                    continue;
                };
                let so_far = self.rules.get(start..).unwrap_or_default();
                if !so_far.iter().any(|other| other.rule == hit.rule) {
                    self.rules.push(hit);
                }
            }
            if line.fate != Fate::Keep {
                *before = LineHits { ..line };
            }
            before.rules = start..self.rules.len();
        }
        self.lines = merged;
    }
}

/// A ledger of rules with what the scorecard adds.
fn with_shape(mut ledger: Ledger, shape: f64, policy: &Policy) -> Ledger {
    ledger.add_shape(shape, policy);
    ledger
}

/// Turns round whether a rule counts.
fn toggle(ledger: &mut Ledger, rule: &Compiled) {
    if rule.decides {
        ledger.take_rule(rule);
    } else {
        ledger.add_rule(rule);
    }
}

/// What is decided on about a live line, and what comes of it.
struct Grounds {
    /// What the rules say.
    rules: Ledger,
    /// What the scorecard adds.
    shape: f64,
    /// Both.
    all: Ledger,
    effect: Effect,
}

/// What goes of a live line: all of it, or what some span rules match.
#[derive(PartialEq)]
struct Effect {
    removed: bool,
    cut: bool,
}

/// What a ledger of a live line leads to.
fn effect(run: &Run<'_>, fired: &Fired, at: usize, ledger: &Ledger) -> Effect {
    let policy = &run.engine.policy;
    let removed = ledger.verdict(policy).removed;
    let cuts = |rule: &Compiled| ledger.allows(rule.label, rule.score, policy).is_some();
    let cut = !removed && cutting(run, fired, at).any(|rule| rule.decides && cuts(rule));
    Effect { removed, cut }
}

/// The rules of scope span that fired on a live line.
fn cutting<'f>(
    run: &'f Run<'_>,
    fired: &'f Fired,
    at: usize,
) -> impl Iterator<Item = &'f Compiled> {
    let on = fired.on(run, at);
    on.map(|rule| &run.engine.program.rules[rule as usize])
        .filter(|rule| rule.scope == Scope::Span)
}

/// Whether what becomes of a live line would be different if a rule that fired on it counted
/// where it does not, or the reverse.
fn is_pivotal(run: &Run<'_>, fired: &Fired, at: usize, rule: &Compiled, grounds: &Grounds) -> bool {
    let policy = &run.engine.policy;
    match rule.scope {
        Scope::Line => {
            let mut other = grounds.rules;
            toggle(&mut other, rule);
            let other = with_shape(other, grounds.shape, policy);
            grounds.effect != effect(run, fired, at, &other)
        }
        Scope::Span => {
            let cuts = |rule: &Compiled| {
                let allowed = grounds.all.allows(rule.label, rule.score, policy);
                allowed.is_some()
            };
            let another =
                |other: &Compiled| other.decides && other.index != rule.index && cuts(other);
            cuts(rule) && !grounds.effect.removed && !cutting(run, fired, at).any(another)
        }
        Scope::Document => false,
    }
}

impl Engine {
    /// Decides about a document as [`Engine::clean`] does and records which rules fired.
    pub fn clean_with_hits(&self, text: &str, scratch: &mut Scratch, hits: &mut Hits) -> Outcome {
        let Scratch { document, scan } = scratch;
        document.begin(self, text);
        hits.clear();
        let run = document::Run {
            engine: self,
            text,
            state: document,
            scan,
            recording: trace::Recording::Hits(hits),
        };
        let outcome = run.finish();
        hits.conclude(&outcome);
        outcome
    }

    /// The full id of a rule that fired.
    pub fn id_of(&self, hit: &RuleHit) -> &str {
        let rule = self.rules.rules.get(hit.rule);
        rule.map_or(SCORECARD, |rule| &rule.id)
    }

    /// Whether a scorecard counts in the profile in force.
    pub fn has_scorecard(&self) -> bool {
        self.shape.is_some()
    }

    /// Whether a rule (by its index in the rule set) takes part in verdicts.
    pub fn decides(&self, rule: usize) -> bool {
        if rule == self.rules.rules.len() {
            return self.has_scorecard();
        }
        let rules = &self.program.rules;
        let found = rules.binary_search_by_key(&rule, |compiled| compiled.index);
        found.is_ok_and(|at| rules[at].decides)
    }

    /// The sets whose terms a rule needs to hit, each once, as indices of the rule set; empty for
    /// a rule that is left out.
    pub fn sets_of(&self, rule: usize) -> Vec<usize> {
        let rules = &self.program.rules;
        let found = rules.binary_search_by_key(&rule, |compiled| compiled.index);
        let mut sets = Vec::new();
        if let Some(compiled) = found.ok().map(|at| &rules[at]) {
            visit_positive(&compiled.when, &mut |leaf| {
                if let Condition::Keywords(test) = leaf {
                    sets.extend(test.sets.iter().map(|set| set.0));
                }
            });
        }
        sets.sort_unstable();
        sets.dedup();
        sets
    }
}
