//! What the audit says of one rule.

use serde::Serialize;

use super::example::Example;
use super::wilson;
use crate::corpus::hit_log::entry::{Cost, RuleCounts, RuleEntry, RunCounts, TermCount};

/// Share of a rule's lines from which one term carries it.
const CARRIES: f64 = 0.8;
/// Lines below which nothing is said about what carries a rule.
const FEW: u64 = 10;

/// A rule in an audit.
#[derive(Debug, Clone, Serialize)]
pub struct RuleRow {
    /// Full id.
    pub rule: String,
    /// Label it argues for.
    pub label: String,
    /// Score it adds.
    pub score: f64,
    /// `testing`, `stable` or `deprecated`.
    pub status: String,
    /// `line`, `span` or `document`.
    pub scope: String,
    /// Whether it argues for keeping lines.
    pub protects: bool,
    /// Whether it takes part in verdicts.
    pub decides: bool,
    /// What it finds.
    pub summary: String,
    /// Exact counts.
    #[serde(flatten)]
    pub counts: RuleCounts,
    /// Share of all documents that have a line of it.
    pub document_share: f64,
    /// Share of its lines that look like running text.
    pub article_like_share: Option<f64>,
    /// What gold labels say about it; `None` where there are none.
    pub judged: Option<Judged>,
    /// Rules that fire on its lines, those with the largest share first.
    pub overlaps: Vec<Overlap>,
    /// Its terms that were never hit on a line on which it fired.
    pub dead_terms: Vec<String>,
    /// The term that stands on most of its lines, if that carries the rule.
    pub carried_by: Option<TermCount>,
    /// Its terms with hits, the most frequent first.
    pub terms: Vec<TermCount>,
    /// What it cost, if that was measured.
    pub cost: Option<Cost>,
    /// Lines to look at: the most article-like first, then a sample.
    pub examples: Vec<Example>,
}

/// What gold labels say about a rule: right are removable lines for a rule that removes, genuine
/// ones for a rule that protects.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Judged {
    /// Lines that are right.
    pub right: u64,
    /// Lines that are wrong.
    pub wrong: u64,
    /// Share that is right.
    pub precision: f64,
    /// Lower 95 % bound of that (Wilson).
    pub precision_low: f64,
    /// Share of all such gold lines that it fires on.
    pub recall_share: f64,
    /// `r / (r + w)`, where `r` is the share of all lines of the right class and `w` of the
    /// wrong class that it fires on: precision as if the classes were of one size (the S/O of
    /// SpamAssassin's hit-frequencies). `None` if one class is empty.
    pub balanced: Option<f64>,
}

/// Another rule on a rule's lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlap {
    /// The other rule.
    pub rule: String,
    /// Logged lines on which both fired.
    pub lines: u64,
    /// Their share of the logged lines of the rule itself.
    pub share: f64,
}

impl RuleRow {
    pub(super) fn new(entry: RuleEntry, run: &RunCounts) -> RuleRow {
        let RuleEntry {
            counts,
            terms,
            protects,
            ..
        } = entry;
        let lines = counts.lines;
        let (mut hit, dead): (Vec<TermCount>, Vec<TermCount>) =
            terms.into_iter().partition(|term| term.lines > 0);
        hit.sort_by(|a, b| (b.lines, &a.term).cmp(&(a.lines, &b.term)));
        let carries =
            |term: &&TermCount| lines >= FEW && term.lines as f64 >= CARRIES * lines as f64;
        let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
        RuleRow {
            rule: entry.rule,
            label: entry.label,
            score: entry.score,
            status: entry.status,
            scope: entry.scope,
            protects,
            decides: entry.decides,
            summary: entry.summary,
            document_share: share(counts.documents, run.documents),
            article_like_share: (lines > 0).then(|| share(counts.article_like, lines)),
            judged: Judged::of(&counts, run, protects),
            overlaps: Vec::new(),
            // A rule that never fires has other troubles than its terms.
            dead_terms: match lines {
                0 => Vec::new(),
                _ => dead.into_iter().map(|term| term.term).collect(),
            },
            carried_by: hit.first().filter(carries).cloned(),
            terms: hit,
            cost: entry.cost,
            examples: Vec::new(),
            counts,
        }
    }

    /// Whether it never fired.
    pub fn is_dead(&self) -> bool {
        self.counts.lines == 0
    }
}

impl Judged {
    fn of(counts: &RuleCounts, run: &RunCounts, protects: bool) -> Option<Judged> {
        let genuine = |label: &str| matches!(label, "article" | "credit");
        let sum = |gold: &std::collections::BTreeMap<String, u64>, right: bool| -> u64 {
            let of_class = |label: &str| (genuine(label) == protects) == right;
            gold.iter()
                .filter(|(label, _)| of_class(label))
                .map(|(_, count)| count)
                .sum()
        };
        let (right, wrong) = (sum(&counts.gold, true), sum(&counts.gold, false));
        let (all_right, all_wrong) = (sum(&run.gold, true), sum(&run.gold, false));
        let [low, _] = wilson::bounds(right, right + wrong)?;
        let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
        let (of_right, of_wrong) = (share(right, all_right), share(wrong, all_wrong));
        Some(Judged {
            right,
            wrong,
            precision: share(right, right + wrong),
            precision_low: low,
            recall_share: of_right,
            balanced: (all_right > 0 && all_wrong > 0).then(|| of_right / (of_right + of_wrong)),
        })
    }
}
