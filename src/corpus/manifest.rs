//! The manifest: JSONL, a line for every input as it was read, and a last line on the run.
//!
//! A line on an input has `file` (its name in the output), `input`, `format`, `compression`,
//! `bytes` and `blake3` (of the file as it lies on disk), `records`; or `error`. The last
//! line has `despam` (the version), `rules` (the hash of the rule set), `options` and
//! `counts`.

use serde::Serialize;
use serde_json::json;

use super::batch::Part;
use super::checkpoint::Identity;
use super::plan::Job;
use super::statistics::Statistics;

#[derive(Serialize)]
struct InputLine<'a> {
    file: &'a str,
    input: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compression: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blake3: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
}

/// Appends the line on an input, whose last part this is.
pub(super) fn input(job: &Job, part: &Part, out: &mut Vec<u8>) {
    let facts = part.facts.as_ref().filter(|_| !part.failed);
    let line = InputLine {
        file: &job.name,
        input: job.input.to_string(),
        format: facts.map(|_| part.format.name()),
        compression: facts.map(|facts| facts.compression.name()),
        bytes: facts.map(|facts| facts.size),
        blake3: facts.map(|facts| facts.hash.as_str()),
        records: facts.map(|_| part.end_record() - 1),
        error: part.failed.then_some("cannot be read"),
    };
    push(&line, out);
}

/// The last line.
pub(super) fn end(identity: &Identity, statistics: &Statistics) -> Vec<u8> {
    let mut out = Vec::new();
    let line = json!({
        "despam": env!("CARGO_PKG_VERSION"),
        "rules": identity.rules,
        "options": identity.options,
        "counts": statistics,
    });
    push(&line, &mut out);
    out
}

fn push(line: &impl Serialize, out: &mut Vec<u8>) {
    // A vector takes all that is written to it.
    let _ = serde_json::to_writer(&mut *out, line);
    out.push(b'\n');
}
