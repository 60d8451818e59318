//! The two passes of a round: from evidence to verdicts.
//!
//! The first pass adds up the rules that need no verdict of another line; the
//! second adds those that look at the first pass (zone, neighbours, distance to
//! running text). Two passes and no more, so verdicts cannot oscillate.

use std::collections::HashSet;

use super::condition::{Surroundings, maximal};
use super::document::Run;
use super::document_scope;
use super::edited::Cut;
use super::facts::Facts;
use super::ledger::{Ledger, Verdict};
use super::program::{Compiled, visit_positive};
use super::shape::Contribution;
use super::spans::{self, Place};
use super::state::Removal;
use super::trace::Recording;
use super::{Action, Engine, Reason};
use crate::feature::sums::Sums;
use crate::feature::{Evidence, Stage};
use crate::rule::{Condition, Label, SCORECARD, Scope};
use crate::text::fold::FoldBuffer;

/// What a round decided.
#[derive(Debug, Default)]
pub struct Decisions {
    /// Why the document goes, if it does.
    pub document: Option<Removal>,
    /// Lines that go, by index.
    pub lines: Vec<(usize, Removal)>,
    /// Parts that go, by line, in bytes of the current line.
    pub cuts: Vec<(usize, Vec<Cut>)>,
}

/// Rules that fired on the live lines, and what they come to.
#[derive(Debug, Default)]
pub struct Fired {
    /// (live line, rule) for the rules that look around, ascending.
    around: Vec<(u32, u32)>,
    /// By live line: the label under which the first pass removes it.
    pub first: Vec<Option<Label>>,
    /// By live line: the verdict.
    pub last: Vec<Verdict>,
    /// By live line: what the rules of the first pass say.
    pub evidence: Vec<Evidence>,
    /// By live line: the sum of the scorecard; empty if it does not count.
    pub shape: Vec<f64>,
    /// By live line: what the sum is made of, if somebody wants to know.
    pub contributions: Vec<Vec<Contribution>>,
    /// Rules of scope document that fired.
    pub document: Vec<u32>,
}

impl Fired {
    /// All rules that fired on a live line.
    pub fn on<'f>(&'f self, run: &'f Run<'_>, at: usize) -> impl Iterator<Item = u32> + 'f {
        let line = run.state.live[at] as usize;
        let from = self
            .around
            .partition_point(|&(live, _)| (live as usize) < at);
        let around = self.around[from..]
            .iter()
            .take_while(move |&&(live, _)| live as usize == at);
        run.state
            .fired(line)
            .iter()
            .copied()
            .chain(around.map(|&(_, rule)| rule))
    }
}

/// Decides about the live lines.
pub fn decide(run: &mut Run<'_>) -> Decisions {
    run.recording.begin_round();
    if !run.recording.is_of_all_lines() && nothing_fired(run) {
        return Decisions::default();
    }
    let mut fired = fire(run);
    let unprotected = unprotected(run, &fired);
    if run.protect(&unprotected) {
        fired = fire(run);
    }
    let mut fold = std::mem::take(&mut run.scan.fold);
    let decisions = conclude(run, &fired, &mut fold);
    let mut recording = std::mem::replace(&mut run.recording, Recording::Nothing);
    recording.round(run, &fired, &decisions, &mut fold);
    run.recording = recording;
    run.scan.fold = fold;
    decisions
}

/// Whether no rule has anything to remove, as on most documents, nor the scorecard.
fn nothing_fired(run: &Run<'_>) -> bool {
    let Engine {
        program,
        policy,
        shape,
        ..
    } = run.engine;
    let least = policy.labels[Label::Chrome as usize].threshold;
    if shape.as_ref().is_some_and(|shape| shape.decides(least)) {
        return false;
    }
    if program.counts_pages && run.state.page.is_some() {
        return false;
    }
    let mut lines = run.state.live.iter();
    !program.document_always && !lines.any(|&line| run.state.sets_off(program, line as usize))
}

/// Lines with a rule that fired only when it looked around, or that the shape accuses, so that the rules which protect
/// them were not looked at.
fn unprotected(run: &Run<'_>, fired: &Fired) -> Vec<usize> {
    let removing = |rule: u32| !run.engine.program.rules[rule as usize].protects;
    let accused = |&at: &usize| shape_reason(run, fired, at).is_some_and(|one| one.score > 0.0);
    let by_shape = (0..fired.shape.len()).filter(accused);
    let around = fired.around.iter();
    let by_rule = around.filter(|&&(_, rule)| removing(rule));
    let mut lines: Vec<usize> = by_rule
        .map(|&(live, _)| live as usize)
        .chain(by_shape)
        .map(|live| run.state.live[live] as usize)
        .filter(|&line| !run.state.with_protection(line))
        .collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Fires the rules that look around, in two passes.
pub fn fire(run: &Run<'_>) -> Fired {
    let mut fired = Fired::default();
    let facts = run.facts();
    fire_first(run, &facts, &mut fired);
    let evidence = first_pass(run, &mut fired);
    fired.evidence.clone_from(&evidence);
    let mut facts = facts.judged(evidence);
    if let Some(shape) = &run.engine.shape {
        fired.shape = shape.sums(run, &mut facts);
        if matches!(run.recording, Recording::Trace(_)) {
            let lines = 0..fired.shape.len();
            fired.contributions = lines.map(|at| shape.contributions(&facts, at)).collect();
        }
    }
    fired.document = document_scope::fire(run, &facts);
    let first = std::mem::take(&mut fired.first);
    for stage in [Stage::Context, Stage::Scored] {
        fire_stage(run, stage, &facts, &first, &mut fired.around);
    }
    fired.first = first;
    fired.around.sort_unstable();
    let verdict = |at| ledger(run, &fired, at).verdict(&run.engine.policy);
    fired.last = (0..run.state.live.len()).map(verdict).collect();
    fired
}

/// Fires the rules that look around but not at verdicts.
pub fn fire_first(run: &Run<'_>, facts: &Facts<'_>, fired: &mut Fired) {
    fire_stage(run, Stage::Document, facts, &[], &mut fired.around);
}

/// The first pass's verdicts, noted in `fired`, and what they rest on.
pub fn first_pass(run: &Run<'_>, fired: &mut Fired) -> Vec<Evidence> {
    let policy = &run.engine.policy;
    let mut evidence = Vec::with_capacity(run.state.live.len());
    for at in 0..run.state.live.len() {
        let ledger = rules_ledger(run, fired, at);
        let verdict = ledger.verdict(policy);
        fired.first.push(verdict.removed.then_some(verdict.label));
        evidence.push(ledger.evidence(policy));
    }
    evidence
}

fn fire_stage(
    run: &Run<'_>,
    stage: Stage,
    facts: &Facts<'_>,
    labels: &[Option<Label>],
    around: &mut Vec<(u32, u32)>,
) {
    let program = &run.engine.program;
    let open = |place: &Surroundings<'_>, rule: &Compiled| {
        rule.stage == stage && rule.gate.iter().all(|part| place.holds(part))
    };
    let (mut set_off, mut near) = (Vec::new(), Vec::new());
    let removed = labels
        .iter()
        .map(|label| f64::from(u8::from(label.is_some())));
    let removed: Sums = removed.collect();
    for at in 0..run.state.live.len() {
        let place = Surroundings {
            facts,
            line: at,
            labels,
        };
        let line = run.state.live[at] as usize;
        let is_open = |rule: &u32| open(&place, &program.rules[*rule as usize]);
        set_off.clear();
        set_off.extend(run.state.situated(line).iter().copied().filter(is_open));
        near.clear();
        if removed.around(at, program.near_within) > 0.0 {
            near.extend(program.near_removed.iter().copied().filter(is_open));
        }
        if !near.is_empty() {
            run.retain_near(place, &mut near);
            set_off.append(&mut near);
        }
        let asks = |rule: &u32| program.rules[*rule as usize].asks_around();
        if set_off.iter().any(asks) {
            run.with_evidence(place, |evidence| {
                set_off.retain(|&rule| evidence.fires_around(&program.rules[rule as usize]));
            });
        }
        around.extend(set_off.iter().map(|&rule| (at as u32, rule)));
    }
}

/// The ledger of a live line: the deciding rules of scope line that fired, and the scorecard.
pub fn ledger(run: &Run<'_>, fired: &Fired, at: usize) -> Ledger {
    let mut ledger = rules_ledger(run, fired, at);
    ledger.add_shape(shape_score(run, fired, at), &run.engine.policy);
    ledger
}

/// What the scorecard adds to the ledger of a live line; 0 where it does not count.
pub fn shape_score(run: &Run<'_>, fired: &Fired, at: usize) -> f64 {
    match (&run.engine.shape, fired.shape.get(at)) {
        (Some(shape), Some(&sum)) => shape.ledger(sum),
        _ => 0.0,
    }
}

/// The ledger of a live line without the scorecard.
pub fn rules_ledger(run: &Run<'_>, fired: &Fired, at: usize) -> Ledger {
    let shape = run.engine.shape.as_ref();
    let mut ledger = Ledger::new(shape.map_or(0.0, |shape| shape.outweighed_from));
    for rule in fired.on(run, at) {
        let rule = &run.engine.program.rules[rule as usize];
        if rule.decides && rule.scope == Scope::Line {
            ledger.add_rule(rule);
        }
    }
    ledger
}

fn conclude(run: &Run<'_>, fired: &Fired, fold: &mut FoldBuffer) -> Decisions {
    let mut decisions = Decisions {
        document: document_scope::removal(run, fired),
        ..Decisions::default()
    };
    for (at, verdict) in fired.last.iter().enumerate() {
        let line = run.state.live[at] as usize;
        if verdict.removed {
            let reasons = reasons(run, fired, at, verdict.label);
            let removal = Removal {
                label: verdict.label,
                score: verdict.score,
                reasons,
            };
            decisions.lines.push((line, removal));
            continue;
        }
        let cuts = span_cuts(run, fired, at, fold);
        if !cuts.is_empty() {
            decisions.cuts.push((line, cuts));
        }
    }
    decisions
}

/// The rules behind a verdict: those of its label and those that protected the line.
fn reasons(run: &Run<'_>, fired: &Fired, at: usize, label: Label) -> Vec<Reason> {
    let by_shape = shape_reason(run, fired, at);
    fired
        .on(run, at)
        .filter_map(|rule| {
            let rule = &run.engine.program.rules[rule as usize];
            let counts = rule.decides
                && rule.scope == Scope::Line
                && (rule.label == label || matches!(rule.label, Label::Article | Label::Credit));
            counts.then(|| reason(run, rule, &[run.state.live[at]]))
        })
        .chain(by_shape)
        .collect()
}

/// What the scorecard adds to a line's ledger, if it adds anything.
pub fn shape_reason(run: &Run<'_>, fired: &Fired, at: usize) -> Option<Reason> {
    let score = run.engine.shape.as_ref()?.ledger(*fired.shape.get(at)?);
    (score != 0.0).then(|| Reason {
        rule: SCORECARD.to_owned(),
        score,
        terms: Vec::new(),
    })
}

/// A rule with the different terms that it hit on some lines, in order of appearance.
pub fn reason(run: &Run<'_>, rule: &Compiled, lines: &[u32]) -> Reason {
    let rules = &run.engine.rules;
    let (mut terms, mut known) = (Vec::new(), HashSet::new());
    visit_positive(&rule.when, &mut |leaf| {
        let Condition::Keywords(test) = leaf else {
            return;
        };
        for &line in lines {
            for hit in maximal(run.state.hits(line as usize), &test.sets) {
                let term = &rules.sets[hit.set as usize].terms[hit.term as usize];
                if known.insert(term) {
                    terms.push(term.clone());
                }
            }
        }
    });
    Reason {
        rule: rules.rules[rule.index].id.clone(),
        score: rule.score,
        terms,
    }
}

/// The parts that span rules take out of a line that stays.
fn span_cuts(run: &Run<'_>, fired: &Fired, at: usize, fold: &mut FoldBuffer) -> Vec<Cut> {
    let program = &run.engine.program;
    let ledger = ledger(run, fired, at);
    let mut cuts = Vec::new();
    for rule in fired.on(run, at) {
        let rule = &program.rules[rule as usize];
        if rule.scope != Scope::Span || !rule.decides {
            continue;
        }
        let Some(score) = ledger.allows(rule.label, rule.score, &run.engine.policy) else {
            continue;
        };
        let line = run.state.live[at];
        let reasons = vec![reason(run, rule, &[line])];
        let raw = run.state.current(run.text, line as usize);
        let place = Place {
            line: line as usize,
            raw,
            folded: fold.fold(raw),
        };
        let spans = spans::to_cut(run, &place, rule).into_iter();
        cuts.extend(spans.map(|span| Cut {
            span,
            replacement: String::new(),
            action: Action::CutSpan,
            label: Some(rule.label),
            score,
            reasons: reasons.clone(),
        }));
    }
    cuts
}
