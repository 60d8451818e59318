//! `despam fit`: the same gold gives the same scorecard, byte for byte.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// What `fit` writes with so many threads.
fn fitted(folder: &Path, name: &str, threads: &str) -> Vec<u8> {
    let out = folder.join(name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    command.args([
        "fit",
        "corpus/gold/en.jsonl",
        "corpus/gold/other.jsonl",
        "-o",
    ]);
    command.arg(&out).env("RAYON_NUM_THREADS", threads);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    fs::read(out).unwrap()
}

#[test]
fn a_scorecard_is_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let first = fitted(folder.path(), "first.yaml", "1");
    assert!(first == fitted(folder.path(), "again.yaml", "1"));
    assert!(first == fitted(folder.path(), "two.yaml", "2"));
}
