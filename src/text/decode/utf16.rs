//! UTF-16 of both byte orders.

use super::map::Writer;
use crate::text::offsets::OffsetMap;

/// Decodes UTF-16; a lone surrogate is one damage, an odd last byte is another.
pub(super) fn decode(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, OffsetMap, usize) {
    let mut writer = Writer::new(bytes.len());
    let (pairs, odd) = bytes.as_chunks::<2>();
    for c in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        match c {
            Ok(c) => writer.sequence(c.encode_utf8(&mut [0; 4]), 2 * c.len_utf16()),
            Err(_) => writer.damage(2),
        }
    }
    if !odd.is_empty() {
        writer.damage(odd.len());
    }
    writer.finish()
}
