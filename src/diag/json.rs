//! Problems as one JSON object, for programs.
//!
//! ```json
//! {"version": 1, "problems": [{"code", "severity", "message", "explanation", "place", "help",
//!   "also": [{"place", "message"}], "fix": {"message", "edits": [{"place", "replacement"}]}}],
//!   "summary": {"files", "rules", "tests", "tests-not-run", "errors", "warnings"}}
//! ```
//! A place is `{"file", "line", "column", "end-line", "end-column", "bytes": [first, after]}`;
//! lines and columns are 1-based, columns count characters, the end is after the last character.
//! For a whole file only `file` is given.

use serde_json::{Value, json};

use super::{Place, Problem, RenderError, Report, Texts, codes};

/// The object, indented.
pub(super) fn render(report: &Report<'_>) -> Result<String, RenderError> {
    let problems = report.problems.iter();
    let problems: Vec<Value> = problems
        .map(|problem| as_json(problem, report.texts))
        .collect();
    let (errors, warnings) = report.counts();
    let totals = report.totals;
    let all = json!({
        "version": 1,
        "problems": problems,
        "summary": {
            "files": totals.files, "rules": totals.rules,
            "tests": totals.tests, "tests-not-run": totals.not_run,
            "errors": errors, "warnings": warnings,
        },
    });
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

fn as_json(problem: &Problem, texts: &Texts) -> Value {
    let also = problem.also.iter();
    let also: Vec<Value> = also
        .map(|(at, what)| json!({"place": place(at, texts), "message": what}))
        .collect();
    let fix = problem.fix.as_ref().map(|fix| {
        let edits = fix.edits.iter();
        let edits: Vec<Value> = edits
            .map(|(at, text)| json!({"place": place(at, texts), "replacement": text}))
            .collect();
        json!({"message": fix.message, "edits": edits})
    });
    json!({
        "code": problem.code,
        "severity": problem.severity.name(),
        "message": problem.message,
        "explanation": codes::explain(problem.code),
        "place": place(&problem.place, texts),
        "help": problem.help,
        "also": also,
        "fix": fix,
    })
}

fn place(place: &Place, texts: &Texts) -> Value {
    if place.line == 0 {
        return json!({"file": place.file});
    }
    let (line, column) = place.end(texts);
    json!({
        "file": place.file,
        "line": place.line, "column": place.column,
        "end-line": line, "end-column": column,
        "bytes": [place.span.start, place.span.end],
    })
}
