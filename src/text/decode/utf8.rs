//! UTF-8 with damage.

use super::map::Writer;
use crate::text::offsets::OffsetMap;

/// Decodes UTF-8; every longest invalid sequence (by the WHATWG standard) is one damage.
pub(super) fn decode(bytes: &[u8]) -> (String, OffsetMap, usize) {
    let mut writer = Writer::new(bytes.len());
    for chunk in bytes.utf8_chunks() {
        writer.same(chunk.valid());
        if !chunk.invalid().is_empty() {
            writer.damage(chunk.invalid().len());
        }
    }
    writer.finish()
}
