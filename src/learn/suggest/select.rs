//! Ranking and grouping of the candidates.
//!
//! Terms are taken one after another. Each time it is the one with the largest
//! `weight of the lines that still need it × lower bound of its log-odds`; a line needs a first
//! term most, and a second one for the rule that asks for two. So the first terms find many lines
//! with good proof, and the next ones find others.

use std::collections::HashMap;

use super::mine::Seen;
use super::odds::Odds;
use super::sweep::Kind;
use super::weigh::{Suspect, Weighed};
use super::{Group, Limits, Term};
use crate::check::lint::words::Spot;
use crate::rule::{At, Label};

/// What a line weighs that holds none of the terms yet, or one.
const NEED: [f64; 2] = [1.0, 0.3];
/// What it weighs with more of them: further terms may stand elsewhere, but come last.
const SATED: f64 = 0.01;
/// What a line weighs that a rule takes already: a term in it is worth having, as it may stand
/// elsewhere without what proved this line, but only after those of lines that nothing explains.
const EXPLAINED: f64 = 0.02;
/// Rate in kept paragraphs, per million characters, above which a term is an ordinary word. In an
/// encyclopedia 国产 and 精品 stand three to four times in a million, 国产精品 never.
const ORDINARY_RATE: f64 = 2.0;
/// Standard deviations by which a count in kept paragraphs is lowered before its rate is taken
/// (one-sided 95 %): where there is little text, a page of spam that nobody knows is in it too.
const ORDINARY_DEVIATIONS: f64 = 1.645;
/// Share of the lines of a term that hold a term of a group, from which on it belongs there.
const TOGETHER: f64 = 0.25;
/// Known terms that are named beside a group.
const BESIDE: usize = 8;

/// A candidate that proves something.
struct Proved<'c> {
    index: u32,
    text: &'c str,
    odds: Odds,
    /// Indices of the sampled lines that hold it.
    lines: Vec<u32>,
}

/// The terms, the best first, and the same in groups.
pub fn select(
    candidates: &[(String, Seen)],
    weighed: &Weighed,
    limits: &Limits,
) -> (Vec<Term>, Vec<Group>) {
    let suspects: Vec<&Suspect> = weighed.samples.suspects.values().collect();
    let mut proved = proved(candidates, weighed, &suspects);
    let mut held = vec![0u8; suspects.len()];
    let mut chosen: Vec<Proved<'_>> = Vec::new();
    while chosen.len() < limits.terms {
        let gain = |one: &Proved<'_>| -> f64 {
            let weight = |&line: &u32| -> Option<f64> {
                let need = NEED.get(usize::from(*held.get(line as usize)?));
                let need = need.copied().unwrap_or(SATED);
                let kind = suspects.get(line as usize)?.kind;
                let explained = matches!(kind, Kind::Removed(_));
                Some(if explained { need * EXPLAINED } else { need })
            };
            let weight: f64 = one.lines.iter().filter_map(weight).sum();
            weight * one.odds.lower()
        };
        let best = proved
            .iter()
            .map(gain)
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        let Some((at, _)) = best.filter(|(_, gain)| *gain > 0.0) else {
            break;
        };
        let best = proved.remove(at);
        for &line in &best.lines {
            if let Some(held) = held.get_mut(line as usize) {
                *held = held.saturating_add(1);
            }
        }
        // A term makes those superfluous that hold it.
        let holds = |other: &Proved<'_>| Spot::inside(other.text, best.text, At::Word).is_some();
        proved.retain(|other| !holds(other));
        chosen.retain(|other| !holds(other));
        chosen.push(best);
    }
    let terms: Vec<Term> = chosen
        .iter()
        .map(|one| term(one, candidates, weighed))
        .collect();
    let groups = groups(&chosen, &terms, &suspects);
    (terms, groups)
}

fn proved<'c>(
    candidates: &'c [(String, Seen)],
    weighed: &Weighed,
    suspects: &[&Suspect],
) -> Vec<Proved<'c>> {
    let mut proved: Vec<Proved<'_>> = Vec::new();
    let mut places: HashMap<u32, usize> = HashMap::new();
    for (index, (text, seen)) in (0..).zip(candidates) {
        let kept = weighed.kept.get(index as usize).copied().unwrap_or(0);
        let odds = Odds::of(f64::from(seen.lines), f64::from(kept), weighed.masses);
        let ordinary = is_ordinary(f64::from(kept), weighed.masses.kept);
        let nothing_new = weighed.unexplained.get(index as usize) == Some(&0)
            && weighed.explained.binary_search(&index).is_ok();
        if odds.lower() > 0.0 && !ordinary && !nothing_new {
            places.insert(index, proved.len());
            proved.push(Proved {
                index,
                text,
                odds,
                lines: Vec::new(),
            });
        }
    }
    for (line, suspect) in (0..).zip(suspects) {
        for candidate in &suspect.candidates {
            let place = places.get(candidate).and_then(|&at| proved.get_mut(at));
            if let Some(one) = place {
                one.lines.push(line);
            }
        }
    }
    proved
}

/// Whether a term that stands in so many paragraphs of so many characters is an ordinary word.
fn is_ordinary(kept: f64, chars: f64) -> bool {
    let certain = kept - ORDINARY_DEVIATIONS * kept.sqrt();
    certain * 1e6 > ORDINARY_RATE * chars
}

fn term(one: &Proved<'_>, candidates: &[(String, Seen)], weighed: &Weighed) -> Term {
    let at = one.index as usize;
    let count = |counts: &[u32]| counts.get(at).copied().unwrap_or(0);
    Term {
        text: one.text.to_owned(),
        suspicious: candidates.get(at).map_or(0, |(_, seen)| seen.lines),
        unexplained: count(&weighed.unexplained),
        kept: count(&weighed.kept),
        odds: one.odds,
    }
}

/// Puts each term into the first group in whose lines it mostly stands, else into a new one.
fn groups(chosen: &[Proved<'_>], terms: &[Term], suspects: &[&Suspect]) -> Vec<Group> {
    let mut by_line: Vec<Option<usize>> = vec![None; suspects.len()];
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (at, one) in chosen.iter().enumerate() {
        let mut votes = vec![0usize; members.len()];
        for &line in &one.lines {
            let group = by_line.get(line as usize).copied().flatten();
            if let Some(vote) = group.and_then(|group| votes.get_mut(group)) {
                *vote += 1;
            }
        }
        let most = votes
            .iter()
            .enumerate()
            .max_by_key(|&(group, votes)| (*votes, usize::MAX - group));
        let group = match most {
            Some((group, &votes)) if votes as f64 >= TOGETHER * one.lines.len() as f64 => group,
            _ => {
                members.push(Vec::new());
                members.len() - 1
            }
        };
        if let Some(members) = members.get_mut(group) {
            members.push(at);
        }
        for &line in &one.lines {
            if let Some(of_line) = by_line.get_mut(line as usize) {
                of_line.get_or_insert(group);
            }
        }
    }
    members
        .iter()
        .map(|members| group(members, chosen, terms, suspects))
        .collect()
}

fn group(members: &[usize], chosen: &[Proved<'_>], terms: &[Term], suspects: &[&Suspect]) -> Group {
    let members = members.iter().copied();
    let mut lines: Vec<u32> = members
        .clone()
        .filter_map(|at| chosen.get(at))
        .flat_map(|one| one.lines.iter().copied())
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let lines = || lines.iter().filter_map(|&line| suspects.get(line as usize));
    let mut labels = [0usize; Label::ALL.len()];
    let mut beside: HashMap<&str, usize> = HashMap::new();
    for suspect in lines() {
        let label = match suspect.kind {
            Kind::Removed(label) => label,
            Kind::Short if !suspect.covered => Label::Chrome,
            _ => Label::Spam,
        };
        if let Some(slot) = labels.get_mut(label as usize) {
            *slot += 1;
        }
        for known in &suspect.known {
            *beside.entry(known).or_default() += 1;
        }
    }
    let most = Label::ALL
        .into_iter()
        .zip(labels)
        .max_by_key(|&(label, count)| (count, std::cmp::Reverse(label)));
    let mut beside: Vec<(&str, usize)> = beside.into_iter().collect();
    beside.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    Group {
        label: most.map_or(Label::Spam, |most| most.0),
        terms: members.filter_map(|at| terms.get(at).cloned()).collect(),
        beside: beside
            .into_iter()
            .take(BESIDE)
            .map(|(term, _)| term.to_owned())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_words_need_proof() {
        // Two pages of hidden spam in half a million characters are no proof, ten are.
        assert!(!is_ordinary(2.0, 5e5) && is_ordinary(10.0, 5e5));
        assert!(is_ordinary(400.0, 1e8) && !is_ordinary(150.0, 1e8));
    }
}
