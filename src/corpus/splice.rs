//! Edits of a document's text, carried out on the bytes the text was read from.
//!
//! What stays keeps its own bytes, whatever the encoding or the escapes; only replacements
//! are spelled anew.

use std::ops::Range;

use encoding_rs::Encoding;

use super::json;
use super::removal::{Origin, Removal};
use super::statistics::Statistics;
use crate::engine::Edit;
use crate::text::offsets::OffsetMap;

/// How bytes spell text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spelling {
    /// The content of a JSON string literal.
    Json,
    /// Text in an encoding.
    Encoded(&'static Encoding),
}

/// A document as bytes and as text.
pub(crate) struct Spelled<'a> {
    pub raw: &'a [u8],
    pub text: &'a str,
    /// From `text` (view) to `raw` (source).
    pub map: &'a OffsetMap,
    pub spelling: Spelling,
    pub origin: Origin<'a>,
}

/// Appends the document's bytes with the edits made to `out`, and a line for each edit to
/// `log`. Edits that cannot be made exactly are left out: a replacement that the encoding
/// cannot spell, a cut that would join two halves of a surrogate pair to a new character.
pub(crate) fn splice(
    document: &Spelled<'_>,
    edits: &[Edit],
    out: &mut Vec<u8>,
    mut log: Option<&mut Vec<u8>>,
    statistics: &mut Statistics,
) {
    let mut state = Splicer {
        document,
        kept_to: 0,
        counted: (0, 0),
        after_high: false,
        out,
    };
    for edit in edits {
        let Some(removed) = document.text.get(edit.span.clone()) else {
            debug_assert!(false, "an edit cuts a character: {edit:?}");
            continue;
        };
        let Some((source, replacement)) = state.make(edit) else {
            continue;
        };
        let chars = state.chars(&edit.span, removed);
        statistics.edit(edit, chars.len());
        let Some(log) = log.as_deref_mut() else {
            continue;
        };
        let raw = document.raw.get(source.clone()).unwrap_or_default();
        let plain = document.spelling.plain(removed);
        let plain_replacement = document.spelling.plain(&edit.replacement);
        let removal = Removal {
            origin: document.origin,
            edit,
            bytes: match document.spelling {
                Spelling::Json => edit.span.clone(),
                Spelling::Encoded(_) => source,
            },
            chars,
            text: removed,
            source: (plain != raw).then_some(raw),
            replacement_source: (plain_replacement != replacement)
                .then_some(replacement.as_slice()),
        };
        removal.write(log);
    }
    let rest = document.raw.get(state.kept_to..).unwrap_or_default();
    state.out.extend_from_slice(rest);
}

struct Splicer<'a> {
    document: &'a Spelled<'a>,
    /// Byte of `raw` up to which everything is done.
    kept_to: usize,
    /// Byte of the text up to which characters are counted, and how many.
    counted: (usize, usize),
    /// Whether the output so far ends in a high surrogate that stands alone.
    after_high: bool,
    out: &'a mut Vec<u8>,
}

impl Splicer<'_> {
    /// Makes one edit; the bytes that went and those that came, or `None` if it was left out.
    fn make(&mut self, edit: &Edit) -> Option<(Range<usize>, Vec<u8>)> {
        let Spelled { raw, text, map, .. } = *self.document;
        let source = if map.is_identity() {
            edit.span.clone()
        } else {
            map.source_range(edit.span.clone())
        };
        let kept = raw.get(self.kept_to..source.start)?;
        let following = raw.get(source.end..)?;
        let replacement = self.document.spelling.encode(&edit.replacement)?;
        let mut after_high = self.after_high;
        if matches!(self.document.spelling, Spelling::Json) {
            if !kept.is_empty() {
                after_high = json::lone_high_ends(kept, text.get(..edit.span.start)?);
            }
            if !replacement.is_empty() {
                after_high = false;
            }
            if after_high && json::low_starts(following) {
                return None;
            }
        }
        self.after_high = after_high;
        self.out.extend_from_slice(kept);
        self.out.extend_from_slice(&replacement);
        self.kept_to = source.end;
        Some((source, replacement))
    }

    /// The span of an edit in characters.
    fn chars(&mut self, span: &Range<usize>, removed: &str) -> Range<usize> {
        let (byte, char) = self.counted;
        let between = self.document.text.get(byte..span.start).unwrap_or_default();
        let start = char + between.chars().count();
        let end = start + removed.chars().count();
        self.counted = (span.end, end);
        start..end
    }
}

impl Spelling {
    /// The plain spelling of a string in the removal log.
    pub(crate) fn plain(self, text: &str) -> Vec<u8> {
        match self {
            Spelling::Json => plain_json(text),
            Spelling::Encoded(_) => plain_text(text),
        }
    }

    /// The bytes that spell a replacement; `None` if the encoding has no bytes for it.
    fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Spelling::Json => Some(plain_json(text)),
            Spelling::Encoded(encoding) if encoding == encoding_rs::UTF_16LE => {
                Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect())
            }
            Spelling::Encoded(encoding) if encoding == encoding_rs::UTF_16BE => {
                Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect())
            }
            Spelling::Encoded(encoding) => {
                let (bytes, _, unmappable) = encoding.encode(text);
                (!unmappable).then(|| bytes.into_owned())
            }
        }
    }
}

/// The plain spelling in JSONL.
pub(crate) fn plain_json(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    json::escape_into(text, &mut out);
    out
}

/// The plain spelling in a text file.
pub(crate) fn plain_text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Action;

    fn cut(span: Range<usize>, replacement: &str) -> Edit {
        Edit {
            line: 1,
            span,
            replacement: replacement.to_owned(),
            action: Action::Repair,
            label: None,
            score: 0.0,
            reasons: Vec::new(),
        }
    }

    fn spliced(raw: &str, edits: &[Edit]) -> (String, usize) {
        let (mut buffer, mut map) = (String::new(), OffsetMap::default());
        let text = json::unescape(raw, &mut buffer, &mut map);
        let document = Spelled {
            raw: raw.as_bytes(),
            text,
            map: &map,
            spelling: Spelling::Json,
            origin: Origin {
                file: "a.jsonl",
                record: 1,
                doc: None,
                url: None,
            },
        };
        let (mut out, mut log) = (Vec::new(), Vec::new());
        let mut statistics = Statistics::default();
        splice(&document, edits, &mut out, Some(&mut log), &mut statistics);
        let lines = log.iter().filter(|&&byte| byte == b'\n').count();
        (String::from_utf8(out).unwrap(), lines)
    }

    #[test]
    fn kept_parts_keep_their_spelling() {
        assert_eq!(
            spliced(r"\u0061xb\n", &[cut(1..2, "\"")]).0,
            r#"\u0061\"b\n"#
        );
        assert_eq!(spliced(r"\n\n字", &[cut(0..1, ""), cut(2..5, "")]).0, r"\n");
    }

    #[test]
    fn halves_of_a_surrogate_pair_are_not_joined() {
        let raw = r"\ud83dxy\ude00";
        assert_eq!(spliced(raw, &[cut(3..5, "")]), (raw.to_owned(), 0));
        let (out, lines) = spliced(raw, &[cut(3..4, ""), cut(4..5, "")]);
        assert_eq!((out.as_str(), lines), (r"\ud83dy\ude00", 1));
        assert_eq!(spliced(raw, &[cut(3..5, "-")]).0, r"\ud83d-\ude00");
    }

    #[test]
    fn utf_16_replacements_are_encoded() {
        let spelling = Spelling::Encoded(encoding_rs::UTF_16LE);
        assert_eq!(spelling.encode("a字"), Some(vec![0x61, 0, 0x57, 0x5B]));
        assert_eq!(Spelling::Encoded(encoding_rs::BIG5).encode("😀"), None);
    }
}
