//! Problems as values: a stable code, the exact place, what to do.
//!
//! Whatever a rule author can get wrong becomes a [`Problem`]; all problems of all files are
//! collected before any is printed. A [`Report`] is what one run found; [`Format`] prints it, one
//! file per format.

pub mod codes;
mod concise;
pub mod full;
mod github;
mod json;
mod junit;
mod markdown;
mod report;
mod sarif;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

pub use github::summary as github_summary;
pub use markdown::markdown;
pub use report::{Case, Format, Outcome, RenderError, Report, Totals};

/// The text of files by the name under which problems show them.
pub type Texts = BTreeMap<String, String>;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rules cannot be used.
    Error,
    /// The rules can be used, but something in them is likely not meant.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A stretch of a text whose file is known from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// 1-based line.
    pub line: usize,
    /// 1-based column in characters.
    pub column: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user knows it.
    pub file: String,
    /// 1-based line; 0 if the problem is the whole file.
    pub line: usize,
    /// 1-based column in characters; 0 if the problem is the whole file.
    pub column: usize,
    /// Bytes of the file.
    pub span: Range<usize>,
}

impl Place {
    /// A stretch of `file`.
    pub fn new(file: &str, mark: Mark) -> Place {
        Place {
            file: file.to_owned(),
            line: mark.line,
            column: mark.column,
            span: mark.start..mark.end,
        }
    }

    /// A file as a whole.
    pub fn whole(file: &str) -> Place {
        Place::new(file, Mark::default())
    }

    /// The 1-based line and the 1-based column in characters after the last character. Without
    /// the text of the file, or for a whole file, those of the first.
    pub fn end(&self, texts: &Texts) -> (usize, usize) {
        let text = texts.get(&self.file).map_or("", String::as_str);
        let text = text.get(self.span.clone()).unwrap_or_default();
        let line = self.line + text.matches('\n').count();
        match text.rsplit_once('\n') {
            Some((_, last)) => (line, last.chars().count() + 1),
            None => (line, self.column + text.chars().count()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            f.write_str(&self.file)
        } else {
            write!(f, "{}:{}:{}", self.file, self.line, self.column)
        }
    }
}

/// A change of a file that mends a problem without changing what its rules mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: `remove the second one`.
    pub message: String,
    /// Stretches and what has to stand there instead, not overlapping.
    pub edits: Vec<(Place, String)>,
}

/// Something that a user has to know or mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, explained in [`codes::CATALOGUE`].
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, without a final period.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Other places that have to do with it, each with what is there.
    pub also: Vec<(Place, String)>,
    /// What to do.
    pub help: Option<String>,
    /// A change that mends it, where a machine can know.
    pub fix: Option<Fix>,
}

impl Problem {
    /// A problem; its severity follows from the code (`W…` warning, else error). Messages come
    /// from files, so their control characters are shown as escapes, here and in help.
    pub fn new(code: &'static str, place: Place, message: impl Into<String>) -> Problem {
        let severity = if code.starts_with('W') {
            Severity::Warning
        } else {
            Severity::Error
        };
        Problem {
            code,
            severity,
            message: one_line(message.into()),
            place,
            also: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Problem {
        self.help = Some(one_line(help.into()));
        self
    }

    /// Says how a machine can mend it.
    pub fn fix(&mut self, message: impl Into<String>, edits: Vec<(Place, String)>) -> &mut Problem {
        self.fix = Some(Fix {
            message: message.into(),
            edits,
        });
        self
    }

    /// Points at another place.
    pub fn also(&mut self, place: Place, what: impl Into<String>) -> &mut Problem {
        self.also.push((place, one_line(what.into())));
        self
    }
}

/// The text with its control characters as escapes.
fn one_line(text: String) -> String {
    if !text.contains(char::is_control) {
        return text;
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Appends a problem and returns it, to be given help and further places.
pub fn push(problems: &mut Vec<Problem>, problem: Problem) -> &mut Problem {
    let at = problems.len();
    problems.push(problem);
    // The element that was just pushed.
    &mut problems[at]
}

/// Orders problems by file, line and column; ties by code and message.
pub fn sort(problems: &mut [Problem]) {
    problems.sort_by(|a, b| {
        let place = |p: &Problem| (p.place.line, p.place.column);
        a.place
            .file
            .cmp(&b.place.file)
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| a.code.cmp(b.code))
            .then_with(|| a.message.cmp(&b.message))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_cannot_speak_to_the_terminal() {
        let problem = Problem::new(codes::SYNTAX, Place::whole("a"), "a\u{1b}[31m\nb");
        assert_eq!(problem.message, "a\\u{1b}[31m\\nb");
    }

    #[test]
    fn ends_count_characters() {
        let texts = Texts::from([("a".to_owned(), "甲: 微信\n乙丙\n".to_owned())]);
        let at = |start, end| {
            let mark = Mark {
                line: 1,
                column: 4,
                start,
                end,
            };
            Place::new("a", mark).end(&texts)
        };
        assert_eq!(at(5, 11), (1, 6));
        assert_eq!(at(5, 15), (2, 2));
        assert_eq!(at(5, 5), (1, 4));
        assert_eq!(at(6, 7), (1, 4), "inside a character");
    }

    #[test]
    fn sorted_by_numbers_not_by_letters() {
        let at = |line| {
            let mark = Mark {
                line,
                column: 1,
                ..Mark::default()
            };
            Problem::new(codes::SYNTAX, Place::new("a", mark), "")
        };
        let mut problems = vec![at(10), at(9)];
        sort(&mut problems);
        assert_eq!(
            problems.iter().map(|p| p.place.line).collect::<Vec<_>>(),
            [9, 10]
        );
    }
}
