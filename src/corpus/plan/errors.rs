//! Why a plan is refused.

use std::path::PathBuf;

use crate::corpus::store::StoreFault;

/// Why a request cannot be carried out. Nothing was read or written.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// No output for files.
    #[error("where to? name an output with -o (a file, a folder, or - for standard output)")]
    NoOutput,
    /// Several files for one output that are not all JSONL.
    #[error(
        "several files can go to {output} only as JSONL, and {input} is {format}; add \
         --output-format jsonl, or name a folder (end it with /)"
    )]
    ManyToOne {
        /// The file or `-`.
        output: String,
        /// The input.
        input: String,
        /// Its format.
        format: &'static str,
    },
    /// Attributes of documents that do not lie where their place could be told from.
    #[error(
        "attributes go beside a folder called documents, and {input} lies in none; name a \
         folder for them with -o"
    )]
    NoDocuments {
        /// The folder.
        input: String,
    },
    /// More files than can be kept in mind.
    #[error(
        "these are more files than fit into one plan (their names take over 4 GB); clean them in several runs"
    )]
    TooMany,
    /// An output in an object store that cannot be reached.
    #[error("{url}: {fault}")]
    Store {
        /// The address.
        url: String,
        /// What is wrong.
        fault: StoreFault,
    },
    /// A device, pipe or folder where a file is to be.
    #[error(
        "{path} is not a file and would be replaced; name a file, or write to - and redirect it"
    )]
    NotAFile {
        /// The output or log.
        path: PathBuf,
    },
    /// A file would overwrite an input.
    #[error("{path} is an input and would be overwritten; name another output")]
    Overwrites {
        /// The output.
        path: PathBuf,
    },
    /// An output in a folder that is being read.
    #[error("the output {path} lies inside the input folder {folder}; name a place outside it")]
    InsideInput {
        /// The output or log.
        path: PathBuf,
        /// The input folder.
        folder: PathBuf,
    },
    /// Two files for one place.
    #[error("both {first} and {second} would go to {path}; clean them in two runs")]
    Clash {
        /// The output.
        path: PathBuf,
        /// One input.
        first: String,
        /// Another.
        second: String,
    },
    /// A log and the text, or two logs, would be mixed.
    #[error("only one of the output and the logs can go to standard output; name a file")]
    MixedStdout,
    /// The name of an output does not fit what would be written to it.
    #[error(
        "{path} says {named}, but {written} would be written to it; \
         convert with --output-format, or name the output for what it is"
    )]
    OtherFormat {
        /// The output.
        path: PathBuf,
        /// The format that its name says.
        named: &'static str,
        /// The format it would have.
        written: &'static str,
    },
    /// Only some rows of a table are wanted, and a table would be written.
    #[error(
        "{path} is a Parquet file, of which no part can be written as Parquet; \
         add --output-format jsonl or --dry-run to --limit and --sample"
    )]
    PartOfTable {
        /// The input.
        path: String,
    },
}
