//! All terms and all required literals, found in one go.
//!
//! Every place at which a pattern may begin is tried, and all patterns that begin there are
//! found, so matches overlap and a rule that is added can never take hits from another: what an
//! Aho-Corasick automaton over the same patterns finds, overlapping, is found. Few places pass
//! the filter of beginnings; from each, the dictionary tells what begins there.

use std::ops::Range;

use super::dictionary::Dictionary;
use super::start_filter::{self, StartFilter};
use crate::feature::view::joins_words;
use crate::rule::{At, RuleSet};
use crate::text::class::class;
use crate::text::fold::fold_term;
use crate::text::literals::Literal;

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

/// Takes what a search finds.
pub trait Sink {
    /// A term.
    fn hit(&mut self, hit: Hit);
    /// The event of a literal.
    fn literal(&mut self, event: u32);
}

/// What a pattern stands for.
#[derive(Debug, Clone, Copy)]
enum Target {
    Term { set: u32, term: u32, at: At },
    Literal { event: u32, begins_word: bool },
}

impl Target {
    fn may_begin_inside_word(&self) -> bool {
        match self {
            Target::Term { at, .. } => *at == At::Anywhere,
            Target::Literal { begins_word, .. } => !begins_word,
        }
    }

    /// Whether no letter or digit may follow one at its end.
    fn ends_at_boundary(&self) -> bool {
        matches!(self, Target::Term { at, .. } if *at != At::Anywhere)
    }
}

/// Terms and literals, ready to be found in folded lines: it does the work of an automaton.
#[derive(Debug)]
pub struct Finder {
    dictionary: Dictionary<Target>,
    /// Where patterns may begin.
    beginnings: StartFilter,
    patterns: usize,
}

impl Finder {
    /// Puts together the terms of the used sets and `literals` (text, event).
    pub fn new(rules: &RuleSet, used: &[bool], literals: &[(Literal, u32)]) -> Finder {
        let entries = entries(rules, used, literals);
        let by_text = || entries.chunk_by(|a, b| a.0 == b.0);
        let beginnings = by_text().filter_map(|of_text| {
            let (text, _) = of_text.first()?;
            let mut targets = of_text.iter().map(|(_, target)| target);
            let ends_word = text.ends_with(|c: char| c.is_ascii_alphanumeric());
            Some(start_filter::Pattern {
                text,
                ends_word: ends_word && targets.clone().all(Target::ends_at_boundary),
                inside_word: text.starts_with(joins) && targets.any(Target::may_begin_inside_word),
            })
        });
        Finder {
            beginnings: StartFilter::new(beginnings),
            dictionary: Dictionary::new(&entries),
            patterns: by_text().count(),
        }
    }

    /// Patterns, and bytes of the filter of their beginnings.
    pub fn size(&self) -> (usize, usize) {
        (self.patterns, self.beginnings.bytes())
    }

    /// Hands every term and every literal's event of a folded line to `sink`, in order of their
    /// starts, shorter ones first.
    pub fn scan(&self, text: &str, sink: &mut impl Sink) {
        let bytes = text.as_bytes();
        let inner = text.len() - text.trim_start().len()..text.trim_end().len();
        self.beginnings.each(bytes, |start, lengths| {
            self.dictionary
                .at(bytes, start, lengths, |target, end| match target {
                    Target::Literal { event, .. } => sink.literal(event),
                    Target::Term { set, term, at } if stands(at, text, &inner, start..end) => {
                        sink.hit(Hit {
                            set,
                            term,
                            start: start as u32,
                            end: end as u32,
                        });
                    }
                    Target::Term { .. } => {}
                });
        });
    }
}

/// The folded spellings of terms and the literals with what they stand for, sorted.
fn entries(rules: &RuleSet, used: &[bool], literals: &[(Literal, u32)]) -> Vec<(String, Target)> {
    let mut entries: Vec<(String, Target)> = Vec::new();
    for (index, set) in rules
        .sets
        .iter()
        .enumerate()
        .filter(|&(index, _)| used[index])
    {
        for (term, text) in set.terms.iter().enumerate() {
            entries.extend(fold_term(text).into_iter().map(|folded| {
                let target = Target::Term {
                    set: index as u32,
                    term: term as u32,
                    at: at_of(set.at, &folded),
                };
                (folded, target)
            }));
        }
    }
    entries.extend(literals.iter().map(|(literal, event)| {
        let (event, begins_word) = (*event, literal.begins_word);
        (literal.text.clone(), Target::Literal { event, begins_word })
    }));
    entries.retain(|(text, _)| !text.is_empty());
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries
}

/// Where a term of a set has to stand. One whose first and last character join no words is a
/// word wherever it stands.
fn at_of(at: At, folded: &str) -> At {
    match at {
        At::Word if !folded.starts_with(joins) && !folded.ends_with(joins) => At::Anywhere,
        at => at,
    }
}

fn joins(c: char) -> bool {
    joins_words(class(c))
}

/// Whether a match stands where its set wants it, in a text of which a part is not the white
/// space around it.
fn stands(at: At, text: &str, inner: &Range<usize>, span: Range<usize>) -> bool {
    let first = || span.start <= inner.start;
    let last = || inner.end <= span.end;
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
    let bytes = text.as_bytes();
    if let Some(&[before, after]) = at.checked_sub(1).and_then(|before| bytes.get(before..=at))
        && before.is_ascii()
        && after.is_ascii()
    {
        return !(before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric());
    }
    !(text[..at].ends_with(joins) && text[at..].starts_with(joins))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::*;
    use crate::rule::{Source, load};
    use crate::text::fold::FoldBuffer;

    /// The terms of all shipped packs, and an Aho-Corasick automaton over the same.
    struct Both {
        rules: RuleSet,
        entries: Vec<(String, Target)>,
        reference: AhoCorasick,
        ours: Finder,
    }

    static BOTH: LazyLock<Both> = LazyLock::new(|| {
        let rules = load(&[Source::Builtin]).unwrap().rules;
        let used = vec![true; rules.sets.len()];
        let literals = ["to ", "分", "e", "@", "стр"].map(|text| {
            let literal = Literal {
                text: text.to_owned(),
                begins_word: false,
            };
            (literal, 0)
        });
        let entries = entries(&rules, &used, &literals);
        Both {
            reference: AhoCorasick::new(entries.iter().map(|(text, _)| text)).unwrap(),
            ours: Finder::new(&rules, &used, &literals),
            rules,
            entries,
        }
    });

    type Found = (Vec<(u32, u32, u32, u32)>, usize);

    impl Sink for Found {
        fn hit(&mut self, hit: Hit) {
            self.0.push((hit.start, hit.end, hit.set, hit.term));
        }

        fn literal(&mut self, _: u32) {
            self.1 += 1;
        }
    }

    impl Both {
        /// Hits, sorted, and the number of literals.
        fn expected(&self, text: &str) -> Found {
            let (mut hits, mut literals) = (Vec::new(), 0);
            let inner = text.len() - text.trim_start().len()..text.trim_end().len();
            for found in self.reference.find_overlapping_iter(text) {
                match self.entries[found.pattern().as_usize()].1 {
                    Target::Literal { .. } => literals += 1,
                    Target::Term { set, term, .. }
                        if stands(
                            self.rules.sets[set as usize].at,
                            text,
                            &inner,
                            found.range(),
                        ) =>
                    {
                        hits.push((found.start() as u32, found.end() as u32, set, term));
                    }
                    Target::Term { .. } => {}
                }
            }
            hits.sort_unstable();
            (hits, literals)
        }

        fn found(&self, text: &str) -> Found {
            let mut found: Found = (Vec::new(), 0);
            self.ours.scan(text, &mut found);
            found.0.sort_unstable();
            found
        }

        fn check(&self, text: &str) {
            assert_eq!(self.found(text), self.expected(text), "{text:?}");
        }
    }

    #[test]
    fn what_the_aho_corasick_automaton_finds_is_found_in_the_tests_of_every_pack() {
        let mut fold = FoldBuffer::default();
        let lines = BOTH.rules.rules.iter().flat_map(|rule| &rule.tests);
        for line in lines.flat_map(|test| &test.lines) {
            BOTH.check(fold.fold(line).text);
            BOTH.check(line);
        }
    }

    proptest! {
        /// Terms of all languages cut into pieces and put together again: near misses, terms
        /// that overlap, terms inside words, ends of lines.
        #[test]
        fn what_the_aho_corasick_automaton_finds_is_found_in_hostile_text(
            pieces in prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, 0..3_u8), 0..24),
        ) {
            let mut text = String::new();
            for (index, cut, between) in pieces {
                let term = &BOTH.entries[index.index(BOTH.entries.len())].0;
                let end = term.char_indices().nth(cut).map_or(term.len(), |(at, _)| at);
                text.push_str(&term[..end]);
                text.push_str(["", " ", "х"][between as usize]);
            }
            BOTH.check(&text);
        }
    }
}
