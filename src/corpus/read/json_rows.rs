//! Parquet that becomes JSONL: parts are rows, already spelled as records.

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::reader::RowIter;

use super::position::Position;
use super::{BATCH_BYTES, Limits, PartReader};
use crate::corpus::batch::Batch;
use crate::corpus::parquet::{Table, damaged};

/// A table whose rows are read one after another.
pub(super) struct JsonRowsReader {
    rows: RowIter<'static>,
    position: Position,
}

impl JsonRowsReader {
    /// A reader that begins with a row, counted from 1.
    pub(super) fn new(table: &Table, position: Position, first: u64) -> io::Result<Self> {
        let file: File = table.file()?;
        let reader = SerializedFileReader::new(file).map_err(damaged)?;
        let mut rows = reader.into_iter();
        for _ in 1..first {
            rows.next().transpose().map_err(damaged)?;
        }
        Ok(JsonRowsReader { rows, position })
    }

    /// Appends the next row; `false` if there is none.
    fn row(&mut self, batch: &mut Batch) -> Result<bool, ParquetError> {
        // The library takes it for granted that a column of strings is UTF-8.
        let next = catch_unwind(AssertUnwindSafe(|| self.rows.next()));
        let what = || ParquetError::General("a string is not UTF-8".to_owned());
        let Some(row) = next.map_err(|_| what())?.transpose()? else {
            return Ok(false);
        };
        // A vector takes all that is written to it.
        let _ = serde_json::to_writer(&mut batch.input, &row.to_json_value());
        batch.input.push(b'\n');
        Ok(true)
    }
}

impl PartReader for JsonRowsReader {
    fn read_part(&mut self, batch: &mut Batch, limits: &mut Limits<'_>) -> bool {
        let start = batch.input.len();
        let (mut records, mut ended, mut error) = (0, false, None);
        while !ended && batch.input.len() < BATCH_BYTES {
            match self.row(batch) {
                Ok(true) => {
                    limits
                        .quota
                        .count(&limits.sample, self.position.record + records);
                    records += 1;
                    ended = limits.quota.is_used_up();
                }
                Ok(false) => ended = true,
                Err(failure) => (error, ended) = (Some(damaged(failure)), true),
            }
        }
        let bytes = start..batch.input.len();
        batch
            .parts
            .push(self.position.part(bytes, records, ended, error));
        ended
    }
}
