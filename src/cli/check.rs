//! `despam check`: everything that is wrong with rules, before they run on a corpus.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::rules_option::ProfileName;
use super::{FINDINGS, OK, message, to_stdout};
use crate::check::{Findings, Only, Request, fix, fixed, run};
use crate::diag::{self, Report, github_summary};
use crate::rule::{Source, sources};

/// Check rules: read, link, lint, run their inline tests and the gold gate.
///
/// All problems of all files are reported in one run. Exit status: 0 no errors; 1 errors (with
/// --deny warnings, also warnings); 2 the check could not run.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam check
  despam check rules/ --deny warnings --gold corpus/gold
  despam check --extra-rules my-rules/ --only 'zh/*'
  despam check rules/ --format sarif --output despam.sarif")]
pub(super) struct CheckOptions {
    /// Check the rules of this folder instead of the built-in ones.
    #[arg(value_name = "RULES")]
    rules: Option<PathBuf>,
    /// Check the rules of this folder beside the others. May be given more than once.
    #[arg(long, value_name = "DIR")]
    extra_rules: Vec<PathBuf>,
    /// How the problems are printed.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Print the problems to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What counts as an error.
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Only rules whose id, pack or file matches this glob; `*` also stands for `/`.
    #[arg(long, value_name = "GLOB")]
    only: Option<String>,
    /// Labelled documents from which the rules must not take genuine text beyond the budget of
    /// the policy: files, or folders of JSONL files, plain or compressed.
    #[arg(long, value_name = "GOLD", num_args = 1..)]
    gold: Vec<PathBuf>,
    /// The profile in which the rules run on the gold documents.
    #[arg(long, value_enum, default_value_t, value_name = "PROFILE")]
    profile: ProfileName,
    /// Mend first what a machine can mend without changing what the rules do.
    #[arg(long)]
    fix: bool,
    /// Files of the change: their problems come first in the format github.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    changed: Vec<String>,
    /// No summary at the end.
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// With excerpts of the files.
    #[default]
    Full,
    /// One line per problem.
    Concise,
    /// One JSON object.
    Json,
    /// Annotations of GitHub Actions; also writes the summary of the job.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, a case for each inline test.
    Junit,
}

#[derive(Clone, Copy, ValueEnum)]
enum Deny {
    /// Warnings.
    Warnings,
}

impl Format {
    fn format(self) -> diag::Format {
        match self {
            Format::Full => diag::Format::Full,
            Format::Concise => diag::Format::Concise,
            Format::Json => diag::Format::Json,
            Format::Github => diag::Format::Github,
            Format::Sarif => diag::Format::Sarif,
            Format::Junit => diag::Format::Junit,
        }
    }
}

/// Runs the command; the exit status.
pub(super) fn check(options: &CheckOptions) -> anyhow::Result<u8> {
    for root in options.rules.iter().chain(&options.extra_rules) {
        anyhow::ensure!(root.exists(), "{}: there is no such folder", root.display());
    }
    let only = options.only.as_deref().map(Only::new).transpose()?;
    let named = only.clone();
    let sources = sources(options.rules.as_deref(), &options.extra_rules);
    if options.fix {
        mend(options, &sources)?;
    }
    let findings = run(&Request {
        sources,
        gold: options.gold.clone(),
        profile: options.profile.profile(),
        deny_warnings: options.deny.is_some(),
        only,
    })?;
    if let (Some(only), Some(glob)) = (named, &options.only) {
        let is_named = findings.texts.keys().any(|file| only.file(file));
        anyhow::ensure!(
            is_named || findings.totals.rules > 0 || !findings.problems.is_empty(),
            "--only {glob}: no rule, pack or file is called so"
        );
    }
    print(options, &findings)?;
    Ok(if findings.failed() { FINDINGS } else { OK })
}

/// Applies the fixes to the files and says how many there were.
fn mend(options: &CheckOptions, sources: &[Source]) -> anyhow::Result<()> {
    anyhow::ensure!(
        options.rules.is_some() || !options.extra_rules.is_empty(),
        "built-in rules cannot be mended: name a folder of rules"
    );
    let mut fixed = fixed(sources);
    // The built-in rules that extra ones stand beside are no files.
    fixed.texts.retain(|file, _| Path::new(file).exists());
    let files = fixed.texts.len();
    fix::write(&fixed.texts).map_err(|(file, error)| anyhow::anyhow!("{file}: {error}"))?;
    if !options.quiet {
        message(&format!("{} fixes applied to {files} files", fixed.applied));
    }
    Ok(())
}

fn print(options: &CheckOptions, findings: &Findings) -> anyhow::Result<()> {
    let terminal = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let report = Report {
        problems: &findings.problems,
        cases: &findings.cases,
        texts: &findings.texts,
        totals: findings.totals,
        changed: &options.changed,
        colour: terminal && options.output.is_none(),
    };
    let text = options.format.format().render(&report)?;
    match &options.output {
        Some(path) => fs::write(path, text).with_context(|| path.display().to_string())?,
        None => to_stdout(&text)?,
    }
    if matches!(options.format, Format::Github) {
        summarise(&report)?;
    }
    if !options.quiet {
        message(&report);
    }
    Ok(())
}

/// Appends to the summary of the job, where GitHub Actions name a file for it.
fn summarise(report: &Report<'_>) -> anyhow::Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let path = Path::new(&path);
    fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(github_summary(report).as_bytes()))
        .with_context(|| format!("summary of the job: {}", path.display()))
}
