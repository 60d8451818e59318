//! Whether a condition holds on a line, given the evidence.

use super::facts::Facts;
use super::finder::Hit;
use super::program::{Compiled, Program, leaf_stage};
use crate::feature::{LineView, Measure, Stage};
use crate::rule::{Condition, FeatureTest, KeywordTest, Label, RuleSet, SetId, Zones};

/// Different terms that are told apart in one leaf; more do not occur in tests.
const DISTINCT: usize = 64;
/// As many as most leaves ask for.
const FEW: usize = 8;

/// Where a line stands in its document.
#[derive(Clone, Copy)]
pub struct Surroundings<'e> {
    /// Facts of the document's live lines.
    pub facts: &'e Facts<'e>,
    /// Index among the live non-blank lines.
    pub line: usize,
    /// First-pass labels of removed lines, by live line; empty in the first pass.
    pub labels: &'e [Option<Label>],
}

/// What was found in a line.
#[derive(Clone, Copy)]
pub struct Seen<'e> {
    /// Hits, by start, longest first.
    pub hits: &'e [Hit],
    /// Events, each once.
    events: &'e [u32],
    /// The events as a signature: most that did not occur are ruled out by one look.
    signature: [u64; 4],
}

impl<'e> Seen<'e> {
    /// Hits and events of a line.
    pub fn new(hits: &'e [Hit], events: &'e [u32]) -> Seen<'e> {
        let mut signature = [0; 4];
        for event in events {
            signature[(event / 64 % 4) as usize] |= 1 << (event % 64);
        }
        Seen {
            hits,
            events,
            signature,
        }
    }

    /// Events, each once.
    #[inline]
    pub fn events(&self) -> &'e [u32] {
        self.events
    }

    /// Whether an event occurred.
    #[inline]
    pub fn occurred(&self, event: u32) -> bool {
        let possible = self.signature[(event / 64 % 4) as usize] >> (event % 64) & 1 == 1;
        possible && self.events.contains(&event)
    }

    /// Whether one of some sets was hit.
    #[inline]
    fn any_hit(&self, sets: &[SetId]) -> bool {
        sets.iter().any(|set| self.occurred(set.0 as u32))
    }
}

/// All that is known about a line.
#[derive(Clone, Copy)]
pub struct Evidence<'e> {
    /// The rules as written, for patterns.
    pub rules: &'e RuleSet,
    /// The rules made ready.
    pub program: &'e Program,
    /// The line.
    pub view: &'e LineView<'e>,
    /// The folded line with its surrounding white space.
    pub folded: &'e str,
    /// What was found in it.
    pub seen: Seen<'e>,
    /// Its place, for rules that look around.
    pub around: Option<Surroundings<'e>>,
}

impl Evidence<'_> {
    /// Whether a rule fires: its condition holds and no exception does.
    pub fn fires(&self, rule: &Compiled) -> bool {
        self.holds(&rule.when) && !rule.unless.iter().any(|exception| self.holds(exception))
    }

    /// Whether a rule may fire, as far as the line alone can tell.
    pub fn may_fire(&self, rule: &Compiled) -> bool {
        let certain = |exception| !self.open(exception, true);
        self.open(&rule.when, false) && !rule.unless.iter().any(certain)
    }

    /// Whether a rule fires that may fire as far as the line alone can tell, and whose gate
    /// holds.
    pub fn fires_around(&self, rule: &Compiled) -> bool {
        rule.around.iter().all(|part| self.holds(part))
            && !rule
                .unless_around
                .iter()
                .any(|exception| self.holds(exception))
    }

    /// Whether it is open that a condition holds; with `fails`, that it does not hold. What
    /// looks around is always open.
    fn open(&self, condition: &Condition, fails: bool) -> bool {
        match condition {
            Condition::All(parts) if fails => parts.iter().any(|part| self.open(part, fails)),
            Condition::Any(parts) if fails => parts.iter().all(|part| self.open(part, fails)),
            Condition::All(parts) => parts.iter().all(|part| self.open(part, fails)),
            Condition::Any(parts) => parts.iter().any(|part| self.open(part, fails)),
            Condition::Not(part) => self.open(part, !fails),
            leaf => leaf_stage(leaf) > Stage::Line || self.holds(leaf) != fails,
        }
    }

    /// Whether a condition holds.
    pub fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All(parts) => parts.iter().all(|part| self.holds(part)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part)),
            Condition::Not(part) => !self.holds(part),
            Condition::Keywords(test) => self.keywords(test),
            Condition::Regex { regex, .. } => self.regex(regex.0),
            Condition::Feature(test) => self.feature(test),
            Condition::Zone(_) | Condition::Neighbours { .. } => {
                self.around.is_some_and(|around| around.holds(condition))
            }
        }
    }

    fn regex(&self, regex: usize) -> bool {
        let Some(compiled) = self.program.regex(regex) else {
            return false;
        };
        if let Some(event) = self.program.regex_event(regex) {
            return self.seen.occurred(event) && compiled.is_match_beyond_literals(self.folded);
        }
        compiled.is_match(match self.rules.regexes[regex].raw {
            true => self.view.raw,
            false => self.folded,
        })
    }

    /// A feature's value on this line; `None` if it needs a document that is not there.
    pub fn measure(&self, test: &FeatureTest) -> Option<f64> {
        match test.feature.get().measure {
            Measure::Line(measure) => Some(self.view.value(test.feature, measure)),
            _ => self.around.map(|around| around.measure(test)),
        }
    }

    fn feature(&self, test: &FeatureTest) -> bool {
        self.measure(test)
            .is_some_and(|value| test.min <= value && value <= test.max)
    }

    fn keywords(&self, test: &KeywordTest) -> bool {
        let least = test.min_hits.max(test.min_distinct);
        if self.seen.hits.len() < least as usize || least > 0 && !self.seen.any_hit(&test.sets) {
            return false;
        }
        // Of hits that there are, one at least does not lie inside another.
        let says_all = least <= 1 && test.max_hits == u32::MAX && test.min_coverage <= 0.0;
        says_all || self.count(test)
    }

    #[inline(never)]
    fn count(&self, test: &KeywordTest) -> bool {
        if test.min_hits > 1 || test.max_hits < u32::MAX {
            let hits = maximal(self.seen.hits, &test.sets).count();
            if hits < test.min_hits as usize || hits > test.max_hits as usize {
                return false;
            }
        }
        let distinct = match test.min_distinct as usize {
            0 | 1 => true,
            least @ ..=FEW => self.has_distinct::<FEW>(&test.sets, least),
            least => self.has_distinct::<DISTINCT>(&test.sets, least.min(DISTINCT)),
        };
        distinct && (test.min_coverage <= 0.0 || self.covers(&test.sets, test.min_coverage))
    }

    /// Whether hits of some sets have at least so many different terms, at most `MOST`.
    fn has_distinct<const MOST: usize>(&self, sets: &[SetId], least: usize) -> bool {
        let (mut distinct, mut seen) = (0, [(0_u32, 0_u32); MOST]);
        for hit in maximal(self.seen.hits, sets) {
            let key = (hit.set, hit.term);
            if !seen[..distinct].contains(&key) {
                seen[distinct] = key;
                distinct += 1;
                if distinct == least {
                    return true;
                }
            }
        }
        false
    }

    /// Whether hits of some sets cover at least a share of the line's non-space characters.
    fn covers(&self, sets: &[SetId], least: f64) -> bool {
        // There are no more characters than bytes, and those need no counting.
        let bytes = maximal(self.seen.hits, sets).map(|hit| hit.end - hit.start);
        let (most, all) = (bytes.sum::<u32>(), self.view.counts().non_space);
        f64::from(most) / f64::from(all.max(1)) >= least && self.coverage(sets) >= least
    }

    /// Share (0 to 1) of the line's non-space characters that hits of the sets cover.
    pub fn coverage(&self, sets: &[SetId]) -> f64 {
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count() as f64;
        let (mut covered, mut at) = (0.0, 0);
        for hit in maximal(self.seen.hits, sets) {
            let start = at.max(hit.start as usize);
            covered += visible(&self.folded[start..hit.end as usize]);
            at = hit.end as usize;
        }
        let all = f64::from(self.view.counts().non_space);
        if all == 0.0 { 0.0 } else { covered / all }
    }
}

impl Surroundings<'_> {
    /// Whether a condition holds that looks only around the line.
    pub fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Zone(zones) => self.zone(*zones),
            Condition::Neighbours {
                labels,
                within,
                min,
            } => self.neighbours(labels, *within) >= *min,
            Condition::Feature(test) => {
                let value = self.measure(test);
                test.min <= value && value <= test.max
            }
            _ => true,
        }
    }

    fn measure(&self, test: &FeatureTest) -> f64 {
        match test.feature.get().measure {
            Measure::LineInDocument(measure) => measure(self.facts.get(), self.line),
            Measure::Document(measure) => measure(self.facts.get()),
            Measure::Line(_) => f64::NAN,
        }
    }

    fn zone(&self, zones: Zones) -> bool {
        match self.facts.get().article_span {
            None => zones.head || zones.tail,
            Some((first, _)) if self.line < first => zones.head,
            Some((_, last)) if self.line > last => zones.tail,
            Some(_) => zones.body,
        }
    }

    /// The part of the document in which the line stands.
    pub fn zone_name(&self) -> &'static str {
        match self.facts.get().article_span {
            None => "head and tail",
            Some((first, _)) if self.line < first => "head",
            Some((_, last)) if self.line > last => "tail",
            Some(_) => "body",
        }
    }

    /// Lines near by that the first pass removes under one of some labels.
    pub fn neighbours(&self, labels: &[Label], within: usize) -> usize {
        let from = self.line.saturating_sub(within);
        let to = (self.line + within + 1).min(self.labels.len());
        self.labels
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .enumerate()
            .filter(|&(at, label)| {
                from + at != self.line && label.is_some_and(|label| labels.contains(&label))
            })
            .count()
    }
}

/// Hits of some sets that do not lie inside another of them. `hits` come by
/// start, longest first.
#[inline]
pub fn maximal<'h>(hits: &'h [Hit], sets: &'h [SetId]) -> Maximal<'h> {
    let (hits, end) = (hits.iter(), 0);
    Maximal { hits, sets, end }
}

/// What [`maximal`] gives.
pub struct Maximal<'h> {
    hits: std::slice::Iter<'h, Hit>,
    sets: &'h [SetId],
    /// Where the last one ends.
    end: u32,
}

impl<'h> Iterator for Maximal<'h> {
    type Item = &'h Hit;

    #[inline]
    fn next(&mut self) -> Option<&'h Hit> {
        for hit in self.hits.by_ref() {
            if hit.end > self.end && self.sets.iter().any(|set| set.0 == hit.set as usize) {
                self.end = hit.end;
                return Some(hit);
            }
        }
        None
    }
}
