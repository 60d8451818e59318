//! Attributes as the Dolma tools have them: what would go, in a file beside the documents.
//!
//! Every line of a JSONL file has its line here, `{"id", "attributes": {"NAME__LABEL":
//! [[start, end, score], …]}}`, with spans in characters of the text; also lines without a
//! text and damaged ones, without attributes, as those tools read both files side by side.

use std::collections::BTreeMap;

use super::annotate::char_spans;
use super::jsonl::Records;
use super::plan::Job;
use super::removal::rounded;
use super::statistics::Statistics;
use super::worker::{Sink, Worker};
use crate::engine::Edit;

/// What comes between the name of a tool and that of an attribute.
const SEPARATOR: &str = "__";
/// The id of a record that has none.
const NO_ID: &str = "null";

/// Spans in characters with their scores, by attribute.
type Spans = BTreeMap<String, Vec<(usize, usize, f64)>>;

impl Worker<'_> {
    /// Writes a line for every line.
    pub(super) fn attributes(
        &mut self,
        name: &str,
        job: &Job,
        records: Records<'_>,
        sink: &mut Sink<'_>,
    ) {
        let bytes = records.bytes();
        let sample = self.sample(job);
        for line in records {
            if !sample.takes(line.number) {
                continue;
            }
            let (mut id, mut spans) = (NO_ID.to_owned(), Spans::new());
            let sought = (line.record).and_then(|record| {
                if let Some(literal) = record.id_literal(&self.fields.id) {
                    id = literal;
                }
                let sought = record.seek(self.fields, &mut self.statistics.without_text)?;
                Ok(sought.map(|sought| (record, sought)))
            });
            match sought {
                Ok(Some((record, sought))) => {
                    let edits = self.judge(&record, &sought, sink);
                    let text = record.text(&sought, &mut self.text);
                    spans = spans_of(name, text, &edits, &mut self.statistics);
                }
                Ok(None) => {}
                Err(problem) => {
                    sink.problems.push(problem);
                    sink.reject(bytes.get(line.bytes).unwrap_or_default());
                }
            }
            write(&id, &spans, sink.output);
        }
    }
}

/// The line of a record of which nothing is known.
pub(super) fn unknown(out: &mut Vec<u8>) {
    write(NO_ID, &Spans::new(), out);
}

/// `id` is JSON already.
fn write(id: &str, spans: &Spans, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"id\":");
    out.extend_from_slice(id.as_bytes());
    out.extend_from_slice(b",\"attributes\":");
    // A vector takes all that is written to it.
    let _ = serde_json::to_writer(&mut *out, spans);
    out.extend_from_slice(b"}\n");
}

/// What goes, by label.
fn spans_of(name: &str, text: &str, edits: &[Edit], statistics: &mut Statistics) -> Spans {
    let mut spans = Spans::new();
    for (edit, [start, end]) in edits.iter().zip(char_spans(text, edits)) {
        statistics.edit(edit, end - start);
        let label = (edit.label).map_or(edit.action.name(), |label| label.name());
        let of_label = spans.entry(format!("{name}{SEPARATOR}{label}"));
        of_label
            .or_default()
            .push((start, end, rounded(edit.score)));
    }
    spans
}
