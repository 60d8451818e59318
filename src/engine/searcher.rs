//! Regexes of rules, made ready when a line first needs them.
//!
//! Most runs never need most regexes, and compiling one takes a hundred times as long as
//! scanning a line. What could fail is found out beforehand: a regex whose size is not
//! certain to be within the limit is compiled at once.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::EngineError;
use super::matcher::Matcher;
use crate::rule::Pattern;
use crate::rule::regex::{Traits, size};
use crate::text::literals::{Literal, search};

/// The group of a regex that says which part of a match goes.
const CUT: &str = "cut";

/// A regex that compiles when it is first used.
#[derive(Debug)]
pub struct Searcher {
    source: String,
    /// Whether a group says which part of a match goes.
    cuts: bool,
    traits: Arc<Traits>,
    /// Finds the literals, where that is faster than to try.
    guard: OnceLock<Option<AhoCorasick>>,
    /// Whether it matches.
    matcher: Matcher,
    /// Where it matches; `None` only if compiling failed, which [`Searcher::new`] rules out.
    regex: OnceLock<Option<Regex>>,
}

impl Searcher {
    /// A searcher for the regex of a pattern.
    ///
    /// # Errors
    /// If the compiled regex exceeds the size limit.
    pub fn new(pattern: &Pattern) -> Result<Searcher, EngineError> {
        let source = pattern.source.as_str();
        size::check(source, pattern.traits.size).map_err(|error| EngineError::Regex {
            pattern: source.to_owned(),
            source: Box::new(error),
        })?;
        Ok(Searcher {
            cuts: source.contains(&format!("<{CUT}>")),
            source: source.to_owned(),
            traits: Arc::clone(&pattern.traits),
            guard: OnceLock::new(),
            matcher: Matcher::default(),
            regex: OnceLock::new(),
        })
    }

    /// Literals of which every match has at least one, if there are such.
    pub fn literals(&self) -> Option<&[Literal]> {
        self.traits.literals.as_deref()
    }

    /// Whether it may be asked together with others: its first byte does not rule out most texts,
    /// and no group has a name, which two regexes of one union could share.
    pub fn joins(&self) -> bool {
        self.traits.first.is_none() && !self.source.contains("(?P<") && !self.source.contains("(?<")
    }

    /// Whether it matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        // A text that the guard refuses does not even need the regex compiled.
        let possible = || self.guard().is_none_or(|guard| guard.is_match(text));
        self.may_begin(text) && possible() && self.matches(text)
    }

    /// The same of a text in which one of its literals is known to stand.
    pub fn is_match_beyond_literals(&self, text: &str) -> bool {
        self.may_begin(text) && self.matches(text)
    }

    fn may_begin(&self, text: &str) -> bool {
        let first = &self.traits.first;
        first.is_none_or(|first| first.allow(text))
    }

    fn matches(&self, text: &str) -> bool {
        let told = self.matcher.is_match(&self.source, text);
        told.unwrap_or_else(|| self.regex().is_some_and(|regex| regex.is_match(text)))
    }

    /// Hands every match in a text to `found`: of a regex with a group `cut`, that group.
    pub fn find(&self, text: &str, found: &mut impl FnMut(Range<usize>)) {
        // Whether there is any is found out with less.
        if !self.is_match(text) {
            return;
        }
        if self.traits.whole && !self.cuts {
            return found(0..text.len());
        }
        let mut told = Vec::new();
        if !self.cuts
            && self
                .matcher
                .find(&self.source, text, &mut |span| told.push(span))
        {
            told.into_iter().for_each(found);
            return;
        }
        let Some(regex) = self.regex() else {
            return;
        };
        for captures in regex.captures_iter(text) {
            if let Some(matched) = captures.name(CUT).or_else(|| captures.get(0)) {
                found(matched.range());
            }
        }
    }

    /// The regex that knows where it matches.
    pub fn regex(&self) -> Option<&Regex> {
        let compile = || size::compile(&self.source).ok();
        self.regex.get_or_init(compile).as_ref()
    }

    fn guard(&self) -> Option<&AhoCorasick> {
        let build = || {
            let literals = self.traits.literals.as_ref();
            let wanted = literals.filter(|_| self.traits.first.is_none());
            wanted.and_then(|literals| search(literals))
        };
        self.guard.get_or_init(build).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::{EngineError, Pattern, Searcher};

    fn searcher(source: &str) -> Result<Searcher, EngineError> {
        Searcher::new(&Pattern::new(source, false).unwrap())
    }

    #[test]
    fn a_regex_too_large_fails_at_once() {
        let error = searcher(r"(?:\p{L}{200}){50}").unwrap_err();
        assert!(matches!(error, EngineError::Regex { .. }));
    }

    #[test]
    fn what_matches_whole_texts_is_found_without_looking_where() {
        /// A regex, a text, and what it matches there.
        type Case = (&'static str, &'static str, &'static [(usize, usize)]);
        let cases: [Case; 6] = [
            (r"^\s*[a-z]+$", " ab", &[(0, 3)]),
            (r"^\s*[a-z]+$", "ab1", &[]),
            (r"^[a-z]+|1$", "ab1", &[(0, 2), (2, 3)]),
            (r"^(?:ab)+?", "abab", &[(0, 2)]),
            (r"(?m)^a$", "a\na", &[(0, 1), (2, 3)]),
            (r"^a(?P<cut>b)$", "ab", &[(1, 2)]),
        ];
        for (source, text, spans) in cases {
            let mut found = Vec::new();
            searcher(source)
                .unwrap()
                .find(text, &mut |span| found.push((span.start, span.end)));
            assert_eq!(found, spans, "{source}");
        }
    }

    #[test]
    fn literals_guard_the_regex() {
        let searcher = searcher("[分转]享(到|至)").unwrap();
        assert!(searcher.is_match("转享至"));
        assert!(!searcher.is_match("分享"));
    }
}
