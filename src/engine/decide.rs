//! The two passes of a round: from evidence to verdicts.
//!
//! The first pass adds up the rules that need no verdict of another line; the
//! second adds those that look at the first pass (zone, neighbours, distance to
//! running text). Two passes and no more, so verdicts cannot oscillate.

use super::condition::{Surroundings, maximal};
use super::document::{Removal, Run};
use super::document_scope;
use super::edited::Cut;
use super::facts::Facts;
use super::ledger::{Ledger, Verdict};
use super::program::{Compiled, visit_positive};
use super::spans::{self, Place};
use super::trace::Recording;
use super::{Action, Reason};
use crate::feature::Stage;
use crate::rule::{Condition, Label, Scope};
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
    let mut fold = std::mem::take(&mut run.scan.fold);
    let mut fired = fire(run, &mut fold);
    let unprotected = unprotected(run, &fired);
    if !unprotected.is_empty() {
        run.protect(&unprotected);
        fired = fire(run, &mut fold);
    }
    let decisions = conclude(run, &fired, &mut fold);
    let mut recording = std::mem::replace(&mut run.recording, Recording::Nothing);
    recording.round(run, &fired, &decisions, &mut fold);
    run.recording = recording;
    run.scan.fold = fold;
    decisions
}

/// Whether no rule has anything to remove, as on most documents.
fn nothing_fired(run: &Run<'_>) -> bool {
    let program = &run.engine.program;
    let mut lines = run.state.live.iter();
    !program.document_always && !lines.any(|&line| run.state.sets_off(line as usize))
}

/// Lines with a rule that fired only when it looked around, so that the rules which protect
/// them were not looked at.
fn unprotected(run: &Run<'_>, fired: &Fired) -> Vec<usize> {
    let removing = |rule: u32| !run.engine.program.rules[rule as usize].protects;
    let mut lines: Vec<usize> = fired
        .around
        .iter()
        .filter(|&&(_, rule)| removing(rule))
        .map(|&(live, _)| run.state.live[live as usize] as usize)
        .filter(|&line| !run.state.with_protection(line))
        .collect();
    lines.dedup();
    lines
}

/// Fires the rules that look around, in two passes.
pub fn fire(run: &Run<'_>, fold: &mut FoldBuffer) -> Fired {
    let mut fired = Fired::default();
    let facts = Facts::new(run.state, run.text);
    fire_stage(run, Stage::Document, &facts, &[], fold, &mut fired.around);
    for at in 0..run.state.live.len() {
        let verdict = verdict(run, &fired, at);
        fired.first.push(verdict.removed.then_some(verdict.label));
    }
    let removed = fired.first.iter().map(Option::is_some).collect();
    let facts = facts.judged(removed);
    fired.document = document_scope::fire(run, &facts, fold);
    let first = std::mem::take(&mut fired.first);
    fire_stage(run, Stage::Context, &facts, &first, fold, &mut fired.around);
    fired.first = first;
    fired.around.sort_unstable();
    fired.last = (0..run.state.live.len())
        .map(|at| verdict(run, &fired, at))
        .collect();
    fired
}

fn fire_stage(
    run: &Run<'_>,
    stage: Stage,
    facts: &Facts<'_>,
    labels: &[Option<Label>],
    fold: &mut FoldBuffer,
    around: &mut Vec<(u32, u32)>,
) {
    let program = &run.engine.program;
    let always: Vec<u32> = [&program.removing, &program.protecting]
        .into_iter()
        .flat_map(|triggers| &triggers.always_situated)
        .copied()
        .filter(|&rule| run.stage(rule) == stage)
        .collect();
    let mut candidates = Vec::new();
    for at in 0..run.state.live.len() {
        let place = Surroundings {
            facts,
            line: at,
            labels,
        };
        let line = run.state.live[at] as usize;
        let set_off = run
            .state
            .situated(line)
            .iter()
            .filter(|&&rule| run.stage(rule) == stage);
        candidates.clear();
        candidates.extend(set_off.chain(&always).copied().filter(|&rule| {
            program.rules[rule as usize]
                .gate
                .iter()
                .all(|part| place.holds(part))
        }));
        if candidates.is_empty() {
            continue;
        }
        run.with_evidence(fold, place, |evidence| {
            let fires = |rule: &&u32| evidence.fires(&program.rules[**rule as usize]);
            around.extend(
                candidates
                    .iter()
                    .filter(fires)
                    .map(|&rule| (at as u32, rule)),
            );
        });
    }
}

/// The verdict on a live line from the rules that fired so far.
fn verdict(run: &Run<'_>, fired: &Fired, at: usize) -> Verdict {
    ledger(run, fired, at).verdict(&run.engine.policy)
}

/// The ledger of a live line: the deciding rules of scope line that fired.
pub fn ledger(run: &Run<'_>, fired: &Fired, at: usize) -> Ledger {
    let mut ledger = Ledger::default();
    for rule in fired.on(run, at) {
        let rule = &run.engine.program.rules[rule as usize];
        if rule.decides && rule.scope == Scope::Line {
            ledger.add(rule.label, rule.score);
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
    fired
        .on(run, at)
        .filter_map(|rule| {
            let rule = &run.engine.program.rules[rule as usize];
            let counts = rule.decides
                && rule.scope == Scope::Line
                && (rule.label == label || matches!(rule.label, Label::Article | Label::Credit));
            counts.then(|| reason(run, rule, &[run.state.live[at]]))
        })
        .collect()
}

/// A rule with the different terms that it hit on some lines, in order of appearance.
pub fn reason(run: &Run<'_>, rule: &Compiled, lines: &[u32]) -> Reason {
    let rules = &run.engine.rules;
    let mut terms: Vec<String> = Vec::new();
    visit_positive(&rule.when, &mut |leaf| {
        let Condition::Keywords(test) = leaf else {
            return;
        };
        for &line in lines {
            for hit in maximal(run.state.hits(line as usize), &test.sets) {
                let term = &rules.sets[hit.set as usize].terms[hit.term as usize];
                if !terms.contains(term) {
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
            action: Action::CutSpan,
            label: Some(rule.label),
            score,
            reasons: reasons.clone(),
        }));
    }
    cuts
}
