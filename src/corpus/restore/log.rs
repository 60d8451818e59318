//! The removal log by file: one pass notes where each file's entries stand, so that files
//! can be restored in any order without holding the log in memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{RestoreError, read_line};
use crate::corpus::removal::LoggedRemoval;
use crate::corpus::store::{StoreFault, Stores, address};

/// Where the entries of one file stand in the log.
#[derive(Debug, Clone, Copy)]
struct Section {
    /// Bytes of the log, half-open.
    start: u64,
    end: u64,
    /// 1-based line at which they start.
    line: u64,
}

/// A removal log with the place of every file's entries.
pub(super) struct LogIndex {
    path: PathBuf,
    reader: BufReader<File>,
    sections: BTreeMap<String, Section>,
}

/// Opens a log; one in an object store is copied, as it is read here and there.
fn open(path: &Path) -> io::Result<File> {
    let Some(url) = address(path) else {
        return File::open(path);
    };
    let object = Stores::default().place(url).map_err(StoreFault::into_io)?;
    let mut file = tempfile::tempfile()?;
    io::copy(&mut object.open()?, &mut file)?;
    file.rewind()?;
    Ok(file)
}

/// The one key that the index needs.
#[derive(Deserialize)]
struct FileOf<'a> {
    #[serde(borrow)]
    file: Cow<'a, str>,
}

impl LogIndex {
    pub(super) fn read(path: &Path) -> Result<LogIndex, RestoreError> {
        let failed = |source| RestoreError::Log {
            path: path.to_owned(),
            source,
        };
        let mut reader = BufReader::new(open(path).map_err(failed)?);
        let mut sections: BTreeMap<String, Section> = BTreeMap::new();
        let (mut bytes, mut line, mut number) = (0, Vec::new(), 0);
        while read_line(&mut reader, &mut line).map_err(failed)? {
            number += 1;
            let end = bytes + line.len() as u64;
            let of: FileOf<'_> =
                serde_json::from_slice(&line).map_err(|source| RestoreError::Entry {
                    line: number,
                    source,
                })?;
            match sections.get_mut(&*of.file) {
                Some(section) if section.end == bytes => section.end = end,
                Some(_) => {
                    return Err(RestoreError::Scattered {
                        file: of.file.into_owned(),
                        line: number,
                    });
                }
                None => {
                    let section = Section {
                        start: bytes,
                        end,
                        line: number,
                    };
                    sections.insert(of.file.into_owned(), section);
                }
            }
            bytes = end;
        }
        Ok(LogIndex {
            path: path.to_owned(),
            reader,
            sections,
        })
    }

    /// The entries of a file. If it is the `only` one and the log has entries of one file,
    /// they are its entries under whatever name.
    pub(super) fn take(&mut self, file: &str, only: bool) -> Result<Entries<'_>, RestoreError> {
        let mut section = self.sections.remove(file);
        if section.is_none() && only && self.sections.len() == 1 {
            section = self.sections.pop_first().map(|(_, section)| section);
        }
        let section = section.unwrap_or(Section {
            start: 0,
            end: 0,
            line: 1,
        });
        let sought = self.reader.seek(SeekFrom::Start(section.start));
        sought.map_err(|source| RestoreError::Log {
            path: self.path.clone(),
            source,
        })?;
        let mut entries = Entries {
            path: &self.path,
            reader: &mut self.reader,
            left: section.end - section.start,
            line: section.line,
            buffer: Vec::new(),
            next: None,
        };
        entries.advance()?;
        Ok(entries)
    }

    /// Files whose entries nobody took.
    pub(super) fn rest(self) -> impl Iterator<Item = String> {
        self.sections.into_keys()
    }
}

/// The entries of one file, in order.
pub(super) struct Entries<'a> {
    path: &'a Path,
    reader: &'a mut BufReader<File>,
    left: u64,
    line: u64,
    buffer: Vec<u8>,
    next: Option<LoggedRemoval>,
}

impl Entries<'_> {
    /// The next entry, which stays.
    pub(super) fn peek(&self) -> Option<&LoggedRemoval> {
        self.next.as_ref()
    }

    /// Whether the entries are those of a text file, which bear its name as the document's.
    pub(super) fn are_of_text(&self) -> bool {
        (self.next.as_ref()).is_none_or(|entry| entry.doc.as_ref() == Some(&entry.file))
    }

    /// Takes the next entry.
    pub(super) fn take(&mut self) -> Result<Option<LoggedRemoval>, RestoreError> {
        let taken = self.next.take();
        self.advance()?;
        Ok(taken)
    }

    fn advance(&mut self) -> Result<(), RestoreError> {
        if self.left == 0 {
            return Ok(());
        }
        let failed = |source: io::Error| RestoreError::Log {
            path: self.path.to_owned(),
            source,
        };
        read_line(self.reader, &mut self.buffer).map_err(failed)?;
        let entry = serde_json::from_slice(&self.buffer).map_err(|source| RestoreError::Entry {
            line: self.line,
            source,
        })?;
        self.next = Some(entry);
        self.line += 1;
        self.left = self.left.saturating_sub(self.buffer.len() as u64);
        Ok(())
    }
}
