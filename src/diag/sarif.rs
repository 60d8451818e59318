//! SARIF 2.1.0, for code scanning.
//!
//! Written by hand against the OASIS standard (sections are named below); a test validates the
//! output of every golden case against its schema. Columns count code points. The fingerprint of
//! a result is made of its code, file and the texts of its line and place, so it survives lines
//! that come and go above it (section 3.27.17).

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::{Fix, Place, Problem, RenderError, Report, Severity, Texts, codes};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log, indented.
pub(super) fn render(report: &Report<'_>) -> Result<String, RenderError> {
    let index: HashMap<&str, usize> = codes::CATALOGUE
        .iter()
        .enumerate()
        .map(|(index, entry)| (entry.code, index))
        .collect();
    let mut seen = HashMap::new();
    let results: Vec<Value> = report
        .problems
        .iter()
        .map(|problem| result(problem, &index, &mut seen, report.texts))
        .collect();
    let rules: Vec<Value> = codes::CATALOGUE.iter().map(rule).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "despam",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

/// `reportingDescriptor`, section 3.49.
fn rule(code: &codes::Code) -> Value {
    let level = if code.code.starts_with('W') {
        "warning"
    } else {
        "error"
    };
    json!({
        "id": code.code,
        "shortDescription": {"text": code.explanation},
        "help": {"text": code.explanation},
        "defaultConfiguration": {"level": level},
    })
}

/// `result`, section 3.27.
fn result(
    problem: &Problem,
    index: &HashMap<&str, usize>,
    seen: &mut HashMap<String, usize>,
    texts: &Texts,
) -> Value {
    let mut message = problem.message.clone();
    if let Some(help) = &problem.help {
        message = format!("{message} ({help})");
    }
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(problem.code));
    if let Some(index) = index.get(problem.code) {
        result.insert("ruleIndex".to_owned(), json!(index));
    }
    result.insert("level".to_owned(), json!(level));
    result.insert("message".to_owned(), json!({"text": message}));
    result.insert(
        "locations".to_owned(),
        json!([{"physicalLocation": physical(&problem.place, texts)}]),
    );
    let print = fingerprint(problem, seen, texts);
    result.insert(
        "partialFingerprints".to_owned(),
        json!({"despam/v1": print}),
    );
    if !problem.also.is_empty() {
        let also: Vec<Value> = problem
            .also
            .iter()
            .enumerate()
            .map(|(id, (place, what))| {
                json!({
                    "id": id, "message": {"text": what},
                    "physicalLocation": physical(place, texts),
                })
            })
            .collect();
        result.insert("relatedLocations".to_owned(), json!(also));
    }
    if let Some(fix) = &problem.fix {
        result.insert("fixes".to_owned(), json!([as_fix(fix, texts)]));
    }
    Value::Object(result)
}

/// `fix`, section 3.55: one change per file.
fn as_fix(fix: &Fix, texts: &Texts) -> Value {
    let mut files: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (place, text) in &fix.edits {
        files.entry(&place.file).or_default().push(json!({
            "deletedRegion": region(place, texts),
            "insertedContent": {"text": text},
        }));
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(file, replacements)| {
            json!({"artifactLocation": {"uri": uri(file)}, "replacements": replacements})
        })
        .collect();
    json!({"description": {"text": fix.message}, "artifactChanges": changes})
}

/// `physicalLocation`, section 3.29; without a region it is the whole file.
fn physical(place: &Place, texts: &Texts) -> Value {
    let artifact = json!({"uri": uri(&place.file)});
    if place.line == 0 {
        json!({"artifactLocation": artifact})
    } else {
        json!({"artifactLocation": artifact, "region": region(place, texts)})
    }
}

/// `region`, section 3.30: 1-based, the end column is after the last character. The first
/// character stands in for a whole file, which has no region.
fn region(place: &Place, texts: &Texts) -> Value {
    let (line, column) = place.end(texts);
    json!({
        "startLine": place.line.max(1), "startColumn": place.column.max(1),
        "endLine": line.max(1), "endColumn": column.max(1),
    })
}

/// A path as a URI reference (RFC 3986): absolute ones get the scheme, all bytes but unreserved
/// ones and `/` are escaped.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.trim_start_matches("./");
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte as char);
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// BLAKE3 of what stays when lines move; equal ones are numbered.
fn fingerprint(problem: &Problem, seen: &mut HashMap<String, usize>, texts: &Texts) -> String {
    let place = &problem.place;
    let text = texts.get(&place.file).map_or("", String::as_str);
    let spanned = text.get(place.span.clone()).unwrap_or_default();
    let before = text.get(..place.span.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(start..).unwrap_or_default();
    let line = line.lines().next().unwrap_or_default().trim();
    let mut hasher = blake3::Hasher::new();
    for part in [problem.code, &uri(&place.file), line, spanned] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let print = hasher.finalize().to_hex().as_str()[..32].to_owned();
    let times = seen.entry(print.clone()).or_default();
    *times += 1;
    format!("{print}:{times}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Mark;

    #[test]
    fn uris() {
        assert_eq!(uri("./rules/a b.yaml"), "rules/a%20b.yaml");
        assert_eq!(uri("/规/a.yaml"), "file:///%E8%A7%84/a.yaml");
        assert_eq!(uri("c:\\a"), "c%3A/a");
    }

    #[test]
    fn fingerprints_do_not_know_lines() {
        let print = |before: &str| {
            let texts = Texts::from([("a".to_owned(), format!("{before}x: 微\nx: 微\n"))]);
            let mut seen = HashMap::new();
            let mut at = |line: usize, start: usize| {
                let mark = Mark {
                    line,
                    column: 4,
                    start: before.len() + start,
                    end: before.len() + start + 3,
                };
                let problem = Problem::new(codes::SYNTAX, Place::new("a", mark), "no");
                fingerprint(&problem, &mut seen, &texts)
            };
            let lines = before.matches('\n').count();
            [at(lines + 1, 3), at(lines + 2, 10)]
        };
        assert_eq!(print(""), print("a: 1\n\n"));
        assert_ne!(print("")[0], print("")[1]);
    }
}
