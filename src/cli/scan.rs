//! `despam scan`: record which rules fire, clean nothing.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;

use super::clean::{carry_out, status, threads};
use super::hit_log_options::HitLogOptions;
use super::input_options::InputOptions;
use super::message;
use super::rules_option::RulesOptions;
use crate::corpus::{Plan, Settings};

/// Record every rule that fires on every line, and clean nothing.
///
/// Reads what `despam clean` reads, and gold documents (JSONL records with `lines`), whose
/// labels go into the log. Rules of status testing are tried as well; they decide nothing. The
/// log is JSONL, one record for a line on which a rule fired, then exact counts of each rule;
/// `despam audit` sums it up.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam scan scraped/ --hits hits.jsonl.zst
  despam scan pages.jsonl --hits hits.jsonl.zst --hits-sample 0.1
  despam scan corpus/gold --hits - | despam audit -")]
pub(super) struct ScanOptions {
    /// Files, folders, globs, @LIST (a file that names inputs, one a line), or - for standard
    /// input.
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// Where the hit log goes; - is standard output. Compressed if the name ends in .zst.
    #[arg(long, required = true, value_name = "LOG")]
    hits: PathBuf,
    /// Worker threads; as many as there are processors if not given. The log is the same for
    /// any number.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// No progress, no summary at the end, and no notes; problems are still reported.
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    log: HitLogOptions,
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    rules: RulesOptions,
}

/// Runs the command; the exit status.
pub(super) fn scan(options: &ScanOptions) -> anyhow::Result<u8> {
    let plan = Plan::for_scanning(&options.inputs, options.input.format(), &options.hits)?;
    let engine = options.rules.engine_with_testing()?;
    let fields = options.input.fields();
    let settings = Settings {
        threads: threads(options.threads),
        hits: options.log.options(),
        ..Settings::new(&engine, &fields)
    };
    let statistics = match carry_out(&plan, settings, options.quiet)? {
        ControlFlow::Continue(statistics) => statistics,
        ControlFlow::Break(status) => return Ok(status),
    };
    if !options.quiet {
        message(&statistics);
    }
    Ok(status(&statistics))
}
