//! What can be used of rules some of whose files are broken.
//!
//! A pack is taken whole or not at all: half a pack is not what its author tested. Rules that
//! need a set of a broken pack go with it, and so do sets that only such rules may use, lest a
//! lint calls them unused.

use std::collections::HashSet;

use super::link::{Linker, Parts};
use super::load::builtin_policy;
use super::model::{Policy, RuleSet};
use super::source::{Collection, POLICY};
use super::wire::{Condition, Exception, Pack, Placed, Set, Terms};
use crate::diag::{Problem, Severity};

/// The rules of the files without errors.
pub(super) fn usable(
    parts: &Parts,
    collection: &Collection,
    problems: &[Problem],
    policies: &[Policy; 3],
) -> RuleSet {
    let errors = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    let broken: HashSet<&str> = errors.map(|problem| problem.place.file.as_str()).collect();
    let mut policy = collection.files.iter().filter(|file| file.path == POLICY);
    let policies = if policy.any(|file| broken.contains(file.shown.as_str())) {
        builtin_policy().0
    } else {
        policies.clone()
    };
    let parts = filter(parts, collection, &broken);
    let mut linker = Linker::new(collection);
    let mut rules = linker.link(&parts, policies);
    let whole = |problem: &Problem| problem.severity != Severity::Error;
    if !linker.problems.iter().all(whole) {
        // Never seen: what is left has no error of its own. Better no rules than wrong ones.
        rules.rules.clear();
    }
    rules
}

fn filter(parts: &Parts, collection: &Collection, broken: &HashSet<&str>) -> Parts {
    let whole = |pack: &&Pack| {
        let sets = || pack.sets.iter();
        !broken.contains(pack.file.as_str())
            && sets().all(|set| !terms_broken(pack, set, collection, broken))
    };
    let packs: Vec<&Pack> = parts.packs.iter().filter(whole).collect();
    let all: HashSet<String> = packs
        .iter()
        .flat_map(|pack| pack.sets.iter().map(|set| full(pack, &set.name.value)))
        .collect();
    let mut used = HashSet::new();
    let mut kept: Vec<Pack> = Vec::with_capacity(packs.len());
    for pack in packs {
        let mut pack = pack.clone();
        pack.rules.retain(|rule| {
            let conditions = exceptions(&rule.unless).chain([&rule.when]);
            let sets = resolve(conditions, &pack.name.value, &all);
            used.extend(sets.iter().flatten().cloned());
            sets.is_some()
        });
        kept.push(pack);
    }
    let rules: HashSet<String> = kept
        .iter()
        .flat_map(|pack| pack.rules.iter().map(|rule| full(pack, &rule.id.value)))
        .collect();
    let mut overlays = parts.overlays.clone();
    overlays.retain(|overlay| !broken.contains(overlay.file.as_str()));
    for overlay in &mut overlays {
        overlay.changes.retain(|change| {
            let sets = resolve(exceptions(&change.unless), "", &all);
            used.extend(sets.iter().flatten().cloned());
            sets.is_some() && rules.contains(&change.rule.value)
        });
    }
    for pack in &mut kept {
        let name = pack.name.value.clone();
        pack.sets
            .retain(|set| used.contains(&format!("{name}/{}", set.name.value)));
    }
    Parts {
        scorecards: parts
            .scorecards
            .iter()
            .filter(|(file, _)| !broken.contains(file.as_str()))
            .cloned()
            .collect(),
        packs: kept,
        overlays,
    }
}

fn full(pack: &Pack, name: &str) -> String {
    format!("{}/{name}", pack.name.value)
}

fn terms_broken(pack: &Pack, set: &Set, collection: &Collection, broken: &HashSet<&str>) -> bool {
    let Terms::File(path) = &set.terms else {
        return false;
    };
    let file = collection
        .files
        .iter()
        .find(|file| file.source == pack.source && file.path == path.value);
    file.is_none_or(|file| broken.contains(file.shown.as_str()))
}

fn exceptions(unless: &[Exception]) -> impl Iterator<Item = &Condition> {
    unless.iter().map(|exception| &exception.when)
}

/// The full names of the sets that some conditions use, or `None` if one is not there.
fn resolve<'c>(
    conditions: impl Iterator<Item = &'c Condition>,
    pack: &str,
    all: &HashSet<String>,
) -> Option<Vec<String>> {
    let mut names: Vec<&Placed<String>> = Vec::new();
    conditions.for_each(|condition| sets(condition, &mut names));
    names
        .into_iter()
        .map(|name| {
            let own = format!("{pack}/{}", name.value);
            let found = all.get(&own).or_else(|| all.get(&name.value));
            found.cloned()
        })
        .collect()
}

fn sets<'c>(condition: &'c Condition, names: &mut Vec<&'c Placed<String>>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| sets(part, names));
        }
        Condition::Not(part) => sets(part, names),
        Condition::Keywords(keywords) => names.extend(&keywords.sets),
        Condition::Regex { .. }
        | Condition::Feature(_)
        | Condition::Zone(_)
        | Condition::Neighbours { .. } => {}
    }
}
