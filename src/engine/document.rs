//! One document on its way through the rounds.

use std::ops::Range;

use super::condition::{Evidence, Surroundings};
use super::decide::{self, Fired};
use super::edited::{Cut, Edited};
use super::facts::Facts;
use super::scan::{self, ScanBuffer};
use super::shape::Columns;
use super::state::{DocumentState, LineState, Near};
use super::trace::Recording;
use super::{Action, Edit, Engine, Outcome, valve};
use crate::feature::LineView;
use crate::feature::line_facts::is_paragraph;
use crate::text::fold::FoldBuffer;

/// A document being decided.
pub struct Run<'r> {
    /// The rules.
    pub engine: &'r Engine,
    /// The document's text.
    pub text: &'r str,
    /// Its state.
    pub state: &'r mut DocumentState,
    /// Memory for scanning.
    pub scan: &'r mut ScanBuffer,
    /// What somebody wants to know besides the outcome.
    pub recording: Recording<'r>,
}

impl Run<'_> {
    /// Runs rounds until nothing changes, and collects the edits.
    pub fn finish(mut self) -> Outcome {
        if self.settle() {
            return self.drop_document();
        }
        self.outcome()
    }

    /// Runs rounds until nothing changes. Returns whether the whole document goes; then the
    /// reason is the removal of its first line.
    pub(super) fn settle(&mut self) -> bool {
        loop {
            self.scan_new_lines();
            let decisions = decide::decide(self);
            if let Some(removal) = decisions.document {
                if let Some(first) = self.state.states.first_mut() {
                    first.removal = Some(Box::new(removal));
                }
                return true;
            }
            let mut changed = false;
            for (line, removal) in decisions.lines {
                self.state.states[line].removal = Some(Box::new(removal));
                changed = true;
            }
            changed |= self.cut(decisions.cuts);
            changed |= self.engine.repair && self.repair();
            // Last of all, so that what the script gives away has been seen.
            if let (false, Some(simplifier)) = (changed, &self.engine.simplifier) {
                changed = self.simplify(simplifier);
            }
            if !changed {
                return false;
            }
        }
    }

    /// Verified readings and invisible characters inside words of the live lines.
    pub(super) fn damage(&self) -> (u32, u32) {
        let live = self.state.live.iter();
        live.map(|&line| self.state.counts(line as usize))
            .fold((0, 0), |(glosses, invisible), counts| {
                (glosses + counts.gloss, invisible + counts.invisible)
            })
    }

    /// Whether the fold simplified a character of a live line.
    pub(super) fn has_traditional(&self) -> bool {
        let counts = |&line: &u32| self.state.counts(line as usize);
        let mut live = self.state.live.iter().map(counts);
        live.any(|counts| counts.traditional > 0)
    }

    pub(super) fn scan_new_lines(&mut self) {
        let all = self.recording.is_of_all_lines() || self.engine.watch;
        self.state.live.clear();
        for line in 0..self.state.states.len() {
            if self.state.states[line].removal.is_some() {
                continue;
            }
            if self.state.states[line].dirty {
                let blank = self.state.current(self.text, line).trim().is_empty();
                if !blank {
                    self.state
                        .scan_line(self.engine, self.text, line, all, self.scan);
                }
                let state = &mut self.state.states[line];
                state.blank = blank;
                state.dirty = false;
                self.measure_again(line);
            }
            self.state.states[line].placed_sums.set(None);
            if !self.state.states[line].blank {
                self.state.live.push(line as u32);
            }
        }
    }

    /// Collects the facts of a line that reads otherwise than before, if they were collected.
    fn measure_again(&mut self, line: usize) {
        if self.state.facts.get().is_some() {
            let of_line = self.facts().facts_of(line);
            let known = self.state.facts.get_mut();
            if let Some(old) = known.and_then(|known| known.get_mut(line)) {
                *old = of_line;
            }
        }
    }

    /// Looks at the rules that protect some lines as well. Returns whether one of them fires or
    /// is set off.
    pub(super) fn protect(&mut self, lines: &[usize]) -> bool {
        let Engine { rules, program, .. } = self.engine;
        let mut changed = false;
        for &line in lines {
            let state = &mut *self.state;
            let before = (state.fired(line).len(), state.situated(line).len());
            if !state.protect_as_before(line) {
                let (fired, situated) = (state.fired(line), state.situated(line));
                let document = state.sets_off_document(line);
                self.scan.found.begin(fired, situated, document);
                let view = state.view(self.text, line);
                let line_itself = (&view, state.folded(line));
                scan::protect(rules, program, line_itself, state.seen(line), self.scan);
                state.keep_protection(line, &self.scan.found);
            }
            changed |= (state.fired(line).len(), state.situated(line).len()) != before;
        }
        changed
    }

    /// Applies cuts given in current coordinates of their lines.
    pub(super) fn cut(&mut self, cuts: Vec<(usize, Vec<Cut>)>) -> bool {
        let changed = !cuts.is_empty();
        for (line, cuts) in cuts {
            let state = &mut self.state.states[line];
            let original = &self.text[state.line.content.clone()];
            let edited = state
                .edited
                .get_or_insert_with(|| Box::new(Edited::new(original)));
            edited.cut(original, cuts);
            state.dirty = true;
        }
        changed
    }

    /// Keeps of some rules that matter near a line that goes those that may fire on a live
    /// line, as far as the line alone can tell.
    pub(super) fn retain_near(&self, around: Surroundings<'_>, rules: &mut Vec<u32>) {
        let line = self.state.live[around.line] as usize;
        let known = |near: &Near| near.by_line.get(line).cloned().flatten();
        let known_before = known(&self.state.near.borrow());
        let range = known_before.unwrap_or_else(|| self.ask_near(around, line));
        let near = self.state.near.borrow();
        let may_fire = near.rules.get(range.start as usize..range.end as usize);
        rules.retain(|rule| may_fire.is_some_and(|may_fire| may_fire.contains(rule)));
    }

    fn ask_near(&self, around: Surroundings<'_>, line: usize) -> Range<u32> {
        let program = &self.engine.program;
        let near = &mut *self.state.near.borrow_mut();
        let start = near.rules.len() as u32;
        let rules = program.near_removed.iter().copied();
        self.with_evidence(around, |evidence| {
            let may_fire = |rule: &u32| evidence.may_fire(&program.rules[*rule as usize]);
            near.rules.extend(rules.filter(may_fire));
        });
        let range = start..near.rules.len() as u32;
        if let Some(known) = near.by_line.get_mut(line) {
            *known = Some(range.clone());
        }
        range
    }

    /// Evidence of a live line in its surroundings, handed to `use_it`.
    pub(super) fn with_evidence<T>(
        &self,
        around: Surroundings<'_>,
        use_it: impl FnOnce(&Evidence<'_>) -> T,
    ) -> T {
        let line = self.state.live[around.line] as usize;
        let view = self.state.view(self.text, line);
        let folded = self.state.folded(line);
        use_it(&Evidence {
            rules: &self.engine.rules,
            program: &self.engine.program,
            view: &view,
            folded,
            seen: self.state.seen(line),
            around: Some(around),
        })
    }

    fn drop_document(self) -> Outcome {
        let removal = self
            .state
            .states
            .first_mut()
            .and_then(|first| first.removal.take());
        let edits = removal.map(|removal| Edit {
            line: 1,
            span: 0..self.text.len(),
            replacement: String::new(),
            action: Action::DropDocument,
            label: Some(removal.label),
            score: removal.score,
            reasons: removal.reasons,
        });
        Outcome {
            edits: edits.into_iter().collect(),
            valve: None,
        }
    }

    fn outcome(self) -> Outcome {
        if let Some(reason) = self.valve() {
            return Outcome {
                edits: Vec::new(),
                valve: Some(reason),
            };
        }
        let mut edits = Vec::new();
        for (index, state) in self.state.states.iter_mut().enumerate() {
            if let Some(removal) = state.removal.take() {
                edits.push(Edit {
                    line: index + 1,
                    span: state.line.content.start..state.line.end,
                    replacement: String::new(),
                    action: Action::DropLine,
                    label: Some(removal.label),
                    score: removal.score,
                    reasons: removal.reasons,
                });
            } else if let Some(edited) = state.edited.take() {
                edits.extend(edited.into_edits(index + 1, state.line.content.start));
            }
        }
        Outcome { edits, valve: None }
    }

    /// Whether the removals take too much running text.
    fn valve(&self) -> Option<String> {
        let gone = |state: &LineState| state.removal.is_some() || state.edited.is_some();
        if !self.state.states.iter().any(gone) {
            return None;
        }
        let chars = |view: &LineView<'_>| match is_paragraph(view) {
            true => view.folded.chars().count() as u64,
            false => 0,
        };
        let mut fold = FoldBuffer::default();
        // A line counts as it was before anything was cut from it.
        let mut chars_if_paragraph = |line: usize| {
            let state = &self.state.states[line];
            if state.edited.is_none() {
                return chars(&self.state.view(self.text, line));
            }
            let source = &self.text[state.line.content.clone()];
            let folded = fold.fold(source);
            chars(&LineView::new(source, folded.text, folded.counts))
        };
        let lines = 0..self.state.states.len();
        let gone = |line: &usize| self.state.states[*line].removal.is_some();
        let gone: Vec<usize> = lines.clone().filter(gone).collect();
        let removed: u64 = gone.into_iter().map(&mut chars_if_paragraph).sum();
        if removed <= self.engine.policy.min_article_chars as u64 {
            return None;
        }
        let all = lines.map(chars_if_paragraph).sum();
        valve::closed(removed, all, &self.engine.policy)
    }

    /// Facts of the live lines, not yet collected.
    pub(super) fn facts(&self) -> Facts<'_> {
        self.facts_with(self.engine.shape.as_ref().map(|shape| &shape.columns))
    }

    /// Facts with what a first pass said, as rules that look at it see them.
    pub(super) fn judged_facts<'f>(&'f self, fired: &Fired) -> Facts<'f> {
        let mut facts = self.facts().judged(fired.evidence.clone());
        if let Some(shape) = &self.engine.shape {
            shape.sums(self, &mut facts);
        }
        facts
    }

    /// The same with features to be measured on each line.
    pub(super) fn facts_with<'f>(&'f self, columns: Option<&'f Columns>) -> Facts<'f> {
        Facts::new(self.state, &self.engine.program, columns, self.text)
    }
}
