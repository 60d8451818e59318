//! JSONL: parts are whole lines.

use std::io::Read;

use super::position::Position;
use super::{BATCH_BYTES, Limits, PartReader};
use crate::corpus::batch::{Batch, Passing};
use crate::corpus::compression::Bytes;
use crate::corpus::source::READ_BYTES;

/// A JSONL file between two parts.
pub(super) struct LinesReader {
    source: Bytes,
    position: Position,
    /// Bytes read that belong to a line whose end is not yet read.
    carry: Vec<u8>,
    /// Whether the next bytes continue a line that is too long to be judged.
    inside_long: bool,
}

impl LinesReader {
    pub(super) fn new(source: Bytes, position: Position) -> LinesReader {
        LinesReader {
            source,
            position,
            carry: Vec::new(),
            inside_long: false,
        }
    }

    /// Passes a line that is too long on, piece by piece; whether the file has ended.
    fn pass_on(&mut self, batch: &mut Batch, start: usize, passing: Passing) -> bool {
        let mut error = None;
        let mut ended = false;
        if batch.input.len() == start {
            match (&mut self.source)
                .take(READ_BYTES)
                .read_to_end(&mut batch.input)
            {
                Ok(read) => ended = read == 0,
                Err(failure) => (error, ended) = (Some(failure), true),
            }
        }
        let piece = batch.input.get(start..).unwrap_or_default();
        let newline = memchr::memchr(b'\n', piece);
        if let Some(newline) = newline {
            self.carry
                .extend_from_slice(piece.get(newline + 1..).unwrap_or_default());
            batch.input.truncate(start + newline + 1);
        }
        self.inside_long = newline.is_none();
        let bytes = start..batch.input.len();
        let mut part = self
            .position
            .part(bytes, u64::from(newline.is_some()), ended, error);
        part.passes = Some(passing);
        batch.parts.push(part);
        ended
    }
}

impl PartReader for LinesReader {
    fn read_part(&mut self, batch: &mut Batch, limits: &mut Limits<'_>) -> bool {
        let start = batch.input.len();
        batch.input.append(&mut self.carry);
        if self.inside_long {
            return self.pass_on(batch, start, Passing::Continued);
        }
        // After a line that was too long, whole lines may already be here.
        let mut records_end = memchr::memrchr(b'\n', batch.input.get(start..).unwrap_or_default())
            .map_or(start, |newline| start + newline + 1);
        let mut error = None;
        let mut ended = false;
        while !ended && (records_end == start || batch.input.len() < BATCH_BYTES) {
            let before = batch.input.len();
            if before - start > limits.record_limit && records_end == start {
                return self.pass_on(batch, start, Passing::Large);
            }
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
                Err(failure) => (error, ended) = (Some(failure), true),
            }
        }
        if ended {
            records_end = batch.input.len();
        }
        let lines = batch.input.get(start..records_end).unwrap_or_default();
        let (records, wanted) = count(lines, self.position.record, limits);
        if wanted < lines.len() {
            (records_end, ended) = (start + wanted, true);
        } else if !ended {
            let incomplete = batch.input.get(records_end..).unwrap_or_default();
            self.carry.extend_from_slice(incomplete);
        }
        batch.input.truncate(records_end);
        let part = self
            .position
            .part(start..records_end, records, ended, error);
        batch.parts.push(part);
        ended
    }
}

/// The number of lines, and of their bytes that are within the quota.
fn count(lines: &[u8], first: u64, limits: &mut Limits<'_>) -> (u64, usize) {
    if limits.quota.is_endless() {
        return (
            memchr::memchr_iter(b'\n', lines).count() as u64,
            lines.len(),
        );
    }
    let mut records = 0;
    for newline in memchr::memchr_iter(b'\n', lines) {
        limits.quota.count(&limits.sample, first + records);
        records += 1;
        if limits.quota.is_used_up() {
            return (records, newline + 1);
        }
    }
    (records, lines.len())
}
