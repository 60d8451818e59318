//! Facts of a document, collected when the first rule asks.
//!
//! Facts of a line depend on nothing but its text, so they are kept from round
//! to round; only sums are made anew when lines have gone.

use std::cell::OnceCell;

use super::program::Program;
use super::shape::Columns;
use super::state::DocumentState;
use crate::feature::{DocumentFacts, Evidence, LineFacts};

/// Facts of each line of a document by its index among all lines (blank lines included), once
/// somebody asks.
pub type LineCache = OnceCell<Vec<LineFacts>>;

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

    /// Measures the columns of the line alone on a live line; as many values as there are of them.
    pub fn measure_line(&self, line: usize, values: &mut [f64]) {
        if let Some(columns) = self.columns {
            let line = self.state.live[line] as usize;
            columns.measure_line(&self.state.view(self.text, line), values);
        }
    }

    fn collect(&self) -> DocumentFacts {
        let collect = || {
            let lines = 0..self.state.states.len();
            lines.map(|line| self.facts_of(line)).collect()
        };
        let facts: &Vec<LineFacts> = self.state.facts.get_or_init(collect);
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
        LineFacts {
            covered: self.covered(line),
            ..self.state.line_facts(self.text, line)
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
