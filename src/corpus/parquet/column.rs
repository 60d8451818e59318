//! Values of one leaf column of a row group, read some rows at a time.

use std::fs::File;
use std::io;
use std::sync::Arc;

use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::data_type::ByteArray;
use parquet::file::serialized_reader::SerializedPageReader;

use super::table::{Table, damaged};

/// A column chunk between two reads.
pub(crate) struct ColumnValues {
    reader: ColumnReader,
    max_level: i16,
}

impl ColumnValues {
    /// Opens a column of a row group. The file is only used by this reader.
    pub(crate) fn open(table: &Table, file: File, group: usize, column: usize) -> io::Result<Self> {
        let missing = || io::Error::new(io::ErrorKind::InvalidData, "a column is missing");
        let metadata = table.metadata();
        let group = metadata.row_groups().get(group).ok_or_else(missing)?;
        let chunk = group.columns().get(column).ok_or_else(missing)?;
        let rows = usize::try_from(group.num_rows()).map_err(|_| missing())?;
        let pages =
            SerializedPageReader::new(Arc::new(file), chunk, rows, None).map_err(damaged)?;
        Ok(ColumnValues {
            reader: get_column_reader(chunk.column_descr_ptr(), Box::new(pages)),
            max_level: chunk.column_descr().max_def_level(),
        })
    }

    /// Reads byte arrays of up to so many rows; the number of rows. Levels are only added
    /// where there can be nulls.
    pub(crate) fn bytes(
        &mut self,
        rows: usize,
        levels: &mut Vec<i16>,
        values: &mut Vec<ByteArray>,
    ) -> io::Result<usize> {
        match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(reader) => reader
                .read_records(rows, Some(levels), None, values)
                .map(|(rows, _, _)| rows)
                .map_err(damaged),
            _ => Ok(0),
        }
    }

    /// Reads as many rows as text, `None` for null and for what is neither a string nor an
    /// integer.
    pub(crate) fn texts(&mut self, rows: usize, texts: &mut Vec<Option<String>>) -> io::Result<()> {
        let mut levels = Vec::new();
        let values: Vec<Option<String>> = match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(reader) => {
                let mut values = Vec::new();
                reader
                    .read_records(rows, Some(&mut levels), None, &mut values)
                    .map_err(damaged)?;
                let text = |value: &ByteArray| String::from_utf8(value.data().to_vec()).ok();
                values.iter().map(text).collect()
            }
            ColumnReader::Int32ColumnReader(reader) => {
                let mut values = Vec::new();
                reader
                    .read_records(rows, Some(&mut levels), None, &mut values)
                    .map_err(damaged)?;
                values.iter().map(|value| Some(value.to_string())).collect()
            }
            ColumnReader::Int64ColumnReader(reader) => {
                let mut values = Vec::new();
                reader
                    .read_records(rows, Some(&mut levels), None, &mut values)
                    .map_err(damaged)?;
                values.iter().map(|value| Some(value.to_string())).collect()
            }
            _ => vec![None; rows],
        };
        if levels.is_empty() {
            texts.extend(values);
            return Ok(());
        }
        let mut values = values.into_iter();
        let max = self.max_level;
        texts.extend(levels.iter().map(|level| {
            let present = *level == max;
            present.then(|| values.next().flatten()).flatten()
        }));
        Ok(())
    }
}
