//! Batches: what the reader hands to a worker and the worker to the writer.

use std::io;
use std::ops::Range;

use super::format::Format;
use super::problem::Problem;

/// A stretch of one file in a batch.
#[derive(Debug)]
pub(crate) struct Part {
    /// Index of the file's job.
    pub job: usize,
    /// How the stretch holds documents. A text file is never divided.
    pub format: Format,
    /// Its bytes in [`Batch::input`].
    pub bytes: Range<usize>,
    /// 1-based number of its first record in the file.
    pub first_record: u64,
    /// Byte offset in the file at which it starts.
    pub first_byte: u64,
    /// Whether the file starts here.
    pub opens: bool,
    /// Whether the file ends here.
    pub closes: bool,
    /// Whether reading failed here; what was written for the file is taken back.
    pub failed: bool,
    /// Why it failed, until a worker has reported it.
    pub error: Option<io::Error>,
    /// Where its output ends in [`Batch::output`].
    pub output_end: usize,
    /// Where its removals end in [`Batch::log`].
    pub log_end: usize,
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
    /// Lines of the removal log to write.
    pub log: Vec<u8>,
    /// Lines of the hit log to write, as they stand in the file.
    pub hits: Vec<u8>,
    /// Problems met, in input order.
    pub problems: Vec<Problem>,
}

/// Memory in bytes that an emptied buffer may keep; a single huge record should not hold
/// its memory for the rest of the run.
const KEPT_CAPACITY: usize = 4 << 20;

impl Batch {
    /// Empties it for the next round.
    pub(crate) fn clear(&mut self) {
        for buffer in [
            &mut self.input,
            &mut self.output,
            &mut self.log,
            &mut self.hits,
        ] {
            buffer.clear();
            buffer.shrink_to(KEPT_CAPACITY);
        }
        self.parts.clear();
        self.problems.clear();
    }
}
