//! Documents in files: formats, the removal log, runs, restore.
//!
//! A [`Plan`] says which files are read and where each goes; [`run`] carries it out;
//! [`restore::restore`] undoes it with the removal log. What is kept of a document keeps its
//! own bytes, so the cleaned files and the log together hold every byte of the input.
//!
//! Problems of single inputs never end a run: they are reported as [`Problem`]s, what cannot
//! be understood is copied unchanged, and [`Statistics::problems`] tells of it in the end.

mod annotate;
mod attributes;
mod batch;
mod checkpoint;
mod compression;
mod convert;
mod documents;
mod format;
pub mod gold;
pub mod hit_log;
mod json;
mod jsonl;
mod judge;
mod logs;
mod manifest;
mod parquet;
mod plan;
mod problem;
mod read;
mod removal;
mod repeats;
pub mod restore;
mod run;
mod selection;
mod source;
mod splice;
mod statistics;
mod store;
mod text_file;
mod warc;
mod worker;
mod write;

pub use annotate::Notes;
pub use checkpoint::{Identity, ResumeError};
pub use compression::Compression;
pub use documents::{Document, Documents};
pub use format::{Expected, Format};
pub use hit_log::HitOptions;
pub use json::{FieldPath, JsonFault};
pub use logs::PerLog;
pub use plan::{Input, Job, Jobs, Output, Plan, PlanError, Request};
pub use problem::{Problem, ProblemKind, Severity};
pub use repeats::{RepeatsError, count_lines};
pub use run::{DEFAULT_MEMORY, Observer, Outcome, RunError, Settings, run};
pub use selection::Selection;
pub use statistics::Statistics;
pub(crate) use store::address;
pub use store::{Object, StoreFault};
pub use worker::Fields;
pub use write::{PARTIAL_SUFFIX, WriteError};
