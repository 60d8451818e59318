//! Readings glued to Han characters, verified by the fold.

use super::Feature;

pub(super) const FEATURE: Feature = Feature::line(
    "glosses",
    "Verified readings in brackets after Han characters.",
    |view| f64::from(view.fold.gloss),
);
