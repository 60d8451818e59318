//! An audit as one page that stands alone: no network, no script but its own.
//!
//! The template engine escapes all text; the page's own policy lets no script run but the one
//! that carries the nonce, which is a hash of what the page shows and so cannot be foreseen by
//! a document that is shown.

mod chart;
mod example;
mod page;
mod text;

use askama::Template;

use super::super::Audit;
use page::Page;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum HtmlError {
    /// A chart could not be drawn.
    #[error("a chart cannot be drawn: {0}")]
    Chart(#[from] charts_rs::Error),
    /// The template could not be filled.
    #[error("the page cannot be filled: {0}")]
    Template(#[from] askama::Error),
}

/// The page.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn render(audit: &Audit) -> Result<String, HtmlError> {
    Ok(Page::new(audit)?.render()?)
}
