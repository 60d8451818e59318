//! One file to process.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::corpus::compression::Compression;
use crate::corpus::format::Expected;
use crate::corpus::store::Object;

/// Where a document file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input, `-`.
    Stdin,
    /// A file.
    File(PathBuf),
    /// An object in a store.
    Object(Object),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Stdin => f.write_str("-"),
            Input::File(path) => path.display().fmt(f),
            Input::Object(object) => object.fmt(f),
        }
    }
}

impl Input {
    /// Its size in bytes; pipes have none.
    pub fn size(&self) -> Option<u64> {
        match self {
            Input::Stdin => None,
            Input::File(path) => path.metadata().ok().map(|metadata| metadata.len()),
            Input::Object(object) => object.size(),
        }
    }

    /// What its name ends in, as far as it has one.
    pub(super) fn file_name(&self) -> Option<&Path> {
        match self {
            Input::Stdin => None,
            Input::File(path) => Some(path),
            Input::Object(object) => Some(Path::new(object.file_name())),
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
    /// An object in a store.
    Object(Object),
    /// Nowhere: it is only read.
    Nowhere,
}

impl Output {
    /// Its place, as it is called in messages; `None` without one.
    pub(crate) fn place(&self) -> Option<PathBuf> {
        match self {
            Output::Stdout | Output::Nowhere => None,
            Output::File(path) => Some(path.clone()),
            Output::Object(object) => Some(PathBuf::from(object.to_string())),
        }
    }

    /// The output of a name in this folder.
    pub(super) fn join(&self, name: &str) -> Output {
        match self {
            Output::Stdout | Output::Nowhere => self.clone(),
            Output::File(path) => Output::File(path.join(name)),
            Output::Object(object) => Output::Object(object.join(name)),
        }
    }
}

/// One file to process.
#[derive(Debug, Clone)]
pub struct Job {
    /// What to read.
    pub input: Input,
    /// What to write.
    pub output: Output,
    /// Name in the output: the path under the output folder with `/` between its parts, the
    /// file's name for a single file, `-` for standard input.
    pub name: String,
    /// The name of the one output that this file goes to with others, if it does; `name`
    /// then is that of the input.
    pub joined: Option<String>,
    /// What is known of its format.
    pub expected: Expected,
    /// How its output is compressed; `None` as the input is.
    pub compression: Option<Compression>,
    /// Whether its output is JSONL, whatever the input is.
    pub to_jsonl: bool,
}

impl Job {
    /// Its name in the removal log and the hit log: that of the file that is restored.
    pub(crate) fn logged(&self) -> &str {
        match &self.joined {
            Some(output) if !self.to_jsonl => output,
            _ => &self.name,
        }
    }
}
