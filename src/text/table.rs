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

/// A Han character, folded.
pub(super) struct Han {
    /// What it becomes, in UTF-8.
    pub(super) becomes: [u8; 3],
    /// Bits of its entry.
    pub(super) entry: u32,
    /// What it adds to the counts, as [`Entry::counts`] has it.
    pub(super) counts: u64,
}

/// The Han character that three bytes of UTF-8 are, if it is of the main block and becomes one of
/// that. It costs the same whether it changes: in traditional text nobody can guess which will. The
/// first byte of a longer or shorter character leads past the end of the table.
#[inline(always)]
pub(super) fn han(a: u8, b: u8, c: u8) -> Option<Han> {
    const FIRST: u32 = (0xe0 << 12) + (0x80 << 6) + 0x80 + 0x4e00;
    let code = (u32::from(a) << 12) + (u32::from(b) << 6) + u32::from(c);
    let [a, b, c, flags] = HAN.get(code.wrapping_sub(FIRST) as usize)?.to_le_bytes();
    (a != 0).then_some(Han {
        becomes: [a, b, c],
        entry: Class::Han as u32 | u32::from(flags & 2) << 5,
        counts: u64::from(flags & 1) << 32,
    })
}

/// The entry of a character of three bytes in UTF-8, what it becomes, and how many bytes that takes;
/// only if it becomes one of three or one.
#[inline(always)]
pub(super) fn three_bytes(a: u8, b: u8, c: u8) -> Option<(Entry, [u8; 3], usize)> {
    if a & 0xf0 != 0xe0 {
        return None;
    }
    let low = |byte: u8| u32::from(byte & 0x3f);
    let entry = entry_of(u32::from(a & 0x0f) << 12 | low(b) << 6 | low(c));
    match entry.0 >> 5 & 3 {
        0 => Some((entry, [a, b, c], 3)),
        2 => {
            let to = entry.0 >> 11;
            let low = |shift: u32| 0x80 | (to >> shift & 0x3f) as u8;
            match to {
                0..0x80 => Some((entry, [to as u8, 0, 0], 1)),
                0x800..0x1_0000 => Some((entry, [0xe0 | (to >> 12) as u8, low(6), low(0)], 3)),
                _ => None,
            }
        }
        _ => None,
    }
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
