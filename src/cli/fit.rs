//! `despam fit`: a scorecard from gold documents.

use std::path::PathBuf;

use clap::Args;

use super::rules_option::load_shown;
use super::{OK, message};
use crate::audit::gold;
use crate::learn::fit::{fit as fit_scorecard, write};
use crate::learn::folds::{Group, corpus, fitting_engine};
use crate::rule::sources;

/// Fit the scorecard to gold documents.
///
/// Reads line-labelled documents (JSONL, plain or gzip; a folder is all of its files), measures
/// the features of their lines and writes a scorecard: numbers per feature that add up to how
/// much a line looks like page furniture. The same gold gives the same file. `despam eval
/// --folds` says how such a scorecard does on pages that it was not fitted to.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam fit gold/ -o rules/shape/scorecard.yaml
  despam fit gold.jsonl.gz --rules rules -o rules/shape/scorecard.yaml")]
pub(super) struct FitOptions {
    /// Gold files or folders of them.
    #[arg(required = true, value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// The file to write.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Folder of rules that stand for the built-in ones.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

/// Runs the command; the exit status.
pub(super) fn fit(options: &FitOptions) -> anyhow::Result<u8> {
    let rules = load_shown(&sources(options.rules.as_deref(), &[]))?;
    let documents = gold::read_all(&options.gold)?;
    anyhow::ensure!(
        !documents.is_empty(),
        "there are no documents in the gold files: nothing to fit a scorecard to"
    );
    let engine = fitting_engine(&rules)?;
    let (mut corpus, groups) = corpus(&engine, &documents, Group::Site);
    let all: Vec<usize> = (0..groups.len()).collect();
    let card = fit_scorecard(&mut corpus, &all, &groups);
    std::fs::write(&options.output, write(&card))?;
    let lines: usize = documents.iter().map(|document| document.lines.len()).sum();
    message(&format!(
        "fitted to {} lines of {} documents: {} and {} features",
        lines,
        documents.len(),
        card.first.terms.len(),
        card.second.terms.len(),
    ));
    Ok(OK)
}
