//! What is added up over the lines of logs. Nothing depends on the order of the lines.

use std::collections::{BTreeMap, HashMap};

use super::AuditOptions;
use super::example::Best;
use crate::corpus::hit_log::entry::{DocumentEntry, LineEntry, RuleEntry, RunEntry};

/// Lines with hits of a host or language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Group {
    /// Lines with hits.
    pub lines: u64,
    /// Lines that go.
    pub removed_lines: u64,
    /// Characters of those.
    pub removed_chars: u64,
}

impl Group {
    fn add(&mut self, other: Group) {
        self.lines += other.lines;
        self.removed_lines += other.removed_lines;
        self.removed_chars += other.removed_chars;
    }
}

/// What is kept for a rule.
#[derive(Debug, Clone, Default)]
pub(super) struct RuleTally {
    /// Logged lines on which it fired.
    pub lines: u64,
    pub article_like: Best,
    pub sample: Best,
}

/// Sums over some lines.
#[derive(Debug, Default)]
pub(super) struct Tally {
    ids: HashMap<String, usize>,
    pub names: Vec<String>,
    pub rules: Vec<RuleTally>,
    /// Lines on which two rules fired, the smaller index first.
    pub pairs: HashMap<(usize, usize), u64>,
    pub hosts: HashMap<String, Group>,
    pub langs: BTreeMap<String, Group>,
    /// Removed with a score little above the threshold.
    pub barely_removed: Best,
    /// Kept with a score little below it.
    pub barely_kept: Best,
    /// Genuine by gold, and removed all the same.
    pub lost: Best,
    pub hits: u64,
    /// Records at the end of the logs.
    pub entries: Vec<RuleEntry>,
    pub documents: Vec<DocumentEntry>,
    pub runs: Vec<RunEntry>,
    on: Vec<usize>,
}

impl Tally {
    /// The index of a rule.
    fn id(&mut self, rule: &str) -> usize {
        if let Some(&id) = self.ids.get(rule) {
            return id;
        }
        let id = self.names.len();
        self.ids.insert(rule.to_owned(), id);
        self.names.push(rule.to_owned());
        self.rules.push(RuleTally::default());
        id
    }

    /// Adds a line of a log.
    pub(super) fn line(&mut self, line: &LineEntry<'_>, options: &AuditOptions) {
        let mut on = std::mem::take(&mut self.on);
        on.clear();
        on.extend(line.hits.iter().map(|hit| self.id(&hit.rule)));
        self.hits += on.len() as u64;
        let random = shuffled(&line.hash, options.seed);
        for &rule in &on {
            if let Some(tally) = self.rules.get_mut(rule) {
                tally.lines += 1;
                let most = options.examples.div_ceil(2);
                tally.article_like.offer(most, -line.likeness, line);
                tally.sample.offer(options.examples, random, line);
            }
        }
        on.sort_unstable();
        for (at, &first) in on.iter().enumerate() {
            for &second in on.iter().skip(at + 1) {
                *self.pairs.entry((first, second)).or_default() += 1;
            }
        }
        self.on = on;
        self.group(line);
        self.near(line, options.near);
    }

    fn group(&mut self, line: &LineEntry<'_>) {
        let dropped = line.verdict == "drop";
        let group = Group {
            lines: 1,
            removed_lines: u64::from(dropped),
            removed_chars: if dropped { line.chars } else { 0 },
        };
        if let Some(host) = &line.host {
            match self.hosts.get_mut(&**host) {
                Some(sum) => sum.add(group),
                None => {
                    self.hosts.insert(host.to_string(), group);
                }
            }
        }
        if let Some(lang) = line.lang.as_deref().filter(|lang| !lang.is_empty()) {
            match self.langs.get_mut(lang) {
                Some(sum) => sum.add(group),
                None => {
                    self.langs.insert(lang.to_owned(), group);
                }
            }
        }
    }

    fn near(&mut self, line: &LineEntry<'_>, size: usize) {
        if line.line == 0 || line.against.is_none() {
            return;
        }
        match &*line.verdict {
            // Among equals those first that look most, or least, like text.
            "drop" => {
                let rank = line.score - line.likeness / 1000.0;
                self.barely_removed.offer(size, rank, line);
                if matches!(line.gold.as_deref(), Some("article" | "credit")) {
                    self.lost.offer(size, -line.likeness, line);
                }
            }
            "keep" if line.score > 0.0 => {
                let rank = -line.score + line.likeness / 1000.0;
                self.barely_kept.offer(size, rank, line);
            }
            _ => {}
        }
    }

    /// Adds the sums of other lines.
    pub(super) fn merge(mut self, other: Tally, options: &AuditOptions) -> Tally {
        let ids: Vec<usize> = other.names.iter().map(|name| self.id(name)).collect();
        let id = |at: usize| ids.get(at).copied().unwrap_or_default();
        for (at, rule) in other.rules.into_iter().enumerate() {
            if let Some(sum) = self.rules.get_mut(id(at)) {
                sum.lines += rule.lines;
                sum.article_like
                    .merge(options.examples.div_ceil(2), rule.article_like);
                sum.sample.merge(options.examples, rule.sample);
            }
        }
        for ((first, second), count) in other.pairs {
            let (a, b) = (id(first), id(second));
            *self.pairs.entry((a.min(b), a.max(b))).or_default() += count;
        }
        for (host, group) in other.hosts {
            self.hosts.entry(host).or_default().add(group);
        }
        for (lang, group) in other.langs {
            self.langs.entry(lang).or_default().add(group);
        }
        self.barely_removed
            .merge(options.near, other.barely_removed);
        self.barely_kept.merge(options.near, other.barely_kept);
        self.lost.merge(options.near, other.lost);
        self.hits += other.hits;
        self.entries.extend(other.entries);
        self.documents.extend(other.documents);
        self.runs.extend(other.runs);
        self
    }
}

/// A number by which lines are shuffled: the same text has the same under one seed (SplitMix64).
fn shuffled(hash: &str, seed: u64) -> f64 {
    let mut x = u64::from_str_radix(hash, 16).unwrap_or_default();
    x = (x ^ seed).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64
}
