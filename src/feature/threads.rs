//! Where the thread of comments is: the stretch of lines in which marks of comments stand densest.
//!
//! Marks alone do not tell the comments of an article from its byline, nor a conversation from a
//! list of headlines with dates; that there are many of them, at steady intervals, below a heading
//! and after the text does. The stretch is the one with the largest sum if a mark counts 1 and any
//! other line costs a little (the maximum-sum segment of Bentley: Programming Pearls, 1984, column
//! 8): the most likely place of a thread, if every line in it is a mark with one chance and every
//! line outside of it with another.

use super::comments::thread;
use super::text_around::ratio;
use super::{DocumentFacts, Feature};

/// What a line without a mark costs: a thread bears comments of 15 lines on average.
const COST: f64 = 1.0 / 15.0;
/// Marks that make a thread: a date alone is a byline, three signed posts are a conversation.
const LEAST: f64 = 3.0;
/// Lines before the first mark in which a heading is that of the thread; where comments are
/// signed below, the first stands between.
const REACH: usize = 40;
/// Marks that may stand before the heading (the byline of the article), and as a share of all.
const STRAY: f64 = 1.0;
const STRAY_SHARE: f64 = 0.1;

/// The line at which the thread of a document begins: its heading, or its first mark. The marks of
/// the document have been counted.
pub(super) fn start(document: &DocumentFacts) -> Option<usize> {
    let (first, end) = densest(document)?;
    let marks = |to: usize| document.marks.before(to) - document.marks.before(first);
    let all = marks(end);
    if all < LEAST {
        return None;
    }
    let stray = STRAY.max(STRAY_SHARE * all);
    let begins = |&line: &usize| {
        document.lines[line].thread.heading && (line < first || marks(line) <= stray)
    };
    let heading = (first.saturating_sub(REACH)..end).rev().find(begins);
    heading.or(Some(first))
}

/// First line and end of the stretch with the largest sum.
fn densest(document: &DocumentFacts) -> Option<(usize, usize)> {
    let (mut sum, mut from, mut best) = (0.0, 0, (0.0, None));
    for (at, line) in document.lines.iter().enumerate() {
        if sum <= 0.0 {
            (sum, from) = (0.0, at);
        }
        sum += if line.thread.mark { 1.0 } else { -COST };
        if sum > best.0 {
            best = (sum, Some((from, at + 1)));
        }
    }
    best.1
}

/// Something about the thread, for lines after its start; -1 for lines before it, -2 without one.
#[inline]
fn after(document: &DocumentFacts, line: usize, of: fn(&DocumentFacts, usize) -> f64) -> f64 {
    match document.thread {
        Some(start) if start <= line => of(document, start),
        Some(_) => -1.0,
        None => -2.0,
    }
}

pub(super) const TEXT_BEFORE: Feature = thread(
    "text-before-thread",
    "Columns of paragraphs before the thread of comments, for lines from its start on; -1 for lines before it, -2 without one.",
    |document, line| {
        after(document, line, |document, start| {
            document.paragraphs.before(start)
        })
    },
);
pub(super) const SHARE_BEFORE: Feature = thread(
    "text-share-before-thread",
    "The same as a share (0 to 1) of the columns of all paragraphs.",
    |document, line| {
        after(document, line, |document, start| {
            ratio(document.paragraphs.before(start), document.paragraphs.all())
        })
    },
);
pub(super) const HEADED: Feature = thread(
    "text-before-headed-thread",
    "Columns of paragraphs before a thread of comments that has a heading, for lines from the heading on; -1 for other lines.",
    |document, line| match document.thread {
        Some(start) if start <= line && document.lines[start].thread.heading => {
            document.paragraphs.before(start)
        }
        _ => -1.0,
    },
);
pub(super) const MARKS: Feature = thread(
    "thread-marks",
    "Lines of the thread of comments that read like who wrote a comment when or a button to answer, for lines from its start on; -1 for lines before it, -2 without one.",
    |document, line| {
        after(document, line, |document, start| {
            document.marks.all() - document.marks.before(start)
        })
    },
);

#[cfg(test)]
mod tests {
    use super::super::comments::Thread;
    use super::super::{LineFacts, Measure};
    use super::*;

    /// Lines: `m` is a mark, `h` a heading, `p` a paragraph of 100 columns, `.` another line.
    fn document(lines: &str) -> DocumentFacts {
        let mut document = DocumentFacts::default();
        for line in lines.chars() {
            document.push(LineFacts {
                thread: Thread {
                    mark: line == 'm',
                    heading: line == 'h',
                },
                width: 100 * u32::from(line == 'p'),
                paragraph: line == 'p',
                ..LineFacts::default()
            });
        }
        document.total();
        document
    }

    /// Where the thread of a document begins.
    fn start_of(lines: &str) -> Option<usize> {
        document(lines).thread
    }

    #[test]
    fn begins_at_its_heading_though_a_byline_stands_before() {
        assert_eq!(start_of(".m....h.m.m..m.m..."), Some(6));
        assert_eq!(start_of("..m..m.m...."), Some(2));
    }

    #[test]
    fn lines_of_a_thread_know_what_stands_above_it_and_how_long_it_is() {
        let measured = |lines: &str, line: usize| {
            let document = document(lines);
            [HEADED, MARKS].map(|feature| match feature.measure {
                Measure::LineInDocument(measure) => measure(&document, line),
                _ => f64::NAN,
            })
        };
        assert_eq!(measured("pph.m.m.m", 8), [200.0, 3.0]);
        assert_eq!(measured("pph.m.m.m", 1), [-1.0, -1.0]);
        assert_eq!(measured("ppm.m.m", 6), [-1.0, 3.0]);
        assert_eq!(measured("pp.m", 3), [-1.0, -2.0]);
    }

    #[test]
    fn a_date_or_two_are_no_thread() {
        assert_eq!(start_of("m..........m"), None);
        assert_eq!(start_of(""), None);
        assert_eq!(start_of(&["m"; 3].join(&".".repeat(40))), None);
    }
}
