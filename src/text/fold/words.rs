//! Look-alikes: letters of other alphabets that stand for Latin ones.
//!
//! A word that mixes alphabets is read by its look: `vіаgrа` with Cyrillic `і` and `а` is
//! `viagra`, and `кaзинo` with Latin `a` and `o` is `казино`. A word of one alphabet is
//! trusted, unless every Cyrillic and Greek letter of the line looks Latin.

use std::ops::Range;

use super::Edit;
use crate::text::class::{ALPHABETS, Class, class};
use crate::text::table::{Action, cyrillic_look_alike, entry, look_alike};

/// What a word is made of; the invisible characters in it count as the letters around them.
const WORD: u32 = ALPHABETS | Class::Digit.bit() | Class::Mark.bit() | Class::Invisible.bit();
const TRUSTED: u32 = Class::Cyrillic.bit() | Class::Greek.bit();

/// What the letters of a word are.
#[derive(Debug, Default)]
struct Tally {
    latin: u32,
    /// ASCII letters that look like no Cyrillic letter, and other Latin letters.
    only_latin: u32,
    /// Letters of other alphabets that look Latin.
    looks_latin: u32,
    cyrillic_only: u32,
    /// Letters of other alphabets than Latin and Cyrillic that do not look Latin.
    other_only: u32,
}

impl Tally {
    fn add(&mut self, c: char) {
        let kind = class(c);
        if let Action::Several(to) = entry(c).action() {
            to.chars().for_each(|c| self.add(c));
            self.only_latin += u32::from(to.contains(|c| class(c) == Class::Latin));
        } else if kind == Class::Latin {
            self.latin += 1;
            self.only_latin += u32::from(reversed(c).is_none());
        } else if entry(c).looks_latin() {
            self.looks_latin += 1;
        } else if kind == Class::Cyrillic {
            self.cyrillic_only += 1;
        } else if kind.is_in(ALPHABETS) {
            self.other_only += 1;
        }
    }

    fn is_disguised_latin(&self) -> bool {
        self.latin > 0 && self.looks_latin > 0 && self.cyrillic_only + self.other_only == 0
    }

    fn is_disguised_cyrillic(&self) -> bool {
        self.latin > 0 && self.only_latin + self.other_only == 0 && self.cyrillic_only > 0
    }
}

/// Adds an edit for every letter to be read as one of another alphabet; returns how many of
/// them lie in words that mix alphabets. `pure`: a line of nothing but look-alikes is read as
/// Latin.
pub(super) fn find(line: &str, pure: bool, edits: &mut Vec<Edit>) -> u32 {
    let is_genuine = |c| class(c).is_in(TRUSTED) && !entry(c).looks_latin();
    let all_look_latin = pure && !line.chars().any(is_genuine);
    // Latin letters may stand in a sign of several (`㎡`) too.
    let may_be_latin =
        |c| class(c) == Class::Latin || matches!(entry(c).action(), Action::Several(_));
    if !all_look_latin && !line.chars().any(may_be_latin) {
        return 0;
    }
    let mut mixed = 0;
    for (start, word) in words(line) {
        if word.is_ascii() {
            continue;
        }
        let mut tally = Tally::default();
        word.chars().for_each(|c| tally.add(c));
        let before = edits.len();
        let chars = || word.char_indices().map(|(at, c)| (start + at, c));
        if tally.is_disguised_latin() {
            edits.extend(chars().filter_map(|(at, c)| edit(at, c, look_alike(c)?)));
            mixed += edits.len() - before;
        } else if tally.is_disguised_cyrillic() {
            edits.extend(chars().filter_map(|(at, c)| edit(at, c, reversed(c)?)));
            mixed += edits.len() - before;
        } else if all_look_latin {
            // Beside a letter that has become Latin, a look-alike of any alphabet is one too.
            let becomes_latin = tally.cyrillic_only + tally.other_only == 0
                && chars().any(|(_, c)| class(c).is_in(TRUSTED));
            let read = chars().filter(|&(_, c)| becomes_latin || class(c).is_in(TRUSTED));
            edits.extend(read.filter_map(|(at, c)| edit(at, c, look_alike(c)?)));
        }
    }
    u32::try_from(mixed).unwrap_or(u32::MAX)
}

/// The Cyrillic letter that a Latin one, or what it folds to, looks like.
fn reversed(c: char) -> Option<char> {
    let plain = match entry(c).action() {
        Action::One(plain) => plain,
        _ => c,
    };
    cyrillic_look_alike(plain).filter(|_| class(c) == Class::Latin)
}

fn edit(at: usize, from: char, to: char) -> Option<Edit> {
    let span: Range<usize> = at..at + from.len_utf8();
    Some(Edit { span, to: Some(to) })
}

/// Whether a character, or what it folds to (`㎡`), belongs to a word.
fn is_in_word(c: char) -> bool {
    class(c).is_in(WORD)
        || match entry(c).action() {
            Action::Several(to) => to.contains(is_in_word),
            _ => false,
        }
}

/// The words of a line with their byte offsets.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split(|c| !is_in_word(c)).filter_map(move |word| {
        let start = at;
        at += word.len();
        at += line
            .get(at..)
            .and_then(|s| s.chars().next())
            .map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

/// Whether a term has letters for [`as_latin`].
pub(super) fn may_look_latin(term: &str) -> bool {
    term.chars().any(|c| class(c).is_in(TRUSTED))
}

/// A term with Cyrillic or Greek letters, all of which look Latin, in Latin letters.
pub(super) fn as_latin(term: &str) -> Option<String> {
    let mut found = false;
    let latin = term
        .chars()
        .map(|c| {
            if !class(c).is_in(TRUSTED) {
                return Some(c);
            }
            found = true;
            look_alike(c)
        })
        .collect::<Option<String>>()?;
    found.then_some(latin)
}
