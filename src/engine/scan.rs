//! One look at a line: fold, find, fire what needs nothing but the line.

use std::cell::RefCell;

use super::condition::Evidence;
use super::finder::Hit;
use super::program::{Compiled, Program};
use crate::feature::{LineMemo, LineView, Stage};
use crate::rule::{RuleSet, Scope};
use crate::text::fold::{FoldBuffer, FoldCounts};
use crate::text::lines::count_chars;

/// Reusable memory for scanning.
#[derive(Debug, Default)]
pub struct ScanBuffer {
    /// For folding the line at hand.
    pub fold: FoldBuffer,
    /// Hits of the line at hand, by start, longest first.
    pub hits: Vec<Hit>,
    /// What it sets off.
    pub found: Found,
    /// Events of the line, one bit each.
    seen: Vec<u64>,
    candidates: Vec<u32>,
}

/// The rules that a line sets off.
#[derive(Debug, Default)]
pub struct Found {
    /// Rules of the line alone that fired, ascending.
    pub fired: Vec<u32>,
    /// Rules that look around and were set off, ascending.
    pub situated: Vec<u32>,
    /// Whether a rule of scope document was set off.
    pub document: bool,
    /// Whether the rules that protect the line are among those that fired or were set off.
    pub with_protection: bool,
}

/// Scans one line; the results lie in the buffer, its folded form is appended to `folded_lines`,
/// what is measured on it stands in `memo`. Rules that protect are looked at only if another has
/// fired, or with `protection`.
pub fn scan<'m>(
    rules: &RuleSet,
    program: &Program,
    line: &str,
    protection: bool,
    memo: &dyn Fn() -> Option<&'m LineMemo>,
    (buffer, folded_lines): (&mut ScanBuffer, &mut String),
) -> FoldCounts {
    let ScanBuffer {
        fold,
        hits,
        found,
        seen,
        candidates,
    } = buffer;
    found.begin(&[], &[], false);
    let folded = fold.fold(line);
    let (text, counts) = (folded.text, folded.counts);
    folded_lines.push_str(text);
    let chars = count_chars(text.trim());
    look(program, text, (hits, seen), candidates);
    candidates.retain(|&rule| chars <= program.rules[rule as usize].max_chars);
    sort(hits);
    if candidates.is_empty() && !protection {
        return counts;
    }
    let view = LineView::again(line, text, counts, memo());
    let evidence = Evidence {
        rules,
        program,
        view: &view,
        folded: text,
        hits,
        seen: Some(seen),
        around: None,
    };
    found.sort_out(&evidence, candidates);
    if !found.fired.is_empty() || protection {
        found.protect(&evidence, chars, candidates);
    }
    counts
}

/// Finds the rules that protect a line which was scanned without them; what was found then stands
/// in the buffer.
pub fn protect(
    rules: &RuleSet,
    program: &Program,
    view: &LineView<'_>,
    folded: &str,
    buffer: &mut ScanBuffer,
) {
    let ScanBuffer {
        hits,
        found,
        seen,
        candidates,
        ..
    } = buffer;
    look(program, folded, (hits, seen), candidates);
    sort(hits);
    let evidence = Evidence {
        rules,
        program,
        view,
        folded,
        hits,
        seen: Some(seen),
        around: None,
    };
    found.protect(&evidence, count_chars(view.folded), candidates);
}

impl Found {
    /// Begins with what was found before, without protection.
    pub fn begin(&mut self, fired: &[u32], situated: &[u32], document: bool) {
        self.fired.clear();
        self.fired.extend_from_slice(fired);
        self.situated.clear();
        self.situated.extend_from_slice(situated);
        (self.document, self.with_protection) = (document, false);
    }

    /// Puts each candidate where it belongs.
    fn sort_out(&mut self, evidence: &Evidence<'_>, candidates: &mut Vec<u32>) {
        candidates.sort_unstable();
        candidates.dedup();
        for &rule in candidates.iter() {
            let compiled = &evidence.program.rules[rule as usize];
            if compiled.scope == Scope::Document {
                self.document = true;
            } else if compiled.stage > Stage::Line {
                if evidence.may_fire(compiled) {
                    self.situated.push(rule);
                }
            } else if evidence.fires(compiled) {
                self.fired.push(rule);
            }
        }
    }

    /// The same with those that protect, of a line of some characters.
    fn protect(&mut self, evidence: &Evidence<'_>, chars: usize, candidates: &mut Vec<u32>) {
        let program = evidence.program;
        self.with_protection = true;
        candidates.clear();
        for event in evidence.seen.into_iter().flat_map(set_bits) {
            candidates.extend_from_slice(program.protecting.of(event));
        }
        candidates.extend_from_slice(&program.protecting.always);
        candidates.retain(|&rule| chars <= program.rules[rule as usize].max_chars);
        self.sort_out(evidence, candidates);
        self.fired.sort_unstable();
        self.situated.sort_unstable();
    }
}

/// Searches a folded line; notes hits, events (one bit each), and the removing rules that they
/// can set off, with those that nothing has to set off.
pub fn look(
    program: &Program,
    text: &str,
    (hits, seen): (&mut Vec<Hit>, &mut Vec<u64>),
    candidates: &mut Vec<u32>,
) {
    hits.clear();
    seen.clear();
    seen.resize(program.event_count().div_ceil(64), 0);
    candidates.clear();
    candidates.extend_from_slice(&program.removing.always);
    // Both closures note events; only the first also keeps hits.
    let noted = RefCell::new((seen, candidates));
    let note = |event: u32| {
        let (seen, candidates) = &mut *noted.borrow_mut();
        let (word, bit) = (event as usize / 64, 1u64 << (event % 64));
        if seen[word] & bit == 0 {
            seen[word] |= bit;
            candidates.extend_from_slice(program.removing.of(event as usize));
        }
    };
    let hit = |hit: Hit| {
        note(hit.set);
        hits.push(hit);
    };
    program.finder.scan(text, hit, note);
}

/// All hits of a folded line, by start, longest first.
pub fn all_hits(program: &Program, folded: &str, hits: &mut Vec<Hit>) {
    hits.clear();
    program.finder.scan(folded, |hit| hits.push(hit), |_| {});
    sort(hits);
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
    let folded = fold.fold(line);
    let view = LineView::new(line, folded.text, folded.counts);
    all_hits(program, folded.text, hits);
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
