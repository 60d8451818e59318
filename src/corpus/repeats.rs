//! The first of the two passes of a run that counts repeats: on how many pages each line stands.
//!
//! Lines are folded in parallel, batch by batch, and counted in input order on one thread, so the
//! counts are the same for any number of threads.

use rayon::prelude::*;

use super::documents::{Document, Documents};
use super::hit_log::host_of_document;
use super::plan::Plan;
use super::worker::Fields;
use crate::feature::pages::{LineCounts, line_hash};
use crate::text::fold::FoldBuffer;
use crate::text::lines::split_into;

/// Share of a run's memory that the counts may take.
const SHARE: usize = 2;

/// Why the lines of an input cannot be counted.
#[derive(Debug, thiserror::Error)]
pub enum RepeatsError {
    /// Standard input is gone after the first pass.
    #[error(
        "--repeats reads the input twice, which standard input cannot be; write it to a file first"
    )]
    Pipe,
    /// The workers did not start.
    #[error("cannot start the threads that count lines: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Counts the lines of all documents of a plan on some threads. What cannot be read is left to
/// the second pass to report.
///
/// # Errors
/// If the plan reads standard input, or threads do not start.
pub fn count_lines(
    plan: &Plan,
    fields: &Fields,
    memory: usize,
    threads: usize,
) -> Result<LineCounts, RepeatsError> {
    if plan.jobs.reads_stdin() {
        return Err(RepeatsError::Pipe);
    }
    let pool = rayon::ThreadPoolBuilder::new();
    let pool = pool.num_threads(threads).build()?;
    let mut counts = LineCounts::new(memory / SHARE);
    let mut documents = Documents::new(plan, fields);
    let mut problems = Vec::new();
    while let Some(batch) = documents.next(&mut problems) {
        problems.clear();
        let pages: Vec<_> = pool.install(|| {
            let pages = batch.par_iter();
            let page = |fold: &mut FoldBuffer, document: &Document| {
                (host(document), lines(&document.text, fold))
            };
            pages.map_init(FoldBuffer::default, page).collect()
        });
        for (host, lines) in pages {
            counts.add(host.as_deref(), &lines);
        }
    }
    Ok(counts)
}

fn host(document: &Document) -> Option<String> {
    host_of_document(document.url.as_deref(), document.id.as_deref())
}

/// Hashes of the different lines of a document, blank ones apart.
fn lines(text: &str, fold: &mut FoldBuffer) -> Vec<u64> {
    let mut spans = Vec::new();
    split_into(text, &mut spans);
    let lines = spans.into_iter().filter_map(|line| text.get(line.content));
    let mut hashes: Vec<u64> = lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| line_hash(fold.fold(line).text))
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
