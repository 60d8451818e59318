//! The table over all code points that `build.rs` bakes; `build/table.rs` has its layout.

use super::class::Class;

include!(concat!(env!("OUT_DIR"), "/characters.rs"));

/// What the table knows about one character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry(pub(super) u32);

/// What folding does with one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// It stays.
    Keep,
    /// It goes.
    Remove,
    /// It becomes one other character.
    One(char),
    /// It becomes several.
    Several(&'static str),
}

/// Bits of an entry; they may be tested on the union (`|`) of many entries.
pub(super) const CHANGES: u32 = 0b11 << 5;
/// Actions 1 and 3: removed, or several.
pub(super) const RESIZES: u32 = 1 << 5;
const STYLED: u32 = 1 << 7;
pub(super) const LOOK_ALIKE: u32 = 1 << 8;
const TRADITIONAL: u32 = 1 << 9;
const WIDE: u32 = 1 << 10;

/// Looks a character up.
#[inline]
pub(super) const fn entry(c: char) -> Entry {
    entry_of(c as u32)
}

/// Whether a code point of at most three bytes is a Han character that stays as it is. The bits
/// are few enough to stay near where text is gone through.
#[inline(always)]
pub(super) fn is_plain_han(code: u16) -> bool {
    PLAIN_HAN[(code / 64) as usize] >> (code % 64) & 1 == 1
}

/// Looks the character of a code point up.
#[inline]
pub(super) const fn entry_of(code: u32) -> Entry {
    let code = code as usize;
    Entry(ENTRIES[BLOCKS[code >> 7] as usize][code & 127])
}

impl Entry {
    /// The number of the class.
    #[inline]
    pub(super) const fn class(self) -> u8 {
        (self.0 & 31) as u8
    }

    /// Whether folding changes the character.
    #[inline]
    pub(super) fn changes(self) -> bool {
        self.0 & CHANGES != 0
    }

    /// What a Han character becomes, if that is one of three bytes in UTF-8.
    #[inline]
    pub(super) fn han_of_three_bytes(self) -> Option<char> {
        match self.action() {
            Action::One(to) if self.class() == Class::Han as u8 && to.len_utf8() == 3 => Some(to),
            _ => None,
        }
    }

    /// What folding does with the character.
    #[inline]
    pub(super) fn action(self) -> Action {
        match self.0 >> 5 & 3 {
            0 => Action::Keep,
            1 => Action::Remove,
            2 => char::from_u32(self.0 >> 11).map_or(Action::Keep, Action::One),
            _ => STRINGS
                .get((self.0 >> 11) as usize)
                .map_or(Action::Keep, |text| Action::Several(text)),
        }
    }

    /// A mathematical, enclosed, raised, lowered or Roman-numeral form.
    pub(super) fn is_styled(self) -> bool {
        self.0 & STYLED != 0
    }

    /// A character of traditional script alone.
    pub(super) fn is_traditional(self) -> bool {
        self.0 & TRADITIONAL != 0
    }

    /// What the character adds to the counts of styled and of traditional characters: both in
    /// one number, for the sake of the loop that sums them up.
    #[inline]
    pub(super) fn counts(self) -> u64 {
        u64::from(self.0 & STYLED) >> 7 | u64::from(self.0 & TRADITIONAL) << (32 - 9)
    }

    /// A sum of [`counts`](Self::counts) as the styled and the traditional characters.
    pub(super) fn split_counts(sum: u64) -> (u32, u32) {
        (sum as u32, (sum >> 32) as u32)
    }

    /// A letter of another alphabet that looks like an ASCII one.
    #[inline]
    pub(super) fn looks_latin(self) -> bool {
        self.0 & LOOK_ALIKE != 0
    }

    /// Two columns wide.
    #[inline]
    pub(super) fn wide(self) -> bool {
        self.0 & WIDE != 0
    }
}

/// The ASCII letter (lower case) that a letter of another alphabet looks like.
pub(super) fn look_alike(c: char) -> Option<char> {
    let at = LOOK_ALIKES.binary_search_by_key(&c, |&(c, _)| c).ok()?;
    LOOK_ALIKES.get(at).map(|&(_, latin)| latin)
}

/// The Cyrillic letter (lower case) that an ASCII letter looks like: the first one in code
/// order, small letters only, which is the letter of the Russian alphabet where there is one.
pub(super) fn cyrillic_look_alike(latin: char) -> Option<char> {
    let latin = latin.to_ascii_lowercase();
    let small = |c: char| ('\u{0430}'..='\u{045F}').contains(&c);
    LOOK_ALIKES
        .iter()
        .find(|&&(c, to)| to == latin && small(c))
        .map(|&(c, _)| c)
}
