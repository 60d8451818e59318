//! What the page shows.

use askama::Template;

use super::super::super::example::Example;
use super::super::super::{Audit, Group, RuleRow};
use super::HtmlError;
use super::chart::{self, Chart};
use super::example::{Shown, class};
use super::text::{grouped, visible};
use crate::corpus::hit_log::entry::DocumentEntry;

/// Rules of the overlap matrix.
const MATRIX: usize = 16;
/// Hosts that are shown.
const HOSTS: usize = 30;
/// Terms of a rule that are shown.
const TERMS: usize = 40;

/// The page.
#[derive(Template)]
#[template(path = "report/page.html")]
pub struct Page {
    nonce: String,
    css: &'static str,
    script: &'static str,
    facts: Vec<(&'static str, String)>,
    note: Option<String>,
    charts: Vec<Chart>,
    labels: Vec<String>,
    columns: Vec<Column>,
    sorted: usize,
    rules: Vec<Rule>,
    matrix: Matrix,
    barely_removed: Vec<Shown>,
    barely_kept: Vec<Shown>,
    lost: Vec<Shown>,
    documents: Vec<Document>,
    groups: Vec<Places>,
    rules_hash: String,
    profile: String,
}

struct Column {
    name: &'static str,
    title: &'static str,
    number: bool,
}

struct Cell {
    text: String,
    /// What it is sorted by; empty if not known.
    value: String,
    number: bool,
    /// Length of its bar in percent.
    bar: Option<u64>,
}

struct Rule {
    label: String,
    /// What the filter looks in.
    find: String,
    dead: bool,
    cells: Vec<Cell>,
    summary: String,
    facts: Vec<(&'static str, String)>,
    examples: Vec<Shown>,
}

struct Matrix {
    heads: Vec<String>,
    rows: Vec<MatrixRow>,
}

struct MatrixRow {
    name: String,
    cells: Vec<Heat>,
}

struct Heat {
    text: String,
    heat: usize,
}

struct Document {
    name: String,
    lost: String,
    lines: Vec<DocumentLine>,
    more: Option<String>,
}

struct DocumentLine {
    number: usize,
    verdict: &'static str,
    text: String,
    why: Option<String>,
}

struct Places {
    title: &'static str,
    head: &'static str,
    rows: Vec<(String, String, String, String)>,
}

impl Page {
    pub fn new(audit: &Audit) -> Result<Page, HtmlError> {
        let shown = |examples: &[Example]| -> Vec<Shown> {
            examples
                .iter()
                .map(|example| Shown::new(example, None))
                .collect()
        };
        let mut labels: Vec<String> = audit.rules.iter().map(|row| visible(&row.label)).collect();
        labels.sort();
        labels.dedup();
        let charts = [
            chart::positions(&audit.run.counts)?,
            chart::labels(&audit.run.counts)?,
        ];
        let mut page = Page {
            nonce: String::new(),
            css: include_str!("../../../../../templates/report/page.css"),
            script: include_str!("../../../../../templates/report/page.js"),
            facts: facts(audit),
            note: note(audit),
            charts: charts.into_iter().flatten().collect(),
            labels,
            columns: columns(audit),
            sorted: 2,
            rules: rules(audit),
            matrix: matrix(audit),
            barely_removed: shown(&audit.barely_removed),
            barely_kept: shown(&audit.barely_kept),
            lost: shown(&audit.lost),
            documents: audit.documents.iter().map(document).collect(),
            groups: groups(audit),
            rules_hash: visible(&audit.run.rules_hash).chars().take(64).collect(),
            profile: visible(&audit.run.profile),
        };
        // Of all that is shown, so that nothing shown can name it.
        page.nonce = blake3::hash(page.render()?.as_bytes())
            .to_hex()
            .chars()
            .take(32)
            .collect();
        Ok(page)
    }
}

fn facts(audit: &Audit) -> Vec<(&'static str, String)> {
    let run = &audit.run.counts;
    let fired = audit.rules.iter().filter(|row| !row.is_dead()).count();
    let sum = |counts: &std::collections::BTreeMap<String, u64>| grouped(counts.values().sum());
    vec![
        ("documents", grouped(run.documents)),
        ("changed", grouped(run.documents_changed)),
        ("left alone", grouped(run.left_alone)),
        ("lines with hits", grouped(run.lines_hit)),
        ("lines removed", sum(&run.removed_lines)),
        ("characters removed", sum(&run.removed_chars)),
        (
            "rules that fired",
            format!("{fired} of {}", audit.rules.len()),
        ),
    ]
}

fn note(audit: &Audit) -> Option<String> {
    (audit.run.sample < 1.0).then(|| {
        format!(
            "A sample of {} of the lines is logged: counts are exact, overlaps, hosts and examples are of the sample.",
            audit.run.sample
        )
    })
}

fn has_gold(audit: &Audit) -> bool {
    audit.rules.iter().any(|row| row.judged.is_some())
}

fn columns(audit: &Audit) -> Vec<Column> {
    let text = |name, title| Column {
        name,
        title,
        number: false,
    };
    let number = |name, title| Column {
        name,
        title,
        number: true,
    };
    let mut columns = vec![
        text("rule", "Full id; opens what is known about the rule"),
        text("label", "What it argues for"),
        number("lines", "Lines on which it fired"),
        number("documents", "Documents with such a line"),
        number(
            "characters",
            "Characters of the lines that went with it among the reasons",
        ),
        number("pivotal", "Lines whose verdict would be another without it"),
        number("solo", "Lines on which no other rule fired"),
        number(
            "like text",
            "Share of its lines that look like running text",
        ),
    ];
    if has_gold(audit) {
        columns.push(number(
            "precision",
            "Share of its gold lines that are right",
        ));
        columns.push(number("at least", "Lower 95 % bound of the precision"));
        columns.push(number(
            "recall",
            "Share of all gold lines of its class that it fires on",
        ));
        columns.push(number(
            "s/o",
            "Precision as if both classes were of one size",
        ));
    }
    if audit.run.profiled {
        columns.push(number("tried", "Lines on which something set it off"));
        columns.push(number("ms", "Milliseconds that its condition took"));
    }
    columns
}

fn rules(audit: &Audit) -> Vec<Rule> {
    let most = |of: fn(&RuleRow) -> u64| audit.rules.iter().map(of).max().unwrap_or(0).max(1);
    let most = [
        most(|row| row.counts.lines),
        most(|row| row.counts.documents),
        most(|row| row.counts.removed_chars),
        most(|row| row.counts.pivotal),
        most(|row| row.counts.solo),
    ];
    let (gold, profiled) = (has_gold(audit), audit.run.profiled);
    let mut rows: Vec<&RuleRow> = audit.rules.iter().collect();
    rows.sort_by(|a, b| (b.counts.lines, &a.rule).cmp(&(a.counts.lines, &b.rule)));
    let of = |row: &&RuleRow| Rule {
        label: visible(&row.label),
        find: format!("{} {} {}", row.rule, row.summary, row.status).to_lowercase(),
        dead: row.is_dead(),
        cells: cells(row, most, gold, profiled),
        summary: visible(&row.summary),
        facts: about(row),
        examples: row
            .examples
            .iter()
            .map(|line| Shown::new(line, Some(&row.rule)))
            .collect(),
    };
    rows.iter().map(of).collect()
}

fn cells(row: &RuleRow, most: [u64; 5], gold: bool, profiled: bool) -> Vec<Cell> {
    let text = |text: &str| Cell {
        text: visible(text),
        value: visible(text),
        number: false,
        bar: None,
    };
    let share = |share: Option<f64>, digits: usize| Cell {
        text: share.map_or("–".to_owned(), |share| format!("{share:.digits$}")),
        value: share.map_or(String::new(), |share| share.to_string()),
        number: true,
        bar: None,
    };
    let counts = &row.counts;
    let numbers = [
        counts.lines,
        counts.documents,
        counts.removed_chars,
        counts.pivotal,
        counts.solo,
    ];
    let mut cells = vec![text(&row.rule), text(&row.label)];
    cells.extend(numbers.iter().zip(most).map(|(&number, most)| Cell {
        text: grouped(number),
        value: number.to_string(),
        number: true,
        bar: (number > 0).then(|| (100 * number / most).max(1)),
    }));
    cells.push(share(row.article_like_share, 2));
    if gold {
        cells.push(share(row.judged.map(|judged| judged.precision), 3));
        cells.push(share(row.judged.map(|judged| judged.precision_low), 3));
        cells.push(share(row.judged.map(|judged| judged.recall_share), 4));
        cells.push(share(row.judged.and_then(|judged| judged.balanced), 3));
    }
    if profiled {
        cells.push(share(row.cost.map(|cost| cost.candidates as f64), 0));
        cells.push(share(row.cost.map(|cost| cost.nanoseconds as f64 / 1e6), 1));
    }
    cells
}

/// What is known about a rule beside its numbers.
fn about(row: &RuleRow) -> Vec<(&'static str, String)> {
    let mut facts = vec![(
        "Rule",
        format!("{}, scope {}, score {}", row.status, row.scope, row.score),
    )];
    let list = |items: Vec<String>| visible(&items.join(", "));
    if !row.overlaps.is_empty() {
        let others = row.overlaps.iter().take(5);
        let told = |other: &super::super::super::Overlap| {
            format!("{} on {:.0} %", other.rule, 100.0 * other.share)
        };
        facts.push(("Also fires", list(others.map(told).collect())));
    }
    if let Some(term) = &row.carried_by {
        let share = 100.0 * term.lines as f64 / row.counts.lines.max(1) as f64;
        facts.push((
            "Carried by",
            visible(&format!("{} ({share:.0} % of its lines)", term.term)),
        ));
    }
    if !row.terms.is_empty() {
        let terms = row.terms.iter().take(TERMS);
        facts.push((
            "Terms",
            list(
                terms
                    .map(|term| format!("{} {}", term.term, term.lines))
                    .collect(),
            ),
        ));
    }
    if !row.dead_terms.is_empty() {
        let terms = row.dead_terms.iter().take(TERMS).cloned().collect();
        facts.push((
            "Terms never hit",
            format!("{}: {}", row.dead_terms.len(), list(terms)),
        ));
    }
    facts
}

/// The overlaps of the rules with the most lines that have any.
fn matrix(audit: &Audit) -> Matrix {
    let mut rows: Vec<&RuleRow> = audit
        .rules
        .iter()
        .filter(|row| !row.overlaps.is_empty())
        .collect();
    rows.sort_by(|a, b| (b.counts.lines, &a.rule).cmp(&(a.counts.lines, &b.rule)));
    rows.truncate(MATRIX);
    let cell = |row: &RuleRow, other: &RuleRow| {
        if row.rule == other.rule {
            return Heat {
                text: "·".to_owned(),
                heat: 0,
            };
        }
        let share = row
            .overlaps
            .iter()
            .find(|overlap| overlap.rule == other.rule);
        let Some(share) = share.map(|overlap| overlap.share) else {
            return Heat {
                text: String::new(),
                heat: 0,
            };
        };
        Heat {
            text: format!("{:.0}", 100.0 * share),
            heat: ((share * 4.0).ceil() as usize).clamp(1, 4),
        }
    };
    Matrix {
        heads: rows.iter().map(|row| visible(&row.rule)).collect(),
        rows: rows
            .iter()
            .map(|row| MatrixRow {
                name: visible(&row.rule),
                cells: rows.iter().map(|other| cell(row, other)).collect(),
            })
            .collect(),
    }
}

fn document(entry: &DocumentEntry) -> Document {
    let id = entry.doc.as_deref().filter(|doc| *doc != entry.file);
    let why = |line: &crate::corpus::hit_log::entry::PageLine| {
        let label = line.label.as_deref()?;
        let what = if line.verdict == "cut" {
            "a part as "
        } else {
            ""
        };
        Some(visible(&format!(
            "{what}{label}: {}",
            line.rules.join(", ")
        )))
    };
    let lines = entry.page.iter();
    Document {
        name: visible(&match id {
            Some(id) => format!("{}:{} ({id})", entry.file, entry.record),
            None => format!("{}:{}", entry.file, entry.record),
        }),
        lost: format!(
            "{} of {} characters in {} lines",
            grouped(entry.removed_chars),
            grouped(entry.chars),
            grouped(entry.removed_lines)
        ),
        lines: lines
            .map(|line| DocumentLine {
                number: line.line,
                verdict: class(&line.verdict),
                text: visible(&line.text),
                why: why(line),
            })
            .collect(),
        more: (entry.more > 0).then(|| format!("… and {} more lines", grouped(entry.more))),
    }
}

fn groups(audit: &Audit) -> Vec<Places> {
    let row = |(name, group): (&String, &Group)| {
        (
            visible(name),
            grouped(group.lines),
            grouped(group.removed_lines),
            grouped(group.removed_chars),
        )
    };
    let hosts = audit
        .hosts
        .iter()
        .take(HOSTS)
        .map(|(host, group)| row((host, group)));
    let mut groups = vec![
        Places {
            title: "By host",
            head: "host",
            rows: hosts.collect(),
        },
        Places {
            title: "By language",
            head: "language",
            rows: audit.langs.iter().map(row).collect(),
        },
    ];
    groups.retain(|group| !group.rows.is_empty());
    groups
}
