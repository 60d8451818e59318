//! Length in columns, so that Han and Latin lines compare: a Han character says
//! about as much as two to three Latin letters (Unicode TR11 gives it two columns).

use super::Feature;
use super::view::LineView;
use crate::text::class::Class;

pub(super) const FEATURE: Feature = Feature::line(
    "width",
    "Columns of the folded line: Han, Kana and Hangul take two, others one.",
    |view| f64::from(width(view)),
);

/// Columns of the folded line.
#[inline]
pub(super) fn width(view: &LineView<'_>) -> u32 {
    let counts = view.counts();
    let spaces = counts.get(Class::Space);
    counts.visible
        + spaces
        + counts.get(Class::Han)
        + counts.get(Class::Kana)
        + counts.get(Class::Hangul)
}
