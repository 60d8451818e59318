//! Exact maps between a view of a text and the source it was made from.
//!
//! Folding, decoding and unescaping all make a *view* of a *source*. An
//! [`OffsetMap`] lists only the places where the two differ in length; between
//! them bytes correspond one to one, so the map of an unchanged text is empty.
//!
//! A place where one side has no bytes (removed from the view, or inserted into it) belongs
//! to the range around it, never to the range beside it: cutting a word out of the source
//! leaves an invisible character before it alone, and takes one inside it along. The ranges
//! of a whole text are therefore each other's image up to removed bytes at its two ends.

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

impl Piece {
    /// Bytes in the view.
    pub fn view_range(&self) -> Range<usize> {
        self.view..self.view + self.view_len
    }

    /// Bytes in the source.
    pub fn source_range(&self) -> Range<usize> {
        self.source..self.source + self.source_len
    }
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

    /// The places where the two differ, ascending.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The piece whose inner side a byte of the view splits.
    pub fn piece_around(&self, view: usize) -> Option<&Piece> {
        let ends = |piece: &Piece| piece.view_range().end <= view;
        let at = self.pieces.partition_point(ends);
        let around = self.pieces.get(at);
        around.filter(|piece| piece.view < view)
    }

    /// The smallest source range whose view covers `view` (bytes, half-open).
    /// Pieces are atomic; pieces without view bytes that touch the inner side are included
    /// only if they lie strictly inside. An empty range has an empty image, unless it lies
    /// strictly inside a piece.
    pub fn source_range(&self, view: Range<usize>) -> Range<usize> {
        image(&self.pieces, view, Piece::view_range, Piece::source_range)
    }

    /// The smallest view range that covers `source` (bytes, half-open), by the same rule as
    /// [`source_range`](Self::source_range).
    pub fn view_range(&self, source: Range<usize>) -> Range<usize> {
        image(&self.pieces, source, Piece::source_range, Piece::view_range)
    }

    /// Puts two maps one after the other: `self` leads from a middle text to the source,
    /// `outer` from the view to the middle text; `into` leads from the view to the source.
    /// Pieces that overlap in the middle text become one.
    pub fn compose(&self, outer: &Self, into: &mut Self) {
        into.clear();
        let (mut inner_at, mut outer_at) = (0, 0);
        loop {
            let (inner_before, outer_before) = (inner_at, outer_at);
            let Some(mut middle) = self.next_middle(outer, &mut inner_at, &mut outer_at) else {
                break;
            };
            let overlaps = |range: &Range<usize>, middle: &Range<usize>| {
                range.start < middle.end || (range.is_empty() && middle == range)
            };
            while let Some(range) = self.peek_middle(outer, inner_at, outer_at)
                && overlaps(&range, &middle)
            {
                middle.end = middle.end.max(range.end);
                self.next_middle(outer, &mut inner_at, &mut outer_at);
            }
            let to_source = |at, middle| {
                shift(
                    &self.pieces,
                    at,
                    middle,
                    Piece::view_range,
                    Piece::source_range,
                )
            };
            let to_view = |at, middle| {
                shift(
                    &outer.pieces,
                    at,
                    middle,
                    Piece::source_range,
                    Piece::view_range,
                )
            };
            let source = to_source(inner_before, middle.start);
            let view = to_view(outer_before, middle.start);
            into.push(Piece {
                view,
                view_len: to_view(outer_at, middle.end) - view,
                source,
                source_len: to_source(inner_at, middle.end) - source,
            });
        }
    }

    /// The next piece of either map as a range of the middle text; it is consumed.
    fn next_middle(
        &self,
        outer: &Self,
        inner_at: &mut usize,
        outer_at: &mut usize,
    ) -> Option<Range<usize>> {
        let inner_next = self.pieces.get(*inner_at).map(Piece::view_range);
        let outer_next = outer.pieces.get(*outer_at).map(Piece::source_range);
        let inner_first = match (&inner_next, &outer_next) {
            (Some(a), Some(b)) => (a.start, a.end) <= (b.start, b.end),
            (inner, _) => inner.is_some(),
        };
        if inner_first {
            *inner_at += 1;
            inner_next
        } else {
            *outer_at += usize::from(outer_next.is_some());
            outer_next
        }
    }

    fn peek_middle(&self, outer: &Self, inner_at: usize, outer_at: usize) -> Option<Range<usize>> {
        let (mut inner_at, mut outer_at) = (inner_at, outer_at);
        self.next_middle(outer, &mut inner_at, &mut outer_at)
    }
}

/// Where an offset behind the first `passed` pieces lies on their other side.
fn shift(
    pieces: &[Piece],
    passed: usize,
    offset: usize,
    from: impl Fn(&Piece) -> Range<usize>,
    to: impl Fn(&Piece) -> Range<usize>,
) -> usize {
    match passed.checked_sub(1).and_then(|i| pieces.get(i)) {
        Some(before) => offset - from(before).end + to(before).end,
        None => offset,
    }
}

fn image(
    pieces: &[Piece],
    range: Range<usize>,
    from: impl Fn(&Piece) -> Range<usize>,
    to: impl Fn(&Piece) -> Range<usize>,
) -> Range<usize> {
    // First piece that ends behind the start: the start is in it, or in equal bytes before it.
    let at = pieces.partition_point(|piece| from(piece).end <= range.start);
    let start = match pieces.get(at) {
        Some(inside) if from(inside).start < range.start => to(inside).start,
        _ => shift(pieces, at, range.start, &from, &to),
    };
    // Last piece that starts before the end: the end is in it, or in equal bytes behind it.
    let at = pieces.partition_point(|piece| from(piece).start < range.end);
    let end = match at.checked_sub(1).and_then(|i| pieces.get(i)) {
        Some(inside) if from(inside).end > range.end => to(inside).end,
        _ => shift(pieces, at, range.end, &from, &to),
    };
    start.min(end)..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pieces: &[(usize, usize, usize, usize)]) -> OffsetMap {
        let mut map = OffsetMap::default();
        for &(view, view_len, source, source_len) in pieces {
            map.push(Piece {
                view,
                view_len,
                source,
                source_len,
            });
        }
        map
    }

    #[test]
    fn pieces_are_atomic() {
        // Source ab[cde]fg, view ab[X]fg.
        let map = map(&[(2, 1, 2, 3)]);
        assert_eq!(map.source_range(0..5), 0..7);
        assert_eq!(map.source_range(2..3), 2..5);
        assert_eq!(map.source_range(3..4), 5..6);
        assert_eq!(map.view_range(3..4), 2..3);
        assert_eq!(map.view_range(4..6), 2..4);
    }

    #[test]
    fn removed_bytes_belong_to_the_range_around_them() {
        // Source a[bc]de, view a[]de.
        let map = map(&[(1, 0, 1, 2)]);
        assert_eq!(map.source_range(0..1), 0..1);
        assert_eq!(map.source_range(1..2), 3..4);
        assert_eq!(map.source_range(0..2), 0..4);
        assert_eq!(map.source_range(1..1), 1..1);
        assert_eq!(map.view_range(1..3), 1..1);
        assert_eq!(map.view_range(2..4), 1..2);
    }

    #[test]
    fn composition_joins_what_overlaps() {
        // Source a[bcd]efgh, middle a[X]efgh, view a[]fg[YZ]h: the X and the e are cut.
        let inner = map(&[(1, 1, 1, 3)]);
        let outer = map(&[(1, 0, 1, 2), (3, 2, 5, 0)]);
        let mut both = OffsetMap::default();
        inner.compose(&outer, &mut both);
        assert_eq!(both, map(&[(1, 0, 1, 4), (3, 2, 7, 0)]));
        inner.compose(&OffsetMap::default(), &mut both);
        assert_eq!(both, inner);
        OffsetMap::default().compose(&outer, &mut both);
        assert_eq!(both, outer);
    }
}
