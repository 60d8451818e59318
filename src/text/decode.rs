//! Bytes to text, with a map back to the bytes.
//!
//! Order of the guesses: valid UTF-8; UTF-16 by its byte order mark or by its zero bytes;
//! UTF-8 with a little damage; then a detector of legacy encodings. A byte order mark stays
//! in the text as U+FEFF (folding removes it), so that every byte has its place.

mod guess;
mod legacy;
mod map;
#[cfg(test)]
mod tests;
mod utf16;
mod utf8;

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};

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

/// Share of control characters and undecodable sequences above which a text with NUL is
/// none: one in so many characters (3.3…: 30 %).
const BINARY_SHARE: (usize, usize) = (3, 10);

impl Decoded<'_> {
    /// The bytes of the document that a range of `text` was decoded from.
    pub fn source(&self, text: Range<usize>) -> Range<usize> {
        self.map.source_range(text)
    }

    /// Whether the document is no text: it has NUL characters, and more than 30 % of its
    /// characters are control characters (other than white space) or undecodable. A document
    /// without NUL is binary only if 30 % of its characters are undecodable.
    pub fn is_binary(&self) -> bool {
        let (mut all, mut bad, mut nul) = (0_usize, 0_usize, false);
        for c in self.text.chars() {
            all += 1;
            nul |= c == '\0';
            bad += usize::from(c.is_control() && !c.is_whitespace());
        }
        let (share, of) = BINARY_SHARE;
        let over = |count: usize| count * of > all * share;
        (nul && over(bad + self.damaged)) || over(self.damaged)
    }
}

/// Decodes a document, guessing the encoding where it is not UTF-8.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let is_utf16 = guess::utf16(bytes);
    if is_utf16.is_none()
        && let Ok(text) = simdutf8::basic::from_utf8(bytes)
    {
        return Decoded {
            text: Cow::Borrowed(text),
            map: OffsetMap::default(),
            encoding: UTF_8.name(),
            damaged: 0,
        };
    }
    let encoding = is_utf16.unwrap_or_else(|| guess::legacy(bytes));
    let (text, map, damaged) = if encoding == UTF_16LE {
        utf16::decode(bytes, u16::from_le_bytes)
    } else if encoding == UTF_16BE {
        utf16::decode(bytes, u16::from_be_bytes)
    } else if encoding == UTF_8 {
        utf8::decode(bytes)
    } else {
        legacy::decode(bytes, encoding)
    };
    Decoded {
        text: Cow::Owned(text),
        map,
        encoding: encoding.name(),
        damaged,
    }
}
