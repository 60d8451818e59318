//! How much of a line is made of the words of widgets, advertisements, spam and page furniture,
//! whether or not a rule makes something of them.

use super::sums::Sums;
use super::text_around::ratio;
use super::view::share;
use super::{Feature, Stage};

pub(super) const FEATURE: Feature = Feature::in_document(
    "term-coverage",
    "Characters that terms of removable labels cover as a share of the line's characters.",
    Stage::Document,
    |document, line| {
        let line = &document.lines[line];
        share(line.covered, line.chars)
    },
);
pub(super) const AROUND: Feature = Feature::in_document(
    "term-coverage-3",
    "The same over the lines up to 3 away, the line itself left out.",
    Stage::Document,
    |document, line| {
        let around = |sums: &Sums| sums.others(line, 3);
        ratio(around(&document.covered), around(&document.chars))
    },
);
pub(super) const DOCUMENT: Feature = Feature::document(
    "document-term-coverage",
    "The same over the document.",
    Stage::Document,
    |document| ratio(document.covered.all(), document.chars.all()),
);
