//! Facts of a document, collected when the first rule asks.
//!
//! Facts of a line depend on nothing but its text, so they are kept from round
//! to round; only sums are made anew when lines have gone.

use std::cell::OnceCell;

use super::document::DocumentState;
use super::program::Program;
use super::shape::{Columns, Values};
use crate::feature::{DocumentFacts, Evidence, LineFacts};

/// What is known of each line of a document by its index among all lines (blank lines
/// included), once somebody asks. Rules that look around ask for facts, the scorecard for values
/// as well.
#[derive(Debug, Default)]
pub struct LineCache {
    facts: OnceCell<Vec<LineFacts>>,
    /// Values of features of the line alone, the same number for each line.
    values: OnceCell<Values>,
}

impl LineCache {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.facts.take();
        self.values.take();
    }

    /// Puts the facts and values of a line that reads otherwise now in place of those known.
    pub fn set(&mut self, line: usize, new: &LineFacts, values: &Values) {
        let old = self.facts.get_mut().and_then(|facts| facts.get_mut(line));
        if let Some(old) = old {
            old.clone_from(new);
        }
        let from = line * values.len();
        let known = self.values.get_mut();
        if let Some(old) = known.and_then(|known| known.get_mut(from..from + values.len())) {
            old.copy_from_slice(values);
        }
    }

    /// Whether anything is known.
    pub fn is_empty(&self) -> bool {
        self.facts.get().is_none() && self.values.get().is_none()
    }
}

/// The facts of the live lines.
pub struct Facts<'a> {
    document: OnceCell<DocumentFacts>,
    state: &'a DocumentState,
    program: &'a Program,
    /// The document's text.
    text: &'a str,
    /// Features to be measured on each line.
    columns: Option<&'a Columns>,
    /// By live line: what the first pass says; empty before.
    evidence: Vec<Evidence>,
}

impl<'a> Facts<'a> {
    /// Facts of the live lines of a document, not yet collected.
    pub fn new(
        state: &'a DocumentState,
        program: &'a Program,
        columns: Option<&'a Columns>,
        text: &'a str,
    ) -> Facts<'a> {
        Facts {
            document: OnceCell::new(),
            state,
            program,
            text,
            columns,
            evidence: Vec::new(),
        }
    }

    /// The facts; collects them at the first call.
    pub fn get(&self) -> &DocumentFacts {
        self.document.get_or_init(|| self.collect())
    }

    /// The same with what the first pass says.
    pub fn judged(mut self, evidence: Vec<Evidence>) -> Facts<'a> {
        self.evidence = evidence;
        if let Some(document) = self.document.get_mut() {
            document.judge(&self.evidence);
        }
        self
    }

    /// Whether the first pass has evidence that some line goes.
    pub fn accused(&self) -> bool {
        self.evidence.iter().any(|line| line.removing > 0.0)
    }

    /// The facts themselves.
    pub fn into_document(self) -> DocumentFacts {
        self.get();
        self.document.into_inner().unwrap_or_default()
    }

    /// Sets the first pass's scores by shape of all live lines.
    pub fn set_scores(&mut self, scores: Vec<f64>) {
        self.get();
        if let Some(document) = self.document.get_mut() {
            document.set_scores(scores);
        }
    }

    /// Values of the columns of the line alone, of a live line.
    pub fn line_values(&self, line: usize) -> &[f64] {
        let count = self.columns.map_or(0, Columns::line_count);
        let index = self.state.live[line] as usize;
        let measure = || {
            let mut values = Values::new();
            (0..self.state.states.len()).for_each(|line| self.measure_line(line, &mut values));
            values
        };
        let values: &Values = self.state.cache.values.get_or_init(measure);
        &values[index * count..][..count]
    }

    fn collect(&self) -> DocumentFacts {
        let collect = || {
            let lines = 0..self.state.states.len();
            lines.map(|line| self.facts_of(line)).collect()
        };
        let facts: &Vec<LineFacts> = self.state.cache.facts.get_or_init(collect);
        let mut document = DocumentFacts::default();
        for &line in &self.state.live {
            document.push(facts[line as usize].clone());
        }
        document.total();
        if let Some(page) = &self.state.page {
            document.count_pages(page);
        }
        document.judge(&self.evidence);
        document
    }

    /// Facts of a line by its index among all lines; nothing of one that is blank or gone.
    pub fn facts_of(&self, line: usize) -> LineFacts {
        if !self.state.is_live(line) {
            return LineFacts::default();
        }
        LineFacts::of(&self.state.view(self.text, line), self.covered(line))
    }

    /// Appends the values of the columns of the line alone, of a line by its index among all
    /// lines; zeros for one that is blank or gone.
    pub fn measure_line(&self, line: usize, values: &mut Values) {
        let Some(columns) = self.columns else {
            return;
        };
        if self.state.is_live(line) {
            columns.measure_line(&self.state.view(self.text, line), values);
        } else {
            values.resize(values.len() + columns.line_count(), 0.0);
        }
    }

    /// Characters of a line that terms of removable labels cover, if anybody asks.
    fn covered(&self, line: usize) -> u32 {
        if self.columns.is_none() && !self.program.asks_for_terms {
            return 0;
        }
        covered(self.state, self.program, line)
    }
}

/// Characters of a line, by its index among all lines, that terms of removable labels cover.
pub fn covered(state: &DocumentState, program: &Program, line: usize) -> u32 {
    program.covered(state.hits(line), state.folded(line))
}
