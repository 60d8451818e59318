//! Parquet: only the text column is decoded and written anew.
//!
//! All other columns are copied as they lie in the file, page by page, with their encodings,
//! statistics and bloom filters; schema, metadata and row groups stay. So nothing depends on
//! what this library makes of a type. The text is a column of byte arrays (whatever Arrow
//! calls it: `Utf8`, `LargeUtf8`, `Utf8View`, a dictionary of those) at the top or in
//! structs; the levels that say which of it is null are copied.

mod column;
mod scratch;
mod table;
mod worker;
mod write;

pub(super) use column::ColumnValues;
pub(crate) use table::{Table, damaged};
pub(crate) use write::{TableFault, TableWriter};

use std::ops::Range;
use std::sync::Arc;

/// Rows of a table in a batch, all of one row group.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The table.
    pub table: Arc<Table>,
    /// Index of the text's leaf column.
    pub column: usize,
    /// Index of the row group.
    pub group: usize,
    /// Whether the row group ends with them.
    pub ends_group: bool,
    /// Definition levels, one a row; none if there are no nulls.
    pub levels: Vec<i16>,
    /// Bytes of each text in the input, null ones left out.
    pub lengths: Vec<usize>,
    /// Bytes of each text in the output.
    pub cleaned: Vec<usize>,
    /// Ids of all rows; none at all if there is no such column.
    pub ids: Vec<Option<String>>,
    /// Addresses of all rows; none at all if there is no such column.
    pub urls: Vec<Option<String>>,
}

/// A text in [`Rows`].
pub(super) struct Cell<'r> {
    /// 1-based row in the file.
    pub record: u64,
    /// Its bytes in the part.
    pub bytes: Range<usize>,
    /// The row's id.
    pub id: Option<&'r str>,
    /// The row's address.
    pub url: Option<&'r str>,
}

impl Rows {
    /// The texts, in order, of rows that are numbered from `first`.
    pub(super) fn cells(&self, first: u64) -> impl Iterator<Item = Cell<'_>> {
        let max = self.table.max_level(self.column);
        let rows = if self.levels.is_empty() {
            self.lengths.len()
        } else {
            self.levels.len()
        };
        let present = (0..rows).filter(move |row| {
            let level = self.levels.get(*row);
            level.is_none_or(|level| *level == max)
        });
        let mut start = 0;
        present.zip(&self.lengths).map(move |(row, length)| {
            let bytes = start..start + length;
            start = bytes.end;
            Cell {
                record: first + row as u64,
                bytes,
                id: self.ids.get(row).and_then(Option::as_deref),
                url: self.urls.get(row).and_then(Option::as_deref),
            }
        })
    }

    /// Number of rows without a text.
    pub(super) fn nulls(&self) -> u64 {
        self.levels.len().saturating_sub(self.lengths.len()) as u64
    }
}
