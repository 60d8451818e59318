//! The engine: evidence, ledger, verdicts.

use std::ops::Range;
use std::sync::Arc;

use crate::rule::{Label, Profile, RuleSet};

/// What was done to a span of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A line with its terminator went.
    DropLine,
    /// A part of a line went.
    CutSpan,
    /// Damage was undone.
    Repair,
    /// The whole document went.
    DropDocument,
}

impl Action {
    /// The name in the removal log.
    pub fn name(self) -> &'static str {
        match self {
            Action::DropLine => "drop-line",
            Action::CutSpan => "cut-span",
            Action::Repair => "repair",
            Action::DropDocument => "drop-document",
        }
    }
}

/// A rule that fired, in a removal's reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Full id of the rule (or `repair/gloss`…).
    pub rule: String,
    /// Score it added.
    pub score: f64,
    /// Different terms that it hit, as written in its sets.
    pub terms: Vec<String>,
}

/// One change of a document. Edits do not overlap and come in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// 1-based line number in the document (1 for `DropDocument`).
    pub line: usize,
    /// Bytes of the document's text that go, half-open.
    pub span: Range<usize>,
    /// What stands there now.
    pub replacement: String,
    /// What was done.
    pub action: Action,
    /// Why in one word; `None` for repairs.
    pub label: Option<Label>,
    /// Score that decided, after protection; 0 for repairs.
    pub score: f64,
    /// Rules that decided.
    pub reasons: Vec<Reason>,
}

/// What the engine decided about one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Changes in ascending order of span.
    pub edits: Vec<Edit>,
    /// Why the document was left alone, if the safety valve closed.
    pub valve: Option<String>,
}

/// What to do, apart from the rules.
#[derive(Debug, Clone)]
pub struct Options {
    /// Profile of the policy.
    pub profile: Profile,
    /// Labels to keep whatever the policy says.
    pub keep: Vec<Label>,
    /// Labels to drop whatever the policy says.
    pub drop: Vec<Label>,
    /// Whether to undo damage (injected readings, zero-width characters).
    pub repair: bool,
}

/// Rules made ready to run. Shared by all workers.
#[derive(Debug)]
pub struct Engine {
    #[allow(dead_code)]
    rules: Arc<RuleSet>,
}

/// Reusable memory of one worker.
#[derive(Debug, Default)]
pub struct Scratch {}

impl Engine {
    /// Compiles rules.
    pub fn new(rules: RuleSet, options: Options) -> Result<Engine, crate::engine::EngineError> {
        let _ = options;
        Ok(Engine {
            rules: Arc::new(rules),
        })
    }

    /// Decides about one document's text. STUB: drops lines that contain 分享到.
    pub fn clean(&self, text: &str, scratch: &mut Scratch) -> Outcome {
        let _ = scratch;
        let mut edits = Vec::new();
        let mut at = 0;
        for (i, line) in text.split_inclusive('\n').enumerate() {
            if line.contains("分享到") {
                edits.push(Edit {
                    line: i + 1,
                    span: at..at + line.len(),
                    replacement: String::new(),
                    action: Action::DropLine,
                    label: Some(Label::Share),
                    score: 1.0,
                    reasons: vec![Reason {
                        rule: "zh/share/stub".into(),
                        score: 1.0,
                        terms: vec![],
                    }],
                });
            }
            at += line.len();
        }
        Outcome { edits, valve: None }
    }
}

/// Why rules could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The automaton over all terms could not be built.
    #[error("cannot build the keyword automaton over {terms} terms: {source}")]
    Automaton {
        /// Number of terms.
        terms: usize,
        /// What the builder said.
        source: aho_corasick::BuildError,
    },
    /// A regex is larger than the limit.
    #[error("cannot compile the regex `{pattern}`: {source}")]
    Regex {
        /// Its source.
        pattern: String,
        /// What the compiler said.
        source: Box<regex::Error>,
    },
}
