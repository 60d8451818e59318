//! The third reading: where the candidates stand.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, BuildError};

use super::mine::Seen;
use super::odds::Masses;
use super::repeats::Repeats;
use super::sweep::{Kind, SeenLine, Sweep};
use super::template::fingerprint;
use super::{Limits, Totals};
use crate::check::lint::words::{Spot, fold};
use crate::corpus::Document;
use crate::rule::At;

/// Share of a kept line in candidates, from which on it is suspicious whatever its shape: what
/// repeats the words of keyword lists is one, even if it has the marks of a sentence.
const COVERED: f64 = 0.5;
/// Longest line in characters that may become a test.
const TEST_CHARS: usize = 240;

/// A suspicious line of the sample.
#[derive(Debug, Clone)]
pub struct Suspect {
    /// What it is.
    pub kind: Kind,
    /// Whether it is suspicious only because candidates cover it.
    pub covered: bool,
    /// Candidates that stand in it, ascending.
    pub candidates: Vec<u32>,
    /// Terms of the rules that stand in it.
    pub known: Vec<String>,
    /// The line, if it is short enough for a test.
    pub text: Option<String>,
}

/// Lines by fingerprint. A line is in the sample if its fingerprint is among the smallest, so the
/// sample does not depend on the order of the lines, and equal lines are in it once.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    /// Suspicious lines.
    pub suspects: BTreeMap<u64, Suspect>,
    /// Kept paragraphs, and short kept lines in which no candidate stands.
    pub kept: BTreeMap<u64, String>,
}

/// What the third reading yields.
#[derive(Debug)]
pub struct Weighed {
    /// By candidate: suspicious lines that no rule explains.
    pub unexplained: Vec<u32>,
    /// By candidate: kept paragraphs.
    pub kept: Vec<u32>,
    /// Candidates that lie inside terms of the rules, ascending.
    pub explained: Vec<u32>,
    /// Characters of both kinds of text.
    pub masses: Masses,
    /// How much was looked at.
    pub totals: Totals,
    /// Lines to look at again.
    pub samples: Samples,
}

/// What a line adds.
struct Looked {
    kind: Kind,
    /// Whether its units were counted.
    mined: bool,
    /// Whether they were, or it is mostly candidates.
    suspicious: bool,
    repeats: bool,
    chars: usize,
    candidates: Vec<u32>,
    fingerprint: u64,
    text: Option<String>,
    known: Vec<String>,
}

/// The terms of the rules, folded, one a line.
fn known_terms(sweep: &Sweep<'_>) -> String {
    let sets = sweep.engine.rules().sets.iter();
    let terms: Vec<String> = sets
        .flat_map(|set| &set.terms)
        .map(|term| fold(term))
        .collect();
    terms.join("\n")
}

/// Finds the candidates in lines.
struct Finder {
    automaton: AhoCorasick,
}

impl Finder {
    /// Candidates in a folded line, ascending, each once, and the bytes that they cover.
    fn find(&self, folded: &str) -> (Vec<u32>, usize) {
        let mut found = Vec::new();
        // Hits come by their ends.
        let (mut covered, mut at) = (0, 0);
        for hit in self.automaton.find_overlapping_iter(folded) {
            let spot = Spot {
                start: hit.start(),
                end: hit.end(),
            };
            if spot.stands(folded, At::Word) {
                found.push(hit.pattern().as_u32());
                covered += spot.end - spot.start.max(at).min(spot.end);
                at = at.max(spot.end);
            }
        }
        found.sort_unstable();
        found.dedup();
        (found, covered)
    }
}

/// Reads the corpus and weighs.
///
/// # Errors
/// If the automaton cannot be built.
pub fn weigh(
    sweep: &Sweep<'_>,
    repeats: &Repeats,
    candidates: &[(String, Seen)],
    limits: &Limits,
) -> Result<Weighed, BuildError> {
    let finder = Finder {
        automaton: AhoCorasick::new(candidates.iter().map(|(text, _)| text))?,
    };
    let mut weighed = Weighed {
        unexplained: vec![0; candidates.len()],
        kept: vec![0; candidates.len()],
        explained: finder.find(&known_terms(sweep)).0,
        masses: Masses::default(),
        totals: Totals::default(),
        samples: Samples::default(),
    };
    let look = |_: &Document, lines: Vec<SeenLine>| -> Vec<Looked> {
        lines
            .into_iter()
            .map(|line| look(&finder, repeats, line))
            .collect()
    };
    let take = |lines: Vec<Looked>| {
        weighed.totals.documents += 1;
        for line in lines {
            weighed.take(line, limits.sampled);
        }
    };
    sweep.run(look, take, |_| {});
    Ok(weighed)
}

fn look(finder: &Finder, repeats: &Repeats, line: SeenLine) -> Looked {
    let chars = line.folded.chars().count();
    let (candidates, covered) = finder.find(&line.folded);
    let is_covered = covered as f64 >= COVERED * line.folded.len() as f64;
    Looked {
        kind: line.kind,
        mined: repeats.is_suspicious(&line),
        suspicious: repeats.is_suspicious(&line) || is_covered,
        repeats: repeats.of(&line) > 0,
        chars,
        candidates,
        fingerprint: fingerprint(&line.folded),
        text: (chars <= TEST_CHARS).then_some(line.text),
        known: line.known,
    }
}

impl Totals {
    fn add(&mut self, kind: Kind, repeats: bool) {
        self.lines += 1;
        match kind {
            Kind::Removed(_) => self.removed += 1,
            Kind::List => self.lists += 1,
            Kind::Short => self.repeated += u64::from(repeats),
            Kind::Paragraph => self.paragraphs += 1,
            Kind::Other => {}
        }
    }
}

impl Weighed {
    fn take(&mut self, line: Looked, sampled: usize) {
        self.totals.add(line.kind, line.repeats);
        let raise = |counts: &mut [u32]| {
            for &candidate in &line.candidates {
                if let Some(count) = counts.get_mut(candidate as usize) {
                    *count += 1;
                }
            }
        };
        let explained = matches!(line.kind, Kind::Removed(_));
        if line.suspicious {
            if line.mined {
                self.masses.suspicious += line.chars as f64;
            }
            if !explained {
                raise(&mut self.unexplained);
            }
            let suspect = Suspect {
                kind: line.kind,
                covered: !line.mined,
                candidates: line.candidates,
                known: line.known,
                text: line.text,
            };
            keep(
                &mut self.samples.suspects,
                line.fingerprint,
                suspect,
                sampled,
            );
        } else if !explained {
            if line.kind == Kind::Paragraph {
                self.masses.kept += line.chars as f64;
                raise(&mut self.kept);
            }
            let is_clean = match line.kind {
                Kind::Paragraph => !line.candidates.is_empty(),
                _ => line.kind == Kind::Short && line.candidates.is_empty(),
            };
            if let Some(text) = line.text.filter(|_| is_clean) {
                keep(&mut self.samples.kept, line.fingerprint, text, sampled);
            }
        }
    }
}

/// Keeps the smallest fingerprints.
fn keep<T>(sample: &mut BTreeMap<u64, T>, fingerprint: u64, line: T, most: usize) {
    if sample.len() >= most {
        let largest = sample.last_key_value().map(|(&largest, _)| largest);
        if largest.is_some_and(|largest| fingerprint >= largest) {
            return;
        }
    }
    sample.entry(fingerprint).or_insert(line);
    if sample.len() > most {
        sample.pop_last();
    }
}
