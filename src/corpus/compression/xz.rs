//! XZ.

use std::io::{Error, Write};

use liblzma::stream::{Check, Filters, LzmaOptions, Stream};

use super::Codec;

/// The preset `xz` uses if not told otherwise.
const PRESET: u32 = 6;
/// Bytes of the dictionary. Streams are about a megabyte, so the preset's 8 MiB (94 MB in
/// all while compressing) would be memory for nothing.
const DICTIONARY: u32 = 1 << 20;

pub(super) const CODEC: Codec = Codec {
    name: "xz",
    extension: "xz",
    is: |head| head.starts_with(&[0xFD, b'7', b'z', b'X', b'Z', 0]),
    decoder: |bytes| Ok(Box::new(liblzma::read::XzDecoder::new_multi_decoder(bytes))),
    encode: |bytes, out| {
        let mut options = LzmaOptions::new_preset(PRESET).map_err(Error::from)?;
        options.dict_size(DICTIONARY);
        let mut filters = Filters::new();
        filters.lzma2(&options);
        let stream = Stream::new_stream_encoder(&filters, Check::Crc64).map_err(Error::from)?;
        let mut encoder = liblzma::write::XzEncoder::new_stream(out, stream);
        encoder.write_all(bytes)?;
        encoder.finish().map(|_| ())
    },
};
