//! Where a line stands: widgets and injected lines gather at the head and tail.

use super::{Feature, Stage};

/// Stands for "no other article-like line", in lines.
const NOWHERE: f64 = 999.0;

pub(super) const NUMBER: Feature = Feature::in_document(
    "line-number",
    "Number of the line among the non-blank lines, from 1.",
    Stage::Document,
    |_, line| line as f64 + 1.0,
);
pub(super) const TO_END: Feature = Feature::in_document(
    "lines-to-end",
    "Non-blank lines after this one.",
    Stage::Document,
    |document, line| document.lines.len() as f64 - line as f64 - 1.0,
);
pub(super) const REPEATS: Feature = Feature::in_document(
    "line-repeats",
    "How often the folded line stands in the document.",
    Stage::Document,
    |document, line| document.repeats(line) as f64,
);
pub(super) const ARTICLE_DISTANCE: Feature = Feature::in_document(
    "article-distance",
    "Non-blank lines to the nearest other article-like line; 999 if there is none.",
    Stage::Context,
    |document, line| {
        let articles = document.articles();
        let next = articles.partition_point(|&at| at < line);
        let before = next
            .checked_sub(1)
            .and_then(|at| articles.get(at))
            .map(|at| line - at);
        let after = articles[next..]
            .iter()
            .find(|&&at| at > line)
            .map(|at| at - line);
        match (before, after) {
            (Some(a), Some(b)) => a.min(b) as f64,
            (Some(a), None) | (None, Some(a)) => a as f64,
            (None, None) => NOWHERE,
        }
    },
);
pub(super) const TEXT_BEFORE: Feature = Feature::in_document(
    "text-before",
    "Share (0 to 1) of the article-like text, in columns, that stands before the line.",
    Stage::Context,
    |document, line| document.text_before(line),
);
