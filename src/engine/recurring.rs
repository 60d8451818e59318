//! Lines that recur.
//!
//! Many lines of web pages stood on a page before: labels of buttons, menus, headings,
//! notices. What a line alone decides, which is all but what its document says about it, is kept
//! under its text from its second time on, and not found out again.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use super::arena::{Arena, Scanned, SetOff};
use super::memos::Memo;
use super::passes::PassSums;
use super::scan::{Found, Sightings};
use crate::feature::LineFacts;
use crate::text::eight;
use crate::text::fold::FoldCounts;

/// Bytes of the longest line that is kept. Longer ones hardly ever recur.
const LONGEST: usize = 256;
/// Lines that are kept at once, and bytes of what was found in them. With their measurements they
/// take about 20 MiB. When either is full, everything is forgotten.
const MOST: usize = 1 << 13;
const MOST_BYTES: usize = 4 << 20;
/// Lines seen once that are told from others; a later one takes the place of an earlier.
const ONCE: usize = 1 << 15;
/// Places for lines, filled to a half at most.
const PLACES: usize = 2 * MOST;
/// Places that are looked at for a line, so that no lines, however alike, cost more than others.
const PROBES: usize = 16;

/// What is known of lines that recur. Reusable memory.
#[derive(Debug, Default)]
pub struct Recurring {
    /// The engine whose rules found it.
    engine: u64,
    /// Hashes of lines seen once, by some of their bits.
    once: Vec<u64>,
    /// By hash, and some from there on.
    places: Vec<Place>,
    lines: Vec<Known>,
    texts: String,
    arena: Arena,
}

/// A place for a line.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// 1 more than the index of the line; 0 where none is.
    line: u32,
    /// Bits of its hash. They tell most lines from another without a look at what is known of it.
    sign: u32,
}

/// A line that recurs.
#[derive(Debug)]
pub struct Known {
    hash: u64,
    text: Range<usize>,
    /// What was found in it.
    pub scanned: Scanned,
    /// What it sets off, at first.
    pub set_off: SetOff,
    /// What it sets off with the rules that protect it, once those were looked at.
    pub protected: Option<SetOff>,
    /// What was measured on it.
    pub memo: Memo,
    /// Its facts, without what terms cover.
    pub facts: OnceCell<LineFacts>,
    /// What it adds to the sums of the scorecard.
    pub sums: Cell<Option<PassSums>>,
}

/// A line that was looked for, with its hash.
#[derive(Debug, Clone, Copy)]
pub struct Key<'l> {
    text: &'l str,
    hash: u64,
}

impl<'l> Key<'l> {
    /// A line, unless it is too long to recur.
    pub fn of(text: &'l str) -> Option<Key<'l>> {
        let hash = || eight::hash(text.as_bytes(), 0..text.len());
        (text.len() <= LONGEST).then(|| Key { text, hash: hash() })
    }

    fn sign(self) -> u32 {
        self.hash as u32
    }

    /// Its place among some, by the highest bits, in which all of the text has a say.
    fn place_among(self, places: usize) -> usize {
        ((u128::from(self.hash) * places as u128) >> 64) as usize
    }
}

impl Recurring {
    /// A document begins, for an engine.
    pub fn begin(&mut self, engine: u64) {
        let is_full = self.lines.len() >= MOST || self.arena.bytes() >= MOST_BYTES;
        if is_full || self.engine != engine {
            self.places.clear();
            self.lines.clear();
            self.texts.clear();
            self.arena.clear();
            self.engine = engine;
        }
    }

    /// What was found in the lines.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// A line by its index.
    pub fn line(&self, index: u32) -> Option<&Known> {
        self.lines.get(index as usize)
    }

    /// The index of a line that is known.
    pub fn find(&self, key: Key<'_>) -> Option<u32> {
        self.places.get(self.place(key)?)?.line.checked_sub(1)
    }

    /// Where a line stands, or may stand.
    fn place(&self, key: Key<'_>) -> Option<usize> {
        let first = key.place_among(PLACES);
        let mut probes = (first..first + PROBES).map(|place| place % PLACES);
        probes.find(|&place| {
            let taken = self.places.get(place).copied().unwrap_or_default();
            let Some(index) = taken.line.checked_sub(1) else {
                return true;
            };
            let is_it = |line: &Known| {
                line.hash == key.hash && self.texts.get(line.text.clone()) == Some(key.text)
            };
            taken.sign == key.sign() && self.line(index).is_none_or(is_it)
        })
    }

    /// Whether a line that is not known was seen before and there is room for it; if not, it is seen
    /// now.
    pub fn is_second(&mut self, key: Key<'_>) -> bool {
        let is_full = self.lines.len() >= MOST || self.arena.bytes() >= MOST_BYTES;
        if is_full || self.place(key).is_none() {
            return false;
        }
        self.once.resize(ONCE, 0);
        let once = &mut self.once[key.place_among(ONCE)];
        std::mem::replace(once, key.hash) == key.hash
    }

    /// Adds a line that is not known, and what was found in it; its index.
    pub fn add(
        &mut self,
        key: Key<'_>,
        (folded, counts): (&str, FoldCounts),
        (seen, found): (&Sightings, &Found),
        memo: Memo,
    ) -> u32 {
        let place = self.place(key);
        let text = self.texts.len()..self.texts.len() + key.text.len();
        self.texts.push_str(key.text);
        let start = self.arena.folded.len();
        self.arena.folded.push_str(folded);
        self.lines.push(Known {
            hash: key.hash,
            text,
            scanned: self.arena.keep_scan(start, counts, seen),
            set_off: self.arena.keep_found(found),
            protected: None,
            memo,
            facts: OnceCell::new(),
            sums: Cell::new(None),
        });
        self.places.resize(PLACES, Place::default());
        if let Some(place) = place {
            self.places[place] = Place {
                line: self.lines.len() as u32,
                sign: key.sign(),
            };
        }
        self.lines.len() as u32 - 1
    }

    /// Keeps what a line sets off with the rules that protect it.
    pub fn protect(&mut self, index: u32, found: &Found) -> SetOff {
        let set_off = self.arena.keep_found(found);
        if let Some(line) = self.lines.get_mut(index as usize) {
            line.protected = Some(set_off.clone());
        }
        set_off
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Engine, Options, Scratch};
    use crate::rule::{Profile, Source, load};

    fn engine(profile: Profile) -> Engine {
        let options = Options {
            profile,
            ..Options::default()
        };
        Engine::new(load(&[Source::Builtin]).unwrap().rules, options).unwrap()
    }

    /// Pages of a few lines each, in which lines recur beside others and in other places.
    fn pages() -> Vec<String> {
        let lines = [
            "Share this article",
            "The bridge was built in the year of the flood, and it stood for a hundred years.",
            "Home | News | Sport | Contact",
            "分享到：微信 微博 QQ空间",
            "Follow us on Facebook",
            "昨天下午，他们在河边的公园里看了一场足球比赛。",
            "3 comments",
            "对(duì)這(zhè)個(gè)問(wèn)題(tí)的看法",
            "",
            "Reply",
        ];
        let page = |seed: usize| {
            let of_page = (0..6).map(|at| lines[(seed * (at + 3) + at * at) % lines.len()]);
            of_page.collect::<Vec<_>>().join("\n")
        };
        (0..40).map(page).collect()
    }

    #[test]
    fn what_was_found_before_changes_nothing() {
        for profile in [Profile::Balanced, Profile::Strict] {
            let engine = engine(profile);
            let mut one_for_all = Scratch::default();
            for page in pages() {
                let expected = engine.clean(&page, &mut Scratch::default());
                let outcome = engine.clean(&page, &mut one_for_all);
                assert_eq!(format!("{outcome:?}"), format!("{expected:?}"), "{page}");
            }
        }
    }

    #[test]
    fn what_another_engine_found_is_forgotten() {
        let engines = [Profile::Careful, Profile::Strict].map(engine);
        let mut one_for_all = Scratch::default();
        for page in pages() {
            for engine in &engines {
                let expected = engine.clean(&page, &mut Scratch::default());
                let outcome = engine.clean(&page, &mut one_for_all);
                assert_eq!(format!("{outcome:?}"), format!("{expected:?}"), "{page}");
            }
        }
    }

    #[test]
    fn a_line_is_kept_from_its_second_time_on_until_there_is_no_room() {
        let mut recurring = Recurring::default();
        recurring.begin(1);
        let mut add = |text: &str| {
            let key = Key::of(text).unwrap();
            assert_eq!(recurring.find(key), None);
            assert!(!recurring.is_second(key));
            if !recurring.is_second(key) {
                return None;
            }
            let nothing = (&Sightings::default(), &Found::default());
            let index = recurring.add(key, (text, FoldCounts::default()), nothing, Memo::new());
            assert_eq!(recurring.find(key), Some(index));
            Some(index)
        };
        for number in 0..MOST {
            assert_eq!(add(&format!("{number:04}")), Some(number as u32));
        }
        assert_eq!(add("one more"), None);
        assert!(recurring.find(Key::of("0017").unwrap()).is_some());
        recurring.begin(1);
        assert_eq!(recurring.find(Key::of("0017").unwrap()), None);
        assert!(Key::of(&"a".repeat(LONGEST + 1)).is_none());
    }
}
