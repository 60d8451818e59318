//! A line cut at its main list separator.
//!
//! Injected keyword lists and link rows are many short pieces joined by one
//! separator, and the separator varies from page to page: `|`, `,`, `_`, ` I `,
//! spaces. The one that occurs most often is taken as the line's own.

use std::ops::Range;

use super::Feature;
use super::view::LineView;
use crate::text::class::Class;
use crate::text::eight::hash;

pub(super) const SEPARATORS: Feature = Feature::line(
    "separators",
    "Occurrences of the line's most frequent list separator.",
    |view| f64::from(view.segments().separators),
);
pub(super) const SEGMENTS: Feature = Feature::line(
    "segments",
    "Non-empty pieces between the line's most frequent separators.",
    |view| f64::from(view.segments().count),
);
pub(super) const MEAN: Feature = Feature::line(
    "mean-segment",
    "Mean length of the segments in characters.",
    |view| {
        let segments = view.segments();
        super::view::share(segments.chars, segments.count)
    },
);
pub(super) const MAX: Feature = Feature::line(
    "max-segment",
    "Length of the longest segment in characters.",
    |view| f64::from(view.segments().longest),
);
pub(super) const DISTINCT: Feature = Feature::line(
    "distinct-segments",
    "Different segments as a share of all (of the first 192).",
    |view| {
        let segments = view.segments();
        super::view::share(segments.distinct, segments.compared)
    },
);

/// Separators in the order in which ties are decided.
pub(super) const CANDIDATES: [char; 14] = [
    '|', '\t', '_', '/', '·', '•', '>', '»', '、', ',', ';', '-', '~', '#',
];

/// Segments that are compared with each other.
const COMPARED: u32 = 192;
/// Separators of a line that has few of them.
const FEW: u32 = 16;

/// Measurements on the pieces of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Segments {
    /// Occurrences of the main separator.
    pub separators: u32,
    /// Non-empty pieces.
    pub count: u32,
    /// Characters of all pieces.
    pub chars: u32,
    /// Characters of the longest piece.
    pub longest: u32,
    /// Different pieces among those compared.
    pub distinct: u32,
    /// Pieces compared.
    pub compared: u32,
}

impl Segments {
    /// Cuts a line at its main separator.
    pub fn of(view: &LineView<'_>) -> Segments {
        let counts = view.counts();
        let separator = main_separator(view);
        let separators = separator.occurrences();
        // Most lines have none, and are one piece.
        if separators == 0 {
            let one = u32::from(!view.folded.is_empty());
            return Segments {
                separators,
                count: one,
                chars: counts.chars,
                longest: counts.chars,
                distinct: one,
                compared: one,
            };
        }
        // A set that is cleared for every line should be no larger than the line needs. Where
        // white space separates, all of it does.
        let cuts = match separator {
            Separator::Space(_) => view.layout().blanks,
            _ => separators,
        };
        let segments = match cuts {
            0..FEW => Segments::cut::<{ 2 * FEW as usize }>(view.folded, separator),
            _ => Segments::cut::<256>(view.folded, separator),
        };
        Segments {
            separators,
            ..segments
        }
    }

    /// With a set of so many slots.
    fn cut<const SLOTS: usize>(text: &str, separator: Separator) -> Segments {
        let mut segments = Segments::default();
        let mut seen = Seen::<SLOTS>::default();
        let mut start = 0;
        let mut cut = |(at, between): (usize, &str)| {
            segments.add(text, start..at, &mut seen);
            start = at + between.len();
        };
        match separator {
            Separator::None => {}
            Separator::Char(c, _) => text.match_indices(c).for_each(&mut cut),
            Separator::Text(s, _) => text.match_indices(s).for_each(&mut cut),
            Separator::Space(_) => text.match_indices(char::is_whitespace).for_each(&mut cut),
        }
        cut((text.len(), ""));
        segments
    }

    fn add<const SLOTS: usize>(&mut self, text: &str, piece: Range<usize>, seen: &mut Seen<SLOTS>) {
        let piece = trim(text, piece);
        if piece.is_empty() {
            return;
        }
        let chars = text[piece.clone()].chars().count() as u32;
        self.count += 1;
        self.chars += chars;
        self.longest = self.longest.max(chars);
        if self.compared < COMPARED {
            self.compared += 1;
            self.distinct += u32::from(seen.insert(hash(text.as_bytes(), piece)));
        }
    }
}

/// A piece of a text without surrounding white space.
fn trim(text: &str, piece: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = piece;
    let bytes = text.as_bytes();
    while start < end && bytes[start] == b' ' {
        start += 1;
    }
    while start < end && bytes[end - 1] == b' ' {
        end -= 1;
    }
    // Most white space are spaces.
    let piece = text[start..end].trim_start();
    start = end - piece.len();
    start..start + piece.trim_end().len()
}

/// By ASCII sign: its place among the separators, behind them all if it is none.
const PLACES: [u8; 128] = {
    let mut places = [CANDIDATES.len() as u8; 128];
    let mut at = 0;
    while at < CANDIDATES.len() {
        if CANDIDATES[at].is_ascii() {
            places[CANDIDATES[at] as usize] = at as u8;
        }
        at += 1;
    }
    places
};

/// The place of a sign among the separators, behind them all if it is none.
#[inline]
pub(super) fn separator(sign: char) -> usize {
    if let Some(&place) = PLACES.get(sign as usize) {
        return usize::from(place);
    }
    let place = CANDIDATES.iter().position(|&candidate| candidate == sign);
    place.unwrap_or(CANDIDATES.len())
}

/// A separator, and how often it occurs.
#[derive(Debug, Clone, Copy)]
enum Separator {
    None,
    Char(char, u32),
    Text(&'static str, u32),
    Space(u32),
}

impl Separator {
    fn occurrences(self) -> u32 {
        match self {
            Separator::None => 0,
            Separator::Char(_, n) | Separator::Text(_, n) | Separator::Space(n) => n,
        }
    }
}

fn main_separator(view: &LineView<'_>) -> Separator {
    let layout = view.layout();
    let mut best = Separator::None;
    let mut most = 0;
    for (&c, &n) in CANDIDATES.iter().zip(&layout.separators) {
        if n > most {
            (best, most) = (Separator::Char(c, n), n);
        }
    }
    // A capital I between spaces is a bar that lost its shape; folding lower-cases it.
    if layout.lone > most.max(1) {
        for bar in [" i ", " l "] {
            let n = view.folded.matches(bar).count() as u32;
            if n > most.max(1) {
                (best, most) = (Separator::Text(bar, n), n);
            }
        }
    }
    // Spaces that merely surround another separator do not count.
    let spaces = spaces(view).saturating_sub(2 * most);
    if spaces > most {
        Separator::Space(spaces)
    } else {
        best
    }
}

/// Runs of white space that separate: any run in a line of Han and Kana, else
/// only runs of two or more.
fn spaces(view: &LineView<'_>) -> u32 {
    let (counts, layout) = (view.counts(), view.layout());
    let unspaced = (counts.get(Class::Han) + counts.get(Class::Kana)) * 2 >= counts.letters;
    if unspaced && counts.letters > 0 {
        layout.blanks
    } else {
        layout.wide_blanks
    }
}

/// Hashes of the pieces seen: an open-addressing set on the stack, with room for one more than
/// it takes.
struct Seen<const SLOTS: usize> {
    slots: [u64; SLOTS],
}

impl<const SLOTS: usize> Default for Seen<SLOTS> {
    fn default() -> Self {
        Seen { slots: [0; SLOTS] }
    }
}

impl<const SLOTS: usize> Seen<SLOTS> {
    /// Whether a hash is new.
    fn insert(&mut self, hash: u64) -> bool {
        let hash = hash | 1;
        let mut at = (hash >> 40) as usize % SLOTS;
        loop {
            match self.slots[at] {
                0 => {
                    self.slots[at] = hash;
                    return true;
                }
                slot if slot == hash => return false,
                _ => at = (at + 1) % SLOTS,
            }
        }
    }
}

/// 64-bit FNV-1a (Fowler, Noll, Vo): short keys, no state to carry.
pub(super) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::view::measure;
    use super::*;
    use crate::text::fold::FoldCounts;

    /// Length of the pieces, and which of them are the first of their kind.
    fn plain<'t>(pieces: impl Iterator<Item = &'t str>) -> Segments {
        let pieces: Vec<_> = pieces
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
            .collect();
        let lengths = || pieces.iter().map(|piece| piece.chars().count() as u32);
        let compared = &pieces[..pieces.len().min(COMPARED as usize)];
        let distinct = compared
            .iter()
            .collect::<std::collections::HashSet<_>>()
            .len();
        Segments {
            separators: 0,
            count: pieces.len() as u32,
            chars: lengths().sum(),
            longest: lengths().max().unwrap_or(0),
            distinct: distinct as u32,
            compared: compared.len() as u32,
        }
    }

    proptest! {
        #[test]
        fn pieces_are_those_between_separators(
            items in prop::collection::vec("[ab é\u{3000}中i]{0,4}|abcdefgh[ab]{0,9}", 0..300),
            between in prop::sample::select(vec!["|", " | ", "、", "  ", " ", " i ", "·", ""]),
        ) {
            let line = items.join(between);
            let view = LineView::new(&line, &line, FoldCounts::default());
            let text = view.folded;
            let expected = match main_separator(&view) {
                Separator::None => plain(std::iter::once(text)),
                Separator::Char(c, _) => plain(text.split(c)),
                Separator::Text(s, _) => plain(text.split(s)),
                Separator::Space(_) => plain(text.split_whitespace()),
            };
            let separators = main_separator(&view).occurrences();
            prop_assert_eq!(Segments::of(&view), Segments { separators, ..expected });
        }
    }

    #[test]
    fn finds_the_separator_of_the_line() {
        for (line, segments) in [
            ("甲乙|丙丁|戊己", 3.0),
            ("甲乙 I 丙丁 I 戊己", 3.0),
            ("甲乙丙 丁戊己 庚辛", 3.0),
            ("甲乙_丙丁_戊己_", 3.0),
            ("Home  News  Sports", 3.0),
            ("An ordinary English sentence", 1.0),
            ("", 0.0),
        ] {
            assert_eq!(measure(&SEGMENTS, line), segments, "{line}");
        }
    }

    #[test]
    fn distinct_share_sees_repeats() {
        assert_eq!(measure(&DISTINCT, "甲乙|丙丁|甲乙|丙丁"), 0.5);
        let many = vec!["同样"; 500].join("|");
        assert!(measure(&DISTINCT, &many) < 0.01);
    }
}
