//! Markdown links, which survive in scraped Markdown.

use super::Feature;
use super::view::LineView;

pub(super) const FEATURE: Feature =
    Feature::line("links", "Markdown links.", |view| f64::from(count(view)));

/// Number of Markdown links of the folded line.
pub(super) fn count(view: &LineView<'_>) -> u32 {
    view.folded.matches("](").count() as u32
}
