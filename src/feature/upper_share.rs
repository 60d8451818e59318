//! Capitals: link rows are in title case, shouting is in capitals.

use super::Feature;
use super::view::share;

pub(super) const FEATURE: Feature = Feature::line(
    "upper-share",
    "Upper-case letters as a share of the cased letters of the untouched line.",
    |view| {
        let capitals = view.capitals();
        share(capitals.upper, capitals.cased)
    },
);
