//! Facts of a document, collected when the first rule asks.
//!
//! Facts of a line depend on nothing but its text, so they are kept from round
//! to round; only sums are made anew when lines have gone.

use std::cell::OnceCell;

use super::document::DocumentState;
use super::program::Program;
use super::scan::all_hits;
use super::shape::{Columns, Values};
use crate::feature::{DocumentFacts, Evidence, LineFacts, LineView};
use crate::text::fold::FoldBuffer;

/// What is known of each line of a document by its index among all lines (blank lines included).
pub type LineCache = OnceCell<Measured>;

/// Facts of lines, and values of features of the line alone.
#[derive(Debug, Default)]
pub struct Measured {
    facts: Vec<LineFacts>,
    /// The same number for each line.
    values: Values,
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
        if let Some(page) = &self.state.page {
            document.count_pages(page);
        }
        document.judge(&self.evidence);
        document
    }

    fn measure(&self) -> Measured {
        let mut buffer = FoldBuffer::default();
        let mut measured = Measured::default();
        let counts_terms = self.columns.is_some() || self.program.asks_for_terms;
        let mut hits = Vec::new();
        for line in 0..self.state.states.len() {
            let raw = self.state.current(self.text, line);
            let folded = buffer.fold(raw);
            let view = LineView::new(raw, folded.text, folded.counts);
            let covered = if counts_terms {
                let hits = match self.state.all_hits(line) {
                    Some(hits) => hits,
                    None => {
                        all_hits(self.program, folded.text, &mut hits);
                        &hits
                    }
                };
                self.program.covered(hits, folded.text)
            } else {
                0
            };
            measured.facts.push(LineFacts::of(&view, covered));
            if let Some(columns) = self.columns {
                columns.measure_line(&view, &mut measured.values);
            }
        }
        measured
    }
}
