//! Writing text and map side by side.

use crate::text::offsets::{OffsetMap, Piece};

/// A text that grows by pieces of its source.
pub(super) struct Writer {
    /// The text so far.
    pub(super) text: String,
    map: OffsetMap,
    /// Bytes of the source behind `text`.
    source: usize,
    damaged: usize,
}

impl Writer {
    /// An empty text with room for a source of `bytes`.
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes + bytes / 2),
            map: OffsetMap::default(),
            source: 0,
            damaged: 0,
        }
    }

    /// Bytes of the source that are decoded.
    pub(super) fn source(&self) -> usize {
        self.source
    }

    /// Appends text that has the same bytes in the source.
    pub(super) fn same(&mut self, text: &str) {
        self.text.push_str(text);
        self.source += text.len();
    }

    /// Appends the text of one sequence of `source_len` bytes. A lone character of the same
    /// length needs no piece.
    pub(super) fn sequence(&mut self, text: &str, source_len: usize) {
        let view = self.text.len();
        self.text.push_str(text);
        if text.len() != source_len || text.chars().nth(1).is_some() {
            self.map.push(Piece {
                view,
                view_len: text.len(),
                source: self.source,
                source_len,
            });
        }
        self.source += source_len;
    }

    /// Appends U+FFFD for a sequence of `source_len` bytes that means nothing.
    pub(super) fn damage(&mut self, source_len: usize) {
        self.damaged += 1;
        self.sequence("\u{FFFD}", source_len);
    }

    /// The text, its map and the number of damaged sequences.
    pub(super) fn finish(self) -> (String, OffsetMap, usize) {
        (self.text, self.map, self.damaged)
    }
}
