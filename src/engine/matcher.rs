//! Whether a regex matches, found by a lazy DFA that knows no more characters than the text has.
//!
//! Compiling a regex is dear because of its classes: `\W` is 1,400 ranges of code points, of
//! which a line of English can meet two. So the classes are cut down to the repertoire of the
//! text at hand before they are compiled; on such a text, the regex means the same. The full
//! `regex` is asked only where the DFA gives up, as it does at a Unicode `\b` beside a letter
//! that is not ASCII.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

use crate::rule::regex_size;

/// Characters that a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repertoire {
    Ascii,
    /// Latin, Greek and Cyrillic letters, and punctuation and signs of currencies.
    European,
    All,
}

impl Repertoire {
    const EVERY: [Repertoire; 3] = [Repertoire::Ascii, Repertoire::European, Repertoire::All];

    fn of(text: &str) -> Repertoire {
        if text.is_ascii() {
            return Repertoire::Ascii;
        }
        let bytes = text.as_bytes();
        // U+0580 begins with the byte D6; U+2000 to U+213F are E2 80 80 to E2 84 BF.
        let is_european = |(at, &byte): (usize, &u8)| {
            byte < 0xd6 || byte == 0xe2 && matches!(bytes.get(at + 1), Some(0x80..=0x84))
        };
        if bytes.iter().enumerate().all(is_european) {
            Repertoire::European
        } else {
            Repertoire::All
        }
    }

    /// Its code points; `None` for all.
    fn ranges(self) -> Option<ClassUnicode> {
        let range = ClassUnicodeRange::new;
        match self {
            Repertoire::Ascii => Some(ClassUnicode::new([range('\0', '\x7f')])),
            Repertoire::European => Some(ClassUnicode::new([
                range('\0', '\u{57f}'),
                range('\u{2000}', '\u{213f}'),
            ])),
            Repertoire::All => None,
        }
    }
}

/// One regex by repertoire, each compiled when a text first needs it.
#[derive(Debug, Default)]
pub struct Matcher {
    by_repertoire: [OnceLock<Option<Narrow>>; 3],
}

impl Matcher {
    /// Whether a regex matches in a text; `None` if its DFA cannot tell.
    pub fn is_match(&self, source: &str, text: &str) -> Option<bool> {
        let repertoire = Repertoire::of(text);
        let at = Repertoire::EVERY.iter().position(|&r| r == repertoire)?;
        let narrow = self.by_repertoire[at].get_or_init(|| Narrow::new(source, repertoire));
        narrow.as_ref()?.is_match(text)
    }

    /// Hands every match of a regex in a text to `found`; whether it could tell them. What was
    /// handed over before it gave up does not count.
    pub fn find(&self, source: &str, text: &str, found: &mut impl FnMut(Range<usize>)) -> bool {
        let repertoire = Repertoire::of(text);
        let at = Repertoire::EVERY.iter().position(|&r| r == repertoire);
        let narrow = at.and_then(|at| {
            let narrow = self.by_repertoire.get(at)?;
            let narrow = narrow.get_or_init(|| Narrow::new(source, repertoire));
            narrow.as_ref()
        });
        narrow.is_some_and(|narrow| narrow.find(text, found))
    }
}

type Caches = Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync>>;

type Trails = Pool<backtrack::Cache, Box<dyn Fn() -> backtrack::Cache + Send + Sync>>;

/// A regex over a repertoire.
#[derive(Debug)]
struct Narrow {
    dfa: DFA,
    anchored: Anchored,
    caches: Caches,
    /// Says where, which the DFA cannot. On a line it is done before a second DFA, from right
    /// to left, would have made its first states.
    backtracker: BoundedBacktracker,
    trails: Trails,
}

impl Narrow {
    fn new(source: &str, repertoire: Repertoire) -> Option<Narrow> {
        let hir = regex_syntax::parse(source).ok()?;
        let hir = match repertoire.ranges() {
            Some(ranges) => narrowed(&hir, &ranges),
            None => hir,
        };
        let config = thompson::Config::new()
            .which_captures(WhichCaptures::Implicit)
            .nfa_size_limit(Some(2 * regex_size::LIMIT));
        let nfa = thompson::Compiler::new()
            .configure(config)
            .build_from_hir(&hir)
            .ok()?;
        let anchored = match nfa.is_always_start_anchored() {
            true => Anchored::Yes,
            false => Anchored::No,
        };
        let dfa = DFA::builder()
            .configure(DFA::config().unicode_word_boundary(true))
            .build_from_nfa(nfa)
            .ok()?;
        let backtracker = BoundedBacktracker::new_from_nfa(dfa.get_nfa().clone()).ok()?;
        let maker = backtracker.clone();
        let trails: Trails = Pool::new(Box::new(move || maker.create_cache()));
        let own = dfa.clone();
        let caches: Caches = Pool::new(Box::new(move || own.create_cache()));
        Some(Narrow {
            dfa,
            anchored,
            caches,
            backtracker,
            trails,
        })
    }

    fn find(&self, text: &str, found: &mut impl FnMut(Range<usize>)) -> bool {
        if text.len() > self.backtracker.max_haystack_len() {
            return false;
        }
        let mut trail = self.trails.get();
        for matched in self.backtracker.try_find_iter(&mut trail, text) {
            let Ok(matched) = matched else {
                return false;
            };
            found(matched.range());
        }
        true
    }

    fn is_match(&self, text: &str) -> Option<bool> {
        let input = Input::new(text).earliest(true).anchored(self.anchored);
        let found = self.dfa.try_search_fwd(&mut self.caches.get(), &input);
        found.ok().map(|half| half.is_some())
    }
}

/// A regex with its classes cut down to some code points, and without its groups.
fn narrowed(hir: &Hir, ranges: &ClassUnicode) -> Hir {
    let all = |parts: &[Hir]| parts.iter().map(|part| narrowed(part, ranges)).collect();
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            class.intersect(ranges);
            Hir::class(Class::Unicode(class))
        }
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(narrowed(&repetition.sub, ranges)),
            ..repetition.clone()
        }),
        HirKind::Capture(capture) => narrowed(&capture.sub, ranges),
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Look(_) | HirKind::Class(_) => hir.clone(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Regexes with everything that rules use.
    const SOURCES: [&str; 10] = [
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
    ];

    proptest! {
        #[test]
        fn every_repertoire_means_the_same(
            text in "[ab|.:1 ]{0,12}|[abéßбщ…— .:|]{0,12}|[ab分转享到б。：\u{2028} |]{0,12}",
        ) {
            for source in SOURCES {
                let full = regex::Regex::new(source).unwrap();
                let matcher = Matcher::default();
                let found = matcher.is_match(source, &text);
                let agrees = found.is_none_or(|found| found == full.is_match(&text));
                prop_assert!(agrees, "{source} in {text:?}: {found:?}");
                let (mut ranges, all) = (Vec::new(), full.find_iter(&text));
                if matcher.find(source, &text, &mut |range| ranges.push(range)) {
                    let all: Vec<_> = all.map(|found| found.range()).collect();
                    prop_assert_eq!(ranges, all, "{} in {:?}", source, text);
                }
            }
        }
    }

    #[test]
    fn only_what_a_dfa_cannot_do_is_left_open() {
        let is_match = |source, text| Matcher::default().is_match(source, text);
        assert_eq!(is_match(r"\W{2}", "a--"), Some(true));
        assert_eq!(is_match(r"^\p{Lu}", "Éa"), Some(true));
        assert_eq!(is_match(r"\p{Han}$", "看"), Some(true));
        assert_eq!(is_match(r"\bab\b", "ab c"), Some(true));
        assert_eq!(is_match(r"\bab\b", "éab c"), None);
    }

    #[test]
    fn repertoires() {
        for (text, repertoire) in [
            ("plain", Repertoire::Ascii),
            ("naïve — „да“…", Repertoire::European),
            ("עברית", Repertoire::All),
            ("5 €, № 3", Repertoire::European),
            ("看", Repertoire::All),
        ] {
            assert_eq!(Repertoire::of(text), repertoire, "{text}");
        }
    }
}
