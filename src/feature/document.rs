//! What a document is made of: facts of each non-blank line, and totals.
//!
//! The facts are collected once per document, and only when a rule asks for a
//! feature that needs them or the document loses something. Verdicts of the
//! first pass enter through [`DocumentFacts::judge`].

use crate::text::class::Class;

use super::segments::fnv;
use super::view::LineView;
use super::{evasions, function_words, links, sentence_ends, urls, width};

/// Scripts that a document can be mainly written in.
pub(super) const SCRIPTS: [Class; 8] = [
    Class::Han,
    Class::Kana,
    Class::Hangul,
    Class::Unspaced,
    Class::Latin,
    Class::Cyrillic,
    Class::Greek,
    Class::Letter,
];

/// Facts of one non-blank line.
#[derive(Debug, Clone, Default)]
pub struct LineFacts {
    /// Characters without surrounding white space.
    pub chars: u32,
    /// Columns.
    pub width: u32,
    /// Letters by script, in the order of [`SCRIPTS`].
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
    /// Hash of the folded line.
    pub hash: u64,
    /// Whether it reads like a paragraph, whatever its verdict.
    pub paragraph: bool,
    /// Whether it is a paragraph that the first pass kept.
    pub article_like: bool,
}

impl LineFacts {
    /// Measures one line.
    pub fn of(view: &LineView<'_>) -> LineFacts {
        let counts = view.counts();
        LineFacts {
            chars: view.folded.chars().count() as u32,
            width: width::width(view),
            scripts: SCRIPTS.map(|script| counts.get(script)),
            letters: counts.letters,
            traditional: view.fold.traditional,
            urls: urls::count(view),
            links: links::count(view),
            glosses: view.fold.gloss,
            evasions: evasions::count(view),
            hash: fnv(view.folded.as_bytes()),
            paragraph: is_paragraph(view),
            article_like: false,
        }
    }
}

/// Whether a line reads like a paragraph of running text: at least 60 columns
/// (a line of print) with a sentence end, or 160 columns with two clause marks,
/// and function characters or words in at least 2 % of its letters. The widths
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
    (closed || long) && function_words::letters(view) * 50 >= letters.max(1)
}

/// Facts of a document.
#[derive(Debug, Default)]
pub struct DocumentFacts {
    /// Its non-blank lines in order.
    pub lines: Vec<LineFacts>,
    /// Index in [`SCRIPTS`] of the script most of its letters belong to.
    pub script: usize,
    /// Letters by script.
    pub scripts: [u32; 8],
    /// Share (0 to 1) of the Han characters that simplifying would change.
    pub traditional_share: f64,
    /// First and last article-like line.
    pub article_span: Option<(usize, usize)>,
    /// Sums over all lines.
    pub totals: Totals,
    /// Columns of article-like lines before each line, and of all at the end.
    mass_before: Vec<u64>,
    /// Indices of the article-like lines.
    articles: Vec<usize>,
    /// Hashes of all lines, sorted.
    hashes: Vec<u64>,
}

/// Sums over the lines of a document.
#[derive(Debug, Default, Clone, Copy)]
pub struct Totals {
    /// Characters.
    pub chars: u64,
    /// Letters.
    pub letters: u64,
    /// URLs and domain names.
    pub urls: u64,
    /// Markdown links.
    pub links: u64,
    /// Verified readings.
    pub glosses: u64,
    /// Disguising fold edits.
    pub evasions: u64,
    /// Characters of article-like lines.
    pub article_chars: u64,
}

impl DocumentFacts {
    /// Forgets everything, keeping memory.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.scripts = [0; 8];
        self.article_span = None;
        self.totals = Totals::default();
        self.mass_before.clear();
        self.articles.clear();
        self.hashes.clear();
    }

    /// Adds the next non-blank line.
    pub fn push(&mut self, facts: LineFacts) {
        for (sum, n) in self.scripts.iter_mut().zip(facts.scripts) {
            *sum += n;
        }
        let totals = &mut self.totals;
        totals.chars += u64::from(facts.chars);
        totals.letters += u64::from(facts.letters);
        totals.urls += u64::from(facts.urls);
        totals.links += u64::from(facts.links);
        totals.glosses += u64::from(facts.glosses);
        totals.evasions += u64::from(facts.evasions);
        self.hashes.push(facts.hash);
        self.lines.push(facts);
    }

    /// Totals, after the last line.
    pub fn total(&mut self) {
        let most = self
            .scripts
            .iter()
            .enumerate()
            .max_by_key(|&(at, &n)| (n, usize::MAX - at));
        self.script = most.map_or(0, |(at, _)| at);
        let traditional: u32 = self.lines.iter().map(|line| line.traditional).sum();
        self.traditional_share = super::view::share(traditional, self.scripts[0]);
        self.hashes.sort_unstable();
    }

    /// Takes the first pass's verdicts: `removed(i)` says whether line `i` goes.
    pub fn judge(&mut self, removed: impl Fn(usize) -> bool) {
        self.mass_before.clear();
        self.articles.clear();
        self.totals.article_chars = 0;
        let mut mass = 0;
        for (at, line) in self.lines.iter_mut().enumerate() {
            line.article_like = line.paragraph && !removed(at);
            self.mass_before.push(mass);
            if line.article_like {
                mass += u64::from(line.width);
                self.totals.article_chars += u64::from(line.chars);
                self.articles.push(at);
            }
        }
        self.mass_before.push(mass);
        self.article_span = self
            .articles
            .first()
            .copied()
            .zip(self.articles.last().copied());
    }

    /// Indices of the article-like lines, ascending.
    pub fn articles(&self) -> &[usize] {
        &self.articles
    }

    /// How often a line's folded text stands in the document.
    pub fn repeats(&self, line: usize) -> usize {
        let hash = self.lines[line].hash;
        let from = self.hashes.partition_point(|&other| other < hash);
        let to = self.hashes.partition_point(|&other| other <= hash);
        to - from
    }

    /// Share (0 to 1) of the columns of article-like lines that stand before a line.
    pub fn text_before(&self, line: usize) -> f64 {
        let all = self.mass_before.last().copied().unwrap_or(0);
        let before = self.mass_before.get(line).copied().unwrap_or(0);
        if all == 0 {
            0.0
        } else {
            before as f64 / all as f64
        }
    }
}
