//! Folding: the view of a line that keywords and regexes see.

use super::offsets::OffsetMap;

/// Which fold steps changed a line, and how often the ones that only a disguise needs did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FoldCounts {
    /// Invisible characters removed between two letters of one word (ZWJ/ZWNJ inside Indic, Arabic… words and emoji not counted).
    pub invisible: u32,
    /// Look-alikes mapped inside words that mix scripts.
    pub confusable: u32,
    /// Mathematical, enclosed and similar letters and digits mapped to plain ones.
    pub styled: u32,
    /// Runs of single letters or Han characters whose separators were closed.
    pub spacing: u32,
    /// Verified readings in brackets that were removed.
    pub gloss: u32,
    /// Characters that traditional→simplified folding changed.
    pub traditional: u32,
}

/// A folded line. `text` borrows the line itself if nothing had to change.
#[derive(Debug)]
pub struct Folded<'a> {
    /// What matching sees.
    pub text: &'a str,
    /// From offsets in `text` (view) to offsets in the line (source).
    pub map: &'a OffsetMap,
    /// What was done.
    pub counts: FoldCounts,
}

/// Reusable memory for folding one line after another.
#[derive(Debug, Default)]
pub struct FoldBuffer {
    text: String,
    map: OffsetMap,
}

impl FoldBuffer {
    /// Folds one line (no terminator).
    pub fn fold<'a>(&'a mut self, line: &'a str) -> Folded<'a> {
        let _ = &self.text;
        Folded {
            text: line,
            map: &self.map,
            counts: FoldCounts::default(),
        }
    }
}

/// The folded spellings under which a term of a rule has to be searched: one, or two for a
/// term in Cyrillic or Greek letters that all look like Latin ones.
pub fn fold_term(term: &str) -> Vec<String> {
    vec![term.to_lowercase()]
}
