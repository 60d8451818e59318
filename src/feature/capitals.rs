//! Capitals of the untouched line, counted in one pass for the features that ask for them.

use crate::text::class::{Class, class};
use crate::text::eight::{HIGH, between, eight, letters, size};

/// Capitals of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Capitals {
    /// Upper-case letters, and letters of either case.
    pub(super) upper: u32,
    pub(super) cased: u32,
    /// Words that begin with an upper-case letter, and with a letter of either case.
    pub(super) words: u32,
    pub(super) cased_words: u32,
}

impl Capitals {
    pub(super) fn of(raw: &str) -> Capitals {
        let mut capitals = Capitals::default();
        // Whether the character before is a part of a word.
        let mut inside = false;
        let mut at = 0;
        while let Some(&byte) = raw.as_bytes().get(at) {
            let ahead = eight(raw.as_bytes(), at);
            if byte.is_ascii() && ahead & HIGH == 0 {
                inside = capitals.ascii(ahead, inside);
                at += 8;
            } else {
                let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()) else {
                    break;
                };
                inside = capitals.character(c, inside);
                at += c.len_utf8();
            }
        }
        capitals
    }

    /// Counts eight characters of ASCII; whether the last one is a part of a word.
    #[inline]
    fn ascii(&mut self, eight: u64, inside: bool) -> bool {
        let cased = letters(eight);
        // Small letters have a bit that capitals do not have.
        let upper = cased & !(eight << 2);
        let parts = cased | between(eight, b'0', b'9') | between(eight, b'\'', b'\'');
        let first = parts & !((parts << 8) | (0x80 * u64::from(inside)));
        self.upper += size(upper);
        self.cased += size(cased);
        self.words += size(upper & first);
        self.cased_words += size(cased & first);
        parts >> 63 == 1
    }

    /// Counts any character; whether it is a part of a word.
    fn character(&mut self, c: char, inside: bool) -> bool {
        let upper = c.is_uppercase();
        let cased = upper || c.is_lowercase();
        self.upper += u32::from(upper);
        self.cased += u32::from(cased);
        // What nobody sees parts no word.
        if !c.is_ascii() && class(c) == Class::Invisible {
            return inside;
        }
        let is_part = c.is_alphanumeric() || matches!(c, '\'' | '’');
        self.words += u32::from(upper && is_part && !inside);
        self.cased_words += u32::from(cased && is_part && !inside);
        is_part
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn capitals_are_counted_by_words(raw in "[aA1' .éÉßǅⓐ中\u{AD}\u{301}’ªЯ]{0,30}|[A-Ca-c1 '.]{0,40}é[A-Ca-c1 '.]{0,40}|.{0,30}") {
            let (mut capitals, mut inside) = (Capitals::default(), false);
            for c in raw.chars() {
                let (upper, lower) = (c.is_uppercase(), c.is_lowercase());
                capitals.upper += u32::from(upper);
                capitals.cased += u32::from(upper || lower);
                if !c.is_ascii() && class(c) == Class::Invisible {
                    continue;
                }
                let is_part = c.is_alphanumeric() || matches!(c, '\'' | '’');
                if is_part && !inside {
                    capitals.words += u32::from(upper);
                    capitals.cased_words += u32::from(upper || lower);
                }
                inside = is_part;
            }
            prop_assert_eq!(Capitals::of(&raw), capitals);
        }
    }
}
