//! `despam clean`: clean documents and record what went.

mod progress;
mod report;
mod run_options;
mod size;
mod summary;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use clap::Args;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use self::progress::Watch;
use self::report::Report;
use self::run_options::RunOptions;
pub(super) use self::run_options::threads;
use super::hit_log_options::HitLogOptions;
use super::input_options::InputOptions;
use super::rules_option::RulesOptions;
use super::{FINDINGS, OK, message};
use crate::corpus::{
    Identity, PerLog, Plan, Request, RunError, Settings, Statistics, count_lines, run,
};

/// Exit status of a run that a signal ended, as shells have it for SIGINT.
const INTERRUPTED: u8 = 130;

/// Clean documents and record every removal.
///
/// Reads text files (a file is a document), JSONL and Parquet files (a record is a document,
/// its text in one field; everything else passes through) and WARC and WET files, plain or
/// compressed with gzip, zstd, bzip2 or xz; and folders of them. The output has the input's
/// shape, order and compression. What cannot be understood is copied unchanged and reported.
/// With the removal log, `despam restore` gets back every byte.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam clean pages.jsonl.zst -o clean.jsonl.zst --removed removed.jsonl
  despam clean scraped/ -o cleaned/ --profile careful --keep credit
  despam clean 'crawl/*/wet/*.wet.gz' -o cleaned/ --output-format jsonl
  despam clean scraped/ -o cleaned/ --report report.html
  despam clean huge/ -o cleaned/ --removed removed.jsonl --resume
  despam clean a.jsonl b.jsonl -o both.jsonl
  despam clean s3://crawl/2025/ -o s3://cleaned/2025/ --removed removed.jsonl
  despam clean data/documents --attributes despam
  zcat pages.jsonl.gz | despam clean - --text-field page.body | gzip > clean.jsonl.gz")]
pub(super) struct CleanOptions {
    /// Files, folders, globs, @LIST (a file that names inputs, one a line), - for standard
    /// input, or addresses in object stores (s3://, gs://, az://, https://).
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// Where to: a folder, a file (for one input, or for several of JSONL), an address in an
    /// object store, or - for standard output, which is where standard input goes by default.
    /// A folder that does not exist yet ends with /.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Write the removal log, one JSON object for every edit; - is standard output.
    #[arg(long, value_name = "LOG")]
    removed: Option<PathBuf>,
    /// Copy records that cannot be understood to this file, byte for byte; they stay in the
    /// output as well.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Write a manifest: a line of JSON for every input with its size and hash, a last one
    /// with the rules, the options and all counts.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Write the hit log, one record for every line on which a rule fired, also of those that
    /// stay; - is standard output. Compressed if the name ends in .zst.
    #[arg(long, value_name = "LOG")]
    hits: Option<PathBuf>,
    /// Write a report, one self-contained page: what went, by which rules, lines near the
    /// threshold, the documents that lost most. Needs the hit log for as long as it is made.
    #[arg(long, value_name = "FILE.html", conflicts_with = "dry_run")]
    report: Option<PathBuf>,
    #[command(flatten)]
    run: RunOptions,
    #[command(flatten)]
    log: HitLogOptions,
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    rules: RulesOptions,
}

/// Runs the command; the exit status.
pub(super) fn clean(options: &CleanOptions) -> anyhow::Result<u8> {
    let report = Report::new(options.report.as_deref(), options.hits.as_deref())?;
    let plan = Plan::new(&options.request(&report))?;
    let (testing, repeats) = (plan.logs.hits.is_some(), options.run.repeats);
    let engine = options.rules.engine_of_run(testing, repeats)?;
    let fields = options.input.fields();
    let repeats = match repeats {
        true => {
            let (memory, threads) = (options.run.memory, options.run.threads());
            Some(Arc::new(count_lines(&plan, &fields, memory, threads)?))
        }
        false => None,
    };
    let counted = repeats.as_ref().map(|counts| counts.digest());
    let settings = Settings {
        threads: options.run.threads(),
        memory: options.run.memory,
        selection: options.run.selection(),
        notes: options.run.notes(),
        repeats,
        hits: options.log.options(),
        identity: Identity {
            rules: engine.rules().hash.clone(),
            options: options.identity(counted),
        },
        resume: options.run.resume,
        checkpoint_every: options.run.checkpoint_every(),
        ..Settings::new(&engine, &fields)
    };
    let statistics = match carry_out(&plan, settings, options.run.quiet)? {
        ControlFlow::Continue(statistics) => statistics,
        ControlFlow::Break(status) => return Ok(status),
    };
    report.write()?;
    if !options.run.quiet {
        summary::show(options.run.format, &plan, &statistics)?;
        if statistics.documents == 0 && statistics.without_text > 0 {
            let field = &fields.text;
            message(&format_args!(
                "no record has a text in a field {field}; --text-field names another"
            ));
        }
    }
    Ok(status(&statistics))
}

/// Carries out a plan before the eyes of the user, who may break it off: what was done, or
/// the exit status of a run that ended before that.
pub(super) fn carry_out(
    plan: &Plan,
    settings: Settings<'_>,
    quiet: bool,
) -> anyhow::Result<ControlFlow<u8, Statistics>> {
    let stop = stop_flag()?;
    let settings = Settings {
        stop: Some(&stop),
        ..settings
    };
    let mut watch = Watch::new(plan, quiet);
    let outcome = run(plan, &settings, &mut watch);
    drop(watch);
    match outcome {
        Ok(outcome) if outcome.stopped => {
            message(match plan.can_resume() {
                true => &"stopped; what is done is written, and --resume goes on from here",
                false => &"stopped; files that are complete stay",
            });
            Ok(ControlFlow::Break(INTERRUPTED))
        }
        Ok(outcome) => Ok(ControlFlow::Continue(outcome.statistics)),
        Err(error) if error.is_closed_pipe() => Ok(ControlFlow::Break(OK)),
        Err(error) => {
            if matches!(error, RunError::Write(_)) && plan.can_resume() {
                message(&"when that is mended, the same command with --resume goes on");
            }
            Err(error.into())
        }
    }
}

/// The exit status of a run that has come to its end.
pub(super) fn status(statistics: &Statistics) -> u8 {
    match statistics.problems {
        0 => OK,
        _ => FINDINGS,
    }
}

impl CleanOptions {
    fn request(&self, report: &Report) -> Request {
        let run = &self.run;
        Request {
            inputs: self.inputs.clone(),
            output: self.output.clone(),
            logs: PerLog {
                removals: self.removed.clone(),
                rejects: self.rejects.clone(),
                manifest: self.manifest.clone(),
                hits: report.log.clone(),
            },
            read_log: None,
            format: self.input.format(),
            compression: run.compression(),
            to_jsonl: run.to_jsonl(),
            attributes: run.attributes.clone(),
            partial: !run.selection().is_all(),
            dry_run: run.dry_run,
        }
    }

    /// The options that make a difference to what is written, and the digest of what was counted.
    fn identity(&self, counted: Option<u64>) -> Vec<String> {
        let mut options = self.rules.identity();
        options.extend(counted.map(|digest| format!("--repeats {digest:016x}")));
        options.extend(self.input.identity());
        options.extend(self.run.identity());
        for (name, log) in [
            ("removed", &self.removed),
            ("rejects", &self.rejects),
            ("manifest", &self.manifest),
            ("hits", &self.hits),
            ("report", &self.report),
        ] {
            options.extend(
                log.as_ref()
                    .map(|path| format!("--{name} {}", path.display())),
            );
        }
        if self.hits.is_some() || self.report.is_some() {
            options.extend(self.log.identity());
        }
        options
    }
}

/// A flag that SIGINT and SIGTERM set; a second signal ends the program at once.
fn stop_flag() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, INTERRUPTED.into(), stop.clone())
            .and_then(|_| flag::register(signal, stop.clone()))
            .context("cannot listen for signals")?;
    }
    Ok(stop)
}
