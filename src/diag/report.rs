//! What one run found, and the one way to print it.

use std::fmt;

use super::{Place, Problem, Severity, Texts, concise, full, github, json, junit, sarif};

/// What one run found.
#[derive(Debug)]
pub struct Report<'r> {
    /// Everything that is wrong, by place.
    pub problems: &'r [Problem],
    /// The inline tests, in the order of the rules.
    pub cases: &'r [Case],
    /// The texts of the files, for excerpts.
    pub texts: &'r Texts,
    /// How much was looked at.
    pub totals: Totals,
    /// Files of the change under review, as far as they are known: these come first where a
    /// format shows only some problems.
    pub changed: &'r [String],
    /// Whether to colour what is meant for a terminal.
    pub colour: bool,
}

/// One inline test.
#[derive(Debug, Clone)]
pub struct Case {
    /// Full id of its rule.
    pub rule: String,
    /// Its name, unique within the rule and independent of lines: `hit 2: …`.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// How it went.
    pub outcome: Outcome,
}

/// How an inline test went.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// As it says.
    Passed,
    /// Not as it says.
    Failed(Box<Problem>),
    /// It is a todo, or could not be run; why.
    Skipped(String),
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rule files, terms files included.
    pub files: usize,
    /// Rules that could be used.
    pub rules: usize,
    /// Inline tests that ran.
    pub tests: usize,
    /// Inline tests that could not be run because of broken files.
    pub not_run: usize,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// With excerpts of the files, for people.
    #[default]
    Full,
    /// One line per problem.
    Concise,
    /// One JSON object.
    Json,
    /// Workflow commands of GitHub Actions.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML, one case per inline test.
    Junit,
}

/// Why a report cannot be printed.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The JSON writer failed.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The XML writer failed.
    #[error("cannot write JUnit XML: {0}")]
    Junit(#[from] quick_junit::SerializeError),
}

impl Format {
    /// The report in this format.
    ///
    /// # Errors
    /// If the writer of JSON or XML fails.
    pub fn render(self, report: &Report<'_>) -> Result<String, RenderError> {
        match self {
            Format::Full => Ok(full::render(report.problems, report.texts, report.colour)),
            Format::Concise => Ok(concise::render(report.problems)),
            Format::Json => json::render(report),
            Format::Github => Ok(github::render(report)),
            Format::Sarif => sarif::render(report),
            Format::Junit => junit::render(report),
        }
    }
}

impl Report<'_> {
    /// Number of errors and of warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.problems.iter();
        let errors = errors.filter(|problem| problem.severity == Severity::Error);
        let errors = errors.count();
        (errors, self.problems.len() - errors)
    }
}

/// One line: what was looked at and what was found.
impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals {
            files,
            rules,
            tests,
            not_run,
        } = self.totals;
        write!(
            f,
            "{}, {}, {}",
            counted(files, "file"),
            counted(rules, "rule"),
            counted(tests, "test")
        )?;
        if not_run > 0 {
            write!(f, " ({not_run} not run, because files are broken)")?;
        }
        match self.counts() {
            (0, 0) => f.write_str(": no problems"),
            (errors, 0) => write!(f, ": {}", counted(errors, "error")),
            (0, warnings) => write!(f, ": {}", counted(warnings, "warning")),
            (errors, warnings) => write!(
                f,
                ": {}, {}",
                counted(errors, "error"),
                counted(warnings, "warning")
            ),
        }
    }
}

/// `1 file`, `2 files`.
pub(super) fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
