//! Restore: cleaned files and their removal log back to the original bytes.
//!
//! Nothing is searched for. Every entry of the log says where in the original it stood; from
//! the entries before it follows where that is in the cleaned file, and what has to stand
//! there now. A log that does not fit is therefore noticed, and the file is not written.

mod bytes;
mod file;
mod jsonl;
mod log;

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use self::file::restore_file;
use self::log::LogIndex;
use super::plan::Plan;
use super::worker::Fields;
use super::write::WriteError;

/// Why restoring had to stop.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The log cannot be read.
    #[error("cannot read the removal log {path}: {source}")]
    Log {
        /// The log.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line of the log is not an entry.
    #[error("the removal log is damaged at line {line}: {source}")]
    Entry {
        /// 1-based line of the log.
        line: u64,
        /// What the reader said.
        source: serde_json::Error,
    },
    /// The entries of a file do not stand together.
    #[error(
        "the removal log has entries of {file} in two places (line {line}); give the log of one run"
    )]
    Scattered {
        /// The file in the log.
        file: String,
        /// 1-based line of the log at which they start again.
        line: u64,
    },
    /// An output cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Why one file cannot be restored. The others are.
#[derive(Debug, thiserror::Error)]
pub enum RestoreProblem {
    /// It cannot be read.
    #[error("{file}: cannot be read: {source}; not restored")]
    Unreadable {
        /// The cleaned file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The log belongs to another file or another state of it.
    #[error(
        "{file}: record {record}, byte {byte}: the removal log does not fit: {what}; not restored"
    )]
    Misfit {
        /// The cleaned file.
        file: String,
        /// 1-based record.
        record: u64,
        /// Byte of the original at which it does not fit, counted as in the log.
        byte: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// The log names a file that is not among the cleaned ones.
    #[error("{file}: in the removal log, but not among the cleaned files; not restored")]
    Absent {
        /// The file in the log.
        file: String,
    },
}

/// What stops one file.
enum Stop {
    /// Only this file.
    Unreadable(io::Error),
    /// Only this file.
    Misfit(Misfit),
    /// Everything.
    Fatal(RestoreError),
}

/// A place where the log does not fit.
struct Misfit {
    record: u64,
    byte: u64,
    what: &'static str,
}

impl From<WriteError> for Stop {
    fn from(error: WriteError) -> Stop {
        Stop::Fatal(error.into())
    }
}

impl From<RestoreError> for Stop {
    fn from(error: RestoreError) -> Stop {
        Stop::Fatal(error)
    }
}

/// Restores the files of a plan (made like that of a run, with the cleaned files as inputs
/// and no log) by the removal log. Only the text field of `fields` matters. Returns the
/// number of files restored.
///
/// # Errors
/// Fails if the log cannot be read or an output cannot be written. Files that do not fit
/// the log are reported, and nothing is written for them.
pub fn restore(
    plan: &Plan,
    log: &Path,
    fields: &Fields,
    report: &mut dyn FnMut(&RestoreProblem),
) -> Result<u64, RestoreError> {
    let mut index = LogIndex::read(log)?;
    let single = plan.jobs.len() == 1;
    let mut restored = 0;
    for job in plan.jobs.iter() {
        let entries = index.take(&job.name, single)?;
        match restore_file(&job, entries, fields) {
            Ok(()) => restored += 1,
            Err(Stop::Fatal(error)) => return Err(error),
            Err(Stop::Unreadable(source)) => report(&RestoreProblem::Unreadable {
                file: job.input.to_string(),
                source,
            }),
            Err(Stop::Misfit(misfit)) => report(&RestoreProblem::Misfit {
                file: job.input.to_string(),
                record: misfit.record,
                byte: misfit.byte,
                what: misfit.what,
            }),
        }
    }
    for file in index.rest() {
        report(&RestoreProblem::Absent { file });
    }
    Ok(restored)
}

/// Reads a line with its end into `line`; `false` at the end of the input.
fn read_line(source: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    source.read_until(b'\n', line).map(|bytes| bytes > 0)
}
