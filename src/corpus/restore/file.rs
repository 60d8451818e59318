//! Restoring one file, part by part, in whatever format.

use std::io;

use super::bytes::restore_bytes;
use super::jsonl::restore_record;
use super::log::Entries;
use super::{Misfit, Stop};
use crate::corpus::batch::{Batch, Part};
use crate::corpus::compression::Compression;
use crate::corpus::format::{Expected, Format};
use crate::corpus::parquet::{Rows, TableFault, TableWriter};
use crate::corpus::plan::Job;
use crate::corpus::read::{BatchReader, Reading};
use crate::corpus::removal::LoggedRemoval;
use crate::corpus::warc::{self, Record};
use crate::corpus::worker::Fields;
use crate::corpus::write::{WriteError, Writing};

/// A file being restored.
struct Restoring<'a> {
    fields: &'a Fields,
    entries: Entries<'a>,
    writing: Writing,
    table: Option<TableWriter>,
    compression: Compression,
    /// Bytes that are not compressed yet.
    plain: Vec<u8>,
}

pub(super) fn restore_file(job: &Job, entries: Entries<'_>, fields: &Fields) -> Result<(), Stop> {
    let mut job = job.clone();
    if job.expected == Expected::Anything && entries.peek().is_some() && entries.are_of_text() {
        // An entry of a text file bears the file's name; that is surer than its content.
        job.expected = Expected::Named(Format::Text);
    }
    let writing = Writing::start(&job.output, false)?;
    let jobs = [job];
    let mut reader = BatchReader::new(&jobs, fields, Reading::default());
    let mut batch = Batch::default();
    let mut restoring = Restoring {
        fields,
        entries,
        writing,
        table: None,
        compression: Compression::None,
        plain: Vec::new(),
    };
    while reader.fill(&mut batch) {
        let Batch { input, parts, .. } = &mut batch;
        for part in parts {
            if let Some(error) = part.error.take() {
                return Err(Stop::Unreadable(error));
            }
            restoring.compression = part.compression;
            let bytes = input.get(part.bytes.clone()).unwrap_or_default();
            restoring.part(part, bytes)?;
            restoring.end_member(part.opens)?;
        }
    }
    restoring.finish()
}

impl Restoring<'_> {
    fn part(&mut self, part: &mut Part, bytes: &[u8]) -> Result<(), Stop> {
        match part.format {
            _ if part.passes.is_some() => self.plain.extend_from_slice(bytes),
            Format::Text => {
                let edits = self.edits(1)?;
                let restored = restore_bytes(bytes, &edits).map_err(misfit(1))?;
                self.plain.extend_from_slice(&restored);
            }
            Format::Jsonl => {
                let lines = bytes.split_inclusive(|byte| *byte == b'\n');
                for (line, record) in lines.zip(part.first_record..) {
                    let edits = self.edits(record)?;
                    if edits.is_empty() {
                        self.plain.extend_from_slice(line);
                        continue;
                    }
                    let restored = restore_record(line, &edits, &self.fields.text);
                    self.plain
                        .extend_from_slice(&restored.map_err(misfit(record))?);
                }
            }
            Format::Warc => {
                for record in warc::records(part, bytes) {
                    self.warc_record(&record)?;
                    self.end_member(false)?;
                }
            }
            Format::Parquet => {
                if let Some(rows) = &mut part.rows {
                    self.rows(rows, part.first_record, bytes)?;
                }
            }
        }
        Ok(())
    }

    /// The edits of a record.
    fn edits(&mut self, record: u64) -> Result<Vec<LoggedRemoval>, Stop> {
        let mut edits = Vec::new();
        while self
            .entries
            .peek()
            .is_some_and(|entry| entry.record == record)
        {
            edits.extend(self.entries.take()?);
        }
        Ok(edits)
    }

    fn warc_record(&mut self, record: &Record<'_>) -> Result<(), Stop> {
        let edits = self.edits(record.number)?;
        if edits.is_empty() {
            self.plain.extend_from_slice(record.bytes);
            return Ok(());
        }
        let wrong = misfit(record.number);
        let Some(fields) = &record.fields else {
            return Err(wrong((0, "it is no WARC record")));
        };
        let block = restore_bytes(fields.block, &edits).map_err(&wrong)?;
        fields
            .header
            .write_original(&mut self.plain)
            .ok_or_else(|| wrong((0, "its header is not one that despam wrote")))?;
        self.plain.extend_from_slice(&block);
        self.plain.extend_from_slice(fields.end);
        Ok(())
    }

    fn rows(&mut self, rows: &mut Rows, first: u64, bytes: &[u8]) -> Result<(), Stop> {
        let mut texts = Vec::new();
        let mut lengths = Vec::new();
        for cell in rows.cells(first) {
            let before = texts.len();
            let raw = bytes.get(cell.bytes).unwrap_or_default();
            let edits = self.edits(cell.record)?;
            let restored = restore_bytes(raw, &edits).map_err(misfit(cell.record))?;
            texts.extend_from_slice(&restored);
            lengths.push(texts.len() - before);
        }
        rows.cleaned = lengths;
        let Some(handle) = self.writing.handle()? else {
            return Ok(());
        };
        let mut table = match self.table.take() {
            Some(table) => table,
            None => TableWriter::new(handle, &rows.table).map_err(|fault| self.stop(fault))?,
        };
        table
            .write(rows, &texts)
            .map_err(|fault| self.stop(fault))?;
        self.table = Some(table);
        Ok(())
    }

    fn stop(&self, fault: TableFault) -> Stop {
        match fault {
            TableFault::Input(error) => Stop::Unreadable(error),
            TableFault::Output(error) => self.writing.error(error).into(),
        }
    }

    /// Compresses and writes what there is.
    fn end_member(&mut self, even_if_empty: bool) -> Result<(), Stop> {
        if self.plain.is_empty() && !even_if_empty {
            return Ok(());
        }
        let mut out = Vec::new();
        let encoded = self.compression.encode(&self.plain, &mut out);
        encoded.map_err(|error: io::Error| -> WriteError { self.writing.error(error) })?;
        self.plain.clear();
        if !out.is_empty() {
            self.writing.write(&out)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Stop> {
        if let Some(entry) = self.entries.peek() {
            return Err(Stop::Misfit(Misfit {
                record: entry.record,
                byte: entry.bytes.first().copied().unwrap_or_default(),
                what: "there is no such record, or its entries are not in order",
            }));
        }
        if let Some(Err(fault)) = self.table.take().map(TableWriter::finish) {
            return Err(self.stop(fault));
        }
        self.writing.finish().map_err(Stop::from)
    }
}

/// A record that the log does not fit.
fn misfit(record: u64) -> impl Fn((u64, &'static str)) -> Stop {
    move |(byte, what)| Stop::Misfit(Misfit { record, byte, what })
}
