//! Where in a text some pattern may begin.
//!
//! All places at which no pattern begins can be skipped. Whether one may begin is asked of the
//! first bytes: six where the first character takes three or more (two Han characters, say, of
//! which few of the possible pairs begin a term), else four, and fewer for shorter patterns.
//! Bloom filters with one hash hold them, so an answer can be a false yes, never a false no.
//! Inside a word of an alphabet only the patterns that may begin there are asked for: most
//! terms stand at the start of one.

use super::dictionary::window;

/// Bits per pattern: with one hash, one look-up in 16 is a false yes at most.
const BITS_PER_PATTERN: usize = 16;
/// Bounds of a filter, in bits as powers of two: 4 KiB to 128 KiB, which the caches hold.
const SIZES: std::ops::RangeInclusive<u32> = 15..=20;

/// What patterns begin with a pair of bytes, as flags: long ones, ones that are sought by their
/// first three bytes, ones of no more than the pair. The flags of those that may begin inside a
/// word are one place further to the left.
const LONG: u8 = 1;
const THREE: u8 = 4;
const SHORT: u8 = 16;

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
    /// By the first two bytes (little endian): flags.
    pairs: Vec<u8>,
    all: Bloom,
    /// Those that may begin inside a word.
    inside: Bloom,
}

/// A Bloom filter with one hash.
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
            pairs: vec![0; 1 << 16],
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
        self.pairs.len() + 8 * (self.all.bits.len() + self.inside.bits.len())
    }

    fn add(&mut self, pattern: &[u8], inside: bool) {
        let Some(&first) = pattern.first() else {
            return;
        };
        let is_wide = first >= 0xe0;
        let flag = match (is_wide, pattern.len()) {
            (true, 6..) | (false, 4..) => LONG,
            (true, _) | (false, 3) => THREE,
            (false, _) => SHORT,
        };
        let flags = flag | flag << u8::from(inside);
        let seconds = match pattern.get(1) {
            Some(&second) => second..=second,
            None => 0..=u8::MAX,
        };
        for second in seconds {
            self.pairs[usize::from(first) | usize::from(second) << 8] |= flags;
        }
        let window = window(pattern, 0);
        let key = match (flag, is_wide) {
            (LONG, true) => six(window),
            (LONG, false) => four(window),
            (THREE, _) => three(window),
            _ => return,
        };
        self.all.set(key);
        if inside {
            self.inside.set(key);
        }
    }

    /// The first byte at or after `at` where a pattern may begin; the length of the text if
    /// there is none.
    pub fn next(&self, text: &[u8], mut at: usize) -> usize {
        let mut inside_word = is_letter_end(text, at);
        let mut inside_letter = is_split_letter(at.checked_sub(1).and_then(|at| text.get(at)));
        while let Some(&first) = text.get(at) {
            let window = window(text, at);
            let kind = KINDS[usize::from(first)];
            let flags = self.pairs[usize::from(window as u16)];
            if kind & WIDE != 0 {
                if flags & LONG != 0 && self.all.has(six(window))
                    || flags & THREE != 0 && self.all.has(three(window))
                {
                    return at;
                }
                at += if first >= 0xf0 { 4 } else { 3 };
                inside_word = false;
                continue;
            }
            let inside = inside_word && kind & LETTER != 0;
            let flags = flags >> u8::from(inside) & (LONG | THREE | SHORT);
            if flags != 0 {
                let bloom = if inside { &self.inside } else { &self.all };
                if flags & SHORT != 0
                    || flags & LONG != 0 && bloom.has(four(window))
                    || flags & THREE != 0 && bloom.has(three(window))
                {
                    return at;
                }
            }
            // The second byte of a letter of two follows the first.
            let two_bytes = first >= 0x80 && inside_letter;
            inside_letter = kind & (LETTER | ASCII_LETTER) == LETTER;
            inside_word = kind & ASCII_LETTER != 0 || two_bytes;
            at += 1;
        }
        text.len()
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
            shift: 64 - size,
        }
    }

    fn set(&mut self, key: u64) {
        let at = self.place(key);
        self.bits[at / 64] |= 1 << (at % 64);
    }

    #[inline(always)]
    fn has(&self, key: u64) -> bool {
        let at = self.place(key);
        self.bits[at / 64] >> (at % 64) & 1 == 1
    }

    /// Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4).
    #[inline(always)]
    fn place(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }
}

fn six(window: u64) -> u64 {
    window & 0xffff_ffff_ffff
}

fn four(window: u64) -> u64 {
    window & 0xffff_ffff
}

fn three(window: u64) -> u64 {
    window & 0xff_ffff
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
            let mut at = filter.next(text.as_bytes(), 0);
            while at < text.len() {
                places.push(at);
                at = filter.next(text.as_bytes(), at + 1);
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
        assert!(filter.next(text.as_bytes(), 0) + 8 > text.len());
        assert_eq!(filter.next("我们分享到网上去了".as_bytes(), 0), 6);
    }

    #[test]
    fn inside_words_only_what_may_stand_there_begins() {
        let patterns = [("anchor", false), ("заказ", false), ("chore", true)];
        let filter = StartFilter::new(patterns.into_iter());
        let places = |text: &str| -> Vec<usize> {
            let next = |&at: &usize| Some(filter.next(text.as_bytes(), at + 1));
            std::iter::successors(Some(filter.next(text.as_bytes(), 0)), next)
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
