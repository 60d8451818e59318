//! Lines that many pages hold: navigation, notices and teasers, however they read.
//!
//! Who has seen all pages of a corpus ([`LineCounts`]) tells on how many of them a line stands; a
//! document judged alone has no such numbers, and its features are 0.

use std::collections::HashMap;
use std::sync::Arc;

use super::segments::fnv;
use super::{DocumentFacts, Feature, Stage};
use crate::text::eight;

pub(super) const HOST: Feature = Feature::in_document(
    "repeats-host",
    "Pages of the document's host that hold the folded line, this one among them; 0 unless a run counts repeats and knows the host.",
    Stage::Document,
    |document, line| f64::from(pages(document, line).host),
);
pub(super) const HOST_SHARE: Feature = Feature::in_document(
    "repeats-host-share",
    "Share (0 to 1) of the pages of the document's host that hold the folded line; 0 unless a run counts repeats and knows the host.",
    Stage::Document,
    |document, line| {
        let pages = pages(document, line);
        f64::from(pages.host) / f64::from(pages.of_host.max(1))
    },
);
pub(super) const OF_HOST: Feature = Feature::in_document(
    "host-pages",
    "Pages of the document's host in the input; 0 unless a run counts repeats and knows the host.",
    Stage::Document,
    |document, line| f64::from(pages(document, line).of_host),
);
pub(super) const CORPUS: Feature = Feature::in_document(
    "repeats-corpus",
    "Pages of the whole input that hold the folded line, this one among them; 0 unless a run counts repeats.",
    Stage::Document,
    |document, line| f64::from(pages(document, line).corpus),
);

/// Names of the features that only a run which counts repeats knows.
pub const NAMES: [&str; 4] = [HOST.name, HOST_SHARE.name, OF_HOST.name, CORPUS.name];

fn pages(document: &DocumentFacts, line: usize) -> Pages {
    document.pages.get(line).copied().unwrap_or_default()
}

/// On how many pages a line stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pages {
    /// Pages of the host that hold the line.
    pub host: u32,
    /// Pages of the host.
    pub of_host: u32,
    /// Pages of the input that hold the line.
    pub corpus: u32,
}

/// Bytes that an entry of a hash table takes, with the room between entries.
const ENTRY: usize = 28;
/// Bits of the filter that a line is looked up by.
const PROBES: u32 = 3;

/// Pages by line, in bounded memory.
///
/// Most lines of a corpus stand on one page. Their first sighting only leaves a mark in a filter
/// (a Bloom filter); what is sighted again is counted exactly from then on. A mark left by other
/// lines makes a count one too high at most; where the table is full, lines that are new to it
/// count as standing on one page. Counts depend on the order of the pages and on nothing else.
#[derive(Debug)]
pub struct LineCounts {
    sighted: Vec<u64>,
    counted: HashMap<u64, u32>,
    most: usize,
    hosts: HashMap<u64, u32>,
}

impl LineCounts {
    /// Counts that take about so many bytes: half for the filter, half for the table.
    pub fn new(memory: usize) -> LineCounts {
        let words = (memory / 16).max(64);
        LineCounts {
            sighted: vec![0; 1 << words.ilog2()],
            counted: HashMap::new(),
            most: memory / 2 / ENTRY,
            hosts: HashMap::new(),
        }
    }

    /// Adds a page with the [hashes](line_hash) of its different lines.
    pub fn add(&mut self, host: Option<&str>, lines: &[u64]) {
        let host = host.map(host_hash);
        if let Some(host) = host {
            *self.hosts.entry(host).or_default() += 1;
        }
        for &line in lines {
            self.sight(line);
            if let Some(host) = host {
                self.sight(on_host(line, host));
            }
        }
    }

    fn sight(&mut self, key: u64) {
        if let Some(count) = self.counted.get_mut(&key) {
            *count = count.saturating_add(1);
        } else if self.mark(key) && self.counted.len() < self.most {
            self.counted.insert(key, 2);
        }
    }

    /// Marks a key; whether it was marked before.
    fn mark(&mut self, key: u64) -> bool {
        let mut marked = true;
        for bit in self.bits(key) {
            if let Some(word) = self.sighted.get_mut((bit / 64) as usize) {
                marked &= *word >> (bit % 64) & 1 == 1;
                *word |= 1 << (bit % 64);
            }
        }
        marked
    }

    fn bits(&self, key: u64) -> [u64; PROBES as usize] {
        let mask = self.sighted.len() as u64 * 64 - 1;
        let step = mixed(key) | 1;
        [0, 1, 2].map(|probe| key.wrapping_add(step.wrapping_mul(probe)) & mask)
    }

    fn count(&self, key: u64) -> u32 {
        self.counted.get(&key).copied().unwrap_or(1)
    }

    /// A number that differs where what was counted does.
    pub fn digest(&self) -> u64 {
        let entries = self.counted.iter().chain(&self.hosts);
        let sum = entries.map(|(&key, &count)| mixed(key ^ mixed(u64::from(count))));
        sum.fold(0, u64::wrapping_add)
    }
}

/// Where a document stands in a corpus whose lines were counted.
#[derive(Debug, Clone)]
pub struct Page {
    counts: Arc<LineCounts>,
    host: Option<u64>,
}

impl Page {
    /// A page of a host, if that is known.
    pub fn new(counts: Arc<LineCounts>, host: Option<&str>) -> Page {
        let host = host.map(host_hash);
        Page { counts, host }
    }

    /// On how many pages a line stands, by its [hash](line_hash).
    pub(super) fn pages(&self, line: u64) -> Pages {
        let counts = &self.counts;
        let of_host = |host| counts.hosts.get(&host).copied().unwrap_or(1);
        Pages {
            host: self
                .host
                .map_or(0, |host| counts.count(on_host(line, host))),
            of_host: self.host.map_or(0, of_host),
            corpus: counts.count(line),
        }
    }
}

/// The hash of a folded line by which it is counted.
pub fn line_hash(folded: &str) -> u64 {
    mixed(eight::hash(folded.as_bytes(), 0..folded.len()))
}

fn host_hash(host: &str) -> u64 {
    fnv(host.as_bytes())
}

/// The key of a line on a host.
fn on_host(line: u64, host: u64) -> u64 {
    mixed(line ^ mixed(host))
}

/// Mixes bits (the finalizer of SplitMix64).
fn mixed(key: u64) -> u64 {
    let key = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ (key >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ (key >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(memory: usize) -> LineCounts {
        let mut counts = LineCounts::new(memory);
        for page in 0..10_u64 {
            let own = line_hash(&format!("page {page}"));
            counts.add(Some("a.example"), &[line_hash("home"), own]);
        }
        counts.add(Some("b.example"), &[line_hash("home")]);
        counts.add(None, &[line_hash("home")]);
        counts
    }

    #[test]
    fn pages_are_counted_by_host_and_in_all() {
        let counts = Arc::new(counts(1 << 16));
        let on = |host, line: &str| Page::new(counts.clone(), host).pages(line_hash(line));
        let pages = |host, of_host, corpus| Pages {
            host,
            of_host,
            corpus,
        };
        assert_eq!(on(Some("a.example"), "home"), pages(10, 10, 12));
        assert_eq!(on(Some("b.example"), "home"), pages(1, 1, 12));
        assert_eq!(on(Some("a.example"), "page 3"), pages(1, 10, 1));
        assert_eq!(on(None, "home"), pages(0, 0, 12));
    }

    #[test]
    fn a_full_table_counts_too_low_and_never_too_high() {
        let counts = Arc::new(counts(0));
        let page = Page::new(counts, Some("a.example"));
        assert_eq!(page.pages(line_hash("home")).host, 1);
    }

    #[test]
    fn other_counts_have_another_digest() {
        let mut other = counts(1 << 16);
        assert_eq!(other.digest(), counts(1 << 16).digest());
        other.add(None, &[line_hash("home")]);
        assert_ne!(other.digest(), counts(1 << 16).digest());
    }
}
