//! Pivotal is what it says: a shipped rule that fires on `corpus/` is removed and the documents
//! are cleaned again; every sixteenth rule, or all of them (a minute on two quiet cores) with
//! `DESPAM_ALL=1 cargo test --test pivotal`. A line changes if and only if its hit was pivotal. Where
//! other rules fire on the line than before, because the line now stands beside others, the
//! evidence is not the same and nothing is said; how often that happens is bounded.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use despam::audit::gold;
use despam::engine::{Engine, Fate, Hits, Options, Scratch, Shared};
use despam::rule::{RuleSet, Source, Status, load};
use rayon::prelude::*;

/// The scorecard weighs what the rules say, so that without a rule it says something else; what
/// is compared is the rules' part.
fn rules_alone() -> Options {
    Options {
        shape: false,
        ..Options::default()
    }
}

/// What is known of one line: its fate, and the rules that fired with whether they are pivotal.
type Line = (Option<Fate>, BTreeMap<usize, bool>);

fn documents() -> Vec<String> {
    let mut documents = Vec::new();
    for file in gold::files(Path::new("corpus/gold")).unwrap() {
        documents.extend(
            gold::read(&file)
                .unwrap()
                .iter()
                .map(|document| document.text()),
        );
    }
    for entry in std::fs::read_dir("corpus/samples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            documents.extend(std::fs::read_to_string(path));
        }
    }
    documents
}

/// The lines with hits, by number; what goes without one would have no reason.
fn lines(engine: &Engine, text: &str, scratch: &mut Scratch) -> BTreeMap<usize, Line> {
    let mut hits = Hits::default();
    engine.clean_with_hits(text, scratch, &mut hits);
    let of = |line| {
        hits.on(line)
            .iter()
            .map(|hit| (hit.rule, hit.pivotal))
            .collect()
    };
    hits.lines()
        .iter()
        .map(|line| (line.line, (Some(line.fate), of(line))))
        .collect()
}

fn without(rules: &RuleSet, rule: usize, shared: &Shared) -> Engine {
    let mut rules = rules.clone();
    rules.rules[rule].status = Status::Draft;
    Engine::sharing(rules, rules_alone(), shared).unwrap()
}

#[test]
fn pivotal_is_what_changes_without_the_rule() {
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let shared = Shared::default();
    let engine = Engine::sharing(rules.clone(), rules_alone(), &shared).unwrap();
    let documents = documents();
    let mut scratch = Scratch::default();
    let before: Vec<BTreeMap<usize, Line>> = documents
        .iter()
        .map(|text| lines(&engine, text, &mut scratch))
        .collect();
    let mut fired: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (at, lines) in before.iter().enumerate() {
        for (_, on) in lines.values() {
            on.keys()
                .filter(|rule| **rule < rules.rules.len())
                .for_each(|&rule| {
                    fired.entry(rule).or_default().insert(at);
                });
        }
    }
    let step = if std::env::var_os("DESPAM_ALL").is_some() {
        1
    } else {
        16
    };
    assert!(fired.len() > 300, "{}", fired.len());
    let fired: Vec<(usize, BTreeSet<usize>)> = fired.into_iter().step_by(step).collect();
    let told: Vec<(usize, usize, Vec<String>)> = fired
        .par_iter()
        .map_init(Scratch::default, |scratch, (rule, on)| {
            let engine = without(&rules, *rule, &shared);
            let (mut same, mut other, mut wrong) = (0, 0, Vec::new());
            for &at in on {
                let after = lines(&engine, &documents[at], scratch);
                for (number, (fate, on)) in &before[at] {
                    let gone = (Some(Fate::Keep), BTreeMap::new());
                    let (fate_after, on_after) = after.get(number).unwrap_or(&gone);
                    let left = on.keys().filter(|id| *id != rule);
                    // A protecting rule is not looked at where no other fires.
                    let protects =
                        |id: &&usize| rules.rules.get(**id).is_none_or(|rule| rule.score < 0.0);
                    let alone = on_after.is_empty() && left.clone().all(|id| protects(&id));
                    if !alone && !left.eq(on_after.keys()) {
                        other += 1;
                        continue;
                    }
                    same += 1;
                    let pivotal = on.get(rule).copied().unwrap_or(false);
                    if pivotal != (fate != fate_after) {
                        wrong.push(format!(
                            "{} in {at}:{number}: {pivotal}",
                            rules.rules[*rule].id
                        ));
                    }
                }
            }
            (same, other, wrong)
        })
        .collect();
    let same: usize = told.iter().map(|(same, ..)| same).sum();
    let other: usize = told.iter().map(|(_, other, _)| other).sum();
    let wrong: Vec<&String> = told.iter().flat_map(|(.., wrong)| wrong).collect();
    println!(
        "{} rules, {same} lines compared, {other} with other evidence",
        fired.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(other * 20 < same, "{other} of {same}");
}
