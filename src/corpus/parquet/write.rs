//! Writing a table whose text column has changed.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use parquet::basic::Encoding;
use parquet::bloom_filter::Sbbf;
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterPropertiesPtr,
    WriterVersion,
};
use parquet::file::writer::SerializedFileWriter;

use super::Rows;
use super::scratch::ScratchColumn;
use super::table::{Table, damaged};

/// Values that are looked at before the size of a page is: texts are long.
const WRITE_BATCH: usize = 32;

/// Why a table cannot be written on.
#[derive(Debug)]
pub(crate) enum TableFault {
    /// The columns that are copied cannot be read.
    Input(io::Error),
    /// The output cannot be written.
    Output(io::Error),
}

/// A table being written.
pub(crate) struct TableWriter {
    writer: SerializedFileWriter<Sink>,
    column: Option<ScratchColumn>,
}

/// The output; it remembers what went wrong with it.
struct Sink {
    file: BufWriter<Box<dyn Write + Send>>,
    failed: Option<io::ErrorKind>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        self.failed = written.as_ref().err().map(io::Error::kind).or(self.failed);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.failed = flushed.as_ref().err().map(io::Error::kind).or(self.failed);
        flushed
    }
}

impl TableWriter {
    /// Starts the counterpart of a table.
    pub(crate) fn new(
        file: Box<dyn Write + Send>,
        table: &Table,
    ) -> Result<TableWriter, TableFault> {
        let metadata = table.metadata().file_metadata();
        let sorting = table.metadata().row_groups().first();
        let sorting = sorting.and_then(|group| group.sorting_columns().cloned());
        let mut properties = versioned(table)
            .set_key_value_metadata(metadata.key_value_metadata().cloned())
            .set_sorting_columns(sorting);
        if let Some(by) = metadata.created_by() {
            properties = properties.set_created_by(by.to_owned());
        }
        let sink = Sink {
            file: BufWriter::with_capacity(256 << 10, file),
            failed: None,
        };
        let schema = metadata.schema_descr().root_schema_ptr();
        let writer = SerializedFileWriter::new(sink, schema, Arc::new(properties.build()));
        Ok(TableWriter {
            writer: writer.map_err(|error| TableFault::Output(damaged(error)))?,
            column: None,
        })
    }

    /// Writes rows, whose texts have become `bytes`.
    pub(crate) fn write(&mut self, rows: &Rows, bytes: &[u8]) -> Result<(), TableFault> {
        let written = self.rows(rows, bytes);
        written.map_err(|error| self.fault(error))
    }

    /// Writes the end of the table.
    pub(crate) fn finish(mut self) -> Result<(), TableFault> {
        let finished = self.writer.finish().map(|_| ());
        finished.map_err(|error| self.fault(error))
    }

    fn fault(&self, error: ParquetError) -> TableFault {
        match self.writer.inner().failed {
            Some(_) => TableFault::Output(damaged(error)),
            None => TableFault::Input(damaged(error)),
        }
    }

    fn rows(&mut self, rows: &Rows, bytes: &[u8]) -> Result<(), ParquetError> {
        let table = &rows.table;
        let Some(group) = table.metadata().row_groups().get(rows.group) else {
            return Ok(());
        };
        let mut column = match self.column.take() {
            Some(column) => column,
            None => {
                let chunk = group.column(rows.column);
                let properties = text_properties(table, chunk);
                ScratchColumn::new(chunk.column_descr_ptr(), properties)?
            }
        };
        // One copy, which all values share.
        let shared = ByteArray::from(bytes.to_vec());
        let mut start = 0;
        let values: Vec<ByteArray> = (rows.cleaned.iter())
            .map(|length| {
                start += length;
                shared.slice(start - length, *length)
            })
            .collect();
        column.write(&values, &rows.levels)?;
        match rows.ends_group {
            true => self.group(rows, column),
            false => {
                self.column = Some(column);
                Ok(())
            }
        }
    }

    /// Writes a row group: the new column, and copies of the others.
    fn group(&mut self, rows: &Rows, column: ScratchColumn) -> Result<(), ParquetError> {
        let metadata = rows.table.metadata();
        let Some(group) = metadata.row_groups().get(rows.group) else {
            return Ok(());
        };
        let input = rows.table.file()?;
        let mut text = Some(column.close()?);
        let mut out = self.writer.next_row_group()?;
        for (index, chunk) in group.columns().iter().enumerate() {
            if let Some((file, mut closed)) = text.take_if(|_| index == rows.column) {
                // Either all columns have page indexes or none has.
                closed
                    .column_index
                    .take_if(|_| metadata.column_index().is_none());
                closed
                    .offset_index
                    .take_if(|_| metadata.offset_index().is_none());
                out.append_column(&file, closed)?;
                continue;
            }
            let closed = ColumnCloseResult {
                bytes_written: chunk.compressed_size().unsigned_abs(),
                rows_written: group.num_rows().unsigned_abs(),
                metadata: chunk.clone(),
                bloom_filter: Sbbf::read_from_column_chunk(chunk, &input)?,
                column_index: (metadata.column_index())
                    .and_then(|pages| pages.get(rows.group)?.get(index))
                    .cloned(),
                offset_index: (metadata.offset_index())
                    .and_then(|pages| pages.get(rows.group)?.get(index))
                    .cloned(),
            };
            out.append_column(&input, closed)?;
        }
        out.close().map(|_| ())
    }
}

fn versioned(table: &Table) -> WriterPropertiesBuilder {
    WriterProperties::builder().set_writer_version(
        match table.metadata().file_metadata().version() {
            1 => WriterVersion::PARQUET_1_0,
            _ => WriterVersion::PARQUET_2_0,
        },
    )
}

/// How the text column of a row group is written: as it was.
fn text_properties(table: &Table, chunk: &ColumnChunkMetaData) -> WriterPropertiesPtr {
    let statistics = match chunk.statistics() {
        Some(_) if chunk.column_index_offset().is_some() => EnabledStatistics::Page,
        Some(_) => EnabledStatistics::Chunk,
        None => EnabledStatistics::None,
    };
    let properties = versioned(table)
        .set_compression(chunk.compression())
        .set_dictionary_enabled(chunk.dictionary_page_offset().is_some())
        .set_statistics_enabled(statistics)
        .set_bloom_filter_enabled(chunk.bloom_filter_offset().is_some())
        .set_write_batch_size(WRITE_BATCH);
    // Encodings that stand for all values; a dictionary falls back to the plain one.
    let mut delta = chunk.encodings().filter(|encoding| {
        matches!(
            encoding,
            Encoding::DELTA_LENGTH_BYTE_ARRAY | Encoding::DELTA_BYTE_ARRAY
        )
    });
    Arc::new(match delta.next() {
        Some(encoding) => properties.set_encoding(encoding).build(),
        None => properties.set_encoding(Encoding::PLAIN).build(),
    })
}
