//! One look at a line: fold, find, fire what needs nothing but the line.

use super::condition::{Evidence, Seen};
use super::finder::{Hit, Sink};
use super::first_sight::Sight;
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
    /// What was found in it.
    pub sightings: Sightings,
    /// What it sets off.
    pub found: Found,
    candidates: Vec<u32>,
}

/// What a search finds in a line. Reusable memory.
#[derive(Debug, Default)]
pub struct Sightings {
    /// Hits, by start, longest first.
    pub hits: Vec<Hit>,
    /// Events, each once.
    pub events: Vec<u32>,
    /// The same, one bit each.
    noted: Vec<u64>,
}

impl Sightings {
    /// Hits and events as evidence.
    pub fn seen(&self) -> Seen<'_> {
        Seen::new(&self.hits, &self.events)
    }

    fn clear(&mut self, events: usize) {
        self.hits.clear();
        self.events.clear();
        self.noted.clear();
        self.noted.resize(events.div_ceil(64), 0);
    }
}

impl Sink for Sightings {
    fn hit(&mut self, hit: Hit) {
        self.literal(hit.set);
        self.hits.push(hit);
    }

    fn literal(&mut self, event: u32) {
        let (word, bit) = (event as usize / 64, 1u64 << (event % 64));
        if self.noted[word] & bit == 0 {
            self.noted[word] |= bit;
            self.events.push(event);
        }
    }
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
        sightings,
        found,
        candidates,
    } = buffer;
    found.begin(&[], &[], false);
    let folded = fold.fold(line);
    let (text, counts) = (folded.text, folded.counts);
    folded_lines.push_str(text);
    let sight = Sight::new(line, text, count_chars(text.trim()));
    look(program, text, sight.chars, sightings, candidates);
    candidates.retain(|&rule| program.rules[rule as usize].bounds.allow(&sight));
    if candidates.is_empty() && !protection {
        return counts;
    }
    let view = LineView::again(line, text, counts, memo());
    let evidence = Evidence {
        rules,
        program,
        view: &view,
        folded: text,
        seen: sightings.seen(),
        around: None,
    };
    found.sort_out(&evidence, candidates);
    if !found.fired.is_empty() || protection {
        found.protect(&evidence, &sight, candidates);
    }
    counts
}

/// Finds the rules that protect a line which was scanned without them, and adds them to those
/// found.
pub fn protect(
    rules: &RuleSet,
    program: &Program,
    (view, folded): (&LineView<'_>, &str),
    seen: Seen<'_>,
    buffer: &mut ScanBuffer,
) {
    let evidence = Evidence {
        rules,
        program,
        view,
        folded,
        seen,
        around: None,
    };
    let sight = Sight::new(view.raw, folded, count_chars(view.folded));
    buffer
        .found
        .protect(&evidence, &sight, &mut buffer.candidates);
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

    /// The same with those that protect.
    fn protect(&mut self, evidence: &Evidence<'_>, sight: &Sight, candidates: &mut Vec<u32>) {
        let program = evidence.program;
        self.with_protection = true;
        candidates.clear();
        for &event in evidence.seen.events() {
            candidates.extend(program.protecting.of(event, sight.chars));
        }
        candidates.extend_from_slice(&program.protecting.always);
        candidates.retain(|&rule| program.rules[rule as usize].bounds.allow(sight));
        self.sort_out(evidence, candidates);
        self.fired.sort_unstable();
        self.situated.sort_unstable();
    }
}

/// Searches a folded line; notes the removing rules that what it finds can set off if it has `chars`
/// characters at least, with those that nothing has to set off.
pub fn look(
    program: &Program,
    text: &str,
    chars: usize,
    sightings: &mut Sightings,
    candidates: &mut Vec<u32>,
) {
    sightings.clear(program.event_count());
    candidates.clear();
    candidates.extend_from_slice(&program.removing.always);
    program.finder.scan(text, sightings);
    ask_unions(program, text, sightings);
    for &event in &sightings.events {
        candidates.extend(program.removing.of(event, chars));
    }
    let key = |hit: &Hit| (hit.start, u32::MAX - hit.end, hit.set, hit.term);
    sightings.hits.sort_unstable_by_key(key);
}

/// Puts the events of the regexes that may match in the place of those of their unions.
fn ask_unions(program: &Program, text: &str, sightings: &mut Sightings) {
    let mut at = 0;
    while let Some(&event) = sightings.events.get(at) {
        if !program.unions.has(event) {
            at += 1;
            continue;
        }
        sightings.events.swap_remove(at);
        let note = |event| sightings.literal(event);
        program.unions.ask(event, text, note);
    }
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
    let ScanBuffer {
        fold,
        sightings,
        candidates,
        ..
    } = buffer;
    let folded = fold.fold(line);
    let view = LineView::new(line, folded.text, folded.counts);
    look(program, folded.text, 0, sightings, candidates);
    let evidence = Evidence {
        rules,
        program,
        view: &view,
        folded: folded.text,
        seen: sightings.seen(),
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
