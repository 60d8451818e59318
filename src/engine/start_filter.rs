//! Where in a text some pattern may begin.
//!
//! All places at which no pattern begins can be skipped. Whether one may begin is asked of the
//! first bytes: six where the first character takes three or more (two Han characters, say, of
//! which few of the possible pairs begin a term), else four, and fewer for shorter patterns.
//! Bloom filters with one hash hold them, so an answer can be a false yes, never a false no.
//! Inside a word of an alphabet only the patterns that may begin there are asked for: most
//! terms stand at the start of one.

/// Bits per pattern: with one hash, one look-up in 16 is a false yes at most.
const BITS_PER_PATTERN: usize = 16;
/// Bounds of a filter, in bits as powers of two: 4 KiB to 128 KiB, which the caches hold.
const SIZES: std::ops::RangeInclusive<u32> = 15..=20;

/// The beginnings of some patterns.
#[derive(Debug)]
pub struct StartFilter {
    all: Beginnings,
    /// Those that may begin inside a word.
    inside: Beginnings,
}

#[derive(Debug)]
struct Beginnings {
    bits: Vec<u64>,
    /// What is left of a hash after this many bits are shifted out is a place in `bits`.
    shift: u32,
    /// By the first two bytes (little endian): whether a pattern begins so.
    pairs: Vec<u64>,
    /// By the first two bytes: whether a pattern of no more than them begins so.
    short: Vec<u64>,
}

impl StartFilter {
    /// A filter for the beginnings of patterns: texts, and whether one may begin inside a word.
    pub fn new<'p>(patterns: impl Iterator<Item = (&'p str, bool)> + Clone) -> StartFilter {
        let texts = patterns.clone().map(|(text, _)| text);
        let inside = patterns.filter(|(_, inside)| *inside).map(|(text, _)| text);
        StartFilter {
            all: Beginnings::of(texts),
            inside: Beginnings::of(inside),
        }
    }

    /// The first byte at or after `at` where a pattern may begin; the length of the text if
    /// there is none. The last few bytes of a text are always such places.
    pub fn next(&self, text: &[u8], mut at: usize) -> usize {
        while let Some(window) = text.get(at..at + 8) {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(window);
            let window = u64::from_le_bytes(bytes);
            let first = bytes[0];
            if is_wide(first) {
                if self.all.has(six(window)) || self.all.has(three(window)) {
                    return at;
                }
                at += if first >= 0xf0 { 4 } else { 3 };
            } else {
                let is_inside = at > 0 && is_letter(first) && is_letter_end(text, at);
                let beginnings = if is_inside { &self.inside } else { &self.all };
                if beginnings.narrow(window) {
                    return at;
                }
                at += 1;
            }
        }
        at.min(text.len())
    }
}

/// Whether a byte begins a letter or digit for certain: ASCII, or Cyrillic up to `ѿ`.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, 0xd0 | 0xd1)
}

/// Whether such a letter ends before a byte.
fn is_letter_end(text: &[u8], at: usize) -> bool {
    text[at - 1].is_ascii_alphanumeric() || at > 1 && matches!(text[at - 2], 0xd0 | 0xd1)
}

impl Beginnings {
    fn of<'p>(patterns: impl Iterator<Item = &'p str> + Clone) -> Beginnings {
        let wanted = (patterns.clone().count() * BITS_PER_PATTERN).next_power_of_two();
        let size = wanted.ilog2().clamp(*SIZES.start(), *SIZES.end());
        let mut beginnings = Beginnings {
            bits: vec![0; (1 << size) / 64],
            shift: 64 - size,
            pairs: vec![0; (1 << 16) / 64],
            short: vec![0; (1 << 16) / 64],
        };
        for pattern in patterns {
            beginnings.add(pattern.as_bytes());
        }
        beginnings
    }

    fn add(&mut self, pattern: &[u8]) {
        let Some(&first) = pattern.first() else {
            return;
        };
        for second in 0..=255 {
            if pattern.get(1).is_none_or(|&own| own == second) {
                let pair = usize::from(first) | usize::from(second) << 8;
                self.pairs[pair / 64] |= 1 << (pair % 64);
                if pattern.len() <= 2 {
                    self.short[pair / 64] |= 1 << (pair % 64);
                }
            }
        }
        let mut window = [0; 8];
        let length = pattern.len().min(8);
        window[..length].copy_from_slice(&pattern[..length]);
        let window = u64::from_le_bytes(window);
        match (is_wide(first), pattern.len()) {
            (true, 6..) => self.set(six(window)),
            (true, _) => self.set(three(window)),
            (false, 4..) => self.set(four(window)),
            (false, 3) => self.set(three(window)),
            (false, _) => {}
        }
    }

    /// Whether a pattern whose first character takes one or two bytes may begin so.
    fn narrow(&self, window: u64) -> bool {
        let pair = window as u16 as usize;
        let is_in = |pairs: &[u64]| pairs[pair / 64] >> (pair % 64) & 1 == 1;
        is_in(&self.pairs)
            && (is_in(&self.short) || self.has(four(window)) || self.has(three(window)))
    }

    fn set(&mut self, key: u64) {
        let at = self.place(key);
        self.bits[at / 64] |= 1 << (at % 64);
    }

    fn has(&self, key: u64) -> bool {
        let at = self.place(key);
        self.bits[at / 64] >> (at % 64) & 1 == 1
    }

    /// Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4).
    fn place(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }
}

/// Whether a byte begins a character of three or four bytes.
fn is_wide(byte: u8) -> bool {
    byte >= 0xe0
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
