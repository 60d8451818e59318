//! On which side of a line the running text is, and how far away.

use super::{Feature, Stage};

pub(super) const BEFORE: Feature = Feature::in_document(
    "article-before",
    "Non-blank lines back to the nearest article-like line before; 999 if there is none.",
    Stage::Context,
    |document, line| document.nearest_article.before(line),
);
pub(super) const AFTER: Feature = Feature::in_document(
    "article-after",
    "Non-blank lines on to the nearest article-like line after; 999 if there is none.",
    Stage::Context,
    |document, line| document.nearest_article.after(line),
);
pub(super) const SHARE: Feature = Feature::in_document(
    "line-share",
    "Share (0 to 1) of the document's non-blank lines that stand before the line.",
    Stage::Document,
    |document, line| line as f64 / document.lines.len().max(1) as f64,
);
