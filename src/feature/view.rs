//! A line as features see it: folded and untouched, counted once.

use std::cell::{Cell, OnceCell};
use std::ops::Deref;

use crate::text::class::Class;
use crate::text::fold::FoldCounts;

use super::capitals::Capitals;
use super::counts::Counts;
use super::function_words;
use super::runs::Layout;
use super::segments::Segments;

/// Whether a class is one of letters.
#[inline]
pub fn is_letter(class: Class) -> bool {
    class.is_letter()
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
    layout: OnceCell<Layout>,
    segments: OnceCell<Segments>,
    capitals: OnceCell<Capitals>,
    /// URLs and domain names.
    pub(super) urls: OnceCell<u32>,
    /// By feature of the line: its value, NaN before it is measured.
    values: [Cell<f64>; super::LINE_COUNT],
}

impl Default for LineMemo {
    fn default() -> LineMemo {
        LineMemo {
            counts: OnceCell::new(),
            layout: OnceCell::new(),
            segments: OnceCell::new(),
            capitals: OnceCell::new(),
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

    #[inline]
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
            folded: trim(folded),
            fold,
            memo: memo.map_or_else(|| Memo::Own(Box::default()), Memo::Kept),
        }
    }

    /// A feature of the line alone, measured at most once.
    #[inline]
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
    #[inline]
    pub fn counts(&self) -> &Counts {
        self.memo.counts.get_or_init(|| Counts::of(self.folded))
    }

    /// How the folded line is laid out.
    #[inline]
    pub fn layout(&self) -> &Layout {
        let layout = || function_words::layout(self.folded);
        self.memo.layout.get_or_init(layout)
    }

    /// The folded line cut at its main separator.
    pub fn segments(&self) -> &Segments {
        self.memo.segments.get_or_init(|| Segments::of(self))
    }

    /// Capitals of the untouched line.
    pub(super) fn capitals(&self) -> &Capitals {
        self.memo.capitals.get_or_init(|| Capitals::of(self.raw))
    }
}

/// A text without surrounding white space, which most have none of.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    let is_seen = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_seen(text.as_bytes().first()) && is_seen(text.as_bytes().last()) {
        return text;
    }
    text.trim()
}

/// `part / whole`, 0 for an empty whole.
#[inline]
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
