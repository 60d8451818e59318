//! `despam suggest`: a draft of rules for what the present ones miss.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::input_options::InputOptions;
use super::rules_option::RulesOptions;
use super::{FINDINGS, OK, message, to_stdout};
use crate::corpus::{Plan, Severity};
use crate::learn::suggest::{Limits, Suggestions, draft, suggest as mine};

/// Draft rules for what the present ones miss.
///
/// Looks for words and lines that stand in removed lines, in keyword lists that no rule explains
/// and in lines that repeat across documents, but not in kept paragraphs. Prints a rule file of
/// status draft whose tests are lines of the corpus. The inputs are read three times, so they
/// cannot be standard input. The result is the same for any number of threads.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam suggest corpus/samples
  despam suggest pages.jsonl --id-field url --pack zh/suggested -o drafts
  despam check --extra-rules drafts --only zh/suggested")]
pub(super) struct SuggestOptions {
    /// Files, or folders of which the .txt, .jsonl and .ndjson files are read.
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// A folder of extra rules that the draft goes to, under the name of its pack; without it the
    /// draft goes to standard output.
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Name of the pack.
    #[arg(long, default_value = "common/suggested", value_name = "NAME", value_parser = pack_name)]
    pack: String,
    /// Terms at most.
    #[arg(long, default_value_t = Limits::default().terms, value_name = "N")]
    terms: usize,
    /// Repeated lines and templates of lines at most.
    #[arg(long, default_value_t = Limits::default().templates, value_name = "N")]
    templates: usize,
    /// Documents (hosts, if their ids are URLs) in which a term or line has to stand.
    #[arg(long, default_value_t = Limits::default().documents, value_name = "N")]
    min_documents: u32,
    /// Words and lines that are counted at a time; when there are more, the rarest are forgotten.
    /// A million take about 150 MB.
    #[arg(long, default_value_t = Limits::default().counted, value_name = "N")]
    max_counted: usize,
    /// Worker threads; as many as there are processors if not given.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    rules: RulesOptions,
}

/// Names of packs are words in kebab-case joined by `/`.
fn pack_name(name: &str) -> Result<String, String> {
    let is_word = |word: &str| {
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !word.is_empty()
            && !word.starts_with('-')
            && !word.ends_with('-')
            && word.chars().all(known)
    };
    if name.contains('/') && name.split('/').all(is_word) {
        return Ok(name.to_owned());
    }
    Err("a pack is called like zh/suggested: a language or `common`, `/`, a topic".to_owned())
}

/// Runs the command; the exit status.
pub(super) fn suggest(options: &SuggestOptions) -> anyhow::Result<u8> {
    let engine = options.rules.engine(false)?;
    let plan = Plan::for_reading(&options.inputs, options.input.format());
    anyhow::ensure!(
        !plan.jobs.reads_stdin(),
        "suggest reads its inputs three times and standard input cannot be read again; \
         name a file"
    );
    let fields = options.input.fields();
    let limits = Limits {
        terms: options.terms,
        templates: options.templates,
        documents: options.min_documents.max(1),
        counted: options.max_counted.max(1000),
        ..Limits::default()
    };
    let mut problems = 0;
    let mut report = |problem: &crate::corpus::Problem| {
        problems += u64::from(problem.severity() == Severity::Problem);
        message(problem);
    };
    plan.problems.iter().for_each(&mut report);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.map_or(0, |threads| threads.max(1)))
        .build()?;
    let found = pool.install(|| mine(&engine, &plan, &fields, &limits, &mut report))?;
    let text = draft::write(&options.pack, &found)?;
    message(&summary(&found));
    match text {
        None => message(&"nothing to suggest"),
        Some(text) => write(options, &text)?,
    }
    Ok(if problems == 0 { OK } else { FINDINGS })
}

fn write(options: &SuggestOptions, text: &str) -> anyhow::Result<()> {
    let Some(folder) = &options.output else {
        return Ok(to_stdout(text)?);
    };
    let path = folder.join(format!("{}.yaml", options.pack));
    anyhow::ensure!(
        !path.exists(),
        "{} exists already and may have been worked on; remove it or name another --pack",
        path.display()
    );
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
    }
    std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    message(&format!("the draft is {}", path.display()));
    Ok(())
}

fn summary(found: &Suggestions) -> String {
    let totals = &found.totals;
    let lost = match totals.lost {
        0 => String::new(),
        lost => format!("; counts up to {lost} too low, as memory is bounded"),
    };
    format!(
        "{} documents, {} lines: {} removed, {} unexplained lists, {} repeated, {} paragraphs; \
         {} terms in {} groups, {} repeated lines{lost}",
        totals.documents,
        totals.lines,
        totals.removed,
        totals.lists,
        totals.repeated,
        totals.paragraphs,
        found.terms.len(),
        found.groups.len(),
        found.repeated.len(),
    )
}
