//! What kind of document a line stands in: its size, script and running text.

use super::{Feature, Stage};

pub(super) const LINES: Feature = Feature::document(
    "document-lines",
    "Non-blank lines of the document.",
    Stage::Document,
    |document| document.lines.len() as f64,
);
pub(super) const CHARS: Feature = Feature::document(
    "document-chars",
    "Characters of the document's non-blank lines.",
    Stage::Document,
    |document| document.totals.chars as f64,
);
pub(super) const HAN_SHARE: Feature = Feature::document(
    "document-han-share",
    "Han characters as a share of the document's letters.",
    Stage::Document,
    |document| share(u64::from(document.scripts[0]), document.totals.letters),
);
pub(super) const URLS: Feature = Feature::document(
    "document-urls",
    "URLs and bare domain names of the document.",
    Stage::Document,
    |document| document.totals.urls as f64,
);
pub(super) const LINKS: Feature = Feature::document(
    "document-links",
    "Markdown links of the document.",
    Stage::Document,
    |document| document.totals.links as f64,
);
pub(super) const GLOSSES: Feature = Feature::document(
    "document-glosses",
    "Verified readings in brackets of the document.",
    Stage::Document,
    |document| document.totals.glosses as f64,
);
pub(super) const EVASIONS: Feature = Feature::document(
    "document-evasions",
    "Disguising fold edits of the document.",
    Stage::Document,
    |document| document.totals.evasions as f64,
);
pub(super) const ARTICLE_LINES: Feature = Feature::document(
    "document-article-lines",
    "Article-like lines of the document.",
    Stage::Context,
    |document| document.articles().len() as f64,
);
pub(super) const ARTICLE_CHARS: Feature = Feature::document(
    "document-article-chars",
    "Characters of the document's article-like lines.",
    Stage::Context,
    |document| document.totals.article_chars as f64,
);
pub(super) const ARTICLE_SHARE: Feature = Feature::document(
    "document-article-share",
    "Characters of article-like lines as a share of the document's characters.",
    Stage::Context,
    |document| share(document.totals.article_chars, document.totals.chars),
);

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
