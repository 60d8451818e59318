//! `despam clean`: clean documents and record what went.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::hit_log_options::HitLogOptions;
use super::input_options::InputOptions;
use super::rules_option::RulesOptions;
use super::{FINDINGS, OK, message};
use crate::audit::hits::render::html;
use crate::audit::hits::{Audit, AuditOptions};
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
    /// Write a report, one self-contained page: what went, by which rules, lines near the
    /// threshold, the documents that lost most. Needs the hit log for as long as it is made.
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
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
    let report = Report::new(options)?;
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
    let status = carry_out(
        plan,
        &engine,
        &fields,
        threads(options.threads),
        options.quiet,
    )?;
    report.write()?;
    Ok(status)
}

/// The report of a run, and the hit log that it is made from.
struct Report {
    page: Option<PathBuf>,
    log: Option<PathBuf>,
    /// Whether the log was asked for as well; else it goes with the run.
    keep_log: bool,
}

impl Report {
    fn new(options: &CleanOptions) -> anyhow::Result<Report> {
        let page = options.report.clone();
        let to_stdout = options
            .hits
            .as_ref()
            .is_some_and(|log| log.as_os_str() == "-");
        anyhow::ensure!(
            page.is_none() || !to_stdout,
            "a report reads the hit log again, so that cannot go to standard output; name a file"
        );
        let beside = page.as_ref().map(|page| {
            let mut name = page.as_os_str().to_owned();
            name.push(".hits.zst");
            PathBuf::from(name)
        });
        Ok(Report {
            log: options.hits.clone().or(beside),
            keep_log: options.hits.is_some(),
            page,
        })
    }

    fn write(&self) -> anyhow::Result<()> {
        let (Some(page), Some(log)) = (&self.page, &self.log) else {
            return Ok(());
        };
        // Nothing was written if the reader of standard output has gone.
        if !log.exists() {
            return Ok(());
        }
        let audit = Audit::of(std::slice::from_ref(log), &AuditOptions::default());
        if !self.keep_log {
            std::fs::remove_file(log).with_context(|| log.display().to_string())?;
        }
        let html = html::render(&audit?)?;
        std::fs::write(page, html).with_context(|| page.display().to_string())
    }
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
