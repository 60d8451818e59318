//! Regexes of rules, made ready when a line first needs them.
//!
//! Most runs never need most regexes, and compiling one takes a hundred times as long as
//! scanning a line. What could fail is found out beforehand: a regex whose size is not
//! certain to be within the limit is compiled at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::first_byte::FirstBytes;
use super::{EngineError, literals};
use crate::rule::regex_size;

/// A regex that compiles when it is first used.
#[derive(Debug)]
pub struct Searcher {
    source: String,
    /// Literals of which every match has one.
    literals: Option<Vec<String>>,
    /// What a text must begin with.
    first: Option<FirstBytes>,
    ready: OnceLock<Ready>,
}

/// Regexes by their source, shared by engines over rules that have some in common: each is parsed
/// and compiled at most once.
#[derive(Debug, Default)]
pub struct Regexes {
    by_source: Mutex<HashMap<String, Arc<Searcher>>>,
}

impl Regexes {
    /// The searcher for a regex.
    ///
    /// # Errors
    /// As [`Searcher::new`].
    pub(super) fn get(&self, source: &str) -> Result<Arc<Searcher>, EngineError> {
        // Whoever panicked has left the map as it was or with one more.
        let mut known = self
            .by_source
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(searcher) = known.get(source) {
            return Ok(Arc::clone(searcher));
        }
        let searcher = Arc::new(Searcher::new(source)?);
        known.insert(source.to_owned(), Arc::clone(&searcher));
        Ok(searcher)
    }
}

#[derive(Debug)]
struct Ready {
    /// Finds the literals, where that is faster than to try.
    guard: Option<AhoCorasick>,
    /// `None` only if compiling failed, which [`Searcher::new`] rules out.
    regex: Option<Regex>,
}

impl Searcher {
    /// A searcher for a regex in the syntax of the `regex` crate.
    ///
    /// # Errors
    /// If the compiled regex exceeds the size limit.
    pub fn new(source: &str) -> Result<Searcher, EngineError> {
        let hir = regex_syntax::parse(source).ok();
        if !hir.as_ref().is_some_and(regex_size::is_certain) {
            compile(source)?;
        }
        Ok(Searcher {
            source: source.to_owned(),
            literals: literals::required(source),
            first: hir.as_ref().and_then(FirstBytes::of),
            ready: OnceLock::new(),
        })
    }

    /// Literals of which every match has at least one, if there are such.
    pub fn literals(&self) -> Option<&[String]> {
        self.literals.as_deref()
    }

    /// Whether it matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        if self.first.is_some_and(|first| !first.allow(text)) {
            return false;
        }
        let ready = self.ready();
        let possible = ready
            .guard
            .as_ref()
            .is_none_or(|guard| guard.is_match(text));
        possible
            && ready
                .regex
                .as_ref()
                .is_some_and(|regex| regex.is_match(text))
    }

    /// The compiled regex.
    pub fn regex(&self) -> Option<&Regex> {
        self.ready().regex.as_ref()
    }

    fn ready(&self) -> &Ready {
        self.ready.get_or_init(|| Ready {
            guard: self
                .literals
                .as_ref()
                .filter(|_| self.first.is_none())
                .and_then(|literals| AhoCorasick::new(literals).ok()),
            regex: compile(&self.source).ok(),
        })
    }
}

fn compile(source: &str) -> Result<Regex, EngineError> {
    regex_size::compile(source).map_err(|error| EngineError::Regex {
        pattern: source.to_owned(),
        source: Box::new(error),
    })
}

#[cfg(test)]
mod tests {
    use super::{EngineError, Searcher};

    #[test]
    fn a_regex_too_large_fails_at_once() {
        let error = Searcher::new(r"(?:\p{L}{200}){50}").unwrap_err();
        assert!(matches!(error, EngineError::Regex { .. }));
    }

    #[test]
    fn literals_guard_the_regex() {
        let searcher = Searcher::new("[分转]享(到|至)").unwrap();
        assert!(searcher.is_match("转享至"));
        assert!(!searcher.is_match("分享"));
    }
}
