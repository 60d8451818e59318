//! Where in a text some pattern may begin.
//!
//! All places at which no pattern begins can be skipped. Whether one may begin is asked of the
//! first bytes: those under which patterns lie in the dictionary ([`super::dictionary`]). Two tables
//! of the first two and three say for which numbers of bytes it is worth asking; a Bloom filter holds
//! the keys of the patterns, so an answer can be a false yes, never a false no. Inside a word of an
//! alphabet only the patterns that may begin there are asked for: most terms stand at the
//! start of one. Short words are asked for only where a word ends behind them.
//!
//! Most places are not even asked about: one bit for the hash of their first bytes rules them out.
//! At characters of three bytes, Han most of all, whose first alone says little, that is a bit for
//! the first two characters and one for the first.

use super::dictionary::{KEYS, Lengths, hash, key_of};
use crate::text::eight::{eight, eight_of, first};

/// Bits per pattern at least: with two bits of one word a key, about one look-up in 16 is a false
/// yes. Larger filters err less, but there are several, and a cache holds them only together.
const BITS_PER_PATTERN: usize = 8;
/// Bounds of a filter, in bits as powers of two: 4 KiB to 256 KiB.
const SIZES: std::ops::RangeInclusive<u32> = 15..=21;

/// Words of bits for beginnings of six bytes: at 20,000 patterns one other place in 25 has a bit.
const PAIRS: usize = 1 << 13;
/// Words of those for three bytes, of which there are not as many.
const SINGLES: usize = 1 << 10;

/// What a byte is, as flags: the beginning of a letter or digit for certain (ASCII, or Cyrillic up
/// to `ѿ`), such a letter of ASCII.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => LETTER | ASCII_LETTER,
            0xd0 | 0xd1 => LETTER,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};
const LETTER: u8 = 1;
const ASCII_LETTER: u8 = 2;
/// Whether it is a pattern that may begin inside a word.
const PATTERN_INSIDE: u8 = 4;

/// What has to be known of a pattern to rule out places where it does not stand.
#[derive(Debug, Clone, Copy)]
pub struct Pattern<'p> {
    /// The folded text.
    pub text: &'p str,
    /// Whether it may begin inside a word.
    pub inside_word: bool,
    /// Whether no ASCII letter or digit may follow it: most words of one to three letters begin
    /// many others.
    pub ends_word: bool,
}

/// The beginnings of some patterns.
#[derive(Debug)]
pub struct StartFilter {
    /// By the first two bytes (little endian): what patterns of one or two bytes begin with them.
    short: Box<[u8; 1 << 16]>,
    /// By a hash of the first three: what longer patterns do.
    longer: Box<[u8; 1 << 16]>,
    all: Bloom,
    /// Those that may begin inside a word.
    inside: Bloom,
    /// By the first six bytes: whether a pattern with a key of six or more begins with them, of
    /// those that begin with a character of three bytes.
    pairs: Signs<PAIRS>,
    /// By the first three: whether one with a shorter key does.
    singles: Signs<SINGLES>,
    /// By the first three: whether a pattern of two or more may begin with them inside a word.
    within: Signs<SINGLES>,
    /// What a byte is ([`KINDS`]), and whether a pattern of one may stand there inside a word.
    kinds: Box<[u8; 256]>,
}

/// A bit for each hash: no for certain, or perhaps. The number of words is a power of two.
#[derive(Debug)]
struct Signs<const WORDS: usize> {
    bits: Box<[u64; WORDS]>,
}

impl<const WORDS: usize> Signs<WORDS> {
    fn new() -> Self {
        let bits = Box::new([0; WORDS]);
        Signs { bits }
    }

    fn set(&mut self, beginning: u64) {
        let bit = bit_of::<WORDS>(beginning);
        self.bits[bit / 64] |= 1 << (bit % 64);
    }
}

#[inline(always)]
fn has<const WORDS: usize>(signs: &[u64; WORDS], beginning: u64) -> bool {
    let bit = bit_of::<WORDS>(beginning);
    signs[bit / 64] >> (bit % 64) & 1 != 0
}

/// The number of a bit, by a multiplicative hash (Knuth).
#[inline(always)]
fn bit_of<const WORDS: usize>(beginning: u64) -> usize {
    let hash = beginning.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash >> (64 - 6 - WORDS.ilog2())) as usize
}

/// The first three or six bytes of a window, moved to where a multiplication mixes all of them.
#[inline(always)]
fn three(window: u64) -> u64 {
    window << 40
}

#[inline(always)]
fn six(window: u64) -> u64 {
    window << 16
}

/// Flags of `short`: patterns of one byte and of two, of two that end a word (for those of one the
/// second byte tells), and those that may begin inside a word.
mod short {
    pub const TWO: u8 = 1 << 1;
    pub const TWO_END_WORD: u8 = 1 << 2;
    pub const INSIDE: u32 = 3;
}

/// Flags of `longer` besides [`Lengths`]: patterns of three bytes that end a word, and those that
/// may begin inside one.
mod longer {
    pub const THREE_END_WORD: u8 = 1 << 6;
    pub const INSIDE: u8 = 1 << 7;
}

/// [`Lengths`] of three bytes, and of three and more.
const THREE: Lengths = 0b100;
const LONGER: Lengths = 0b11_1100;

/// A Bloom filter whose keys have two bits of one word.
#[derive(Debug)]
struct Bloom {
    bits: Vec<u64>,
    /// What is left of a hash after this many bits are shifted out is a place in `bits`.
    shift: u32,
}

impl StartFilter {
    /// A filter for the beginnings of patterns.
    pub fn new<'p>(patterns: impl Iterator<Item = Pattern<'p>> + Clone) -> StartFilter {
        let inside = patterns.clone().filter(|pattern| pattern.inside_word);
        let mut filter = StartFilter {
            short: Box::new([0; 1 << 16]),
            longer: Box::new([0; 1 << 16]),
            all: Bloom::new(patterns.clone().count()),
            pairs: Signs::new(),
            singles: Signs::new(),
            within: Signs::new(),
            kinds: Box::new(KINDS),
            inside: Bloom::new(inside.count()),
        };
        patterns.for_each(|pattern| filter.add(pattern));
        filter
    }

    /// Memory in bytes.
    pub fn bytes(&self) -> usize {
        let words = self.all.bits.len() + self.inside.bits.len() + PAIRS + 2 * SINGLES;
        self.short.len() + self.longer.len() + 8 * words
    }

    fn add(&mut self, pattern: Pattern<'_>) {
        let text = pattern.text.as_bytes();
        let ends_word = pattern.ends_word && !pattern.inside_word;
        self.add_signs(text, pattern.inside_word);
        match *text {
            [] => {}
            [one] => {
                for second in
                    (0..=u8::MAX).filter(|next| !(ends_word && next.is_ascii_alphanumeric()))
                {
                    let flags = &mut self.short[usize::from(one) | usize::from(second) << 8];
                    *flags |= 1 | u8::from(pattern.inside_word) << short::INSIDE;
                }
            }
            [first, second] => {
                let flags = &mut self.short[usize::from(first) | usize::from(second) << 8];
                *flags |= match ends_word {
                    true => short::TWO_END_WORD,
                    false => short::TWO | u8::from(pattern.inside_word) << (short::INSIDE + 1),
                };
            }
            [first, ..] => self.add_longer(text, first >= 0xe0, pattern.inside_word, ends_word),
        }
    }

    fn add_signs(&mut self, text: &[u8], inside_word: bool) {
        let window = eight(text, 0);
        match key_of(text).0 {
            6.. if is_wide(text) => self.pairs.set(six(window)),
            _ if is_wide(text) => self.singles.set(three(window)),
            _ => {}
        }
        // Inside words only letters and digits are asked about.
        let begins_letter = |first: &u8| KINDS[usize::from(*first)] & LETTER != 0;
        if !inside_word || !text.first().is_some_and(begins_letter) {
            return;
        }
        match *text {
            [one] => self.kinds[usize::from(one)] |= PATTERN_INSIDE,
            [_, _] => {
                for third in 0..=u64::from(u8::MAX) {
                    self.within.set(three(window | third << 16));
                }
            }
            _ => self.within.set(three(window)),
        }
    }

    fn add_longer(&mut self, text: &[u8], is_wide: bool, inside_word: bool, ends_word: bool) {
        let (length, key) = key_of(text);
        let place = KEYS.iter().position(|&bytes| bytes == length);
        let bit = 1 << place.unwrap_or_default();
        let window = eight(text, 0);
        self.longer[of_three(window)] |= match (bit, ends_word) {
            (THREE, true) => longer::THREE_END_WORD,
            _ => bit | if inside_word { longer::INSIDE } else { 0 },
        };
        let beginning = bit & long(is_wide) != 0;
        let beginning = beginning.then(|| hash_of_beginning(window, is_wide));
        for hash in [Some(hash(key, length)), beginning].into_iter().flatten() {
            self.all.set(hash);
            if inside_word {
                self.inside.set(hash);
            }
        }
    }

    /// Hands to `found` every byte of a text where a pattern may begin, and of how many bytes its
    /// key may be.
    pub fn each(&self, text: &[u8], mut found: impl FnMut(usize, Lengths)) {
        let (mut at, mut inside_word) = (0, false);
        loop {
            let mut rest = text.get(at..).unwrap_or_default();
            if is_wide(rest) {
                rest = self.skip_wide(rest);
                at = text.len() - rest.len();
                inside_word = false;
            }
            let [byte, ..] = rest else {
                return;
            };
            let window = eight_of(text, rest);
            let kind = KINDS[usize::from(*byte)];
            let lengths = match *byte {
                0xe0.. => self.at_wide(window),
                _ if inside_word && kind & LETTER != 0 => self.inside_word(window),
                _ => self.outside_word(window),
            };
            if lengths != 0 {
                found(at, lengths);
            }
            inside_word = kind & LETTER != 0;
            at += match *byte {
                0..0xc0 => 1,
                0xc0..0xe0 => 2,
                0xe0..0xf0 => 3,
                0xf0.. => 4,
            };
            // The rest of a word, most bytes of most texts.
            while kind & ASCII_LETTER != 0
                && let Some(rest @ [byte, ..]) = text.get(at..)
                && self.kinds[usize::from(*byte)] & ASCII_LETTER != 0
            {
                let window = eight_of(text, rest);
                let is_pattern = self.kinds[usize::from(*byte)] & PATTERN_INSIDE != 0;
                if is_pattern || has(&self.within.bits, three(window)) {
                    let lengths = self.inside_word(window);
                    if lengths != 0 {
                        found(at, lengths);
                    }
                }
                at += 1;
            }
        }
    }

    /// What is left of a text behind the characters of three bytes with which no pattern begins.
    /// The last few bytes are left for a closer look.
    #[inline(never)]
    fn skip_wide<'t>(&self, mut text: &'t [u8]) -> &'t [u8] {
        let (pairs, singles) = (&*self.pairs.bits, &*self.singles.bits);
        while let Some(eight) = text.first_chunk()
            && let [_, _, _, behind @ ..] = text
        {
            let window = u64::from_le_bytes(*eight);
            if !is_wide(text) || has(pairs, six(window)) || has(singles, three(window)) {
                break;
            }
            text = behind;
        }
        text
    }

    /// Of how many bytes the keys of patterns may be that begin with a character of three or four.
    #[inline(always)]
    fn at_wide(&self, window: u64) -> Lengths {
        let flags = self.longer[of_three(window)];
        self.all.among(window, true, lengths(flags, window))
    }

    /// Of how many bytes the keys of patterns may be that begin a word, or with no letter.
    #[inline(always)]
    fn outside_word(&self, window: u64) -> Lengths {
        let short = self.short[usize::from(window as u16)];
        let longer = self.longer[of_three(window)];
        if short | longer == 0 {
            return 0;
        }
        let two = short & short::TWO_END_WORD != 0 && !is_letter_or_digit(window, 2);
        let found = short & 0b11 | if two { short::TWO } else { 0 };
        found | self.all.among(window, false, lengths(longer, window))
    }

    /// The same inside a word.
    #[inline(always)]
    fn inside_word(&self, window: u64) -> Lengths {
        let short = self.short[usize::from(window as u16)] >> short::INSIDE;
        match self.longer[of_three(window)] & longer::INSIDE {
            0 => short,
            _ => short | self.inside.among(window, false, LONGER),
        }
    }
}

/// The place of the first three bytes of a window in a table of 2^16: a multiplicative hash (Knuth).
#[inline(always)]
fn of_three(window: u64) -> usize {
    ((window as u32 & 0xff_ffff).wrapping_mul(0x9e37_79b1) >> 16) as usize
}

/// Of how many bytes the keys of longer patterns may be that begin outside of words.
#[inline(always)]
fn lengths(flags: u8, window: u64) -> Lengths {
    let three = flags & longer::THREE_END_WORD != 0 && !is_letter_or_digit(window, 3);
    flags & LONGER | if three { THREE } else { 0 }
}

/// Whether a byte of a window is an ASCII letter or digit.
#[inline(always)]
fn is_letter_or_digit(window: u64, place: u32) -> bool {
    KINDS[(window >> (8 * place) & 0xff) as usize] & ASCII_LETTER != 0
}

/// Whether a text begins with a character of three bytes.
#[inline(always)]
fn is_wide(text: &[u8]) -> bool {
    matches!(text, [0xe0..0xf0, ..])
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
        match lengths {
            0 => 0,
            _ => self.keyed(window, lengths),
        }
    }

    /// The same by the whole keys. Not many places get here, and the loop over all of them keeps
    /// its registers.
    #[inline(never)]
    fn keyed(&self, window: u64, mut lengths: Lengths) -> Lengths {
        let mut found = 0;
        while lengths != 0 {
            let length = KEYS[lengths.trailing_zeros() as usize];
            if self.has(hash(first(window, length), length)) {
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
    hash(first(window, if is_wide { 6 } else { 4 }), BEGINNING)
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
    use super::{Pattern, StartFilter};
    use proptest::prelude::*;

    fn anywhere(text: &str) -> Pattern<'_> {
        Pattern {
            text,
            inside_word: true,
            ends_word: false,
        }
    }

    fn places(filter: &StartFilter, text: &str) -> Vec<usize> {
        let mut places = Vec::new();
        filter.each(text.as_bytes(), |at, _| places.push(at));
        places
    }

    proptest! {
        #[test]
        fn no_beginning_is_skipped(
            patterns in prop::collection::vec("[ab分享微é😀]{1,5}", 1..12),
            text in "[abc分享微信é😀 ]{0,60}",
        ) {
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let filter = StartFilter::new(patterns.iter().map(|&text| anywhere(text)));
            let places = places(&filter, &text);
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
        let filter = StartFilter::new(patterns.into_iter().map(anywhere));
        let text = "他把照片同时发到了网上，然后去吃饭了 and went to dinner";
        let first = |text: &str| places(&filter, text).first().copied();
        assert!(first(text).is_none_or(|at| at + 8 > text.len()));
        assert_eq!(first("我们分享到网上去了"), Some(6));
    }

    #[test]
    fn short_words_begin_where_a_word_ends_behind_them() {
        let word = |text| Pattern {
            text,
            inside_word: false,
            ends_word: true,
        };
        let filter = StartFilter::new(["a", "to", "the"].into_iter().map(word));
        let text = "another tone then a toe, to the";
        assert_eq!(places(&filter, text), [18, 25, 28]);
    }

    #[test]
    fn inside_words_only_what_may_stand_there_begins() {
        let word = |text| Pattern {
            inside_word: false,
            ..anywhere(text)
        };
        let patterns = [word("anchor"), word("заказ"), anywhere("chore")];
        let filter = StartFilter::new(patterns.into_iter());
        assert_eq!(
            places(&filter, "exanchored unanchored anchored"),
            [4, 15, 22, 24]
        );
        assert_eq!(places(&filter, "перезаказали заказали"), [25]);
    }
}
