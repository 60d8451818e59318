//! How much text stands around a line: the body of a page is where its text is dense.

use super::{DocumentFacts, Feature, Stage};

const fn around(
    name: &'static str,
    summary: &'static str,
    measure: fn(&DocumentFacts, usize) -> f64,
) -> Feature {
    Feature::in_document(name, summary, Stage::Document, measure)
}

pub(super) const MASS_3: Feature = around(
    "mass-3",
    "Columns of the lines up to 3 away, the line itself left out.",
    |document, line| document.widths.others(line, 3),
);
pub(super) const MASS_8: Feature = around(
    "mass-8",
    "Columns of the lines up to 8 away, the line itself left out.",
    |document, line| document.widths.others(line, 8),
);
pub(super) const MASS_20: Feature = around(
    "mass-20",
    "Columns of the lines up to 20 away, the line itself left out.",
    |document, line| document.widths.others(line, 20),
);
pub(super) const PARAGRAPHS_3: Feature = around(
    "paragraph-share-3",
    "Columns of paragraphs as a share of all columns of the lines up to 3 away, the line itself left out.",
    |document, line| paragraph_share(document, line, 3),
);
pub(super) const PARAGRAPHS_8: Feature = around(
    "paragraph-share-8",
    "Columns of paragraphs as a share of all columns of the lines up to 8 away, the line itself left out.",
    |document, line| paragraph_share(document, line, 8),
);
pub(super) const PARAGRAPHS_20: Feature = around(
    "paragraph-share-20",
    "Columns of paragraphs as a share of all columns of the lines up to 20 away, the line itself left out.",
    |document, line| paragraph_share(document, line, 20),
);
pub(super) const FUNCTION_3: Feature = around(
    "function-share-3",
    "Letters in function characters or words as a share of the letters of the lines up to 3 away, the line itself left out.",
    |document, line| {
        let function = document.function.others(line, 3);
        ratio(function, document.letters.others(line, 3))
    },
);
pub(super) const DOCUMENT_PARAGRAPHS: Feature = Feature::document(
    "document-paragraph-share",
    "Columns of lines that read like paragraphs as a share of the document's columns.",
    Stage::Document,
    |document| ratio(document.paragraphs.all(), document.widths.all()),
);
pub(super) const DOCUMENT_WIDTH: Feature = Feature::document(
    "document-mean-width",
    "Mean columns of the document's non-blank lines.",
    Stage::Document,
    |document| ratio(document.widths.all(), document.lines.len() as f64),
);
pub(super) const DOCUMENT_FUNCTION: Feature = Feature::document(
    "document-function-share",
    "Letters in function characters or words as a share of the document's letters.",
    Stage::Document,
    |document| ratio(document.function.all(), document.letters.all()),
);
pub(super) const DOCUMENT_CLOSED: Feature = Feature::document(
    "document-closed-share",
    "Non-blank lines that end with a sentence end as a share of all.",
    Stage::Document,
    |document| ratio(document.closed.all(), document.lines.len() as f64),
);

#[inline]
fn paragraph_share(document: &DocumentFacts, line: usize, distance: usize) -> f64 {
    let around = |sums: &super::sums::Sums| sums.others(line, distance);
    ratio(around(&document.paragraphs), around(&document.widths))
}

/// `part / whole`, 0 for an empty whole.
#[inline]
pub(super) fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
