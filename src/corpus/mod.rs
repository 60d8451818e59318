//! Documents in files: formats, the removal log, runs, restore.
//!
//! A [`Plan`] says which files are read and where each goes; [`run`] carries it out;
//! [`restore::restore`] undoes it with the removal log. What is kept of a document keeps its
//! own bytes, so the cleaned files and the log together hold every byte of the input.
//!
//! Problems of single inputs never end a run: they are reported as [`Problem`]s, what cannot
//! be understood is copied unchanged, and [`Statistics::problems`] tells of it in the end.

mod batch;
mod documents;
mod format;
pub mod gold;
pub mod hit_log;
mod json;
mod jsonl;
mod plan;
mod problem;
mod read;
mod removal;
pub mod restore;
mod run;
mod splice;
mod statistics;
mod text_file;
mod walk;
mod worker;
mod write;

pub use documents::{Document, Documents};
pub use format::Format;
pub use hit_log::HitOptions;
pub use json::{FieldPath, JsonFault};
pub use plan::{Input, Job, Output, Plan, PlanError, Request};
pub use problem::{Problem, ProblemKind, Severity};
pub use run::run;
pub use statistics::Statistics;
pub use worker::Fields;
pub use write::{PARTIAL_SUFFIX, WriteError};
