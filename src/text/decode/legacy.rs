//! Legacy encodings, walked sequence by sequence so that the map is exact.

use encoding_rs::Encoding;

use super::map::Writer;
use crate::text::offsets::OffsetMap;

/// Longest sequence of a legacy encoding, in bytes (gb18030).
const MAX_SEQUENCE: usize = 4;

/// Decodes a stateless encoding whose ASCII bytes, outside of sequences, are ASCII.
pub(super) fn decode(bytes: &[u8], encoding: &'static Encoding) -> (String, OffsetMap, usize) {
    let mut writer = Writer::new(bytes.len());
    let mut known = Known::new(encoding);
    while let Some(rest) = bytes.get(writer.source()..)
        && !rest.is_empty()
    {
        let ascii = rest.get(..Encoding::ascii_valid_up_to(rest));
        match ascii.map(std::str::from_utf8) {
            Some(Ok(text)) if !text.is_empty() => writer.same(text),
            _ => match known.sequence(rest) {
                Some((text, length)) => writer.sequence(text, length),
                None => writer.damage(1),
            },
        }
    }
    writer.finish()
}

/// Sequences repeat, and starting a decoder for each is slow: the last one for every value
/// of a small hash is remembered.
struct Known {
    encoding: &'static Encoding,
    slots: Vec<Slot>,
}

/// A sequence of at most two bytes (the second is 0 for one byte) and its text.
#[derive(Clone, Default)]
struct Slot {
    key: [u8; 2],
    text: String,
    length: usize,
}

impl Known {
    /// Two bytes of text: few sequences of one document share a slot.
    const SLOTS: usize = 1 << 13;

    fn new(encoding: &'static Encoding) -> Self {
        Self {
            encoding,
            slots: vec![Slot::default(); Self::SLOTS],
        }
    }

    /// The text of the shortest complete sequence at the start of some bytes, and its length.
    fn sequence(&mut self, rest: &[u8]) -> Option<(&str, usize)> {
        let single = self.encoding.is_single_byte();
        let key = match rest {
            [first, ..] if single => [*first, 0],
            [first, second, ..] => [*first, *second],
            [first] => [*first, 0],
            [] => return None,
        };
        let hash = usize::from(u16::from_be_bytes(key)) % Self::SLOTS;
        let slot = self.slots.get_mut(hash)?;
        if slot.key != key || slot.length == 0 || slot.length > rest.len() {
            let max = if single { 1 } else { MAX_SEQUENCE };
            let (text, length) = (1..=max.min(rest.len())).find_map(|length| {
                let bytes = rest.get(..length)?;
                let encoding = self.encoding;
                let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
                (!text.is_empty()).then_some((text, length))
            })?;
            // The key does not hold the third byte and the fourth.
            let key = if length <= 2 { key } else { [0, 0] };
            *slot = Slot {
                key,
                text: text.into_owned(),
                length,
            };
        }
        Some((&slot.text, slot.length))
    }
}
