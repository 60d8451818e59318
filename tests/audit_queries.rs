//! The queries of `docs/audit.md` print what stands below them, in DuckDB and pandas.
//!
//! They run in `python3`, or what `DESPAM_PYTHON` names; without the packages duckdb, pandas and zstandard
//! the test says so and passes. `DESPAM_UPDATE=1 cargo test --test audit_queries` rewrites what
//! they print.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::Command;

const PAGE: &str = "docs/audit.md";

/// Prints a query's result: the names of the columns, then the rows.
const ASK: &str = "import sys, duckdb
duckdb.sql('set threads = 1')
found = duckdb.sql(sys.stdin.read())
print(' | '.join(found.columns))
for row in found.fetchall():
    print(' | '.join(str(value) for value in row))
";

fn python(script: &str, input: &str, folder: &Path) -> std::io::Result<(bool, String)> {
    use std::io::Write;
    let name = std::env::var("DESPAM_PYTHON").unwrap_or("python3".to_owned());
    let mut child = Command::new(name)
        .args(["-c", script])
        .current_dir(folder)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()?;
    child.stdin.take().unwrap().write_all(input.as_bytes())?;
    let output = child.wait_with_output()?;
    let said = [output.stdout, output.stderr].concat();
    Ok((output.status.success(), String::from_utf8(said).unwrap()))
}

#[test]
fn queries_print_what_the_page_says() {
    let folder = tempfile::tempdir().unwrap();
    if !matches!(
        python("import duckdb, pandas, zstandard", "", folder.path()),
        Ok((true, _))
    ) {
        println!(
            "skipped: python3 has no duckdb, pandas and zstandard (pip install duckdb pandas zstandard)"
        );
        return;
    }
    let log = folder.path().join("hits.jsonl.zst");
    let status = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args([
            "scan",
            "corpus/gold/counted.jsonl",
            "--rules",
            "tests/audit/rules",
            "-q",
            "--hits",
        ])
        .arg(&log)
        .status();
    assert!(status.unwrap().success());
    let page = fs::read_to_string(PAGE).unwrap();
    let mut parts: Vec<String> = page.split("```").map(str::to_owned).collect();
    let mut asked = 0;
    for at in (1..parts.len()).step_by(2) {
        let said = match parts[at].split_once('\n').unwrap() {
            ("sql", query) => python(ASK, query, folder.path()),
            ("python", script) => python(script, "", folder.path()),
            _ => continue,
        };
        let (success, said) = said.unwrap();
        assert!(success, "{said}");
        let said: String = said
            .lines()
            .map(|line| line.trim_end().to_owned() + "\n")
            .collect();
        asked += 1;
        let answer = format!("text\n{said}");
        if std::env::var_os("DESPAM_UPDATE").is_some() {
            parts[at + 2] = answer;
        } else {
            assert_eq!(parts[at + 2], answer, "{}", parts[at]);
        }
    }
    assert!(asked >= 4, "{asked}");
    if std::env::var_os("DESPAM_UPDATE").is_some() {
        fs::write(PAGE, parts.join("```")).unwrap();
    }
}
