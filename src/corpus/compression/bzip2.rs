//! Bzip2.

use std::io::Write;

use super::Codec;

pub(super) const CODEC: Codec = Codec {
    name: "bzip2",
    extension: "bz2",
    is: |head| {
        // Text may start with `BZh9`, so the mark of the first block counts as well:
        // the digits of pi, or of its root in an empty file.
        let block = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
        let end = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
        match head {
            [b'B', b'Z', b'h', b'1'..=b'9', mark @ ..] => {
                mark.starts_with(&block) || mark.starts_with(&end)
            }
            _ => false,
        }
    },
    decoder: |bytes| Ok(Box::new(bzip2::read::MultiBzDecoder::new(bytes))),
    encode: |bytes, out| {
        let mut encoder = bzip2::write::BzEncoder::new(out, bzip2::Compression::best());
        encoder.write_all(bytes)?;
        encoder.finish().map(|_| ())
    },
};
