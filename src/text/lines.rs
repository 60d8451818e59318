//! Lines of a text with byte and character offsets.

use std::ops::Range;

/// One line of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Bytes of the line in the text, without its terminator.
    pub content: Range<usize>,
    /// Byte after the line's terminator (LF, CRLF, CR or none at the end).
    pub end: usize,
}

/// Splits a text at LF, CRLF and CR. A text that ends with a terminator has no
/// empty last line; an empty text has no lines.
pub fn split_into(text: &str, lines: &mut Vec<Line>) {
    lines.clear();
    let bytes = text.as_bytes();
    let mut start = 0;
    // A CRLF is met twice: at its CR, which ends the line, and at its LF, which is skipped.
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        if at < start {
            continue;
        }
        let is_pair = bytes.get(at..at + 2) == Some(b"\r\n");
        let end = at + 1 + usize::from(is_pair);
        lines.push(Line {
            content: start..at,
            end,
        });
        start = end;
    }
    if start < bytes.len() {
        lines.push(Line {
            content: start..bytes.len(),
            end: bytes.len(),
        });
    }
}

/// Number of characters (code points). Counts the bytes that are no continuation bytes,
/// which the compiler does many at a time.
pub fn count_chars(text: &str) -> usize {
    text.chars().count()
}

/// The first characters of a text, at most so many.
pub fn first_chars(text: &str, count: usize) -> &str {
    if text.len() <= count {
        return text;
    }
    let end = text.char_indices().nth(count);
    let first = end.and_then(|(end, _)| text.get(..end));
    first.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<(&str, usize)> {
        let mut lines = Vec::new();
        split_into(text, &mut lines);
        lines
            .into_iter()
            .map(|line| (&text[line.content], line.end))
            .collect()
    }

    #[test]
    fn terminators() {
        assert_eq!(split(""), []);
        assert_eq!(split("a"), [("a", 1)]);
        assert_eq!(split("a\n"), [("a", 2)]);
        assert_eq!(split("\n"), [("", 1)]);
        assert_eq!(
            split("a\r\nb\rc\n\nd"),
            [("a", 3), ("b", 5), ("c", 7), ("", 8), ("d", 9)]
        );
        assert_eq!(split("\r\r\n\n\r"), [("", 1), ("", 3), ("", 4), ("", 5)]);
        assert_eq!(
            split("一\u{2028}二\u{85}三"),
            [("一\u{2028}二\u{85}三", 14)]
        );
    }

    #[test]
    fn characters() {
        assert_eq!(count_chars("aé中😀"), 4);
    }

    proptest! {
        #[test]
        fn lines_tile_the_text(text in "([a中]|\r|\n|\r\n){0,40}") {
            let mut lines = Vec::new();
            split_into(&text, &mut lines);
            let mut at = 0;
            for line in &lines {
                prop_assert_eq!(line.content.start, at);
                prop_assert!(!text[line.content.clone()].contains(['\r', '\n']));
                let terminator = &text[line.content.end..line.end];
                prop_assert!(["\n", "\r\n", "\r", ""].contains(&terminator));
                at = line.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
