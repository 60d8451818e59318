//! Function characters and words: what sentences have and keyword lists lack.
//!
//! The closed classes of a language — particles, pronouns, prepositions,
//! conjunctions, auxiliaries — make up a third of running text and are rare in
//! lists of keywords, names and link labels.

use super::Feature;
use super::view::{LineView, is_letter, share};
use crate::text::class::{Class, class};

pub(super) const FEATURE: Feature = Feature::line(
    "function-share",
    "Letters in function characters (Chinese) or function words (other languages) as a share of the letters.",
    measure,
);

/// Chinese particles, pronouns, adverbs, prepositions and conjunctions of one
/// character, simplified.
const HAN: &str = "的了是在不和也就都而与或但及其之于以为这那你我他她它们着过把被给让从到对将又还很个有没吗呢吧啊则因所并且却只再";

/// Function words of languages written in alphabets, sorted by bytes.
const WORDS: &[&str] = &[
    "a", "about", "after", "al", "als", "also", "an", "and", "are", "as", "at", "au", "auf", "aus",
    "be", "been", "bei", "but", "by", "can", "com", "como", "con", "da", "das", "dass", "de",
    "dem", "den", "der", "des", "di", "die", "do", "du", "e", "ein", "eine", "el", "em", "en",
    "er", "es", "est", "et", "for", "from", "had", "has", "have", "he", "her", "his", "i", "if",
    "il", "im", "in", "is", "ist", "it", "its", "la", "las", "le", "les", "lo", "los", "mais",
    "mit", "my", "nicht", "no", "not", "não", "o", "of", "on", "or", "os", "our", "par", "para",
    "pas", "per", "por", "pour", "que", "qui", "se", "she", "sich", "sie", "so", "su", "sur",
    "than", "that", "the", "their", "there", "they", "this", "to", "um", "uma", "un", "una", "und",
    "une", "von", "was", "we", "were", "which", "who", "will", "with", "would", "you", "your",
    "zu", "был", "была", "были", "в", "для", "его", "за", "и", "из", "их", "к", "как", "на", "не",
    "но", "он", "она", "от", "по", "с", "что", "это",
];

fn measure(view: &LineView<'_>) -> f64 {
    share(letters_in_function(view), view.counts().letters)
}

/// Letters that belong to function characters or words.
pub(super) fn letters_in_function(view: &LineView<'_>) -> u32 {
    let mut letters = 0;
    if view.counts().get(Class::Han) > 0 {
        letters += view
            .folded
            .chars()
            .filter(|&c| is_function_character(c))
            .count() as u32;
    }
    if view.folded.is_ascii() {
        letters += view
            .folded
            .as_bytes()
            .split(|byte| !byte.is_ascii_alphabetic())
            .filter(|word| is_function_word(word))
            .map(|word| word.len() as u32)
            .sum::<u32>();
    } else if view.counts().letters > view.counts().get(Class::Han) {
        letters += view
            .folded
            .split(|c| !matches!(class(c), k if is_letter(k) && k != Class::Han))
            .filter(|word| is_function_word(word.as_bytes()))
            .map(|word| word.chars().count() as u32)
            .sum::<u32>();
    }
    letters
}

fn is_function_character(c: char) -> bool {
    let at = (c as usize).wrapping_sub(HAN_START);
    HAN_BITS
        .get(at / 64)
        .is_some_and(|word| word >> (at % 64) & 1 == 1)
}

/// U+4E00, the first of the block of Han characters.
const HAN_START: usize = 0x4e00;

/// [`HAN`] as one bit per character of its block.
const HAN_BITS: [u64; 328] = {
    let mut bits = [0; 328];
    let bytes = HAN.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Every character of the block takes three bytes of UTF-8.
        let c = (bytes[at] as usize & 0x0f) << 12
            | (bytes[at + 1] as usize & 0x3f) << 6
            | (bytes[at + 2] as usize & 0x3f);
        bits[(c - HAN_START) / 64] |= 1 << ((c - HAN_START) % 64);
        at += 3;
    }
    bits
};

/// Bytes of the longest function word.
const LONGEST: usize = 12;

/// [`WORDS`] as numbers, most significant byte first, so that they are in order as well.
const KEYS: [u128; WORDS.len()] = {
    let mut keys = [0; WORDS.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = key(WORDS[at].as_bytes());
        assert!(at == 0 || keys[at - 1] < keys[at]);
        at += 1;
    }
    keys
};

/// A word of at most 16 bytes as a number.
const fn key(word: &[u8]) -> u128 {
    let (mut key, mut at) = (0, 0);
    while at < word.len() {
        key |= (word[at] as u128) << (120 - 8 * at);
        at += 1;
    }
    key
}

fn is_function_word(word: &[u8]) -> bool {
    (1..=LONGEST).contains(&word.len()) && KEYS.binary_search(&key(word)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn sentences_have_them_and_lists_do_not() {
        assert!(measure(&FEATURE, "他把照片同时发到了微信和新浪微博。") > 0.2);
        assert!(measure(&FEATURE, "国产精品|亚洲无码|在线观看") < 0.1);
        assert!(measure(&FEATURE, "He was one of the first to see it.") > 0.4);
        assert_eq!(measure(&FEATURE, "Casino Poker Slots Bonus"), 0.0);
    }
}
