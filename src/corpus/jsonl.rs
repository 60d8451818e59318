//! JSONL: every line is a record, a JSON object with the text in one of its fields.
//!
//! Only the content of the text's string literal is ever touched. All other bytes of a
//! record pass through: key order, duplicate keys, spacing, the spelling of numbers, the
//! line's end. Lines of white space are no records and pass through as well; they count
//! in record numbers, so that record 17 is the file's line 17.

use super::batch::Part;
use super::gold::{GoldDocument, GoldLabel, GoldLine};
use super::hit_log::{About, Subject};
use super::json::{Found, Kind, locate, unescape};
use super::plan::Job;
use super::problem::{Problem, ProblemKind};
use super::removal::Origin;
use super::splice::{Spelled, Spelling, splice};
use super::worker::{Fields, Sink, Worker};
use crate::engine::Edit;
use crate::text::offsets::OffsetMap;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A record in its file.
pub(super) struct Record<'a> {
    job: &'a Job,
    /// 1-based line of the file.
    number: u64,
    /// Byte offset in the file.
    byte: u64,
    /// The line with its end.
    line: &'a str,
}

/// Where a record's text and id stand.
pub(super) struct Sought {
    pub text: Found,
    pub id: Option<Found>,
}

/// A record's text and what is to be done to it.
struct Judged {
    sought: Sought,
    edits: Vec<Edit>,
}

/// The records of a part, in order.
pub(super) struct Records<'b> {
    job: &'b Job,
    bytes: &'b [u8],
    /// The bytes as text, if they are UTF-8 throughout.
    whole: Option<&'b str>,
    start: usize,
    number: u64,
    first_byte: u64,
}

impl<'b> Records<'b> {
    pub(super) fn new(job: &'b Job, part: &Part, bytes: &'b [u8]) -> Records<'b> {
        let marked = part.opens && bytes.starts_with(BYTE_ORDER_MARK);
        Records {
            job,
            bytes,
            whole: simdutf8::basic::from_utf8(bytes).ok(),
            start: if marked { BYTE_ORDER_MARK.len() } else { 0 },
            number: part.first_record,
            first_byte: part.first_byte,
        }
    }
}

impl<'b> Iterator for Records<'b> {
    /// Where the record begins in the part, and the record or what is wrong with it.
    type Item = (usize, Result<Record<'b>, Problem>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.start;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
        let (job, number, byte) = (self.job, self.number, self.first_byte + start as u64);
        let line = match self
            .whole
            .and_then(|whole| whole.get(start..start + length))
        {
            Some(line) => Ok(line),
            None => utf8(job, number, byte, rest.get(..length).unwrap_or_default()),
        };
        self.start += length;
        self.number += 1;
        let record = line.map(|line| Record {
            job,
            number,
            byte,
            line,
        });
        Some((start, record))
    }
}

impl<'a> Record<'a> {
    /// 1-based line of the file.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The bytes of something found in it.
    pub(super) fn raw(&self, found: &Found) -> &'a str {
        self.line.get(found.span.clone()).unwrap_or_default()
    }

    /// Finds the text and the id; `None` if the record is blank, has no text or is no record.
    /// The last is reported, a record without text is counted.
    pub(super) fn seek(
        &self,
        fields: &Fields,
        without_text: &mut u64,
        problems: &mut Vec<Problem>,
    ) -> Option<Sought> {
        if self.line.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return None;
        }
        match locate(self.line, [&fields.text, &fields.id]) {
            Ok([Some(text), id]) if text.kind == Kind::String => Some(Sought { text, id }),
            Ok(_) => {
                *without_text += 1;
                None
            }
            Err(fault) => {
                problems.push(Problem {
                    file: self.job.input.to_string(),
                    record: Some(self.number),
                    byte: Some(self.byte + fault.at as u64),
                    kind: ProblemKind::Json(fault),
                });
                None
            }
        }
    }

    /// Where the document with an id comes from.
    fn origin<'o>(&self, doc: Option<&'o str>) -> Origin<'o>
    where
        'a: 'o,
    {
        Origin {
            file: &self.job.name,
            record: self.number,
            doc,
        }
    }

    /// The id, unescaped into `buffer` if need be.
    pub(super) fn id<'s>(&self, sought: &Sought, buffer: &'s mut String) -> Option<&'s str>
    where
        'a: 's,
    {
        let id = sought.id.as_ref()?;
        match id.kind {
            Kind::String => Some(unescape(self.raw(id), buffer, &mut OffsetMap::default())),
            Kind::Number => Some(self.raw(id)),
            Kind::Other => None,
        }
    }
}

impl Worker<'_> {
    /// Cleans the records of a part.
    pub(super) fn records(&mut self, job: &Job, part: &Part, bytes: &[u8], sink: &mut Sink<'_>) {
        let mut copied = 0;
        for (start, record) in Records::new(job, part, bytes) {
            let record = match record {
                Ok(record) => record,
                Err(problem) => {
                    sink.problems.push(problem);
                    continue;
                }
            };
            if let Some(judged) = self.judge(&record, sink) {
                // Everything up to the text's content is copied in one piece.
                let text = &judged.sought.text.span;
                let kept = bytes.get(copied..start + text.start);
                sink.output.extend_from_slice(kept.unwrap_or_default());
                copied = start + text.end;
                self.rewrite(&record, &judged, sink);
            }
        }
        let rest = bytes.get(copied..).unwrap_or_default();
        sink.output.extend_from_slice(rest);
    }

    /// Checks a record and cleans its text; `None` if nothing changes.
    fn judge(&mut self, record: &Record<'_>, sink: &mut Sink<'_>) -> Option<Judged> {
        let mut without_text = 0;
        let Some(sought) = record.seek(self.fields, &mut without_text, sink.problems) else {
            if without_text > 0 && !self.labelled(record, sink) {
                self.statistics.without_text += without_text;
            }
            return None;
        };
        let raw = record.raw(&sought.text);
        let content = unescape(raw, &mut self.text, &mut self.map);
        self.statistics.document(content);
        let outcome = match &mut self.recorder {
            Some((recorder, _)) => {
                let doc = record.id(&sought, &mut self.id);
                let about = About::of(record.line, doc);
                let subject = Subject {
                    host: about.host.as_deref(),
                    lang: about.lang.as_deref(),
                    ..Subject::of(record.origin(doc))
                };
                recorder.clean(self.engine, content, &mut self.scratch, &subject, sink.hits)
            }
            None => self.engine.clean(content, &mut self.scratch),
        };
        if let Some(reason) = outcome.valve {
            self.left_alone(record.job, Some(record.number), reason, sink);
        }
        let edits = outcome.edits;
        (!edits.is_empty()).then_some(Judged { sought, edits })
    }

    /// Records the hits of a record without text that is a gold document; whether it is one.
    fn labelled(&mut self, record: &Record<'_>, sink: &mut Sink<'_>) -> bool {
        let Some((recorder, _)) = &mut self.recorder else {
            return false;
        };
        let Some(gold) = GoldDocument::of_record(record.line) else {
            return false;
        };
        let text = gold.text();
        let labels: Vec<Option<GoldLabel>> = gold.lines.iter().map(GoldLine::scored).collect();
        self.statistics.document(&text);
        let subject = Subject {
            lang: Some(&gold.lang),
            gold: &labels,
            ..Subject::of(record.origin(Some(&gold.id)))
        };
        recorder.clean(self.engine, &text, &mut self.scratch, &subject, sink.hits);
        true
    }

    /// Writes the new content of a record's text and the log.
    fn rewrite(&mut self, record: &Record<'_>, judged: &Judged, sink: &mut Sink<'_>) {
        let raw = record.raw(&judged.sought.text);
        let text = unescape(raw, &mut self.text, &mut self.map);
        let id = record.id(&judged.sought, &mut self.id);
        let document = Spelled {
            raw: raw.as_bytes(),
            text,
            map: &self.map,
            spelling: Spelling::Json,
            origin: record.origin(id),
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

/// The text of a line of a part that is not UTF-8 throughout, or that it is not UTF-8 itself.
fn utf8<'a>(job: &Job, number: u64, byte: u64, line: &'a [u8]) -> Result<&'a str, Problem> {
    simdutf8::compat::from_utf8(line).map_err(|error| Problem {
        file: job.input.to_string(),
        record: Some(number),
        byte: Some(byte + error.valid_up_to() as u64),
        kind: ProblemKind::RecordEncoding,
    })
}
