//! What the first pass of the rules says about a line and about those around it: where one
//! widget stands, others are near.

use super::text_around::ratio;
use super::{DocumentFacts, Feature, Stage};

const fn evidence(
    name: &'static str,
    summary: &'static str,
    measure: fn(&DocumentFacts, usize) -> f64,
) -> Feature {
    Feature::in_document(name, summary, Stage::Context, measure)
}

pub(super) const REMOVING: Feature = evidence(
    "evidence",
    "Largest sum of scores of a removable label that the line's own rules give in the first pass, before protection.",
    |document, line| document.evidence[line].removing,
);
pub(super) const PROTECTING: Feature = evidence(
    "protection",
    "What protects the line in the first pass; 0 where nothing argues for removing it.",
    |document, line| document.evidence[line].protecting,
);
pub(super) const GONE_3: Feature = evidence(
    "removed-3",
    "Lines up to 3 away that the first pass removes, the line itself left out.",
    |document, line| document.gone.others(line, 3),
);
pub(super) const GONE_8: Feature = evidence(
    "removed-8",
    "Lines up to 8 away that the first pass removes, the line itself left out.",
    |document, line| document.gone.others(line, 8),
);
pub(super) const GONE_BEFORE: Feature = evidence(
    "removed-before",
    "Non-blank lines back to the nearest that the first pass removes; 999 if there is none.",
    |document, line| document.nearest_gone.before(line),
);
pub(super) const GONE_AFTER: Feature = evidence(
    "removed-after",
    "Non-blank lines on to the nearest that the first pass removes; 999 if there is none.",
    |document, line| document.nearest_gone.after(line),
);
pub(super) const DOCUMENT: Feature = Feature::document(
    "document-removed-share",
    "Non-blank lines that the first pass removes as a share of all.",
    Stage::Context,
    |document| ratio(document.gone.all(), document.lines.len() as f64),
);
