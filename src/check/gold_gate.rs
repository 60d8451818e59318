//! The gold gate: rules must not take genuine text of labelled documents.
//!
//! The policy says which share of the genuine characters may go (`gold: {max-lost-share}`). Past
//! it every line that loses some is a problem at the rule that took it.

use std::path::{Path, PathBuf};

use crate::audit::evaluation::{Counts, Difference, Evaluation};
use crate::audit::gold::{self, GoldDocument, GoldError};
use crate::diag::{Mark, Place, Problem, codes};
use crate::engine::{Engine, EngineError, Options};
use crate::rule::{Profile, RuleSet};

/// Most characters of a line that are quoted.
const QUOTED: usize = 80;

/// Runs the rules on gold documents; `paths` are files or folders of them.
///
/// # Errors
/// As [`Engine::new`].
pub(super) fn run(
    rules: &RuleSet,
    profile: Profile,
    paths: &[PathBuf],
) -> Result<Vec<Problem>, EngineError> {
    let options = Options {
        profile,
        ..Options::default()
    };
    let engine = Engine::new(rules.clone(), options)?;
    let mut problems = Vec::new();
    let mut counts = Counts::default();
    let mut lost = Vec::new();
    for file in files(paths, &mut problems) {
        match gold::read(&file) {
            Ok(documents) => {
                let evaluation = Evaluation::of(&engine, &documents);
                counts.add(&evaluation.all);
                let differences = evaluation.differences.into_iter();
                let genuine = differences.filter(|line| line.gold.is_genuine());
                lost.extend(genuine.map(|line| place(&file, &documents, line)));
            }
            Err(error) => problems.push(unreadable(&error)),
        }
    }
    let genuine = counts.genuine();
    let share = engine.policy().gold_loss;
    // Truncated: a budget of less than one character is none.
    let budget = (genuine.all.chars as f64 * share) as u64;
    if genuine.removed.chars > budget {
        let help = format!(
            "{} of {} genuine characters go, the policy allows {budget} (gold max-lost-share {share})",
            genuine.removed.chars, genuine.all.chars
        );
        problems.extend(
            lost.iter()
                .map(|(place, line)| problem(rules, place, line, &help)),
        );
    }
    Ok(problems)
}

fn files(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for path in paths {
        match gold::files(path) {
            Ok(files) => all.extend(files),
            Err(error) => problems.push(unreadable(&error)),
        }
    }
    all
}

fn unreadable(error: &GoldError) -> Problem {
    let place = match error {
        GoldError::Io { path, .. } | GoldError::Empty(path) => {
            Place::whole(&path.display().to_string())
        }
        GoldError::Format { path, line, .. } => record(path, *line),
    };
    let message = match error {
        GoldError::Io { source, .. } => format!("cannot be read: {source}"),
        GoldError::Format { source, .. } => format!("not a gold document: {source}"),
        GoldError::Empty(_) => "no JSONL file in this folder".to_owned(),
    };
    Problem::new(codes::GOLD_UNREADABLE, place, message)
}

/// A line of a JSONL file.
fn record(path: &Path, line: usize) -> Place {
    let mark = Mark {
        line,
        column: 1,
        ..Mark::default()
    };
    Place::new(&path.display().to_string(), mark)
}

/// A lost line with the place of its document.
fn place(file: &Path, documents: &[GoldDocument], line: Difference) -> (Place, Difference) {
    let mut documents = documents.iter();
    let found = documents.find(|document| document.id == line.document);
    let place = record(file, found.map_or(1, |document| document.record));
    (place, line)
}

/// The problem of a lost line, at the first rule that took it.
fn problem(rules: &RuleSet, gold: &Place, line: &Difference, help: &str) -> Problem {
    let (document, number) = (&line.document, line.line);
    let text: String = line.text.chars().take(QUOTED).collect();
    let label = line.removed_as.map_or("", |label| label.name());
    let by = line.rules.join("`, `");
    let message = format!(
        "`{by}` takes {} text as {label}: line {number} of document `{document}`",
        line.gold.name()
    );
    let mut places = line.rules.iter().filter_map(|id| {
        let rule = rules.rules.iter().find(|rule| rule.id == *id)?;
        Some(Place::new(&rule.place.0, rule.mark))
    });
    let first = places.next().unwrap_or_else(|| gold.clone());
    let mut problem = Problem::new(codes::GOLD_LOST, first, message);
    for place in places {
        problem.also(place, "and this rule");
    }
    problem.also(gold.clone(), format!("line {number}: {text}"));
    problem.help(help);
    problem
}
