//! The worker: cleans the documents of batches, one batch after another.

use std::sync::Arc;

use super::annotate::Notes;
use super::attributes;
use super::batch::{Batch, Part, Passing};
use super::compression::Compression;
use super::convert;
use super::format::Format;
use super::hit_log::HitLog;
use super::json::FieldPath;
use super::jsonl::Records;
use super::judge::Judge;
use super::logs::PerLog;
use super::manifest;
use super::plan::{Job, Jobs};
use super::problem::{Problem, ProblemKind};
use super::selection::{Sample, Selection};
use super::statistics::Statistics;
use crate::engine::Engine;
use crate::feature::pages::LineCounts;
use crate::text::offsets::OffsetMap;

/// Where records hold what is read.
#[derive(Debug, Clone)]
pub struct Fields {
    /// Field of the text.
    pub text: FieldPath,
    /// Field of the document's id, for the logs.
    pub id: FieldPath,
    /// Field of the address it was taken from, for the logs.
    pub url: FieldPath,
}

impl Default for Fields {
    fn default() -> Fields {
        Fields {
            text: FieldPath::new("text"),
            id: FieldPath::new("id"),
            url: FieldPath::new("url"),
        }
    }
}

/// What all workers of a run share.
#[derive(Clone, Copy)]
pub(crate) struct Work<'a> {
    pub engine: &'a Engine,
    pub fields: &'a Fields,
    pub jobs: &'a Jobs,
    /// Which logs are written.
    pub logging: &'a PerLog<bool>,
    /// The hit log, if one is written.
    pub hit_log: Option<&'a HitLog>,
    pub selection: &'a Selection,
    /// What is noted instead, if texts are to be left alone.
    pub notes: Option<&'a Notes>,
    /// On how many pages lines stand, if that was counted.
    pub repeats: Option<&'a Arc<LineCounts>>,
    /// Bytes above which a record is not judged.
    pub record_limit: usize,
}

/// One worker with its memory and its counts.
pub(crate) struct Worker<'a> {
    pub(super) judge: Judge<'a>,
    pub(super) fields: &'a Fields,
    pub(super) notes: Option<&'a Notes>,
    work: Work<'a>,
    pub(super) text: String,
    pub(super) id: String,
    pub(super) url: String,
    pub(super) map: OffsetMap,
    /// Ends of the stretches of the current part's output that are compressed each for
    /// itself.
    pub(super) members: Vec<usize>,
    /// Output that is not compressed yet.
    plain: Vec<u8>,
    /// Lines of the hit log that are not packed yet.
    hits: Vec<u8>,
    /// Counts since the last batch.
    pub(super) statistics: Statistics,
}

/// Where a worker puts what it makes of one part.
pub(super) struct Sink<'b> {
    pub output: &'b mut Vec<u8>,
    pub removals: Option<&'b mut Vec<u8>>,
    pub rejects: Option<&'b mut Vec<u8>>,
    pub hits: &'b mut Vec<u8>,
    pub problems: &'b mut Vec<Problem>,
}

impl Sink<'_> {
    /// Keeps a copy of a record that cannot be understood.
    pub(super) fn reject(&mut self, record: &[u8]) {
        if let Some(rejects) = &mut self.rejects {
            rejects.extend_from_slice(record);
            if !record.ends_with(b"\n") {
                rejects.push(b'\n');
            }
        }
    }
}

impl<'a> Worker<'a> {
    pub(crate) fn new(work: Work<'a>) -> Worker<'a> {
        Worker {
            judge: Judge::new(work.engine, work.hit_log, work.repeats.cloned()),
            fields: work.fields,
            notes: work.notes,
            work,
            text: String::new(),
            id: String::new(),
            url: String::new(),
            map: OffsetMap::default(),
            members: Vec::new(),
            plain: Vec::new(),
            hits: Vec::new(),
            statistics: Statistics::default(),
        }
    }

    /// Which records of a file are looked at.
    pub(super) fn sample(&self, job: &Job) -> Sample {
        self.work.selection.of_file(&job.name)
    }

    /// Fills a batch's output, logs and problems from its input.
    pub(crate) fn process(&mut self, batch: &mut Batch) {
        let Batch {
            input,
            parts,
            output,
            logs,
            problems,
            failure,
            ..
        } = batch;
        let mut parts = parts.iter_mut().peekable();
        while let Some(part) = parts.next() {
            let bytes = input.get(part.bytes.clone()).unwrap_or_default();
            let Some(job) = self.work.jobs.get(part.job) else {
                continue;
            };
            let logging = self.work.logging;
            let mut plain = std::mem::take(&mut self.plain);
            let mut hits = std::mem::take(&mut self.hits);
            self.members.clear();
            let compresses = part.compression != Compression::None;
            let mut sink = Sink {
                output: if compresses { &mut plain } else { output },
                removals: logging.removals.then_some(&mut logs.removals),
                rejects: logging.rejects.then_some(&mut logs.rejects),
                hits: &mut hits,
                problems,
            };
            self.part(&job, part, bytes, &mut sink);
            self.end_line(&job, part, sink.output);
            if compresses && let Err(error) = self.compress(part, &plain, output) {
                *failure = Some(error);
            }
            plain.clear();
            self.plain = plain;
            // Lines of files that may be taken back are packed file by file.
            let goes_on = part.is_settled() && parts.peek().is_some_and(|next| next.is_settled());
            if !goes_on && let Err(error) = self.judge.pack(&mut hits, &mut logs.hits) {
                *failure = Some(error);
            }
            self.hits = hits;
            if logging.manifest && part.closes {
                manifest::input(&job, part, &mut logs.manifest);
            }
            part.output_end = output.len();
            part.log_ends = logs.map(Vec::len);
        }
        batch.statistics = std::mem::take(&mut self.statistics);
        batch.hit_counts = self.judge.take_counts();
    }

    /// Ends the last line of a file that another follows in the same output.
    fn end_line(&self, job: &Job, part: &Part, output: &mut Vec<u8>) {
        let follows = job.joined.is_some() && self.work.jobs.len() > part.job + 1;
        if part.unended && follows {
            output.push(b'\n');
        }
    }

    /// Compresses a part's output. A file that is empty is one empty member.
    fn compress(&self, part: &Part, plain: &[u8], out: &mut Vec<u8>) -> std::io::Result<()> {
        let mut start = 0;
        for &end in &self.members {
            part.compression
                .encode(plain.get(start..end).unwrap_or_default(), out)?;
            start = end;
        }
        let rest = plain.get(start..).unwrap_or_default();
        let is_empty_file = part.opens && plain.is_empty();
        match !rest.is_empty() || is_empty_file {
            true => part.compression.encode(rest, out),
            false => Ok(()),
        }
    }

    fn part(&mut self, job: &Job, part: &mut Part, bytes: &[u8], sink: &mut Sink<'_>) {
        if let Some(error) = part.error.take() {
            let file = job.input.to_string();
            let mut problem = Problem::unreadable(file, error);
            if !part.opens {
                // Where it broke off.
                problem.record = Some(part.end_record());
                problem.byte = Some(part.first_byte + bytes.len() as u64);
            }
            sink.problems.push(problem);
            return;
        }
        if let Some(passing) = part.passes {
            self.pass(job, part, passing, sink.problems);
            match self.notes {
                Some(Notes::Attributes(_)) if passing == Passing::Continued => {}
                Some(Notes::Attributes(_)) => attributes::unknown(sink.output),
                // It is no record, and cannot become one.
                _ if job.to_jsonl && part.format != Format::Jsonl => {}
                _ => sink.output.extend_from_slice(bytes),
            }
            return;
        }
        match part.format {
            Format::Jsonl => self.records(job, Records::new(job, part, bytes), sink),
            Format::Text if job.to_jsonl => {
                let records = convert::text(self.fields, job, bytes, sink.problems);
                self.records(job, Records::converted(job, &records), sink);
            }
            Format::Text => self.text_file(job, bytes, sink),
            Format::Warc if job.to_jsonl => {
                let records = convert::warc(self.fields, job, part, bytes, sink);
                self.statistics.responses += records.responses;
                self.records(job, Records::converted(job, &records), sink);
            }
            Format::Warc => self.warc(job, part, bytes, sink),
            Format::Parquet => {
                if let Some(mut rows) = part.rows.take() {
                    rows.cleaned = self.rows(job, part, bytes, &rows, sink);
                    part.rows = Some(rows);
                }
            }
        }
    }

    /// Says why a part passes through, where that begins.
    fn pass(&self, job: &Job, part: &Part, passing: Passing, problems: &mut Vec<Problem>) {
        let kind = match passing {
            Passing::Continued => return,
            Passing::Large if job.to_jsonl && part.format != Format::Jsonl => {
                ProblemKind::LargeLeftOut {
                    limit: self.work.record_limit,
                }
            }
            Passing::Large => ProblemKind::Large {
                limit: self.work.record_limit,
            },
            Passing::NoColumn => ProblemKind::NoColumn {
                field: self.fields.text.to_string(),
            },
        };
        let record = (part.format == Format::Jsonl).then_some(part.first_record);
        problems.push(Problem {
            file: job.input.to_string(),
            record,
            byte: record.map(|_| part.first_byte),
            kind,
        });
    }
}
