//! A difference for a terminal.

use std::fmt::Write;

use super::Comparison;
use crate::audit::diff::{Changes, Sample};
use crate::rule::Label;

/// Most characters of a line that are shown.
const SHOWN: usize = 200;

pub(super) fn render(comparison: &Comparison) -> String {
    let diff = &comparison.diff;
    let mut out = format!(
        "{} -> {}\n{} documents, {} lines: {} lines ({} characters) newly dropped, {} lines ({} \
         characters) newly kept in {} documents\n",
        comparison.base,
        comparison.head,
        diff.documents,
        diff.lines,
        diff.dropped.lines,
        diff.dropped.chars,
        diff.kept.lines,
        diff.kept.chars,
        diff.documents_changed,
    );
    if diff.other_reasons > 0 {
        let _ = writeln!(
            out,
            "{} lines go as before for other reasons",
            diff.other_reasons
        );
    }
    if diff.valves_of_base != diff.valves_of_head {
        let (base, head) = (diff.valves_of_base, diff.valves_of_head);
        let _ = writeln!(
            out,
            "documents left alone by the safety valve: {base} -> {head}"
        );
    }
    for (id, rule) in diff.rules() {
        let _ = writeln!(out, "\n{id}");
        side(&mut out, '-', "newly dropped", &rule.dropped);
        side(&mut out, '+', "newly kept", &rule.kept);
    }
    out
}

fn side(out: &mut String, sign: char, what: &str, changes: &Changes) {
    let all = changes.all;
    if all.lines == 0 {
        return;
    }
    let _ = writeln!(
        out,
        "  {what}: {} lines, {} characters",
        all.lines, all.chars
    );
    for sample in changes.samples.iter() {
        let label = sample.label.map_or("", Label::name);
        let _ = writeln!(
            out,
            "  {sign} {} {label} {:.2}  {}",
            place(sample),
            sample.likeness,
            shown(&sample.text)
        );
    }
}

/// Where a sample stands: file, record of a JSONL file, line.
pub(super) fn place(sample: &Sample) -> String {
    let Sample {
        file, record, line, ..
    } = sample;
    // The id of a text file is its name.
    if sample.document.as_deref() == Some(file.as_str()) {
        format!("{file}:{line}")
    } else {
        match &sample.document {
            Some(id) => format!("{file}:{record} ({id}), line {line}"),
            None => format!("{file}:{record}, line {line}"),
        }
    }
}

/// The beginning of a line, without control characters: a hostile page must not steer the
/// terminal.
pub(super) fn shown(text: &str) -> String {
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    let mut shown: String = text.chars().take(SHOWN).map(visible).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
