//! WARC: parts are whole records.

use std::io::Read;

use super::position::Position;
use super::{BATCH_BYTES, Limits, PartReader};
use crate::corpus::batch::Batch;
use crate::corpus::compression::Bytes;
use crate::corpus::source::READ_BYTES;
use crate::corpus::warc::{Scanned, scan};

/// A WARC file between two parts. A record is held whole, however large it is.
pub(super) struct WarcReader {
    source: Bytes,
    position: Position,
    /// Bytes read that belong to a record whose end is not yet read.
    carry: Vec<u8>,
}

impl WarcReader {
    pub(super) fn new(source: Bytes, position: Position) -> WarcReader {
        WarcReader {
            source,
            position,
            carry: Vec::new(),
        }
    }
}

impl PartReader for WarcReader {
    fn read_part(&mut self, batch: &mut Batch, limits: &mut Limits<'_>) -> bool {
        let start = batch.input.len();
        batch.input.append(&mut self.carry);
        let (mut records_end, mut records) = (start, 0);
        let (mut ended, mut error) = (false, None);
        let mut needed = 0;
        loop {
            let rest = batch.input.get(records_end..).unwrap_or_default();
            if rest.len() >= needed || ended {
                match scan(rest, ended) {
                    Scanned::Record { length, .. } | Scanned::Damaged { length } if length > 0 => {
                        limits
                            .quota
                            .count(&limits.sample, self.position.record + records);
                        (records_end, records, needed) = (records_end + length, records + 1, 0);
                        if limits.quota.is_used_up() {
                            ended = true;
                            break;
                        }
                        continue;
                    }
                    Scanned::More { at_least } => needed = at_least,
                    _ => {}
                }
            }
            if ended || (records > 0 && batch.input.len() >= BATCH_BYTES) {
                break;
            }
            match (&mut self.source)
                .take(READ_BYTES)
                .read_to_end(&mut batch.input)
            {
                Ok(0) => ended = true,
                Ok(_) => {}
                Err(failure) => (error, ended) = (Some(failure), true),
            }
        }
        if !ended {
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
