//! A difference as one JSON object, for programs.
//!
//! ```json
//! {"version": 1, "base", "head", "documents", "lines", "documents-changed",
//!   "dropped": {"lines", "chars"}, "kept": {"lines", "chars"}, "other-reasons",
//!   "left-alone": {"base", "head"}, "exceeded": [text],
//!   "rules": [{"rule", "dropped": {"lines", "chars", "samples": [{"file", "record", "doc",
//!     "line", "label", "article-likeness", "chars", "text"}]}, "kept": {…}}]}
//! ```

use serde_json::{Value, json};

use super::Comparison;
use crate::audit::diff::{Changes, Sample};
use crate::rule::Label;

pub(super) fn render(comparison: &Comparison) -> serde_json::Result<String> {
    let diff = &comparison.diff;
    let rules: Vec<Value> = diff
        .rules()
        .into_iter()
        .map(|(id, rule)| {
            json!({"rule": id, "dropped": changes(&rule.dropped), "kept": changes(&rule.kept)})
        })
        .collect();
    let all = json!({
        "version": 1,
        "base": comparison.base, "head": comparison.head,
        "documents": diff.documents, "lines": diff.lines,
        "documents-changed": diff.documents_changed,
        "dropped": {"lines": diff.dropped.lines, "chars": diff.dropped.chars},
        "kept": {"lines": diff.kept.lines, "chars": diff.kept.chars},
        "other-reasons": diff.other_reasons,
        "left-alone": {"base": diff.valves_of_base, "head": diff.valves_of_head},
        "exceeded": comparison.exceeded(),
        "rules": rules,
    });
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

fn changes(changes: &Changes) -> Value {
    let samples: Vec<Value> = changes.samples.iter().map(sample).collect();
    json!({"lines": changes.all.lines, "chars": changes.all.chars, "samples": samples})
}

fn sample(sample: &Sample) -> Value {
    json!({
        "file": sample.file, "record": sample.record, "doc": sample.document,
        "line": sample.line, "label": sample.label.map(Label::name),
        "article-likeness": (sample.likeness * 1000.0).round() / 1000.0,
        "chars": sample.chars, "text": sample.text,
    })
}
