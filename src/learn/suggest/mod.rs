//! `despam suggest`: new evidence mined from a corpus, as a draft for a person to judge.
//!
//! Three readings of the corpus, so that memory stays bounded at any size:
//!
//! 1. [`repeats`]: which lines stand in several documents, numbers aside;
//! 2. [`mine`]: n-grams and segments of *suspicious* lines, which are those that rules take, that
//!    look like keyword lists, or that repeat; what is seen least often is forgotten when the
//!    table is full ([`counter`]);
//! 3. [`weigh`]: how often the candidates stand in kept paragraphs, and in which of a sample of
//!    suspicious lines.
//!
//! Then [`select`] ranks and groups the candidates by [`odds`], and [`draft`] writes a rule file
//! whose tests are lines of the corpus on which the drafted rules were run.
//!
//! The result depends on the corpus and the rules only, not on the number of threads.

mod counter;
pub mod draft;
mod mine;
pub mod odds;
mod repeats;
mod select;
mod sweep;
mod template;
mod units;
mod weigh;

use crate::corpus::{Fields, Plan, Problem};
use crate::engine::Engine;
use crate::rule::Label;

pub use sweep::Sweep;

/// How much to look for.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Terms of the draft.
    pub terms: usize,
    /// Templates of lines of the draft.
    pub templates: usize,
    /// Documents in which a line or a unit has to stand.
    pub documents: u32,
    /// Units and lines that are counted at a time; a unit takes about 150 bytes.
    pub counted: usize,
    /// Candidates that are weighed against kept paragraphs.
    pub weighed: usize,
    /// Lines that are kept as a sample, of the suspicious and of the kept ones each.
    pub sampled: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            terms: 50,
            templates: 20,
            documents: 3,
            counted: 2_000_000,
            weighed: 50_000,
            sampled: 20_000,
        }
    }
}

/// A term that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The term, folded.
    pub text: String,
    /// Suspicious lines in which it stands.
    pub suspicious: u32,
    /// Of these, those that no rule explains.
    pub unexplained: u32,
    /// Kept paragraphs in which it stands.
    pub kept: u32,
    /// How much it proves.
    pub odds: odds::Odds,
}

/// Terms that stand together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What most lines of its terms are: a removed line the label under which it goes, a short line
    /// that repeats `chrome`, any other `spam`.
    pub label: Label,
    /// The terms, the best first.
    pub terms: Vec<Term>,
    /// Terms of the present rules that stand in the same lines, the most frequent first.
    pub beside: Vec<String>,
}

/// A line that repeats across documents, numbers aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeated {
    /// One of the lines, as it stands.
    pub line: String,
    /// The folded line with its numbers made one sign.
    template: String,
    /// Documents in which it stands.
    pub documents: u32,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Documents.
    pub documents: u64,
    /// Lines that are not blank.
    pub lines: u64,
    /// Lines that rules take.
    pub removed: u64,
    /// Kept lines that look like keyword lists.
    pub lists: u64,
    /// Kept short lines that repeat across documents.
    pub repeated: u64,
    /// Kept paragraphs.
    pub paragraphs: u64,
    /// How much a count may be too low because memory is bounded.
    pub lost: u32,
}

/// What a corpus suggests.
#[derive(Debug, Clone, Default)]
pub struct Suggestions {
    /// How much was looked at.
    pub totals: Totals,
    /// All terms, the best first.
    pub terms: Vec<Term>,
    /// The same in groups, those with the best term first.
    pub groups: Vec<Group>,
    /// Lines that repeat, the most frequent first.
    pub repeated: Vec<Repeated>,
    /// Lines of which tests are made.
    samples: weigh::Samples,
}

/// Mines a corpus with the threads of the present pool. What cannot be read goes to `problem`.
///
/// # Errors
/// If the automaton over the candidates cannot be built.
pub fn suggest(
    engine: &Engine,
    plan: &Plan,
    fields: &Fields,
    limits: &Limits,
    problem: &mut dyn FnMut(&Problem),
) -> Result<Suggestions, aho_corasick::BuildError> {
    let sweep = Sweep {
        engine,
        plan,
        fields,
    };
    let repeats = repeats::Repeats::count(&sweep, limits, problem);
    let mined = mine::mine(&sweep, &repeats, limits);
    let candidates = mine::candidates(mined.units, engine.rules(), limits);
    let weighed = weigh::weigh(&sweep, &repeats, &candidates, limits)?;
    let (terms, groups) = select::select(&candidates, &weighed, limits);
    let mut totals = weighed.totals;
    totals.lost = repeats.lost().max(mined.lost);
    Ok(Suggestions {
        totals,
        terms,
        groups,
        repeated: mined.repeated,
        samples: weighed.samples,
    })
}
