//! Checkpoints: how far a run has come, so that another can go on from there.
//!
//! A checkpoint is written beside the output every other second, when all that it counts is
//! on the disk, and goes when the run is complete. It names the inputs with their sizes and
//! times, the rule set and the options, so that a run under other conditions is refused.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::hit_log::HitCounts;
use super::plan::{Input, Jobs, Plan};
use super::statistics::Statistics;
use super::write::Progress;

/// Time between two checkpoints if nothing is said.
pub(super) const PERIOD: Duration = Duration::from_secs(2);
/// What the checkpoint of one output file is called: its name with this at the end; in a
/// folder this alone.
const SUFFIX: &str = ".despam-checkpoint";

/// What has to be the same for a run to go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The hash of the rule set.
    pub rules: String,
    /// The options that make a difference, spelled so that a person knows them again.
    pub options: Vec<String>,
}

/// Why a run cannot go on where another broke off.
#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    /// Standard input or output is used.
    #[error("a run that reads or writes a pipe cannot be resumed")]
    Pipe,
    /// Something is written to an object store.
    #[error(
        "a run that writes to an object store cannot be resumed, as an upload that breaks off \
         leaves nothing to go on from; run again without --resume, or write to a disk first"
    )]
    Object,
    /// The checkpoint cannot be read.
    #[error("cannot read the checkpoint {path}: {error}; run again without --resume")]
    Unreadable {
        /// The checkpoint.
        path: PathBuf,
        /// What the system, or the reader, said.
        error: io::Error,
    },
    /// Something is not as it was.
    #[error("{what} since the checkpoint {path}; run again without --resume")]
    Changed {
        /// The checkpoint.
        path: PathBuf,
        /// What.
        what: String,
    },
}

/// How far a run has come.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Checkpoint<'a> {
    despam: String,
    identity: Cow<'a, Identity>,
    inputs: Cow<'a, Inputs>,
    pub progress: Progress,
    pub statistics: Cow<'a, Statistics>,
    /// Counts of the hit log so far.
    pub hit_counts: Cow<'a, HitCounts>,
}

/// The inputs at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Inputs {
    count: usize,
    /// Hash of all names, in order.
    names: String,
    /// Hash of all sizes and times, in order.
    states: String,
}

impl Inputs {
    fn of(jobs: &Jobs) -> Inputs {
        let (mut names, mut states) = (blake3::Hasher::new(), blake3::Hasher::new());
        for job in jobs.iter() {
            names.update(job.input.to_string().as_bytes());
            names.update(b"\0");
            names.update(job.name.as_bytes());
            names.update(b"\0");
            states.update(state(&job.input).as_bytes());
        }
        Inputs {
            count: jobs.len(),
            names: names.finalize().to_hex().to_string(),
            states: states.finalize().to_hex().to_string(),
        }
    }
}

/// A file's size and time.
fn state(input: &Input) -> String {
    let path = match input {
        Input::Stdin => return "-;".to_owned(),
        Input::Object(object) => return object.state() + ";",
        Input::File(path) => path,
    };
    let Ok(metadata) = path.metadata() else {
        return "gone;".to_owned();
    };
    let modified = metadata.modified().ok();
    let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let nanoseconds = since.map_or(0, |since| since.as_nanos());
    format!("{} {nanoseconds};", metadata.len())
}

/// Writes checkpoints of a run.
pub(super) struct Checkpoints {
    path: PathBuf,
    identity: Identity,
    inputs: Inputs,
    period: Duration,
    last: Instant,
}

impl Checkpoints {
    /// For a plan whose output can be continued; `None` for pipes and object stores.
    pub(super) fn new(plan: &Plan, identity: &Identity, period: Duration) -> Option<Checkpoints> {
        Some(Checkpoints {
            path: place(plan)?,
            identity: identity.clone(),
            inputs: Inputs::of(&plan.jobs),
            period,
            last: Instant::now(),
        })
    }

    /// Whether it is time for another.
    pub(super) fn due(&self) -> bool {
        self.last.elapsed() >= self.period
    }

    /// Writes one. That it cannot be written is no reason to stop: the last one stays.
    pub(super) fn write(
        &mut self,
        progress: Progress,
        statistics: &Statistics,
        hit_counts: &HitCounts,
    ) {
        let checkpoint = Checkpoint {
            despam: env!("CARGO_PKG_VERSION").to_owned(),
            identity: Cow::Borrowed(&self.identity),
            inputs: Cow::Borrowed(&self.inputs),
            progress,
            statistics: Cow::Borrowed(statistics),
            hit_counts: Cow::Borrowed(hit_counts),
        };
        let mut new = self.path.clone().into_os_string();
        new.push(".new");
        let written = serde_json::to_vec(&checkpoint)
            .map_err(io::Error::from)
            .and_then(|bytes| fs::write(&new, bytes))
            .and_then(|()| fs::rename(&new, &self.path));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        self.last = Instant::now();
    }

    /// Removes it: the run is complete.
    pub(super) fn remove(&self) {
        // If there was none, none has to go.
        let _ = fs::remove_file(&self.path);
    }

    /// The checkpoint of an earlier run, `None` if there is none.
    ///
    /// # Errors
    /// Fails if that run was under other conditions.
    pub(super) fn read(&self) -> Result<Option<Checkpoint<'static>>, ResumeError> {
        let unreadable = |error| ResumeError::Unreadable {
            path: self.path.clone(),
            error,
        };
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
        };
        let checkpoint: Checkpoint<'static> =
            serde_json::from_slice(&bytes).map_err(|error| unreadable(error.into()))?;
        match self.change(&checkpoint) {
            None => Ok(Some(checkpoint)),
            Some(what) => Err(ResumeError::Changed {
                path: self.path.clone(),
                what,
            }),
        }
    }

    /// What is not as it was.
    fn change(&self, then: &Checkpoint<'_>) -> Option<String> {
        let now = env!("CARGO_PKG_VERSION");
        if then.despam != now {
            return Some(format!("despam was {} and is {now}", then.despam));
        }
        if then.identity.rules != self.identity.rules {
            return Some("the rules have changed".to_owned());
        }
        let (old, new) = (&then.identity.options, &self.identity.options);
        if old != new {
            let gone = old.iter().filter(|option| !new.contains(option));
            let come = new.iter().filter(|option| !old.contains(option));
            let list: Vec<String> = (gone.map(|option| format!("it was `{option}`")))
                .chain(come.map(|option| format!("now `{option}`")))
                .collect();
            return Some(format!("options have changed ({})", list.join(", ")));
        }
        if then.inputs.count != self.inputs.count {
            return Some(format!(
                "the inputs have changed ({} files, now {})",
                then.inputs.count, self.inputs.count
            ));
        }
        if then.inputs.names != self.inputs.names {
            return Some("the inputs have changed (other names)".to_owned());
        }
        let other = then.inputs.states != self.inputs.states;
        other.then(|| "the inputs have changed (other sizes or times)".to_owned())
    }
}

impl Plan {
    /// Whether a run of it that breaks off can be resumed.
    pub fn can_resume(&self) -> bool {
        place(self).is_some()
    }
}

/// Where the checkpoint of a plan lies; `None` if it has none.
fn place(plan: &Plan) -> Option<PathBuf> {
    let pipes = plan.jobs.reads_stdin() || plan.writes_stdout();
    if pipes || plan.writes_objects() {
        return None;
    }
    // The output of a dry run is nowhere.
    plan.jobs.get(0)?.output.place()?;
    let output = plan.output.as_deref()?;
    Some(match plan.jobs.single_output() {
        Some(_) => named(output),
        None => output.join(SUFFIX),
    })
}

fn named(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(SUFFIX);
    PathBuf::from(name)
}
