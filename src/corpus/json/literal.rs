//! String literals: from the raw content between the quotes to text, and back.
//!
//! All functions take content that [`super::scan`] has already found to be valid.

use memchr::memchr;

use crate::text::offsets::{OffsetMap, Piece};

/// One escape sequence: what it stands for and how many bytes it takes.
struct Escape {
    value: char,
    len: usize,
}

/// Unescapes a literal's content. Without a backslash the content itself is the text;
/// otherwise the text is built in `buffer`. `map` leads from the text (view) to `raw`
/// (source); every escape is one piece, a surrogate that stands alone becomes U+FFFD.
pub(crate) fn unescape<'a>(raw: &'a str, buffer: &'a mut String, map: &mut OffsetMap) -> &'a str {
    map.clear();
    let bytes = raw.as_bytes();
    let mut next = memchr(b'\\', bytes);
    if next.is_none() {
        return raw;
    }
    buffer.clear();
    buffer.reserve(raw.len());
    let mut from = 0;
    while let Some(at) = next {
        buffer.push_str(raw.get(from..at).unwrap_or_default());
        let escape = read_escape(bytes, at);
        map.push(Piece {
            view: buffer.len(),
            view_len: escape.value.len_utf8(),
            source: at,
            source_len: escape.len,
        });
        buffer.push(escape.value);
        from = at + escape.len;
        next = bytes
            .get(from..)
            .and_then(|rest| memchr(b'\\', rest))
            .map(|n| from + n);
    }
    buffer.push_str(raw.get(from..).unwrap_or_default());
    buffer
}

/// The byte offset in `raw` that lies `view` text bytes after the offset `at`, which has to
/// be the start of a character or an escape. `None` if that is past the end or inside a
/// character.
pub(crate) fn advance(raw: &str, mut at: usize, view: usize) -> Option<usize> {
    let bytes = raw.as_bytes();
    let mut left = view;
    loop {
        let rest = bytes.get(at..)?;
        let run = memchr(b'\\', rest).unwrap_or(rest.len());
        if left <= run {
            return Some(at + left).filter(|&end| raw.is_char_boundary(end));
        }
        left -= run;
        at += run;
        if at >= bytes.len() {
            return None;
        }
        let escape = read_escape(bytes, at);
        left = left.checked_sub(escape.value.len_utf8())?;
        at += escape.len;
    }
}

/// Appends `text` as literal content with the fewest escapes JSON allows, spelled as
/// `serde_json` spells them.
pub(crate) fn escape_into(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.extend_from_slice(bytes.get(from..at).unwrap_or_default());
        from = at + 1;
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0C => out.extend_from_slice(b"\\f"),
            _ => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
}

/// Whether literal content `raw`, whose text is `text`, ends in the escape of a high
/// surrogate that stands alone.
pub(crate) fn lone_high_ends(raw: &[u8], text: &str) -> bool {
    text.ends_with('\u{FFFD}')
        && raw
            .len()
            .checked_sub(6)
            .and_then(|at| unit(raw, at))
            .is_some_and(|unit| (0xD800..0xDC00).contains(&unit))
}

/// Whether literal content starts with the escape of a low surrogate.
pub(crate) fn low_starts(raw: &[u8]) -> bool {
    unit(raw, 0).is_some_and(|unit| (0xDC00..0xE000).contains(&unit))
}

/// The UTF-16 unit of the `\uXXXX` escape at a byte offset.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let [b'\\', b'u', digits @ ..] = bytes.get(at..at + 6)? else {
        return None;
    };
    let mut unit = 0;
    for &digit in digits {
        unit = unit * 16 + char::from(digit).to_digit(16)?;
    }
    Some(unit)
}

/// Reads the escape whose backslash stands at a byte offset.
fn read_escape(bytes: &[u8], at: usize) -> Escape {
    let value = match bytes.get(at + 1) {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{C}',
        Some(b'u') => return read_unicode(bytes, at),
        Some(&byte) => char::from(byte),
        None => char::REPLACEMENT_CHARACTER,
    };
    Escape { value, len: 2 }
}

/// Reads a `\uXXXX` escape, or two that form a surrogate pair.
fn read_unicode(bytes: &[u8], at: usize) -> Escape {
    let high = unit(bytes, at).unwrap_or(0xFFFD);
    if let Some(value) = char::from_u32(high) {
        return Escape { value, len: 6 };
    }
    let low = unit(bytes, at + 6).filter(|low| (0xDC00..0xE000).contains(low));
    let pair = match low {
        Some(low) if high < 0xDC00 => {
            char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        }
        _ => None,
    };
    match pair {
        Some(value) => Escape { value, len: 12 },
        None => Escape {
            value: char::REPLACEMENT_CHARACTER,
            len: 6,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> String {
        unescape(raw, &mut String::new(), &mut OffsetMap::default()).to_owned()
    }

    #[test]
    fn escapes_become_characters() {
        for (raw, expected) in [
            ("plain 字", "plain 字"),
            (r#"a\n\"\\\/\t\r\b\f"#, "a\n\"\\/\t\r\u{8}\u{C}"),
            (r"\u5206\u4EAB", "分享"),
            (r"\ud83d\ude00!", "😀!"),
            (r"\ud83d!", "\u{FFFD}!"),
            (r"\ude00\ud83d", "\u{FFFD}\u{FFFD}"),
            (r"\ud83d\ud83d\ude00", "\u{FFFD}😀"),
            (r"\u0000", "\0"),
        ] {
            assert_eq!(text(raw), expected, "{raw}");
        }
    }

    #[test]
    fn escaping_is_that_of_serde_json() {
        let all: String = (0..0x300u32).filter_map(char::from_u32).collect();
        let mut out = b"\"".to_vec();
        escape_into(&all, &mut out);
        out.push(b'"');
        assert_eq!(out, serde_json::to_vec(&all).unwrap());
    }

    #[test]
    fn advancing_counts_text_bytes() {
        let raw = r"a\n字\ud83d\ude00z";
        let ends: Vec<_> = (0..=10).map(|view| advance(raw, 0, view)).collect();
        let s = Some;
        assert_eq!(
            ends,
            [
                s(0),
                s(1),
                s(3),
                None,
                None,
                s(6),
                None,
                None,
                None,
                s(18),
                s(19)
            ]
        );
        assert_eq!(advance(raw, 0, 11), None);
        assert_eq!(advance("", 0, 0), Some(0));
    }

    #[test]
    fn a_backslash_before_u_is_no_surrogate() {
        assert!(lone_high_ends(br"x\ud800", "x\u{FFFD}"));
        assert!(!lone_high_ends(br"x\\ud800", r"x\ud800"));
        assert!(low_starts(br"\udc00") && !low_starts(br"\ud800"));
    }
}
