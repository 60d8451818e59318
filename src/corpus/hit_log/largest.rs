//! The documents that lost most, with what they kept.

use super::entry::{DocumentEntry, PageLine};
use crate::corpus::removal::Origin;
use crate::engine::{Action, Outcome};
use crate::text::lines::split_into;

/// Documents that are kept.
const DOCUMENTS: usize = 12;
/// Lines of such a document.
const LINES: usize = 300;
/// Characters of such a line.
const CHARS: usize = 400;

/// The documents that lost most characters, the first of them first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Largest {
    documents: Vec<DocumentEntry>,
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
        let last = self.documents.get(DOCUMENTS - 1);
        if removed_chars == 0 || last.is_some_and(|last| last.removed_chars > removed_chars) {
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

    /// Adds those of another worker.
    pub(crate) fn merge(&mut self, other: Largest) {
        self.documents.extend(other.documents);
        self.settle();
    }

    /// The documents.
    pub(crate) fn into_documents(self) -> Vec<DocumentEntry> {
        self.documents
    }

    fn settle(&mut self) {
        let lost = |document: &DocumentEntry| u64::MAX - document.removed_chars;
        self.documents
            .sort_by(|a, b| (lost(a), &a.file, a.record).cmp(&(lost(b), &b.file, b.record)));
        self.documents.truncate(DOCUMENTS);
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
        let shortened: String = content.chars().take(CHARS).collect();
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
            text: shortened,
        });
    }
    (page, more)
}
