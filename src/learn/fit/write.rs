//! A scorecard as YAML.

use std::fmt::Write as _;

use crate::rule::{Bins, Pass, Profile, Scorecard};

/// What stands at the head of the file.
const HEAD: &str = "\
# How much a line looks like page furniture, by shape, place and company. Written by
# `despam fit` from labelled documents; docs/scorecard.md says how to read and change it.
#
# Each pass adds its intercept and, for every feature, the score of the bin that its value lies
# in: the first score below the first bound, the last from the last bound on. The sum is the
# natural logarithm of the odds that the line is removable. `ledger` says what it is worth.
";

/// The text of a scorecard file.
pub fn write(card: &Scorecard) -> String {
    let mut out = format!("{HEAD}format: 1\nledger:\n");
    for profile in [Profile::Careful, Profile::Balanced, Profile::Strict] {
        if let Some(bins) = card.ledger(profile) {
            let _ = writeln!(out, "  {}: {{{}}}", profile.name(), of(bins));
        }
    }
    pass(&mut out, "first", &card.first);
    pass(&mut out, "second", &card.second);
    out
}

fn pass(out: &mut String, name: &str, pass: &Pass) {
    let _ = write!(out, "{name}:\n  intercept: {}\n  terms:", pass.intercept);
    if pass.terms.is_empty() {
        out.push_str(" []");
    }
    out.push('\n');
    for term in &pass.terms {
        let name = term.feature.get().name;
        let _ = writeln!(out, "    - {{feature: {name}, {}}}", of(&term.bins));
    }
}

fn of(bins: &Bins) -> String {
    format!(
        "bounds: {}, scores: {}",
        numbers(&bins.bounds),
        numbers(&bins.scores)
    )
}

fn numbers(numbers: &[f64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(f64::to_string).collect();
    format!("[{}]", numbers.join(", "))
}
