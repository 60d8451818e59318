//! Rules as code: what proves a rule file before it runs on a corpus.
//!
//! [`run`] goes through the stages read, link, lint, inline tests and gold gate, and returns the
//! problems of all of them. A broken file stops only its own later stages; the gold gate, which
//! asks what all rules do together, runs only if no file is broken.

pub mod canonical;
mod failures;
pub mod fix;
mod gold_gate;
pub mod inline_tests;
pub mod lint;
mod only;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use crate::diag::{self, Case, Outcome, Place, Problem, Severity, Texts, Totals};
use crate::engine::{EngineError, Shared};
use crate::rule::{Expect, Profile, Rule, RuleSet, Source, Survey, load_edited, survey, texts};
use inline_tests::Bench;

pub use only::Only;

/// What to check.
#[derive(Debug)]
pub struct Request {
    /// The rules.
    pub sources: Vec<Source>,
    /// Files and folders of labelled documents; none, no gold gate.
    pub gold: Vec<PathBuf>,
    /// The profile in which the gold gate runs; inline tests run in that of their rule.
    pub profile: Profile,
    /// Whether warnings are errors.
    pub deny_warnings: bool,
    /// Which rules and files, if not all.
    pub only: Option<Only>,
}

/// What was found.
#[derive(Debug)]
pub struct Findings {
    /// Everything that is wrong, by place.
    pub problems: Vec<Problem>,
    /// The inline tests in the order of the rules.
    pub cases: Vec<Case>,
    /// The texts of the rule files.
    pub texts: Texts,
    /// How much was looked at.
    pub totals: Totals,
}

impl Findings {
    /// Whether there is an error.
    pub fn failed(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }
}

/// Checks rules.
///
/// # Errors
/// If the rules cannot be compiled, though each of them is right: see [`EngineError`].
pub fn run(request: &Request) -> Result<Findings, EngineError> {
    let mut survey = survey(&request.sources);
    let shared = Shared::default();
    let found = std::mem::take(&mut survey.problems);
    let (warnings, mut problems): (Vec<Problem>, Vec<Problem>) = found
        .into_iter()
        .partition(|problem| problem.severity == Severity::Warning);
    problems.extend(lint::run(&lint::Input {
        rules: &survey.rules,
        texts: &survey.texts,
        trees: &survey.trees,
        warnings: &warnings,
        shared: &shared,
        today: &lint::today(),
    })?);
    let (cases, not_run) = tests(&survey, request.only.as_ref(), &shared)?;
    for case in &cases {
        if let Outcome::Failed(problem) = &case.outcome {
            problems.push((**problem).clone());
        }
    }
    if !survey.partial && !request.gold.is_empty() {
        problems.extend(gold_gate::run(
            &survey.rules,
            request.profile,
            &request.gold,
        )?);
    }
    if let Some(only) = &request.only {
        problems.retain(|problem| only.problem(problem, &survey.beginnings));
    }
    if request.deny_warnings {
        for problem in &mut problems {
            problem.severity = Severity::Error;
        }
    }
    diag::sort(&mut problems);
    let wanted = |rule: &&Rule| is_wanted(rule, request.only.as_ref());
    Ok(Findings {
        problems,
        totals: Totals {
            files: survey.files,
            rules: survey.rules.rules.iter().filter(wanted).count(),
            tests: cases.len() - not_run,
            not_run,
        },
        cases,
        texts: survey.texts,
    })
}

/// Applies the fixes of all findings, which leave the verdicts of the rules as they are, until
/// none is left. Rules with errors are not touched.
pub fn fixed(sources: &[Source]) -> fix::Fixed {
    let texts = texts(sources);
    let today = lint::today();
    let shared = Shared::default();
    fix::fix(&texts, |edited| {
        let Ok(loaded) = load_edited(sources, edited) else {
            return Vec::new();
        };
        let mut texts = texts.clone();
        texts.extend(edited.clone());
        lint::run(&lint::Input {
            rules: &loaded.rules,
            texts: &texts,
            trees: &BTreeMap::new(),
            warnings: &loaded.warnings,
            shared: &shared,
            today: &today,
        })
        .unwrap_or_default()
    })
}

fn is_wanted(rule: &Rule, only: Option<&Only>) -> bool {
    only.is_none_or(|only| only.rule(&rule.id, &rule.place.0))
}

/// Runs the inline tests of the usable rules. Returns them and how many were not run: those of
/// rules that look at what others do while some of these are broken.
fn tests(
    survey: &Survey,
    only: Option<&Only>,
    shared: &Shared,
) -> Result<(Vec<Case>, usize), EngineError> {
    let rules = &survey.rules;
    let wanted = rules.rules.iter().filter(|rule| is_wanted(rule, only));
    let wanted: Vec<&Rule> = wanted.filter(|rule| !rule.tests.is_empty()).collect();
    if wanted.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let mut bench = Bench::of(rules, wanted.iter().copied(), shared)?;
    let mut cases = Vec::new();
    let mut not_run = 0;
    for rule in wanted {
        let blind = survey.partial && failures::looks_around(rule);
        let mut numbers: HashMap<(bool, bool), usize> = HashMap::new();
        for test in &rule.tests {
            let number = numbers
                .entry((test.expect == Expect::Hit, test.todo))
                .or_default();
            *number += 1;
            let outcome = if blind {
                not_run += 1;
                Outcome::Skipped("not run, because files are broken".to_owned())
            } else {
                outcome(rules, &mut bench, rule, test)
            };
            cases.push(Case {
                rule: rule.id.clone(),
                name: failures::name(test, *number),
                place: Place::new(&rule.place.0, test.mark),
                outcome,
            });
        }
    }
    Ok((cases, not_run))
}

fn outcome(rules: &RuleSet, bench: &mut Bench, rule: &Rule, test: &crate::rule::Test) -> Outcome {
    let tested = bench.test(rule, test);
    match failures::problem(rules, &tested) {
        Some(problem) => Outcome::Failed(Box::new(problem)),
        None if test.todo => {
            let why = test.why.as_deref().unwrap_or_default();
            Outcome::Skipped(format!("todo: {why}"))
        }
        None => Outcome::Passed,
    }
}
