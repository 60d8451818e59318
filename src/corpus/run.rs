//! A run: reader → workers → writer, over batches that are handed round in a circle.
//!
//! The reader numbers the batches; the writer, on the calling thread, puts them back in
//! order, so output and log are the same bytes for any number of workers. There are only so
//! many batches, and an empty one is needed to read on, so memory is bounded by their number
//! (and by the largest record or text file, which is never divided). With one thread there
//! is no channel and no second thread at all.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::annotate::Notes;
use super::batch::Batch;
use super::checkpoint::{Checkpoints, Identity, PERIOD, ResumeError};
use super::hit_log::{HitCounts, HitLog, HitOptions};
use super::manifest;
use super::plan::Plan;
use super::problem::{Problem, ProblemKind, Severity};
use super::read::{BatchReader, Reading, Start};
use super::selection::Selection;
use super::statistics::Statistics;
use super::worker::{Fields, Work, Worker};
use super::write::{BatchWriter, WriteError};
use crate::engine::Engine;
use crate::feature::pages::LineCounts;

/// Batches in circulation per worker: one in work, one waiting on either side.
const BATCHES_PER_WORKER: usize = 3;
/// Memory in bytes that a batch in circulation is reckoned with: input, output, logs and what
/// the engine needs for it.
const BATCH_MEMORY: usize = 8 << 20;
/// A record may have this share of the memory: it is held as it was read, as text, folded
/// and as it is written, and its lines take more than their bytes.
const RECORD_SHARE: usize = 16;
/// Memory in bytes if nothing is said.
pub const DEFAULT_MEMORY: usize = 512 << 20;

/// A batch, or the panic of the worker that had it.
type Processed = thread::Result<Batch>;

/// How a plan is carried out.
pub struct Settings<'a> {
    /// What judges.
    pub engine: &'a Engine,
    /// Where records hold what is read.
    pub fields: &'a Fields,
    /// Number of workers; 0 counts as 1.
    pub threads: usize,
    /// Memory in bytes that the run keeps to, beside that of the rules.
    pub memory: usize,
    /// Which records are looked at; the others are left out.
    pub selection: Selection,
    /// What is noted instead, if texts are to be left alone.
    pub notes: Option<Notes>,
    /// On how many pages lines stand, if that was counted.
    pub repeats: Option<Arc<LineCounts>>,
    /// What the hit log holds, if the plan has one.
    pub hits: HitOptions,
    /// What has to be the same when the run is resumed.
    pub identity: Identity,
    /// Whether an earlier run that broke off is continued.
    pub resume: bool,
    /// Time between two checkpoints.
    pub checkpoint_every: Duration,
    /// Set from elsewhere when the run is to end early.
    pub stop: Option<&'a AtomicBool>,
}

impl<'a> Settings<'a> {
    /// A run on one thread over all records.
    pub fn new(engine: &'a Engine, fields: &'a Fields) -> Settings<'a> {
        Settings {
            engine,
            fields,
            threads: 1,
            memory: DEFAULT_MEMORY,
            selection: Selection::default(),
            notes: None,
            repeats: None,
            hits: HitOptions::default(),
            identity: Identity::default(),
            resume: false,
            checkpoint_every: PERIOD,
            stop: None,
        }
    }

    fn record_limit(&self) -> usize {
        self.memory / RECORD_SHARE
    }

    fn batches(&self) -> usize {
        let most = (self.memory / BATCH_MEMORY).max(self.threads + 1);
        (self.threads * BATCHES_PER_WORKER).min(most)
    }
}

/// Who watches a run.
pub trait Observer {
    /// A problem was met. They come in input order.
    fn problem(&mut self, problem: &Problem);
    /// So many bytes of the inputs, as they lie on disk, are done; and what was done in all.
    fn progress(&mut self, _bytes: u64, _statistics: &Statistics) {}
}

impl<F: FnMut(&Problem)> Observer for F {
    fn problem(&mut self, problem: &Problem) {
        self(problem);
    }
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What was done.
    pub statistics: Statistics,
    /// Whether it was told to stop before the end.
    pub stopped: bool,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// An output or a log cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// It cannot go on where another broke off. Nothing was read or written.
    #[error(transparent)]
    Resume(#[from] ResumeError),
}

impl RunError {
    /// Whether the reader of standard output has gone, which is no error of anyone.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, RunError::Write(error) if error.is_closed_pipe())
    }
}

/// Carries out a plan. Problems are reported as they are met, in input order; the statistics
/// count those that matter.
///
/// # Errors
/// Fails only if an output or a log cannot be written, or if the run cannot be resumed.
/// What is complete stays, and what is not stays as a partial file if the run can be resumed.
pub fn run(
    plan: &Plan,
    settings: &Settings<'_>,
    observer: &mut dyn Observer,
) -> Result<Outcome, RunError> {
    let checkpoints = Checkpoints::new(plan, &settings.identity, settings.checkpoint_every);
    let earlier = match (&checkpoints, settings.resume) {
        (Some(checkpoints), true) => checkpoints.read()?,
        (None, true) if plan.writes_objects() => return Err(ResumeError::Object.into()),
        (None, true) => return Err(ResumeError::Pipe.into()),
        _ => None,
    };
    if let Some(checkpoints) = checkpoints.as_ref().filter(|_| earlier.is_none()) {
        // One of an earlier run says nothing of the files that this one begins.
        checkpoints.remove();
    }
    let (writer, start, statistics, hit_counts) = match earlier {
        Some(earlier) => (
            BatchWriter::resume(plan, &earlier.progress)?,
            earlier.progress.start,
            earlier.statistics.into_owned(),
            earlier.hit_counts.into_owned(),
        ),
        None => (
            BatchWriter::new(plan, checkpoints.is_some())?,
            Start::of(0),
            Statistics {
                skipped: plan.skipped,
                unfollowed: plan.unfollowed,
                ..Statistics::default()
            },
            HitCounts::default(),
        ),
    };
    let mut ending = Ending {
        writer,
        statistics,
        hit_counts,
        checkpoints,
        bytes: 0,
        observer,
    };
    if start == Start::of(0) {
        ending.tell(&plan.problems);
    }
    let logging = plan.logs.map(Option::is_some);
    let hit_log = (plan.logs.hits.as_ref())
        .map(|output| HitLog::new(&settings.hits, output, settings.engine));
    let work = Work {
        engine: settings.engine,
        fields: settings.fields,
        jobs: &plan.jobs,
        logging: &logging,
        hit_log: hit_log.as_ref(),
        selection: &settings.selection,
        notes: settings.notes.as_ref(),
        repeats: settings.repeats.as_ref(),
        record_limit: settings.record_limit(),
    };
    let reading = Reading {
        selection: settings.selection.clone(),
        record_limit: settings.record_limit(),
        hashing: logging.manifest,
        start,
    };
    let mut reader = BatchReader::new(&plan.jobs, settings.fields, reading);
    if let Some(stop) = settings.stop {
        reader = reader.stopped_by(stop);
    }
    if settings.threads <= 1 {
        let mut worker = Worker::new(work);
        let mut batch = Batch::default();
        while reader.fill(&mut batch) {
            worker.process(&mut batch);
            ending.take(&batch)?;
        }
    } else {
        run_parallel(reader, settings, work, &mut ending)?;
    }
    let stopped = settings
        .stop
        .is_some_and(|stop| stop.load(Ordering::Relaxed));
    if let Some(log) = hit_log.filter(|_| !stopped) {
        let records = log.end(settings.engine, &ending.hit_counts);
        let records = records.map_err(WriteError::Stdout)?;
        ending.writer.end_hits(&records)?;
    }
    ending.end(&settings.identity, stopped)
}

/// Where batches end: written and reported, in order.
struct Ending<'a> {
    writer: BatchWriter<'a>,
    statistics: Statistics,
    /// Counts of the hit log.
    hit_counts: HitCounts,
    checkpoints: Option<Checkpoints>,
    /// Bytes of the inputs that are done.
    bytes: u64,
    observer: &'a mut dyn Observer,
}

impl Ending<'_> {
    fn take(&mut self, batch: &Batch) -> Result<(), WriteError> {
        self.statistics += &batch.statistics;
        self.hit_counts += &batch.hit_counts;
        self.tell(&batch.problems);
        self.writer.write(batch)?;
        let problems = std::mem::take(&mut self.writer.problems);
        self.tell(&problems);
        self.bytes += batch.read;
        self.observer.progress(self.bytes, &self.statistics);
        if self.checkpoints.as_ref().is_some_and(Checkpoints::due) {
            self.checkpoint()?;
        }
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<(), WriteError> {
        if let Some(checkpoints) = &mut self.checkpoints
            && let Some(progress) = self.writer.progress()?
        {
            checkpoints.write(progress, &self.statistics, &self.hit_counts);
        }
        Ok(())
    }

    fn tell(&mut self, problems: &[Problem]) {
        for problem in problems {
            self.statistics.problems += u64::from(problem.severity() == Severity::Problem);
            let unread = matches!(problem.kind, ProblemKind::Unreadable(_));
            self.statistics.unread += u64::from(unread);
            self.observer.problem(problem);
        }
    }

    fn end(mut self, identity: &Identity, stopped: bool) -> Result<Outcome, RunError> {
        let statistics = self.statistics.clone();
        if stopped {
            self.checkpoint()?;
        } else {
            let line = manifest::end(identity, &statistics);
            self.writer.end_manifest(&line)?;
            self.writer.finish()?;
            if let Some(checkpoints) = &self.checkpoints {
                checkpoints.remove();
            }
        }
        Ok(Outcome {
            statistics,
            stopped,
        })
    }
}

fn run_parallel(
    mut reader: BatchReader<'_>,
    settings: &Settings<'_>,
    work: Work<'_>,
    ending: &mut Ending<'_>,
) -> Result<(), WriteError> {
    let (give_empty, empty) = channel::<Batch>();
    let (give_read, read) = channel();
    let (give_done, done) = channel();
    for _ in 0..settings.batches() {
        // The receiver is alive: it was made two lines above.
        let _ = give_empty.send(Batch::default());
    }
    let read = Mutex::new(read);
    thread::scope(|scope| {
        scope.spawn(move || {
            // A closed channel on either side means that the run is over.
            while let Ok(mut batch) = empty.recv() {
                if !reader.fill(&mut batch) || give_read.send(batch).is_err() {
                    break;
                }
            }
        });
        for _ in 0..settings.threads {
            let (read, give_done) = (&read, give_done.clone());
            scope.spawn(move || process(Worker::new(work), read, &give_done));
        }
        drop(give_done);
        in_order(done, give_empty, ending)
    })
}

/// One worker's thread.
fn process(mut worker: Worker<'_>, read: &Mutex<Receiver<Batch>>, done: &Sender<Processed>) {
    loop {
        // A worker that panicked while it waited has left the queue as it was.
        let next = read.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut batch) = next else {
            break;
        };
        // A panic is carried to the calling thread; silence would leave it waiting.
        let processed = catch_unwind(AssertUnwindSafe(|| {
            worker.process(&mut batch);
            batch
        }));
        if done.send(processed).is_err() {
            break;
        }
    }
}

/// Ends batches in the order in which they were read and hands them back to the reader.
fn in_order(
    done: Receiver<Processed>,
    empty: Sender<Batch>,
    ending: &mut Ending<'_>,
) -> Result<(), WriteError> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for processed in done {
        let batch = processed.unwrap_or_else(|panic| resume_unwind(panic));
        waiting.insert(batch.sequence, batch);
        while let Some(batch) = waiting.remove(&next) {
            ending.take(&batch)?;
            next += 1;
            // The reader is gone when everything is read.
            let _ = empty.send(batch);
        }
    }
    Ok(())
}
