//! Zstandard, RFC 8878.

use std::io::Read;

use super::Codec;

/// The level `zstd` uses if not told otherwise.
const LEVEL: i32 = 3;
/// Base-2 logarithm of the largest window that is taken, 128 MiB as in `zstd`: more memory
/// than that is asked for only by files made to need it.
const WINDOW_LOG: u32 = 27;

pub(super) const CODEC: Codec = Codec {
    name: "zstd",
    extension: "zst",
    is: |head| {
        let is_skippable = matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..]);
        head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) || is_skippable
    },
    decoder: |bytes| {
        let mut decoder = zstd::Decoder::new(bytes)?;
        decoder.window_log_max(WINDOW_LOG)?;
        let bytes: Box<dyn Read + Send> = Box::new(decoder);
        Ok(bytes)
    },
    encode: |bytes, out| {
        let mut encoder = zstd::Encoder::new(&mut *out, LEVEL)?;
        encoder.include_checksum(true)?;
        encoder.set_pledged_src_size(Some(bytes.len() as u64))?;
        std::io::Write::write_all(&mut encoder, bytes)?;
        encoder.finish().map(|_| ())
    },
};
