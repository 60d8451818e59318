//! `despam explain`: why each line goes or stays.

use std::io::{Read, Write};
use std::ops::Range;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use anyhow::Context;
use clap::Args;

use super::rules_option::RulesOptions;
use super::{OK, to_stdout};
use crate::engine::{Action, Edit, LineTrace, Outcome, Scratch, Trace};
use crate::rule::{Label, SCORECARD};
use crate::text::decode::decode;

/// Show why each line of a document goes or stays.
///
/// Each line stands with its label and score, what rules matched is marked, and below it
/// stand the rules with their scores and terms, and what they cut out of a line that stays; for
/// such a line also the rule that came closest to removing it.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam explain page.txt
  despam explain page.txt:108
  despam explain --text '分享到：微信 新浪微博 QQ空间'")]
pub(super) struct ExplainOptions {
    /// A text file, one of its lines (FILE:LINE), or - for standard input.
    #[arg(value_name = "FILE[:LINE]", required_unless_present = "text")]
    file: Option<String>,
    /// Explain this text instead.
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    text: Option<String>,
    /// Only lines that go, whole or in part.
    #[arg(long)]
    removed: bool,
    #[command(flatten)]
    rules: RulesOptions,
}

/// Runs the command; the exit status.
pub(super) fn explain(options: &ExplainOptions) -> anyhow::Result<u8> {
    let engine = options.rules.engine(true)?;
    let (bytes, only) = input(options)?;
    let decoded = decode(&bytes);
    let (outcome, trace) = engine.explain(&decoded.text, &mut Scratch::default());
    let mut out = Vec::new();
    document(&mut out, &outcome, &trace)?;
    if let Some(number) = only.filter(|number| !(1..=trace.lines.len()).contains(number)) {
        anyhow::bail!(
            "there is no line {number}: the document has {} lines",
            trace.lines.len()
        );
    }
    for line in trace.lines.iter().flatten() {
        let cut = |edit: &&Edit| edit.line == line.number && edit.action == Action::CutSpan;
        let cuts: Vec<&Edit> = outcome.edits.iter().filter(cut).collect();
        let wanted = only.is_none_or(|number| number == line.number);
        if wanted && (line.removed || !cuts.is_empty() || !options.removed) {
            self::line(&mut out, line)?;
            for edit in cuts {
                self::cut(&mut out, edit, &decoded.text)?;
            }
        }
    }
    to_stdout(out)?;
    Ok(OK)
}

/// The document's bytes and the line asked for.
fn input(options: &ExplainOptions) -> anyhow::Result<(Vec<u8>, Option<usize>)> {
    if let Some(text) = &options.text {
        return Ok((text.clone().into_bytes(), None));
    }
    let name = options.file.as_deref().unwrap_or("-");
    if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .context("standard input")?;
        return Ok((bytes, None));
    }
    let (path, line) = match name.rsplit_once(':') {
        Some((path, line)) if !PathBuf::from(name).exists() => (
            path,
            Some(
                line.parse()
                    .with_context(|| format!("`{line}` is not a line number"))?,
            ),
        ),
        _ => (name, None),
    };
    Ok((std::fs::read(path).with_context(|| path.to_owned())?, line))
}

/// Most features that are shown of what the scorecard adds up.
const SHAPE_REASONS: usize = 5;

fn document(out: &mut impl Write, outcome: &Outcome, trace: &Trace) -> std::io::Result<()> {
    if let Some(reason) = &outcome.valve {
        writeln!(out, "the document is left alone: {reason}")?;
    }
    for edit in &outcome.edits {
        if edit.action == Action::DropDocument {
            let label = edit.label.map_or("", Label::name);
            writeln!(
                out,
                "the whole document goes as {label}, score {:.2}",
                edit.score
            )?;
        }
    }
    for rule in &trace.document {
        writeln!(out, "  rule {rule} fired on the document")?;
    }
    let repairs = outcome
        .edits
        .iter()
        .filter(|edit| edit.action == Action::Repair)
        .count();
    if repairs > 0 {
        writeln!(out, "{repairs} repairs of damage that the document proves")?;
    }
    Ok(())
}

fn line(out: &mut impl Write, line: &LineTrace) -> std::io::Result<()> {
    let style = style(line.label);
    let verdict = if line.removed { "drop" } else { "keep" };
    let spans = line
        .rules
        .iter()
        .flat_map(|rule| rule.spans.iter().cloned())
        .collect();
    let text = marked(&line.text, spans, style);
    let (number, label, score) = (line.number, line.label.name(), line.score);
    writeln!(
        out,
        "{number:>5} {style}{verdict} {label:<7}{style:#} {score:>5.2}  {text}"
    )?;
    for rule in &line.rules {
        let sign = if matches!(rule.label, Label::Article) {
            -rule.score.abs()
        } else {
            rule.score
        };
        let aside = if rule.decides {
            ""
        } else {
            " (does not count in this profile)"
        };
        let mut terms = rule.terms.join(", ");
        if !terms.is_empty() {
            terms.insert(0, ' ');
        }
        writeln!(out, "      {sign:>+13.2}  {}{terms}{aside}", rule.rule)?;
    }
    if let Some(shape) = line.shape.as_ref().filter(|shape| shape.score != 0.0) {
        let (score, sum) = (shape.score, shape.sum);
        let mut reasons = String::new();
        for one in shape.contributions.iter().take(SHAPE_REASONS) {
            let features: Vec<String> = one
                .features
                .iter()
                .map(|(name, value)| format!("{name} {}", (value * 100.0).round() / 100.0))
                .collect();
            reasons += &format!("  {:+.2} {}", one.score, features.join(" & "));
        }
        writeln!(out, "      {score:>+13.2}  {SCORECARD} {sum:+.2}:{reasons}")?;
    }
    if let Some(miss) = &line.near_miss {
        let dim = Style::new().dimmed();
        let missing = miss.missing.join("; ");
        writeln!(
            out,
            "{dim}                     nearest: {} ({} of {}), missing: {missing}{dim:#}",
            miss.rule, miss.held, miss.parts
        )?;
    }
    Ok(())
}

/// What a rule took out of a line that stays.
fn cut(out: &mut impl Write, edit: &Edit, text: &str) -> std::io::Result<()> {
    let label = edit.label.unwrap_or(Label::Article);
    let style = style(label);
    let part = visible(text.get(edit.span.clone()).unwrap_or_default());
    let (name, score) = (label.name(), edit.score);
    writeln!(
        out,
        "      {style}cut  {name:<7}{style:#} {score:>5.2}  {part}"
    )?;
    for reason in &edit.reasons {
        let mut terms = reason.terms.join(", ");
        if !terms.is_empty() {
            terms.insert(0, ' ');
        }
        writeln!(out, "      {:>+13.2}  {}{terms}", reason.score, reason.rule)?;
    }
    Ok(())
}

fn style(label: Label) -> Style {
    let colour = match label {
        Label::Article => return Style::new(),
        Label::Credit => AnsiColor::Green,
        Label::Share => AnsiColor::Cyan,
        Label::Ad => AnsiColor::Yellow,
        Label::Spam => AnsiColor::Red,
        Label::Chrome => AnsiColor::Magenta,
    };
    Style::new().fg_color(Some(colour.into())).bold()
}

/// The line with what rules matched underlined; control characters made visible.
fn marked(text: &str, mut spans: Vec<Range<usize>>, style: Style) -> String {
    spans.sort_by_key(|span| span.start);
    let mark = style.underline();
    let mut shown = String::new();
    let mut at = 0;
    for span in spans {
        let start = span.start.max(at);
        if start >= span.end {
            continue;
        }
        shown.push_str(&visible(text.get(at..start).unwrap_or_default()));
        let part = visible(text.get(start..span.end).unwrap_or_default());
        shown.push_str(&format!("{mark}{part}{mark:#}"));
        at = span.end;
    }
    shown.push_str(&visible(text.get(at..).unwrap_or_default()));
    shown
}

/// Text of a hostile page must not steer the terminal.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
