//! Ends of the lines around: sentences follow sentences, labels follow labels.

use super::{Feature, Stage};

pub(super) const BEFORE: Feature = Feature::in_document(
    "ends-before",
    "How many of the three non-blank lines before end with a sentence end.",
    Stage::Document,
    |document, line| {
        let lines = &document.lines[line.saturating_sub(3)..line];
        lines.iter().filter(|line| line.closed).count() as f64
    },
);
pub(super) const AFTER: Feature = Feature::in_document(
    "ends-after",
    "How many of the three non-blank lines after end with a sentence end.",
    Stage::Document,
    |document, line| {
        let lines = document.lines[line + 1..].iter().take(3);
        lines.filter(|line| line.closed).count() as f64
    },
);
