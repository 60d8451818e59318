//! Annotations: what would go, as a field of the record, with the text left alone.
//!
//! The field is an array of `{"chars", "action", "label", "score", "rules"}`, with the keys
//! and values of the [removal log](super::removal); `replacement` where there is one.

use serde::Serialize;

use super::json::FieldPath;
use super::jsonl::{Record, Sought};
use super::problem::ProblemKind;
use super::removal::{FiredRule, fired, rounded};
use super::worker::{Sink, Worker};
use crate::engine::Edit;

/// What is noted where texts are left alone.
#[derive(Debug, Clone)]
pub enum Notes {
    /// A field of each record.
    Field(FieldPath),
    /// Files of attributes, under the name of a tool: [`super::attributes`].
    Attributes(String),
}

#[derive(Serialize)]
struct Annotation<'a> {
    chars: [usize; 2],
    action: &'static str,
    label: Option<&'static str>,
    score: f64,
    rules: Vec<FiredRule<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    replacement: &'a str,
}

impl Worker<'_> {
    /// Appends the field with the edits of a record, as its last.
    pub(super) fn annotate(
        &mut self,
        field: &FieldPath,
        record: &Record<'_>,
        sought: &Sought,
        edits: &[Edit],
        sink: &mut Sink<'_>,
    ) {
        if record.has(field) {
            let field = field.to_string();
            sink.problems
                .push(record.problem(0, ProblemKind::Annotated { field }));
            return;
        }
        let text = record.text(sought, &mut self.text);
        let annotations: Vec<Annotation<'_>> = (edits.iter())
            .zip(char_spans(text, edits))
            .map(|(edit, chars)| {
                self.statistics.edit(edit, chars[1] - chars[0]);
                Annotation {
                    chars,
                    action: edit.action.name(),
                    label: edit.label.map(|label| label.name()),
                    score: rounded(edit.score),
                    rules: fired(edit),
                    replacement: &edit.replacement,
                }
            })
            .collect();
        sink.output.push(b',');
        let name = serde_json::Value::String(field.to_string());
        // A vector takes all that is written to it.
        let _ = serde_json::to_writer(&mut *sink.output, &name);
        sink.output.push(b':');
        let _ = serde_json::to_writer(&mut *sink.output, &annotations);
    }
}

/// The spans of edits in characters of the text.
pub(super) fn char_spans(text: &str, edits: &[Edit]) -> impl Iterator<Item = [usize; 2]> {
    let (mut byte, mut char) = (0, 0);
    let mut count = move |to: usize| {
        char += text.get(byte..to).unwrap_or_default().chars().count();
        byte = to;
        char
    };
    (edits.iter()).map(move |edit| [count(edit.span.start), count(edit.span.end)])
}
