//! A column chunk that is written aside, to be copied into its row group when it is whole.
//!
//! A row group's columns stand one after another in a file, so the text column of a group
//! with a million rows would have to be held in memory until the columns before it are
//! written. It is put into a temporary file instead, compressed as it will be.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use parquet::column::page::{CompressedPage, PageWriteSpec, PageWriter};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::Result;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

/// The text column of one row group, being written.
pub(super) struct ScratchColumn {
    file: File,
    writer: ColumnWriter<'static>,
}

/// Writes pages to a file of its own.
struct FilePages {
    sink: TrackedWrite<BufWriter<File>>,
}

impl PageWriter for FilePages {
    fn write_page(&mut self, page: CompressedPage) -> Result<PageWriteSpec> {
        SerializedPageWriter::new(&mut self.sink).write_page(page)
    }

    fn close(&mut self) -> Result<()> {
        self.sink.flush()?;
        Ok(())
    }
}

impl ScratchColumn {
    pub(super) fn new(column: ColumnDescPtr, properties: WriterPropertiesPtr) -> io::Result<Self> {
        let file = tempfile::tempfile()?;
        let sink = TrackedWrite::new(BufWriter::new(file.try_clone()?));
        let pages = Box::new(FilePages { sink });
        Ok(ScratchColumn {
            file,
            writer: get_column_writer(column, properties, pages),
        })
    }

    pub(super) fn write(&mut self, values: &[ByteArray], levels: &[i16]) -> Result<()> {
        if let ColumnWriter::ByteArrayColumnWriter(writer) = &mut self.writer {
            let levels = Some(levels).filter(|levels| !levels.is_empty());
            writer.write_batch(values, levels, None)?;
        }
        Ok(())
    }

    /// The file with the chunk at its beginning, and what is to be said of it.
    pub(super) fn close(self) -> Result<(File, ColumnCloseResult)> {
        let closed = self.writer.close()?;
        Ok((self.file, closed))
    }
}
