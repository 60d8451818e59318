//! Disguises: folds that honest text hardly ever needs.

use super::Feature;
use super::view::LineView;

pub(super) const FEATURE: Feature = Feature::line(
    "evasions",
    "Fold edits that only a disguise needs: invisible characters inside words, look-alikes in mixed words, styled letters, closed letter-spacing.",
    |view| f64::from(count(view)),
);

/// Number of disguising edits.
pub(super) fn count(view: &LineView<'_>) -> u32 {
    let fold = view.fold;
    fold.invisible + fold.confusable + fold.styled + fold.spacing
}
