//! Audits as text, one form per file.

pub mod csv;
pub mod html;
pub mod terminal;

use super::{Audit, RuleRow};

/// By what the rules are sorted; each from the largest down but for the name and the precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
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
    /// Time.
    Time,
}

impl Audit {
    /// Sorts the rules; equal ones by id.
    pub fn sort(&mut self, by: Sort) {
        let number = |row: &RuleRow| -> f64 {
            let counts = &row.counts;
            match by {
                Sort::Rule => 0.0,
                Sort::Lines => -(counts.lines as f64),
                Sort::Documents => -(counts.documents as f64),
                Sort::Removed => -(counts.removed_chars as f64),
                Sort::Pivotal => -(counts.pivotal as f64),
                Sort::Solo => -(counts.solo as f64),
                Sort::Precision => row.judged.map_or(2.0, |judged| judged.precision_low),
                Sort::Article => -row.article_like_share.unwrap_or(-1.0),
                Sort::Time => -row.cost.map_or(0.0, |cost| cost.nanoseconds as f64),
            }
        };
        self.rules.sort_by(|a, b| {
            let numbers = number(a).total_cmp(&number(b));
            numbers.then_with(|| a.rule.cmp(&b.rule))
        });
    }
}

/// A number of at most six columns: `1234`, `12.3k`, `4.56M`.
pub(super) fn short(number: u64) -> String {
    let scaled = |unit: f64| number as f64 / unit;
    match number {
        0..10_000 => number.to_string(),
        10_000..100_000 => format!("{:.1}k", scaled(1e3)),
        100_000..1_000_000 => format!("{:.0}k", scaled(1e3)),
        1_000_000..100_000_000 => format!("{:.1}M", scaled(1e6)),
        100_000_000..10_000_000_000 => format!("{:.0}M", scaled(1e6)),
        _ => format!("{:.0}G", scaled(1e9)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (number, text) in [
            (0, "0"),
            (9_999, "9999"),
            (12_345, "12.3k"),
            (123_456, "123k"),
            (4_560_000, "4.6M"),
            (999_999_999, "1000M"),
        ] {
            assert_eq!(short(number), text);
        }
    }
}
