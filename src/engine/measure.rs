//! Features of a document's lines as a scorecard would see them, for those who fit one.

use super::decide::{self, Fired};
use super::document::Run;
use super::shape::{Columns, Values};
use super::trace::Recording;
use super::{Engine, Scratch};
use crate::feature::DocumentFacts;

/// A document before anything went, measured.
#[derive(Debug)]
pub struct Measurement {
    /// Facts of its non-blank lines, with what the rules of the first pass say about them.
    pub document: DocumentFacts,
    /// Index of each non-blank line among all lines.
    pub lines: Vec<usize>,
    /// By non-blank line: the features of the line alone.
    pub values: Values,
}

impl Engine {
    /// Measures a document. The scorecard of the engine does not matter.
    pub fn measure(&self, text: &str, columns: &Columns, scratch: &mut Scratch) -> Measurement {
        let Scratch { document, scan } = scratch;
        document.begin(self, text);
        let mut run = Run {
            engine: self,
            text,
            state: document,
            scan,
            recording: Recording::Nothing,
        };
        run.scan_new_lines();
        let mut fired = Fired::default();
        let facts = run.facts_with(Some(columns));
        decide::fire_first(&run, &facts, &mut fired);
        let evidence = decide::first_pass(&run, &mut fired);
        let facts = facts.judged(evidence);
        let lines: Vec<usize> = run.state.live.iter().map(|&line| line as usize).collect();
        let mut values = vec![0.0; lines.len() * columns.line_count()];
        let of_lines = values.chunks_mut(columns.line_count().max(1));
        of_lines
            .enumerate()
            .for_each(|(line, values)| facts.measure_line(line, values));
        let document = facts.into_document();
        Measurement {
            document,
            lines,
            values,
        }
    }
}
