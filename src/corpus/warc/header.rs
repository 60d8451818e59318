//! Headers of WARC records: read where needed, rewritten where a value changes.

use super::digest::digest;

/// What the old value of a field is called after a record was cleaned.
const OLD: &str = "WARC-Despam-";
/// Fields whose values follow from the block.
const DERIVED: [&str; 3] = ["Content-Length", "WARC-Block-Digest", "WARC-Payload-Digest"];

/// A header with the empty line at its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header<'b> {
    bytes: &'b [u8],
}

/// A line of a header, with its end.
struct Line<'b> {
    /// Up to where the value starts.
    before: &'b [u8],
    name: &'b [u8],
    value: &'b [u8],
    /// What follows the value: white space and the line's end.
    after: &'b [u8],
}

impl<'b> Header<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Header<'b> {
        Header { bytes }
    }

    pub(crate) fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    fn lines(&self) -> impl DoubleEndedIterator<Item = Line<'b>> + use<'b> {
        let lines: Vec<_> = self.bytes.split_inclusive(|byte| *byte == b'\n').collect();
        lines.into_iter().map(Line::new)
    }

    /// The value of the first field of a name, if it is UTF-8.
    pub(crate) fn text(&self, name: &str) -> Option<&'b str> {
        let mut lines = self
            .bytes
            .split_inclusive(|byte| *byte == b'\n')
            .map(Line::new);
        let line = lines.find(|line| line.is(name))?;
        std::str::from_utf8(line.value).ok()
    }

    /// Whether the record is a text that was taken from a page.
    pub(crate) fn is_document(&self) -> bool {
        let is_plain = || {
            let kind = self.text("Content-Type").unwrap_or_default();
            kind.to_ascii_lowercase().starts_with("text/plain")
        };
        match self.text("WARC-Type") {
            Some("conversion") => self.text("Content-Type").is_none() || is_plain(),
            Some("resource") => is_plain(),
            _ => false,
        }
    }

    /// Whether the record is what a web server sent, a page as a rule.
    pub(crate) fn is_response(&self) -> bool {
        self.text("WARC-Type") == Some("response")
    }

    /// Appends the header for another block: derived values are those of the block, the old
    /// ones are added at the end.
    pub(crate) fn write_for(&self, block: &[u8], out: &mut Vec<u8>) {
        let mut old = Vec::new();
        for line in self.lines() {
            let derived = DERIVED.into_iter().find(|name| line.is(name));
            let Some(name) = derived else {
                if line.name.is_empty() && line.value.is_empty() {
                    out.append(&mut old);
                }
                line.write(line.value, out);
                continue;
            };
            let value = match name {
                "Content-Length" => block.len().to_string(),
                _ => digest(block, &String::from_utf8_lossy(line.value)),
            };
            line.write(value.as_bytes(), out);
            old.extend_from_slice(OLD.as_bytes());
            old.extend_from_slice(name.as_bytes());
            old.extend_from_slice(b": ");
            old.extend_from_slice(line.value);
            old.extend_from_slice(if line.after.ends_with(b"\r\n") {
                b"\r\n"
            } else {
                b"\n"
            });
        }
    }

    /// Appends the header as it was before [`Header::write_for`]; `None` if it was not made
    /// by it.
    pub(crate) fn write_original(&self, out: &mut Vec<u8>) -> Option<()> {
        let lines: Vec<Line<'b>> = self.lines().collect();
        // The fields were added as one block at the end, each once for its original.
        let wanted = lines
            .iter()
            .filter(|line| DERIVED.iter().any(|name| line.is(name)))
            .count();
        let last = lines.len().checked_sub(1)?;
        let first = last.checked_sub(wanted)?;
        let mut old = lines.get(first..last)?.iter();
        for (at, line) in lines.iter().enumerate() {
            if (first..last).contains(&at) {
                continue;
            }
            let Some(name) = DERIVED.into_iter().find(|name| line.is(name)) else {
                line.write(line.value, out);
                continue;
            };
            let old = old.next()?;
            if !old.is(&format!("{OLD}{name}")) {
                return None;
            }
            line.write(old.value, out);
        }
        Some(())
    }
}

impl<'b> Line<'b> {
    fn new(line: &'b [u8]) -> Line<'b> {
        let content = line.trim_ascii_end();
        let (name, rest) = match memchr::memchr(b':', content) {
            Some(colon) => content.split_at(colon),
            None => (&b""[..], content),
        };
        let value = rest.strip_prefix(b":").unwrap_or(rest).trim_ascii_start();
        let (before, after) = line.split_at(content.len() - value.len());
        Line {
            before,
            name,
            value,
            after: after.get(value.len()..).unwrap_or_default(),
        }
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    fn write(&self, value: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(self.before);
        out.extend_from_slice(value);
        out.extend_from_slice(self.after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"WARC/1.0\r\nWARC-Type: conversion\r\ncontent-length:  5 \r\n\
        WARC-Block-Digest: sha1:AAAA\r\nWARC-Target-URI: http://a/?b:c\r\n\r\n";

    #[test]
    fn a_header_is_rewritten_and_comes_back() {
        let mut bytes = HEADER.to_vec();
        for _ in 0..2 {
            let header = Header::new(&bytes);
            assert!(header.is_document());
            assert_eq!(header.text("WARC-Target-URI"), Some("http://a/?b:c"));
            let mut new = Vec::new();
            header.write_for(b"", &mut new);
            let rewritten = Header::new(&new);
            assert_eq!(rewritten.text("Content-Length"), Some("0"));
            let mut back = Vec::new();
            assert_eq!(rewritten.write_original(&mut back), Some(()));
            assert_eq!(back, bytes);
            // A file may be cleaned twice.
            bytes = new;
        }
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("content-length:  0 \r\n"), "{text}");
        assert!(text.contains("WARC-Despam-Content-Length: 5\r\n"), "{text}");
        assert!(text.ends_with("\r\n\r\n"), "{text}");
        assert_eq!(Header::new(HEADER).write_original(&mut Vec::new()), None);
    }
}
