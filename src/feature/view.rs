//! A line as features see it: folded and untouched, counted once.

use std::cell::{Cell, OnceCell};
use std::ops::Deref;

use crate::text::class::{Class, count_classes};
use crate::text::fold::FoldCounts;

use super::segments::Segments;

/// Characters of a line by class.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    by_class: [u32; 32],
    /// Han, Kana, Hangul and other letters together.
    pub letters: u32,
    /// Characters that are no white space.
    pub non_space: u32,
    /// Characters that are neither white space nor invisible.
    pub visible: u32,
}

impl Counts {
    fn of(text: &str) -> Counts {
        let mut counts = Counts::default();
        count_classes(text, &mut counts.by_class);
        counts.letters = LETTERS.iter().map(|&class| counts.get(class)).sum();
        let all: u32 = counts.by_class.iter().sum();
        counts.non_space = all - counts.get(Class::Space);
        counts.visible = counts.non_space - counts.get(Class::Invisible);
        counts
    }

    /// Number of characters of that class.
    pub fn get(&self, class: Class) -> u32 {
        self.by_class[class as usize & 31]
    }
}

/// The classes that are letters.
const LETTERS: [Class; 8] = [
    Class::Han,
    Class::Kana,
    Class::Hangul,
    Class::Unspaced,
    Class::Latin,
    Class::Cyrillic,
    Class::Greek,
    Class::Letter,
];

/// The same as bits.
const LETTER_BITS: u32 = {
    let (mut bits, mut at) = (0, 0);
    while at < LETTERS.len() {
        bits |= LETTERS[at].bit();
        at += 1;
    }
    bits
};

/// Whether a class is one of letters.
#[inline]
pub fn is_letter(class: Class) -> bool {
    LETTER_BITS & class.bit() != 0
}

/// Whether characters of a class make words between boundaries: letters, digits and marks of
/// scripts that write words apart.
pub fn joins_words(class: Class) -> bool {
    let unspaced = matches!(
        class,
        Class::Han | Class::Kana | Class::Hangul | Class::Unspaced
    );
    (is_letter(class) && !unspaced) || matches!(class, Class::Digit | Class::Mark)
}

/// What was measured on a line so far. Measurements that several features share are made at
/// most once, when the first asks.
#[derive(Debug, Clone)]
pub struct LineMemo {
    counts: OnceCell<Counts>,
    segments: OnceCell<Segments>,
    /// Letters in function characters or words.
    pub(super) function: OnceCell<u32>,
    /// URLs and domain names.
    pub(super) urls: OnceCell<u32>,
    /// By feature of the line: its value, NaN before it is measured.
    values: [Cell<f64>; super::LINE_COUNT],
}

impl Default for LineMemo {
    fn default() -> LineMemo {
        LineMemo {
            counts: OnceCell::new(),
            segments: OnceCell::new(),
            function: OnceCell::new(),
            urls: OnceCell::new(),
            values: [const { Cell::new(f64::NAN) }; super::LINE_COUNT],
        }
    }
}

/// A line, folded and untouched, with what was measured on it.
#[derive(Debug)]
pub struct LineView<'a> {
    /// The untouched line.
    pub raw: &'a str,
    /// The folded line, without surrounding white space.
    pub folded: &'a str,
    /// What folding did.
    pub fold: FoldCounts,
    pub(super) memo: Memo<'a>,
}

/// A memo of the view itself, or one that outlives it.
#[derive(Debug)]
pub(super) enum Memo<'a> {
    Own(Box<LineMemo>),
    Kept(&'a LineMemo),
}

impl Deref for Memo<'_> {
    type Target = LineMemo;

    fn deref(&self) -> &LineMemo {
        match self {
            Memo::Own(memo) => memo,
            Memo::Kept(memo) => memo,
        }
    }
}

impl<'a> LineView<'a> {
    /// A view of a line and its folded form.
    pub fn new(raw: &'a str, folded: &'a str, fold: FoldCounts) -> LineView<'a> {
        LineView::again(raw, folded, fold, None)
    }

    /// The same, with what was measured on the same line before, if that was kept.
    pub fn again(
        raw: &'a str,
        folded: &'a str,
        fold: FoldCounts,
        memo: Option<&'a LineMemo>,
    ) -> LineView<'a> {
        LineView {
            raw,
            folded: folded.trim(),
            fold,
            memo: memo.map_or_else(|| Memo::Own(Box::default()), Memo::Kept),
        }
    }

    /// A feature of the line alone, measured at most once.
    pub fn value(&self, feature: super::FeatureId, measure: fn(&LineView<'_>) -> f64) -> f64 {
        let Some(value) = self.memo.values.get(feature.0) else {
            return measure(self);
        };
        if value.get().is_nan() {
            value.set(measure(self));
        }
        value.get()
    }

    /// Characters of the folded line by class.
    pub fn counts(&self) -> &Counts {
        self.memo.counts.get_or_init(|| Counts::of(self.folded))
    }

    /// The folded line cut at its main separator.
    pub fn segments(&self) -> &Segments {
        self.memo.segments.get_or_init(|| Segments::of(self))
    }
}

/// `part / whole`, 0 for an empty whole.
pub fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

#[cfg(test)]
pub(super) fn measure(feature: &super::Feature, line: &str) -> f64 {
    let mut buffer = crate::text::fold::FoldBuffer::default();
    let folded = buffer.fold(line);
    let view = LineView::new(line, folded.text, folded.counts);
    match feature.measure {
        super::Measure::Line(measure) => measure(&view),
        _ => panic!("{} is not measured on a line alone", feature.name),
    }
}
