//! Digits: counters, dates, phone numbers and prices are full of them.

use super::Feature;
use super::view::share;
use crate::text::class::Class;

pub(super) const COUNT: Feature = Feature::line("digits", "Number of digits.", |view| {
    f64::from(view.counts().get(Class::Digit))
});
pub(super) const SHARE: Feature = Feature::line(
    "digit-share",
    "Digits as a share of the visible characters.",
    |view| share(view.counts().get(Class::Digit), view.counts().visible),
);
