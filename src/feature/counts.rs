//! Characters of a line, counted by class.

use crate::text::class::{ASCII, Class, class};

/// Characters of a line by class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    by_class: [u32; Class::COUNT],
    /// Han, Kana, Hangul and other letters together.
    pub letters: u32,
    /// Characters.
    pub chars: u32,
    /// Characters that are no white space.
    pub non_space: u32,
    /// Characters that are neither white space nor invisible.
    pub visible: u32,
}

impl Counts {
    /// The characters of a text.
    pub(super) fn of(text: &str) -> Counts {
        let mut counts = Counts::default();
        let mut at = 0;
        while at < text.len() {
            let kinds = text.as_bytes()[at..].iter();
            let kinds = kinds.map_while(|&byte| ASCII.get(usize::from(byte)));
            kinds.for_each(|&kind| {
                counts.by_class[kind as usize] += 1;
                at += 1;
            });
            at += counts.add_others(&text[at..]);
        }
        counts.letters = counts.scripts().iter().sum();
        counts.chars = counts.by_class.iter().sum();
        counts.non_space = counts.chars - counts.get(Class::Space);
        counts.visible = counts.non_space - counts.get(Class::Invisible);
        counts
    }

    /// Number of characters of that class.
    #[inline]
    pub fn get(&self, class: Class) -> u32 {
        self.by_class[class as usize]
    }

    /// Letters by script, in the order of the classes: Han first, those of all other alphabets
    /// last.
    #[inline]
    pub(super) fn scripts(&self) -> [u32; 8] {
        let mut scripts = [0; 8];
        scripts.copy_from_slice(&self.by_class[Class::Han as usize..=Class::Letter as usize]);
        scripts
    }

    /// Adds characters that a text begins with and that are not of ASCII; the bytes that they take.
    fn add_others(&mut self, text: &str) -> usize {
        let han = common_han(text.as_bytes());
        self.by_class[Class::Han as usize] += han as u32;
        let mut bytes = 3 * han;
        for c in text[bytes..].chars() {
            if c.is_ascii() || COMMON_HAN.contains(&c) {
                break;
            }
            self.by_class[class(c) as usize] += 1;
            bytes += c.len_utf8();
        }
        bytes
    }
}

/// The first and by far largest block of Han.
const COMMON_HAN: std::ops::RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

/// How many characters of the block of common Han a text begins with, told by the first two bytes
/// of the three that each takes.
#[inline]
pub(super) fn common_han(text: &[u8]) -> usize {
    let is_han = |c: &&[u8]| (0xe4b8..=0xe9bf).contains(&u16::from_be_bytes([c[0], c[1]]));
    text.chunks_exact(3).take_while(is_han).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn white_space_is_one_class() {
        for c in '\0'..=char::MAX {
            assert_eq!(class(c) == Class::Space, c.is_whitespace(), "{c:?}");
        }
    }

    #[test]
    fn common_han_are_han() {
        for c in '\u{3000}'..='\u{ffff}' {
            let han = common_han(c.to_string().as_bytes());
            assert_eq!(han == 1, COMMON_HAN.contains(&c), "{c:?}");
            assert!(han == 0 || class(c) == Class::Han, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn each_character_counts_once(
            text in "[ab 1,.|\\t/·、éßяΩ한中あกم\u{301}\u{200B}\u{3000}😀]{0,40}|[中文，a]{0,30}|.{0,30}|[a-z 1.,]{0,200}é?[a-z ]{0,99}"
        ) {
            let counts = Counts::of(&text);
            let of = |belongs: &dyn Fn(Class) -> bool| {
                text.chars().filter(|&c| belongs(class(c))).count() as u32
            };
            for kind in text.chars().map(class) {
                prop_assert_eq!(counts.get(kind), of(&|other| other == kind));
            }
            prop_assert_eq!(counts.chars, of(&|_| true));
            prop_assert_eq!(counts.letters, of(&|kind| kind.is_letter()));
            prop_assert_eq!(counts.non_space, of(&|kind| kind != Class::Space));
            let hidden = Class::Space.bit() | Class::Invisible.bit();
            prop_assert_eq!(counts.visible, of(&|kind| !kind.is_in(hidden)));
        }
    }
}
