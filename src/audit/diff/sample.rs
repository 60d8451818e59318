//! Lines to look at: the most article-like ones of many.

use std::cmp::Ordering;

use super::judge::Change;
use crate::corpus::Document;
use crate::rule::Label;

/// A line that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The file's name, as in the removal log.
    pub file: String,
    /// 1-based line of a JSONL file; 1 for a text file.
    pub record: u64,
    /// The document's id.
    pub document: Option<String>,
    /// 1-based line of the document.
    pub line: usize,
    /// Label under which one of the sides takes it.
    pub label: Option<Label>,
    /// How much it looks like running text: [`crate::feature::article_likeness`].
    pub likeness: f64,
    /// Characters of it that changed.
    pub chars: u64,
    /// The line.
    pub text: String,
}

/// A few samples, the most article-like first; of equal ones the first of the corpus. Each text
/// stands in it once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Samples(Vec<Sample>);

impl Samples {
    /// The samples in order.
    pub fn iter(&self) -> impl Iterator<Item = &Sample> {
        self.0.iter()
    }

    /// Takes a line in if it is among the first `most`. Lines have to be offered in the order of
    /// the corpus.
    pub(super) fn offer(&mut self, most: usize, document: &Document, change: &Change) {
        let known = &mut self.0;
        let after = |other: &Sample| other.likeness.total_cmp(&change.likeness) != Ordering::Less;
        let at = known.partition_point(after);
        if at >= most || known.iter().any(|other| other.text == change.text) {
            return;
        }
        let sample = Sample {
            file: document.file.clone(),
            record: document.record,
            document: document.id.clone(),
            line: change.line,
            label: change.label,
            likeness: change.likeness,
            chars: change.chars,
            text: change.text.clone(),
        };
        known.insert(at, sample);
        known.truncate(most);
    }

    /// Leaves the first ones.
    pub(super) fn truncate(&mut self, most: usize) {
        self.0.truncate(most);
    }
}
