//! Cross-validation: documents judged by scorecards that were fitted without them.
//!
//! Pages of one site look alike, so a fold must hold all of a site or none of it. Gold seldom
//! says which site a page is from; pages that share rare lines are taken to be from one.

use std::collections::HashMap;

use rayon::prelude::*;

use super::fit::table::Corpus;
use super::fit::{deal, fit};
use crate::audit::evaluation::Evaluation;
use crate::audit::gold::{GoldDocument, GoldLine};
use crate::engine::{Engine, EngineError, Options};
use crate::rule::RuleSet;

/// What stays together in a fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Pages of one collection, by the gold's `source`.
    Source,
    /// Pages that share lines which few pages have, as those of one site do.
    Site,
}

/// Characters of a line that tells a site; shorter ones are words that every site has.
const TELLING: usize = 12;
/// Pages on which a line may stand to tell a site; more have it from a common program.
const RARE: usize = 40;
/// Lines that two pages have to share.
const SHARED: usize = 3;

/// Documents of which one is fitted to as it should be after cleaning, too.
const CLEANED: usize = 2;

/// The group of each document, as numbers.
pub fn groups(documents: &[GoldDocument], by: Group) -> Vec<usize> {
    match by {
        Group::Source => {
            let mut numbers: HashMap<&str, usize> = HashMap::new();
            let number = |document| {
                let next = numbers.len();
                *numbers.entry(document).or_insert(next)
            };
            documents
                .iter()
                .map(GoldDocument::collection)
                .map(number)
                .collect()
        }
        Group::Site => sites(documents),
    }
}

fn sites(documents: &[GoldDocument]) -> Vec<usize> {
    let mut pages: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, document) in documents.iter().enumerate() {
        let removable = document
            .lines
            .iter()
            .filter(|line| !line.label.is_genuine());
        for line in removable.map(|line| line.text.trim()) {
            if line.chars().count() >= TELLING {
                let pages = pages.entry(line).or_default();
                if pages.last() != Some(&at) {
                    pages.push(at);
                }
            }
        }
    }
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    for pages in pages.values().filter(|pages| pages.len() <= RARE) {
        for (n, &a) in pages.iter().enumerate() {
            for &b in &pages[n + 1..] {
                *shared.entry((a, b)).or_default() += 1;
            }
        }
    }
    let mut of: Vec<usize> = (0..documents.len()).collect();
    let alike = shared.into_iter().filter(|(_, lines)| *lines >= SHARED);
    for ((a, b), _) in alike {
        let (a, b) = (root(&of, a), root(&of, b));
        // The smaller number is the root, so the order of pairs does not matter.
        of[a.max(b)] = a.min(b);
    }
    (0..documents.len()).map(|at| root(&of, at)).collect()
}

fn root(of: &[usize], mut at: usize) -> usize {
    while of[at] != at {
        at = of[at];
    }
    at
}

/// What scorecards are fitted to, and the group of each document: the documents in their order
/// and, behind them, what cleaning should leave of every other one from which something goes. A
/// document is judged again when lines have gone, until nothing more does; a scorecard that has
/// never seen a clean page takes the absence of furniture for a reason to find some.
pub fn corpus(engine: &Engine, documents: &[GoldDocument], by: Group) -> (Corpus, Vec<usize>) {
    let mut groups = groups(documents, by);
    let mut cleaned = Vec::new();
    for (at, document) in documents.iter().enumerate().step_by(CLEANED) {
        let stays = |line: &&GoldLine| line.ambiguous || line.label.is_genuine();
        let lines: Vec<GoldLine> = document.lines.iter().filter(stays).cloned().collect();
        if !lines.is_empty() && lines.len() < document.lines.len() {
            groups.push(groups[at]);
            cleaned.push(GoldDocument {
                id: document.id.clone(),
                lang: document.lang.clone(),
                kind: document.kind.clone(),
                source: document.source.clone(),
                lines,
                record: document.record,
                set: document.set.clone(),
            });
        }
    }
    let all: Vec<&GoldDocument> = documents.iter().chain(&cleaned).collect();
    (Corpus::new(engine, &all), groups)
}

/// Judges every document by a scorecard fitted to the documents of the other folds, once with each
/// of the options: fitting takes longer than judging and does not depend on them.
///
/// # Errors
/// If an engine cannot be made of the rules.
pub fn cross_validate(
    rules: &RuleSet,
    options: &[Options],
    documents: &[GoldDocument],
    folds: usize,
    by: Group,
    mut progress: impl FnMut(usize),
) -> Result<Vec<Evaluation>, EngineError> {
    let (mut corpus, groups) = corpus(&fitting_engine(rules)?, documents, by);
    let all: Vec<usize> = (0..groups.len()).collect();
    let fold_of = deal(&all, &groups, folds);
    let mut evaluations: Vec<Evaluation> = Vec::new();
    evaluations.resize_with(options.len(), Evaluation::default);
    for fold in 0..folds {
        progress(fold);
        let (held, train): (Vec<usize>, Vec<usize>) =
            all.iter().partition(|&&document| fold_of[document] == fold);
        let mut rules = rules.clone();
        rules.scorecard = Some(fit(&mut corpus, &train, &groups));
        // Those behind the documents are there to be fitted to, not to be judged.
        let held = held.par_iter().filter_map(|&at| documents.get(at).cloned());
        let held: Vec<GoldDocument> = held.collect();
        for (evaluation, options) in evaluations.iter_mut().zip(options) {
            let engine = Engine::new(rules.clone(), options.clone())?;
            evaluation.add(Evaluation::of(&engine, &held));
        }
    }
    Ok(evaluations)
}

/// The engine whose evidence scorecards are fitted on: the rules alone, as in `strict`.
///
/// # Errors
/// If an engine cannot be made of the rules.
pub fn fitting_engine(rules: &RuleSet) -> Result<Engine, EngineError> {
    let options = Options {
        profile: crate::rule::Profile::Strict,
        shape: false,
        ..Options::default()
    };
    Engine::new(rules.clone(), options)
}
