//! A Parquet file: its metadata, and where its bytes can be read again.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use parquet::basic::Type;
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::schema::types::ColumnDescPtr;
use tempfile::NamedTempFile;

use crate::corpus::json::FieldPath;

/// A Parquet file.
#[derive(Debug)]
pub(crate) struct Table {
    place: Place,
    metadata: ParquetMetaData,
}

#[derive(Debug)]
enum Place {
    File(PathBuf),
    /// It came through a pipe or compressed, and a table cannot be read in order.
    Spooled(NamedTempFile),
}

impl Table {
    pub(crate) fn open(path: &Path) -> io::Result<Table> {
        Table::new(Place::File(path.to_owned()))
    }

    /// Takes a table from a stream, by way of a temporary file.
    pub(crate) fn spool(mut stream: impl Read) -> io::Result<Table> {
        let mut file = NamedTempFile::new()?;
        io::copy(&mut stream, &mut file)?;
        Table::new(Place::Spooled(file))
    }

    fn new(place: Place) -> io::Result<Table> {
        let file = place.open()?;
        let metadata = ParquetMetaDataReader::new()
            .with_page_index_policy(PageIndexPolicy::Optional)
            .parse_and_finish(&file)
            .map_err(damaged)?;
        Ok(Table { place, metadata })
    }

    /// Another handle on the file.
    pub(crate) fn file(&self) -> io::Result<File> {
        self.place.open()
    }

    pub(crate) fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }

    /// The leaf column of a field that is not repeated.
    pub(crate) fn leaf(&self, field: &FieldPath) -> Option<(usize, ColumnDescPtr)> {
        let schema = self.metadata.file_metadata().schema_descr();
        let name = field.to_string();
        let mut columns = schema.columns().iter().enumerate();
        columns
            .find(|(_, column)| column.path().string() == name && column.max_rep_level() == 0)
            .map(|(index, column)| (index, column.clone()))
    }

    /// The leaf column that holds texts.
    pub(crate) fn text_column(&self, field: &FieldPath) -> Option<usize> {
        let (index, column) = self.leaf(field)?;
        (column.physical_type() == Type::BYTE_ARRAY).then_some(index)
    }

    /// The definition level at which a leaf column has a value.
    pub(crate) fn max_level(&self, column: usize) -> i16 {
        let schema = self.metadata.file_metadata().schema_descr();
        let column = schema.columns().get(column);
        column.map_or(0, |column| column.max_def_level())
    }
}

impl Place {
    fn open(&self) -> io::Result<File> {
        match self {
            Place::File(path) => File::open(path),
            Place::Spooled(file) => file.reopen(),
        }
    }
}

/// What the library says of a damaged file, as an error of reading.
pub(crate) fn damaged(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::new(io::ErrorKind::InvalidData, error),
        },
        error => io::Error::new(io::ErrorKind::InvalidData, error),
    }
}
