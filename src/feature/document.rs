//! What a document is made of: facts of each non-blank line, and totals.
//!
//! The facts are collected once per document, and only when a rule asks for a
//! feature that needs them or the document loses something. Verdicts of the
//! first pass enter through [`DocumentFacts::judge`], its scores by shape through
//! [`DocumentFacts::set_scores`].

use super::distances::Distances;
use super::line_facts::LineFacts;
use super::pages::{Page, Pages};
use super::scores::Scores;
use super::sums::Sums;

/// What the rules of the first pass say about a line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Evidence {
    /// The largest sum of scores of a removable label, before protection.
    pub removing: f64,
    /// What protects the line, if there is anything to protect it from.
    pub protecting: f64,
    /// Whether the line goes.
    pub removed: bool,
}

/// Facts of a document.
#[derive(Debug, Default)]
pub struct DocumentFacts {
    /// Its non-blank lines in order.
    pub lines: Vec<LineFacts>,
    /// Index in its letters by script of the one that most belong to.
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
    /// Columns, letters in function words and letters, for windows of lines.
    pub(super) widths: Sums,
    pub(super) function: Sums,
    pub(super) letters: Sums,
    /// Columns of lines that read like paragraphs, whatever their verdict.
    pub(super) paragraphs: Sums,
    /// What the first pass says about each line.
    pub(super) evidence: Vec<Evidence>,
    /// Lines that the first pass removes.
    pub(super) gone: Sums,
    /// The nearest of them.
    pub(super) nearest_gone: Distances,
    /// The nearest article-like lines.
    pub(super) nearest_article: Distances,
    /// Lines that end with a sentence end, and characters that terms cover.
    pub(super) closed: Sums,
    pub(super) covered: Sums,
    pub(super) chars: Sums,
    /// Marks of comments, and headings above them.
    pub(super) marks: Sums,
    pub(super) first_heading: Option<usize>,
    pub(super) thread: Option<usize>,
    pub(super) nearest_heading: Distances,
    /// The nearest headings above teasers.
    pub(super) nearest_teasers: Distances,
    /// By line: on how many pages of the corpus it stands, if that was counted.
    pub(super) pages: Vec<Pages>,
    /// First-pass scores by shape, once they are known.
    pub(super) scores: Scores,
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
        self.pages.clear();
        self.scores = Scores::default();
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
        let lines = || self.lines.iter();
        self.widths = lines().map(|line| f64::from(line.width)).collect();
        self.function = lines().map(|line| f64::from(line.function)).collect();
        self.closed = lines()
            .map(|line| f64::from(u8::from(line.closed)))
            .collect();
        self.covered = lines().map(|line| f64::from(line.covered)).collect();
        self.chars = lines().map(|line| f64::from(line.chars)).collect();
        self.marks = lines()
            .map(|line| f64::from(u8::from(line.thread.mark)))
            .collect();
        self.first_heading = lines().position(|line| line.thread.heading);
        self.nearest_heading = lines().map(|line| line.thread.heading).collect();
        self.nearest_teasers = lines().map(|line| line.teasers).collect();
        self.letters = lines().map(|line| f64::from(line.letters)).collect();
        let paragraph = |line: &LineFacts| {
            if line.paragraph {
                f64::from(line.width)
            } else {
                0.0
            }
        };
        self.paragraphs = lines().map(paragraph).collect();
        self.thread = super::threads::start(self);
    }

    /// Takes what the first pass says about each line; nothing for lines past the end of
    /// `evidence`.
    pub fn judge(&mut self, evidence: &[Evidence]) {
        self.evidence.clear();
        self.evidence.extend_from_slice(evidence);
        self.evidence.resize(self.lines.len(), Evidence::default());
        let gone = |line: &Evidence| f64::from(u8::from(line.removed));
        self.gone = self.evidence.iter().map(gone).collect();
        self.nearest_gone = self.evidence.iter().map(|line| line.removed).collect();
        self.mass_before.clear();
        self.articles.clear();
        self.totals.article_chars = 0;
        let mut mass = 0;
        for (at, line) in self.lines.iter_mut().enumerate() {
            line.article_like = line.paragraph && !self.evidence[at].removed;
            self.mass_before.push(mass);
            if line.article_like {
                mass += u64::from(line.width);
                self.totals.article_chars += u64::from(line.chars);
                self.articles.push(at);
            }
        }
        self.mass_before.push(mass);
        self.nearest_article = self.lines.iter().map(|line| line.article_like).collect();
        self.article_span = self
            .articles
            .first()
            .copied()
            .zip(self.articles.last().copied());
    }

    /// Takes on how many pages of its corpus each line stands.
    pub fn count_pages(&mut self, page: &Page) {
        let lines = self.lines.iter();
        self.pages = lines.map(|line| page.pages(line.hash)).collect();
    }

    /// Takes the scores by shape of the first pass, one for each line: above 0 speaks for
    /// removing it.
    pub fn set_scores(&mut self, scores: Vec<f64>) {
        self.scores = Scores::new(scores, &self.lines);
    }

    /// Indices of the article-like lines, ascending.
    #[inline]
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
