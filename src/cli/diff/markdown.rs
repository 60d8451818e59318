//! A difference for a pull request.

use std::fmt::Write;

use super::Comparison;
use super::text::{place, shown};
use crate::audit::diff::Changes;
use crate::diag::markdown;
use crate::rule::Label;

/// Most rules in the table; a comment on GitHub has at most 65,536 characters.
const RULES: usize = 40;

pub(super) fn render(comparison: &Comparison) -> String {
    let diff = &comparison.diff;
    let mut out = format!(
        "### despam diff\n\n{} → {}: of {} documents with {} lines, **{} lines ({} characters) are \
         newly dropped**, {} lines ({} characters) newly kept, in {} documents.\n",
        markdown(&comparison.base),
        markdown(&comparison.head),
        diff.documents,
        diff.lines,
        diff.dropped.lines,
        diff.dropped.chars,
        diff.kept.lines,
        diff.kept.chars,
        diff.documents_changed,
    );
    if diff.other_reasons > 0 {
        let _ = write!(
            out,
            "\n{} lines go as before for other reasons.\n",
            diff.other_reasons
        );
    }
    if diff.valves_of_base != diff.valves_of_head {
        let (base, head) = (diff.valves_of_base, diff.valves_of_head);
        let _ = write!(
            out,
            "\nDocuments left alone by the safety valve: {base} → {head}.\n"
        );
    }
    for past in comparison.exceeded() {
        let _ = write!(out, "\n**Past the budget: {past}.**\n");
    }
    let rules = diff.rules();
    if rules.is_empty() {
        return out;
    }
    out.push_str("\n| rule | newly dropped | | newly kept | |\n|---|--:|--:|--:|--:|\n");
    for (id, rule) in rules.iter().take(RULES) {
        let (dropped, kept) = (rule.dropped.all, rule.kept.all);
        let _ = writeln!(
            out,
            "| `{id}` | {} lines | {} characters | {} lines | {} characters |",
            dropped.lines, dropped.chars, kept.lines, kept.chars
        );
    }
    if rules.len() > RULES {
        let _ = write!(out, "\n… and {} more rules\n", rules.len() - RULES);
    }
    for (id, rule) in rules.iter().take(RULES) {
        side(
            &mut out,
            &format!("newly dropped by <code>{id}</code>"),
            &rule.dropped,
        );
        side(
            &mut out,
            &format!("newly kept for <code>{id}</code>"),
            &rule.kept,
        );
    }
    out
}

fn side(out: &mut String, title: &str, changes: &Changes) {
    if changes.samples.iter().next().is_none() {
        return;
    }
    let shown_of = format!(
        "{} of {}",
        changes.samples.iter().count(),
        changes.all.lines
    );
    let _ = write!(
        out,
        "\n<details><summary>{title}: {shown_of}</summary>\n\n\
         | where | label | article-like | line |\n|---|---|--:|---|\n"
    );
    for sample in changes.samples.iter() {
        let _ = writeln!(
            out,
            "| {} | {} | {:.2} | {} |",
            markdown(&place(sample)),
            sample.label.map_or("", Label::name),
            sample.likeness,
            markdown(&shown(&sample.text))
        );
    }
    out.push_str("\n</details>\n");
}
