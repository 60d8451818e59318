//! Compression of files: one codec a file, told apart by the first bytes.
//!
//! All four codecs let compressed streams follow one another (members of gzip, frames of
//! zstd, streams of bzip2 and xz). Outputs make use of it: every stretch of a file is
//! compressed for itself, by the worker that cleaned it, so compression is done in parallel
//! and its result does not depend on the number of workers.

mod bzip2;
mod gzip;
mod xz;
mod zstd;

use std::io::{self, Read};
use std::path::Path;

/// A stream of bytes that may change threads.
pub(crate) type Bytes = Box<dyn Read + Send>;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// It is not.
    #[default]
    None,
    /// RFC 1952, of any number of members.
    Gzip,
    /// RFC 8878, of any number of frames.
    Zstd,
    /// Of any number of streams.
    Bzip2,
    /// Of any number of streams.
    Xz,
}

/// What is known of one kind of compression.
struct Codec {
    /// Its name in options.
    name: &'static str,
    /// Its extension, without the dot.
    extension: &'static str,
    /// Whether content that starts like this is compressed by it.
    is: fn(&[u8]) -> bool,
    /// Reads all streams of a file.
    decoder: fn(Bytes) -> io::Result<Bytes>,
    /// Appends one complete stream.
    encode: fn(&[u8], &mut Vec<u8>) -> io::Result<()>,
}

impl Compression {
    /// All kinds.
    pub const ALL: [Compression; 5] = [
        Compression::None,
        Compression::Gzip,
        Compression::Zstd,
        Compression::Bzip2,
        Compression::Xz,
    ];

    fn codec(self) -> Option<&'static Codec> {
        match self {
            Compression::None => None,
            Compression::Gzip => Some(&gzip::CODEC),
            Compression::Zstd => Some(&zstd::CODEC),
            Compression::Bzip2 => Some(&bzip2::CODEC),
            Compression::Xz => Some(&xz::CODEC),
        }
    }

    /// Its name in options and manifests.
    pub fn name(self) -> &'static str {
        self.codec().map_or("none", |codec| codec.name)
    }

    /// Its extension without the dot; `None` for none.
    pub fn extension(self) -> Option<&'static str> {
        self.codec().map(|codec| codec.extension)
    }

    /// The compression that a file's extension names.
    pub fn from_extension(path: &Path) -> Compression {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let Some(extension) = extension.map(str::to_ascii_lowercase) else {
            return Compression::None;
        };
        let is = |kind: &Compression| kind.extension() == Some(extension.as_str());
        Compression::ALL.into_iter().find(is).unwrap_or_default()
    }

    /// The compression of content by its first bytes (ten are enough).
    pub fn from_content(head: &[u8]) -> Compression {
        let is = |kind: &Compression| kind.codec().is_some_and(|codec| (codec.is)(head));
        Compression::ALL.into_iter().find(is).unwrap_or_default()
    }

    /// Reads what was compressed.
    pub(crate) fn decoder(self, bytes: Bytes) -> io::Result<Bytes> {
        match self.codec() {
            Some(codec) => (codec.decoder)(bytes),
            None => Ok(bytes),
        }
    }

    /// Appends bytes as one complete compressed stream.
    pub(crate) fn encode(self, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        match self.codec() {
            Some(codec) => (codec.encode)(bytes, out),
            None => {
                out.extend_from_slice(bytes);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_that_follow_one_another_are_read_as_one() {
        for kind in Compression::ALL {
            let mut file = Vec::new();
            for piece in ["分享到", "", "：微信"] {
                kind.encode(piece.as_bytes(), &mut file).unwrap();
            }
            assert_eq!(Compression::from_content(&file), kind);
            let source: Bytes = Box::new(io::Cursor::new(file.clone()));
            let mut text = String::new();
            let mut decoder = kind.decoder(source).unwrap();
            decoder.read_to_string(&mut text).unwrap();
            assert_eq!(text, "分享到：微信", "{}", kind.name());
            if kind == Compression::None {
                continue;
            }
            let cut: Bytes = Box::new(io::Cursor::new(file[..file.len() - 3].to_vec()));
            let mut decoder = kind.decoder(cut).unwrap();
            assert!(
                decoder.read_to_string(&mut text).is_err(),
                "{}",
                kind.name()
            );
        }
    }

    #[test]
    fn compression_is_recognised_by_name() {
        for (name, kind) in [
            ("a.txt.GZ", Compression::Gzip),
            ("a.zst", Compression::Zstd),
            ("a.txt", Compression::None),
            ("xz", Compression::None),
        ] {
            assert_eq!(Compression::from_extension(Path::new(name)), kind);
        }
    }
}
