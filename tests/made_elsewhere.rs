//! Files made by other software (pyarrow, DuckDB, warcio, zstd, …) are cleaned, restored, and
//! read back by it. `tests/made_elsewhere/*.py` writes and compares them; the test is skipped
//! where Python (`DESPAM_PYTHON`, else `python3`) or one of those packages is missing.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::process::Command;

fn python() -> Command {
    Command::new(std::env::var("DESPAM_PYTHON").unwrap_or("python3".to_owned()))
}

fn is_there() -> bool {
    let imports = "import pyarrow, duckdb, warcio, subprocess; subprocess.run(['zstd', '-V'])";
    let probe = python().args(["-c", imports]).output();
    probe.is_ok_and(|probe| probe.status.success())
}

/// Runs a command that may find problems, but not fail.
fn run(command: &mut Command, folder: &Path, worst: i32) -> String {
    let done = command.current_dir(folder).output().unwrap();
    let errors = String::from_utf8(done.stderr).unwrap();
    let status = done.status.code();
    assert!(
        status.is_some_and(|code| code <= worst),
        "{command:?}\n{errors}"
    );
    errors
}

fn despam(arguments: &[&str], folder: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    run(command.args(arguments), folder, 1)
}

fn check(folder: &Path, cleaned: &str, nested: bool) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/made_elsewhere/check.py");
    let mut command = python();
    command.arg(script).args(["in", cleaned, "back"]);
    if nested {
        command.env("NESTED", "1");
    }
    run(&mut command, folder, 0);
}

#[test]
fn other_software_reads_what_was_cleaned() {
    if !is_there() {
        println!("skipped: needs Python with pyarrow, duckdb and warcio, and zstd");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/made_elsewhere/rules");
    let rules = rules.to_str().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/made_elsewhere/make.py");
    run(python().arg(script).arg("in"), folder, 0);
    let clean = [
        "clean",
        "in",
        "-o",
        "out",
        "--removed",
        "log",
        "--rules",
        rules,
    ];
    let messages = despam(&clean, folder);
    for expected in [
        "in/page.pdf: in no format that is known; left out",
        "in/other.parquet: has no column of texts called text; copied unchanged",
        "in/nested.parquet: has no column of texts called text",
        "1 file in Big5; 1 file in gb18030; 2 problems",
    ] {
        assert!(messages.contains(expected), "{messages}");
    }
    despam(
        &["restore", "out", "-o", "back", "--removed", "log"],
        folder,
    );
    check(folder, "out", false);
    let column = ["--text-field", "page.text"];
    let clean = [
        "clean",
        "in/nested.parquet",
        "-o",
        "nested/",
        "--removed",
        "log",
    ];
    despam(&[&clean[..], &column, &["--rules", rules]].concat(), folder);
    let restore = [
        "restore",
        "nested/nested.parquet",
        "-o",
        "back/",
        "--removed",
        "log",
    ];
    despam(&[&restore[..], &column].concat(), folder);
    check(folder, "nested", true);
}
