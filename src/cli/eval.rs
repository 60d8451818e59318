//! `despam eval`: verdicts against gold labels.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::rules_option::RulesOptions;
use super::{FINDINGS, OK, message, to_stdout};
use crate::audit::evaluation::{ByGold, Counts, Evaluation, Scores};
use crate::audit::gold;
use crate::audit::idle::{Idle, idle};
use crate::learn::folds::{Group, cross_validate};
use crate::rule::Label;

/// Compare verdicts with gold labels.
///
/// Reads line-labelled documents (JSONL, plain or gzip; a folder is all of its files) and
/// prints how much genuine text stays, and precision, recall and F1 by label, language and
/// type. Gold `boilerplate` is right under any removable label; `ambiguous` lines are skipped.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam eval corpus/gold
  despam eval gold.jsonl.gz --profile careful --format json
  despam eval gold.jsonl --lost 20 --missed 20")]
pub(super) struct EvalOptions {
    /// Gold files or folders of them.
    #[arg(required = true, value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Also print the first N genuine lines that would be removed, with the rules.
    #[arg(long, value_name = "N", default_value_t = 0)]
    lost: usize,
    /// Also print the first N removable lines that would stay.
    #[arg(long, value_name = "N", default_value_t = 0)]
    missed: usize,
    /// Print instead which rules and bins of the scorecard have no say on any of the documents.
    #[arg(long, conflicts_with_all = ["folds", "lost", "missed", "format"])]
    idle: bool,
    /// Judge every document by a scorecard that was fitted to the documents of the other folds,
    /// instead of the scorecard of the rules.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=100))]
    folds: Option<u16>,
    /// What stays together in a fold.
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "GROUP",
        requires = "folds"
    )]
    group: Together,
    #[command(flatten)]
    rules: RulesOptions,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Tables for people.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

/// What stays together in a fold.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Together {
    /// Pages that share lines which few pages have, as those of one site do.
    #[default]
    Site,
    /// Pages of one collection, by the gold's `source`.
    Source,
}

impl From<Together> for Group {
    fn from(together: Together) -> Group {
        match together {
            Together::Site => Group::Site,
            Together::Source => Group::Source,
        }
    }
}

/// Runs the command; the exit status.
pub(super) fn eval(options: &EvalOptions) -> anyhow::Result<u8> {
    let mut documents = Vec::new();
    let mut status = OK;
    for path in &options.gold {
        // A file that cannot be read does not stop the others of its folder.
        let read: Vec<_> = match gold::files(path) {
            Ok(files) => files.iter().map(|file| gold::read(file)).collect(),
            Err(error) => vec![Err(error)],
        };
        for file in read {
            match file {
                Ok(read) => documents.extend(read),
                Err(error) => {
                    message(&error);
                    status = FINDINGS;
                }
            }
        }
    }
    if options.idle {
        to_stdout(idle_text(&idle(&options.rules.engine(false)?, &documents)))?;
        return Ok(status);
    }
    let evaluation = match options.folds {
        None => Evaluation::of(&options.rules.engine(false)?, &documents),
        Some(folds) => cross_validate(
            &options.rules.load()?,
            &[options.rules.options(false)],
            &documents,
            usize::from(folds),
            options.group.into(),
            |fold| message(&format!("fitting and judging fold {} of {folds}", fold + 1)),
        )?
        .pop()
        .unwrap_or_default(),
    };
    let mut out = Vec::new();
    match options.format {
        Format::Json => writeln!(out, "{:#}", as_json(&evaluation))?,
        Format::Text => print(&mut out, &evaluation, options)?,
    }
    to_stdout(out)?;
    Ok(status)
}

fn idle_text(idle: &Idle) -> Vec<u8> {
    let mut text = String::new();
    for (title, names) in [
        ("rules that fire nowhere", &idle.silent),
        (
            "rules that fire, but are no reason of any removal",
            &idle.without_part,
        ),
        ("bins of the scorecard that no line falls into", &idle.bins),
    ] {
        text.push_str(&format!("{title}: {}\n", names.len()));
        for name in names {
            text.push_str(&format!("  {name}\n"));
        }
    }
    text.into_bytes()
}

fn print(
    out: &mut impl Write,
    evaluation: &Evaluation,
    options: &EvalOptions,
) -> std::io::Result<()> {
    writeln!(
        out,
        "genuine text kept, removable text removed; F1 of the characters that stay"
    )?;
    header(out)?;
    row(out, "all", &evaluation.all)?;
    for (title, groups) in [
        ("set", &evaluation.by_set),
        ("lang", &evaluation.by_lang),
        ("type", &evaluation.by_type),
    ] {
        if groups.len() > 1 {
            for (name, counts) in groups {
                row(out, &format!("{title} {name}"), counts)?;
            }
        }
    }
    writeln!(
        out,
        "\nby label, lines{:>17} {:>8} {:>9} {:>7} {:>7}",
        "gold", "removed", "precision", "recall", "F1"
    )?;
    for label in Label::ALL.into_iter().skip(2) {
        let scores = evaluation.all.label_scores(label);
        let gold = evaluation
            .all
            .gold
            .get(&gold::GoldLabel::Known(label))
            .copied()
            .unwrap_or_default();
        let predicted = evaluation
            .all
            .predicted
            .get(&label)
            .copied()
            .unwrap_or_default();
        writeln!(
            out,
            "  {:<28} {:>8} {:>8} {:>9} {:>7} {:>7}",
            label.name(),
            gold.all.lines,
            predicted.all.lines,
            number(scores.precision),
            number(scores.recall),
            number(scores.f1)
        )?;
    }
    differences(out, evaluation, options)
}

fn header(out: &mut impl Write) -> std::io::Result<()> {
    writeln!(
        out,
        "{:<28} {:>6} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7} {:>6}",
        "", "docs", "kept ch%", "kept li%", "gone ch%", "gone li%", "F1", "F1 wo", "valve"
    )
}

fn row(out: &mut impl Write, name: &str, counts: &Counts) -> std::io::Result<()> {
    let (genuine, removable) = (counts.genuine(), counts.removable());
    writeln!(
        out,
        "{:<28} {:>6} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7} {:>6}",
        name,
        counts.documents,
        percent(1.0, -1.0, genuine.removed.chars, genuine.all.chars),
        percent(1.0, -1.0, genuine.removed.lines, genuine.all.lines),
        percent(0.0, 1.0, removable.removed.chars, removable.all.chars),
        percent(0.0, 1.0, removable.removed.lines, removable.all.lines),
        number(counts.text_scores().f1),
        number(counts.word_scores().f1),
        counts.valves
    )
}

fn differences(
    out: &mut impl Write,
    evaluation: &Evaluation,
    options: &EvalOptions,
) -> std::io::Result<()> {
    let lost = evaluation
        .differences
        .iter()
        .filter(|difference| difference.removed_as.is_some());
    for difference in lost.take(options.lost) {
        let label = difference.removed_as.map_or("", Label::name);
        let text: String = difference.text.chars().take(200).collect();
        let rules = difference.rules.join(" ");
        writeln!(
            out,
            "lost {}:{} as {label} by {rules}\n    {text}",
            difference.document, difference.line
        )?;
    }
    let missed = evaluation
        .differences
        .iter()
        .filter(|difference| difference.removed_as.is_none());
    for difference in missed.take(options.missed) {
        let text: String = difference.text.chars().take(200).collect();
        let gold = difference.gold.name();
        writeln!(
            out,
            "missed {}:{} {gold}\n    {text}",
            difference.document, difference.line
        )?;
    }
    Ok(())
}

fn percent(base: f64, sign: f64, part: u64, whole: u64) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    format!("{:.3}", 100.0 * (base + sign * part as f64 / whole as f64))
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

fn as_json(evaluation: &Evaluation) -> Value {
    let group = |groups: &std::collections::BTreeMap<String, Counts>| -> Value {
        groups
            .iter()
            .map(|(name, counts)| (name.clone(), counts_json(counts)))
            .collect()
    };
    json!({
        "all": counts_json(&evaluation.all),
        "lang": group(&evaluation.by_lang),
        "type": group(&evaluation.by_type),
        "set": group(&evaluation.by_set),
    })
}

fn counts_json(counts: &Counts) -> Value {
    let amounts = |by: ByGold| {
        json!({
            "lines": by.all.lines, "chars": by.all.chars,
            "removed-lines": by.removed.lines, "removed-chars": by.removed.chars,
        })
    };
    let scores = |scores: Scores| json!({"precision": scores.precision, "recall": scores.recall, "f1": scores.f1});
    let labels: Value = Label::ALL
        .into_iter()
        .map(|label| (label.name().to_owned(), scores(counts.label_scores(label))))
        .collect();
    let gold: Value = counts
        .gold
        .iter()
        .map(|(label, &by)| (label.name().to_owned(), amounts(by)))
        .collect();
    json!({
        "documents": counts.documents, "valves": counts.valves, "repaired-chars": counts.repaired,
        "genuine": amounts(counts.genuine()), "removable": amounts(counts.removable()),
        "text": scores(counts.text_scores()), "words": scores(counts.word_scores()), "labels": labels, "gold": gold,
    })
}
