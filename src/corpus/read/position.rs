//! Where the next part of a file begins.

use std::io;
use std::ops::Range;

use super::Start;
use crate::corpus::batch::Part;
use crate::corpus::compression::Compression;
use crate::corpus::format::Format;
use crate::corpus::logs::PerLog;

/// The place in a file up to which it is cut into parts.
pub(super) struct Position {
    job: usize,
    format: Format,
    compression: Compression,
    /// 1-based number of the next record.
    pub(super) record: u64,
    byte: u64,
    opens: bool,
}

impl Position {
    /// A place in a file of a format; `compression` is that of its output.
    pub(super) fn new(start: Start, format: Format, compression: Compression) -> Position {
        Position {
            job: start.job,
            format,
            compression,
            record: start.record,
            byte: start.byte,
            opens: (start.record, start.byte) == (1, 0),
        }
    }

    /// The next part, of some bytes of the batch and so many records; `closes` if the file
    /// ends with it, be it by an error.
    pub(super) fn part(
        &mut self,
        bytes: Range<usize>,
        records: u64,
        closes: bool,
        error: Option<io::Error>,
    ) -> Part {
        let mut part = Part {
            job: self.job,
            format: self.format,
            compression: self.compression,
            first_record: self.record,
            records,
            first_byte: self.byte,
            before: 0,
            unended: false,
            opens: self.opens,
            closes,
            end: Start::of(self.job + 1),
            passes: None,
            failed: error.is_some(),
            error,
            rows: None,
            facts: None,
            output_end: 0,
            log_ends: PerLog::default(),
            bytes: bytes.clone(),
        };
        self.record += records;
        self.byte += bytes.len() as u64;
        self.opens = false;
        if !closes {
            part.end = Start {
                job: self.job,
                record: self.record,
                byte: self.byte,
                before: 0,
            };
        }
        part
    }
}
