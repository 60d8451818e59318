//! The canonical form of rule files: one way to write what means the same.
//!
//! - Keys stand in the order of the tables in [`keys`]; features keep the order in which they are
//!   given.
//! - Terms stand in the order of their code points, as `LC_ALL=C sort` puts them. A comment or a
//!   blank line between them begins a new block with an order of its own.
//! - Quoted texts stand between single quotes, unless they hold one or an escape. Whether a text is
//!   quoted at all is left to its author.
//! - No byte order mark, no carriage returns, no blanks at the ends of lines, one line end at the
//!   end of the file.
//!
//! Every function compares a text with that form and proposes edits of its bytes; nothing is
//! written anew from values, so comments and the layout of a rule cannot get lost. What cannot be
//! moved without parting a comment from what it speaks about is only reported.

pub mod blanks;
pub mod keys;
pub mod quotes;
pub mod terms;

use std::ops::Range;

use crate::diag::{Mark, Place};

/// A stretch of a text that can change places with others, and what it is sorted by.
#[derive(Debug, Clone)]
struct Slot<K> {
    span: Range<usize>,
    key: K,
}

/// The text of sorted slots, the gaps between them left where they are. `None` if they are sorted.
fn sorted<K: Ord>(text: &str, slots: &[Slot<K>]) -> Option<(Range<usize>, String)> {
    let mut order: Vec<&Slot<K>> = slots.iter().collect();
    order.sort_by(|a, b| a.key.cmp(&b.key));
    let (first, last) = (slots.first()?, slots.last()?);
    if slots.windows(2).all(|pair| match pair {
        [a, b] => a.key <= b.key,
        _ => true,
    }) {
        return None;
    }
    let mut out = String::new();
    let mut at = first.span.start;
    for (place, moved) in slots.iter().zip(order) {
        out += text.get(at..place.span.start)?;
        out += text.get(moved.span.clone())?;
        at = place.span.end;
    }
    Some((first.span.start..last.span.end, out))
}

/// The place of some bytes of a text.
fn place(file: &str, text: &str, span: Range<usize>) -> Place {
    let before = text.get(..span.start).unwrap_or_default();
    let before = before.strip_prefix('\u{feff}').unwrap_or(before);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let mark = Mark {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        start: span.start,
        end: span.end,
    };
    Place::new(file, mark)
}

/// As [`place`], for bytes that begin at or before a known place of the text: nothing is counted
/// from the beginning of a long file.
fn place_before(known: &Place, text: &str, span: Range<usize>) -> Option<Place> {
    let between = text.get(span.start..known.span.start)?;
    let before = text.get(..span.start)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let lead = before.get(line_start..)?.trim_start_matches('\u{feff}');
    let mark = Mark {
        line: known.line - between.matches('\n').count(),
        column: lead.chars().count() + 1,
        start: span.start,
        end: span.end,
    };
    Some(Place::new(&known.file, mark))
}

/// The byte after a comment or blanks that follow on the same line; `at` if something else does.
fn end_of_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    let trimmed = line.trim_end();
    let tail = trimmed.trim_start_matches([' ', '\t']);
    if tail.is_empty() {
        at
    } else if tail.starts_with('#') && tail.len() < trimmed.len() {
        at + trimmed.len()
    } else {
        at
    }
}
