//! The records of a hit log as they stand in the file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Any record; what kind it is, its key `kind` tells.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Entry<'a> {
    /// A line on which a rule fired.
    #[serde(borrow)]
    Line(LineEntry<'a>),
    /// A rule with its exact counts.
    Rule(RuleEntry),
    /// One of the documents that lost most.
    Document(DocumentEntry),
    /// The run.
    Run(RunEntry),
}

/// A line on which a rule fired.
#[derive(Debug, Serialize, Deserialize)]
pub struct LineEntry<'a> {
    /// The document's file, as in the removal log.
    #[serde(borrow)]
    pub file: Cow<'a, str>,
    /// 1-based record of that file.
    pub record: u64,
    /// The document's id.
    #[serde(borrow)]
    pub doc: Option<Cow<'a, str>>,
    /// Host of the document's address, if it has one.
    #[serde(borrow)]
    pub host: Option<Cow<'a, str>>,
    /// Language of the document, if it says.
    #[serde(borrow)]
    pub lang: Option<Cow<'a, str>>,
    /// 1-based line; 0 for the document as a whole.
    pub line: usize,
    /// Characters of the line.
    pub chars: u64,
    /// `keep`, `drop` or `cut`.
    #[serde(borrow)]
    pub verdict: Cow<'a, str>,
    /// Label of the verdict.
    #[serde(borrow)]
    pub label: Cow<'a, str>,
    /// The removable label with the highest score.
    #[serde(borrow)]
    pub against: Option<Cow<'a, str>>,
    /// That score, after protection.
    pub score: f64,
    /// What people say that the line is.
    #[serde(borrow)]
    pub gold: Option<Cow<'a, str>>,
    /// How much it looks like running text, 0 to 1.
    pub likeness: f64,
    /// The first 64 bits of the BLAKE3 of the line, without white space around it, in hex.
    #[serde(borrow)]
    pub hash: Cow<'a, str>,
    /// The rules that fired.
    #[serde(borrow)]
    pub hits: Vec<HitEntry<'a>>,
    /// Characters of the line before `text`.
    pub from: usize,
    /// The line, or a part of it.
    #[serde(borrow)]
    pub text: Cow<'a, str>,
}

/// A rule that fired on a line.
#[derive(Debug, Serialize, Deserialize)]
pub struct HitEntry<'a> {
    /// Full id.
    #[serde(borrow)]
    pub rule: Cow<'a, str>,
    /// Score it adds.
    pub score: f64,
    /// Whether the verdict would be another without it.
    pub pivotal: bool,
    /// Different terms that it hit.
    #[serde(borrow)]
    pub terms: Vec<Cow<'a, str>>,
    /// What it matched, half-open, in characters of the line.
    pub spans: Vec<[usize; 2]>,
}

/// Exact counts of a rule, whatever share of the lines is logged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleEntry {
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
    /// Its counts.
    pub counts: RuleCounts,
    /// Its terms, and on how many of its lines each was hit.
    pub terms: Vec<TermCount>,
    /// What it cost, if that was measured.
    pub cost: Option<Cost>,
}

/// What a rule did, exactly.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleCounts {
    /// Lines on which it fired; documents for scope document.
    pub lines: u64,
    /// Documents with such a line.
    pub documents: u64,
    /// Lines that went, wholly or in part, with the rule among the reasons.
    pub removed_lines: u64,
    /// Characters of those that went, line ends not counted.
    pub removed_chars: u64,
    /// Lines whose verdict would be another without it.
    pub pivotal: u64,
    /// Lines on which no other rule that decides fired.
    pub solo: u64,
    /// Lines that look like running text.
    pub article_like: u64,
    /// Lines by gold label.
    pub gold: BTreeMap<String, u64>,
}

/// A term of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermCount {
    /// As written in the rule file.
    pub term: String,
    /// Lines on which it was hit and the rule fired.
    pub lines: u64,
}

/// What it took to try a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Lines on which something set it off, so that its condition was looked at.
    pub candidates: u64,
    /// Regexes of it that were run.
    pub regex_runs: u64,
    /// Time taken by its condition, in nanoseconds.
    pub nanoseconds: u64,
}

/// A document that lost much, with what it kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentEntry {
    /// The document's file.
    pub file: String,
    /// 1-based record of that file.
    pub record: u64,
    /// The document's id.
    pub doc: Option<String>,
    /// Characters of the document.
    pub chars: u64,
    /// Characters that went, line ends not counted.
    pub removed_chars: u64,
    /// Lines that went.
    pub removed_lines: u64,
    /// Its first lines, blank ones left out.
    pub page: Vec<PageLine>,
    /// Lines after those.
    pub more: u64,
}

/// A line of such a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLine {
    /// 1-based line.
    pub line: usize,
    /// `keep`, `drop` or `cut`.
    pub verdict: String,
    /// The label under which it went.
    pub label: Option<String>,
    /// The rules behind that.
    pub rules: Vec<String>,
    /// The line, shortened.
    pub text: String,
}

/// The run as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RunEntry {
    /// Hash of the rules.
    pub rules_hash: String,
    /// Profile in force.
    pub profile: String,
    /// Scores at which lines of the removable labels go.
    pub thresholds: BTreeMap<String, f64>,
    /// Share of the lines with hits that are logged.
    pub sample: f64,
    /// Seed of that choice.
    pub seed: u64,
    /// Whether the cost of rules was measured.
    pub profiled: bool,
    /// Its counts.
    pub counts: RunCounts,
}

/// What happened to the documents, exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCounts {
    /// Documents.
    pub documents: u64,
    /// Documents of which something went.
    pub documents_changed: u64,
    /// Documents that the safety valve left alone.
    pub left_alone: u64,
    /// Bytes of the documents' texts.
    pub bytes: u64,
    /// Lines with hits.
    pub lines_hit: u64,
    /// Lines of the log.
    pub lines_logged: u64,
    /// Lines that went, by label.
    pub removed_lines: BTreeMap<String, u64>,
    /// Characters that went, by label, line ends not counted.
    pub removed_chars: BTreeMap<String, u64>,
    /// Bytes that went from each twentieth of the documents, by label.
    pub positions: BTreeMap<String, Vec<u64>>,
    /// Lines of gold documents by what people say.
    pub gold: BTreeMap<String, u64>,
}
