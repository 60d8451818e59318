//! Symbols and emoji: arrows, hearts and stars frame calls to click.

use super::Feature;
use super::view::share;
use crate::text::class::Class;

pub(super) const FEATURE: Feature = Feature::line(
    "symbol-share",
    "Symbols and emoji (not punctuation) as a share of the visible characters.",
    |view| {
        let counts = view.counts();
        share(
            counts.get(Class::Symbol) + counts.get(Class::Emoji),
            counts.visible,
        )
    },
);
