//! The reader: files in input order, cut into batches at the ends of records and files.

use std::fs::File;
use std::io::{self, Cursor, Read};

use super::batch::{Batch, Part};
use super::format::Format;
use super::plan::{Input, Job};

/// Input bytes after which a batch is full. Small enough for a processor's cache and for
/// even work, large enough that handing it on costs nothing.
const BATCH_BYTES: usize = 1 << 20;
/// Files after which a batch is full.
const BATCH_PARTS: usize = 1024;
/// Bytes asked for at once.
const READ_BYTES: u64 = 256 << 10;

type Source = Box<dyn Read + Send>;

/// Reads the files of jobs into batches.
pub(crate) struct BatchReader<'a> {
    jobs: &'a [Job],
    next_job: usize,
    sequence: u64,
    open: Option<OpenJsonl>,
}

/// A JSONL file between two batches.
struct OpenJsonl {
    job: usize,
    source: Source,
    /// Bytes read that belong to a record whose end is not yet read.
    carry: Vec<u8>,
    next_record: u64,
    next_byte: u64,
    opens: bool,
}

impl<'a> BatchReader<'a> {
    pub(crate) fn new(jobs: &'a [Job]) -> BatchReader<'a> {
        BatchReader {
            jobs,
            next_job: 0,
            sequence: 0,
            open: None,
        }
    }

    /// Fills a batch; `false` if nothing is left.
    pub(crate) fn fill(&mut self, batch: &mut Batch) -> bool {
        batch.clear();
        while batch.input.len() < BATCH_BYTES && batch.parts.len() < BATCH_PARTS {
            if let Some(mut open) = self.open.take() {
                if !open.read_part(batch) {
                    self.open = Some(open);
                }
                continue;
            }
            let Some(job) = self.jobs.get(self.next_job) else {
                break;
            };
            self.start(job, self.next_job, batch);
            self.next_job += 1;
        }
        batch.sequence = self.sequence;
        self.sequence += 1;
        !batch.parts.is_empty()
    }

    /// Opens a file. A text file is read at once, a JSONL file from now on.
    fn start(&mut self, job: &Job, index: usize, batch: &mut Batch) {
        match open(job) {
            Ok((source, Format::Jsonl)) => {
                self.open = Some(OpenJsonl {
                    job: index,
                    source,
                    carry: Vec::new(),
                    next_record: 1,
                    next_byte: 0,
                    opens: true,
                });
            }
            Ok((source, Format::Text)) => read_text(source, index, batch),
            Err(error) => {
                let at = batch.input.len();
                batch.parts.push(Part {
                    failed: true,
                    error: Some(error),
                    ..whole_file(index, at)
                });
            }
        }
    }
}

impl OpenJsonl {
    /// Reads whole records up to the size of a batch; whether the file has ended.
    fn read_part(&mut self, batch: &mut Batch) -> bool {
        let start = batch.input.len();
        batch.input.append(&mut self.carry);
        let mut records_end = start;
        let mut error = None;
        let mut ended = false;
        while !ended && (records_end == start || batch.input.len() < BATCH_BYTES) {
            let before = batch.input.len();
            match (&mut self.source)
                .take(READ_BYTES)
                .read_to_end(&mut batch.input)
            {
                Ok(0) => ended = true,
                Ok(_) => {
                    let new = batch.input.get(before..).unwrap_or_default();
                    if let Some(newline) = memchr::memrchr(b'\n', new) {
                        records_end = before + newline + 1;
                    }
                }
                Err(failure) => {
                    error = Some(failure);
                    ended = true;
                }
            }
        }
        if ended {
            records_end = batch.input.len();
        } else {
            let incomplete = batch.input.get(records_end..).unwrap_or_default();
            self.carry.extend_from_slice(incomplete);
            batch.input.truncate(records_end);
        }
        batch.parts.push(Part {
            job: self.job,
            format: Format::Jsonl,
            bytes: start..records_end,
            first_record: self.next_record,
            first_byte: self.next_byte,
            opens: self.opens,
            closes: ended,
            failed: error.is_some(),
            error,
            output_end: 0,
            log_end: 0,
        });
        let records = batch.input.get(start..records_end).unwrap_or_default();
        self.next_record += memchr::memchr_iter(b'\n', records).count() as u64;
        self.next_byte += records.len() as u64;
        self.opens = false;
        ended
    }
}

/// Reads a whole file as one part.
fn read_text(mut source: Source, job: usize, batch: &mut Batch) {
    let start = batch.input.len();
    let read = source.read_to_end(&mut batch.input);
    if read.is_err() {
        batch.input.truncate(start);
    }
    batch.parts.push(Part {
        bytes: start..batch.input.len(),
        failed: read.is_err(),
        error: read.err(),
        ..whole_file(job, start)
    });
}

/// A part that is an empty text file.
fn whole_file(job: usize, at: usize) -> Part {
    Part {
        job,
        format: Format::Text,
        bytes: at..at,
        first_record: 1,
        first_byte: 0,
        opens: true,
        closes: true,
        failed: false,
        error: None,
        output_end: 0,
        log_end: 0,
    }
}

/// Opens a job's input and settles its format, by its content if need be.
fn open(job: &Job) -> io::Result<(Source, Format)> {
    let mut source: Source = match &job.input {
        Input::Stdin => Box::new(io::stdin()),
        Input::File(path) => Box::new(File::open(path)?),
    };
    if let Some(format) = job.format {
        return Ok((source, format));
    }
    let mut head = Vec::new();
    loop {
        let read = (&mut source).take(READ_BYTES).read_to_end(&mut head)?;
        let format = Format::from_content(&head);
        if format.is_some() || read == 0 {
            let source = Box::new(Cursor::new(head).chain(source));
            return Ok((source, format.unwrap_or(Format::Text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::plan::Output;

    fn job(path: std::path::PathBuf, format: Option<Format>) -> Job {
        Job {
            input: Input::File(path),
            output: Output::Stdout,
            name: String::new(),
            format,
        }
    }

    #[test]
    fn records_are_never_divided_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let mut content = String::new();
        for i in 0..3000 {
            content += &"x".repeat(i * 7 % 2000);
            content.push('\n');
        }
        content += &"y".repeat(3 << 20);
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, &content).unwrap();
        let jobs = [
            job(path.clone(), Some(Format::Jsonl)),
            job(folder.path().join("absent"), None),
            job(path, None),
        ];
        let mut reader = BatchReader::new(&jobs);
        let (mut batch, mut read, mut failed) = (Batch::default(), [const { Vec::new() }; 3], 0);
        while reader.fill(&mut batch) {
            for part in &batch.parts {
                assert_eq!(part.first_byte, read[part.job].len() as u64);
                let lines = memchr::memchr_iter(b'\n', &read[part.job]).count() as u64;
                assert_eq!(part.first_record, lines + 1);
                read[part.job].extend_from_slice(&batch.input[part.bytes.clone()]);
                assert!(part.closes || read[part.job].ends_with(b"\n"));
                failed += usize::from(part.failed);
            }
        }
        assert_eq!(failed, 1);
        assert!(read[0] == content.as_bytes() && read[2] == content.as_bytes());
    }
}
