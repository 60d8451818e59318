//! The gate of promotion: which rules of status `testing` have earned their place, and which
//! stable ones must go back.

use serde::Serialize;

use super::row::RuleRow;
use super::wilson;
use crate::rule::Promotion;

/// What ought to happen to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Move {
    /// `testing` → `stable`.
    Promote,
    /// Stays `testing`.
    Wait,
    /// `stable` → `testing`.
    Demote,
}

/// A rule at the gate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GateEntry {
    /// Full id.
    pub rule: String,
    /// What ought to happen.
    #[serde(rename = "move")]
    pub to: Move,
    /// Why.
    pub reason: String,
}

/// What the bounds say of the rules: of every rule of status testing, and of the stable rules
/// that must go back.
pub fn gate(rules: &[RuleRow], bounds: &Promotion) -> Vec<GateEntry> {
    rules.iter().filter_map(|row| of(row, bounds)).collect()
}

fn of(row: &RuleRow, bounds: &Promotion) -> Option<GateEntry> {
    let (to, reason) = match row.status.as_str() {
        "testing" => of_testing(row, bounds),
        "stable" => (Move::Demote, of_stable(row, bounds)?),
        _ => return None,
    };
    Some(GateEntry {
        rule: row.rule.clone(),
        to,
        reason,
    })
}

fn of_testing(row: &RuleRow, bounds: &Promotion) -> (Move, String) {
    let counts = &row.counts;
    let mut missing = Vec::new();
    if counts.documents < bounds.min_documents {
        missing.push(format!(
            "fires in {} of at least {} documents",
            counts.documents, bounds.min_documents
        ));
    }
    match &row.judged {
        None => missing.push("no gold line says whether it is right".to_owned()),
        Some(judged) if judged.precision_low < bounds.min_precision => missing.push(format!(
            "right on {} of {} gold lines, which proves a precision of {:.3} of at least {:.3}",
            judged.right,
            judged.right + judged.wrong,
            judged.precision_low,
            bounds.min_precision
        )),
        Some(_) => {}
    }
    if counts.pivotal < bounds.min_pivotal {
        missing.push(format!(
            "would change {} of at least {} verdicts",
            counts.pivotal, bounds.min_pivotal
        ));
    }
    if missing.is_empty() {
        let low = row.judged.map_or(0.0, |judged| judged.precision_low);
        let reason = format!(
            "{} documents, precision at least {low:.3}, {} verdicts change",
            counts.documents, counts.pivotal
        );
        (Move::Promote, reason)
    } else {
        (Move::Wait, missing.join("; "))
    }
}

/// Why a stable rule must go back, if it must.
fn of_stable(row: &RuleRow, bounds: &Promotion) -> Option<String> {
    let judged = row.judged?;
    let all = judged.right + judged.wrong;
    let [_, high] = wilson::bounds(judged.right, all)?;
    (high < bounds.min_precision).then(|| {
        format!(
            "right on {} of {all} gold lines: its precision is at most {high:.3} of at least {:.3}",
            judged.right, bounds.min_precision
        )
    })
}
