//! The documents that lost most, with what they kept.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::entry::{DocumentEntry, PageLine};
use crate::corpus::removal::Origin;
use crate::engine::{Action, Outcome};
use crate::text::lines::{first_chars, split_into};

/// Documents that are kept.
const DOCUMENTS: usize = 12;
/// Lines of such a document.
const LINES: usize = 300;
/// Characters of such a line.
const CHARS: usize = 400;

/// The documents that lost most characters, the first of them first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Largest {
    documents: Vec<DocumentEntry>,
    /// Characters that a document has to have lost, as known from those that were taken.
    #[serde(skip)]
    bar: u64,
}

impl Largest {
    /// Keeps a document if it is one of those that lost most.
    pub(crate) fn offer(
        &mut self,
        origin: &Origin<'_>,
        text: &str,
        outcome: &Outcome,
        [removed_lines, removed_chars]: [u64; 2],
    ) {
        if removed_chars == 0 || removed_chars < self.bar() {
            return;
        }
        let (page, more) = page(text, outcome);
        self.documents.push(DocumentEntry {
            file: origin.file.to_owned(),
            record: origin.record,
            doc: origin.doc.map(str::to_owned),
            chars: text.chars().count() as u64,
            removed_chars,
            removed_lines,
            page,
            more,
        });
        self.settle();
    }

    /// Takes the documents out. What has lost less than they can be passed over from now on.
    pub(crate) fn take(&mut self) -> Largest {
        let bar = self.bar();
        std::mem::replace(
            self,
            Largest {
                documents: Vec::new(),
                bar,
            },
        )
    }

    /// The documents.
    pub(crate) fn documents(&self) -> &[DocumentEntry] {
        &self.documents
    }

    /// Characters that a document has to have lost to be one of those that lost most.
    fn bar(&self) -> u64 {
        let last = self.documents.get(DOCUMENTS - 1);
        last.map_or(self.bar, |last| last.removed_chars.max(self.bar))
    }

    fn settle(&mut self) {
        let lost = |document: &DocumentEntry| u64::MAX - document.removed_chars;
        self.documents
            .sort_by(|a, b| (lost(a), &a.file, a.record).cmp(&(lost(b), &b.file, b.record)));
        self.documents.truncate(DOCUMENTS);
    }
}

impl AddAssign<&Largest> for Largest {
    fn add_assign(&mut self, other: &Largest) {
        self.documents.extend_from_slice(&other.documents);
        self.settle();
    }
}

/// A document's lines with what became of them, and how many more there are.
fn page(text: &str, outcome: &Outcome) -> (Vec<PageLine>, u64) {
    let mut lines = Vec::new();
    split_into(text, &mut lines);
    let mut page = Vec::new();
    let mut edits = outcome.edits.iter().peekable();
    let mut more = 0;
    for (number, line) in (1..).zip(&lines) {
        while edits
            .next_if(|edit| edit.span.end <= line.content.start)
            .is_some()
        {}
        let content = text.get(line.content.clone()).unwrap_or_default();
        if content.trim().is_empty() {
            continue;
        }
        if page.len() == LINES {
            more += 1;
            continue;
        }
        let mut here = edits.clone();
        let first =
            here.find(|edit| edit.action != Action::Repair && edit.span.start < line.content.end);
        page.push(PageLine {
            line: number,
            verdict: match first.map(|edit| edit.action) {
                None => "keep",
                Some(Action::CutSpan) => "cut",
                Some(_) => "drop",
            }
            .to_owned(),
            label: first
                .and_then(|edit| edit.label)
                .map(|label| label.name().to_owned()),
            rules: first.map_or_else(Vec::new, |edit| {
                let rules = edit.reasons.iter();
                rules.map(|reason| reason.rule.clone()).collect()
            }),
            text: first_chars(content, CHARS).to_owned(),
        });
    }
    (page, more)
}
