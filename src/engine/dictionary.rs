//! All patterns that begin at a place of a text.
//!
//! Patterns lie in a hash table under their first bytes: eight if they have as many, else six,
//! four or less. A place is asked for those numbers of bytes of which the filter of beginnings
//! ([`super::start_filter`]) says that a pattern may lie under them, and the few patterns found are
//! compared with the text. That takes one or two look-ups where an automaton takes one step a
//! byte, and building it is sorting the patterns: a hundredth of the time in which the automaton
//! is built. What is found is the same, and a test holds that ([`super::finder`]).
//!
//! What a look-up touches is kept small and together, because with tens of thousands of patterns
//! waiting for memory is what costs.

use crate::text::eight::{eight, eight_of, first};

/// Numbers of bytes under which patterns lie, ascending.
pub(super) const KEYS: [usize; 6] = [1, 2, 3, 4, 6, 8];

/// Some of [`KEYS`], a bit for each place.
pub(super) type Lengths = u8;

/// Patterns under their first bytes, and what each stands for.
#[derive(Debug)]
pub struct Dictionary<T> {
    /// All patterns, one after the other, in the order of `members`.
    text: String,
    /// Patterns of a slot stand together here, shorter ones first.
    members: Vec<Member<T>>,
    /// Open addressing with linear probing, at most three quarters full.
    slots: Vec<Slot>,
    /// What is left of a hash after this many bits are shifted out is a place in `slots`.
    shift: u32,
}

/// A pattern with one of the things it stands for.
#[derive(Debug, Clone, Copy)]
struct Member<T> {
    /// Where its text begins.
    start: u32,
    /// Bytes of its text.
    length: u32,
    target: T,
    /// Whether others of its slot follow.
    more: bool,
}

/// Patterns with the same first bytes.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// These bytes.
    key: u64,
    /// How many they are; 0 if there is no pattern.
    length: u32,
    /// The first of its members.
    first: u32,
}

const EMPTY: Slot = Slot {
    key: 0,
    length: 0,
    first: 0,
};

impl<T: Copy> Dictionary<T> {
    /// A dictionary of patterns, none of them empty, in ascending order; one that stands for several
    /// things comes several times.
    pub fn new(patterns: &[(String, T)]) -> Dictionary<T> {
        let keyed = |(index, (pattern, _)): (usize, &(String, T))| {
            let (length, key) = key_of(pattern.as_bytes());
            (length, key, pattern.len() as u32, index as u32)
        };
        let mut keyed: Vec<_> = patterns.iter().enumerate().map(keyed).collect();
        keyed.sort_unstable();
        let groups = || keyed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
        let size = (groups().count() * 4 / 3 + 1).next_power_of_two().max(2);
        let mut dictionary = Dictionary {
            text: String::new(),
            members: Vec::with_capacity(patterns.len()),
            slots: vec![EMPTY; size],
            shift: 64 - size.ilog2(),
        };
        for group in groups() {
            dictionary.insert(group[0].1, group[0].0);
            let mut written = "";
            for (at, &(.., length, index)) in group.iter().enumerate() {
                let (pattern, target) = &patterns[index as usize];
                if at == 0 || pattern != written {
                    dictionary.text.push_str(pattern);
                    written = pattern;
                }
                dictionary.members.push(Member {
                    start: dictionary.text.len() as u32 - length,
                    length,
                    target: *target,
                    more: at + 1 < group.len(),
                });
            }
        }
        dictionary
    }

    /// Takes a slot for the members that come next.
    fn insert(&mut self, key: u64, length: usize) {
        let mut at = (hash(key, length) >> self.shift) as usize;
        while self.slots[at].length != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = Slot {
            key,
            length: length as u32,
            first: self.members.len() as u32,
        };
    }

    /// Calls `found` with what every pattern stands for that begins at a byte of a text and lies
    /// under one of some numbers of bytes, and its end; shorter ones first.
    #[inline]
    pub fn at(&self, text: &[u8], at: usize, lengths: Lengths, mut found: impl FnMut(T, usize)) {
        let rest = text.get(at..).unwrap_or_default();
        let window = eight_of(text, rest);
        let mut lengths = lengths;
        while lengths != 0 {
            let length = KEYS[lengths.trailing_zeros() as usize];
            lengths &= lengths - 1;
            if rest.len() < length {
                break;
            }
            for member in self.under(first(window, length), length) {
                let pattern = member.length as usize;
                if pattern == length || rest.starts_with(self.bytes_of(member)) {
                    found(member.target, at + pattern);
                }
                if !member.more {
                    break;
                }
            }
        }
    }

    /// The members that lie under a key, and all behind them.
    #[inline]
    fn under(&self, key: u64, length: usize) -> &[Member<T>] {
        let mut at = (hash(key, length) >> self.shift) as usize;
        loop {
            let slot = self.slots[at];
            if slot.length == 0 {
                return &[];
            }
            if (slot.key, slot.length as usize) == (key, length) {
                return &self.members[slot.first as usize..];
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    #[inline]
    fn bytes_of(&self, member: &Member<T>) -> &[u8] {
        let from = member.start as usize;
        &self.text.as_bytes()[from..from + member.length as usize]
    }
}

/// Under how many bytes a pattern lies, and these.
pub(super) fn key_of(pattern: &[u8]) -> (usize, u64) {
    let length = key_length(pattern.len());
    (length, first(eight(pattern, 0), length))
}

/// A hash of all bits of a key in all bits: both halves of a product, after wyhash (Wang Yi).
#[inline]
pub(super) fn hash(key: u64, length: usize) -> u64 {
    let product = u128::from(key ^ (length as u64) << 61) * 0x9e37_79b9_7f4a_7c15;
    product as u64 ^ (product >> 64) as u64
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
            let patterns: Vec<(String, usize)> = patterns.into_iter().zip(0..).collect();
            let dictionary = Dictionary::new(&patterns);
            for at in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
                let mut found = Vec::new();
                dictionary.at(text.as_bytes(), at, !0 >> 2, |pattern, end| found.push((end, pattern)));
                let mut expected: Vec<(usize, usize)> = patterns
                    .iter()
                    .filter(|(pattern, _)| text[at..].starts_with(pattern))
                    .map(|(pattern, index)| (at + pattern.len(), *index))
                    .collect();
                expected.sort_unstable();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
