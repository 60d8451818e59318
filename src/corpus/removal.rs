//! The removal log: one JSON object a line for every edit, in input order.
//!
//! Keys, in this order:
//!
//! | key | what |
//! |---|---|
//! | `file` | the document's file, as its path in the output (`-` for a pipe) |
//! | `record` | 1-based line of a JSONL file, record of a WARC file, row of a table; 1 for a text file |
//! | `doc` | the record's id (a string or a number), `null` without one; a text file's name |
//! | `url` | the record's address; only if it has one |
//! | `line` | 1-based line in the document's text |
//! | `bytes` | half-open span: in a text file, of the file's original bytes; in WARC, of the block's; in JSONL and Parquet, of the text value's UTF-8 |
//! | `chars` | half-open span in characters of the original text |
//! | `action` | `drop-line`, `cut-span`, `repair` or `drop-document` |
//! | `label` | label of what went; `null` for repairs |
//! | `score` | score that decided, 3 decimals |
//! | `rules` | `[{"id","score","terms"}]` |
//! | `text` | what went |
//! | `replacement` | what stands there now |
//! | `source` | base64 of the removed bytes as they stood in the input; only where they are not the plain spelling of `text` |
//! | `replacement_source` | base64 of the bytes written for `replacement`; only where they are not its plain spelling |
//!
//! The *plain spelling* of a string is its UTF-8, and in JSONL the content
//! of the literal that `serde_json` writes for it. With it a file and its log hold every
//! byte of the input: see [`restore`](super::restore).

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use crate::engine::Edit;

/// Where a document comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// The file's name in the log.
    pub file: &'a str,
    /// 1-based record.
    pub record: u64,
    /// The document's id.
    pub doc: Option<&'a str>,
    /// The address it was taken from.
    pub url: Option<&'a str>,
}

/// An edit that was made, with everything the log says of it beside the edit itself.
pub(crate) struct Removal<'a> {
    pub origin: Origin<'a>,
    pub edit: &'a Edit,
    pub bytes: Range<usize>,
    pub chars: Range<usize>,
    pub text: &'a str,
    /// Set where it is not the plain spelling of `text`.
    pub source: Option<&'a [u8]>,
    /// Set where it is not the plain spelling of the replacement.
    pub replacement_source: Option<&'a [u8]>,
}

#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    record: u64,
    doc: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    line: usize,
    bytes: [usize; 2],
    chars: [usize; 2],
    action: &'static str,
    label: Option<&'static str>,
    score: f64,
    rules: Vec<FiredRule<'a>>,
    text: &'a str,
    replacement: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement_source: Option<String>,
}

/// A rule and what it gave.
#[derive(Serialize)]
pub(super) struct FiredRule<'a> {
    id: &'a str,
    score: f64,
    terms: &'a [String],
}

impl Removal<'_> {
    /// Appends the log's line.
    pub(crate) fn write(&self, log: &mut Vec<u8>) {
        let edit = self.edit;
        let entry = Entry {
            file: self.origin.file,
            record: self.origin.record,
            doc: self.origin.doc,
            url: self.origin.url,
            line: edit.line,
            bytes: [self.bytes.start, self.bytes.end],
            chars: [self.chars.start, self.chars.end],
            action: edit.action.name(),
            label: edit.label.map(|label| label.name()),
            score: rounded(edit.score),
            rules: fired(edit),
            text: self.text,
            replacement: &edit.replacement,
            source: self.source.map(|bytes| BASE64.encode(bytes)),
            replacement_source: self.replacement_source.map(|bytes| BASE64.encode(bytes)),
        };
        // Only a failing writer or a map with odd keys could make this fail; there is neither.
        let written = serde_json::to_writer(&mut *log, &entry);
        debug_assert!(written.is_ok());
        log.push(b'\n');
    }
}

/// The rules behind an edit.
pub(super) fn fired(edit: &Edit) -> Vec<FiredRule<'_>> {
    let fired = edit.reasons.iter().map(|reason| FiredRule {
        id: &reason.rule,
        score: rounded(reason.score),
        terms: &reason.terms,
    });
    fired.collect()
}

/// A score with three decimals.
pub(super) fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// What restoring needs of a log's line.
#[derive(Debug, Deserialize)]
pub(crate) struct LoggedRemoval {
    pub file: String,
    pub record: u64,
    pub doc: Option<String>,
    pub bytes: [u64; 2],
    pub text: String,
    pub replacement: String,
    source: Option<String>,
    replacement_source: Option<String>,
}

impl LoggedRemoval {
    /// The removed bytes as they stood in the input, given the plain spelling of a string.
    pub(crate) fn removed(
        &self,
        plain: fn(&str) -> Vec<u8>,
    ) -> Result<Vec<u8>, base64::DecodeError> {
        match &self.source {
            Some(source) => BASE64.decode(source),
            None => Ok(plain(&self.text)),
        }
    }

    /// The bytes that stand there now.
    pub(crate) fn replaced(
        &self,
        plain: fn(&str) -> Vec<u8>,
    ) -> Result<Vec<u8>, base64::DecodeError> {
        match &self.replacement_source {
            Some(source) => BASE64.decode(source),
            None => Ok(plain(&self.replacement)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Action, Reason};
    use crate::rule::Label;

    #[test]
    fn the_keys_stand_in_order() {
        let edit = Edit {
            line: 108,
            span: 0..3,
            replacement: String::new(),
            action: Action::DropLine,
            label: Some(Label::Spam),
            score: 6.50004,
            reasons: vec![Reason {
                rule: "zh/spam/adult".to_owned(),
                score: 3.0,
                terms: vec!["词".to_owned()],
            }],
        };
        let removal = Removal {
            origin: Origin {
                file: "pages.jsonl",
                record: 16,
                doc: Some("page-17"),
                url: None,
            },
            edit: &edit,
            bytes: 0..3,
            chars: 0..1,
            text: "词",
            source: None,
            replacement_source: None,
        };
        let mut log = Vec::new();
        removal.write(&mut log);
        assert_eq!(
            String::from_utf8(log).unwrap(),
            "{\"file\":\"pages.jsonl\",\"record\":16,\"doc\":\"page-17\",\"line\":108,\"bytes\":[0,3],\
             \"chars\":[0,1],\"action\":\"drop-line\",\"label\":\"spam\",\"score\":6.5,\"rules\":[{\"id\":\
             \"zh/spam/adult\",\"score\":3.0,\"terms\":[\"词\"]}],\"text\":\"词\",\"replacement\":\"\"}\n"
        );
    }
}
