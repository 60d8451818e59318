//! Text: a file is one part, unless it is too large to be judged.

use std::io::Read;

use super::position::Position;
use super::{Limits, PartReader};
use crate::corpus::batch::{Batch, Passing};
use crate::corpus::compression::Bytes;
use crate::corpus::source::READ_BYTES;

/// A text file.
pub(super) struct WholeReader {
    source: Bytes,
    position: Position,
    /// Why the next part passes through, if it does.
    passes: Option<Passing>,
}

impl WholeReader {
    pub(super) fn new(source: Bytes, position: Position) -> WholeReader {
        WholeReader {
            source,
            position,
            passes: None,
        }
    }

    /// A reader of a file that passes through.
    pub(super) fn passing(source: Bytes, position: Position, why: Passing) -> WholeReader {
        WholeReader {
            source,
            position,
            passes: Some(why),
        }
    }
}

impl PartReader for WholeReader {
    fn read_part(&mut self, batch: &mut Batch, limits: &mut Limits<'_>) -> bool {
        let start = batch.input.len();
        let most = match self.passes {
            Some(_) => READ_BYTES,
            None => (limits.record_limit as u64).saturating_add(1),
        };
        let read = (&mut self.source).take(most).read_to_end(&mut batch.input);
        let (error, ended) = match read {
            Ok(read) => (None, (read as u64) < most),
            Err(error) => {
                batch.input.truncate(start);
                (Some(error), true)
            }
        };
        if self.passes.is_none() && !ended {
            self.passes = Some(Passing::Large);
        }
        if ended {
            limits.quota.count(&limits.sample, 1);
        }
        let mut part = self
            .position
            .part(start..batch.input.len(), 0, ended, error);
        part.passes = self.passes;
        if self.passes.is_some() {
            self.passes = Some(Passing::Continued);
        }
        batch.parts.push(part);
        ended
    }
}
