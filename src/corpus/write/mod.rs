//! The writer: outputs and logs in input order.

mod file;
mod object;

pub(crate) use file::Writing;
pub use file::{PARTIAL_SUFFIX, WriteError};

use super::batch::{Batch, Part};
use super::format::Format;
use super::logs::PerLog;
use super::parquet::{TableFault, TableWriter};
use super::plan::{Jobs, Output, Plan};
use super::problem::Problem;
use super::read::Start;

/// Writes batches in order.
pub(crate) struct BatchWriter<'a> {
    jobs: &'a Jobs,
    /// Whether all files go to one output.
    joined: bool,
    /// Whether partial files stay if the run breaks off.
    stays: bool,
    current: Option<Current>,
    /// The file whose output was given up; the rest of its parts counts for nothing.
    given_up: Option<usize>,
    logs: PerLog<Option<Writing>>,
    /// Lengths of the logs at the start of the current file.
    marks: PerLog<u64>,
    /// Length of the output at the start of the current file, if it holds others as well.
    output_mark: u64,
    /// Whether the next batch may begin a run of its own, and where.
    next: Option<Start>,
    /// Problems met while writing.
    pub problems: Vec<Problem>,
}

/// The output being written.
struct Current {
    writing: Writing,
    table: Option<TableWriter>,
}

/// How far the outputs have come, for a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Progress {
    /// Where reading goes on.
    pub start: Start,
    /// Bytes of the current output, if one is begun.
    pub output: Option<u64>,
    /// Bytes of the logs.
    pub logs: PerLog<u64>,
    /// Bytes of the logs at the start of the current file.
    pub marks: PerLog<u64>,
    /// Bytes of the current output at the start of the current file.
    #[serde(default)]
    pub output_mark: u64,
}

impl<'a> BatchWriter<'a> {
    /// Starts the logs of a plan.
    pub(crate) fn new(plan: &'a Plan, stays: bool) -> Result<Self, WriteError> {
        let start = |log: &Option<Output>| -> Result<Option<Writing>, WriteError> {
            (log.as_ref().map(|log| Writing::start_revocable(log, stays))).transpose()
        };
        Ok(BatchWriter {
            jobs: &plan.jobs,
            joined: plan.jobs.are_joined(),
            stays,
            current: None,
            given_up: None,
            logs: PerLog {
                removals: start(&plan.logs.removals)?,
                rejects: start(&plan.logs.rejects)?,
                manifest: start(&plan.logs.manifest)?,
                hits: start(&plan.logs.hits)?,
            },
            marks: PerLog::default(),
            output_mark: 0,
            next: None,
            problems: Vec::new(),
        })
    }

    /// Continues where an earlier run broke off.
    pub(crate) fn resume(plan: &'a Plan, progress: &Progress) -> Result<Self, WriteError> {
        let resume = |log: &Option<Output>, length: u64| {
            (log.as_ref().map(|log| Writing::resume(log, length))).transpose()
        };
        let joined = plan.jobs.are_joined().then_some(0);
        let job = plan.jobs.get(joined.unwrap_or(progress.start.job));
        let current = match (job, progress.output) {
            (Some(job), Some(length)) => Some(Current {
                writing: Writing::resume(&job.output, length)?,
                table: None,
            }),
            _ => None,
        };
        Ok(BatchWriter {
            jobs: &plan.jobs,
            joined: plan.jobs.are_joined(),
            stays: true,
            current,
            given_up: None,
            logs: PerLog {
                removals: resume(&plan.logs.removals, progress.logs.removals)?,
                rejects: resume(&plan.logs.rejects, progress.logs.rejects)?,
                manifest: resume(&plan.logs.manifest, progress.logs.manifest)?,
                hits: resume(&plan.logs.hits, progress.logs.hits)?,
            },
            marks: progress.marks.clone(),
            output_mark: progress.output_mark,
            next: None,
            problems: Vec::new(),
        })
    }

    /// Writes what a worker made of a batch.
    pub(crate) fn write(&mut self, batch: &Batch) -> Result<(), WriteError> {
        if let Some(error) = &batch.failure {
            let again = std::io::Error::new(error.kind(), format!("compressing: {error}"));
            return Err(WriteError::Stdout(again));
        }
        let (mut output_start, mut log_starts) = (0, PerLog::default());
        for part in &batch.parts {
            let output = batch.output.get(output_start..part.output_end);
            let ends = log_starts.each().into_iter().zip(part.log_ends.each());
            let mut logs: PerLog<&[u8]> = PerLog::default();
            let slots = logs.each_mut().into_iter().zip(batch.logs.each()).zip(ends);
            for ((slot, log), (start, end)) in slots {
                *slot = log.get(*start..*end).unwrap_or_default();
            }
            self.part(part, output.unwrap_or_default(), &logs)?;
            output_start = part.output_end;
            log_starts = part.log_ends.clone();
        }
        if let Some(part) = batch.parts.last() {
            let inside =
                matches!(part.format, Format::Jsonl | Format::Warc) && part.passes.is_none();
            self.next = Some(part.end).filter(|_| part.closes || inside);
        }
        Ok(())
    }

    fn part(&mut self, part: &Part, output: &[u8], logs: &PerLog<&[u8]>) -> Result<(), WriteError> {
        if self.given_up == Some(part.job) {
            return Ok(());
        }
        if part.opens {
            self.marks = self.positions()?;
            let current = self.current.as_mut();
            self.output_mark = current.map_or(Ok(0), |current| current.writing.position())?;
            if !part.failed {
                self.open(part)?;
            }
        }
        if part.failed {
            self.give_up(part.job)?;
            return self.end_manifest(logs.manifest);
        }
        if let Some(current) = &mut self.current {
            if let (Some(table), Some(rows)) = (&mut current.table, &part.rows) {
                if let Err(fault) = table.write(rows, output) {
                    return self.fault(part, fault);
                }
            } else if !output.is_empty() {
                current.writing.write(output)?;
            }
        }
        for (log, bytes) in self.logs.each_mut().into_iter().zip(logs.each()) {
            if let Some(log) = log.as_mut().filter(|_| !bytes.is_empty()) {
                log.write(bytes)?;
            }
        }
        match self.current.take_if(|_| part.closes && !self.joined) {
            Some(current) => self.close(part, current),
            None => Ok(()),
        }
    }

    fn open(&mut self, part: &Part) -> Result<(), WriteError> {
        let Some(job) = self.jobs.get(part.job) else {
            return Ok(());
        };
        if self.current.is_some() {
            // It holds other files already.
            return Ok(());
        }
        let writing = match self.joined {
            true => Writing::start_revocable(&job.output, self.stays)?,
            false => Writing::start(&job.output, self.stays)?,
        };
        let mut current = Current {
            writing,
            table: None,
        };
        if let Some(rows) = part.rows.as_ref().filter(|_| !job.to_jsonl)
            && let Some(handle) = current.writing.handle()?
        {
            match TableWriter::new(handle, &rows.table) {
                Ok(table) => current.table = Some(table),
                Err(fault) => {
                    self.current = Some(current);
                    return self.fault(part, fault);
                }
            }
        }
        self.current = Some(current);
        Ok(())
    }

    fn close(&mut self, part: &Part, mut current: Current) -> Result<(), WriteError> {
        match current.table.take().map(TableWriter::finish) {
            Some(Err(fault)) => {
                self.current = Some(current);
                self.fault(part, fault)
            }
            _ => current.writing.finish(),
        }
    }

    /// A table that cannot be read on is the input's fault, one that cannot be written ends
    /// the run.
    fn fault(&mut self, part: &Part, fault: TableFault) -> Result<(), WriteError> {
        match (fault, &self.current) {
            (TableFault::Output(source), Some(current)) => Err(current.writing.error(source)),
            (TableFault::Output(source) | TableFault::Input(source), _) => {
                if let Some(job) = self.jobs.get(part.job) {
                    let file = job.input.to_string();
                    self.problems.push(Problem::unreadable(file, source));
                }
                self.give_up(part.job)
            }
        }
    }

    /// Takes back all that was written for a file.
    fn give_up(&mut self, job: usize) -> Result<(), WriteError> {
        self.given_up = Some(job);
        match &mut self.current {
            Some(current) if self.joined => current.writing.take_back(self.output_mark)?,
            current => {
                if let Some(current) = current.take() {
                    current.writing.discard();
                }
            }
        }
        let marks = self.marks.clone();
        for (log, mark) in self.logs.each_mut().into_iter().zip(marks.each()) {
            if let Some(log) = log {
                log.take_back(*mark)?;
            }
        }
        Ok(())
    }

    fn positions(&mut self) -> Result<PerLog<u64>, WriteError> {
        let mut positions = PerLog::default();
        for (log, position) in (self.logs.each_mut().into_iter()).zip(positions.each_mut()) {
            *position = log.as_mut().map_or(Ok(0), Writing::position)?;
        }
        Ok(positions)
    }

    /// How far everything has come, after the last batch, if reading can go on from there;
    /// all of it is on the disk then.
    pub(crate) fn progress(&mut self) -> Result<Option<Progress>, WriteError> {
        let Some(start) = self.next else {
            return Ok(None);
        };
        let output = match &mut self.current {
            Some(current) => {
                current.writing.sync()?;
                Some(current.writing.position()?)
            }
            None => None,
        };
        for log in self.logs.each().into_iter().flatten() {
            log.sync()?;
        }
        Ok(Some(Progress {
            start,
            output,
            logs: self.positions()?,
            marks: self.marks.clone(),
            output_mark: self.output_mark,
        }))
    }

    /// Appends a line to the manifest.
    pub(crate) fn end_manifest(&mut self, line: &[u8]) -> Result<(), WriteError> {
        self.logs
            .manifest
            .as_mut()
            .map_or(Ok(()), |log| log.write(line))
    }

    /// Appends the records at its end to the hit log.
    pub(crate) fn end_hits(&mut self, records: &[u8]) -> Result<(), WriteError> {
        self.logs
            .hits
            .as_mut()
            .map_or(Ok(()), |log| log.write(records))
    }

    /// Ends the run: the logs, and what holds all files, get their names.
    pub(crate) fn finish(self) -> Result<(), WriteError> {
        if let Some(current) = self.current {
            current.writing.finish()?;
        }
        let PerLog {
            removals,
            rejects,
            manifest,
            hits,
        } = self.logs;
        for log in [removals, rejects, manifest, hits].into_iter().flatten() {
            log.finish()?;
        }
        Ok(())
    }
}
