//! Gzip, RFC 1952.

use std::io::{BufRead, BufReader, Read, Write};

use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use super::Codec;

/// The level `gzip` and `pigz` use if not told otherwise.
const LEVEL: u32 = 6;

pub(super) const CODEC: Codec = Codec {
    name: "gzip",
    extension: "gz",
    is: |head| head.starts_with(&[0x1F, 0x8B, 8]),
    decoder: |bytes| {
        Ok(Box::new(Members {
            member: Some(GzDecoder::new(BufReader::with_capacity(128 << 10, bytes))),
        }))
    },
    encode: |bytes, out| {
        let mut encoder = GzEncoder::new(out, flate2::Compression::new(LEVEL));
        encoder.write_all(bytes)?;
        encoder.finish().map(|_| ())
    },
};

/// All members of a file. Zero bytes after the last are padding, as `gzip` takes them
/// (tapes and block devices leave them); `MultiGzDecoder` would call them damage.
struct Members<R> {
    /// `None` after the last.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let more = skip_padding(member.get_mut())?;
            let source = self.member.take().map(GzDecoder::into_inner);
            self.member = source.filter(|_| more).map(GzDecoder::new);
        }
        Ok(0)
    }
}

/// Skips zero bytes; whether anything follows.
fn skip_padding(source: &mut impl BufRead) -> std::io::Result<bool> {
    loop {
        let bytes = source.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        if zeros < bytes.len() {
            source.consume(zeros);
            return Ok(true);
        }
        source.consume(zeros);
    }
}
