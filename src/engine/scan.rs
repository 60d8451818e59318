//! One look at a line: fold, find, fire what needs nothing but the line.

use super::automaton::Hit;
use super::condition::Evidence;
use super::program::Program;
use crate::feature::{LineView, Stage};
use crate::rule::RuleSet;
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
    /// Events of the line, one bit each.
    seen: Vec<u64>,
    candidates: Vec<u32>,
}

/// Scans one line; the results lie in the buffer.
pub fn scan(rules: &RuleSet, program: &Program, line: &str, buffer: &mut ScanBuffer) -> FoldCounts {
    let ScanBuffer {
        fold,
        hits,
        fired,
        situated,
        seen,
        candidates,
    } = buffer;
    hits.clear();
    fired.clear();
    situated.clear();
    candidates.clear();
    seen.clear();
    seen.resize(program.event_count().div_ceil(64), 0);
    let folded = fold.fold(line);
    let (text, counts) = (folded.text, folded.counts);
    // Both closures note events; only the first also keeps hits.
    let noted = std::cell::RefCell::new((seen, &mut *candidates));
    let note = |event: u32| {
        let (seen, candidates) = &mut *noted.borrow_mut();
        let (word, bit) = (event as usize / 64, 1u64 << (event % 64));
        if seen[word] & bit == 0 {
            seen[word] |= bit;
            candidates.extend_from_slice(program.triggered(event));
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
    hits.sort_unstable_by_key(|hit| (hit.start, u32::MAX - hit.end, hit.set, hit.term));
    candidates.extend_from_slice(&program.always_local);
    candidates.sort_unstable();
    candidates.dedup();
    if candidates.is_empty() {
        return counts;
    }
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
    for &rule in candidates.iter() {
        let compiled = &program.rules[rule as usize];
        if compiled.stage > Stage::Line {
            situated.push(rule);
        } else if evidence.fires(compiled) {
            fired.push(rule);
        }
    }
    counts
}
