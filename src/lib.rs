//! despam separates the genuine text of scraped documents from share widgets,
//! advertisements, page furniture and injected spam, by rules that can say why.
//!
//! The data path, bottom up; each module imports only from those above it:
//!
//! - [`text`]: decode bytes, split lines, fold them for matching with exact offsets
//! - [`diag`]: problems as values, with place and help
//! - [`feature`]: numbers measured on a line or a document
//! - [`rule`]: rule files, read and compiled
//! - [`engine`]: evidence, ledger, verdicts
//! - [`corpus`]: documents in files, the removal log, runs, restore
//! - [`audit`]: hit logs, evaluation against gold documents, differences
//! - [`check`]: what proves rules: lints, inline tests, fixes, the gold gate
//! - [`learn`]: scorecards fitted to gold, new terms as drafts of rules
//! - [`cli`]: the commands

pub mod audit;
pub mod check;
pub mod cli;
pub mod corpus;
pub mod diag;
pub mod engine;
pub mod feature;
pub mod learn;
pub mod rule;
pub mod text;
