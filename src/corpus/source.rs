//! Sources: the bytes of an input, decompressed, with its format settled.
//!
//! Compression and format are told from the first bytes; a name only helps where content
//! leaves it open (a text file may well start with `{`).

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::compression::{Bytes, Compression};
use super::format::Format;
use super::parquet::Table;
use super::plan::{Input, Job};

/// Bytes asked for at once.
pub(super) const READ_BYTES: u64 = 256 << 10;

/// An input that is ready to be read.
pub(super) struct Opened {
    /// How it holds documents.
    pub format: Format,
    /// How it is compressed.
    pub compression: Compression,
    /// What it holds.
    pub content: Content,
    /// What was read of it.
    pub tally: Arc<Tally>,
}

/// What an input holds.
pub(super) enum Content {
    /// Bytes in order, decompressed.
    Stream(Bytes),
    /// A table, which is read from its end.
    Table(Arc<Table>),
}

/// How much was read of an input as it lies on disk, and its hash.
#[derive(Debug, Default)]
pub(super) struct Tally {
    bytes: AtomicU64,
    hasher: Option<Mutex<blake3::Hasher>>,
}

impl Tally {
    fn new(hashing: bool) -> Tally {
        Tally {
            bytes: AtomicU64::new(0),
            hasher: hashing.then(|| Mutex::new(blake3::Hasher::new())),
        }
    }

    /// Bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// The BLAKE3 hash of what was read so far, in hexadecimal, if it is wanted.
    pub(super) fn hash(&self) -> Option<String> {
        let hasher = self.hasher.as_ref()?;
        let hasher = hasher.lock().unwrap_or_else(PoisonError::into_inner);
        Some(hasher.finalize().to_hex().to_string())
    }

    fn add(&self, bytes: &[u8]) {
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if let Some(hasher) = &self.hasher {
            let mut hasher = hasher.lock().unwrap_or_else(PoisonError::into_inner);
            hasher.update(bytes);
        }
    }
}

/// A stream that counts and hashes what passes.
struct Tallied<R> {
    inner: R,
    tally: Arc<Tally>,
}

impl<R: Read> Read for Tallied<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.tally.add(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// Opens a job's input. With `hashing` its bytes are hashed as they are read.
pub(super) fn open(job: &Job, hashing: bool) -> io::Result<Opened> {
    let inner = bytes(&job.input)?;
    let tally = Arc::new(Tally::new(hashing));
    let source = Box::new(Tallied {
        inner,
        tally: tally.clone(),
    });
    let (head, source) = peek(source)?;
    let compression = Compression::from_content(&head);
    let bytes: Bytes = Box::new(Cursor::new(head).chain(source));
    let (format, stream) = settle(compression.decoder(bytes)?, job)?;
    let content = match (format, &job.input) {
        (Format::Parquet, Input::File(path)) if compression == Compression::None => {
            let table = Table::open(path)?;
            if hashing {
                // A table is read here and there; its hash is of the file in order.
                io::copy(&mut { stream }, &mut io::sink())?;
            }
            Content::Table(Arc::new(table))
        }
        (Format::Parquet, _) => Content::Table(Arc::new(Table::spool(stream)?)),
        _ => Content::Stream(stream),
    };
    Ok(Opened {
        format,
        compression,
        content,
        tally,
    })
}

/// The bytes of an input as they lie there.
fn bytes(input: &Input) -> io::Result<Bytes> {
    match input {
        Input::Stdin => Ok(Box::new(io::stdin())),
        Input::File(path) => Ok(Box::new(File::open(path)?)),
        Input::Object(object) => object.open(),
    }
}

/// The format of a file that is not read yet; `None` if it cannot be told, or only by
/// reading standard input.
pub(super) fn format(job: &Job) -> Option<Format> {
    match job.input {
        Input::Stdin => None,
        _ => job.expected.settle(&head(&job.input).ok()?, true),
    }
}

/// The first decompressed bytes of an input.
pub(super) fn head(input: &Input) -> io::Result<Vec<u8>> {
    let (head, source) = peek(bytes(input)?)?;
    let compression = Compression::from_content(&head);
    let stream = compression.decoder(Box::new(Cursor::new(head).chain(source)))?;
    let mut head = Vec::new();
    // A cut-off file still has a beginning.
    let _ = stream.take(READ_BYTES).read_to_end(&mut head);
    Ok(head)
}

/// Reads up to [`READ_BYTES`] of a stream ahead.
fn peek(mut source: Bytes) -> io::Result<(Vec<u8>, Bytes)> {
    let mut head = Vec::new();
    (&mut source).take(READ_BYTES).read_to_end(&mut head)?;
    Ok((head, source))
}

/// Settles the format of decompressed content.
fn settle(mut source: Bytes, job: &Job) -> io::Result<(Format, Bytes)> {
    let mut head = Vec::new();
    loop {
        let read = (&mut source).take(READ_BYTES).read_to_end(&mut head)?;
        if let Some(format) = job.expected.settle(&head, read == 0) {
            return Ok((format, Box::new(Cursor::new(head).chain(source))));
        }
    }
}
