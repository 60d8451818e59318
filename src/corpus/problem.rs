//! What can be wrong with an input, as a value: where it is and what was done about it.

use std::fmt;
use std::io;

use super::json::JsonFault;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Worth knowing; the exit status stays.
    Note,
    /// Something is damaged or unreadable; the exit status is 1.
    Problem,
}

/// A problem with one input, document or record. It never ends a run.
#[derive(Debug)]
pub struct Problem {
    /// The input as the user named it, or its path in the named folder.
    pub file: String,
    /// 1-based record (line of a JSONL file), if the problem lies in one.
    pub record: Option<u64>,
    /// Byte offset in the file, if known.
    pub byte: Option<u64>,
    /// What it is.
    pub kind: ProblemKind,
}

/// Kinds of problems.
#[derive(Debug, thiserror::Error)]
pub enum ProblemKind {
    /// A file or folder does not exist or cannot be read.
    #[error("cannot be read: {0}; nothing was written for it")]
    Unreadable(io::Error),
    /// A record is not a JSON object.
    #[error("not JSON: {0}; copied unchanged")]
    Json(JsonFault),
    /// A record is not UTF-8.
    #[error("not UTF-8; copied unchanged")]
    RecordEncoding,
    /// A text file is binary or in no encoding that is known.
    #[error(
        "not text ({sequences} sequences of {chars} mean nothing in {encoding}); copied unchanged"
    )]
    Binary {
        /// Undecodable sequences or control characters.
        sequences: usize,
        /// Characters of the decoded file.
        chars: usize,
        /// The encoding that fits best.
        encoding: &'static str,
    },
    /// A text file has a few damaged places.
    #[error(
        "{sequences} byte sequences mean nothing in {encoding}; they were kept, the rest was cleaned"
    )]
    Damaged {
        /// Undecodable sequences.
        sequences: usize,
        /// The file's encoding.
        encoding: &'static str,
    },
    /// Bytes of a WARC file that are no record, or one that is cut off.
    #[error("not a WARC record; copied unchanged")]
    WarcRecord,
    /// A record or a text file that is larger than `--memory` allows.
    #[error("larger than {limit} bytes, which is what --memory allows; copied unchanged")]
    Large {
        /// The most bytes that a record may have.
        limit: usize,
    },
    /// A text file that is too large to be judged and would be a record.
    #[error("larger than {limit} bytes, which is what --memory allows; left out")]
    LargeLeftOut {
        /// The most bytes that it may have.
        limit: usize,
    },
    /// A table without a column of texts of the name.
    #[error("has no column of texts called {field}; copied unchanged (name one with --text-field)")]
    NoColumn {
        /// The field.
        field: String,
    },
    /// A record that has the field for annotations already.
    #[error("has a field {field} already; copied unchanged (name another with --annotate)")]
    Annotated {
        /// The field.
        field: String,
    },
    /// A file that is in no format that is known.
    #[error("in no format that is known; left out")]
    UnknownFormat,
    /// A link to a folder, in a folder.
    #[error(
        "a link to a folder, which is not followed; left out (to read it, name it as an input)"
    )]
    LinkedFolder,
    /// A pipe, a socket or a device, in a folder.
    #[error("not a file; left out")]
    NoFile,
    /// More files like that.
    #[error("{count} more like these; left out")]
    MoreLeftOut {
        /// How many.
        count: u64,
    },
    /// A pattern without files.
    #[error("no file fits this pattern")]
    NothingFits,
    /// The safety valve closed.
    #[error("left alone: {0}")]
    LeftAlone(String),
}

impl Problem {
    /// A file that cannot be read.
    pub(crate) fn unreadable(file: String, source: io::Error) -> Problem {
        Problem {
            file,
            record: None,
            byte: None,
            kind: ProblemKind::Unreadable(source),
        }
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self.kind {
            ProblemKind::LeftAlone(_)
            | ProblemKind::UnknownFormat
            | ProblemKind::LinkedFolder
            | ProblemKind::NoFile
            | ProblemKind::MoreLeftOut { .. } => Severity::Note,
            _ => Severity::Problem,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        let mut separator = ": ";
        if let Some(record) = self.record {
            write!(f, "{separator}record {record}")?;
            separator = ", ";
        }
        if let Some(byte) = self.byte {
            write!(f, "{separator}byte {byte}")?;
        }
        write!(f, ": {}", self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_where_it_is() {
        let problem = Problem {
            file: "pages.jsonl".to_owned(),
            record: Some(17),
            byte: Some(1234),
            kind: ProblemKind::Json(JsonFault {
                at: 3,
                what: "expected `:`",
            }),
        };
        assert_eq!(
            problem.to_string(),
            "pages.jsonl: record 17, byte 1234: not JSON: expected `:`; copied unchanged"
        );
    }
}
