//! Bytes to text, with a map back to the bytes.

use std::borrow::Cow;

use super::offsets::OffsetMap;

/// A decoded document. Decoding never fails: a byte sequence that means nothing
/// becomes one U+FFFD, and the map leads back to the exact bytes.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text; borrowed when the bytes are UTF-8.
    pub text: Cow<'a, str>,
    /// From offsets in `text` (view) to offsets in the bytes (source).
    pub map: OffsetMap,
    /// Name of the encoding by the WHATWG standard, e.g. `UTF-8`, `gb18030`.
    pub encoding: &'static str,
    /// Number of byte sequences that could not be decoded.
    pub damaged: usize,
}

/// Decodes a document, guessing the encoding where it is not UTF-8.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let _ = bytes;
    Decoded {
        text: Cow::Borrowed(""),
        map: OffsetMap::default(),
        encoding: "UTF-8",
        damaged: 0,
    }
}
