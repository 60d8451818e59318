//! One document under both sides.

use std::collections::HashSet;
use std::ops::Range;

use super::{Direction, Engines};
use crate::engine::{Action, Edit, Engine, Outcome, Scratch, Trace};
use crate::feature::article_likeness;
use crate::rule::{Label, LabelAction};
use crate::text::fold::FoldBuffer;
use crate::text::lines::{Line, split_into};

/// A line on which the sides differ.
#[derive(Debug)]
pub struct Change {
    /// 1-based line.
    pub line: usize,
    /// Which way.
    pub direction: Direction,
    /// Characters that changed.
    pub chars: u64,
    /// Responsible rules by full id, ascending.
    pub rules: Vec<String>,
    /// Label under which the line, or a part of it, goes.
    pub label: Option<Label>,
    /// How much it looks like running text, 0 to 1.
    pub likeness: f64,
    /// The line.
    pub text: String,
}

/// What both sides make of a document.
#[derive(Debug, Default)]
pub struct Judged {
    /// Lines that are not blank.
    pub lines: u64,
    /// Lines on which the sides differ, ascending.
    pub changes: Vec<Change>,
    /// Lines of which both take the same for other reasons.
    pub other_reasons: u64,
    /// Whether the safety valve of the base closed.
    pub valve_of_base: bool,
    /// Whether the safety valve of the head closed.
    pub valve_of_head: bool,
}

/// Compares documents, one after another.
pub struct Judge<'e> {
    engines: &'e Engines,
    scratch: [Scratch; 2],
    fold: FoldBuffer,
    lines: Vec<Line>,
}

/// One side's verdict on a document.
struct Side<'s> {
    engine: &'s Engine,
    /// By line: the edits that take something of it.
    edits: Vec<Vec<&'s Edit>>,
    /// Made if the sides differ.
    trace: Trace,
}

impl<'e> Judge<'e> {
    /// A judge with its own memory.
    pub fn new(engines: &'e Engines) -> Judge<'e> {
        Judge {
            engines,
            scratch: Default::default(),
            fold: FoldBuffer::default(),
            lines: Vec::new(),
        }
    }

    /// Compares the sides on a document's text.
    pub fn document(&mut self, text: &str) -> Judged {
        let Engines { base, head } = self.engines;
        let [base_scratch, head_scratch] = &mut self.scratch;
        let before = base.clean(text, base_scratch);
        let after = head.clean(text, head_scratch);
        split_into(text, &mut self.lines);
        let content = |line: &Line| text.get(line.content.clone()).unwrap_or_default();
        let blank = |line: &Line| content(line).trim().is_empty();
        let mut judged = Judged {
            lines: self.lines.iter().filter(|line| !blank(line)).count() as u64,
            valve_of_base: before.valve.is_some(),
            valve_of_head: after.valve.is_some(),
            ..Judged::default()
        };
        if before.edits == after.edits {
            return judged;
        }
        let [mut base, mut head] = [(base, &before), (head, &after)]
            .map(|(engine, outcome)| Side::new(engine, outcome, &self.lines));
        let mut found = Vec::new();
        for (at, line) in self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !blank(line))
        {
            let (taken, takes) = (base.taken(at, line), head.taken(at, line));
            if taken == takes {
                judged.other_reasons += u64::from(base.reasons(at) != head.reasons(at));
                continue;
            }
            let count = |parts: Vec<Range<usize>>| -> u64 {
                let chars = parts.into_iter().filter_map(|part| text.get(part));
                chars.map(|part| part.chars().count() as u64).sum()
            };
            found.push((at, Direction::Dropped, count(without(&takes, &taken))));
            found.push((at, Direction::Kept, count(without(&taken, &takes))));
        }
        found.retain(|(_, _, chars)| *chars > 0);
        if found.is_empty() {
            return judged;
        }
        base.trace = base.engine.explain(text, base_scratch).1;
        head.trace = head.engine.explain(text, head_scratch).1;
        for (at, direction, chars) in found {
            let (takes, keeps) = match direction {
                Direction::Dropped => (&head, &base),
                Direction::Kept => (&base, &head),
            };
            let text = self.lines.get(at).map(content).unwrap_or_default();
            judged.changes.push(Change {
                line: at + 1,
                direction,
                chars,
                rules: responsible(takes, keeps, at),
                label: takes.edits(at).find_map(|edit| edit.label),
                likeness: article_likeness(text, &mut self.fold),
                text: text.to_owned(),
            });
        }
        judged
    }
}

impl<'s> Side<'s> {
    fn new(engine: &'s Engine, outcome: &'s Outcome, lines: &[Line]) -> Side<'s> {
        let mut edits = vec![Vec::new(); lines.len()];
        for edit in &outcome.edits {
            match edit.action {
                Action::Repair => {}
                Action::DropDocument => edits.iter_mut().for_each(|line| line.push(edit)),
                Action::DropLine | Action::CutSpan => {
                    if let Some(line) = edits.get_mut(edit.line - 1) {
                        line.push(edit);
                    }
                }
            }
        }
        Side {
            engine,
            edits,
            trace: Trace::default(),
        }
    }

    fn edits(&self, line: usize) -> impl Iterator<Item = &'s Edit> {
        self.edits.get(line).into_iter().flatten().copied()
    }

    /// The bytes of a line that go, ascending.
    fn taken(&self, at: usize, line: &Line) -> Vec<Range<usize>> {
        self.edits(at)
            .map(|edit| {
                let start = edit.span.start.max(line.content.start);
                start..edit.span.end.min(line.content.end)
            })
            .collect()
    }

    /// Labels and rules by which parts of a line go.
    fn reasons(&self, line: usize) -> HashSet<(Option<Label>, &'s str)> {
        let of = |edit: &'s Edit| {
            let rules = edit.reasons.iter();
            rules.map(move |reason| (edit.label, reason.rule.as_str()))
        };
        self.edits(line).flat_map(of).collect()
    }

    /// Rules behind the edits of a line, with their scores; not those that protected it.
    fn removers(&self, line: usize) -> Vec<Fired> {
        let mut removers = Vec::new();
        for edit in self.edits(line) {
            let rules = edit.reasons.iter().map(|reason| reason.rule.as_str());
            let of_label = |rule: &&str| {
                let mut all = self.engine.rules().rules.iter();
                all.any(|known| known.id == **rule && Some(known.label) == edit.label)
            };
            let scores = edit.reasons.iter().map(|reason| reason.score.to_bits());
            let fired = rules.zip(scores).filter(|(rule, _)| of_label(rule));
            removers.extend(fired.map(|(rule, score)| (rule.to_owned(), score)));
        }
        removers
    }

    /// Rules that decide and fired on a line or on the document, with their scores.
    fn fired(&self, line: usize) -> HashSet<Fired> {
        let traced = self.trace.lines.get(line).and_then(Option::as_ref);
        let on_line = traced.into_iter().flat_map(|line| &line.rules);
        let mut fired: HashSet<Fired> = on_line
            .filter(|rule| rule.decides)
            .map(|rule| (rule.rule.clone(), rule.score.to_bits()))
            .collect();
        for rule in &self.engine.rules().rules {
            if self.trace.document.contains(&rule.id) {
                fired.insert((rule.id.clone(), rule.score.to_bits()));
            }
        }
        fired
    }

    /// Whether lines of a label stay in the profile in force.
    fn protects(&self, rule: &str) -> bool {
        let mut rules = self.engine.rules().rules.iter();
        let label = rules.find(|known| known.id == rule).map(|rule| rule.label);
        let policy = label.and_then(|label| self.engine.policy().labels.get(label as usize));
        policy.is_some_and(|policy| policy.action == LabelAction::Keep)
    }
}

/// A rule and the bits of its score.
type Fired = (String, u64);

/// Who is responsible for what one side takes and the other keeps: the rules that removed it and
/// did not fire (or with another score) on the other side; if there are none, the rules that
/// protected it there and do not here; if there are none, all that removed it.
fn responsible(takes: &Side<'_>, keeps: &Side<'_>, line: usize) -> Vec<String> {
    let removers = takes.removers(line);
    let (here, there) = (takes.fired(line), keeps.fired(line));
    let new = removers.iter().filter(|fired| !there.contains(*fired));
    let mut rules: Vec<String> = new.map(|(rule, _)| rule.clone()).collect();
    if rules.is_empty() {
        let gone = there.difference(&here).map(|(rule, _)| rule);
        rules = gone.filter(|rule| keeps.protects(rule)).cloned().collect();
    }
    if rules.is_empty() {
        rules = removers.into_iter().map(|(rule, _)| rule).collect();
    }
    rules.sort();
    rules.dedup();
    rules
}

/// What of some ascending ranges is not in others.
fn without(of: &[Range<usize>], others: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut left = Vec::new();
    for range in of {
        let mut start = range.start;
        for other in others {
            if other.end <= start || other.start >= range.end {
                continue;
            }
            if other.start > start {
                left.push(start..other.start);
            }
            start = start.max(other.end);
        }
        if start < range.end {
            left.push(start..range.end);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_subtracted() {
        let ranges = |ends: &[usize]| -> Vec<Range<usize>> {
            ends.chunks(2).map(|pair| pair[0]..pair[1]).collect()
        };
        for (of, others, left) in [
            (&[0, 9][..], &[][..], &[0, 9][..]),
            (&[0, 9], &[0, 9], &[]),
            (&[0, 9], &[2, 3, 5, 6], &[0, 2, 3, 5, 6, 9]),
            (&[2, 4, 6, 8], &[0, 3, 7, 9], &[3, 4, 6, 7]),
            (&[3, 4], &[0, 9], &[]),
        ] {
            let found = without(&ranges(of), &ranges(others));
            assert_eq!(found, ranges(left), "{of:?} {others:?}");
        }
    }
}
