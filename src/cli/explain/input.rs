//! The documents to be explained, read as every other command reads them.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::ExplainOptions;
use crate::cli::message;
use crate::corpus::{Document, Documents, Expected, Format, Plan, Problem, Severity, address};

/// A document to be explained.
pub struct Found {
    /// Its name, if it is one of several.
    pub name: Option<String>,
    /// Its text.
    pub text: String,
    /// The line asked for, 1-based.
    pub line: Option<usize>,
}

/// What is asked for of a file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Target {
    path: PathBuf,
    record: Option<u64>,
    line: Option<usize>,
}

impl Target {
    /// Reads `FILE[:RECORD][:LINE]`. A file whose name ends in a colon and a number is meant if it
    /// exists.
    fn new(name: &str, options: &ExplainOptions) -> anyhow::Result<Target> {
        let mut path = name;
        let mut numbers: Vec<u64> = Vec::new();
        let is_whole = |path: &str| {
            Path::new(path).exists() || path == "-" || address(Path::new(path)).is_some()
        };
        while numbers.len() < 2 && !is_whole(path) {
            let Some((rest, number)) = path.rsplit_once(':') else {
                break;
            };
            let number = number
                .parse()
                .with_context(|| format!("`{number}` is not the number of a line or record"))?;
            numbers.insert(0, number);
            path = rest;
        }
        let path = PathBuf::from(path);
        let plan = Plan::for_reading(std::slice::from_ref(&path), options.input.format());
        let has_records = plan.jobs.expected().any(|expected| match expected {
            Expected::Named(format) | Expected::Forced(format) => format != Format::Text,
            Expected::Anything => false,
        });
        let line = |number: u64| usize::try_from(number).ok();
        let (record, line) = match (options.record, numbers.as_slice()) {
            (record, []) => (record, None),
            (None, [record]) if has_records => (Some(*record), None),
            (record, [number]) => (record, line(*number)),
            (None, [record, number]) if has_records => (Some(*record), line(*number)),
            (Some(_), _) => bail!("the record is given twice, in `{name}` and by --record"),
            _ => bail!("`{name}`: a text file has no records; name FILE:LINE"),
        };
        Ok(Target { path, record, line })
    }
}

/// Reads what is asked for, one document after another; whether something was damaged.
pub fn documents(
    options: &ExplainOptions,
    explain: &mut dyn FnMut(Found) -> anyhow::Result<()>,
) -> anyhow::Result<bool> {
    if let Some(text) = &options.text {
        explain(Found {
            name: None,
            text: text.clone(),
            line: None,
        })?;
        return Ok(false);
    }
    let target = Target::new(options.file.as_deref().unwrap_or("-"), options)?;
    let plan = Plan::for_reading(std::slice::from_ref(&target.path), options.input.format());
    if let (true, Some(problem)) = (plan.jobs.is_empty(), plan.problems.first()) {
        bail!("{problem}");
    }
    let fields = options.input.fields();
    let mut documents = Documents::new(&plan, &fields);
    let mut problems = Vec::new();
    let (mut damaged, mut seen) = (false, false);
    let mut tell = |problems: &[Problem]| {
        for problem in problems {
            damaged |= problem.severity() == Severity::Problem;
            message(problem);
        }
    };
    tell(&plan.problems);
    while let Some(batch) = documents.next(&mut problems) {
        tell(&problems);
        problems.clear();
        for document in batch {
            if target.record.is_none_or(|record| record == document.record) {
                seen = true;
                explain(found(document, &target))?;
            }
        }
        if seen && target.record.is_some() {
            return Ok(damaged);
        }
    }
    tell(&problems);
    if let (false, Some(record)) = (seen, target.record) {
        bail!(
            "{} has no document at record {record}",
            target.path.display()
        );
    }
    Ok(damaged)
}

fn found(document: Document, target: &Target) -> Found {
    let is_whole_file = document.id.as_deref() == Some(document.file.as_str());
    let name = match &document.id {
        _ if is_whole_file || target.record.is_some() => None,
        Some(id) => Some(format!("{}:{} {id}", document.file, document.record)),
        None => Some(format!("{}:{}", document.file, document.record)),
    };
    Found {
        name,
        text: document.text,
        line: target.line,
    }
}
