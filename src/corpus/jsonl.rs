//! JSONL: every line is a record, a JSON object with the text in one of its fields.
//!
//! Only the content of the text's string literal is ever touched. All other bytes of a
//! record pass through: key order, duplicate keys, spacing, the spelling of numbers, the
//! line's end. Lines of white space are no records and pass through as well; they count
//! in record numbers, so that record 17 is the file's line 17.

use std::ops::Range;

use super::annotate::Notes;
use super::batch::Part;
use super::convert::Converted;
use super::gold::{GoldDocument, GoldLabel, GoldLine};
use super::hit_log::{Subject, language};
use super::json::{FieldPath, Found, Kind, locate, unescape};
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
    /// Lines before the file's in what it is restored from.
    before: u64,
    /// Byte offset in the file.
    byte: u64,
    /// The line with its end.
    line: &'a str,
}

/// Where a record's text, id and address stand.
pub(super) struct Sought {
    /// The text.
    pub text: Found,
    /// The id.
    pub id: Option<Found>,
    /// The address.
    pub url: Option<Found>,
}

/// A line of a part.
pub(super) struct Line<'b> {
    /// Its bytes in the part.
    pub bytes: Range<usize>,
    /// 1-based line of the file.
    pub number: u64,
    /// The record, or why it is none.
    pub record: Result<Record<'b>, Problem>,
}

/// The records of a part, in order.
pub(super) struct Records<'b> {
    job: &'b Job,
    bytes: &'b [u8],
    /// The bytes as text, if they are UTF-8 throughout.
    whole: Option<&'b str>,
    start: usize,
    number: u64,
    /// Numbers of the lines, where they do not follow one another.
    numbers: &'b [u64],
    before: u64,
    first_byte: u64,
}

impl<'b> Records<'b> {
    /// The records in the bytes of a part.
    pub(super) fn new(job: &'b Job, part: &Part, bytes: &'b [u8]) -> Records<'b> {
        let marked = part.opens && bytes.starts_with(BYTE_ORDER_MARK);
        Records {
            job,
            bytes,
            whole: simdutf8::basic::from_utf8(bytes).ok(),
            start: if marked { BYTE_ORDER_MARK.len() } else { 0 },
            number: part.first_record,
            numbers: &[],
            before: part.before,
            first_byte: part.first_byte,
        }
    }

    /// The bytes that they stand in.
    pub(super) fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// The records that something was converted to.
    pub(super) fn converted(job: &'b Job, converted: &'b Converted) -> Records<'b> {
        Records {
            job,
            bytes: &converted.bytes,
            whole: simdutf8::basic::from_utf8(&converted.bytes).ok(),
            start: 0,
            number: 0,
            numbers: &converted.numbers,
            before: 0,
            first_byte: 0,
        }
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = Line<'b>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.start;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
        let (job, byte) = (self.job, self.first_byte + start as u64);
        let number = match self.numbers.split_first() {
            Some((first, others)) => {
                self.numbers = others;
                *first
            }
            None => self.number,
        };
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
            before: self.before,
            byte,
            line,
        });
        Some(Line {
            bytes: start..start + length,
            number,
            record,
        })
    }
}

impl<'a> Record<'a> {
    /// What is wrong with it, from a byte of it on.
    pub(super) fn problem(&self, at: usize, kind: ProblemKind) -> Problem {
        Problem {
            file: self.job.input.to_string(),
            record: Some(self.number),
            byte: Some(self.byte + at as u64),
            kind,
        }
    }

    /// Its id as it is spelled, if it has one that is a string or a number.
    pub(super) fn id_literal(&self, field: &FieldPath) -> Option<String> {
        let [found] = locate(self.line, [field]).ok()?;
        let found = found?;
        match found.kind {
            Kind::String => Some(format!("\"{}\"", self.raw(&found))),
            Kind::Number => Some(self.raw(&found).to_owned()),
            Kind::Other => None,
        }
    }

    /// Whether it has a field.
    pub(super) fn has(&self, field: &FieldPath) -> bool {
        locate(self.line, [field]).is_ok_and(|[found]| found.is_some())
    }

    /// Where its last bracket stands, in its line.
    fn end(&self) -> Option<usize> {
        self.line.rfind('}')
    }

    /// The bytes of something found in it.
    pub(super) fn raw(&self, found: &Found) -> &'a str {
        self.line.get(found.span.clone()).unwrap_or_default()
    }

    /// Finds the text and the id; `None` if the record is blank or has no text, which is
    /// counted.
    ///
    /// # Errors
    /// Fails if the line is no record.
    pub(super) fn seek(
        &self,
        fields: &Fields,
        without_text: &mut u64,
    ) -> Result<Option<Sought>, Problem> {
        if self.line.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return Ok(None);
        }
        match locate(self.line, [&fields.text, &fields.id, &fields.url]) {
            Ok([Some(text), id, url]) if text.kind == Kind::String => {
                Ok(Some(Sought { text, id, url }))
            }
            Ok(_) => {
                *without_text += 1;
                Ok(None)
            }
            Err(fault) => Err(self.problem(fault.at, ProblemKind::Json(fault))),
        }
    }

    /// The text, unescaped into `buffer` if need be.
    pub(super) fn text<'s>(&self, sought: &Sought, buffer: &'s mut String) -> &'s str
    where
        'a: 's,
    {
        unescape(self.raw(&sought.text), buffer, &mut OffsetMap::default())
    }

    /// An id or an address, unescaped into `buffer` if need be.
    pub(super) fn name<'s>(&self, found: &Option<Found>, buffer: &'s mut String) -> Option<&'s str>
    where
        'a: 's,
    {
        let found = found.as_ref()?;
        match found.kind {
            Kind::String => Some(unescape(self.raw(found), buffer, &mut OffsetMap::default())),
            Kind::Number => Some(self.raw(found)),
            Kind::Other => None,
        }
    }
}

impl<'a> Record<'a> {
    /// Where a text comes from; the buffers are for what has to be unescaped.
    fn origin<'s>(&self, sought: &Sought, id: &'s mut String, url: &'s mut String) -> Origin<'s>
    where
        'a: 's,
    {
        Origin {
            file: self.job.logged(),
            record: self.before + self.number,
            doc: self.name(&sought.id, id),
            url: self.name(&sought.url, url),
        }
    }

    /// The language that it gives. It is read without its text, which is most of it.
    fn language(&self, sought: &Sought) -> Option<String> {
        let before = self.line.get(..sought.text.span.start)?;
        let behind = self.line.get(sought.text.span.end..)?;
        language(&[before, behind].concat())
    }
}

impl Worker<'_> {
    /// Cleans records.
    pub(super) fn records(&mut self, job: &Job, records: Records<'_>, sink: &mut Sink<'_>) {
        if let Some(Notes::Attributes(name)) = self.notes {
            return self.attributes(name, job, records, sink);
        }
        let bytes = records.bytes;
        let sample = self.sample(job);
        // Inside a file, the mark of a byte order is none.
        let mut copied = if records.before > 0 { records.start } else { 0 };
        for line in records {
            if !sample.takes(line.number) {
                let kept = bytes.get(copied..line.bytes.start);
                sink.output.extend_from_slice(kept.unwrap_or_default());
                copied = line.bytes.end;
                continue;
            }
            let mut without_text = 0;
            let sought = (line.record).and_then(|record| {
                let sought = record.seek(self.fields, &mut without_text)?;
                Ok((record, sought))
            });
            let (record, sought) = match sought {
                Ok((record, Some(sought))) => (record, sought),
                Ok((record, None)) => {
                    if without_text > 0 && !self.labelled(&record, sink) {
                        self.statistics.without_text += without_text;
                    }
                    continue;
                }
                Err(problem) => {
                    sink.problems.push(problem);
                    sink.reject(bytes.get(line.bytes).unwrap_or_default());
                    continue;
                }
            };
            let edits = self.judge(&record, &sought, sink);
            // Everything up to what changes is copied in one piece.
            let change = match self.notes {
                Some(_) => record.end().map(|end| end..end),
                None if edits.is_empty() => None,
                None => Some(sought.text.span.clone()),
            };
            let Some(change) = change else {
                continue;
            };
            let kept = bytes.get(copied..line.bytes.start + change.start);
            sink.output.extend_from_slice(kept.unwrap_or_default());
            copied = line.bytes.start + change.end;
            match self.notes {
                Some(Notes::Field(field)) => self.annotate(field, &record, &sought, &edits, sink),
                _ => self.rewrite(&record, &sought, &edits, sink),
            }
        }
        let rest = bytes.get(copied..).unwrap_or_default();
        sink.output.extend_from_slice(rest);
    }

    /// The edits that a record's text needs.
    pub(super) fn judge(
        &mut self,
        record: &Record<'_>,
        sought: &Sought,
        sink: &mut Sink<'_>,
    ) -> Vec<Edit> {
        let raw = record.raw(&sought.text);
        let content = unescape(raw, &mut self.text, &mut self.map);
        self.statistics.document(content);
        let origin = record.origin(sought, &mut self.id, &mut self.url);
        let records_hits = self.judge.records_hits();
        let lang = records_hits.then(|| record.language(sought)).flatten();
        let subject = Subject {
            lang: lang.as_deref(),
            ..Subject::of(origin)
        };
        let outcome = self.judge.clean(content, &subject, sink.hits);
        if let Some(reason) = outcome.valve {
            self.left_alone(record.job, Some(record.number), reason, sink);
        }
        outcome.edits
    }

    /// Records the hits of a record without text that is a gold document; whether it is one.
    fn labelled(&mut self, record: &Record<'_>, sink: &mut Sink<'_>) -> bool {
        if !self.judge.records_hits() {
            return false;
        }
        let Some(gold) = GoldDocument::of_record(record.line) else {
            return false;
        };
        let text = gold.text();
        let labels: Vec<Option<GoldLabel>> = gold.lines.iter().map(GoldLine::scored).collect();
        self.statistics.document(&text);
        let origin = Origin {
            file: record.job.logged(),
            record: record.before + record.number,
            doc: Some(&gold.id),
            url: None,
        };
        let subject = Subject {
            lang: Some(&gold.lang),
            gold: &labels,
            ..Subject::of(origin)
        };
        self.judge.clean(&text, &subject, sink.hits);
        true
    }

    /// Writes the new content of a record's text and the log.
    fn rewrite(
        &mut self,
        record: &Record<'_>,
        sought: &Sought,
        edits: &[Edit],
        sink: &mut Sink<'_>,
    ) {
        let raw = record.raw(&sought.text);
        let document = Spelled {
            raw: raw.as_bytes(),
            text: unescape(raw, &mut self.text, &mut self.map),
            map: &self.map,
            spelling: Spelling::Json,
            origin: record.origin(sought, &mut self.id, &mut self.url),
        };
        let log = sink.removals.as_deref_mut();
        splice(&document, edits, sink.output, log, &mut self.statistics);
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
