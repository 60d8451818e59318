//! What a run did, in numbers. Every worker counts for itself; the counts are merged once.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::engine::{Action, Edit};
use crate::rule::Label;

/// Counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Documents that were judged.
    pub documents: u64,
    /// Records without the text field, or with one that is not a string: passed through.
    pub without_text: u64,
    /// Responses of web servers in WARC files, which hold pages and not text: not judged.
    #[serde(default)]
    pub responses: u64,
    /// Lines of all documents.
    pub lines: u64,
    /// Lines that were dropped whole.
    pub lines_removed: u64,
    /// Characters of all documents.
    pub chars: u64,
    /// Edits that removed something, by label in the order of [`Label::ALL`].
    pub removals: [u64; Label::ALL.len()],
    /// Characters removed, by label in the order of [`Label::ALL`].
    pub chars_removed: [u64; Label::ALL.len()],
    /// Repairs made.
    pub repairs: u64,
    /// Documents left alone because the safety valve closed.
    pub left_alone: u64,
    /// Text files in an encoding other than UTF-8, by its name.
    pub encodings: BTreeMap<String, u64>,
    /// Files in folders that are of no known format.
    pub skipped: u64,
    /// Links to folders in folders, which are not followed.
    #[serde(default)]
    pub unfollowed: u64,
    /// Inputs that could not be read, or not to their end: nothing was written for them.
    #[serde(default)]
    pub unread: u64,
    /// Inputs, files and records that are damaged or unreadable.
    pub problems: u64,
}

impl Statistics {
    /// Counts a document's text.
    pub(crate) fn document(&mut self, text: &str) {
        self.documents += 1;
        self.lines += count_lines(text);
        self.chars += text.chars().count() as u64;
    }

    /// Counts an edit that removed `chars` characters.
    pub(crate) fn edit(&mut self, edit: &Edit, chars: usize) {
        match edit.action {
            Action::Repair => self.repairs += 1,
            Action::DropLine => self.lines_removed += 1,
            Action::CutSpan | Action::DropDocument => {}
        }
        let slots = self.removals.iter_mut().zip(&mut self.chars_removed);
        for (label, (removals, slot)) in Label::ALL.iter().zip(slots) {
            if Some(*label) == edit.label {
                *removals += 1;
                *slot += chars as u64;
            }
        }
    }
}

/// Lines of a text, ended by LF, CRLF or CR; a last one without an end counts.
fn count_lines(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut lines = memchr::memchr_iter(b'\n', bytes).count();
    // A CR ends a line of its own unless an LF follows. Rare, so found by one fast search.
    for at in memchr::memchr_iter(b'\r', bytes) {
        lines += usize::from(bytes.get(at + 1) != Some(&b'\n'));
    }
    let open = bytes
        .last()
        .is_some_and(|&last| last != b'\n' && last != b'\r');
    (lines + usize::from(open)) as u64
}

impl AddAssign<&Statistics> for Statistics {
    fn add_assign(&mut self, other: &Statistics) {
        self.documents += other.documents;
        self.without_text += other.without_text;
        self.responses += other.responses;
        self.lines += other.lines;
        self.lines_removed += other.lines_removed;
        self.chars += other.chars;
        for (sum, count) in self.removals.iter_mut().zip(other.removals) {
            *sum += count;
        }
        for (sum, count) in self.chars_removed.iter_mut().zip(other.chars_removed) {
            *sum += count;
        }
        self.repairs += other.repairs;
        self.left_alone += other.left_alone;
        for (encoding, count) in &other.encodings {
            *self.encodings.entry(encoding.clone()).or_default() += count;
        }
        self.skipped += other.skipped;
        self.unfollowed += other.unfollowed;
        self.unread += other.unread;
        self.problems += other.problems;
    }
}

/// One line for the end of a run.
impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let removed: u64 = self.chars_removed.iter().sum();
        write!(
            f,
            "{}, {} of {} and {removed} of {} removed",
            Counted(self.documents, "document"),
            self.lines_removed,
            Counted(self.lines, "line"),
            Counted(self.chars, "character")
        )?;
        let counts = Label::ALL.iter().zip(self.chars_removed);
        let mut separator = " (";
        for (label, count) in counts.filter(|(_, count)| *count > 0) {
            write!(f, "{separator}{label} {count}")?;
            separator = ", ";
        }
        if separator == ", " {
            f.write_str(")")?;
        }
        for (count, what, how) in [
            (self.repairs, "repair", ""),
            (self.left_alone, "document", " left alone"),
            (self.without_text, "record", " without text"),
            (
                self.responses,
                "WARC response",
                " not cleaned (give WET files)",
            ),
            (self.skipped, "file", " skipped (unknown format)"),
            (self.unfollowed, "link", " to folders not followed"),
            (self.unread, "input", " not read"),
        ] {
            if count > 0 {
                write!(f, "; {}{how}", Counted(count, what))?;
            }
        }
        for (encoding, &count) in &self.encodings {
            write!(f, "; {} in {encoding}", Counted(count, "file"))?;
        }
        write!(f, "; {}", Counted(self.problems, "problem"))
    }
}

/// A number of things that have a regular plural.
struct Counted(u64, &'static str);

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ending = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} {}{ending}", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_all_terminators() {
        for (text, lines) in [("", 0), ("a", 1), ("a\n", 1), ("a\r\nb\rc", 3), ("\n\n", 2)] {
            assert_eq!(count_lines(text), lines, "{text:?}");
        }
    }

    #[test]
    fn the_summary_names_only_what_happened() {
        let mut statistics = Statistics::default();
        statistics.document("字\n");
        assert_eq!(
            statistics.to_string(),
            "1 document, 0 of 1 line and 0 of 2 characters removed; 0 problems"
        );
        let mut sum = statistics.clone();
        sum.chars_removed[2] = 5;
        sum += &statistics;
        assert_eq!(
            sum.to_string(),
            "2 documents, 0 of 2 lines and 5 of 4 characters removed (share 5); 0 problems"
        );
    }
}
