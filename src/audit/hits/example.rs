//! Lines to look at: the best few by some order, each text once.

use serde::Serialize;

use crate::corpus::hit_log::entry::LineEntry;

/// A line of the log, kept to be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// The document's file.
    pub file: String,
    /// 1-based record.
    pub record: u64,
    /// The document's id.
    pub doc: Option<String>,
    /// 1-based line; 0 for the document as a whole.
    pub line: usize,
    /// `keep`, `drop` or `cut`.
    pub verdict: String,
    /// Label of the verdict.
    pub label: String,
    /// The removable label with the highest score.
    pub against: Option<String>,
    /// That score, after protection.
    pub score: f64,
    /// What people say that the line is.
    pub gold: Option<String>,
    /// How much it looks like running text.
    pub likeness: f64,
    /// Hash of the line.
    pub hash: String,
    /// The rules that fired.
    pub hits: Vec<ExampleHit>,
    /// Characters of the line before `text`.
    pub from: usize,
    /// Characters of the line.
    pub chars: u64,
    /// The line, or a part of it.
    pub text: String,
}

/// A rule that fired on such a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExampleHit {
    /// Full id.
    pub rule: String,
    /// Score it adds.
    pub score: f64,
    /// Whether the verdict would be another without it.
    pub pivotal: bool,
    /// What it matched, in characters of the line.
    pub spans: Vec<[usize; 2]>,
}

impl Example {
    fn of(line: &LineEntry<'_>) -> Example {
        let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
        let hits = line.hits.iter();
        Example {
            file: line.file.to_string(),
            record: line.record,
            doc: owned(&line.doc),
            line: line.line,
            verdict: line.verdict.to_string(),
            label: line.label.to_string(),
            against: owned(&line.against),
            score: line.score,
            gold: owned(&line.gold),
            likeness: line.likeness,
            hash: line.hash.to_string(),
            hits: hits
                .map(|hit| ExampleHit {
                    rule: hit.rule.to_string(),
                    score: hit.score,
                    pivotal: hit.pivotal,
                    spans: hit.spans.clone(),
                })
                .collect(),
            from: line.from,
            chars: line.chars,
            text: line.text.to_string(),
        }
    }

    fn place(&self) -> (&str, u64, usize) {
        (&self.file, self.record, self.line)
    }
}

/// The few lines with the smallest ranks, each text once: what is kept does not depend on the
/// order in which lines come.
#[derive(Debug, Clone, Default)]
pub(super) struct Best {
    /// Ascending by rank and hash.
    kept: Vec<(f64, Example)>,
}

impl Best {
    /// Offers a line; of lines with the same text the first in the corpus is kept.
    pub(super) fn offer(&mut self, size: usize, rank: f64, line: &LineEntry<'_>) {
        let last = self.kept.get(size.wrapping_sub(1));
        let beaten =
            last.is_some_and(|(worst, example)| (rank, &*line.hash) > (*worst, &*example.hash));
        if size > 0 && !beaten && !self.has(rank, line) {
            self.put(size, rank, Example::of(line));
        }
    }

    /// Whether the same text from an earlier place is kept already.
    fn has(&self, rank: f64, line: &LineEntry<'_>) -> bool {
        self.kept.iter().any(|(other, example)| {
            example.hash == line.hash
                && (*other, example.place()) <= (rank, (&*line.file, line.record, line.line))
        })
    }

    /// Adds those of another thread.
    pub(super) fn merge(&mut self, size: usize, other: Best) {
        for (rank, example) in other.kept {
            self.put(size, rank, example);
        }
    }

    fn put(&mut self, size: usize, rank: f64, example: Example) {
        if let Some(at) = self
            .kept
            .iter()
            .position(|(_, other)| other.hash == example.hash)
        {
            let (other_rank, other) = &self.kept[at];
            if (*other_rank, other.place()) <= (rank, example.place()) {
                return;
            }
            self.kept.remove(at);
        }
        let key = (rank, example.hash.clone());
        let at = self
            .kept
            .partition_point(|(rank, other)| (*rank, &other.hash) < (key.0, &key.1));
        self.kept.insert(at, (rank, example));
        self.kept.truncate(size);
    }

    /// The lines, best first.
    pub(super) fn into_examples(self) -> Vec<Example> {
        self.kept.into_iter().map(|(_, example)| example).collect()
    }
}
