//! The lines of a document on a terminal, or plain in a pipe.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Explained, stretches, visible};
use crate::engine::{Action, Contribution, Edit, LineTrace, RuleTrace};
use crate::rule::Label;

/// Writes what concerns the document as a whole.
pub fn document(out: &mut impl Write, explained: &Explained) -> io::Result<()> {
    if let Some(name) = &explained.name {
        let bold = Style::new().bold();
        writeln!(out, "{bold}{}{bold:#}", visible(name))?;
    }
    for note in notes(explained) {
        writeln!(out, "{}", visible(&note))?;
    }
    Ok(())
}

/// What happens to the document as a whole, a sentence each.
pub fn notes(explained: &Explained) -> Vec<String> {
    let Explained { outcome, trace, .. } = explained;
    let mut notes = Vec::new();
    if let Some(reason) = &outcome.valve {
        notes.push(format!("the document is left alone: {reason}"));
    }
    for edit in &outcome.edits {
        if edit.action == Action::DropDocument {
            let label = edit.label.map_or("", Label::name);
            let score = edit.score;
            notes.push(format!(
                "the whole document goes as {label}, score {score:.2}"
            ));
        }
    }
    for rule in &trace.document {
        notes.push(format!("  rule {rule} fired on the document"));
    }
    let repairs = outcome.edits.iter();
    let repairs = repairs.filter(|edit| edit.action == Action::Repair).count();
    if repairs > 0 {
        notes.push(format!(
            "{repairs} repairs of damage that the document proves"
        ));
    }
    notes
}

/// Writes the lines asked for.
pub fn lines(out: &mut impl Write, explained: &Explained) -> io::Result<()> {
    for line in explained.trace.lines.iter().flatten() {
        self::line(out, line)?;
        for edit in explained.outcome.cuts(line.number) {
            cut(out, edit, &explained.text)?;
        }
    }
    Ok(())
}

/// What a rule took out of a line that stays.
fn cut(out: &mut impl Write, edit: &Edit, text: &str) -> io::Result<()> {
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

fn line(out: &mut impl Write, line: &LineTrace) -> io::Result<()> {
    let style = style(line.label);
    let verdict = if line.removed { "drop" } else { "keep" };
    let text = marked(line, style);
    let (number, label, score) = (line.number, line.label.name(), line.score);
    writeln!(
        out,
        "{number:>5} {style}{verdict} {label:<7}{style:#} {score:>5.2}  {text}"
    )?;
    line.rules
        .iter()
        .try_for_each(|rule| self::rule(out, rule))?;
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

/// Features of a sum that are shown one by one.
const PARTS: usize = 6;

fn rule(out: &mut impl Write, rule: &RuleTrace) -> io::Result<()> {
    let aside = if rule.decides {
        ""
    } else {
        " (does not count in this profile)"
    };
    let mut terms = rule.terms.join(", ");
    if !terms.is_empty() {
        terms.insert(0, ' ');
    }
    let score = signed(rule);
    writeln!(out, "      {score:>+13.2}  {}{terms}{aside}", rule.rule)?;
    for part in rule.contributions.iter().take(PARTS) {
        writeln!(out, "                       {}", contribution(part))?;
    }
    if let Some(rest) = rule
        .contributions
        .get(PARTS..)
        .filter(|rest| !rest.is_empty())
    {
        let (count, sum) = (rest.len(), rest.iter().map(|part| part.score).sum::<f64>());
        writeln!(out, "                       {count} more: {sum:+.2}")?;
    }
    Ok(())
}

/// What a rule adds to the accusation: below 0 for one that protects.
pub fn signed(rule: &RuleTrace) -> f64 {
    if matches!(rule.label, Label::Article) {
        -rule.score.abs()
    } else {
        rule.score
    }
}

/// `feature = value: +score`.
pub fn contribution(part: &Contribution) -> String {
    let value = (part.value * 1000.0).round() / 1000.0;
    format!("{} = {value}: {:+.2}", part.feature, part.score)
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

/// The line with what rules matched underlined.
fn marked(line: &LineTrace, style: Style) -> String {
    let spans = line
        .rules
        .iter()
        .flat_map(|rule| rule.spans.iter().cloned());
    let mark = style.underline();
    let mut shown = String::new();
    for (matched, part) in stretches(&line.text, spans.collect()) {
        let part = visible(part);
        if matched {
            shown.push_str(&format!("{mark}{part}{mark:#}"));
        } else {
            shown.push_str(&part);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Scope;

    #[test]
    fn a_score_made_of_features_shows_them() {
        let part = |feature, value, score| Contribution {
            feature,
            value,
            score,
        };
        let rule = RuleTrace {
            rule: "shape/scorecard".to_owned(),
            label: Label::Chrome,
            score: 1.1,
            decides: true,
            scope: Scope::Line,
            terms: Vec::new(),
            spans: Vec::new(),
            contributions: vec![
                part("chars", 12.0, 0.8),
                part("function-share", 0.03125, 0.3),
            ],
        };
        let mut out = Vec::new();
        self::rule(&mut out, &rule).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "              +1.10  shape/scorecard\n                       chars = 12: +0.80\n                       \
             function-share = 0.031: +0.30\n"
        );
    }
}
