//! The reader: files in input order, cut into batches at the ends of records and files.
//!
//! How a format is cut lies in a file of its own; all of them cut at the same places whatever
//! the number of workers.

mod json_rows;
mod lines;
mod position;
mod table;
mod warc;
mod whole;

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::batch::{Batch, Facts, Passing};
use super::compression::Compression;
use super::format::Format;
use super::plan::{Job, Jobs, Output};
use super::selection::{Quota, Sample, Selection};
use super::source::{self, Content, Opened, Tally};
use super::worker::Fields;
use position::Position;

/// Input bytes after which a batch is full. Small enough for a processor's cache and for
/// even work, large enough that handing it on costs nothing.
const BATCH_BYTES: usize = 1 << 20;
/// Files after which a batch is full.
const BATCH_PARTS: usize = 1024;

/// How files are read.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// Which records.
    pub selection: Selection,
    /// Bytes above which a record or a text file is not judged, but passed through.
    pub record_limit: usize,
    /// Whether inputs are hashed.
    pub hashing: bool,
    /// Where to begin.
    pub start: Start,
}

/// A place between two batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Start {
    /// The file.
    pub job: usize,
    /// 1-based record in it.
    pub record: u64,
    /// Byte of the decompressed file.
    pub byte: u64,
    /// Records of the files before it in the same output.
    #[serde(default)]
    pub before: u64,
}

impl Start {
    /// The beginning of a file.
    pub(crate) fn of(job: usize) -> Start {
        Start {
            job,
            record: 1,
            byte: 0,
            before: 0,
        }
    }
}

impl Default for Reading {
    fn default() -> Reading {
        Reading {
            selection: Selection::default(),
            record_limit: usize::MAX,
            hashing: false,
            start: Start::of(0),
        }
    }
}

/// Files to read, in order.
pub(crate) trait JobSource: Sync {
    /// A file; `None` after the last.
    fn job(&self, index: usize) -> Option<Job>;
}

impl JobSource for Jobs {
    fn job(&self, index: usize) -> Option<Job> {
        self.get(index)
    }
}

impl<const N: usize> JobSource for [Job; N] {
    fn job(&self, index: usize) -> Option<Job> {
        self.get(index).cloned()
    }
}

/// Reads the files of jobs into batches.
pub(crate) struct BatchReader<'a> {
    jobs: &'a dyn JobSource,
    fields: &'a Fields,
    reading: Reading,
    stop: Option<&'a AtomicBool>,
    quota: Quota,
    next_job: usize,
    sequence: u64,
    /// Records of the files so far that go to the same output.
    before: u64,
    open: Option<OpenFile>,
}

/// A file between two parts.
struct OpenFile {
    reader: Box<dyn PartReader>,
    sample: Sample,
    compression: Compression,
    tally: Arc<Tally>,
    counted: u64,
    /// Whether it goes to one output with others.
    joined: bool,
}

/// Cuts one file into parts.
trait PartReader: Send {
    /// Appends the next part (or several) to a batch; whether the file ends with it. Parts
    /// end early where the quota does.
    fn read_part(&mut self, batch: &mut Batch, limits: &mut Limits<'_>) -> bool;
}

/// What ends a part.
struct Limits<'a> {
    quota: &'a mut Quota,
    sample: Sample,
    record_limit: usize,
}

impl<'a> BatchReader<'a> {
    pub(crate) fn new(
        jobs: &'a dyn JobSource,
        fields: &'a Fields,
        reading: Reading,
    ) -> BatchReader<'a> {
        BatchReader {
            jobs,
            fields,
            quota: Quota::new(reading.selection.limit),
            stop: None,
            next_job: reading.start.job,
            sequence: 0,
            before: reading.start.before,
            open: None,
            reading,
        }
    }

    /// A reader that stops before the next batch when it is told to.
    pub(crate) fn stopped_by(mut self, stop: &'a AtomicBool) -> BatchReader<'a> {
        self.stop = Some(stop);
        self
    }

    /// Fills a batch; `false` if nothing is left.
    pub(crate) fn fill(&mut self, batch: &mut Batch) -> bool {
        batch.clear();
        if self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return false;
        }
        while batch.input.len() < BATCH_BYTES && batch.parts.len() < BATCH_PARTS {
            if let Some(mut open) = self.open.take() {
                let first = batch.parts.len();
                let ended = open.read_part(batch, &mut self.quota, self.reading.record_limit);
                self.count(batch, first, ended && open.joined);
                self.open = Some(open).filter(|_| !ended);
                continue;
            }
            let Some(job) = self.jobs.job(self.next_job) else {
                break;
            };
            if self.quota.is_used_up() {
                break;
            }
            self.start(&job, self.next_job, batch);
            self.next_job += 1;
        }
        batch.sequence = self.sequence;
        self.sequence += 1;
        !batch.parts.is_empty()
    }

    /// Notes in parts what comes before them in their output; and if a file of it `ends`
    /// with them, what comes before the next.
    fn count(&mut self, batch: &mut Batch, first: usize, ends: bool) {
        let input = &batch.input;
        let parts = batch.parts.get_mut(first..).unwrap_or_default();
        for part in parts.iter_mut() {
            part.before = self.before;
            part.end.before = self.before;
        }
        if let Some(last) = parts.last_mut().filter(|part| ends && !part.failed) {
            last.unended = match input.get(last.bytes.clone()).and_then(<[u8]>::last) {
                Some(byte) => *byte != b'\n',
                // A line that was too long has ended with the file.
                None => last.passes == Some(Passing::Continued),
            };
            self.before += last.end_record() - 1 + u64::from(last.unended);
            last.end.before = self.before;
        }
    }

    /// Opens a file, to be read from now on.
    fn start(&mut self, job: &Job, index: usize, batch: &mut Batch) {
        let first = batch.parts.len();
        let from = Some(self.reading.start).filter(|start| start.job == index);
        let from = from.unwrap_or(Start::of(index));
        let opened = source::open(job, self.reading.hashing);
        let started = opened.and_then(|opened| self.reader(job, opened, from));
        match started {
            Ok(open) => self.open = Some(open),
            Err(error) => {
                let mut position = Position::new(from, Format::Text, Compression::None);
                let at = batch.input.len();
                batch
                    .parts
                    .push(position.part(at..at, 0, true, Some(error)));
                self.count(batch, first, false);
            }
        }
    }

    fn reader(&self, job: &Job, opened: Opened, from: Start) -> io::Result<OpenFile> {
        let compression = job.compression.unwrap_or(match opened.format {
            // Nobody reads it.
            _ if job.output == Output::Nowhere => Compression::None,
            // Its pages are compressed.
            Format::Parquet => Compression::None,
            _ => opened.compression,
        });
        let format = opened.format;
        can_follow(job, format)?;
        let position = Position::new(from, format, compression);
        let reader: Box<dyn PartReader> = match (opened.content, format) {
            (Content::Table(table), _) if job.to_jsonl => {
                // Rows are records of JSONL from here on.
                let position = Position::new(from, Format::Jsonl, compression);
                Box::new(json_rows::JsonRowsReader::new(
                    &table,
                    position,
                    from.record,
                )?)
            }
            (Content::Table(table), _) if table.text_column(&self.fields.text).is_none() => {
                let stream = Box::new(table.file()?);
                Box::new(whole::WholeReader::passing(
                    stream,
                    position,
                    Passing::NoColumn,
                ))
            }
            (Content::Table(table), _) => {
                Box::new(table::TableReader::new(table, self.fields, position)?)
            }
            (Content::Stream(mut stream), _) => {
                io::copy(&mut (&mut stream).take(from.byte), &mut io::sink())?;
                match format {
                    Format::Jsonl => Box::new(lines::LinesReader::new(stream, position)),
                    Format::Warc => Box::new(warc::WarcReader::new(stream, position)),
                    Format::Text | Format::Parquet => {
                        Box::new(whole::WholeReader::new(stream, position))
                    }
                }
            }
        };
        Ok(OpenFile {
            reader,
            sample: self.reading.selection.of_file(&job.name),
            compression: opened.compression,
            tally: opened.tally,
            counted: 0,
            joined: job.joined.is_some(),
        })
    }
}

/// Refuses what cannot stand in one output with other files.
fn can_follow(job: &Job, format: Format) -> io::Result<()> {
    if job.joined.is_none() || job.to_jsonl || format == Format::Jsonl {
        return Ok(());
    }
    let what = format!(
        "it is {}, which cannot follow JSONL in one file",
        format.name()
    );
    Err(io::Error::new(io::ErrorKind::InvalidData, what))
}

impl OpenFile {
    /// Reads a part; whether the file has ended.
    fn read_part(&mut self, batch: &mut Batch, quota: &mut Quota, record_limit: usize) -> bool {
        let mut limits = Limits {
            quota,
            sample: self.sample,
            record_limit,
        };
        let ended = self.reader.read_part(batch, &mut limits);
        let bytes = self.tally.bytes();
        batch.read += bytes - self.counted;
        self.counted = bytes;
        if let Some(part) = batch.parts.last_mut().filter(|_| ended) {
            part.facts = self.tally.hash().map(|hash| {
                Box::new(Facts {
                    size: bytes,
                    hash,
                    compression: self.compression,
                })
            });
        }
        ended
    }
}

#[cfg(test)]
mod tests;
