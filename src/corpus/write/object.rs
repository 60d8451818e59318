//! Objects being written: sent part by part, or kept aside until nothing is taken back.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use super::file::{WriteError, file_error};
use crate::corpus::store::{Object, Upload};

/// Bytes that are sent at once of what was kept aside.
const PIECE: usize = 1 << 20;

/// An object that is not complete.
#[derive(Clone)]
pub(crate) struct ObjectWriting {
    address: PathBuf,
    place: Arc<Mutex<Place>>,
}

/// Where the bytes of an object are.
enum Place {
    /// On their way.
    Sent(Upload),
    /// In a file, as some of them may be taken back: parts that were sent cannot be.
    Aside(NamedTempFile, Upload),
    /// Complete or given up.
    Over,
}

impl ObjectWriting {
    /// Begins an object, which is sent as it is written.
    pub(super) fn start(object: &Object) -> Result<ObjectWriting, WriteError> {
        ObjectWriting::new(object, || Ok(Place::Sent(object.upload(false)?)))
    }

    /// Begins an object of which something may be taken back.
    pub(super) fn start_aside(object: &Object) -> Result<ObjectWriting, WriteError> {
        let place = || Ok(Place::Aside(NamedTempFile::new()?, object.upload(true)?));
        ObjectWriting::new(object, place)
    }

    fn new(
        object: &Object,
        place: impl FnOnce() -> io::Result<Place>,
    ) -> Result<ObjectWriting, WriteError> {
        let address = PathBuf::from(object.to_string());
        match place() {
            Ok(place) => Ok(ObjectWriting {
                address,
                place: Arc::new(Mutex::new(place)),
            }),
            Err(error) => Err(file_error(&address, error)),
        }
    }

    pub(super) fn address(&self) -> &Path {
        &self.address
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The object is there.
    pub(super) fn finish(&self) -> io::Result<()> {
        match std::mem::replace(&mut *self.place(), Place::Over) {
            Place::Over => Ok(()),
            Place::Sent(upload) => upload.finish(),
            Place::Aside(file, upload) => match send(file.as_file(), upload) {
                Ok(()) => Ok(()),
                Err(error) => Err(keep(file, error)),
            },
        }
    }

    /// Bytes written so far that can be taken back.
    pub(super) fn position(&self) -> io::Result<u64> {
        match &mut *self.place() {
            Place::Aside(file, _) => file.as_file_mut().stream_position(),
            Place::Sent(_) | Place::Over => Ok(0),
        }
    }

    /// Takes back what was written after a position.
    pub(super) fn take_back(&self, position: u64) -> io::Result<()> {
        match &mut *self.place() {
            Place::Aside(file, _) => {
                file.as_file().set_len(position)?;
                file.as_file_mut().seek(io::SeekFrom::Start(position))?;
                Ok(())
            }
            Place::Sent(_) | Place::Over => Ok(()),
        }
    }
}

impl Write for ObjectWriting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut *self.place() {
            Place::Sent(upload) => upload.write(bytes).map(|()| bytes.len()),
            Place::Aside(file, _) => file.write(bytes),
            Place::Over => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Sends what was kept aside.
fn send(mut file: &File, mut upload: Upload) -> io::Result<()> {
    file.rewind()?;
    let mut piece = Vec::with_capacity(PIECE);
    while file.take(PIECE as u64).read_to_end(&mut piece)? > 0 {
        upload.write(&piece)?;
        piece.clear();
    }
    upload.finish()
}

/// Leaves a file that could not be sent where it is, and says so.
fn keep(file: NamedTempFile, error: io::Error) -> io::Error {
    match file.keep() {
        Ok((_, path)) => {
            let path = path.display();
            io::Error::new(error.kind(), format!("{error}; it is kept in {path}"))
        }
        Err(_) => error,
    }
}
