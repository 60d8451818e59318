//! All patterns that begin at a place of a text.
//!
//! Patterns lie in a hash table under their first bytes: eight if they have as many, else six,
//! four or less. A place is asked for each number of bytes under which patterns lie, and the few
//! patterns found are compared with the text. That takes one or two look-ups where an automaton
//! takes one step a byte, and building it is sorting the patterns: a hundredth of the time in
//! which the automaton is built. What is found is the same, and a test holds that
//! ([`super::automaton`]).

/// Numbers of bytes under which patterns lie, ascending.
const KEYS: [usize; 6] = [1, 2, 3, 4, 6, 8];

/// Patterns under their first bytes.
#[derive(Debug)]
pub struct Dictionary {
    /// All patterns, one after the other.
    text: String,
    /// By pattern: where it begins in `text`; one more for the end.
    starts: Vec<u32>,
    /// Open addressing with linear probing, at most half full.
    slots: Vec<Slot>,
    /// Patterns of a slot stand together here, shorter ones first.
    members: Vec<u32>,
    /// What is left of a hash after this many bits are shifted out is a place in `slots`.
    shift: u32,
    /// By number of bytes, as in [`KEYS`]: which keys there may be.
    keys: [Keys; KEYS.len()],
}

/// Keys of one length, as a Bloom filter with one hash: small enough for the caches, which the
/// slots are not.
#[derive(Debug, Clone)]
struct Keys {
    bits: Vec<u64>,
    shift: u32,
}

impl Keys {
    /// Sixteen bits a key; one look-up in 16 is a false yes at most.
    fn new(keys: usize) -> Keys {
        let size = (16 * keys).next_power_of_two().max(64);
        Keys {
            bits: vec![0; if keys == 0 { 0 } else { size / 64 }],
            shift: 64 - size.ilog2(),
        }
    }

    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        let at = (hash >> self.shift) as usize;
        let word = self.bits.get(at / 64);
        word.is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn add(&mut self, hash: u64) {
        let at = (hash >> self.shift) as usize;
        if let Some(word) = self.bits.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }
}

/// Patterns with the same first bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    /// Their first one in `members`.
    first: u32,
    /// How many they are; none in an empty slot.
    count: u32,
    /// How many bytes the key has.
    length: u32,
}

impl Dictionary {
    /// A dictionary of patterns, which are different, not empty and in ascending order.
    pub fn new(patterns: &[&str]) -> Dictionary {
        let mut keyed: Vec<(u32, u64, u32, u32)> = Vec::with_capacity(patterns.len());
        let (mut text, mut starts) = (String::new(), Vec::with_capacity(patterns.len() + 1));
        for (index, pattern) in patterns.iter().enumerate() {
            starts.push(text.len() as u32);
            text.push_str(pattern);
            let length = key_length(pattern.len());
            let key = masked(window(pattern.as_bytes(), 0), length);
            keyed.push((length as u32, key, pattern.len() as u32, index as u32));
        }
        starts.push(text.len() as u32);
        keyed.sort_unstable();
        let size = (2 * patterns.len()).next_power_of_two().max(2);
        let mut dictionary = Dictionary {
            text,
            starts,
            slots: vec![Slot::default(); size],
            members: keyed.iter().map(|&(.., index)| index).collect(),
            shift: 64 - size.ilog2(),
            keys: KEYS.map(|length| {
                let of_length = keyed.iter().filter(|keyed| keyed.0 as usize == length);
                Keys::new(of_length.count())
            }),
        };
        let mut first = 0;
        for group in keyed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (length, key, ..) = group[0];
            dictionary.insert(Slot {
                key,
                first,
                count: group.len() as u32,
                length,
            });
            first += group.len() as u32;
        }
        dictionary
    }

    fn insert(&mut self, slot: Slot) {
        let hash = hash(slot.key, slot.length as usize);
        let of_length = |length: &usize| *length == slot.length as usize;
        if let Some(keys) = KEYS
            .iter()
            .position(of_length)
            .and_then(|at| self.keys.get_mut(at))
        {
            keys.add(hash);
        }
        let mut at = (hash >> self.shift) as usize;
        while self.slots[at].count > 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }

    /// Calls `found` with the index and the end of every pattern that begins at a byte of a
    /// text, shorter ones first.
    #[inline]
    pub fn at(&self, text: &[u8], at: usize, mut found: impl FnMut(usize, usize)) {
        let window = window(text, at);
        let left = text.len() - at;
        for (length, keys) in KEYS.into_iter().zip(&self.keys) {
            if length > left {
                return;
            }
            let key = masked(window, length);
            let hash = hash(key, length);
            if !keys.may_hold(hash) {
                continue;
            }
            for &pattern in self.under(key, length, hash) {
                let range = self.starts[pattern as usize]..self.starts[pattern as usize + 1];
                let pattern_text = &self.text.as_bytes()[range.start as usize..range.end as usize];
                let rest = &text[at + length..];
                if rest.starts_with(&pattern_text[length..]) {
                    found(pattern as usize, at + pattern_text.len());
                }
            }
        }
    }

    /// Patterns under a key.
    #[inline]
    fn under(&self, key: u64, length: usize, hash: u64) -> &[u32] {
        let mut at = (hash >> self.shift) as usize;
        loop {
            let slot = self.slots[at];
            if slot.count == 0 {
                return &[];
            }
            if slot.key == key && slot.length as usize == length {
                return &self.members[slot.first as usize..(slot.first + slot.count) as usize];
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4).
#[inline]
fn hash(key: u64, length: usize) -> u64 {
    (key ^ (length as u64) << 61).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Under how many bytes a pattern of some length lies.
fn key_length(length: usize) -> usize {
    match length {
        0..4 => length,
        4 | 5 => 4,
        6 | 7 => 6,
        _ => 8,
    }
}

/// The eight bytes of a text at a place, filled up with zeros behind its end.
#[inline]
pub(super) fn window(text: &[u8], at: usize) -> u64 {
    let mut bytes = [0; 8];
    match text.get(at..at + 8) {
        Some(eight) => bytes.copy_from_slice(eight),
        None => {
            let rest = text.get(at..).unwrap_or_default();
            bytes[..rest.len()].copy_from_slice(rest);
        }
    }
    u64::from_le_bytes(bytes)
}

/// The first bytes of a window, one to eight.
#[inline]
fn masked(window: u64, length: usize) -> u64 {
    window & (u64::MAX >> (64 - 8 * length))
}

#[cfg(test)]
mod tests {
    use super::Dictionary;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn all_that_begin_somewhere_are_found(
            patterns in prop::collection::btree_set("[ab分享\0é😀]{1,5}", 0..40),
            text in "[ab分享\0é😀 ]{0,40}",
        ) {
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let dictionary = Dictionary::new(&patterns);
            for at in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
                let mut found = Vec::new();
                dictionary.at(text.as_bytes(), at, |pattern, end| found.push((end, pattern)));
                let mut expected: Vec<(usize, usize)> = patterns
                    .iter()
                    .enumerate()
                    .filter(|(_, pattern)| text[at..].starts_with(**pattern))
                    .map(|(index, pattern)| (at + pattern.len(), index))
                    .collect();
                expected.sort_unstable();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
