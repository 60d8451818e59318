//! `despam restore`: the original bytes from cleaned files and their removal log.

use std::path::PathBuf;

use clap::Args;

use super::input_options::InputOptions;
use super::{FINDINGS, OK, message};
use crate::corpus::restore::{RestoreError, restore as restore_files};
use crate::corpus::{Plan, Request, Severity};

/// Get the original bytes back from cleaned files and their removal log.
///
/// Takes the file, folder or standard input that `despam clean` wrote and the log it wrote
/// with --removed. A file that the log does not fit is reported and not written. Give the
/// --text-field (and the --input-format, if any) that the files were cleaned with.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam restore clean.jsonl --removed removed.jsonl -o pages.jsonl
  despam restore cleaned/ --removed removed.jsonl -o original/
  despam restore - --removed removed.jsonl < clean.jsonl > pages.jsonl")]
pub(super) struct RestoreOptions {
    /// The cleaned files or folders, or - for standard input.
    #[arg(required = true, value_name = "CLEANED")]
    inputs: Vec<PathBuf>,
    /// The removal log.
    #[arg(long, required = true, value_name = "LOG")]
    removed: PathBuf,
    /// Where to: a folder, a file (for one input), or - for standard output.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// No summary at the end.
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    input: InputOptions,
}

/// Runs the command; the exit status.
pub(super) fn restore(options: &RestoreOptions) -> anyhow::Result<u8> {
    let plan = Plan::new(&Request {
        inputs: options.inputs.clone(),
        output: options.output.clone(),
        read_log: Some(options.removed.clone()),
        format: options.input.format(),
        ..Request::default()
    })?;
    let mut problems = 0;
    for problem in &plan.problems {
        problems += u64::from(problem.severity() == Severity::Problem);
        message(problem);
    }
    let mut report = |problem: &crate::corpus::restore::RestoreProblem| {
        problems += 1;
        message(problem);
    };
    let fields = options.input.fields();
    let restored = match restore_files(&plan, &options.removed, &fields, &mut report) {
        Ok(restored) => restored,
        Err(RestoreError::Write(error)) if error.is_closed_pipe() => return Ok(OK),
        Err(error) => return Err(error.into()),
    };
    if !options.quiet {
        message(&format_args!(
            "{restored} files restored; {problems} problems"
        ));
    }
    Ok(if problems == 0 { OK } else { FINDINGS })
}
