//! Hit logs, read in stretches of whole lines.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of a stretch; large enough that handing it to a thread costs nothing.
const STRETCH: usize = 1 << 20;
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Why a hit log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum HitLogError {
    /// The file could not be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line is no record of a hit log.
    #[error("{}: not a hit log: {source} in `{start}`", path.display())]
    Format {
        /// Which file.
        path: PathBuf,
        /// The start of the line.
        start: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// It is no text.
    #[error("{}: not a hit log: it is not UTF-8", .0.display())]
    Encoding(PathBuf),
    /// A log has no end.
    #[error("{}: the log ends without its counts; the run that wrote it did not finish", .0.display())]
    Incomplete(PathBuf),
}

/// The stretches of a log, in order.
pub(super) struct Stretches {
    source: Box<dyn Read + Send>,
    carry: Vec<u8>,
    done: bool,
}

impl Stretches {
    /// Opens a log, zstd or plain by its first bytes; `-` is standard input.
    pub(super) fn open(path: &Path) -> io::Result<Stretches> {
        let file: Box<dyn Read + Send> = if path.as_os_str() == "-" {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path)?)
        };
        let mut file = BufReader::with_capacity(STRETCH, file);
        let source: Box<dyn Read + Send> = if file.fill_buf()?.starts_with(&ZSTD) {
            Box::new(zstd::Decoder::with_buffer(file)?)
        } else {
            Box::new(file)
        };
        Ok(Stretches {
            source,
            carry: Vec::new(),
            done: false,
        })
    }
}

impl Iterator for Stretches {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut stretch = std::mem::take(&mut self.carry);
        while !self.done {
            let mut part = (&mut self.source).take(STRETCH as u64);
            match part.read_to_end(&mut stretch) {
                Ok(0) => self.done = true,
                Ok(_) => {}
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
            if let Some(end) = memchr::memrchr(b'\n', &stretch) {
                self.carry = stretch.split_off(end + 1);
                return Some(Ok(stretch));
            }
        }
        (!stretch.is_empty()).then_some(Ok(stretch))
    }
}
