//! Counts in bounded memory.
//!
//! When a table outgrows its capacity, what was seen least often is forgotten until at most half
//! of it is left (lossy counting: Manku and Motwani, *Approximate Frequency Counts over Data
//! Streams*, 2002). A count is then too low by at most [`Counter::lost`]. Since counts are taken
//! in input order, what is forgotten does not depend on the number of threads.

use std::collections::HashMap;
use std::hash::Hash;

/// What is counted of a key.
pub trait Tally: Default {
    /// How often it was seen.
    fn seen(&self) -> u32;
}

impl Tally for u32 {
    fn seen(&self) -> u32 {
        *self
    }
}

/// A table of counts that never holds more than its capacity, but for the keys of one document.
#[derive(Debug)]
pub struct Counter<K, T> {
    counts: HashMap<K, T>,
    capacity: usize,
    /// How much a count may be too low.
    pub lost: u32,
}

impl<K: Eq + Hash, T: Tally> Counter<K, T> {
    /// An empty table.
    pub fn new(capacity: usize) -> Counter<K, T> {
        Counter {
            counts: HashMap::new(),
            capacity,
            lost: 0,
        }
    }

    /// The count of a key, to be raised.
    pub fn of(&mut self, key: K) -> &mut T {
        self.counts.entry(key).or_default()
    }

    /// All keys with their counts, in no order.
    pub fn into_counts(self) -> HashMap<K, T> {
        self.counts
    }

    /// Forgets what was seen least often if the table is too large. To be called after each
    /// document.
    pub fn settle(&mut self) {
        if self.counts.len() <= self.capacity {
            return;
        }
        let mut all: Vec<u32> = self.counts.values().map(Tally::seen).collect();
        let forgotten = (all.len() - self.capacity / 2).min(all.len() - 1);
        let (_, &mut limit, _) = all.select_nth_unstable(forgotten);
        // Where nearly all counts are equal, all of them go: none is better than another.
        let limit = limit.max(1);
        self.counts.retain(|_, tally| tally.seen() > limit);
        self.lost += limit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rare_is_forgotten_and_the_error_is_known() {
        let mut counter: Counter<u32, u32> = Counter::new(100);
        for round in 0..1000 {
            for key in [1, 2, 3, 1000 + round] {
                *counter.of(key) += 1;
            }
            counter.settle();
            assert!(counter.counts.len() <= 104);
        }
        for key in [1, 2, 3] {
            let count = counter.counts[&key];
            assert!(count + counter.lost >= 1000 && count <= 1000, "{count}");
        }
        assert!(counter.lost < 50, "{}", counter.lost);
    }
}
