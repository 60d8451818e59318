//! One document on its way through the rounds.

use std::cell::RefCell;
use std::ops::Range;

use super::condition::{Evidence, Seen, Surroundings};
use super::decide::{self, Fired};
use super::edited::{Cut, Edited};
use super::facts::{Facts, LineCache};
use super::finder::Hit;
use super::memos::{Memo, Memos};
use super::program::Program;
use super::scan::{self, ScanBuffer};
use super::shape::{self, Columns};
use super::trace::Recording;
use super::{Action, Edit, Engine, Outcome, Reason, valve};
use crate::feature::LineView;
use crate::feature::line_facts::is_paragraph;
use crate::feature::pages::Page;
use crate::rule::Label;
use crate::text::fold::{FoldBuffer, FoldCounts};
use crate::text::lines::{Line, split_into};

/// Why a line goes.
#[derive(Debug, Clone)]
pub struct Removal {
    /// Label of the verdict.
    pub label: Label,
    /// Score after protection.
    pub score: f64,
    /// Rules with their terms.
    pub reasons: Vec<Reason>,
}

/// A line and what is known about it so far.
#[derive(Debug)]
pub struct LineState {
    /// Its place in the document.
    pub line: Line,
    /// Whether it has anything but white space.
    blank: bool,
    /// Whether it has to be scanned.
    dirty: bool,
    /// Its hits in the arena.
    hits: Range<u32>,
    /// Its events in the arena.
    events: Range<u32>,
    /// Rules of the line alone that fired, in the arena.
    fired: Range<u32>,
    /// Rules to look around that were set off, in the arena.
    situated: Range<u32>,
    /// Whether a rule of scope document was set off.
    sets_off_document: bool,
    /// Whether the rules that protect it were looked at.
    with_protection: bool,
    /// The folded line in the arena.
    folded: Range<u32>,
    /// What folding did.
    counts: FoldCounts,
    /// What was measured on it.
    memo: Memo,
    /// What the scorecard adds for it.
    shape: shape::Known,
    /// What is left of it, if a part went.
    pub(super) edited: Option<Box<Edited>>,
    /// Set when it goes.
    removal: Option<Box<Removal>>,
}

/// Which of [`super::program::Program::near_removed`] may fire on a line.
#[derive(Debug, Default)]
struct Near {
    by_line: Vec<Option<Range<u32>>>,
    rules: Vec<u32>,
}

/// Reusable memory of one document.
#[derive(Debug, Default)]
pub struct DocumentState {
    lines: Vec<Line>,
    pub(super) states: Vec<LineState>,
    hits: Vec<Hit>,
    events: Vec<u32>,
    rules: Vec<u32>,
    /// Folded lines.
    pub(super) folded: String,
    /// What was measured on lines.
    pub(super) memos: Memos,
    /// By line: rules that it sets off where the first pass removes a line near by, once
    /// that has been asked.
    near: RefCell<Near>,
    /// Indices of the lines that are neither gone nor blank.
    pub(super) live: Vec<u32>,
    pub(super) facts: LineCache,
    /// Where the document stands in a corpus whose lines were counted.
    pub(super) page: Option<Page>,
}

impl DocumentState {
    /// Starts a document.
    pub fn begin(&mut self, text: &str) {
        split_into(text, &mut self.lines);
        for state in &mut self.states {
            self.memos.take_back(&mut state.memo);
        }
        self.states.clear();
        self.hits.clear();
        self.events.clear();
        self.rules.clear();
        self.folded.clear();
        self.facts.take();
        let near = self.near.get_mut();
        near.rules.clear();
        near.by_line.clear();
        near.by_line.resize(self.lines.len(), None);
        self.states
            .extend(self.lines.drain(..).map(|line| LineState {
                line,
                blank: false,
                dirty: true,
                hits: 0..0,
                events: 0..0,
                fired: 0..0,
                situated: 0..0,
                sets_off_document: false,
                with_protection: false,
                folded: 0..0,
                counts: FoldCounts::default(),
                memo: Memo::new(),
                shape: shape::Known::default(),
                edited: None,
                removal: None,
            }));
    }

    /// What a line reads now.
    pub(super) fn current<'s>(&'s self, text: &'s str, line: usize) -> &'s str {
        let state = &self.states[line];
        match &state.edited {
            Some(edited) => edited.text(),
            None => &text[state.line.content.clone()],
        }
    }

    /// A line as it was scanned: with its folded form.
    pub(super) fn view<'s>(&'s self, text: &'s str, line: usize) -> LineView<'s> {
        let state = &self.states[line];
        let (raw, folded) = (self.current(text, line), self.folded(line));
        LineView::again(raw, folded, state.counts, self.memos.of(&state.memo))
    }

    /// The folded form of a line with its surrounding white space.
    pub(super) fn folded(&self, line: usize) -> &str {
        let range = &self.states[line].folded;
        let folded = self.folded.get(range.start as usize..range.end as usize);
        folded.unwrap_or_default()
    }

    /// Whether a line is still there and has anything but white space.
    pub(super) fn is_live(&self, line: usize) -> bool {
        let state = &self.states[line];
        state.removal.is_none() && !state.blank
    }

    /// Hits of a line, by start, longest first.
    pub(super) fn hits(&self, line: usize) -> &[Hit] {
        let range = &self.states[line].hits;
        &self.hits[range.start as usize..range.end as usize]
    }

    /// What was found in a line.
    pub(super) fn seen(&self, line: usize) -> Seen<'_> {
        let range = &self.states[line].events;
        let events = &self.events[range.start as usize..range.end as usize];
        Seen::new(self.hits(line), events)
    }

    /// Rules of the line alone that fired.
    pub(super) fn fired(&self, line: usize) -> &[u32] {
        let range = &self.states[line].fired;
        &self.rules[range.start as usize..range.end as usize]
    }

    /// Whether a line sets off a rule that may remove something though nothing else goes.
    pub(super) fn sets_off(&self, program: &Program, line: usize) -> bool {
        let state = &self.states[line];
        let alone = |rule: &u32| !program.rules[*rule as usize].needs_neighbours;
        !state.fired.is_empty() || state.sets_off_document || self.situated(line).iter().any(alone)
    }

    /// What the scorecard adds for a line, as far as it is known.
    pub(super) fn shape(&self, line: usize) -> &shape::Known {
        &self.states[line].shape
    }

    /// Whether the rules that protect a line were looked at.
    pub(super) fn with_protection(&self, line: usize) -> bool {
        self.states[line].with_protection
    }

    /// Rules to look around that were set off.
    pub(super) fn situated(&self, line: usize) -> &[u32] {
        let range = &self.states[line].situated;
        &self.rules[range.start as usize..range.end as usize]
    }
}

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
        live.map(|&line| &self.state.states[line as usize]).fold(
            (0, 0),
            |(glosses, invisible), state| {
                (
                    glosses + state.counts.gloss,
                    invisible + state.counts.invisible,
                )
            },
        )
    }

    /// Whether the fold simplified a character of a live line.
    pub(super) fn has_traditional(&self) -> bool {
        let state = |&line: &u32| &self.state.states[line as usize];
        let mut live = self.state.live.iter().map(state);
        live.any(|state| state.counts.traditional > 0)
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
                    self.scan_line(line, all);
                }
                let state = &mut self.state.states[line];
                state.blank = blank;
                state.dirty = false;
                state.shape.forget();
                self.measure_again(line);
            }
            self.state.states[line].shape.move_line();
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
            let state = &*self.state;
            let (fired, situated) = (state.fired(line), state.situated(line));
            let before = (fired.len(), situated.len());
            let document = state.states[line].sets_off_document;
            self.scan.found.begin(fired, situated, document);
            let view = state.view(self.text, line);
            let line_itself = (&view, state.folded(line));
            scan::protect(rules, program, line_itself, state.seen(line), self.scan);
            let found = &self.scan.found;
            changed |= (found.fired.len(), found.situated.len()) != before;
            self.keep_found(line);
        }
        changed
    }

    fn scan_line(&mut self, line: usize, protection: bool) {
        let Engine { rules, program, .. } = self.engine;
        let start = self.state.folded.len() as u32;
        let DocumentState {
            folded,
            states,
            memos,
            ..
        } = &mut *self.state;
        let state = &mut states[line];
        if state.dirty {
            memos.take_back(&mut state.memo);
        }
        let current = match &state.edited {
            Some(edited) => edited.text(),
            None => &self.text[state.line.content.clone()],
        };
        let memo = || memos.of(&state.memo);
        let buffers = (&mut *self.scan, folded);
        let counts = scan::scan(rules, program, current, protection, &memo, buffers);
        self.keep_sightings(line);
        self.keep_found(line);
        let end = self.state.folded.len() as u32;
        let state = &mut self.state.states[line];
        (state.folded, state.counts) = (start..end, counts);
        let near = self.state.near.get_mut().by_line.get_mut(line);
        if let Some(near) = near.filter(|_| state.dirty) {
            *near = None;
        }
    }

    /// Moves what was found in a line into the document's arenas.
    fn keep_sightings(&mut self, line: usize) {
        let DocumentState {
            states,
            hits,
            events,
            ..
        } = &mut *self.state;
        let state = &mut states[line];
        let start = hits.len() as u32;
        hits.extend_from_slice(&self.scan.sightings.hits);
        state.hits = start..hits.len() as u32;
        let start = events.len() as u32;
        events.extend_from_slice(&self.scan.sightings.events);
        state.events = start..events.len() as u32;
    }

    /// Moves what a line sets off into the document's arena.
    fn keep_found(&mut self, line: usize) {
        let DocumentState { states, rules, .. } = &mut *self.state;
        let state = &mut states[line];
        let start = rules.len() as u32;
        let found = &self.scan.found;
        rules.extend_from_slice(&found.fired);
        state.fired = start..rules.len() as u32;
        rules.extend_from_slice(&found.situated);
        state.situated = state.fired.end..rules.len() as u32;
        state.sets_off_document = found.document;
        state.with_protection = found.with_protection;
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
