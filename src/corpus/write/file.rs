//! Files being written: under another name until they are complete.

use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use super::object::ObjectWriting;
use crate::corpus::plan::Output;

/// What a file is called until it is complete: its name with this at the end.
pub const PARTIAL_SUFFIX: &str = ".despam-partial";

/// Why a run had to stop.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file cannot be written.
    #[error("cannot write {path}: {error}; stopped, complete files stay")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
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

/// A file or standard output being written. Dropped before it is complete, the file goes,
/// unless a checkpoint tells of it.
pub(crate) enum Writing {
    Nowhere,
    Stdout(io::Stdout),
    File(Partial),
    Object(ObjectWriting),
}

/// A file that is not complete.
pub(crate) struct Partial {
    file: File,
    path: PathBuf,
    partial: PathBuf,
    /// Whether it stays if it is dropped.
    stays: bool,
}

impl Writing {
    /// Starts an output, with the folders it lies in. If it `stays`, it is there to be
    /// continued should the run break off.
    pub(crate) fn start(output: &Output, stays: bool) -> Result<Writing, WriteError> {
        let path = match output {
            Output::File(path) => path,
            Output::Object(object) => return ObjectWriting::start(object).map(Writing::Object),
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
        Ok(Writing::File(Partial {
            file,
            path: path.clone(),
            partial,
            stays,
        }))
    }

    /// Starts an output like [`Writing::start`], of which something may be taken back.
    pub(crate) fn start_revocable(output: &Output, stays: bool) -> Result<Writing, WriteError> {
        match output {
            Output::Object(object) => ObjectWriting::start_aside(object).map(Writing::Object),
            _ => Writing::start(output, stays),
        }
    }

    /// Continues an output after so many bytes; what follows them is cut off.
    pub(crate) fn resume(output: &Output, length: u64) -> Result<Writing, WriteError> {
        let Output::File(path) = output else {
            return Writing::start(output, true);
        };
        let partial = partial_name(path);
        let open = || {
            if !partial.exists() {
                // It was completed after the checkpoint.
                fs::rename(path, &partial)?;
            }
            let mut file = fs::OpenOptions::new().write(true).open(&partial)?;
            if file.metadata()?.len() < length {
                let what = "it is shorter than its checkpoint says; run again without --resume";
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
            file.set_len(length)?;
            file.seek(io::SeekFrom::Start(length))?;
            Ok(file)
        };
        let file = open().map_err(|source| file_error(&partial, source))?;
        Ok(Writing::File(Partial {
            file,
            path: path.clone(),
            partial,
            stays: true,
        }))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        match self {
            Writing::Nowhere => Ok(()),
            Writing::Stdout(stdout) => stdout.write_all(bytes).map_err(WriteError::Stdout),
            Writing::File(partial) => {
                let written = partial.file.write_all(bytes);
                written.map_err(|source| file_error(&partial.path, source))
            }
            Writing::Object(object) => {
                let written = object.write_all(bytes);
                written.map_err(|source| file_error(object.address(), source))
            }
        }
    }

    /// Another handle to write to, for those who know nothing of names; `None` for nowhere.
    pub(crate) fn handle(&self) -> Result<Option<Box<dyn Write + Send>>, WriteError> {
        match self {
            Writing::Nowhere => Ok(None),
            Writing::Stdout(_) => Ok(Some(Box::new(io::stdout()))),
            Writing::File(partial) => match partial.file.try_clone() {
                Ok(file) => Ok(Some(Box::new(file))),
                Err(source) => Err(file_error(&partial.path, source)),
            },
            Writing::Object(object) => Ok(Some(Box::new(object.clone()))),
        }
    }

    /// What went wrong with [`Writing::handle`], as an error of this output.
    pub(crate) fn error(&self, source: io::Error) -> WriteError {
        match self {
            Writing::Nowhere | Writing::Stdout(_) => WriteError::Stdout(source),
            Writing::File(partial) => file_error(&partial.path, source),
            Writing::Object(object) => file_error(object.address(), source),
        }
    }

    /// Gives the file its final name.
    pub(crate) fn finish(mut self) -> Result<(), WriteError> {
        match &mut self {
            Writing::Nowhere => Ok(()),
            Writing::Stdout(stdout) => stdout.flush().map_err(WriteError::Stdout),
            Writing::File(partial) => {
                let renamed = fs::rename(&partial.partial, &partial.path);
                partial.stays |= renamed.is_ok();
                renamed.map_err(|source| file_error(&partial.path, source))
            }
            Writing::Object(object) => {
                let finished = object.finish();
                finished.map_err(|source| file_error(object.address(), source))
            }
        }
    }

    /// Gives it up.
    pub(crate) fn discard(mut self) {
        if let Writing::File(partial) = &mut self {
            partial.stays = false;
        }
    }

    /// Bytes written so far, for [`Writing::take_back`].
    pub(crate) fn position(&mut self) -> Result<u64, WriteError> {
        match self {
            Writing::Nowhere | Writing::Stdout(_) => Ok(0),
            Writing::File(partial) => {
                let position = partial.file.stream_position();
                position.map_err(|source| file_error(&partial.path, source))
            }
            Writing::Object(object) => {
                let position = object.position();
                position.map_err(|source| file_error(object.address(), source))
            }
        }
    }

    /// Sees to it that what is written outlives a power cut.
    pub(crate) fn sync(&self) -> Result<(), WriteError> {
        match self {
            Writing::Nowhere | Writing::Stdout(_) | Writing::Object(_) => Ok(()),
            Writing::File(partial) => {
                let synced = partial.file.sync_data();
                synced.map_err(|source| file_error(&partial.path, source))
            }
        }
    }

    /// Takes back what was written after a position. Standard output keeps what it has.
    pub(crate) fn take_back(&mut self, position: u64) -> Result<(), WriteError> {
        match self {
            Writing::Nowhere | Writing::Stdout(_) => Ok(()),
            Writing::File(partial) => (partial.file)
                .set_len(position)
                .and_then(|()| partial.file.seek(io::SeekFrom::Start(position)))
                .map(|_| ())
                .map_err(|source| file_error(&partial.path, source)),
            Writing::Object(object) => {
                (object.take_back(position)).map_err(|source| file_error(object.address(), source))
            }
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.stays {
            // Nobody is left to tell if this fails.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

pub(super) fn file_error(path: &Path, error: io::Error) -> WriteError {
    WriteError::File {
        path: path.to_owned(),
        error,
    }
}

fn partial_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(PARTIAL_SUFFIX);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_takes_its_name_when_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/a.txt");
        let output = Output::File(path.clone());
        let mut writing = Writing::start(&output, false).unwrap();
        writing.write(b"x").unwrap();
        assert!(!path.exists());
        drop(writing);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
        let mut writing = Writing::start(&output, true).unwrap();
        writing.write(b"xyz").unwrap();
        writing.take_back(2).unwrap();
        drop(writing);
        assert!(Writing::resume(&output, 3).is_err());
        let mut writing = Writing::resume(&output, 1).unwrap();
        writing.write(b"!").unwrap();
        writing.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"x!");
        let writing = Writing::resume(&output, 1).unwrap();
        writing.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"x");
    }
}
