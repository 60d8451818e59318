//! A run: reader → workers → writer, over batches that are handed round in a circle.
//!
//! The reader numbers the batches; the writer, on the calling thread, puts them back in
//! order, so output and log are the same bytes for any number of workers. There are only so
//! many batches, and an empty one is needed to read on, so memory is bounded by their number
//! (and by the largest record or text file, which is never divided). With one thread there
//! is no channel and no second thread at all.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::batch::Batch;
use super::hit_log::{HitLog, HitRecorder};
use super::plan::Plan;
use super::problem::{Problem, Severity};
use super::read::BatchReader;
use super::statistics::Statistics;
use super::worker::{Fields, Worker};
use super::write::{BatchWriter, WriteError, Writing};
use crate::engine::Engine;

/// Batches in circulation per worker: one in work, one waiting on either side.
const BATCHES_PER_WORKER: usize = 3;

/// A batch, or the panic of the worker that had it.
type Processed = thread::Result<Batch>;

/// Carries out a plan with `threads` workers (0 counts as 1). Problems are reported as they
/// are met, in input order; the statistics count those that matter.
///
/// # Errors
/// Fails only if an output or the log cannot be written. No partial file is left.
pub fn run(
    plan: Plan,
    engine: &Engine,
    fields: &Fields,
    threads: usize,
    report: &mut dyn FnMut(&Problem),
) -> Result<Statistics, WriteError> {
    let hit_log = (plan.hits.as_ref())
        .map(|(output, options)| (HitLog::new(options, output, engine), output));
    let hit_log = hit_log.as_ref();
    let mut ending = Ending {
        hits: hit_log
            .map(|(_, output)| Writing::start(output))
            .transpose()?,
        writer: BatchWriter::new(&plan.jobs, plan.log.as_ref())?,
        problems: 0,
        report,
    };
    ending.tell(&plan.problems);
    let new_worker = || {
        let recorder = hit_log.map(|(log, _)| (HitRecorder::new(log, engine), log));
        Worker::new(engine, fields, &plan.jobs, plan.log.is_some(), recorder)
    };
    let mut reader = BatchReader::new(&plan.jobs);
    let mut statistics = if threads <= 1 {
        let mut worker = new_worker();
        let mut batch = Batch::default();
        while reader.fill(&mut batch) {
            worker.process(&mut batch);
            ending.take(&batch)?;
        }
        worker.finish()
    } else {
        run_parallel(reader, threads, &new_worker, &mut ending)?
    };
    statistics.skipped = plan.skipped;
    statistics.problems = ending.problems;
    ending.writer.finish()?;
    if let (Some(mut writing), Some((log, _))) = (ending.hits, hit_log) {
        let end = log.end(engine).map_err(WriteError::Stdout)?;
        writing.write(&end)?;
        writing.finish()?;
    }
    Ok(statistics)
}

/// Where batches end: written and reported, in order.
struct Ending<'a> {
    writer: BatchWriter<'a>,
    hits: Option<Writing>,
    problems: u64,
    report: &'a mut dyn FnMut(&Problem),
}

impl Ending<'_> {
    fn take(&mut self, batch: &Batch) -> Result<(), WriteError> {
        self.tell(&batch.problems);
        if let Some(hits) = self.hits.as_mut().filter(|_| !batch.hits.is_empty()) {
            hits.write(&batch.hits)?;
        }
        self.writer.write(batch)
    }

    fn tell(&mut self, problems: &[Problem]) {
        for problem in problems {
            self.problems += u64::from(problem.severity() == Severity::Problem);
            (self.report)(problem);
        }
    }
}

fn run_parallel<'a>(
    mut reader: BatchReader<'_>,
    threads: usize,
    new_worker: &(dyn Fn() -> Worker<'a> + Sync),
    ending: &mut Ending<'_>,
) -> Result<Statistics, WriteError> {
    let (give_empty, empty) = channel::<Batch>();
    let (give_read, read) = channel();
    let (give_done, done) = channel();
    for _ in 0..threads * BATCHES_PER_WORKER {
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
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let (read, give_done) = (&read, give_done.clone());
                scope.spawn(move || work(new_worker(), read, &give_done))
            })
            .collect();
        drop(give_done);
        in_order(done, give_empty, ending)?;
        let mut sum = Statistics::default();
        for worker in workers {
            match worker.join() {
                Ok(statistics) => sum += statistics,
                Err(panic) => resume_unwind(panic),
            }
        }
        Ok(sum)
    })
}

/// One worker's thread.
fn work(
    mut worker: Worker<'_>,
    read: &Mutex<Receiver<Batch>>,
    done: &Sender<Processed>,
) -> Statistics {
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
    worker.finish()
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
