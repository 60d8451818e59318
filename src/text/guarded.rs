//! Regexes of many words that look at a text only if one of their words stands in it.

use std::collections::BTreeMap;
use std::ops::{Bound, RangeBounds};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use super::literals::required;

/// Words of one regex that are looked for at most; more make the search no slower, only larger.
const MOST: usize = 512;

/// Regexes behind one search for the literals that their matches require.
#[derive(Debug)]
pub struct Guarded {
    search: AhoCorasick,
    /// By literal: the regexes that it belongs to, a bit each.
    owners: Vec<u64>,
    regexes: Vec<Lazy>,
}

/// A regex that is compiled when a text first has one of its words.
#[derive(Debug)]
struct Lazy {
    source: String,
    regex: OnceLock<Option<Regex>>,
}

impl Lazy {
    fn is_match(&self, text: &str) -> bool {
        let compile = || Regex::new(&self.source).ok();
        let regex = self.regex.get_or_init(compile);
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

impl Guarded {
    /// The regexes of at most 64 patterns; `None` if one is none, or matches texts without any
    /// word that could be looked for.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Option<Guarded> {
        let (mut owners, mut regexes) = (BTreeMap::new(), Vec::new());
        for pattern in patterns {
            let bit = 1_u64.checked_shl(regexes.len() as u32)?;
            let hir = regex_syntax::parse(pattern).ok()?;
            for literal in required(&hir, MOST)? {
                *owners.entry(literal.text).or_insert(0) |= bit;
            }
            regexes.push(Lazy {
                source: pattern.to_owned(),
                regex: OnceLock::new(),
            });
        }
        Some(Guarded {
            search: AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::DFA))
                .build(owners.keys())
                .ok()?,
            owners: owners.into_values().collect(),
            regexes,
        })
    }

    /// The regexes of which a word stands in a text; `None` if there are none.
    pub fn possible<'t>(&'t self, text: &'t str) -> Option<Possible<'t>> {
        // Most texts have none, which is told faster than which.
        if !self.search.is_match(text) {
            return None;
        }
        let found = self.search.find_overlapping_iter(text);
        let owners = found.map(|found| self.owners.get(found.pattern().as_usize()));
        Some(Possible {
            guarded: self,
            text,
            bits: owners.flatten().fold(0, |bits, owners| bits | owners),
        })
    }
}

/// A text, and the regexes that may match somewhere in it.
#[derive(Debug)]
pub struct Possible<'t> {
    guarded: &'t Guarded,
    text: &'t str,
    bits: u64,
}

impl Possible<'_> {
    /// Whether one of the regexes at some places does.
    pub fn is_match(&self, places: impl RangeBounds<usize>) -> bool {
        let bounds = (places.start_bound().cloned(), places.end_bound().cloned());
        let regexes = self.guarded.regexes.iter().enumerate();
        let of_place = |&(place, _): &(usize, &Lazy)| {
            self.bits >> place & 1 == 1 && <(Bound<usize>, Bound<usize>)>::contains(&bounds, &place)
        };
        regexes
            .filter(of_place)
            .any(|(_, regex)| regex.is_match(self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::Guarded;

    #[test]
    fn the_guard_changes_nothing() {
        let guarded = Guarded::new([r"^(?:reply|quote)\s*$", r"[0-9](?:楼|f)$"]).unwrap();
        let is_match = |text| {
            let possible = guarded.possible(text);
            possible.map(|possible| [possible.is_match(..1), possible.is_match(1..)])
        };
        for (text, matches) in [
            ("reply", Some([true, false])),
            ("reply to", Some([false, false])),
            ("reply 12f", Some([false, true])),
            ("12f", Some([false, true])),
            ("f", None),
        ] {
            assert_eq!(is_match(text), matches, "{text}");
        }
        assert!(Guarded::new([r"reply", r"\d+"]).is_none());
    }
}
