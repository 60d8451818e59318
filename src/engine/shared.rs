//! What engines over the same terms and regexes share: `check` makes one for each profile and
//! for what each lint asks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use blake3::Hash;

use super::EngineError;
use super::finder::Finder;
use super::searcher::Searcher;
use crate::rule::{Pattern, RuleSet};
use crate::text::literals::Literal;

/// Regexes by their source, each compiled at most once, and finders by what they
/// look for.
#[derive(Debug, Default)]
pub struct Shared {
    regexes: Mutex<HashMap<String, Arc<Searcher>>>,
    finders: Mutex<HashMap<Hash, Arc<Finder>>>,
}

impl Shared {
    /// The searcher for the regex of a pattern.
    ///
    /// # Errors
    /// As [`Searcher::new`].
    pub(super) fn regex(&self, pattern: &Pattern) -> Result<Arc<Searcher>, EngineError> {
        let mut known = lock(&self.regexes);
        if let Some(searcher) = known.get(&pattern.source) {
            return Ok(Arc::clone(searcher));
        }
        let searcher = Arc::new(Searcher::new(pattern)?);
        known.insert(pattern.source.clone(), Arc::clone(&searcher));
        Ok(searcher)
    }

    /// The finder of the terms of the used sets and some literals; see [`Finder::new`].
    pub(super) fn finder(
        &self,
        rules: &RuleSet,
        used: &[bool],
        literals: &[(Literal, u32)],
    ) -> Arc<Finder> {
        let mut known = lock(&self.finders);
        let finder = known
            .entry(key(rules, used, literals))
            .or_insert_with(|| Arc::new(Finder::new(rules, used, literals)));
        Arc::clone(finder)
    }
}

/// Whoever panicked with the lock has left the map as it was or with one more.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A hash of all that a finder is made of.
fn key(rules: &RuleSet, used: &[bool], literals: &[(Literal, u32)]) -> Hash {
    let mut bytes = Vec::new();
    let mut text = |text: &str, kind: u32| {
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(text.as_bytes());
    };
    for (set, &used) in rules.sets.iter().zip(used) {
        text("set", set.at as u32);
        for term in set.terms.iter().filter(|_| used) {
            text(term, 0);
        }
    }
    for (literal, event) in literals {
        text(
            &literal.text,
            1 + 2 * event + u32::from(literal.begins_word),
        );
    }
    blake3::hash(&bytes)
}
