//! `despam clean`: clean documents and record what went.

use std::path::PathBuf;

use clap::Args;

use super::hit_log_options::HitLogOptions;
use super::input_options::InputOptions;
use super::rules_option::RulesOptions;
use super::{FINDINGS, OK, message};
use crate::corpus::{Fields, Plan, Problem, Request, Severity, run};
use crate::engine::Engine;

/// Clean documents and record every removal.
///
/// Reads text files (a file is a document), JSONL files (a line is a record with the text in
/// one field; every other byte passes through) and folders of them. The output has the
/// input's shape and order. What cannot be understood is copied unchanged and reported.
/// With the removal log, `despam restore` gets back every byte.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam clean pages.jsonl -o clean.jsonl --removed removed.jsonl
  despam clean scraped/ -o cleaned/ --profile careful --keep credit
  zcat pages.jsonl.gz | despam clean - --text-field page.body | gzip > clean.jsonl.gz")]
pub(super) struct CleanOptions {
    /// Files, folders (their .txt, .jsonl and .ndjson files), or - for standard input.
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// Where to: a folder, a file (for one input), or - for standard output, which is where
    /// standard input goes by default. A folder that does not exist yet ends with /.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Write the removal log, one JSON object for every edit; - is standard output.
    #[arg(long, value_name = "LOG")]
    removed: Option<PathBuf>,
    /// Write the hit log, one record for every line on which a rule fired, also of those that
    /// stay; - is standard output. Compressed if the name ends in .zst.
    #[arg(long, value_name = "LOG")]
    hits: Option<PathBuf>,
    /// Worker threads; as many as there are processors if not given. The output is the same
    /// for any number.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// No summary at the end, and no notes; problems are still reported.
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
pub(super) fn clean(options: &CleanOptions) -> anyhow::Result<u8> {
    let plan = Plan::new(&Request {
        inputs: options.inputs.clone(),
        output: options.output.clone(),
        log: options.removed.clone(),
        hits: options.hits.clone().map(|log| (log, options.log.options())),
        read_log: None,
        format: options.input.format(),
    })?;
    let engine = match plan.hits {
        Some(_) => options.rules.engine_with_testing()?,
        None => options.rules.engine(false)?,
    };
    let fields = options.input.fields();
    carry_out(
        plan,
        &engine,
        &fields,
        threads(options.threads),
        options.quiet,
    )
}

/// The number of workers, as many as there are processors if not given.
pub(super) fn threads(wanted: Option<usize>) -> usize {
    wanted.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// Carries out a plan and tells of it; the exit status.
pub(super) fn carry_out(
    plan: Plan,
    engine: &Engine,
    fields: &Fields,
    threads: usize,
    quiet: bool,
) -> anyhow::Result<u8> {
    let mut report = |problem: &Problem| {
        let is_note = problem.severity() == Severity::Note;
        if !(quiet && is_note) {
            message(problem);
        }
    };
    let statistics = match run(plan, engine, fields, threads, &mut report) {
        Ok(statistics) => statistics,
        Err(error) if error.is_closed_pipe() => return Ok(OK),
        Err(error) => return Err(error.into()),
    };
    if !quiet {
        message(&statistics);
    }
    Ok(if statistics.problems == 0 {
        OK
    } else {
        FINDINGS
    })
}
