//! A line cut at its main list separator.
//!
//! Injected keyword lists and link rows are many short pieces joined by one
//! separator, and the separator varies from page to page: `|`, `,`, `_`, ` I `,
//! spaces. The one that occurs most often is taken as the line's own.

use super::Feature;
use super::view::LineView;
use crate::text::class::Class;

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
const CANDIDATES: [char; 14] = [
    '|', '\t', '_', '/', '·', '•', '>', '»', '、', ',', ';', '-', '~', '#',
];

/// Segments that are compared with each other.
const COMPARED: u32 = 192;

/// Measurements on the pieces of a line.
#[derive(Debug, Clone, Copy, Default)]
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
        let text = view.folded;
        let mut segments = Segments::default();
        let mut seen = Seen::default();
        match main_separator(view) {
            Separator::None => segments.add(text, &mut seen),
            Separator::Char(c, n) => {
                segments.separators = n;
                text.split(c)
                    .for_each(|piece| segments.add(piece, &mut seen));
            }
            Separator::Text(s, n) => {
                segments.separators = n;
                text.split(s)
                    .for_each(|piece| segments.add(piece, &mut seen));
            }
            Separator::Space(n) => {
                segments.separators = n;
                text.split_whitespace()
                    .for_each(|piece| segments.add(piece, &mut seen));
            }
        }
        segments
    }

    fn add(&mut self, piece: &str, seen: &mut Seen) {
        let piece = piece.trim();
        if piece.is_empty() {
            return;
        }
        let chars = piece.chars().count() as u32;
        self.count += 1;
        self.chars += chars;
        self.longest = self.longest.max(chars);
        if self.compared < COMPARED {
            self.compared += 1;
            self.distinct += u32::from(seen.insert(piece));
        }
    }
}

enum Separator {
    None,
    Char(char, u32),
    Text(&'static str, u32),
    Space(u32),
}

fn main_separator(view: &LineView<'_>) -> Separator {
    let text = view.folded;
    let mut counts = [0u32; CANDIDATES.len()];
    for c in text.chars() {
        if let Some(at) = CANDIDATES.iter().position(|&candidate| candidate == c) {
            counts[at] += 1;
        }
    }
    let mut best = Separator::None;
    let mut most = 0;
    for (&c, &n) in CANDIDATES.iter().zip(&counts) {
        if n > most {
            (best, most) = (Separator::Char(c, n), n);
        }
    }
    // A capital I between spaces is a bar that lost its shape; folding lower-cases it.
    for bar in [" i ", " l "] {
        let n = text.matches(bar).count() as u32;
        if n > most.max(1) {
            (best, most) = (Separator::Text(bar, n), n);
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
    let counts = view.counts();
    let unspaced = (counts.get(Class::Han) + counts.get(Class::Kana)) * 2 >= counts.letters;
    let least = if unspaced && counts.letters > 0 { 1 } else { 2 };
    let (mut runs, mut run) = (0, 0);
    for c in view.folded.chars() {
        if c.is_whitespace() {
            run += 1;
        } else {
            runs += u32::from(run >= least);
            run = 0;
        }
    }
    runs
}

/// Hashes of the pieces seen: an open-addressing set on the stack.
struct Seen {
    slots: [u64; 256],
}

impl Default for Seen {
    fn default() -> Self {
        Seen { slots: [0; 256] }
    }
}

impl Seen {
    /// Whether the piece is new.
    fn insert(&mut self, piece: &str) -> bool {
        let hash = fnv(piece.as_bytes()) | 1;
        let mut at = (hash >> 8) as usize & 255;
        loop {
            match self.slots[at] {
                0 => {
                    self.slots[at] = hash;
                    return true;
                }
                slot if slot == hash => return false,
                _ => at = (at + 1) & 255,
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
    use super::super::view::measure;
    use super::*;

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
