//! The engine: evidence, ledger, verdicts.
//!
//! One document goes through in rounds. A round scans every line that is new
//! for terms and literals, lets the rules that need nothing but the
//! line fire once and for all, then decides in two passes: the first without,
//! the second with a view of the first pass's verdicts. What the decisions
//! remove can change what the remaining lines stand next to, so rounds repeat
//! until nothing changes; lines only ever go, so they end. That is what makes
//! `clean(clean(x)) = clean(x)`: the last round *is* the cleaning of the result.

mod alphabet;
mod arena;
mod condition;
mod decide;
mod dictionary;
mod document;
mod document_scope;
mod edited;
mod facts;
mod finder;
mod first_sight;
mod hits;
mod ledger;
mod matcher;
mod measure;
mod memos;
mod near_miss;
mod passes;
mod profile;
mod program;
mod recurring;
mod repair;
mod rule_tree;
mod scan;
mod searcher;
mod shape;
mod shared;
mod spans;
mod start_filter;
mod state;
mod trace;
mod unions;
mod valve;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::feature::pages::Page;
use crate::rule::{Label, LabelAction, Policy, Profile, RuleSet};

pub use hits::{Fate, Hits, LineHits, RuleHit};
pub use measure::Measurement;
pub use near_miss::NearMiss;
pub use profile::RuleCost;
pub use rule_tree::{ExceptionNode, Node, RuleTree};
pub use shape::{Columns, Contribution, Values};
pub use shared::Shared;
pub use trace::{LineTrace, RuleTrace, Trace};

use program::Program;
use shape::Shape;
use state::DocumentState;

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

impl Outcome {
    /// The parts that go of a line (by its 1-based number) that stays.
    pub fn cuts(&self, line: usize) -> impl Iterator<Item = &Edit> {
        let cut = move |edit: &&Edit| edit.line == line && edit.action == Action::CutSpan;
        self.edits.iter().filter(cut)
    }

    /// The text with the edits applied.
    pub fn apply(&self, text: &str) -> String {
        let mut cleaned = String::with_capacity(text.len());
        let mut at = 0;
        for edit in &self.edits {
            cleaned.push_str(&text[at..edit.span.start]);
            cleaned.push_str(&edit.replacement);
            at = edit.span.end;
        }
        cleaned.push_str(&text[at..]);
        cleaned
    }
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
    /// Whether to write traditional Chinese in simplified script.
    pub simplify: bool,
    /// Whether the scorecard counts, where the profile says so.
    pub shape: bool,
    /// Whether rules that do not decide (draft, testing, or of a stronger
    /// profile) are evaluated as well, for traces and tests.
    pub watch: bool,
    /// Whether rules of status testing (of this profile or a milder one) are evaluated as well,
    /// for the hit log.
    pub testing: bool,
    /// Whether rules about lines that many pages hold are evaluated: documents then have to be
    /// put on their pages ([`Scratch::stand_on`]).
    pub repeats: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            profile: Profile::Balanced,
            keep: Vec::new(),
            drop: Vec::new(),
            repair: true,
            simplify: false,
            shape: true,
            watch: false,
            testing: false,
            repeats: false,
        }
    }
}

/// The next [`Engine::id`]; 0 is none.
static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// Rules made ready to run. Shared by all workers.
#[derive(Debug)]
pub struct Engine {
    /// Tells it from every other, so that what is kept of one is not taken for another's.
    id: u64,
    rules: Arc<RuleSet>,
    program: Program,
    policy: Policy,
    /// The scorecard, if it counts in the profile.
    shape: Option<Shape>,
    repair: bool,
    /// The tables of scripts, if lines are written in simplified script.
    simplifier: Option<repair::Simplifier>,
    watch: bool,
    /// Positions in the program by id, for those who ask about single rules.
    positions: OnceLock<HashMap<String, u32>>,
}

/// Reusable memory of one worker.
#[derive(Debug, Default)]
pub struct Scratch {
    document: DocumentState,
    scan: scan::ScanBuffer,
}

impl Scratch {
    /// Says where the documents that come next stand in a corpus whose lines were counted; until
    /// something else is said.
    pub fn stand_on(&mut self, page: Option<Page>) {
        self.document.page = page;
    }
}

impl Engine {
    /// Compiles rules.
    ///
    /// # Errors
    /// If a regex exceeds the size limit.
    pub fn new(rules: RuleSet, options: Options) -> Result<Engine, EngineError> {
        Engine::sharing(rules, options, &Shared::default())
    }

    /// As [`Engine::new`], with parts that other engines may have made already.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn sharing(
        rules: RuleSet,
        options: Options,
        shared: &Shared,
    ) -> Result<Engine, EngineError> {
        let rules = Arc::new(rules);
        let mut policy = rules.policies[options.profile as usize].clone();
        for (labels, action) in [
            (&options.keep, LabelAction::Keep),
            (&options.drop, LabelAction::Drop),
        ] {
            for &label in labels {
                policy.labels[label as usize].action = action;
            }
        }
        let program = Program::new(&rules, &policy, &options, shared)?;
        let simplifier = options.simplify.then(repair::Simplifier::new);
        let simplifier = simplifier.transpose().map_err(Box::new)?;
        let card = rules.scorecard.as_ref().filter(|_| options.shape);
        let shape = card.and_then(|card| Shape::new(card, options.profile, &program));
        Ok(Engine {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            rules,
            program,
            shape,
            policy,
            repair: options.repair,
            simplifier,
            watch: options.watch,
            positions: OnceLock::new(),
        })
    }

    /// The rules it was made from.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How terms are searched, for people.
    pub fn describe_search(&self) -> String {
        let (patterns, bytes) = self.program.finder.size();
        format!(
            "{patterns} patterns: folded terms, and the literals that regexes require. They lie in a hash\n\
             table under their first bytes, behind a filter of the places where one may begin, of\n\
             {} KiB. Every line is searched once, for all of them.\n",
            bytes / 1024
        )
    }

    /// Number of hits of all terms in a folded line, for measuring the search alone.
    pub fn count_hits(&self, folded: &str) -> usize {
        struct Hits(usize);
        impl finder::Sink for Hits {
            fn hit(&mut self, _: finder::Hit) {
                self.0 += 1;
            }

            fn literal(&mut self, _: u32) {}
        }
        let mut hits = Hits(0);
        self.program.finder.scan(folded, &mut hits);
        hits.0
    }

    /// Number of rules that fire on a line and need nothing else: fold, hits, features and
    /// conditions of one line, for measuring them. Protecting rules do not count where no other
    /// fires.
    pub fn count_fired(&self, line: &str, scratch: &mut Scratch) -> usize {
        let Scratch { document, scan } = scratch;
        document.arena.clear();
        let mut memo = memos::Memo::new();
        let (rules, program, memos) = (&self.rules, &self.program, &document.memos);
        let buffers = (scan, &mut document.arena.folded);
        scan::scan(rules, program, line, false, &|| memos.of(&memo), buffers);
        document.memos.take_back(&mut memo);
        scratch.scan.found.fired.len()
    }

    /// Decides about one document's text.
    pub fn clean(&self, text: &str, scratch: &mut Scratch) -> Outcome {
        let Scratch { document, scan } = scratch;
        document.begin(self, text);
        document::Run {
            engine: self,
            text,
            state: document,
            scan,
            recording: trace::Recording::Nothing,
        }
        .finish()
    }
}

/// Why rules could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A regex is larger than the limit.
    #[error("cannot compile the regex `{pattern}`: {source}")]
    Regex {
        /// Its source.
        pattern: String,
        /// What the compiler said.
        source: Box<regex::Error>,
    },
    /// The tables of scripts are missing.
    #[error("cannot write simplified script: {0}")]
    Script(#[from] Box<ferrous_opencc::error::OpenCCError>),
}
