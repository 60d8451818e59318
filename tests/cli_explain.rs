//! The commands `explain` and `eval` as a user sees them.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::process::Command;

use tempfile::TempDir;

/// A rule for lines and one that cuts.
const PACK: &str = "\
format: 1
pack: en/a
label: share
rules:
  - {id: whole, summary: A., status: stable, score: 1.0, when: {regex: '^share this page$'}, tests: {hit: [Share this page], miss: [Do share this page]}}
  - {id: part, summary: A., status: stable, score: 1.0, scope: span, when: {regex: '\\| ?tweet this'}, tests: {hit: [A bridge | Tweet this], miss: [Tweet this]}}
";

const PAGE: &str = "A bridge | Tweet this\nShare this page\nThe council voted on it.\n";

/// Status, standard output and standard error of a command over the pack and the page.
fn despam(arguments: &[&str]) -> (i32, String, String) {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("rules/en")).unwrap();
    fs::create_dir(folder.path().join("gold")).unwrap();
    fs::write(folder.path().join("rules/en/a.yaml"), PACK).unwrap();
    fs::write(folder.path().join("page.txt"), PAGE).unwrap();
    let gold = r#"{"id":"a","lang":"en","lines":[{"text":"Share this page","label":"share"},{"text":"A bridge.","label":"article"}]}"#;
    fs::write(folder.path().join("gold/b.jsonl"), gold).unwrap();
    fs::write(folder.path().join("gold/a.jsonl"), "no gold\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(arguments)
        .args(["--rules", "rules"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn rules_that_cut_can_be_tested() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("en")).unwrap();
    fs::write(folder.path().join("en/a.yaml"), PACK).unwrap();
    let check = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(["check", "--format", "concise"])
        .arg(folder.path())
        .output()
        .unwrap();
    let shown = String::from_utf8(check.stdout).unwrap();
    assert!(!shown.contains("T401"), "{shown}");
    assert!(check.status.success(), "{shown}");
}

#[test]
fn explain_says_what_goes_in_whole_and_in_part() {
    let (status, shown, _) = despam(&["explain", "page.txt", "--removed"]);
    assert_eq!(status, 0);
    assert!(!shown.contains('\u{1b}'), "plain in a pipe: {shown}");
    let mut words = shown
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    let mut has = |expected: &[&str]| assert!(words.any(|line| line == expected), "{shown}");
    has(&["1", "keep", "article", "0.00", "A", "bridge"]);
    has(&["cut", "share", "1.00", "|", "Tweet", "this"]);
    has(&["+1.00", "en/a/part"]);
    has(&["2", "drop", "share", "1.00", "Share", "this", "page"]);
    has(&["+1.00", "en/a/whole"]);
    assert!(!shown.contains("council"), "{shown}");
    let (_, coloured, _) = despam(&["explain", "page.txt", "--color", "always"]);
    assert!(coloured.contains("\u{1b}[36mdrop") || coloured.contains("\u{1b}[1m\u{1b}[36m"));
}

#[test]
fn a_line_that_is_not_there_is_named() {
    let (status, shown, message) = despam(&["explain", "page.txt:9"]);
    assert_eq!((status, shown.as_str()), (2, ""));
    assert!(
        message.contains("there is no line 9: the document has 3 lines"),
        "{message}"
    );
}

#[test]
fn a_broken_gold_file_does_not_stop_the_others() {
    let (status, shown, message) = despam(&["eval", "gold", "--format", "json"]);
    assert_eq!(status, 1);
    assert!(
        message.contains("a.jsonl: line 1: not a gold document"),
        "{message}"
    );
    let scores: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(scores["all"]["documents"], 1);
    assert_eq!(scores["all"]["labels"]["share"]["recall"], 1.0);
    assert_eq!(scores["all"]["genuine"]["removed-lines"], 0);
}
