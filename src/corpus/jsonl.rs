//! JSONL: every line is a record, a JSON object with the text in one of its fields.
//!
//! Only the content of the text's string literal is ever touched. All other bytes of a
//! record pass through: key order, duplicate keys, spacing, the spelling of numbers, the
//! line's end. Lines of white space are no records and pass through as well; they count
//! in record numbers, so that record 17 is the file's line 17.

use super::batch::Part;
use super::json::{Found, Kind, locate, unescape};
use super::plan::Job;
use super::problem::{Problem, ProblemKind};
use super::removal::Origin;
use super::splice::{Spelled, Spelling, splice};
use super::worker::{Sink, Worker};
use crate::engine::Edit;
use crate::text::offsets::OffsetMap;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A record in its file.
struct Record<'a> {
    job: &'a Job,
    /// 1-based line of the file.
    number: u64,
    /// Byte offset in the file.
    byte: u64,
    /// The line with its end.
    line: &'a str,
}

/// A record's text and what is to be done to it.
struct Judged {
    text: Found,
    id: Option<Found>,
    edits: Vec<Edit>,
}

impl Worker<'_> {
    /// Cleans the records of a part.
    pub(super) fn records(&mut self, job: &Job, part: &Part, bytes: &[u8], sink: &mut Sink<'_>) {
        let whole = simdutf8::basic::from_utf8(bytes).ok();
        let mut copied = 0;
        let mut start = 0;
        let mut number = part.first_record;
        if part.opens && bytes.starts_with(BYTE_ORDER_MARK) {
            start = BYTE_ORDER_MARK.len();
        }
        while let Some(rest) = bytes.get(start..).filter(|rest| !rest.is_empty()) {
            let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
            let byte = part.first_byte + start as u64;
            let line = match whole {
                Some(whole) => whole.get(start..start + length),
                None => utf8(
                    job,
                    number,
                    byte,
                    rest.get(..length).unwrap_or_default(),
                    sink,
                ),
            };
            let record = line.map(|line| Record {
                job,
                number,
                byte,
                line,
            });
            if let Some(record) = record
                && let Some(judged) = self.judge(&record, sink)
            {
                // Everything up to the text's content is copied in one piece.
                let kept = bytes.get(copied..start + judged.text.span.start);
                sink.output.extend_from_slice(kept.unwrap_or_default());
                copied = start + judged.text.span.end;
                self.rewrite(&record, &judged, sink);
            }
            start += length;
            number += 1;
        }
        let rest = bytes.get(copied..).unwrap_or_default();
        sink.output.extend_from_slice(rest);
    }

    /// Checks a record and cleans its text; `None` if nothing changes.
    fn judge(&mut self, record: &Record<'_>, sink: &mut Sink<'_>) -> Option<Judged> {
        if record.line.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return None;
        }
        let fields = [&self.fields.text, &self.fields.id];
        let (text, id) = match locate(record.line, fields) {
            Ok([Some(text), id]) if text.kind == Kind::String => (text, id),
            Ok(_) => {
                self.statistics.without_text += 1;
                return None;
            }
            Err(fault) => {
                sink.problems.push(Problem {
                    file: record.job.input.to_string(),
                    record: Some(record.number),
                    byte: Some(record.byte + fault.at as u64),
                    kind: ProblemKind::Json(fault),
                });
                return None;
            }
        };
        let raw = record.line.get(text.span.clone()).unwrap_or_default();
        let content = unescape(raw, &mut self.text, &mut self.map);
        self.statistics.document(content);
        let outcome = self.engine.clean(content, &mut self.scratch);
        if let Some(reason) = outcome.valve {
            self.left_alone(record.job, Some(record.number), reason, sink);
        }
        let edits = outcome.edits;
        (!edits.is_empty()).then_some(Judged { text, id, edits })
    }

    /// Writes the new content of a record's text and the log.
    fn rewrite(&mut self, record: &Record<'_>, judged: &Judged, sink: &mut Sink<'_>) {
        let raw = record
            .line
            .get(judged.text.span.clone())
            .unwrap_or_default();
        let text = unescape(raw, &mut self.text, &mut self.map);
        let id = judged.id.as_ref().and_then(|id| {
            let raw = record.line.get(id.span.clone())?;
            match id.kind {
                Kind::String => Some(unescape(raw, &mut self.id, &mut OffsetMap::default())),
                Kind::Number => Some(raw),
                Kind::Other => None,
            }
        });
        let document = Spelled {
            raw: raw.as_bytes(),
            text,
            map: &self.map,
            spelling: Spelling::Json,
            origin: Origin {
                file: &record.job.name,
                record: record.number,
                doc: id,
            },
        };
        let log = sink.log.as_deref_mut();
        splice(
            &document,
            &judged.edits,
            sink.output,
            log,
            &mut self.statistics,
        );
    }
}

/// The text of a line of a part that is not UTF-8 throughout; reports the line that is not.
fn utf8<'a>(
    job: &Job,
    number: u64,
    byte: u64,
    line: &'a [u8],
    sink: &mut Sink<'_>,
) -> Option<&'a str> {
    match simdutf8::compat::from_utf8(line) {
        Ok(line) => Some(line),
        Err(error) => {
            sink.problems.push(Problem {
                file: job.input.to_string(),
                record: Some(number),
                byte: Some(byte + error.valid_up_to() as u64),
                kind: ProblemKind::RecordEncoding,
            });
            None
        }
    }
}
