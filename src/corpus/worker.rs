//! The worker: cleans the documents of batches, one batch after another.

use super::batch::{Batch, Part};
use super::format::Format;
use super::hit_log::{HitLog, HitRecorder};
use super::json::FieldPath;
use super::plan::Job;
use super::problem::Problem;
use super::statistics::Statistics;
use crate::engine::{Engine, Scratch};
use crate::text::offsets::OffsetMap;

/// How to read records.
#[derive(Debug, Clone)]
pub struct Fields {
    /// Field of the text.
    pub text: FieldPath,
    /// Field of the document's id, for the removal log.
    pub id: FieldPath,
}

impl Default for Fields {
    fn default() -> Fields {
        Fields {
            text: FieldPath::new("text"),
            id: FieldPath::new("id"),
        }
    }
}

/// One worker with its memory and its counts.
pub(crate) struct Worker<'a> {
    pub(super) engine: &'a Engine,
    pub(super) fields: &'a Fields,
    jobs: &'a [Job],
    logging: bool,
    pub(super) scratch: Scratch,
    pub(super) text: String,
    pub(super) id: String,
    pub(super) map: OffsetMap,
    /// With the log that it writes to.
    pub(super) recorder: Option<(HitRecorder<'a>, &'a HitLog)>,
    pub(crate) statistics: Statistics,
}

/// Where a worker puts what it makes of one part.
pub(super) struct Sink<'b> {
    pub output: &'b mut Vec<u8>,
    pub log: Option<&'b mut Vec<u8>>,
    pub hits: &'b mut Vec<u8>,
    pub problems: &'b mut Vec<Problem>,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(
        engine: &'a Engine,
        fields: &'a Fields,
        jobs: &'a [Job],
        logging: bool,
        recorder: Option<(HitRecorder<'a>, &'a HitLog)>,
    ) -> Worker<'a> {
        Worker {
            engine,
            fields,
            jobs,
            logging,
            scratch: Scratch::default(),
            text: String::new(),
            id: String::new(),
            map: OffsetMap::default(),
            recorder,
            statistics: Statistics::default(),
        }
    }

    /// Fills a batch's output, log and problems from its input.
    pub(crate) fn process(&mut self, batch: &mut Batch) {
        let Batch {
            input,
            parts,
            output,
            log,
            hits,
            problems,
            ..
        } = batch;
        for part in parts {
            let bytes = input.get(part.bytes.clone()).unwrap_or_default();
            let sink = Sink {
                output,
                log: self.logging.then_some(&mut *log),
                hits,
                problems,
            };
            self.part(part, bytes, sink);
            part.output_end = output.len();
            part.log_end = log.len();
        }
        if let Some((_, log)) = &self.recorder
            && let Err(error) = log.pack(hits)
        {
            let file = "the hit log".to_owned();
            problems.push(Problem::unreadable(file, error));
        }
    }

    /// Ends the worker: its counts.
    pub(crate) fn finish(self) -> Statistics {
        if let Some((recorder, _)) = self.recorder {
            recorder.finish();
        }
        self.statistics
    }

    fn part(&mut self, part: &mut Part, bytes: &[u8], mut sink: Sink<'_>) {
        let Some(job) = self.jobs.get(part.job) else {
            return;
        };
        if let Some(error) = part.error.take() {
            let file = job.input.to_string();
            sink.problems.push(Problem::unreadable(file, error));
            return;
        }
        match part.format {
            Format::Text => self.text_file(job, bytes, &mut sink),
            Format::Jsonl => self.records(job, part, bytes, &mut sink),
        }
    }
}
