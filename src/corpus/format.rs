//! Formats of files that hold documents.

use std::path::Path;

/// How a file holds documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The file is one document.
    Text,
    /// Every line is a JSON object with the text in one of its fields.
    Jsonl,
}

impl Format {
    /// The format that a file's extension names: `.txt`, `.jsonl`, `.ndjson`, in any case.
    pub fn from_extension(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" => Some(Format::Text),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            _ => None,
        }
    }

    /// The format of content that has no name: JSONL if its first byte that is not white
    /// space (after a byte-order mark) is `{`. `None` if there is only white space so far.
    pub fn from_content(bytes: &[u8]) -> Option<Format> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace())? {
            b'{' => Some(Format::Jsonl),
            _ => Some(Format::Text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognised() {
        let by_name = |name: &str| Format::from_extension(Path::new(name));
        assert_eq!(by_name("a/b.TXT"), Some(Format::Text));
        assert_eq!(by_name("b.ndjson"), Some(Format::Jsonl));
        assert_eq!(by_name("b.json"), None);
        assert_eq!(by_name("x.txt.despam-partial"), None);
        assert_eq!(
            Format::from_content(b"\xEF\xBB\xBF \n{"),
            Some(Format::Jsonl)
        );
        assert_eq!(Format::from_content(b"a{"), Some(Format::Text));
        assert_eq!(Format::from_content(b" \n"), None);
    }
}
