//! Facts of one line that features of its document are made of.

use crate::text::class::Class;

use super::comments::{self, Thread};
use super::pages::line_hash;
use super::view::LineView;
use super::{evasions, links, open_end, sentence_ends, urls, width};

/// Facts of one non-blank line.
#[derive(Debug, Clone, Default)]
pub struct LineFacts {
    /// Characters without surrounding white space.
    pub chars: u32,
    /// Columns.
    pub width: u32,
    /// Letters by script, in the order of the classes from Han on.
    pub scripts: [u32; 8],
    /// Letters.
    pub letters: u32,
    /// Characters that traditional→simplified folding changed.
    pub traditional: u32,
    /// URLs and domain names.
    pub urls: u32,
    /// Markdown links.
    pub links: u32,
    /// Verified readings.
    pub glosses: u32,
    /// Disguising fold edits.
    pub evasions: u32,
    /// Letters in function characters or words.
    pub function: u32,
    /// Characters that the terms of removable labels cover.
    pub covered: u32,
    /// What it is in a thread of comments.
    pub thread: Thread,
    /// Whether it is a heading above teasers.
    pub teasers: bool,
    /// Hash of the folded line.
    pub hash: u64,
    /// Whether it ends with a sentence end.
    pub closed: bool,
    /// Whether it reads like a paragraph, whatever its verdict.
    pub paragraph: bool,
    /// Whether it is a paragraph that the first pass kept.
    pub article_like: bool,
}

impl LineFacts {
    /// Measures one line, of which terms of removable labels cover `covered` characters.
    pub fn of(view: &LineView<'_>, covered: u32) -> LineFacts {
        let counts = view.counts();
        let (thread, teasers) = comments::look(view);
        LineFacts {
            chars: counts.chars,
            width: width::width(view),
            scripts: counts.scripts(),
            letters: counts.letters,
            traditional: view.fold.traditional,
            urls: urls::count(view),
            links: links::count(view),
            glosses: view.fold.gloss,
            evasions: evasions::count(view),
            function: view.layout().function,
            covered,
            thread,
            teasers,
            hash: line_hash(view.folded),
            closed: open_end::is_closed(view.folded),
            paragraph: is_paragraph(view),
            article_like: false,
        }
    }
}

/// Whether a line reads like a paragraph of running text: at least 60 columns
/// (a line of print) with a sentence end, or 160 columns with two clause marks,
/// and function characters or words in at least 2 % of its letters; and no markup. The widths
/// were set on half of the gold pages of five collections.
pub fn is_paragraph(view: &LineView<'_>) -> bool {
    // A column takes at least two thirds of a byte; most short lines stop here.
    if view.folded.len() < 40 {
        return false;
    }
    let width = width::width(view);
    let closed = width >= 60 && sentence_ends::count(view) >= 1;
    let long = width >= 160 && view.counts().get(Class::ClauseMark) >= 2;
    let letters = view.counts().letters;
    (closed || long) && view.layout().function * 50 >= letters.max(1) && !is_markup(view.folded)
}

/// Whether tags stand close together, as in no sentence about them: one for every 40 bytes.
fn is_markup(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).count() * 40 >= text.len()
}
