//! Where in a text some pattern may begin.
//!
//! All places at which no pattern begins can be skipped. Whether one may begin is asked of the
//! first bytes: those under which patterns lie in the dictionary ([`super::dictionary`]). A table of
//! the first two says for which numbers of bytes it is worth asking; a Bloom filter holds
//! the keys of the patterns, so an answer can be a false yes, never a false no. Inside a word of an
//! alphabet only the patterns that may begin there are asked for: most terms stand at the
//! start of one.

use super::dictionary::{KEYS, Lengths, hash, key_of, masked, window};

/// Bits per pattern at least: with two bits of one word a key, about one look-up in 16 is a false
/// yes. Larger filters err less, but there are several, and a cache holds them only together.
const BITS_PER_PATTERN: usize = 8;
/// Bounds of a filter, in bits as powers of two: 4 KiB to 256 KiB.
const SIZES: std::ops::RangeInclusive<u32> = 15..=21;

/// What a byte is, as flags: the beginning of a letter or digit for certain (ASCII, or Cyrillic up
/// to `ѿ`), such a letter alone, the beginning of a character of three or four bytes.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => LETTER | ASCII_LETTER,
            0xd0 | 0xd1 => LETTER,
            0xe0.. => WIDE,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};
const LETTER: u8 = 1;
const ASCII_LETTER: u8 = 2;
const WIDE: u8 = 4;

/// The beginnings of some patterns.
#[derive(Debug)]
pub struct StartFilter {
    /// By the first two bytes (little endian): of how many bytes the keys of patterns with them are.
    pairs: Vec<Pair>,
    all: Bloom,
    /// Those that may begin inside a word.
    inside: Bloom,
}

/// Numbers of bytes of the keys of all patterns, and of those that may begin inside a word.
#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    all: Lengths,
    inside: Lengths,
}

/// A Bloom filter whose keys have two bits of one word.
#[derive(Debug)]
struct Bloom {
    bits: Vec<u64>,
    /// What is left of a hash after this many bits are shifted out is a place in `bits`.
    shift: u32,
}

impl StartFilter {
    /// A filter for the beginnings of patterns: texts, and whether one may begin inside a word.
    pub fn new<'p>(patterns: impl Iterator<Item = (&'p str, bool)> + Clone) -> StartFilter {
        let inside = patterns.clone().filter(|(_, inside)| *inside).count();
        let mut filter = StartFilter {
            pairs: vec![Pair::default(); 1 << 16],
            all: Bloom::new(patterns.clone().count()),
            inside: Bloom::new(inside),
        };
        for (pattern, inside) in patterns {
            filter.add(pattern.as_bytes(), inside);
        }
        filter
    }

    /// Memory in bytes.
    pub fn bytes(&self) -> usize {
        2 * self.pairs.len() + 8 * (self.all.bits.len() + self.inside.bits.len())
    }

    fn add(&mut self, pattern: &[u8], inside: bool) {
        let Some(&first) = pattern.first() else {
            return;
        };
        let (length, key) = key_of(pattern);
        let lengths = KEYS.iter().zip(0..).filter(|(bytes, _)| **bytes == length);
        let bit = lengths.fold(0, |bits, (_, place)| bits | 1 << place);
        let seconds = match pattern.get(1) {
            Some(&second) => second..=second,
            None => 0..=u8::MAX,
        };
        for second in seconds {
            let pair = &mut self.pairs[usize::from(first) | usize::from(second) << 8];
            pair.all |= bit;
            pair.inside |= if inside { bit } else { 0 };
        }
        let is_wide = first >= 0xe0;
        let beginning = bit & long(is_wide) != 0;
        let beginning = beginning.then(|| hash_of_beginning(window(pattern, 0), is_wide));
        for hash in [Some(hash(key, length)), beginning].into_iter().flatten() {
            self.all.set(hash);
            if inside {
                self.inside.set(hash);
            }
        }
    }

    /// The first byte at or after `at` where a pattern may begin, and of how many bytes its key
    /// may be; the length of the text if there is none.
    pub fn next(&self, text: &[u8], mut at: usize) -> (usize, Lengths) {
        let mut inside_word = is_letter_end(text, at);
        let mut inside_letter = is_split_letter(at.checked_sub(1).and_then(|at| text.get(at)));
        while let Some(&first) = text.get(at) {
            let window = window(text, at);
            let kind = KINDS[usize::from(first)];
            let pair = self.pairs[usize::from(window as u16)];
            let (lengths, bloom) = match inside_word && kind & LETTER != 0 {
                true => (pair.inside, &self.inside),
                false => (pair.all, &self.all),
            };
            if lengths != 0 {
                let found = bloom.among(window, kind & WIDE != 0, lengths);
                if found != 0 {
                    return (at, found);
                }
            }
            if kind & WIDE != 0 {
                at += if first >= 0xf0 { 4 } else { 3 };
                inside_word = false;
                inside_letter = false;
                continue;
            }
            // The second byte of a letter of two follows the first.
            let two_bytes = first >= 0x80 && inside_letter;
            inside_letter = kind & (LETTER | ASCII_LETTER) == LETTER;
            inside_word = kind & ASCII_LETTER != 0 || two_bytes;
            at += 1;
        }
        (text.len(), 0)
    }
}

/// Whether a letter or digit ends before a byte for certain.
fn is_letter_end(text: &[u8], at: usize) -> bool {
    let before = |bytes: usize| at.checked_sub(bytes).and_then(|at| text.get(at));
    before(1).is_some_and(u8::is_ascii_alphanumeric) || is_split_letter(before(2))
}

/// Whether a byte begins a Cyrillic letter up to `ѿ`.
fn is_split_letter(byte: Option<&u8>) -> bool {
    matches!(byte, Some(0xd0 | 0xd1))
}

impl Bloom {
    fn new(patterns: usize) -> Bloom {
        let wanted = (patterns * BITS_PER_PATTERN).next_power_of_two();
        let size = wanted.ilog2().clamp(*SIZES.start(), *SIZES.end());
        Bloom {
            bits: vec![0; (1 << size) / 64],
            shift: 64 + 6 - size,
        }
    }

    fn set(&mut self, hash: u64) {
        self.bits[(hash >> self.shift) as usize] |= bits_of(hash);
    }

    #[inline(always)]
    fn has(&self, hash: u64) -> bool {
        let bits = bits_of(hash);
        self.bits[(hash >> self.shift) as usize] & bits == bits
    }

    /// Of some numbers of bytes those under which a pattern may lie that begins a window.
    #[inline(always)]
    fn among(&self, window: u64, is_wide: bool, mut lengths: Lengths) -> Lengths {
        // One look rules most places out for all long keys.
        let long = long(is_wide);
        if lengths & long != 0 && !self.has(hash_of_beginning(window, is_wide)) {
            lengths &= !long;
        }
        let mut found = 0;
        while lengths != 0 {
            let length = KEYS[lengths.trailing_zeros() as usize];
            if self.has(hash(masked(window, length), length)) {
                found |= lengths & lengths.wrapping_neg();
            }
            lengths &= lengths - 1;
        }
        found
    }
}

/// The keys that are at least as long as what is hashed of a beginning: six bytes where the first
/// character takes three or more (two Han characters, say, of which few of the possible pairs begin
/// a term), else four.
#[inline(always)]
fn long(is_wide: bool) -> Lengths {
    if is_wide { 0b11_0000 } else { 0b11_1000 }
}

#[inline(always)]
fn hash_of_beginning(window: u64, is_wide: bool) -> u64 {
    hash(masked(window, if is_wide { 6 } else { 4 }), BEGINNING)
}

/// Tells beginnings from keys in their hashes: no key has so many bytes.
const BEGINNING: usize = 7;

/// The bits of a key in its word, from bits of the hash that do not choose the word.
#[inline(always)]
fn bits_of(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63)
}

#[cfg(test)]
mod tests {
    use super::StartFilter;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_beginning_is_skipped(
            patterns in prop::collection::vec("[ab分享微é😀]{1,5}", 1..12),
            text in "[abc分享微信é😀 ]{0,60}",
        ) {
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let filter = StartFilter::new(patterns.iter().map(|&pattern| (pattern, true)));
            let mut places = Vec::new();
            let mut at = filter.next(text.as_bytes(), 0).0;
            while at < text.len() {
                places.push(at);
                at = filter.next(text.as_bytes(), at + 1).0;
            }
            for pattern in patterns {
                for (at, _) in text.match_indices(pattern) {
                    prop_assert!(places.contains(&at), "{pattern} at {at}");
                }
            }
        }
    }

    #[test]
    fn most_places_are_skipped() {
        let patterns = ["分享到", "follow us", "|"];
        let filter = StartFilter::new(patterns.into_iter().map(|pattern| (pattern, true)));
        let text = "他把照片同时发到了网上，然后去吃饭了 and went to dinner";
        assert!(filter.next(text.as_bytes(), 0).0 + 8 > text.len());
        assert_eq!(filter.next("我们分享到网上去了".as_bytes(), 0).0, 6);
    }

    #[test]
    fn inside_words_only_what_may_stand_there_begins() {
        let patterns = [("anchor", false), ("заказ", false), ("chore", true)];
        let filter = StartFilter::new(patterns.into_iter());
        let places = |text: &str| -> Vec<usize> {
            let next = |&at: &usize| Some(filter.next(text.as_bytes(), at + 1).0);
            std::iter::successors(Some(filter.next(text.as_bytes(), 0).0), next)
                .take_while(|at| at + 8 <= text.len())
                .collect()
        };
        assert_eq!(
            places("exanchored unanchored anchored        "),
            [4, 15, 22, 24]
        );
        assert_eq!(places("перезаказали заказали        "), [25]);
    }
}
