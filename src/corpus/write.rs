//! The writer: outputs and removal log, each under its final name only when complete.

use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use super::batch::{Batch, Part};
use super::plan::{Job, Output};

/// What a file is called until it is complete: its name with this at the end.
pub const PARTIAL_SUFFIX: &str = ".despam-partial";

/// Why a run had to stop.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file cannot be written.
    #[error("cannot write {path}: {source}; stopped, complete files stay")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Stdout(io::Error),
}

impl WriteError {
    /// Whether the reader of standard output has gone, which is no error of anyone.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, WriteError::Stdout(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// A file or standard output being written. Dropped before it is complete, the file goes.
pub(crate) enum Writing {
    Nowhere,
    Stdout(io::Stdout),
    File {
        file: File,
        path: PathBuf,
        partial: PathBuf,
        complete: bool,
    },
}

impl Writing {
    /// Starts an output, with the folders it lies in.
    pub(crate) fn start(output: &Output) -> Result<Writing, WriteError> {
        let path = match output {
            Output::File(path) => path,
            Output::Stdout => return Ok(Writing::Stdout(io::stdout())),
            Output::Nowhere => return Ok(Writing::Nowhere),
        };
        let partial = partial_name(path);
        let created = File::create(&partial).or_else(|error| {
            if error.kind() != io::ErrorKind::NotFound {
                return Err(error);
            }
            fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            File::create(&partial)
        });
        let file = created.map_err(|source| file_error(path, source))?;
        Ok(Writing::File {
            file,
            path: path.clone(),
            partial,
            complete: false,
        })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        match self {
            Writing::Nowhere => Ok(()),
            Writing::Stdout(stdout) => stdout.write_all(bytes).map_err(WriteError::Stdout),
            Writing::File { file, path, .. } => file
                .write_all(bytes)
                .map_err(|source| file_error(path, source)),
        }
    }

    /// Gives the file its final name.
    pub(crate) fn finish(mut self) -> Result<(), WriteError> {
        match &mut self {
            Writing::Nowhere => Ok(()),
            Writing::Stdout(stdout) => stdout.flush().map_err(WriteError::Stdout),
            Writing::File {
                path,
                partial,
                complete,
                ..
            } => {
                fs::rename(&*partial, &*path).map_err(|source| file_error(path, source))?;
                *complete = true;
                Ok(())
            }
        }
    }

    /// Bytes written so far, for [`Writing::take_back`].
    fn position(&mut self) -> Result<u64, WriteError> {
        match self {
            Writing::Nowhere | Writing::Stdout(_) => Ok(0),
            Writing::File { file, path, .. } => file
                .stream_position()
                .map_err(|source| file_error(path, source)),
        }
    }

    /// Takes back what was written after a position. Standard output keeps what it has.
    fn take_back(&mut self, position: u64) -> Result<(), WriteError> {
        match self {
            Writing::Nowhere | Writing::Stdout(_) => Ok(()),
            Writing::File { file, path, .. } => file
                .set_len(position)
                .and_then(|()| file.seek(io::SeekFrom::Start(position)))
                .map(|_| ())
                .map_err(|source| file_error(path, source)),
        }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Writing::File {
            partial, complete, ..
        } = self
            && !*complete
        {
            // Nobody is left to tell if this fails.
            let _ = fs::remove_file(partial);
        }
    }
}

fn file_error(path: &Path, source: io::Error) -> WriteError {
    WriteError::File {
        path: path.to_owned(),
        source,
    }
}

fn partial_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(PARTIAL_SUFFIX);
    PathBuf::from(name)
}

/// Writes batches in order.
pub(crate) struct BatchWriter<'a> {
    jobs: &'a [Job],
    current: Option<Writing>,
    log: Option<Writing>,
    /// Length of the log at the start of the current file.
    log_mark: u64,
}

impl<'a> BatchWriter<'a> {
    pub(crate) fn new(jobs: &'a [Job], log: Option<&Output>) -> Result<Self, WriteError> {
        Ok(BatchWriter {
            jobs,
            current: None,
            log: log.map(Writing::start).transpose()?,
            log_mark: 0,
        })
    }

    /// Writes what a worker made of a batch.
    pub(crate) fn write(&mut self, batch: &Batch) -> Result<(), WriteError> {
        let (mut output_start, mut log_start) = (0, 0);
        for part in &batch.parts {
            let output = batch.output.get(output_start..part.output_end);
            let log = batch.log.get(log_start..part.log_end);
            self.part(part, output.unwrap_or_default(), log.unwrap_or_default())?;
            (output_start, log_start) = (part.output_end, part.log_end);
        }
        Ok(())
    }

    fn part(&mut self, part: &Part, output: &[u8], log: &[u8]) -> Result<(), WriteError> {
        if part.opens {
            if let Some(log) = &mut self.log {
                self.log_mark = log.position()?;
            }
            if !part.failed {
                let job = self.jobs.get(part.job);
                self.current = job.map(|job| Writing::start(&job.output)).transpose()?;
            }
        }
        if part.failed {
            self.current = None;
            if let Some(log) = &mut self.log {
                log.take_back(self.log_mark)?;
            }
            return Ok(());
        }
        if let Some(current) = self.current.as_mut().filter(|_| !output.is_empty()) {
            current.write(output)?;
        }
        if let Some(writing) = self.log.as_mut().filter(|_| !log.is_empty()) {
            writing.write(log)?;
        }
        match self.current.take_if(|_| part.closes) {
            Some(complete) => complete.finish(),
            None => Ok(()),
        }
    }

    /// Ends the run: the log gets its name.
    pub(crate) fn finish(self) -> Result<(), WriteError> {
        self.log.map_or(Ok(()), Writing::finish)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_takes_its_name_when_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/a.txt");
        let output = Output::File(path.clone());
        let mut writing = Writing::start(&output).unwrap();
        writing.write(b"x").unwrap();
        assert!(!path.exists());
        drop(writing);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
        let mut writing = Writing::start(&output).unwrap();
        writing.write(b"xyz").unwrap();
        writing.take_back(1).unwrap();
        writing.write(b"!").unwrap();
        writing.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"x!");
    }
}
