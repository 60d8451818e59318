//! Batches: what the reader hands to a worker and the worker to the writer.

use std::io;
use std::ops::Range;

use super::compression::Compression;
use super::format::Format;
use super::hit_log::HitCounts;
use super::logs::PerLog;
use super::parquet::Rows;
use super::problem::Problem;
use super::read::Start;
use super::statistics::Statistics;

/// A stretch of one file in a batch.
#[derive(Debug)]
pub(crate) struct Part {
    /// Index of the file's job.
    pub job: usize,
    /// How the stretch holds documents. A text file is never divided.
    pub format: Format,
    /// How its output is to be compressed.
    pub compression: Compression,
    /// Its bytes in [`Batch::input`].
    pub bytes: Range<usize>,
    /// 1-based number of its first record in the file.
    pub first_record: u64,
    /// Number of its records.
    pub records: u64,
    /// Byte offset in the (decompressed) file at which it starts.
    pub first_byte: u64,
    /// Records of the files before it in the same output.
    pub before: u64,
    /// Whether the last line of the file has no end.
    pub unended: bool,
    /// Whether the file starts here.
    pub opens: bool,
    /// Whether the file ends here.
    pub closes: bool,
    /// Where the next part starts, in this file or the next.
    pub end: Start,
    /// Why it passes through without being looked at, until a worker has reported it.
    pub passes: Option<Passing>,
    /// Whether reading failed here; what was written for the file is taken back.
    pub failed: bool,
    /// Why it failed, until a worker has reported it.
    pub error: Option<io::Error>,
    /// The rows of a table that [`Part::bytes`] are the texts of.
    pub rows: Option<Box<Rows>>,
    /// What was read of the file in all, where it ends and a manifest is wanted.
    pub facts: Option<Box<Facts>>,
    /// Where its output ends in [`Batch::output`].
    pub output_end: usize,
    /// Where its lines end in [`Batch::logs`].
    pub log_ends: PerLog<usize>,
}

impl Part {
    /// The number of the record after it.
    pub(crate) fn end_record(&self) -> u64 {
        self.first_record + self.records
    }

    /// Whether it is a whole file that nothing takes back what was logged of.
    pub(crate) fn is_settled(&self) -> bool {
        self.opens && self.closes && !self.failed && self.rows.is_none()
    }
}

/// Why bytes pass through without being looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    /// They belong to a record, or a text file, that is too large: here it starts.
    Large,
    /// It goes on.
    Continued,
    /// A table without a column of texts.
    NoColumn,
}

/// What was read of a file.
#[derive(Debug)]
pub(crate) struct Facts {
    /// Its size in bytes, as it lies on disk.
    pub size: u64,
    /// Its BLAKE3 hash in hexadecimal.
    pub hash: String,
    /// How it is compressed.
    pub compression: Compression,
}

/// About a megabyte of whole records and files, with what became of them. Batches are
/// recycled, so that their memory is.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Place among all batches of the run, from 0.
    pub sequence: u64,
    /// Bytes read.
    pub input: Vec<u8>,
    /// The files they belong to, in input order.
    pub parts: Vec<Part>,
    /// Bytes to write.
    pub output: Vec<u8>,
    /// Lines of the logs to write.
    pub logs: PerLog<Vec<u8>>,
    /// Problems met, in input order.
    pub problems: Vec<Problem>,
    /// Bytes that were read for it, as they lie on disk.
    pub read: u64,
    /// What was done to it.
    pub statistics: Statistics,
    /// Counts of its hits, if a hit log is written.
    pub hit_counts: HitCounts,
    /// Why its output could not be compressed.
    pub failure: Option<io::Error>,
}

/// Memory in bytes that an emptied buffer may keep; a single huge record should not hold
/// its memory for the rest of the run.
const KEPT_CAPACITY: usize = 4 << 20;

impl Batch {
    /// Empties it for the next round.
    pub(crate) fn clear(&mut self) {
        let logs = self.logs.each_mut();
        for buffer in [&mut self.input, &mut self.output].into_iter().chain(logs) {
            buffer.clear();
            buffer.shrink_to(KEPT_CAPACITY);
        }
        self.parts.clear();
        self.problems.clear();
        self.read = 0;
        self.statistics = Statistics::default();
        self.hit_counts = HitCounts::default();
        self.failure = None;
    }
}
