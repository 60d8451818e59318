//! The second reading: units of suspicious lines, and which of them are candidates.

use std::collections::{HashMap, HashSet};

use super::counter::{Counter, Tally};
use super::repeats::{Repeats, of_line};
use super::sweep::{Kind, SeenLine, Sweep};
use super::template::template;
use super::units::{Cutter, MAX_CHARS};
use super::{Limits, Repeated};
use crate::check::lint::words::{Spot, fold, is_frequent, ordinary};
use crate::corpus::Document;
use crate::rule::{At, RuleSet};
use crate::text::class::{ALPHABETS, Class, class};

/// Lines of one template that are counted at most; more of them are one template's weight, not
/// evidence for its words.
const SAME_LINES: u32 = 3;
/// Share of a unit's lines in which one longer unit surrounds it, from which on it is a part of
/// that one.
const PART: f64 = 0.5;
/// Characters of the shortest candidate of Han, Kana or another script without spaces. Two
/// characters stand in too many words for a corpus of this kind to tell.
const SHORTEST: usize = 3;

/// Lines and documents of a unit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    /// Suspicious lines that hold it.
    pub lines: u32,
    /// Documents with such lines.
    pub documents: u32,
    /// Lines in which it is a whole segment.
    pub segments: u32,
}

impl Tally for Seen {
    fn seen(&self) -> u32 {
        self.lines
    }
}

/// What the second reading yields.
#[derive(Debug)]
pub struct Mined {
    /// Units of suspicious lines.
    pub units: HashMap<String, Seen>,
    /// How much a count may be too low.
    pub lost: u32,
    /// Lines that repeat, the most frequent first.
    pub repeated: Vec<Repeated>,
}

/// Units of a line, and whether they are segments.
type Units = Vec<(String, bool)>;

/// What one document adds.
#[derive(Debug, Default)]
struct Found {
    /// By suspicious line: its template and its units.
    lines: Vec<(Option<u64>, Units)>,
    repeated: Vec<Repeated>,
}

/// Reads the corpus and counts.
pub fn mine(sweep: &Sweep<'_>, repeats: &Repeats, limits: &Limits) -> Mined {
    let mut counter: Counter<String, Seen> = Counter::new(limits.counted);
    let mut same: Counter<u64, u32> = Counter::new(limits.counted);
    let mut repeated: HashMap<String, Repeated> = HashMap::new();
    let take = |found: Found| {
        let mut in_document: HashSet<String> = HashSet::new();
        for (template, units) in found.lines {
            let seen = template.map_or(1, |template| {
                let seen = same.of(template);
                *seen += 1;
                *seen
            });
            if seen > SAME_LINES {
                continue;
            }
            for (unit, segment) in units {
                let first = in_document.insert(unit.clone());
                let seen = counter.of(unit);
                seen.lines += 1;
                seen.segments += u32::from(segment);
                seen.documents += u32::from(first);
            }
        }
        for line in found.repeated {
            repeated.entry(line.template.clone()).or_insert(line);
        }
        trim(&mut repeated, limits.templates);
        counter.settle();
        same.settle();
    };
    let known = known(sweep.engine.rules());
    let look = |_: &Document, lines: Vec<SeenLine>| look(repeats, &known, &lines);
    sweep.run(look, take, |_| {});
    let mut repeated: Vec<Repeated> = repeated.into_values().collect();
    rank(&mut repeated);
    repeated.truncate(limits.templates);
    Mined {
        lost: counter.lost,
        units: counter.into_counts(),
        repeated,
    }
}

fn look(repeats: &Repeats, known: &HashSet<String>, lines: &[SeenLine]) -> Found {
    let mut found = Found::default();
    let mut cutter = Cutter::default();
    for line in lines.iter().filter(|line| repeats.is_suspicious(line)) {
        let units = cutter.units(&line.folded).into_iter();
        let units = units.map(|(unit, segment)| (unit.to_owned(), segment));
        found.lines.push((of_line(line), units.collect()));
        let documents = repeats.of(line);
        if documents > 0 && line.kind == Kind::Short && !known.contains(&line.folded) {
            found.repeated.push(Repeated {
                line: line.text.clone(),
                template: template(&line.folded),
                documents,
            });
        }
    }
    found
}

/// Most frequent first, then by text.
fn rank(repeated: &mut [Repeated]) {
    repeated.sort_by(|a, b| (b.documents, &a.template).cmp(&(a.documents, &b.template)));
}

/// Keeps the most frequent ones, now and then. Their documents are known from the first reading,
/// so that none is lost that belongs to them.
fn trim(repeated: &mut HashMap<String, Repeated>, wanted: usize) {
    if repeated.len() <= 1000.max(4 * wanted) {
        return;
    }
    let mut all: Vec<Repeated> = repeated.drain().map(|(_, line)| line).collect();
    rank(&mut all);
    all.truncate(wanted);
    repeated.extend(all.into_iter().map(|line| (line.template.clone(), line)));
}

/// The units that may become terms, by text.
pub fn candidates(
    units: HashMap<String, Seen>,
    rules: &RuleSet,
    limits: &Limits,
) -> Vec<(String, Seen)> {
    let parts = parts(&units);
    let known = known(rules);
    let ordinary: Vec<String> = ordinary().map(fold).collect();
    let mut cutter = Cutter::default();
    let mut candidates: Vec<(String, Seen)> = units
        .iter()
        .filter(|(_, seen)| seen.documents >= limits.documents)
        .filter(|(unit, _)| !parts.contains(unit.as_str()))
        .filter(|(unit, _)| !known.contains(unit.as_str()) && is_telling(unit))
        .filter(|(unit, _)| {
            let inside = |word: &String| Spot::inside(word, unit, At::Word).is_some();
            !ordinary.iter().any(inside)
        })
        .filter(|(unit, seen)| {
            seen.segments >= limits.documents || cutter.length(unit) <= MAX_CHARS
        })
        .map(|(unit, seen)| (unit.clone(), *seen))
        .collect();
    candidates.sort_by(|a, b| (b.1.lines, &a.0).cmp(&(a.1.lines, &b.0)));
    candidates.truncate(limits.weighed);
    candidates.sort_by(|a, b| a.0.cmp(&b.0));
    candidates
}

/// Units that mostly stand inside one longer unit: `产精品` of 国产精品.
fn parts(units: &HashMap<String, Seen>) -> HashSet<&str> {
    let mut parts = HashSet::new();
    for (unit, seen) in units {
        let mut shorter = [unit.chars(), unit.chars()];
        let [head, tail] = &mut shorter;
        head.next_back();
        tail.next();
        let by_character = shorter.iter().map(std::str::Chars::as_str);
        let by_word = [unit.rsplit_once(' '), unit.split_once(' ')];
        let [head, tail] = by_word;
        let by_word = [head.map(|pair| pair.0), tail.map(|pair| pair.1)];
        for part in by_character.chain(by_word.into_iter().flatten()) {
            let Some((part, whole)) = units.get_key_value(part) else {
                continue;
            };
            if f64::from(seen.lines) >= PART * f64::from(whole.lines) {
                parts.insert(part.as_str());
            }
        }
    }
    parts
}

/// Terms of the rules, folded.
fn known(rules: &RuleSet) -> HashSet<String> {
    let terms = rules.sets.iter().flat_map(|set| &set.terms);
    terms.map(|term| fold(term)).collect()
}

/// Whether a unit is long enough and neither is nor begins nor ends with a word that every text
/// holds.
fn is_telling(unit: &str) -> bool {
    let is_spaced = |c: char| class(c).is_in(ALPHABETS | Class::Hangul.bit());
    let edge =
        |word: Option<&str>| word.is_some_and(|word| word.contains(is_spaced) && is_frequent(word));
    let mut words = unit.split(' ');
    !(edge(words.next()) || edge(words.next_back()) || is_frequent(unit))
        && unit.chars().count() >= SHORTEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_longer_units_are_none() {
        let seen = |lines| Seen {
            lines,
            documents: lines,
            segments: 0,
        };
        let units = HashMap::from([
            ("国产精品".to_owned(), seen(10)),
            ("产精品".to_owned(), seen(11)),
            ("国产精".to_owned(), seen(30)),
        ]);
        assert_eq!(parts(&units), HashSet::from(["产精品"]));
    }

    #[test]
    fn frequent_words_at_the_edge_tell_nothing() {
        for (unit, telling) in [
            ("slot gacor", true),
            ("the casino", false),
            ("casino and", false),
            ("casino and poker", true),
            ("国产", false),
            ("国产精", true),
        ] {
            assert_eq!(is_telling(unit), telling, "{unit}");
        }
    }
}
