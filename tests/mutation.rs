//! The inline tests of the shipped rules notice when a rule is broken.
//!
//! From a sample of stable rules, mutants are made: a term that a hit needs is deleted, a bound
//! is turned into its opposite, an exception that a miss names is removed. A mutant is caught if
//! one of its rule's tests fails.

#![allow(clippy::unwrap_used)]

use despam::engine::{Engine, Options, Scratch, Shared};
use despam::rule::{
    Condition, Expect, KeywordTest, Rule, RuleSet, Scope, Source, Status, Test, load,
};

/// Rules in the sample.
const SAMPLE: usize = 100;
/// Mutants that have to be caught, in percent.
const LEAST: usize = 90;

/// Numbers that are the same in every run (an LCG with the constants of Numerical Recipes).
struct Seeded(u32);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % end
    }
}

/// A broken copy of a set of rules.
struct Mutant {
    kind: &'static str,
    what: String,
    rules: RuleSet,
}

#[test]
fn the_inline_tests_catch_mutants() {
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let mut seeded = Seeded(2026);
    let shared = Shared::default();
    let mut stable: Vec<usize> = (0..rules.rules.len())
        .filter(|&at| rules.rules[at].status == Status::Stable)
        // Whose tests say how often a line stands in a corpus is not asked about single pages.
        .filter(|&at| {
            rules.rules[at]
                .tests
                .iter()
                .all(|test| test.pages.is_none())
        })
        .collect();
    let mut counts = std::collections::BTreeMap::<&str, (usize, usize)>::new();
    let mut survivors = Vec::new();
    for _ in 0..SAMPLE {
        let at = stable.swap_remove(seeded.below(stable.len()));
        let (rules, at) = reduced(&rules, at, &shared);
        let rule = &rules.rules[at];
        let mutants = [
            without_term(&rules, at, &mut seeded, &shared),
            with_bound_flipped(&rules, at, &mut seeded),
            without_exception(&rules, at, &mut seeded),
        ];
        for mutant in mutants.into_iter().flatten() {
            let (made, caught) = counts.entry(mutant.kind).or_default();
            *made += 1;
            if failures(&mutant.rules, &mutant.rules.rules[at], &shared).is_empty() {
                survivors.push(format!("{}: {} {}", rule.id, mutant.kind, mutant.what));
            } else {
                *caught += 1;
            }
        }
    }
    let made: usize = counts.values().map(|count| count.0).sum();
    let caught: usize = counts.values().map(|count| count.1).sum();
    println!("{caught} of {made} mutants of {SAMPLE} rules caught (made, caught): {counts:?}");
    println!("not caught:\n{}", survivors.join("\n"));
    assert!(made >= 100);
    assert!(caught * 100 >= made * LEAST, "{caught} of {made} caught");
}

/// The fewest rules with which the rule's tests pass: the rule by itself, or, where it looks
/// around, with those of its language and the common ones, or with all.
fn reduced(rules: &RuleSet, at: usize, shared: &Shared) -> (RuleSet, usize) {
    let rule = &rules.rules[at];
    let language = |id: &str| id.split('/').next().unwrap_or_default().to_owned();
    let own = language(&rule.id);
    let steps: [&dyn Fn(&Rule) -> bool; 3] = [
        &|other| other.id == rule.id,
        &|other| [own.as_str(), "common"].contains(&language(&other.id).as_str()),
        &|_| true,
    ];
    for step in steps {
        let mut fewer = rules.clone();
        fewer.rules.retain(step);
        let at = fewer
            .rules
            .iter()
            .position(|other| other.id == rule.id)
            .unwrap();
        if failures(&fewer, &fewer.rules[at], shared).is_empty() {
            return (fewer, at);
        }
    }
    panic!("tests of {} fail", rule.id);
}

fn engine(rules: &RuleSet, rule: &Rule, shared: &Shared) -> Engine {
    let options = Options {
        profile: rule.profile,
        watch: true,
        repair: false,
        ..Options::default()
    };
    Engine::sharing(rules.clone(), options, shared).unwrap()
}

/// The tests of the rule that fail.
fn failures<'r>(rules: &RuleSet, rule: &'r Rule, shared: &Shared) -> Vec<&'r Test> {
    let engine = engine(rules, rule, shared);
    let mut scratch = Scratch::default();
    let fails = |test: &&Test| {
        let (_, trace) = engine.explain(&test.lines.join("\n"), &mut scratch);
        let fired = if rule.scope == Scope::Document {
            trace.document.contains(&rule.id)
        } else {
            let line = trace.lines.get(test.judged).and_then(Option::as_ref);
            line.is_some_and(|line| line.rules.iter().any(|fired| fired.rule == rule.id))
        };
        fired != (test.expect == Expect::Hit)
    };
    let tests = rule.tests.iter().filter(|test| !test.todo);
    tests.filter(fails).collect()
}

/// Deletes a term that a hit needs from every set of the condition: the hit holds no more different
/// terms than the condition asks for, and no shorter term stands inside this one.
fn without_term(
    rules: &RuleSet,
    at: usize,
    seeded: &mut Seeded,
    shared: &Shared,
) -> Option<Mutant> {
    let rule = &rules.rules[at];
    let mut sets = Vec::new();
    let mut asked = 1;
    leaves(&rule.when, &mut |leaf| {
        if let Condition::Keywords(test) = leaf {
            sets.extend(test.sets.clone());
            asked = asked.max(test.min_distinct.max(test.min_hits) as usize);
        }
    });
    let alone = |term: &String| {
        let all = sets.iter().flat_map(|set| &rules.sets[set.0].terms);
        all.into_iter()
            .all(|other| other == term || !term.contains(other.as_str()))
    };
    let engine = engine(rules, rule, shared);
    let mut scratch = Scratch::default();
    let mut needed = Vec::new();
    for test in &rule.tests {
        if test.expect != Expect::Hit || test.todo {
            continue;
        }
        let (_, trace) = engine.explain(&test.lines.join("\n"), &mut scratch);
        let line = trace.lines.get(test.judged).and_then(Option::as_ref);
        let fired = line.and_then(|line| line.rules.iter().find(|fired| fired.rule == rule.id));
        let terms = fired.map_or(&[][..], |fired| fired.terms.as_slice());
        if terms.len() <= asked {
            needed.extend(terms.iter().filter(|term| alone(term)).cloned());
        }
    }
    if needed.is_empty() {
        return None;
    }
    let term = needed.swap_remove(seeded.below(needed.len()));
    let mut rules = rules.clone();
    for set in sets {
        rules.sets[set.0].terms.retain(|other| *other != term);
    }
    Some(Mutant {
        kind: "term",
        what: term,
        rules,
    })
}

/// Turns one bound of the condition into its opposite.
fn with_bound_flipped(rules: &RuleSet, at: usize, seeded: &mut Seeded) -> Option<Mutant> {
    let mut bounds = 0;
    leaves(&rules.rules[at].when, &mut |leaf| {
        bounds += usize::from(is_bound(leaf));
    });
    if bounds == 0 {
        return None;
    }
    let mut left = seeded.below(bounds);
    let mut rules = rules.clone();
    let mut what = String::new();
    leaves_mut(&mut rules.rules[at].when, &mut |leaf| {
        if is_bound(leaf) {
            if left == 0 {
                what = format!("{leaf:?}");
                flip(leaf);
            }
            left = left.wrapping_sub(1);
        }
    });
    Some(Mutant {
        kind: "bound",
        what,
        rules,
    })
}

fn is_bound(leaf: &Condition) -> bool {
    match leaf {
        Condition::Feature(_) => true,
        Condition::Keywords(test) => test.min_distinct > 1 || test.min_hits > 1,
        _ => false,
    }
}

fn flip(leaf: &mut Condition) {
    match leaf {
        Condition::Feature(test) if test.max.is_finite() => {
            (test.min, test.max) = (test.max + 1e-6, f64::INFINITY);
        }
        Condition::Feature(test) => {
            (test.min, test.max) = (f64::NEG_INFINITY, test.min - 1e-6);
        }
        Condition::Keywords(test) => {
            *test = KeywordTest {
                min_hits: 0,
                min_distinct: 0,
                max_hits: test.min_distinct.max(test.min_hits) - 1,
                ..test.clone()
            };
        }
        _ => {}
    }
}

/// Removes an exception that a miss names.
fn without_exception(rules: &RuleSet, at: usize, seeded: &mut Seeded) -> Option<Mutant> {
    let rule = &rules.rules[at];
    let named: Vec<usize> = (0..rule.unless.len())
        .filter(|&exception| {
            let name = format!("exception {}", rule.unless[exception].name);
            let whys = rule.tests.iter().filter_map(|test| test.why.as_ref());
            whys.into_iter().any(|why| *why == name)
        })
        .collect();
    if named.is_empty() {
        return None;
    }
    let mut rules = rules.clone();
    let gone = rules.rules[at]
        .unless
        .remove(named[seeded.below(named.len())]);
    Some(Mutant {
        kind: "exception",
        what: gone.name,
        rules,
    })
}

fn leaves<'c>(condition: &'c Condition, leaf: &mut impl FnMut(&'c Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| leaves(part, leaf));
        }
        Condition::Not(part) => leaves(part, leaf),
        _ => leaf(condition),
    }
}

fn leaves_mut(condition: &mut Condition, leaf: &mut impl FnMut(&mut Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter_mut().for_each(|part| leaves_mut(part, leaf));
        }
        Condition::Not(part) => leaves_mut(part, leaf),
        _ => leaf(condition),
    }
}
