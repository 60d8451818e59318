//! Audits as CSV, one row for each rule.

use std::io;

use super::super::Audit;

/// The columns.
const HEAD: [&str; 28] = [
    "rule",
    "label",
    "score",
    "status",
    "scope",
    "decides",
    "lines",
    "documents",
    "document_share",
    "removed_lines",
    "removed_chars",
    "pivotal",
    "solo",
    "article_like_share",
    "gold_right",
    "gold_wrong",
    "precision",
    "precision_low",
    "recall_share",
    "balanced",
    "overlap",
    "overlap_share",
    "dead_terms",
    "carried_by",
    "candidates",
    "regex_runs",
    "nanoseconds",
    "summary",
];

/// Writes the rules; what is not known is empty.
///
/// # Errors
/// If it cannot be written.
pub fn render(audit: &Audit, out: impl io::Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEAD)?;
    let share = |share: f64| format!("{share:.6}");
    for row in &audit.rules {
        let counts = &row.counts;
        let judged = |of: fn(&super::super::Judged) -> String| row.judged.as_ref().map(of);
        let overlap = row.overlaps.first();
        let cost = |of: fn(&crate::corpus::hit_log::entry::Cost) -> u64| {
            row.cost.as_ref().map(of).map(|number| number.to_string())
        };
        let cells: [Option<String>; HEAD.len()] = [
            Some(row.rule.clone()),
            Some(row.label.clone()),
            Some(row.score.to_string()),
            Some(row.status.clone()),
            Some(row.scope.clone()),
            Some(row.decides.to_string()),
            Some(counts.lines.to_string()),
            Some(counts.documents.to_string()),
            Some(share(row.document_share)),
            Some(counts.removed_lines.to_string()),
            Some(counts.removed_chars.to_string()),
            Some(counts.pivotal.to_string()),
            Some(counts.solo.to_string()),
            row.article_like_share.map(share),
            judged(|judged| judged.right.to_string()),
            judged(|judged| judged.wrong.to_string()),
            row.judged.map(|judged| share(judged.precision)),
            row.judged.map(|judged| share(judged.precision_low)),
            row.judged.map(|judged| share(judged.recall_share)),
            row.judged.and_then(|judged| judged.balanced).map(share),
            overlap.map(|overlap| overlap.rule.clone()),
            overlap.map(|overlap| share(overlap.share)),
            Some(row.dead_terms.len().to_string()),
            row.carried_by.as_ref().map(|term| term.term.clone()),
            cost(|cost| cost.candidates),
            cost(|cost| cost.regex_runs),
            cost(|cost| cost.nanoseconds),
            Some(row.summary.clone()),
        ];
        writer.write_record(cells.iter().map(|cell| cell.as_deref().unwrap_or_default()))?;
    }
    writer.flush()
}
