//! Facts of a document, collected when the first rule asks.
//!
//! Facts of a line depend on nothing but its text, so they are kept from round
//! to round; only sums are made anew when lines have gone.

use std::cell::OnceCell;

use super::document::DocumentState;
use super::program::Program;
use super::scan::all_hits;
use super::shape::{Columns, Values};
use crate::feature::{DocumentFacts, Evidence, LineFacts};

/// What is known of each line of a document by its index among all lines (blank lines included).
pub type LineCache = OnceCell<Measured>;

/// Facts of lines, and values of features of the line alone.
#[derive(Debug, Default)]
pub struct Measured {
    facts: Vec<LineFacts>,
    /// The same number for each line.
    values: Values,
}

impl Measured {
    /// Puts new facts and values in place of those of a line.
    pub fn set(&mut self, line: usize, (facts, values): (LineFacts, Values)) {
        let from = line * values.len();
        if let (Some(old), Some(old_values)) = (
            self.facts.get_mut(line),
            self.values.get_mut(from..from + values.len()),
        ) {
            *old = facts;
            old_values.copy_from_slice(&values);
        }
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
        &self.measured().values[index * count..][..count]
    }

    fn measured(&self) -> &Measured {
        self.state.cache.get_or_init(|| self.measure())
    }

    fn collect(&self) -> DocumentFacts {
        let measured = self.measured();
        let mut document = DocumentFacts::default();
        for &line in &self.state.live {
            document.push(measured.facts[line as usize].clone());
        }
        document.total();
        document.judge(&self.evidence);
        document
    }

    fn measure(&self) -> Measured {
        let mut measured = Measured::default();
        for line in 0..self.state.states.len() {
            let (facts, values) = self.measure_line(line);
            measured.facts.push(facts);
            measured.values.extend(values);
        }
        measured
    }

    /// Facts of a line by its index among all lines, and values of the columns of the line
    /// alone; nothing of one that is blank or gone.
    pub fn measure_line(&self, line: usize) -> (LineFacts, Values) {
        if !self.state.is_live(line) {
            let count = self.columns.map_or(0, Columns::line_count);
            return (LineFacts::default(), vec![0.0; count]);
        }
        let view = self.state.view(self.text, line);
        let mut values = Values::new();
        if let Some(columns) = self.columns {
            columns.measure_line(&view, &mut values);
        }
        (LineFacts::of(&view, self.covered(line)), values)
    }

    /// Characters of a line that terms of removable labels cover, if anybody asks.
    fn covered(&self, line: usize) -> u32 {
        if self.columns.is_none() && !self.program.asks_for_terms {
            return 0;
        }
        let folded = self.state.folded(line);
        if let Some(hits) = self.state.all_hits(line) {
            return self.program.covered(hits, folded);
        }
        let mut hits = Vec::new();
        all_hits(self.program, folded, &mut hits);
        self.program.covered(&hits, folded)
    }
}
