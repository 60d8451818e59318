//! The typed rules that everything past the reader works with: valid by construction.

use std::fmt;
use std::sync::Arc;

use crate::diag::{Mark, Place};
use crate::feature::FeatureId;

use super::regex::Traits;
use super::scorecard::Scorecard;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// The text itself.
    Article,
    /// Byline, source, editor, date line.
    Credit,
    /// Share, follow, tip, subscribe, scan-the-code widgets.
    Share,
    /// Advertisements and promotions.
    Ad,
    /// Injected keyword lines and black-hat SEO.
    Spam,
    /// Navigation, forms, counters, notices.
    Chrome,
}

impl Label {
    /// All labels in canonical order.
    pub const ALL: [Label; 6] = [
        Label::Article,
        Label::Credit,
        Label::Share,
        Label::Ad,
        Label::Spam,
        Label::Chrome,
    ];

    /// The name in rule files and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Label::Article => "article",
            Label::Credit => "credit",
            Label::Share => "share",
            Label::Ad => "ad",
            Label::Spam => "spam",
            Label::Chrome => "chrome",
        }
    }

    /// What lines of the label are, one sentence.
    pub const fn doc(self) -> &'static str {
        match self {
            Label::Article => "The text itself: title, paragraphs, lists, captions.",
            Label::Credit => "Byline, source, editor, date line.",
            Label::Share => "Share, follow, tip, subscribe, scan-the-code widgets.",
            Label::Ad => "Advertisements and promotions.",
            Label::Spam => "Injected keyword lines and black-hat SEO.",
            Label::Chrome => "Navigation, forms, counters, notices.",
        }
    }

    /// The label of that name.
    pub fn from_name(name: &str) -> Option<Label> {
        Label::ALL.into_iter().find(|label| label.name() == name)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How sure a rule's author is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Being written; tests run, nothing is decided.
    Draft,
    /// Recorded but does not decide.
    Testing,
    /// Decides.
    Stable,
    /// Decides, on its way out.
    Deprecated,
}

/// How much may be removed. Ordered from mild to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Profile {
    /// Removals proved by keywords only.
    Careful,
    /// The default.
    Balanced,
    /// Also page furniture by shape and position.
    Strict,
}

impl Profile {
    /// The name in rule files and options.
    pub const fn name(self) -> &'static str {
        match self {
            Profile::Careful => "careful",
            Profile::Balanced => "balanced",
            Profile::Strict => "strict",
        }
    }
}

/// What a rule decides on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The whole line goes.
    Line,
    /// The matched part goes.
    Span,
    /// The whole document goes.
    Document,
}

/// Where in a line a term has to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// Between word boundaries, for scripts that have them.
    Word,
    /// Anywhere.
    Anywhere,
    /// At the start of the line (white space skipped).
    LineStart,
    /// At the end of the line (white space skipped).
    LineEnd,
    /// The whole line (white space skipped).
    WholeLine,
}

/// Index of a set in [`RuleSet::sets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SetId(pub usize);

/// Index of a regex in [`RuleSet::regexes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegexId(pub usize);

/// A set of terms.
#[derive(Debug, Clone)]
pub struct TermSet {
    /// Full name, `<pack>/<set>`.
    pub name: String,
    /// Where its terms have to stand.
    pub at: At,
    /// Terms as written.
    pub terms: Vec<String>,
    /// Where it stands.
    pub places: SetPlaces,
}

/// Where a set and its terms stand.
#[derive(Debug, Clone, Default)]
pub struct SetPlaces {
    /// The pack's file.
    pub file: String,
    /// The set's name in that file.
    pub name: Mark,
    /// The file of the terms: the pack's or one of their own.
    pub terms_file: String,
    /// The terms in that file, in the order of [`TermSet::terms`].
    pub terms: Vec<Mark>,
}

/// A regular expression of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Source in the syntax of the `regex` crate (already parsed once without error).
    pub source: String,
    /// Whether it sees the untouched line instead of the folded one.
    pub raw: bool,
    /// What is known of it.
    pub traits: Arc<Traits>,
}

impl Pattern {
    /// A pattern that is not read from a file.
    ///
    /// # Errors
    /// If the source is not a regex.
    pub fn new(source: &str, raw: bool) -> Result<Pattern, Box<regex_syntax::Error>> {
        let hir = regex_syntax::parse(source).map_err(Box::new)?;
        Ok(Pattern {
            source: source.to_owned(),
            raw,
            traits: Arc::new(Traits::of(&hir)),
        })
    }
}

/// Bounds on keyword hits.
#[derive(Debug, Clone)]
pub struct KeywordTest {
    /// Sets whose hits count together.
    pub sets: Vec<SetId>,
    /// Least number of maximal hits.
    pub min_hits: u32,
    /// Most hits; `u32::MAX` if not given.
    pub max_hits: u32,
    /// Least number of different terms.
    pub min_distinct: u32,
    /// Least share (0 to 1) of the line's non-space characters that hits cover.
    pub min_coverage: f64,
    /// Where it stands in the file of its rule or exception.
    pub mark: Mark,
}

/// Bounds on one feature, inclusive; infinite where not given.
#[derive(Debug, Clone, Copy)]
pub struct FeatureTest {
    /// Which.
    pub feature: FeatureId,
    /// Lower bound.
    pub min: f64,
    /// Upper bound.
    pub max: f64,
    /// Where its name stands in the file of its rule or exception.
    pub mark: Mark,
}

/// A part of the document relative to its article-like lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Zones {
    /// Before the first article-like line.
    pub head: bool,
    /// Between the first and the last.
    pub body: bool,
    /// After the last.
    pub tail: bool,
}

/// A condition: a tree of tests.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Every part holds.
    All(Vec<Condition>),
    /// At least one part holds.
    Any(Vec<Condition>),
    /// The part does not hold.
    Not(Box<Condition>),
    /// Keyword hits.
    Keywords(KeywordTest),
    /// A regex matches (for scope document: on at least `min_lines` lines).
    Regex {
        /// Which.
        regex: RegexId,
        /// Least number of lines (1 unless the scope is document).
        min_lines: u32,
    },
    /// One bounded feature (a map of several becomes `All`).
    Feature(FeatureTest),
    /// Where the line stands.
    Zone(Zones),
    /// First-pass verdicts nearby.
    Neighbours {
        /// Labels that count.
        labels: Vec<Label>,
        /// Distance in non-blank lines, both sides.
        within: usize,
        /// Least number of such neighbours.
        min: usize,
    },
}

/// A named exception of a rule.
#[derive(Debug, Clone)]
pub struct Exception {
    /// Its name, kebab-case.
    pub name: String,
    /// Why it is there.
    pub why: String,
    /// When the rule does not fire.
    pub when: Condition,
    /// Where its name stands: in the rule's file or in an overlay.
    pub place: Place,
}

/// What a test expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The rule fires.
    Hit,
    /// The rule does not fire.
    Miss,
}

/// An inline test: a document and one line of it.
#[derive(Debug, Clone)]
pub struct Test {
    /// What is expected.
    pub expect: Expect,
    /// Whether it is known to fail.
    pub todo: bool,
    /// The document's lines.
    pub lines: Vec<String>,
    /// Index of the judged line in `lines` (0 and meaningless for scope document).
    pub judged: usize,
    /// On how many pages of its host the judged line stands, and how many these are.
    pub pages: Option<(u32, u32)>,
    /// Why it is there, if said.
    pub why: Option<String>,
    /// 1-based line of the rule file where it stands.
    pub file_line: usize,
    /// Where it stands in the rule file.
    pub mark: Mark,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Full id, `<pack>/<id>`.
    pub id: String,
    /// What it finds, one sentence.
    pub summary: String,
    /// Label it argues for.
    pub label: Label,
    /// How sure.
    pub status: Status,
    /// Score it adds (negative for `article`).
    pub score: f64,
    /// What it decides on.
    pub scope: Scope,
    /// Mildest profile in which it counts.
    pub profile: Profile,
    /// When it fires.
    pub when: Condition,
    /// When it does not fire after all.
    pub unless: Vec<Exception>,
    /// Its tests.
    pub tests: Vec<Test>,
    /// File and 1-based line of the rule.
    pub place: (String, usize),
    /// Where its id stands in that file.
    pub mark: Mark,
    /// Where the regexes of its condition and exceptions stand.
    pub regexes: Vec<(RegexId, Place)>,
}

/// What happens to lines of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelAction {
    /// They stay, and their score protects.
    Keep,
    /// They go when the score reaches the threshold.
    Drop,
}

/// Policy of one label in one profile.
#[derive(Debug, Clone, Copy)]
pub struct LabelPolicy {
    /// What happens.
    pub action: LabelAction,
    /// Score (after protection) at which it happens.
    pub threshold: f64,
    /// Largest sum of scores that counts.
    pub cap: f64,
}

/// Thresholds, caps, actions and budgets of one profile.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The profile.
    pub profile: Profile,
    /// By label, in the order of [`Label::ALL`].
    pub labels: [LabelPolicy; 6],
    /// Largest share (0 to 1) of a document's article-like characters that may go; past it the document is left alone.
    pub max_article_share: f64,
    /// Article-like characters that may go whatever their share (short documents).
    pub min_article_chars: usize,
    /// Article-like characters of which it is enough that they stay: then any share may go.
    pub enough_article_chars: Option<usize>,
    /// Genuine characters that a gold gate may lose, as a share.
    pub gold_loss: f64,
    /// What a rule has to show to become stable.
    pub promotion: Promotion,
}

/// What a rule has to show before it decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Promotion {
    /// Documents in which it fires.
    pub min_documents: u64,
    /// Lower 95 % bound of the share of its gold lines that are right.
    pub min_precision: f64,
    /// Lines whose verdict changes by it.
    pub min_pivotal: u64,
}

impl Default for Promotion {
    /// The bounds of the built-in policy, for a policy that says nothing.
    fn default() -> Promotion {
        Promotion {
            min_documents: 5,
            min_precision: 0.9,
            min_pivotal: 1,
        }
    }
}

/// A change by an overlay that somebody has to look at again.
#[derive(Debug, Clone)]
pub struct Expiry {
    /// Full id of the rule that is changed.
    pub rule: String,
    /// The last day on which the change is meant to hold, `YYYY-MM-DD`.
    pub date: String,
    /// Where the date stands.
    pub place: Place,
}

/// All rules of a run, valid and linked.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// Sets of terms.
    pub sets: Vec<TermSet>,
    /// Regexes, each once.
    pub regexes: Vec<Pattern>,
    /// Rules in order of pack path, then of the file.
    pub rules: Vec<Rule>,
    /// Policies by profile: careful, balanced, strict.
    pub policies: [Policy; 3],
    /// The scorecard, if there is one.
    pub scorecard: Option<Scorecard>,
    /// Changes by overlays that end at a date.
    pub expiries: Vec<Expiry>,
    /// BLAKE3 of all rule files, hex.
    pub hash: String,
}
