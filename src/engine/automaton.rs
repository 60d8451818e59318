//! One automaton over every term and every required literal.
//!
//! Every place at which a pattern may begin is tried, and all patterns that begin there are
//! found, so matches overlap and a rule that is added can never take hits from another. Few
//! places pass the filter of beginnings; from each the automaton is walked until nothing can
//! follow, which is shorter than to keep it running through the text: by a fifth on Chinese
//! articles (`cargo bench`, match).

use aho_corasick::{
    Anchored, MatchKind,
    automaton::{Automaton as _, StateID},
    nfa::contiguous,
};

use super::EngineError;
use super::start_filter::StartFilter;
use crate::feature::view::is_letter;
use crate::rule::{At, RuleSet};
use crate::text::class::{Class, class};
use crate::text::fold::fold_term;

/// A hit of a term in a folded line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Index of the set.
    pub set: u32,
    /// Index of the term in its set.
    pub term: u32,
    /// First byte in the folded line.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// What a pattern of the automaton stands for.
#[derive(Debug, Clone, Copy)]
enum Target {
    Term { set: u32, term: u32, at: At },
    Literal { event: u32 },
}

impl Target {
    fn may_begin_inside_word(&self) -> bool {
        match self {
            Target::Term { at, .. } => *at == At::Anywhere,
            Target::Literal { .. } => true,
        }
    }
}

/// The automaton with what its patterns stand for.
#[derive(Debug)]
pub struct Automaton {
    machine: contiguous::NFA,
    starts_at: StartFilter,
    /// By pattern: its targets' range in `targets`.
    starts: Vec<u32>,
    targets: Vec<Target>,
}

impl Automaton {
    /// Builds it over the terms of the used sets and over `literals` (text, event).
    pub fn new(
        rules: &RuleSet,
        used: &[bool],
        literals: &[(String, u32)],
    ) -> Result<Automaton, EngineError> {
        let mut entries: Vec<(String, Target)> = Vec::new();
        for (index, set) in rules
            .sets
            .iter()
            .enumerate()
            .filter(|&(index, _)| used[index])
        {
            for (term, text) in set.terms.iter().enumerate() {
                let target = Target::Term {
                    set: index as u32,
                    term: term as u32,
                    at: set.at,
                };
                entries.extend(fold_term(text).into_iter().map(|folded| (folded, target)));
            }
        }
        entries.extend(
            literals
                .iter()
                .map(|(text, event)| (text.clone(), Target::Literal { event: *event })),
        );
        entries.retain(|(text, _)| !text.is_empty());
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        let (mut patterns, mut starts, mut targets) = (Vec::<&str>::new(), Vec::new(), Vec::new());
        for (text, target) in &entries {
            if patterns.last() != Some(&text.as_str()) {
                patterns.push(text);
                starts.push(targets.len() as u32);
            }
            targets.push(*target);
        }
        starts.push(targets.len() as u32);
        let machine = build(&patterns).map_err(|source| EngineError::Automaton {
            terms: patterns.len(),
            source: Box::new(source),
        })?;
        let targets_of =
            |pattern: usize| &targets[starts[pattern] as usize..starts[pattern + 1] as usize];
        let inside = |pattern: usize| {
            targets_of(pattern)
                .iter()
                .any(Target::may_begin_inside_word)
        };
        let starts_at = StartFilter::new(
            patterns
                .iter()
                .enumerate()
                .map(|(index, text)| (*text, inside(index))),
        );
        Ok(Automaton {
            machine,
            starts_at,
            starts,
            targets,
        })
    }

    /// Calls `hit` for every term and `literal` for every literal's event of a folded line,
    /// in order of their starts, shorter ones first.
    pub fn scan(&self, text: &str, mut hit: impl FnMut(Hit), mut literal: impl FnMut(u32)) {
        let Ok(root) = self.machine.start_state(Anchored::Yes) else {
            return;
        };
        let bytes = text.as_bytes();
        let mut start = self.starts_at.next(bytes, 0);
        while start < bytes.len() {
            let mut state = root;
            for (at, &byte) in bytes.iter().enumerate().skip(start) {
                state = self.machine.next_state(Anchored::Yes, state, byte);
                if !self.machine.is_special(state) {
                    continue;
                }
                if self.machine.is_dead(state) {
                    break;
                }
                if self.machine.is_match(state) {
                    self.report(state, text, start..at + 1, &mut hit, &mut literal);
                }
            }
            start = self.starts_at.next(bytes, start + 1);
        }
    }

    fn report(
        &self,
        state: StateID,
        text: &str,
        span: std::ops::Range<usize>,
        hit: &mut impl FnMut(Hit),
        literal: &mut impl FnMut(u32),
    ) {
        // The longest pattern of a state comes first; the others begin after the start.
        let pattern = self.machine.match_pattern(state, 0);
        if self.machine.pattern_len(pattern) != span.len() {
            return;
        }
        let pattern = pattern.as_usize();
        let targets = self.starts[pattern] as usize..self.starts[pattern + 1] as usize;
        for target in &self.targets[targets] {
            match *target {
                Target::Literal { event } => literal(event),
                Target::Term { set, term, at } => {
                    if stands(at, text, span.clone()) {
                        let (start, end) = (span.start as u32, span.end as u32);
                        hit(Hit {
                            set,
                            term,
                            start,
                            end,
                        });
                    }
                }
            }
        }
    }
}

fn build(patterns: &[&str]) -> Result<contiguous::NFA, aho_corasick::BuildError> {
    contiguous::NFA::builder()
        .match_kind(MatchKind::Standard)
        .prefilter(false)
        .build(patterns)
}

/// Whether a match stands where its set wants it.
fn stands(at: At, text: &str, span: std::ops::Range<usize>) -> bool {
    let first = || text[..span.start].trim_start().is_empty();
    let last = || text[span.end..].trim_end().is_empty();
    match at {
        At::Anywhere => true,
        At::Word => is_boundary(text, span.start) && is_boundary(text, span.end),
        At::LineStart => first() && is_boundary(text, span.end),
        At::LineEnd => last() && is_boundary(text, span.start),
        At::WholeLine => first() && last(),
    }
}

/// Whether a word may begin or end at a byte: not between two letters, digits
/// or marks of scripts that write words apart.
fn is_boundary(text: &str, at: usize) -> bool {
    let joins = |c: Option<char>| c.map(class).is_some_and(is_word_class);
    !(joins(text[..at].chars().next_back()) && joins(text[at..].chars().next()))
}

fn is_word_class(class: Class) -> bool {
    let unspaced = matches!(
        class,
        Class::Han | Class::Kana | Class::Hangul | Class::Unspaced
    );
    (is_letter(class) && !unspaced) || matches!(class, Class::Digit | Class::Mark)
}
