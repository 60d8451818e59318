//! One file to process.

use std::fmt;
use std::path::PathBuf;

use crate::corpus::compression::Compression;
use crate::corpus::format::Expected;

/// Where a document file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input, `-`.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Stdin => f.write_str("-"),
            Input::File(path) => path.display().fmt(f),
        }
    }
}

/// Where a file goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Standard output, `-`.
    Stdout,
    /// A file.
    File(PathBuf),
    /// Nowhere: it is only read.
    Nowhere,
}

/// One file to process.
#[derive(Debug, Clone)]
pub struct Job {
    /// What to read.
    pub input: Input,
    /// What to write.
    pub output: Output,
    /// Name in the removal log: the path under the output folder with `/` between its
    /// parts, the file's name for a single file, `-` for standard input.
    pub name: String,
    /// What is known of its format.
    pub expected: Expected,
    /// How its output is compressed; `None` as the input is.
    pub compression: Option<Compression>,
    /// Whether its output is JSONL, whatever the input is.
    pub to_jsonl: bool,
}
