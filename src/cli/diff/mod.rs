//! `despam diff`: what a change of rules does to documents.

mod json;
mod markdown;
mod text;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::input_options::{FieldOptions, FormatName};
use super::rules_option::{ProfileName, load_shown};
use super::{FINDINGS, OK, message, to_stdout};
use crate::audit::diff::{Diff, Engines};
use crate::corpus::{Documents, Plan, Severity};
use crate::engine::{Engine, Options};
use crate::rule::Source;
use crate::rule::git::{Commit, GitError};

/// Compare two sets of rules on documents.
///
/// Shows the lines whose verdict changes, by the rule that is responsible, newly dropped and
/// newly kept lines apart, the most article-like first. RULES is a folder of rules or
/// git:REV:PATH, a folder of a commit as git names it. Exit status: 0 within the budgets; 1 past
/// one, or an input was damaged; 2 the command could not run.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam diff --head rules/ corpus/samples
  despam diff --extra-rules my-rules/ corpus/samples
  despam diff --base git:origin/main:rules --head rules/ pages.jsonl \\
    --format markdown --max-lost-lines 0

A sample is the more article-like the closer to 1 the mean of these three is:
min(1, sentence-ends / 2), min(1, function-share / 0.1), min(1, width / 160).")]
pub(super) struct DiffOptions {
    /// Files, folders (their .txt, .jsonl and .ndjson files), or - for standard input.
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// The rules before; the built-in ones if not given.
    #[arg(long, value_name = "RULES", help_heading = "Rules")]
    base: Option<Rules>,
    /// The rules after; those before if only --extra-rules is given.
    #[arg(
        long,
        value_name = "RULES",
        required_unless_present = "extra_rules",
        help_heading = "Rules"
    )]
    head: Option<Rules>,
    /// Add the rules of this folder to those after. May be given more than once.
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    extra_rules: Vec<PathBuf>,
    /// The profile of both.
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "PROFILE",
        help_heading = "Rules"
    )]
    profile: ProfileName,
    /// How the difference is printed.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Lines shown of each rule at most, newly dropped and newly kept ones in proportion.
    #[arg(long, value_name = "N", default_value_t = 5)]
    samples: usize,
    /// Fail if more characters are newly dropped.
    #[arg(long, value_name = "N")]
    max_lost_chars: Option<u64>,
    /// Fail if more lines are newly dropped, in whole or in part.
    #[arg(long, value_name = "N")]
    max_lost_lines: Option<u64>,
    /// Worker threads; as many as there are processors if not given. The output is the same
    /// for any number.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Format of standard input and of the files named, if their extension does not tell.
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<FormatName>,
    #[command(flatten)]
    fields: FieldOptions,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For a pull request.
    Markdown,
    /// One JSON object.
    Json,
}

/// A folder of rules, here or in a commit.
#[derive(Debug, Clone)]
enum Rules {
    Folder(PathBuf),
    Commit(Commit),
}

impl std::str::FromStr for Rules {
    type Err = GitError;

    fn from_str(text: &str) -> Result<Rules, GitError> {
        if Commit::is_meant(text) {
            return text.parse().map(Rules::Commit);
        }
        Ok(Rules::Folder(PathBuf::from(text)))
    }
}

impl Rules {
    fn source(&self) -> anyhow::Result<Source> {
        match self {
            Rules::Folder(folder) => {
                anyhow::ensure!(
                    folder.exists(),
                    "{}: there is no such folder",
                    folder.display()
                );
                Ok(Source::Directory(folder.clone()))
            }
            Rules::Commit(commit) => Ok(Source::Commit(Arc::new(commit.read()?))),
        }
    }

    fn name(&self) -> String {
        match self {
            Rules::Folder(folder) => folder.display().to_string(),
            Rules::Commit(commit) => commit.to_string(),
        }
    }
}

/// A difference with what was compared and what is allowed.
struct Comparison {
    base: String,
    head: String,
    diff: Diff,
    max_lost_chars: Option<u64>,
    max_lost_lines: Option<u64>,
}

impl Comparison {
    /// What is past its budget, in words.
    fn exceeded(&self) -> Vec<String> {
        let lost = self.diff.dropped;
        let budgets = [
            ("lines", lost.lines, self.max_lost_lines),
            ("characters", lost.chars, self.max_lost_chars),
        ];
        let past = budgets.into_iter().filter_map(|(what, lost, most)| {
            let most = most.filter(|most| lost > *most)?;
            Some(format!("{lost} {what} newly dropped, {most} allowed"))
        });
        past.collect()
    }
}

/// Runs the command; the exit status.
pub(super) fn diff(options: &DiffOptions) -> anyhow::Result<u8> {
    let base = match &options.base {
        Some(rules) => rules.source()?,
        None => Source::Builtin,
    };
    let head = match &options.head {
        Some(rules) => rules.source()?,
        None => base.clone(),
    };
    let engines = Engines {
        base: engine(options, vec![base])?,
        head: engine(options, head_sources(options, head)?)?,
    };
    let plan = Plan::for_reading(
        &options.inputs,
        options.input_format.map(FormatName::format),
    );
    let fields = options.fields.fields();
    let mut problems = 0;
    let mut report = |problem: &crate::corpus::Problem| {
        problems += u64::from(problem.severity() == Severity::Problem);
        message(problem);
    };
    plan.problems.iter().for_each(&mut report);
    let mut documents = Documents::new(&plan, &fields);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.map_or(0, |threads| threads.max(1)))
        .build()?;
    let diff = pool.install(|| Diff::of(&engines, &mut documents, options.samples, &mut report));
    let comparison = Comparison {
        base: name(options.base.as_ref(), &[]),
        head: name(
            options.head.as_ref().or(options.base.as_ref()),
            &options.extra_rules,
        ),
        diff,
        max_lost_chars: options.max_lost_chars,
        max_lost_lines: options.max_lost_lines,
    };
    to_stdout(&match options.format {
        Format::Text => text::render(&comparison),
        Format::Markdown => markdown::render(&comparison),
        Format::Json => json::render(&comparison)?,
    })?;
    let exceeded = comparison.exceeded();
    exceeded.iter().for_each(|past| message(past));
    Ok(if exceeded.is_empty() && problems == 0 {
        OK
    } else {
        FINDINGS
    })
}

fn head_sources(options: &DiffOptions, head: Source) -> anyhow::Result<Vec<Source>> {
    let mut sources = vec![head];
    for folder in &options.extra_rules {
        anyhow::ensure!(
            folder.exists(),
            "{}: there is no such folder",
            folder.display()
        );
        sources.push(Source::Extra(folder.clone()));
    }
    Ok(sources)
}

fn engine(options: &DiffOptions, sources: Vec<Source>) -> anyhow::Result<Engine> {
    let engine_options = Options {
        profile: options.profile.profile(),
        ..Options::default()
    };
    Ok(Engine::new(load_shown(&sources)?, engine_options)?)
}

fn name(rules: Option<&Rules>, extra: &[PathBuf]) -> String {
    let mut name = rules.map_or_else(|| "built-in rules".to_owned(), Rules::name);
    for folder in extra {
        name += &format!(" + {}", folder.display());
    }
    name
}
