//! Audits for a terminal, at most 100 columns wide.

use std::fmt::Write;

use super::super::example::Example;
use super::super::gate::{GateEntry, Move};
use super::super::{Audit, RuleRow};
use super::short;

/// Columns of a rule's id in the table.
const ID: usize = 30;
/// Columns of a line of text.
const WIDTH: usize = 100;
/// Characters of context before a match.
const BEFORE: usize = 30;
/// Terms of a list.
const TERMS: usize = 40;
/// Rules of a list below the table.
const LISTED: usize = 8;

/// The table of the first `top` rules that fired, and what is worth knowing about the rest.
pub fn table(audit: &Audit, top: usize) -> String {
    let mut out = String::new();
    summary(&mut out, audit);
    let gold = audit.rules.iter().any(|row| row.judged.is_some());
    let fired: Vec<&RuleRow> = audit.rules.iter().filter(|row| !row.is_dead()).collect();
    header(&mut out, gold, audit.run.profiled);
    for row in fired.iter().take(top) {
        line(&mut out, row, gold, audit.run.profiled);
    }
    if fired.len() > top {
        let _ = writeln!(
            out,
            "… and {} more rules; --top N shows more",
            fired.len() - top
        );
    }
    notes(&mut out, audit);
    out
}

fn summary(out: &mut String, audit: &Audit) {
    let run = &audit.run.counts;
    let _ = writeln!(
        out,
        "{} documents, {} changed, {} left alone; {} lines with hits, {} hits logged",
        run.documents, run.documents_changed, run.left_alone, run.lines_hit, audit.hits
    );
    for (label, chars) in &run.removed_chars {
        let lines = run.removed_lines.get(label).copied().unwrap_or(0);
        let _ = writeln!(
            out,
            "removed as {:<6} {:>6} lines, {:>6} characters",
            visible(label),
            short(lines),
            short(*chars)
        );
    }
    if audit.run.sample < 1.0 {
        let _ = writeln!(
            out,
            "a sample of {} of the lines is logged: counts are exact, overlaps and examples are of it",
            audit.run.sample
        );
    }
    out.push('\n');
}

fn header(out: &mut String, gold: bool, profiled: bool) {
    let _ = write!(
        out,
        "{:<ID$} {:<6} {:>6} {:>5} {:>6} {:>6} {:>6}",
        "rule", "label", "lines", "docs%", "chars", "pivot", "solo"
    );
    let last = match (gold, profiled) {
        (true, _) => format!(" {:>5} {:>5} {:>6} {:>5}", "prec", "low", "rec", "s/o"),
        (false, true) => format!(" {:>5} {:>6} {:>6}", "like%", "tries", "ms"),
        (false, false) => format!(" {:>5} {}", "like%", "also fires"),
    };
    let _ = writeln!(out, "{last}");
}

fn line(out: &mut String, row: &RuleRow, gold: bool, profiled: bool) {
    let counts = &row.counts;
    let mut text = format!(
        "{} {:<6} {:>6} {:>5.1} {:>6} {:>6} {:>6}",
        padded(&row.rule, ID),
        row.label,
        short(counts.lines),
        100.0 * row.document_share,
        short(counts.removed_chars),
        short(counts.pivotal),
        short(counts.solo),
    );
    let like = row
        .article_like_share
        .map_or("-".to_owned(), |share| format!("{:.1}", 100.0 * share));
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let _ = match (gold, profiled) {
        (true, _) => write!(
            text,
            " {:>5} {:>5} {:>6} {:>5}",
            number(row.judged.map(|judged| judged.precision)),
            number(row.judged.map(|judged| judged.precision_low)),
            row.judged.map_or("-".to_owned(), |judged| format!(
                "{:.4}",
                judged.recall_share
            )),
            number(row.judged.and_then(|judged| judged.balanced)),
        ),
        (false, true) => write!(
            text,
            " {like:>5} {:>6} {:>6.1}",
            row.cost
                .map_or("-".to_owned(), |cost| short(cost.candidates)),
            row.cost.map_or(0.0, |cost| cost.nanoseconds as f64 / 1e6),
        ),
        (false, false) => match row.overlaps.first() {
            Some(other) => {
                let share = format!("{:.0}% ", 100.0 * other.share);
                let rest = WIDTH.saturating_sub(text.chars().count() + 7 + share.len());
                write!(text, " {like:>5} {share}{}", shortened(&other.rule, rest))
            }
            None => write!(text, " {like:>5}"),
        },
    };
    let _ = writeln!(out, "{}", text.trim_end());
}

/// What is worth knowing beside the table.
fn notes(out: &mut String, audit: &Audit) {
    let dead: Vec<&str> = audit
        .rules
        .iter()
        .filter(|row| row.is_dead())
        .map(|row| row.rule.as_str())
        .collect();
    list(out, "rules that never fired", &dead);
    let idle: Vec<&str> = audit
        .rules
        .iter()
        .filter(|row| !row.is_dead() && row.counts.pivotal == 0 && !row.protects)
        .map(|row| row.rule.as_str())
        .collect();
    list(out, "rules that fired and changed no verdict", &idle);
    let carried: Vec<String> = audit
        .rules
        .iter()
        .filter_map(|row| {
            let term = row.carried_by.as_ref()?;
            let share = 100.0 * term.lines as f64 / row.counts.lines as f64;
            Some(format!(
                "{} by {} ({share:.0} % of its lines)",
                row.rule,
                visible(&term.term)
            ))
        })
        .collect();
    list(out, "rules carried by one term", &carried);
    let together: Vec<String> = audit
        .together
        .iter()
        .map(|[a, b]| format!("{a} and {b}"))
        .collect();
    list(out, "rules that only fired together", &together);
    let dead_terms: usize = audit.rules.iter().map(|row| row.dead_terms.len()).sum();
    if dead_terms > 0 {
        let _ = writeln!(
            out,
            "\n{dead_terms} terms of rules that fired were never hit where they did; --rule ID lists them"
        );
    }
}

fn list(out: &mut String, title: &str, items: &[impl AsRef<str>]) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}: {}", items.len());
    for item in items.iter().take(LISTED) {
        let _ = writeln!(out, "  {}", shortened(item.as_ref(), WIDTH - 2));
    }
    if items.len() > LISTED {
        let _ = writeln!(
            out,
            "  … and {} more; --format json has all",
            items.len() - LISTED
        );
    }
}

/// Everything about one rule.
pub fn one(row: &RuleRow) -> String {
    let mut out = String::new();
    let counts = &row.counts;
    let _ = writeln!(
        out,
        "{} ({}, {}, score {})",
        row.rule, row.label, row.status, row.score
    );
    let _ = writeln!(out, "  {}", row.summary);
    let _ = writeln!(
        out,
        "  {} lines in {} documents ({:.2} %); {} lines and {} characters removed",
        counts.lines,
        counts.documents,
        100.0 * row.document_share,
        counts.removed_lines,
        counts.removed_chars
    );
    let like = 100.0 * row.article_like_share.unwrap_or(0.0);
    let _ = writeln!(
        out,
        "  pivotal on {}, alone on {}; {like:.1} % of its lines look like running text",
        counts.pivotal, counts.solo
    );
    if let Some(judged) = &row.judged {
        let balanced = judged
            .balanced
            .map_or("-".to_owned(), |value| format!("{value:.3}"));
        let _ = writeln!(
            out,
            "  gold: {} right, {} wrong; precision {:.3} (at least {:.3}), recall share {:.4}, s/o {balanced}",
            judged.right, judged.wrong, judged.precision, judged.precision_low, judged.recall_share
        );
    }
    if let Some(cost) = &row.cost {
        let _ = writeln!(
            out,
            "  tried on {} lines, {} regexes run, {:.2} ms",
            cost.candidates,
            cost.regex_runs,
            cost.nanoseconds as f64 / 1e6
        );
    }
    for overlap in row.overlaps.iter().take(LISTED) {
        let _ = writeln!(
            out,
            "  {:>5.1} % also {}",
            100.0 * overlap.share,
            overlap.rule
        );
    }
    terms(&mut out, row);
    for example in &row.examples {
        in_context(&mut out, &row.rule, example);
    }
    out
}

fn terms(out: &mut String, row: &RuleRow) {
    let hit: Vec<String> = row
        .terms
        .iter()
        .map(|term| format!("{} {}", visible(&term.term), term.lines))
        .collect();
    let dead: Vec<String> = row.dead_terms.iter().map(|term| visible(term)).collect();
    for (title, terms) in [("terms", hit), ("terms never hit", dead)] {
        if terms.is_empty() {
            continue;
        }
        let listed: Vec<&str> = terms.iter().take(TERMS).map(String::as_str).collect();
        let more = match terms.len() - listed.len() {
            0 => String::new(),
            more => format!("; {more} more, --format json has all"),
        };
        let _ = writeln!(out, "  {title}: {}{more}", listed.join(", "));
    }
}

/// A line with its first match, what stands around it, and where it is.
fn in_context(out: &mut String, rule: &str, example: &Example) {
    let hit = example.hits.iter().find(|hit| hit.rule == rule);
    let first = hit
        .and_then(|hit| hit.spans.first())
        .copied()
        .unwrap_or([0, 0]);
    let [start, end] = first.map(|at| at.saturating_sub(example.from));
    let skip = start.saturating_sub(BEFORE);
    let part = |from: usize, to: usize| -> String {
        visible(
            &example
                .text
                .chars()
                .skip(from)
                .take(to.saturating_sub(from))
                .collect::<String>(),
        )
    };
    let _ = writeln!(
        out,
        "\n  {}:{} line {}: {} as {}, score {:.2}",
        visible(&example.file),
        example.record,
        example.line,
        example.verdict,
        example.label,
        example.score
    );
    let text = format!(
        "{}»{}«{}",
        part(skip, start),
        part(start, end),
        part(end, end + 2 * WIDTH)
    );
    let lead = if skip + example.from > 0 { "…" } else { "" };
    let _ = writeln!(out, "    {lead}{}", shortened(&text, WIDTH - 5));
}

/// The gate for people.
pub fn gate(entries: &[GateEntry]) -> String {
    let mut out = String::new();
    for (to, title) in [
        (Move::Demote, "must go back to testing"),
        (Move::Promote, "may become stable"),
        (Move::Wait, "stay testing"),
    ] {
        let of: Vec<&GateEntry> = entries.iter().filter(|entry| entry.to == to).collect();
        let _ = writeln!(out, "{title}: {}", of.len());
        for entry in of {
            let _ = writeln!(out, "  {}\n    {}", entry.rule, entry.reason);
        }
    }
    out
}

/// Text of a hostile page must not steer the terminal.
fn visible(text: &str) -> String {
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| if odd(c) { '\u{fffd}' } else { c })
        .collect()
}

/// At most so many columns of text.
fn shortened(text: &str, width: usize) -> String {
    let mut taken = 0;
    let mut out = String::new();
    for c in text.chars() {
        let columns = columns(c);
        if taken + columns >= width && out.len() < text.len() - c.len_utf8() {
            out.push('…');
            return out;
        }
        taken += columns;
        out.push(c);
    }
    out
}

/// Exactly so many columns of text.
fn padded(text: &str, width: usize) -> String {
    let text = shortened(text, width);
    let used: usize = text.chars().map(columns).sum();
    text + &" ".repeat(width.saturating_sub(used))
}

/// Columns of a character on a terminal.
fn columns(c: char) -> usize {
    unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)
}
