//! Workflow commands of GitHub Actions, which become annotations of the change, and the Markdown
//! for the summary of a job.
//!
//! GitHub shows ten annotations of a kind per step. So errors come first and files of the change
//! before others; if there are more than ten of a kind, the tenth says how many, and all of them
//! stand in the log in the concise form. Commands are described in "Workflow commands for GitHub
//! Actions"; which characters are escaped, in `command.ts` of `actions/toolkit`.

use std::fmt::Write;

use super::markdown::markdown;
use super::report::counted;
use super::{Problem, Report, Severity, Texts};

/// Annotations of a kind that GitHub shows per step.
const SHOWN: usize = 10;
/// Most rows of the summary, which must stay below one MiB.
const ROWS: usize = 200;

/// The commands, then the problems that have none.
pub(super) fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    let mut rest: Vec<&Problem> = Vec::new();
    let ordered = ordered(report);
    for severity in [Severity::Error, Severity::Warning] {
        let of_kind: Vec<&Problem> = ordered
            .iter()
            .copied()
            .filter(|problem| problem.severity == severity)
            .collect();
        let more = of_kind.len().saturating_sub(SHOWN);
        let shown = of_kind.len() - more;
        for (index, problem) in of_kind.iter().take(SHOWN).enumerate() {
            let more = if index + 1 == shown { more } else { 0 };
            command(&mut out, problem, more, report.texts);
        }
        rest.extend(of_kind.iter().skip(SHOWN));
    }
    if !rest.is_empty() {
        log(&mut out, &rest);
    }
    out
}

/// Errors first; files of the change first; then by place.
fn ordered<'r>(report: &Report<'r>) -> Vec<&'r Problem> {
    let mut ordered: Vec<&Problem> = report.problems.iter().collect();
    let plain = |path: &str| path.trim_start_matches("./").replace('\\', "/");
    let changed: Vec<String> = report.changed.iter().map(|path| plain(path)).collect();
    // Stable, so the order by place remains.
    ordered.sort_by_key(|problem| {
        let is_changed = changed.contains(&plain(&problem.place.file));
        (problem.severity, !is_changed)
    });
    ordered
}

fn command(out: &mut String, problem: &Problem, more: usize, texts: &Texts) {
    let place = &problem.place;
    let _ = write!(out, "::{} ", problem.severity.name());
    let file = place.file.trim_start_matches("./");
    let _ = write!(out, "file={}", property(file));
    if place.line > 0 {
        let (line, column) = place.end(texts);
        let _ = write!(out, ",line={}", place.line);
        // Columns are allowed only within one line.
        if line == place.line {
            let _ = write!(
                out,
                ",endLine={line},col={},endColumn={column}",
                place.column
            );
        } else {
            let _ = write!(out, ",endLine={line}");
        }
    }
    let title = format!("despam {}", problem.code);
    let mut message = problem.message.clone();
    if let Some(help) = &problem.help {
        let _ = write!(message, "\n{help}");
    }
    for (place, what) in &problem.also {
        let _ = write!(message, "\n{place}: {what}");
    }
    if more > 0 {
        let what = counted(more, problem.severity.name());
        let _ = write!(message, "\n… and {what} more in the log of this step");
    }
    let _ = writeln!(out, ",title={}::{}", property(&title), data(&message));
}

/// Problems without a command, with commands switched off, because texts of rule files stand in
/// them.
fn log(out: &mut String, problems: &[&Problem]) {
    let lines: String = problems
        .iter()
        .map(|problem| format!("{problem}\n"))
        .collect();
    let token = blake3::hash(lines.as_bytes()).to_hex();
    let _ = write!(out, "::stop-commands::{token}\n{lines}::{token}::\n");
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The Markdown for the summary of a job.
pub fn summary(report: &Report<'_>) -> String {
    let mut out = format!("### despam check\n\n{report}\n\n");
    let ordered = ordered(report);
    if !ordered.is_empty() {
        out.push_str("| | where | what | what to do |\n|---|---|---|---|\n");
    }
    for problem in ordered.iter().take(ROWS) {
        let _ = writeln!(
            out,
            "| {} {} | {} | {} | {} |",
            problem.severity.name(),
            problem.code,
            markdown(&problem.place.to_string()),
            markdown(&problem.message),
            markdown(problem.help.as_deref().unwrap_or_default())
        );
    }
    let more = ordered.len().saturating_sub(ROWS);
    if more > 0 {
        let _ = writeln!(out, "\n… and {more} more");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Mark, Place, Totals, codes};

    fn problem(code: &'static str, file: &str, line: usize) -> Problem {
        let mark = Mark {
            line,
            column: 2,
            start: 1,
            end: 3,
        };
        Problem::new(code, Place::new(file, mark), format!("no {line}"))
    }

    fn rendered(problems: &[Problem], changed: &[String]) -> String {
        render(&report(problems, changed, &Texts::new()))
    }

    fn report<'r>(problems: &'r [Problem], changed: &'r [String], texts: &'r Texts) -> Report<'r> {
        Report {
            problems,
            cases: &[],
            texts,
            totals: Totals::default(),
            changed,
            colour: false,
        }
    }

    #[test]
    fn commands_are_escaped() {
        let mut problem = problem(codes::SYNTAX, "a,b:100%\r\n.yaml", 3);
        problem.message = "50% off: a, b\r\n::error::x".to_owned();
        assert_eq!(
            rendered(&[problem], &[]),
            "::error file=a%2Cb%3A100%25%0D%0A.yaml,line=3,endLine=3,col=2,endColumn=2,\
             title=despam E103::50%25 off: a, b%0D%0A::error::x\n"
        );
    }

    #[test]
    fn lines_and_columns() {
        let texts = Texts::from([("a".to_owned(), "-微信\n-\n".to_owned())]);
        let mut problems = vec![
            problem(codes::SYNTAX, "a", 1),
            problem(codes::SYNTAX, "a", 1),
        ];
        problems[0].place.span = 1..7;
        problems[1].place.span = 1..9;
        let shown = render(&report(&problems, &[], &texts));
        assert!(
            shown.contains(",line=1,endLine=1,col=2,endColumn=4,"),
            "{shown}"
        );
        assert!(shown.contains(",line=1,endLine=2,title="), "{shown}");
        let whole = Problem::new(codes::NO_PACKS, Place::whole("./rules"), "no");
        assert_eq!(
            rendered(&[whole], &[]),
            "::error file=rules,title=despam E224::no\n"
        );
    }

    #[test]
    fn ten_of_a_kind_and_the_change_first() {
        let mut problems: Vec<Problem> = (1..=7)
            .map(|line| problem(codes::SUMMARY, "a", line))
            .collect();
        problems.extend((1..=12).map(|line| problem(codes::SYNTAX, "b", line)));
        problems.push(problem(codes::SYNTAX, "c", 13));
        let shown = rendered(&problems, &["./c".to_owned()]);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[0].starts_with("::error file=c,"), "{shown}");
        assert!(lines[1].starts_with("::error file=b,line=1,"), "{shown}");
        assert!(
            lines[9].ends_with("no 9%0A… and 3 errors more in the log of this step"),
            "{shown}"
        );
        assert_eq!(
            lines
                .iter()
                .filter(|line| line.starts_with("::error"))
                .count(),
            10
        );
        assert_eq!(
            lines
                .iter()
                .filter(|line| line.starts_with("::warning"))
                .count(),
            7
        );
        assert!(lines[17].starts_with("::stop-commands::"), "{shown}");
        assert_eq!(lines[18], "b:10:2: E103 no 10");
        let token = lines[17].trim_start_matches("::stop-commands::");
        assert_eq!(lines[21], format!("::{token}::"));
        assert_eq!(lines.len(), 22);
    }

    #[test]
    fn the_summary_is_inert() {
        let mut problem = problem(codes::SYNTAX, "a|b", 1);
        problem.message = "no `x|<y>` [z](w)".to_owned();
        let texts = Texts::new();
        let shown = summary(&report(&[problem], &[], &texts));
        assert!(
            shown.contains(
                "| error E103 | a&#124;b&#58;1&#58;2 | no <code>x&#124;&#60;y&#62;</code> \
                 &#91;z&#93;(w) |  |"
            ),
            "{shown}"
        );
    }
}
