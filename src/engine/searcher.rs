//! Regexes of rules, made ready when a line first needs them.
//!
//! Most runs never need most regexes, and compiling one takes a hundred times as long as
//! scanning a line. What could fail is found out beforehand: a regex whose size is not
//! certain to be within the limit is compiled at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::first_byte::FirstBytes;
use super::{EngineError, literals};

/// Bytes that one compiled regex may take.
const SIZE_LIMIT: usize = 10 << 20;
/// Bytes of the estimate up to which a regex is certain to compile.
const CERTAIN: usize = SIZE_LIMIT / 2;
/// Bytes of a compiled regex per byte of a literal, per branch and per range of a class: found
/// by bisecting the limit, `\p{L}` takes 64 per range, and literals and branches less.
const STATE: usize = 80;
/// Bytes of a class whatever its ranges: `[^.]` takes 1,000.
const CLASS: usize = 1024;

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
        if hir.as_ref().is_none_or(|hir| size(hir) > CERTAIN) {
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
    RegexBuilder::new(source)
        .size_limit(SIZE_LIMIT)
        .build()
        .map_err(|error| EngineError::Regex {
            pattern: source.to_owned(),
            source: Box::new(error),
        })
}

/// Bytes of the compiled regex, estimated from above: repetitions are unrolled.
fn size(hir: &Hir) -> usize {
    let sum = |parts: &[Hir]| {
        parts
            .iter()
            .map(|part| size(part).saturating_add(STATE))
            .fold(0, usize::saturating_add)
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => STATE,
        HirKind::Literal(literal) => STATE.saturating_mul(literal.0.len()),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.iter().count();
            STATE.saturating_mul(ranges).saturating_add(CLASS)
        }
        HirKind::Class(Class::Bytes(class)) => STATE.saturating_mul(class.iter().count().max(1)),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1));
            size(&repetition.sub)
                .saturating_add(STATE)
                .saturating_mul(times.max(1) as usize)
        }
        HirKind::Capture(capture) => size(&capture.sub).saturating_add(2 * STATE),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::{CERTAIN, EngineError, Searcher, size};

    #[test]
    fn a_regex_too_large_fails_at_once() {
        let error = Searcher::new(r"(?:\p{L}{200}){50}").unwrap_err();
        assert!(matches!(error, EngineError::Regex { .. }));
        let hir = regex_syntax::parse(r"^\W*(?:follow|like) us on \p{L}{1,20}$").unwrap();
        assert!(size(&hir) < CERTAIN);
    }

    #[test]
    fn literals_guard_the_regex() {
        let searcher = Searcher::new("[分转]享(到|至)").unwrap();
        assert!(searcher.is_match("转享至"));
        assert!(!searcher.is_match("分享"));
    }
}
