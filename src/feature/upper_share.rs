//! Capitals: link rows are in title case, shouting is in capitals.

use super::Feature;
use super::view::share;

pub(super) const FEATURE: Feature = Feature::line(
    "upper-share",
    "Upper-case letters as a share of the cased letters of the untouched line.",
    |view| {
        let (mut upper, mut cased) = (0, 0);
        for c in view.raw.chars() {
            let is_upper = c.is_uppercase();
            upper += u32::from(is_upper);
            cased += u32::from(is_upper || c.is_lowercase());
        }
        share(upper, cased)
    },
);
