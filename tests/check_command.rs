//! `despam check` as people and their CI run it.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn despam(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_despam"))
        .arg("check")
        .args(arguments)
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with one pack of one draft rule that finds 微博.
fn rules(tests: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let text = format!(
        "format: 1\npack: zh/a\nlabel: share\nsets: {{s: {{terms: [微博]}}}}\nrules:\n  - id: r\n    \
         summary: A.\n    status: stable\n    score: 1.0\n    when: {{keywords: {{set: s}}}}\n    \
         tests: {tests}\n"
    );
    fs::create_dir(folder.path().join("zh")).unwrap();
    fs::write(folder.path().join("zh/a.yaml"), text).unwrap();
    folder
}

fn path(folder: &TempDir) -> &str {
    folder.path().to_str().unwrap()
}

const GOOD: &str = "{hit: [微博], miss: [正文。]}";

#[test]
fn the_shipped_rules_are_clean() {
    let output = despam(&["--deny", "warnings", "--gold", "corpus/gold"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).ends_with(" tests: no problems\n"));
}

#[test]
fn all_mistakes_of_six_files_in_one_run() {
    let output = despam(&["tests/check_thirty", "--format", "concise", "--quiet"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), "");
    let shown = stdout(&output).replace('\\', "/");
    let spots: Vec<String> = shown
        .lines()
        .map(|line| {
            let line = line.trim_start_matches("tests/check_thirty/");
            line.split(' ').take(2).collect::<Vec<_>>().join(" ")
        })
        .collect();
    let expected = [
        "en/share.yaml:6:23: E103",
        "overlays/local.yaml:3:12: E223",
        "overlays/local.yaml:4:40: E211",
        "overlays/local.yaml:5:40: E206",
        "terms/games.txt:3:2: W301",
        "zh/ad.yaml:13:11: T401",
        "zh/ad.yaml:15:11: T402",
        "zh/ad.yaml:17:11: T403",
        "zh/share.yaml:4:1: E201",
        "zh/share.yaml:7:23: W301",
        "zh/share.yaml:7:23: W319",
        "zh/share.yaml:7:32: E203",
        "zh/share.yaml:8:9: E204",
        "zh/share.yaml:9:3: E205",
        "zh/share.yaml:9:19: E207",
        "zh/share.yaml:12:14: W304",
        "zh/share.yaml:13:13: E204",
        "zh/share.yaml:14:12: E211",
        "zh/share.yaml:17:27: E218",
        "zh/share.yaml:18:21: E219",
        "zh/share.yaml:19:21: E217",
        "zh/share.yaml:19:24: E217",
        "zh/share.yaml:20:21: E216",
        "zh/spam.yaml:1:9: E209",
        "zh/spam.yaml:2:7: E208",
        "zh/spam.yaml:5:23: E220",
        "zh/spam.yaml:8:9: E205",
        "zh/spam.yaml:8:9: E214",
        "zh/spam.yaml:8:9: E214",
        "zh/spam.yaml:12:45: E212",
        "zh/spam.yaml:13:9: E215",
        "zh/spam.yaml:18:35: E212",
        "zh/spam.yaml:20:9: E202",
        "zh/spam.yaml:20:31: E210",
    ];
    assert_eq!(spots, expected, "{shown}");
}

#[test]
fn exit_statuses() {
    let good = rules(GOOD);
    let wrong = rules("{hit: [豆瓣], miss: [正文。]}");
    let warned = rules(GOOD);
    fs::write(warned.path().join("zh/b.yml"), "").unwrap();
    let code = |arguments: &[&str]| despam(arguments).status.code();
    assert_eq!(code(&[path(&good)]), Some(0));
    assert_eq!(code(&[path(&wrong)]), Some(1));
    assert_eq!(code(&[path(&warned)]), Some(0));
    assert_eq!(code(&[path(&warned), "--deny", "warnings"]), Some(1));
    assert_eq!(code(&["no/such/folder"]), Some(2));
    assert_eq!(code(&[path(&good), "--only", "["]), Some(2));
    assert_eq!(code(&[path(&good), "--format", "xml"]), Some(2));
}

#[test]
fn only_what_is_asked_for() {
    let wrong = rules("{hit: [豆瓣], miss: [正文。]}");
    let code = |glob| despam(&[path(&wrong), "--only", glob]).status.code();
    assert_eq!(code("zh/a/r"), Some(1));
    assert_eq!(code("zh/*.yaml"), Some(1));
    let other = "format: 1\npack: zh/b\nlabel: ad\nrules: []\n";
    fs::write(wrong.path().join("zh/b.yaml"), other).unwrap();
    assert_eq!(code("zh/b"), Some(0));
    // A glob that names nothing must not look like a clean check.
    assert_eq!(code("zh/c/*"), Some(2));
}

#[test]
fn extra_rules_are_checked_with_the_built_in_ones() {
    let wrong = rules("{hit: [豆瓣], miss: [正文。]}");
    let output = despam(&["--extra-rules", path(&wrong), "--format", "concise"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stdout(&output));
    assert!(stdout(&output).contains("a.yaml:11:19: T401 `zh/a/r` does not fire"));
}

#[test]
fn the_gold_gate_names_rule_line_and_document() {
    let rules = rules(GOOD);
    let gold = rules.path().join("gold.jsonl");
    let document = r#"{"id":"d","lang":"zh","lines":[{"text":"正文很长。","label":"article"},{"text":"他用微博。","label":"article"},{"text":"微博","label":"share"}]}"#;
    fs::write(&gold, format!("\n{document}\n")).unwrap();
    let run = |gold: &Path| {
        let gold = gold.to_str().unwrap().to_owned();
        despam(&[path(&rules), "--format", "concise", "--gold", &gold])
    };
    let output = run(&gold);
    assert_eq!(output.status.code(), Some(1));
    let shown = stdout(&output);
    let expected = "a.yaml:6:9: T404 `zh/a/r` takes article text as share: line 2 of document `d` \
                    (5 of 10 genuine characters go, the policy allows 0 (gold max-lost-share 0.001))\n";
    assert!(shown.ends_with(expected), "{shown}");
    let full = despam(&[path(&rules), "--gold", gold.to_str().unwrap()]);
    let full = stdout(&full);
    assert!(
        full.contains("gold.jsonl:2:1") && full.contains("line 2: 他用微博。"),
        "{full}"
    );

    fs::write(&gold, format!("{document}\n{{}}\n")).unwrap();
    let shown = stdout(&run(&gold));
    assert!(
        shown.contains("gold.jsonl:2:1: T405 not a gold document"),
        "{shown}"
    );
    let shown = stdout(&run(Path::new("no/gold.jsonl")));
    assert!(
        shown.contains("no/gold.jsonl: T405 cannot be read"),
        "{shown}"
    );
}

#[test]
fn github_gets_commands_and_a_summary() {
    let wrong = rules("{hit: [豆瓣], miss: [正文。]}");
    let summary = wrong.path().join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(["check", path(&wrong), "--format", "github"])
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .unwrap();
    let shown = stdout(&output);
    assert!(shown.starts_with("::error file="), "{shown}");
    assert!(
        shown.contains(",line=11,endLine=11,col=19,endColumn=21,title=despam T401::`zh/a/r` does"),
        "{shown}"
    );
    let summary = fs::read_to_string(&summary).unwrap();
    assert!(
        summary.starts_with("before\n### despam check\n"),
        "{summary}"
    );
    assert!(
        summary.contains("1 file, 1 rule, 2 tests: 1 error"),
        "{summary}"
    );
}

#[test]
fn output_goes_to_a_file() {
    let good = rules(GOOD);
    let file = good.path().join("out.xml");
    let output = despam(&[
        path(&good),
        "--format",
        "junit",
        "--output",
        file.to_str().unwrap(),
        "--quiet",
    ]);
    assert_eq!(
        (stdout(&output), stderr(&output)),
        (String::new(), String::new())
    );
    let suites = junit_parser::from_reader(fs::read(&file).unwrap().as_slice()).unwrap();
    assert_eq!((suites.suites[0].tests, suites.suites[0].failures), (2, 0));
}
