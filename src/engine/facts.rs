//! Facts of a document, collected when the first rule asks.
//!
//! Facts of a line depend on nothing but its text, so they are kept from round
//! to round; only sums are made anew when lines have gone.

use std::cell::OnceCell;

use super::document::DocumentState;
use crate::feature::document::LineFacts;
use crate::feature::{DocumentFacts, LineView};
use crate::text::fold::FoldBuffer;

/// Facts of each line of a document by its index among all lines (blank lines included).
pub type LineCache = OnceCell<Vec<LineFacts>>;

/// The facts of the live lines.
pub struct Facts<'a> {
    document: OnceCell<DocumentFacts>,
    state: &'a DocumentState,
    /// The document's text.
    text: &'a str,
    /// By live line: whether the first pass removes it; empty before.
    removed: Vec<bool>,
}

impl<'a> Facts<'a> {
    /// Facts of the live lines of a document, not yet collected.
    pub fn new(state: &'a DocumentState, text: &'a str) -> Facts<'a> {
        Facts {
            document: OnceCell::new(),
            state,
            text,
            removed: Vec::new(),
        }
    }

    /// The facts; collects them at the first call.
    pub fn get(&self) -> &DocumentFacts {
        self.document.get_or_init(|| self.collect())
    }

    /// The same with the first pass's verdicts.
    pub fn judged(mut self, removed: Vec<bool>) -> Facts<'a> {
        self.removed = removed;
        if let Some(document) = self.document.get_mut() {
            document.judge(|line| is_set(&self.removed, line));
        }
        self
    }

    fn collect(&self) -> DocumentFacts {
        let by_line = self.state.cache.get_or_init(|| self.measure());
        let mut document = DocumentFacts::default();
        for &line in &self.state.live {
            document.push(by_line[line as usize].clone());
        }
        document.total();
        document.judge(|line| is_set(&self.removed, line));
        document
    }

    fn measure(&self) -> Vec<LineFacts> {
        let mut buffer = FoldBuffer::default();
        (0..self.state.states.len())
            .map(|line| {
                let raw = self.state.current(self.text, line);
                let folded = buffer.fold(raw);
                LineFacts::of(&LineView::new(raw, folded.text, folded.counts))
            })
            .collect()
    }
}

fn is_set(flags: &[bool], at: usize) -> bool {
    flags.get(at).copied().unwrap_or(false)
}
