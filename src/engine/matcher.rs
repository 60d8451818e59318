//! Whether a regex matches, found by a lazy DFA over kinds of characters.
//!
//! Compiling a regex is dear because of its classes. Over the characters that it cannot tell
//! apart ([`super::alphabet`]) it is small, and so is its DFA. The full `regex` is asked only
//! where a regex tells more than some 250 kinds apart.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::hybrid::regex::{self, Regex};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::iter;
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::Hir;

use super::alphabet::{self, Alphabet};
use crate::rule::regex::size;

/// One regex, compiled when a text first needs it.
#[derive(Debug, Default)]
pub struct Matcher {
    by_kinds: OnceLock<Option<ByKinds>>,
}

impl Matcher {
    /// Whether it can tell of texts whether a regex matches.
    pub fn can_tell(&self, source: &str) -> bool {
        self.get(source).is_some()
    }

    /// Whether a regex matches in a text; `None` if it cannot tell.
    pub fn is_match(&self, source: &str, text: &str) -> Option<bool> {
        self.get(source)?.is_match(text)
    }

    /// Hands every match of a regex in a text to `found`; whether it could tell them. What was
    /// handed over before it gave up does not count.
    pub fn find(&self, source: &str, text: &str, found: &mut impl FnMut(Range<usize>)) -> bool {
        let by_kinds = self.get(source);
        by_kinds.is_some_and(|by_kinds| by_kinds.find(text, found))
    }

    fn get(&self, source: &str) -> Option<&ByKinds> {
        self.by_kinds.get_or_init(|| ByKinds::new(source)).as_ref()
    }
}

type Caches<C> = Pool<C, Box<dyn Fn() -> C + Send + Sync>>;

type Finder = (Arc<Regex>, Caches<regex::Cache>);

/// A regex over kinds of characters.
#[derive(Debug)]
struct ByKinds {
    alphabet: Alphabet,
    dfa: DFA,
    anchored: Anchored,
    caches: Caches<Cache>,
    hir: Hir,
    /// Says where, which takes a second DFA, from right to left; made when that is first asked.
    finder: OnceLock<Option<Finder>>,
}

impl ByKinds {
    fn new(source: &str) -> Option<ByKinds> {
        let hir = regex_syntax::parse(source).ok()?;
        let (alphabet, hir) = alphabet::translate(&hir)?;
        let nfa = automaton(&hir, false)?;
        let anchored = match nfa.is_always_start_anchored() {
            true => Anchored::Yes,
            false => Anchored::No,
        };
        let dfa = DFA::builder().build_from_nfa(nfa).ok()?;
        let own = dfa.clone();
        let caches: Caches<Cache> = Pool::new(Box::new(move || own.create_cache()));
        Some(ByKinds {
            alphabet,
            dfa,
            anchored,
            caches,
            hir,
            finder: OnceLock::new(),
        })
    }

    fn make_finder(&self) -> Option<Finder> {
        let config = DFA::config().match_kind(MatchKind::All);
        let reverse = DFA::builder()
            .configure(config)
            .build_from_nfa(automaton(&self.hir, true)?);
        let regex = Regex::builder().build_from_dfas(self.dfa.clone(), reverse.ok()?);
        let regex = Arc::new(regex);
        let own = Arc::clone(&regex);
        Some((regex, Pool::new(Box::new(move || own.create_cache()))))
    }

    fn find(&self, text: &str, found: &mut impl FnMut(Range<usize>)) -> bool {
        let mut kinds = Vec::with_capacity(text.len());
        kinds.extend(text.chars().map(|c| self.alphabet.kind(c)));
        // Matches come in ascending order; so far was counted.
        let (mut chars, mut bytes) = (0, 0);
        let ascii = kinds.len() == text.len();
        let mut byte_of = |char: usize| {
            if ascii {
                return char;
            }
            let rest = text.get(bytes..).unwrap_or_default();
            let passed = rest.chars().take(char - chars).map(char::len_utf8);
            bytes += passed.sum::<usize>();
            chars = char;
            bytes
        };
        let Some((regex, caches)) = self.finder.get_or_init(|| self.make_finder()) else {
            return false;
        };
        let mut cache = caches.get();
        let matches = iter::Searcher::new(Input::new(&kinds))
            .into_matches_iter(|input| regex.try_search(&mut cache, input));
        for matched in matches {
            let Ok(matched) = matched else {
                return false;
            };
            found(byte_of(matched.start())..byte_of(matched.end()));
        }
        true
    }

    fn is_match(&self, text: &str) -> Option<bool> {
        let mut cache = self.caches.get();
        let start = Input::new("").anchored(self.anchored);
        let mut state = self.dfa.start_state_forward(&mut cache, &start).ok()?;
        for c in text.chars() {
            let kind = self.alphabet.kind(c);
            state = self.dfa.next_state(&mut cache, state, kind).ok()?;
            if state.is_tagged() {
                if state.is_match() || state.is_dead() {
                    return Some(state.is_match());
                }
                if state.is_quit() {
                    return None;
                }
            }
        }
        let state = self.dfa.next_eoi_state(&mut cache, state).ok()?;
        Some(state.is_match())
    }
}

/// The NFA of a regex over kinds; `reverse` for one that reads from right to left.
fn automaton(hir: &Hir, reverse: bool) -> Option<NFA> {
    let config = thompson::Config::new()
        .utf8(false)
        .reverse(reverse)
        .which_captures(WhichCaptures::None)
        .nfa_size_limit(Some(2 * size::LIMIT));
    let mut compiler = thompson::Compiler::new();
    compiler.configure(config).build_from_hir(hir).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Regexes with everything that rules use.
    const SOURCES: [&str; 14] = [
        r"^\W*(?:follow|like) us\W*$",
        r"\p{L}{2,4}\s*[:：]\s*\d+",
        r"(?i)straße|ÉCOLE",
        r"[^.。]{3,}[.。]$",
        r"(?-u:\b)ab(?-u:\b)",
        r"\bab\b",
        r"^\s*\|.*\|\s*$",
        r"[分转]享(到|至)?",
        r"(?:a|б|分)+\P{Han}",
        r"^$|\x{2028}",
        r"\Bé|б\B.\b",
        r"(?m)^[ab]+$|分$",
        r"\b(?:分享|[\w.]{2})\b{end}",
        "",
    ];

    proptest! {
        #[test]
        fn kinds_mean_the_same_as_characters(
            text in "[ab|.:1 ]{0,12}|[abéßбщ…— .:|\n]{0,12}|[ab分转享到б。：\u{2028} |]{0,12}",
        ) {
            for source in SOURCES {
                let full = ::regex::Regex::new(source).unwrap();
                let matcher = Matcher::default();
                let found = matcher.is_match(source, &text);
                prop_assert_eq!(found, Some(full.is_match(&text)), "{} in {:?}", source, text);
                let mut ranges = Vec::new();
                prop_assert!(matcher.find(source, &text, &mut |range| ranges.push(range)));
                let all: Vec<_> = full.find_iter(&text).map(|found| found.range()).collect();
                prop_assert_eq!(ranges, all, "{} in {:?}", source, text);
            }
        }
    }

    #[test]
    fn a_regex_of_too_many_kinds_is_left_to_others() {
        let is_match = |source: &str, text| Matcher::default().is_match(source, text);
        assert_eq!(is_match(r"\bab\b", "éab c"), Some(false));
        assert_eq!(is_match(r"\bab(?-u:\b)", "ab c"), None);
        let many: String = ('一'..).take(300).collect();
        assert_eq!(is_match(&many, "一"), None);
    }
}
