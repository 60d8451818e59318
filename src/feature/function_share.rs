//! Function characters and words: what sentences have and keyword lists lack.
//!
//! The closed classes of a language — particles, pronouns, prepositions,
//! conjunctions, auxiliaries — make up a third of running text and are rare in
//! lists of keywords, names and link labels.

use super::view::{LineView, is_letter, share};
use super::{Feature, urls};
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
    if view.counts().letters > view.counts().get(Class::Han) {
        letters += letters_in_words(view.folded);
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

/// Letters of function words of alphabets. A lone Latin letter (`i`, `a`, `e`, `o`) is a word
/// only at the start of the line or behind a Latin word, and before one: ` I ` between Han
/// characters is a bar that lost its shape.
fn letters_in_words(text: &str) -> u32 {
    let mut letters = 0;
    let mut before = None;
    // A lone letter waits for what comes behind it.
    let mut lone = 0;
    for (at, word, kind) in runs(text) {
        let is_latin = kind == Class::Latin;
        letters += if is_latin { lone } else { 0 };
        lone = 0;
        if kind != Class::Han && is_function_word(word) && !is_in_address(text, at, word) {
            if !(is_latin && word.len() == 1) {
                letters += word.chars().count() as u32;
            } else if matches!(before, None | Some(Class::Latin)) {
                lone = 1;
            }
        }
        before = Some(kind);
    }
    letters
}

/// Words of alphabets, and runs of Han characters, with their byte offsets and the class of
/// their first letter.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str, Class)> {
    let mut chars = text.char_indices().map(|(at, c)| (at, class(c)));
    let mut next = chars.next();
    std::iter::from_fn(move || {
        while next.is_some_and(|(_, kind)| !is_letter(kind)) {
            next = chars.next();
        }
        let (start, first) = next?;
        let belongs = |kind| is_letter(kind) && (kind == Class::Han) == (first == Class::Han);
        while next.is_some_and(|(_, kind)| belongs(kind)) {
            next = chars.next();
        }
        let end = next.map_or(text.len(), |(at, _)| at);
        Some((start, &text[start..end], first))
    })
}

/// Whether a word is a part of a URL, a domain name or a mail address.
fn is_in_address(text: &str, at: usize, word: &str) -> bool {
    let (head, tail) = (&text[..at], &text[at + word.len()..]);
    if !word.is_ascii() || !(head.ends_with(urls::is_part) || tail.starts_with(urls::is_part)) {
        return false;
    }
    let start = head.trim_end_matches(urls::is_part).len();
    let end = text.len() - tail.trim_start_matches(urls::is_part).len();
    urls::is_address(&text[start..end])
}

fn is_function_word(word: &str) -> bool {
    (1..=LONGEST).contains(&word.len()) && KEYS.binary_search(&key(word.as_bytes())).is_ok()
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

    #[test]
    fn words_are_sorted() {
        assert!(super::WORDS.is_sorted());
    }

    #[test]
    fn separators_and_domains_are_no_words() {
        for line in [
            "国产 I 亚洲 I 视频",
            "免费 A 片",
            "www.on-the.example.com 国产",
            "https://the.example/it/is/not",
            "the@who.example",
        ] {
            assert_eq!(measure(&FEATURE, line), 0.0, "{line}");
        }
        for (line, letters) in [
            ("I am", 1.0 / 3.0),
            ("Then I ran a mile", 2.0 / 13.0),
            ("bolo com café", 3.0 / 11.0),
            ("state-of-the-art", 5.0 / 13.0),
            ("the end. of", 5.0 / 8.0),
        ] {
            assert_eq!(measure(&FEATURE, line), letters, "{line}");
        }
    }
}
