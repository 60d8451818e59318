//! Length in characters: what a reader counts, whatever the encoding.

use super::Feature;

pub(super) const FEATURE: Feature = Feature::line(
    "chars",
    "Characters of the folded line without surrounding white space.",
    |view| f64::from(view.counts().chars),
);
