//! The summary at the end of a run.

use std::io::IsTerminal;

use indicatif::HumanCount;

use super::run_options::SummaryFormat;
use crate::cli::{message, to_stdout};
use crate::corpus::{Plan, Statistics};
use crate::rule::Label;

/// Shows what a run did.
pub(super) fn show(
    format: Option<SummaryFormat>,
    plan: &Plan,
    statistics: &Statistics,
) -> anyhow::Result<()> {
    let usual = match std::io::stderr().is_terminal() {
        true => SummaryFormat::Table,
        false => SummaryFormat::Line,
    };
    match format.unwrap_or(usual) {
        SummaryFormat::Line => message(statistics),
        SummaryFormat::Table => {
            anstream::eprint!("{}", table(statistics));
            message(statistics);
        }
        SummaryFormat::Json => {
            let json = json(statistics) + "\n";
            match plan.writes_stdout() {
                true => anstream::eprint!("{json}"),
                false => to_stdout(json)?,
            }
        }
    }
    Ok(())
}

/// What went, by label.
fn table(statistics: &Statistics) -> String {
    let mut table = format!(
        "{:<10}{:>14}{:>16}{:>10}\n",
        "label", "removals", "characters", "share"
    );
    let labels = Label::ALL.iter().map(|label| label.name());
    let counts = statistics.removals.iter().zip(statistics.chars_removed);
    let mut all = (0, 0);
    for (label, (removals, chars)) in labels.zip(counts) {
        if *removals > 0 {
            table.push_str(&row(label, *removals, chars, statistics.chars));
            all = (all.0 + removals, all.1 + chars);
        }
    }
    table + &row("all", all.0, all.1, statistics.chars)
}

fn row(name: &str, removals: u64, chars: u64, of: u64) -> String {
    let share = 100.0 * chars as f64 / of.max(1) as f64;
    let (removals, chars) = (
        HumanCount(removals).to_string(),
        HumanCount(chars).to_string(),
    );
    format!("{name:<10}{removals:>14}{chars:>16}{share:>8.2} %\n")
}

/// All counts; those by label under the labels' names.
fn json(statistics: &Statistics) -> String {
    let by_label = |counts: &[u64]| -> serde_json::Map<String, serde_json::Value> {
        let labels = Label::ALL.iter().map(|label| label.name().to_owned());
        labels
            .zip(counts.iter().map(|count| (*count).into()))
            .collect()
    };
    serde_json::json!({
        "documents": statistics.documents,
        "lines": statistics.lines,
        "lines_removed": statistics.lines_removed,
        "chars": statistics.chars,
        "removals": by_label(&statistics.removals),
        "chars_removed": by_label(&statistics.chars_removed),
        "repairs": statistics.repairs,
        "left_alone": statistics.left_alone,
        "without_text": statistics.without_text,
        "responses": statistics.responses,
        "encodings": statistics.encodings,
        "skipped": statistics.skipped,
        "unfollowed": statistics.unfollowed,
        "unread": statistics.unread,
        "problems": statistics.problems,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_row_for_what_went() {
        let mut statistics = Statistics {
            chars: 200_000,
            ..Statistics::default()
        };
        statistics.removals[2] = 1234;
        statistics.chars_removed[2] = 50_000;
        let expected = "\
label           removals      characters     share
share              1,234          50,000   25.00 %
all                1,234          50,000   25.00 %
";
        assert_eq!(table(&statistics), expected);
        let json: serde_json::Value = serde_json::from_str(&json(&statistics)).unwrap();
        assert_eq!(json["chars_removed"]["share"], 50_000);
    }
}
