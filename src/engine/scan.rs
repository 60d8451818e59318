//! One look at a line: fold, find, fire what needs nothing but the line.

use super::automaton::Hit;
use super::condition::Evidence;
use super::program::{Compiled, Program};
use crate::feature::{LineView, Stage};
use crate::rule::{RuleSet, Scope};
use crate::text::fold::{FoldBuffer, FoldCounts};

/// Reusable memory for scanning.
#[derive(Debug, Default)]
pub struct ScanBuffer {
    /// For folding the line at hand.
    pub fold: FoldBuffer,
    /// Hits of the line at hand, by start, longest first.
    pub hits: Vec<Hit>,
    /// Rules of the line alone that fired, ascending.
    pub fired: Vec<u32>,
    /// Rules that look around and were set off, ascending.
    pub situated: Vec<u32>,
    /// Whether a rule of scope document was set off.
    pub document: bool,
    /// Whether the rules that protect the line are among those that fired or were set off.
    pub with_protection: bool,
    /// Events of the line, one bit each.
    seen: Vec<u64>,
    candidates: Vec<u32>,
}

/// Scans one line; the results lie in the buffer. Rules that protect are looked at only if
/// another has fired, or with `protection`.
pub fn scan(
    rules: &RuleSet,
    program: &Program,
    line: &str,
    protection: bool,
    buffer: &mut ScanBuffer,
) -> FoldCounts {
    let ScanBuffer {
        fold,
        hits,
        fired,
        situated,
        document,
        with_protection,
        seen,
        candidates,
    } = buffer;
    hits.clear();
    fired.clear();
    situated.clear();
    candidates.clear();
    seen.clear();
    seen.resize(program.event_count().div_ceil(64), 0);
    *document = false;
    let folded = fold.fold(line);
    let (text, counts) = (folded.text, folded.counts);
    // Both closures note events; only the first also keeps hits.
    let noted = std::cell::RefCell::new((seen, &mut *candidates));
    let note = |event: u32| {
        let (seen, candidates) = &mut *noted.borrow_mut();
        let (word, bit) = (event as usize / 64, 1u64 << (event % 64));
        if seen[word] & bit == 0 {
            seen[word] |= bit;
            candidates.extend_from_slice(program.removing.of(event as usize));
        }
    };
    program.automaton.scan(
        text,
        |hit| {
            note(hit.set);
            hits.push(hit);
        },
        note,
    );
    let (seen, _) = noted.into_inner();
    candidates.extend_from_slice(&program.removing.always);
    *with_protection = protection;
    let chars = text.trim().chars().count();
    candidates.retain(|&rule| chars <= program.rules[rule as usize].max_chars);
    if candidates.is_empty() && !protection {
        return counts;
    }
    sort(hits);
    let view = LineView::new(line, text, counts);
    let evidence = Evidence {
        rules,
        program,
        view: &view,
        folded: text,
        hits,
        seen: Some(seen),
        around: None,
    };
    let mut sort_out = |candidates: &mut Vec<u32>| {
        candidates.sort_unstable();
        candidates.dedup();
        for &rule in candidates.iter() {
            let compiled = &program.rules[rule as usize];
            if compiled.scope == Scope::Document {
                *document = true;
            } else if compiled.stage > Stage::Line {
                if evidence.may_fire(compiled) {
                    situated.push(rule);
                }
            } else if evidence.fires(compiled) {
                fired.push(rule);
            }
        }
        !fired.is_empty()
    };
    if sort_out(candidates) || protection {
        *with_protection = true;
        candidates.clear();
        for event in set_bits(seen) {
            candidates.extend_from_slice(program.protecting.of(event));
        }
        candidates.extend_from_slice(&program.protecting.always);
        sort_out(candidates);
        fired.sort_unstable();
        situated.sort_unstable();
    }
    counts
}

/// Whether a rule fires on a line, if that can be told from the line alone: the rule must not
/// look around, and no rule of scope span may come before it and cut the line.
pub fn fires_alone(
    rules: &RuleSet,
    program: &Program,
    line: &str,
    rule: u32,
    buffer: &mut ScanBuffer,
) -> Option<bool> {
    let compiled = &program.rules[rule as usize];
    if compiled.stage > Stage::Line || compiled.scope != Scope::Line {
        return None;
    }
    let ScanBuffer { fold, hits, .. } = buffer;
    hits.clear();
    let folded = fold.fold(line);
    let view = LineView::new(line, folded.text, folded.counts);
    program
        .automaton
        .scan(folded.text, |hit| hits.push(hit), |_| {});
    sort(hits);
    let evidence = Evidence {
        rules,
        program,
        view: &view,
        folded: folded.text,
        hits,
        seen: None,
        around: None,
    };
    let cuts = |rule: &&Compiled| rule.scope == Scope::Span && rule.decides;
    let is_cut = |rule: &Compiled| evidence.may_fire(rule);
    let mut cutting = program.rules.iter().filter(cuts);
    if cutting.any(is_cut) {
        return None;
    }
    Some(evidence.fires(compiled))
}

/// Sorts hits by start, longest first.
pub fn sort(hits: &mut [Hit]) {
    hits.sort_unstable_by_key(|hit| (hit.start, u32::MAX - hit.end, hit.set, hit.term));
}

/// Positions of the bits that are set, ascending.
fn set_bits(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(at, &word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros() as usize;
            (rest != 0).then(|| {
                rest &= rest - 1;
                at * 64 + bit
            })
        })
    })
}
