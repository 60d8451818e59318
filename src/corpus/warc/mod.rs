//! WARC, ISO 28500: records with a header, a block and two line ends.
//!
//! Conversion records (what Common Crawl calls WET) and resource records of plain text are
//! documents. Where the block of one changes, its `Content-Length` and digests are computed
//! anew, and the old values stay in the header as `WARC-Despam-…` fields; all other bytes of
//! the header are kept. All other records are copied.

mod digest;
mod header;
mod scan;

pub(crate) use header::Header;
pub(crate) use scan::{Scanned, scan};

use super::batch::Part;
use super::hit_log::Subject;
use super::plan::Job;
use super::problem::{Problem, ProblemKind};
use super::removal::Origin;
use super::splice::{Spelled, Spelling, splice};
use super::text_file;
use super::worker::{Sink, Worker};
use crate::text::decode::Decoded;

/// One record in the bytes of a part.
pub(super) struct Record<'b> {
    /// All its bytes.
    pub bytes: &'b [u8],
    /// 1-based number in the file.
    pub number: u64,
    /// Byte offset in the (decompressed) file.
    pub byte: u64,
    /// The parts of it, unless it is damaged.
    pub fields: Option<Fields<'b>>,
}

/// The parts of a record.
pub(super) struct Fields<'b> {
    /// The header with the empty line at its end.
    pub header: Header<'b>,
    /// The content.
    pub block: &'b [u8],
    /// The line ends after it.
    pub end: &'b [u8],
}

/// The records of a part.
pub(super) fn records<'b>(part: &Part, bytes: &'b [u8]) -> impl Iterator<Item = Record<'b>> {
    let (mut start, mut number) = (0, part.first_record);
    let first_byte = part.first_byte;
    std::iter::from_fn(move || {
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let (length, parts) = match scan(rest, true) {
            Scanned::Record { length, block } => (length, Some(block)),
            Scanned::Damaged { length } => (length, None),
            Scanned::More { .. } => (rest.len(), None),
        };
        let bytes = rest.get(..length).unwrap_or(rest);
        let record = Record {
            bytes,
            number,
            byte: first_byte + start as u64,
            fields: parts.and_then(|block| {
                Some(Fields {
                    header: Header::new(bytes.get(..block.start)?),
                    block: bytes.get(block.clone())?,
                    end: bytes.get(block.end..)?,
                })
            }),
        };
        start += bytes.len();
        number += 1;
        Some(record)
    })
}

impl Worker<'_> {
    /// Cleans the records of a part. Each record ends a member of the compressed output.
    pub(super) fn warc(&mut self, job: &Job, part: &Part, bytes: &[u8], sink: &mut Sink<'_>) {
        let sample = self.sample(job);
        for record in records(part, bytes) {
            if !sample.takes(record.number) {
                continue;
            }
            if !self.warc_record(job, &record, sink) {
                sink.output.extend_from_slice(record.bytes);
            }
            self.members.push(sink.output.len());
        }
    }

    /// Cleans a record; `false` if it is to be copied.
    fn warc_record(&mut self, job: &Job, record: &Record<'_>, sink: &mut Sink<'_>) -> bool {
        let Some(fields) = &record.fields else {
            sink.problems
                .push(record.problem(job, ProblemKind::WarcRecord));
            sink.reject(record.bytes);
            return false;
        };
        let Some(decoded) = record.text(job, sink.problems) else {
            self.statistics.responses += u64::from(fields.header.is_response());
            return false;
        };
        self.statistics.document(&decoded.text);
        let origin = Origin {
            file: job.logged(),
            record: record.number,
            doc: fields.header.text("WARC-Record-ID"),
            url: fields.header.text("WARC-Target-URI"),
        };
        let languages = fields.header.text("WARC-Identified-Content-Language");
        let subject = Subject {
            // The first of several is the one that most of the text is in.
            lang: languages.and_then(|languages| languages.split(',').next()),
            ..Subject::of(origin)
        };
        let outcome = self.judge.clean(&decoded.text, &subject, sink.hits);
        if let Some(reason) = outcome.valve {
            self.left_alone(job, Some(record.number), reason, sink);
        }
        if outcome.edits.is_empty() {
            return false;
        }
        let document = Spelled {
            raw: fields.block,
            text: &decoded.text,
            map: &decoded.map,
            spelling: Spelling::Encoded(text_file::encoding_of(&decoded)),
            origin,
        };
        let mut block = Vec::with_capacity(fields.block.len());
        let log = sink.removals.as_deref_mut();
        splice(
            &document,
            &outcome.edits,
            &mut block,
            log,
            &mut self.statistics,
        );
        fields.header.write_for(&block, sink.output);
        sink.output.extend_from_slice(&block);
        sink.output.extend_from_slice(fields.end);
        true
    }
}

impl Record<'_> {
    pub(super) fn problem(&self, job: &Job, kind: ProblemKind) -> Problem {
        Problem {
            file: job.input.to_string(),
            record: Some(self.number),
            byte: Some(self.byte),
            kind,
        }
    }

    /// The text of a record that is a document; what is wrong with it is reported.
    pub(super) fn text(&self, job: &Job, problems: &mut Vec<Problem>) -> Option<Decoded<'_>> {
        let fields = self.fields.as_ref()?;
        if fields.block.is_empty() || !fields.header.is_document() {
            return None;
        }
        let before = problems.len();
        let decoded = text_file::text(job, fields.block, problems);
        for problem in problems.iter_mut().skip(before) {
            let block = self.byte + fields.header.bytes().len() as u64;
            problem.record = Some(self.number);
            problem.byte = problem.byte.map(|byte| byte + block);
        }
        decoded
    }
}
