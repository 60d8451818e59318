//! Where a rule matched in a line.

use std::ops::Range;

use super::condition::maximal;
use super::document::Run;
use super::program::{Compiled, visit_positive};
use crate::rule::Condition;
use crate::text::fold::Folded;

/// A line in which matches are looked for.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    /// Index of the line.
    pub line: usize,
    /// What it reads now.
    pub raw: &'p str,
    /// The same, folded.
    pub folded: Folded<'p>,
}

/// Everything that a rule matched, in bytes of the line as it reads now: ascending, what
/// touches put together, nothing empty.
pub fn all(run: &Run<'_>, place: &Place<'_>, rule: &Compiled, spans: &mut Vec<Range<usize>>) {
    spans.clear();
    of_regexes(run, place, rule, spans);
    of_terms(run, place, rule, spans);
    spans.retain(|span| !span.is_empty());
    spans.sort_by_key(|span| (span.start, usize::MAX - span.end));
    spans.dedup_by(|later, kept| {
        let touches = later.start <= kept.end;
        if touches {
            kept.end = kept.end.max(later.end);
        }
        touches
    });
}

/// What a rule takes out of a line: the matches of its regexes (of their group `cut`, if they
/// have one), or else its hits.
pub fn to_cut(run: &Run<'_>, place: &Place<'_>, rule: &Compiled) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    of_regexes(run, place, rule, &mut spans);
    if spans.is_empty() {
        of_terms(run, place, rule, &mut spans);
    }
    spans.retain(|span| !span.is_empty());
    spans
}

fn of_regexes(run: &Run<'_>, place: &Place<'_>, rule: &Compiled, spans: &mut Vec<Range<usize>>) {
    let Place { raw, folded, .. } = *place;
    visit_positive(&rule.when, &mut |leaf| {
        let Condition::Regex { regex, .. } = leaf else {
            return;
        };
        let is_raw = run.engine.rules.regexes[regex.0].raw;
        let Some(searcher) = run.engine.program.regex(regex.0) else {
            return;
        };
        searcher.find(if is_raw { raw } else { folded.text }, &mut |span| {
            spans.push(if is_raw {
                span
            } else {
                folded.map.source_range(span)
            });
        });
    });
}

fn of_terms(run: &Run<'_>, place: &Place<'_>, rule: &Compiled, spans: &mut Vec<Range<usize>>) {
    visit_positive(&rule.when, &mut |leaf| {
        let Condition::Keywords(test) = leaf else {
            return;
        };
        for hit in maximal(run.state.hits(place.line), &test.sets) {
            let range = hit.start as usize..hit.end as usize;
            spans.push(place.folded.map.source_range(range));
        }
    });
}
