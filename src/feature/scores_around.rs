//! The first pass's scores by shape of a line and of those around it: what the second pass of
//! a scorecard looks at (stacked sequential learning: Cohen, Carvalho, 2005).

use super::text_around::ratio;
use super::{DocumentFacts, Feature, Stage};

const fn scored(
    name: &'static str,
    summary: &'static str,
    measure: fn(&DocumentFacts, usize) -> f64,
) -> Feature {
    Feature::in_document(name, summary, Stage::Scored, measure)
}

pub(super) const OWN: Feature = scored(
    "shape",
    "The first pass's score by shape: above 0 speaks for removing the line; limited to ±4, as those below.",
    |document, line| document.scores.at(Some(line)),
);
pub(super) const BEFORE: Feature = scored(
    "shape-before",
    "The first pass's score by shape of the line before; 0 if there is none.",
    |document, line| document.scores.at(line.checked_sub(1)),
);
pub(super) const BEFORE_2: Feature = scored(
    "shape-before-2",
    "The first pass's score by shape of the second line before; 0 if there is none.",
    |document, line| document.scores.at(line.checked_sub(2)),
);
pub(super) const AFTER: Feature = scored(
    "shape-after",
    "The first pass's score by shape of the line after; 0 if there is none.",
    |document, line| document.scores.at(Some(line + 1)),
);
pub(super) const AFTER_2: Feature = scored(
    "shape-after-2",
    "The first pass's score by shape of the second line after; 0 if there is none.",
    |document, line| document.scores.at(Some(line + 2)),
);
pub(super) const MEAN_3: Feature = scored(
    "shape-3",
    "Mean of the first pass's scores by shape of the lines up to 3 away, the line itself left out.",
    |document, line| document.scores.mean(line, 3),
);
pub(super) const MEAN_8: Feature = scored(
    "shape-8",
    "Mean of the first pass's scores by shape of the lines up to 8 away, the line itself left out.",
    |document, line| document.scores.mean(line, 8),
);
pub(super) const MEAN_20: Feature = scored(
    "shape-20",
    "Mean of the first pass's scores by shape of the lines up to 20 away, the line itself left out.",
    |document, line| document.scores.mean(line, 20),
);
pub(super) const KEPT_BEFORE: Feature = scored(
    "kept-before",
    "Lines back to the nearest with a score by shape below 0; 999 if there is none.",
    |document, line| document.scores.nearest.before(line),
);
pub(super) const KEPT_AFTER: Feature = scored(
    "kept-after",
    "Lines on to the nearest with a score by shape below 0; 999 if there is none.",
    |document, line| document.scores.nearest.after(line),
);
pub(super) const KEPT_MASS_BEFORE: Feature = scored(
    "kept-mass-before",
    "Share (0 to 1) of the columns of lines with a score by shape below 0 that stand before the line.",
    |document, line| {
        ratio(
            document.scores.kept.before(line),
            document.scores.kept.all(),
        )
    },
);
pub(super) const KEPT_MASS_8: Feature = scored(
    "kept-mass-8",
    "Columns of lines up to 8 away with a score by shape below 0, the line itself left out.",
    |document, line| document.scores.kept.others(line, 8),
);
pub(super) const BLOCK: Feature = scored(
    "block-width",
    "Columns of the block of kept lines (gaps of two lines bridged) that the line stands in; 0 outside.",
    |document, line| document.scores.block(line),
);
pub(super) const BLOCK_SHARE: Feature = scored(
    "block-share",
    "The same as a share (0 to 1) of the largest block.",
    |document, line| ratio(document.scores.block(line), document.scores.largest),
);
pub(super) const BLOCK_NUMBER: Feature = scored(
    "block-number",
    "How many blocks of kept lines begin at or before the line.",
    |document, line| document.scores.number(line),
);
pub(super) const DOCUMENT: Feature = Feature::document(
    "document-kept-share",
    "Columns of lines with a score by shape below 0 as a share of the document's columns.",
    Stage::Scored,
    |document| ratio(document.scores.kept.all(), document.widths.all()),
);
