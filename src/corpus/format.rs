//! Formats of files that hold documents, told by content where it is decisive and by name.

use std::io;
use std::path::Path;

use super::compression::Compression;
use super::plan::Input;
use super::source;

/// How a file holds documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The file is one document.
    Text,
    /// Every line is a JSON object with the text in one of its fields.
    Jsonl,
    /// WARC, ISO 28500: the conversion records (WET) and plain-text resource records are
    /// documents.
    Warc,
    /// A table with the text in one of its columns.
    Parquet,
}

/// What is known of a file's format before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expected {
    /// Nothing.
    #[default]
    Anything,
    /// Its name says so. Content that is plainly something else is believed more.
    Named(Format),
    /// The user says so.
    Forced(Format),
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::Text, Format::Jsonl, Format::Warc, Format::Parquet];

    /// Its name in options and manifests.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Jsonl => "jsonl",
            Format::Warc => "warc",
            Format::Parquet => "parquet",
        }
    }

    /// The format that a file's extension names, before that of a compression: `.txt`,
    /// `.jsonl`, `.ndjson`, `.warc`, `.wet`, `.parquet`, in any case.
    pub fn from_extension(path: &Path) -> Option<Format> {
        let inner = match Compression::from_extension(path) {
            Compression::None => path.extension()?,
            _ => Path::new(path.file_stem()?).extension()?,
        };
        match inner.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Format::Text),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            "warc" | "wet" => Some(Format::Warc),
            "parquet" => Some(Format::Parquet),
            _ => None,
        }
    }

    /// The format of content by its first bytes, whatever it is called: that of Parquet and
    /// WARC is unmistakable.
    pub fn by_magic(head: &[u8]) -> Option<Format> {
        match head {
            [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
            [
                b'W',
                b'A',
                b'R',
                b'C',
                b'/',
                b'0'..=b'9',
                b'.',
                b'0'..=b'9',
                ..,
            ] => Some(Format::Warc),
            _ => None,
        }
    }

    /// The format of content without a name: JSONL if its first byte that is not white
    /// space (after a byte-order mark) is `{`. `None` if there is only white space so far.
    pub fn from_content(bytes: &[u8]) -> Option<Format> {
        if let Some(format) = Format::by_magic(bytes) {
            return Some(format);
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace())? {
            b'{' => Some(Format::Jsonl),
            _ => Some(Format::Text),
        }
    }
}

impl Expected {
    /// What a file's name says.
    pub fn from_name(path: &Path) -> Expected {
        Format::from_extension(path).map_or(Expected::Anything, Expected::Named)
    }

    /// What is known of a file in a folder by its name; where that says nothing, by its first
    /// bytes, as far as they leave no doubt. `None` for what holds no documents.
    ///
    /// # Errors
    /// If these have to be read, and cannot be.
    pub(crate) fn of_file(path: &Path) -> io::Result<Option<Expected>> {
        Ok(match Expected::from_name(path) {
            Expected::Anything => {
                let head = source::head(&Input::File(path.to_owned()))?;
                Expected::by_head(&head)
            }
            named => Some(named),
        })
    }

    /// What the first bytes of a file say, as far as they leave no doubt.
    pub(crate) fn by_head(head: &[u8]) -> Option<Expected> {
        let is_jsonl =
            Format::from_content(head) == Some(Format::Jsonl) && starts_with_object(head);
        let format = Format::by_magic(head).or(is_jsonl.then_some(Format::Jsonl));
        format.map(Expected::Named)
    }

    /// The format of a file that starts like this; `None` if more has to be read.
    pub(crate) fn settle(self, head: &[u8], ended: bool) -> Option<Format> {
        let whitespace = if ended { Some(Format::Text) } else { None };
        match self {
            Expected::Forced(format) => Some(format),
            Expected::Named(format @ (Format::Text | Format::Jsonl)) => {
                Some(Format::by_magic(head).unwrap_or(format))
            }
            // Damage at its start does not make an archive a text.
            Expected::Named(Format::Warc) => match Format::from_content(head) {
                Some(format @ (Format::Parquet | Format::Jsonl)) => Some(format),
                _ => Some(Format::Warc),
            },
            Expected::Named(format) if head.is_empty() => Some(format),
            Expected::Named(_) | Expected::Anything => Format::from_content(head).or(whitespace),
        }
    }
}

/// Whether the first line is a whole JSON object (one long object may well take several).
fn starts_with_object(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognised() {
        let by_name = |name: &str| Format::from_extension(Path::new(name));
        assert_eq!(by_name("a/b.TXT"), Some(Format::Text));
        assert_eq!(by_name("b.ndjson.zst"), Some(Format::Jsonl));
        assert_eq!(by_name("CC-MAIN-1.warc.wet.gz"), Some(Format::Warc));
        assert_eq!(by_name("b.gz"), None);
        assert_eq!(by_name("b.json"), None);
        assert_eq!(by_name("x.txt.despam-partial"), None);
        assert_eq!(
            Format::from_content(b"\xEF\xBB\xBF \n{"),
            Some(Format::Jsonl)
        );
        assert_eq!(Format::from_content(b"a{"), Some(Format::Text));
        assert_eq!(Format::from_content(b" \n"), None);
    }

    #[test]
    fn content_is_believed_more_than_a_name() {
        let named = |format, head: &[u8]| Expected::Named(format).settle(head, true);
        assert_eq!(named(Format::Text, b"{"), Some(Format::Text));
        assert_eq!(named(Format::Text, b"PAR1"), Some(Format::Parquet));
        assert_eq!(named(Format::Jsonl, b"WARC/1.0\r\n"), Some(Format::Warc));
        assert_eq!(named(Format::Parquet, b"{}"), Some(Format::Jsonl));
        assert_eq!(named(Format::Warc, b""), Some(Format::Warc));
        assert_eq!(named(Format::Warc, b"junk\nWARC/1.0"), Some(Format::Warc));
        let forced = Expected::Forced(Format::Text).settle(b"PAR1", true);
        assert_eq!(forced, Some(Format::Text));
    }
}
