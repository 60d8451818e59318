//! `despam audit`: what the rules did, from hit logs.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::rules_option::load_shown;
use super::{FINDINGS, OK, to_stdout};
use crate::audit::hits::gate::{Move, gate};
use crate::audit::hits::render::{Sort, csv, html, terminal};
use crate::audit::hits::{Audit, AuditOptions};
use crate::rule::{Promotion, sources};

/// What the rules did to documents, from hit logs.
///
/// Reads logs that `despam scan` or `despam clean --hits` wrote; nothing is scanned again. Of
/// each rule: lines, documents, characters removed, pivotal lines (whose verdict would be another
/// without it), lines on which it stood alone; with gold documents the precision with its lower
/// 95 % bound; else the share of lines that look like running text; overlaps, terms that are
/// never hit, terms that carry a rule, examples with the most article-like first.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam audit hits.jsonl.zst --sort pivotal --top 50
  despam audit hits.jsonl.zst --rule zh/share/button-row
  despam audit hits.jsonl.zst --format html > report.html
  despam scan corpus/gold --hits gold.zst; despam audit gold.zst hits.jsonl.zst --gate")]
pub(super) struct AuditCommand {
    /// Hit logs, zstd or plain; - is standard input.
    #[arg(required = true, value_name = "LOG")]
    logs: Vec<PathBuf>,
    /// How the audit is printed.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// By what the rules are sorted.
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    sort: SortName,
    /// Only these rules, with everything about them; `zh/share/` is all of a pack.
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// Rows of the table for terminals.
    #[arg(long, value_name = "N", default_value_t = 30)]
    top: usize,
    /// Examples of each rule.
    #[arg(long, value_name = "N", default_value_t = 5)]
    examples: usize,
    /// Seed of the sample of examples.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Instead of the table: which rules of status testing may become stable and which stable
    /// ones must go back, by the bounds of the policy (`promotion`). Exit status 1 if one must.
    #[arg(long)]
    gate: bool,
    /// The rules whose policy has the bounds, instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

#[derive(Clone, Copy, Default, PartialEq, ValueEnum)]
enum Format {
    /// For people, at most 100 columns.
    #[default]
    Text,
    /// One JSON object with everything.
    Json,
    /// One row for each rule.
    Csv,
    /// One self-contained page.
    Html,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum SortName {
    /// Lines on which it fired.
    #[default]
    Lines,
    /// Full id.
    Rule,
    /// Documents.
    Documents,
    /// Characters removed.
    Removed,
    /// Pivotal lines.
    Pivotal,
    /// Lines on which no other rule fired.
    Solo,
    /// Lower bound of the precision, the smallest first.
    Precision,
    /// Share of article-like lines.
    Article,
    /// Time, where it was measured.
    Time,
}

impl SortName {
    fn sort(self) -> Sort {
        match self {
            SortName::Lines => Sort::Lines,
            SortName::Rule => Sort::Rule,
            SortName::Documents => Sort::Documents,
            SortName::Removed => Sort::Removed,
            SortName::Pivotal => Sort::Pivotal,
            SortName::Solo => Sort::Solo,
            SortName::Precision => Sort::Precision,
            SortName::Article => Sort::Article,
            SortName::Time => Sort::Time,
        }
    }
}

/// Runs the command; the exit status.
pub(super) fn audit(command: &AuditCommand) -> anyhow::Result<u8> {
    let options = AuditOptions {
        examples: command.examples,
        seed: command.seed,
        ..AuditOptions::default()
    };
    let mut audit = Audit::of(&command.logs, &options)?;
    audit.sort(command.sort.sort());
    if command.gate {
        return at_gate(command, &audit);
    }
    if !command.rule.is_empty() {
        audit.rules.retain(|row| {
            let mut wanted = command.rule.iter();
            wanted
                .any(|id| row.rule == *id || id.ends_with('/') && row.rule.starts_with(id.as_str()))
        });
        anyhow::ensure!(!audit.rules.is_empty(), "no such rule in the log");
    }
    let out = match command.format {
        Format::Text if command.rule.is_empty() => {
            terminal::table(&audit, command.top).into_bytes()
        }
        Format::Text => {
            let each: Vec<String> = audit.rules.iter().map(terminal::one).collect();
            each.join("\n").into_bytes()
        }
        Format::Json => json(&audit)?,
        Format::Csv => {
            let mut out = Vec::new();
            csv::render(&audit, &mut out)?;
            out
        }
        Format::Html => html::render(&audit).context("the report")?.into_bytes(),
    };
    to_stdout(out)?;
    Ok(OK)
}

fn at_gate(command: &AuditCommand, audit: &Audit) -> anyhow::Result<u8> {
    let bounds: Promotion = match &command.rules {
        None => load_shown(&sources(None, &[]))?,
        Some(folder) => load_shown(&sources(Some(folder), &[]))?,
    }
    .policies[0]
        .promotion;
    let entries = gate(&audit.rules, &bounds);
    let out = match command.format {
        Format::Json => json(&entries)?,
        _ => terminal::gate(&entries).into_bytes(),
    };
    to_stdout(out)?;
    let must = entries.iter().any(|entry| entry.to == Move::Demote);
    Ok(if must { FINDINGS } else { OK })
}

fn json(value: &impl serde::Serialize) -> serde_json::Result<Vec<u8>> {
    let mut out = serde_json::to_vec_pretty(value)?;
    out.push(b'\n');
    Ok(out)
}
