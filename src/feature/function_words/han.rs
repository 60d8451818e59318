//! Chinese: particles, pronouns, adverbs, prepositions and conjunctions of one character.

/// Simplified, as the fold leaves them.
const HAN: &str = "的了是在不和也就都而与或但及其之于以为这那你我他她它们着过把被给让从到对将又还很个有没吗呢吧啊则因所并且却只再";

/// U+4E00, the first of the block of Han characters.
const START: usize = 0x4e00;

/// [`HAN`] as one bit per character of its block.
const BITS: [u64; 328] = {
    let mut bits = [0; 328];
    let bytes = HAN.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Every character of the block takes three bytes of UTF-8.
        let c = (bytes[at] as usize & 0x0f) << 12
            | (bytes[at + 1] as usize & 0x3f) << 6
            | (bytes[at + 2] as usize & 0x3f);
        bits[(c - START) / 64] |= 1 << ((c - START) % 64);
        at += 3;
    }
    bits
};

/// Function characters in a run of Han characters, of which none takes less than three bytes.
pub(super) fn letters(run: &str) -> u32 {
    let (mut letters, mut rest) = (0, run.as_bytes());
    while let &[first, second, third, ref behind @ ..] = rest {
        // The first two bytes tell the place of the word of bits, the third the bit.
        let place = usize::from(first & 0x0f) << 6 | usize::from(second & 0x3f);
        let word = BITS.get(place.wrapping_sub(START / 64));
        let takes_four = first >= 0xf0;
        let is_one = word.is_some_and(|word| word >> (third & 0x3f) & 1 == 1);
        letters += u32::from(is_one && !takes_four);
        rest = behind.get(usize::from(takes_four)..).unwrap_or_default();
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::class::{Class, class};

    #[test]
    fn each_function_character_is_found_and_no_other() {
        for c in ('\0'..=char::MAX).filter(|&c| class(c) == Class::Han) {
            assert!(c.len_utf8() >= 3, "{c:?}");
            let found = letters(&format!("中{c}𠀀{c}的"));
            assert_eq!(found, 1 + 2 * u32::from(HAN.contains(c)), "{c:?}");
        }
    }
}
