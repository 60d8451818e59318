//! Problems as values: a stable code, the exact place, what to do.
//!
//! Whatever a rule author can get wrong becomes a [`Problem`]; all problems of all files are
//! collected before any is printed. [`Display`](std::fmt::Display) is the concise form, one line
//! per problem; [`full`] shows the source.

pub mod codes;
pub mod full;

use std::fmt;
use std::ops::Range;

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
    /// A problem; its severity follows from the code (`E…` error, `W…` warning).
    pub fn new(code: &'static str, place: Place, message: impl Into<String>) -> Problem {
        let severity = if code.starts_with('W') {
            Severity::Warning
        } else {
            Severity::Error
        };
        Problem {
            code,
            severity,
            message: message.into(),
            place,
            also: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Problem {
        self.help = Some(help.into());
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
        self.also.push((place, what.into()));
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.place, self.code, self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
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
    fn concise_form() {
        let mark = Mark {
            line: 3,
            column: 7,
            start: 20,
            end: 22,
        };
        let mut problem = Problem::new(codes::UNKNOWN_KEY, Place::new("a.yaml", mark), "no");
        assert_eq!(problem.to_string(), "a.yaml:3:7: E201 no");
        problem.help("do");
        assert_eq!(problem.to_string(), "a.yaml:3:7: E201 no (do)");
        problem.place = Place::whole("b.yaml");
        assert_eq!(problem.to_string(), "b.yaml: E201 no (do)");
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
