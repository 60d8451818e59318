//! What is known of a document and its lines on their way through the rounds.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use super::arena::{Arena, Scanned, SetOff};
use super::condition::Seen;
use super::edited::Edited;
use super::facts::LineCache;
use super::finder::Hit;
use super::memos::{Memo, Memos};
use super::passes::PassSums;
use super::program::Program;
use super::recurring::{Key, Known, Recurring};
use super::scan::{self, Found, ScanBuffer};
use super::{Engine, Reason};
use crate::feature::pages::Page;
use crate::feature::{LineFacts, LineView};
use crate::rule::Label;
use crate::text::fold::FoldCounts;
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
    pub(super) blank: bool,
    /// Whether it has to be scanned.
    pub(super) dirty: bool,
    /// Its index among the lines that recur, whose arena it lies in then.
    recurs: Option<u32>,
    /// What was found in it.
    scanned: Scanned,
    /// What it sets off.
    set_off: SetOff,
    /// What was measured on it, unless it recurs.
    memo: Memo,
    /// What the line alone adds to the sums of the scorecard, unless it recurs.
    sums: Cell<Option<PassSums>>,
    /// The same with what its place adds before any verdict, as long as no line goes.
    pub(super) placed_sums: Cell<Option<PassSums>>,
    /// What is left of it, if a part went.
    pub(super) edited: Option<Box<Edited>>,
    /// Set when it goes.
    pub(super) removal: Option<Box<Removal>>,
}

/// Which of [`super::program::Program::near_removed`] may fire on a line.
#[derive(Debug, Default)]
pub struct Near {
    pub(super) by_line: Vec<Option<Range<u32>>>,
    pub(super) rules: Vec<u32>,
}

/// Reusable memory of one document.
#[derive(Debug, Default)]
pub struct DocumentState {
    lines: Vec<Line>,
    pub(super) states: Vec<LineState>,
    /// What was found in lines.
    pub(super) arena: Arena,
    /// Lines that stood in documents before.
    recurring: Recurring,
    /// What was measured on lines.
    pub(super) memos: Memos,
    /// By line: rules that it sets off where the first pass removes a line near by, once
    /// that has been asked.
    pub(super) near: RefCell<Near>,
    /// Indices of the lines that are neither gone nor blank.
    pub(super) live: Vec<u32>,
    pub(super) facts: LineCache,
    /// Where the document stands in a corpus whose lines were counted.
    pub(super) page: Option<Page>,
}

impl DocumentState {
    /// Starts a document of an engine.
    pub fn begin(&mut self, engine: &Engine, text: &str) {
        split_into(text, &mut self.lines);
        for state in &mut self.states {
            self.memos.take_back(&mut state.memo);
        }
        self.states.clear();
        self.arena.clear();
        self.recurring.begin(engine.id);
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
                recurs: None,
                scanned: Scanned::default(),
                set_off: SetOff::default(),
                memo: Memo::new(),
                sums: Cell::new(None),
                placed_sums: Cell::new(None),
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
        let memo = match self.recurring(line) {
            Some(known) => Some(&**known.memo.get_or_init(Box::default)),
            None => self.memos.of(&state.memo),
        };
        LineView::again(raw, folded, state.scanned.counts, memo)
    }

    /// A line among those that recur.
    fn recurring(&self, line: usize) -> Option<&Known> {
        let index = self.states[line].recurs?;
        self.recurring.line(index)
    }

    /// Where what was found in a line lies.
    fn arena(&self, line: usize) -> &Arena {
        match self.states[line].recurs {
            Some(_) => self.recurring.arena(),
            None => &self.arena,
        }
    }

    /// The folded form of a line with its surrounding white space.
    pub(super) fn folded(&self, line: usize) -> &str {
        self.arena(line).folded(&self.states[line].scanned)
    }

    /// What folding a line did.
    pub(super) fn counts(&self, line: usize) -> &FoldCounts {
        &self.states[line].scanned.counts
    }

    /// Facts of a line, without what terms cover.
    pub(super) fn line_facts(&self, text: &str, line: usize) -> LineFacts {
        let facts = || LineFacts::of(&self.view(text, line), 0);
        match self.recurring(line) {
            Some(known) => known.facts.get_or_init(facts).clone(),
            None => facts(),
        }
    }

    /// What a line alone adds to the sums of the scorecard, once they are made.
    pub(super) fn sums(&self, line: usize) -> &Cell<Option<PassSums>> {
        match self.recurring(line) {
            Some(known) => &known.sums,
            None => &self.states[line].sums,
        }
    }

    /// Whether a line is still there and has anything but white space.
    pub(super) fn is_live(&self, line: usize) -> bool {
        let state = &self.states[line];
        state.removal.is_none() && !state.blank
    }

    /// Hits of a line, by start, longest first.
    pub(super) fn hits(&self, line: usize) -> &[Hit] {
        self.arena(line).hits(&self.states[line].scanned)
    }

    /// What was found in a line.
    pub(super) fn seen(&self, line: usize) -> Seen<'_> {
        let events = self.arena(line).events(&self.states[line].scanned);
        Seen::new(self.hits(line), events)
    }

    /// Rules of the line alone that fired.
    pub(super) fn fired(&self, line: usize) -> &[u32] {
        self.arena(line).fired(&self.states[line].set_off)
    }

    /// Rules to look around that were set off.
    pub(super) fn situated(&self, line: usize) -> &[u32] {
        self.arena(line).situated(&self.states[line].set_off)
    }

    /// Whether a line sets off a rule of scope document.
    pub(super) fn sets_off_document(&self, line: usize) -> bool {
        self.states[line].set_off.document
    }

    /// Whether a line sets off a rule that may remove something though nothing else goes.
    pub(super) fn sets_off(&self, program: &Program, line: usize) -> bool {
        let alone = |rule: &u32| !program.rules[*rule as usize].needs_neighbours;
        !self.fired(line).is_empty()
            || self.sets_off_document(line)
            || self.situated(line).iter().any(alone)
    }

    /// Whether the rules that protect a line were looked at.
    pub(super) fn with_protection(&self, line: usize) -> bool {
        self.states[line].set_off.with_protection
    }

    /// What a line that recurs sets off with the rules that protect it, if that is known. Returns
    /// whether it is.
    pub(super) fn protect_as_before(&mut self, line: usize) -> bool {
        let protected = self
            .recurring(line)
            .and_then(|known| known.protected.clone());
        let Some(protected) = protected else {
            return false;
        };
        self.states[line].set_off = protected;
        true
    }

    /// Keeps what a line sets off with the rules that protect it.
    pub(super) fn keep_protection(&mut self, line: usize, found: &Found) {
        let state = &mut self.states[line];
        state.set_off = match state.recurs {
            Some(index) => self.recurring.protect(index, found),
            None => self.arena.keep_found(found),
        };
    }

    /// Scans a line as it reads now, and keeps what is found. What recurs is only looked up.
    pub(super) fn scan_line(
        &mut self,
        engine: &Engine,
        text: &str,
        line: usize,
        protection: bool,
        buffer: &mut ScanBuffer,
    ) {
        let DocumentState {
            states,
            arena,
            recurring,
            memos,
            near,
            ..
        } = self;
        let state = &mut states[line];
        if let Some(near) = near.get_mut().by_line.get_mut(line) {
            *near = None;
        }
        memos.take_back(&mut state.memo);
        state.sums.set(None);
        let current = match &state.edited {
            Some(edited) => edited.text(),
            None => &text[state.line.content.clone()],
        };
        let key = Key::of(current).filter(|_| !protection);
        state.recurs = key.and_then(|key| recurring.find(key));
        if let Some(known) = state.recurs.and_then(|index| recurring.line(index)) {
            (state.scanned, state.set_off) = (known.scanned.clone(), known.set_off.clone());
            return;
        }
        let start = arena.folded.len();
        let memo = || memos.of(&state.memo);
        let buffers = (&mut *buffer, &mut arena.folded);
        let (rules, program) = (&engine.rules, &engine.program);
        let counts = scan::scan(rules, program, current, protection, &memo, buffers);
        let (seen, found) = (&buffer.sightings, &buffer.found);
        if let Some(key) = key.filter(|&key| recurring.is_second(key)) {
            let memo = memos.give_away(&mut state.memo);
            let folded = arena.folded.get(start..).unwrap_or_default();
            let index = recurring.add(key, (folded, counts), (seen, found), memo);
            if let Some(known) = recurring.line(index) {
                (state.scanned, state.set_off) = (known.scanned.clone(), known.set_off.clone());
            }
            state.recurs = Some(index);
            return;
        }
        state.scanned = arena.keep_scan(start, counts, seen);
        state.set_off = arena.keep_found(found);
    }
}
