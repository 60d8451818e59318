//! A line of which parts went, with the way back to the original.

use std::ops::Range;

use super::{Action, Edit, Reason};
use crate::rule::Label;
use crate::text::offsets::{OffsetMap, Piece};

/// A part of a line that goes, or becomes something else.
#[derive(Debug, Clone)]
pub struct Cut {
    /// Bytes of the line.
    pub span: Range<usize>,
    /// What stands there then.
    pub replacement: String,
    /// What it is.
    pub action: Action,
    /// Why, in one word.
    pub label: Option<Label>,
    /// Score that decided.
    pub score: f64,
    /// Rules with their terms.
    pub reasons: Vec<Reason>,
}

/// What is left of a line.
#[derive(Debug)]
pub struct Edited {
    text: String,
    /// From `text` (view) to the original line (source).
    map: OffsetMap,
    /// Cuts in bytes of the original line, ascending.
    cuts: Vec<Cut>,
}

impl Edited {
    /// A line of which nothing went yet.
    pub fn new(original: &str) -> Edited {
        Edited {
            text: original.to_owned(),
            map: OffsetMap::default(),
            cuts: Vec::new(),
        }
    }

    /// What it reads now.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a part of the current text stands in the original line.
    pub fn source_range(&self, span: Range<usize>) -> Range<usize> {
        self.map.source_range(span)
    }

    /// Takes parts away; their spans are bytes of the current text. Of parts that
    /// overlap, the one that begins first (and is longest) stands for all.
    pub fn cut(&mut self, original: &str, cuts: Vec<Cut>) {
        let mut all = cuts;
        for cut in &mut all {
            self.keep_sides(cut);
            cut.span = self.map.source_range(cut.span.clone());
        }
        // Of equal parts the sort leaves the newer one in front.
        all.append(&mut self.cuts);
        self.cuts = all;
        self.cuts
            .sort_by_key(|cut| (cut.span.start, usize::MAX - cut.span.end));
        self.cuts.dedup_by(|later, kept| {
            let overlaps = later.span.start < kept.span.end;
            if overlaps {
                kept.span.end = kept.span.end.max(later.span.end);
            }
            overlaps
        });
        self.text.clear();
        self.map.clear();
        let mut at = 0;
        for cut in &self.cuts {
            self.text.push_str(&original[at..cut.span.start]);
            self.map.push(Piece {
                view: self.text.len(),
                view_len: cut.replacement.len(),
                source: cut.span.start,
                source_len: cut.span.len(),
            });
            self.text.push_str(&cut.replacement);
            at = cut.span.end;
        }
        self.text.push_str(&original[at..]);
    }

    /// Of a replacement that a cut takes a part of, the rest stays.
    fn keep_sides(&self, cut: &mut Cut) {
        let kept = |side: Range<usize>| self.text.get(side).unwrap_or_default();
        let Range { start, end } = cut.span;
        if let Some(around) = self.map.piece_around(start) {
            cut.replacement
                .insert_str(0, kept(around.view_range().start..start));
        }
        if let Some(around) = self.map.piece_around(end) {
            cut.replacement.push_str(kept(end..around.view_range().end));
        }
    }

    /// The cuts as edits of the document, for a line that begins at byte `start`.
    pub fn into_edits(self, line: usize, start: usize) -> impl Iterator<Item = Edit> {
        self.cuts.into_iter().map(move |cut| Edit {
            line,
            span: start + cut.span.start..start + cut.span.end,
            replacement: cut.replacement,
            action: cut.action,
            label: cut.label,
            score: cut.score,
            reasons: cut.reasons,
        })
    }
}
