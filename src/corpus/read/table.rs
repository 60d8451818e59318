//! Parquet: parts are rows of one row group, with their texts.

use std::fs::File;
use std::io;
use std::sync::Arc;

use super::position::Position;
use super::{BATCH_BYTES, Limits, PartReader};
use crate::corpus::batch::Batch;
use crate::corpus::parquet::{ColumnValues, Rows, Table};
use crate::corpus::worker::Fields;

/// Rows decoded at once.
const ROWS: usize = 64;
/// Rows after which a part ends; nulls and short texts would make parts of millions.
const PART_ROWS: usize = 16 << 10;

/// A table between two parts.
pub(super) struct TableReader {
    table: Arc<Table>,
    position: Position,
    column: usize,
    id: Option<usize>,
    url: Option<usize>,
    group: usize,
    open: Option<OpenGroup>,
}

/// A row group between two parts.
struct OpenGroup {
    text: ColumnValues,
    id: Option<ColumnValues>,
    url: Option<ColumnValues>,
    left: u64,
}

impl TableReader {
    pub(super) fn new(
        table: Arc<Table>,
        fields: &Fields,
        position: Position,
    ) -> io::Result<TableReader> {
        let column = table
            .text_column(&fields.text)
            .ok_or(io::ErrorKind::NotFound)?;
        let leaf = |field| table.leaf(field).map(|(index, _)| index);
        Ok(TableReader {
            column,
            id: leaf(&fields.id),
            url: leaf(&fields.url),
            table,
            position,
            group: 0,
            open: None,
        })
    }

    fn open(&self) -> io::Result<OpenGroup> {
        let column = |index| -> io::Result<ColumnValues> {
            // Handles on one file share their place in it, so every column has its own.
            let file: File = self.table.file()?;
            ColumnValues::open(&self.table, file, self.group, index)
        };
        let group = self.table.metadata().row_groups().get(self.group);
        Ok(OpenGroup {
            text: column(self.column)?,
            id: self.id.map(column).transpose()?,
            url: self.url.map(column).transpose()?,
            left: group.map_or(0, |group| group.num_rows().unsigned_abs()),
        })
    }

    fn rows(&mut self, batch: &mut Batch, limits: &mut Limits<'_>) -> io::Result<(Rows, u64)> {
        let mut rows = Rows {
            table: self.table.clone(),
            column: self.column,
            group: self.group,
            ends_group: false,
            levels: Vec::new(),
            lengths: Vec::new(),
            cleaned: Vec::new(),
            ids: Vec::new(),
            urls: Vec::new(),
        };
        if self.group >= self.table.metadata().num_row_groups() {
            return Ok((rows, 0));
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.open()?,
        };
        let (mut count, mut values) = (0, Vec::new());
        while open.left > 0 && batch.input.len() < BATCH_BYTES && count < PART_ROWS {
            if limits.quota.is_used_up() {
                break;
            }
            let wanted = match limits.quota.is_endless() {
                true => ROWS,
                false => 1,
            };
            values.clear();
            let read = open.text.bytes(wanted, &mut rows.levels, &mut values)?;
            if read == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
            }
            for value in &values {
                batch.input.extend_from_slice(value.data());
                rows.lengths.push(value.len());
            }
            if let Some(id) = &mut open.id {
                id.texts(read, &mut rows.ids)?;
            }
            if let Some(url) = &mut open.url {
                url.texts(read, &mut rows.urls)?;
            }
            let record = self.position.record + count as u64;
            limits.quota.count(&limits.sample, record);
            count += read;
            open.left = open.left.saturating_sub(read as u64);
        }
        rows.ends_group = open.left == 0;
        if rows.ends_group {
            let group = self.table.metadata().row_groups().get(self.group);
            batch.read += group.map_or(0, |group| group.compressed_size().unsigned_abs());
        }
        match rows.ends_group {
            true => self.group += 1,
            false => self.open = Some(open),
        }
        Ok((rows, count as u64))
    }
}

impl PartReader for TableReader {
    fn read_part(&mut self, batch: &mut Batch, limits: &mut Limits<'_>) -> bool {
        let start = batch.input.len();
        let read = self.rows(batch, limits);
        let groups = self.table.metadata().num_row_groups();
        let (rows, count, error) = match read {
            Ok((rows, count)) => (Some(rows), count, None),
            Err(error) => (None, 0, Some(error)),
        };
        let ended = error.is_some() || self.group >= groups || limits.quota.is_used_up();
        let bytes = start..batch.input.len();
        let mut part = self.position.part(bytes, count, ended, error);
        part.rows = rows.map(Box::new);
        batch.parts.push(part);
        ended
    }
}
