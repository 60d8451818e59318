//! The commands `scan` and `audit` as a user sees them, and whether their numbers are right.
//!
//! `tests/audit/counted.csv` is counted by hand, line by line, from `corpus/gold/counted.jsonl`
//! under the nine rules of `tests/audit/rules`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use despam::corpus::hit_log::entry::Entry;
use serde_json::Value;

const COUNTED: &str = "corpus/gold/counted.jsonl";
const RULES: &str = "tests/audit/rules";

fn despam(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// A hit log of the counted documents.
fn log(folder: &Path, name: &str, more: &[&str]) -> PathBuf {
    let log = folder.join(name);
    let path = log.to_str().unwrap();
    stdout(despam(
        &[
            &["scan", COUNTED, "--rules", RULES, "--hits", path, "-q"],
            more,
        ]
        .concat(),
    ));
    log
}

fn audit(log: &Path, more: &[&str]) -> String {
    stdout(despam(&[&["audit", log.to_str().unwrap()], more].concat()))
}

#[test]
fn every_column_is_as_counted_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let counted = fs::read_to_string("tests/audit/counted.csv").unwrap();
    for name in ["hits.jsonl", "hits.jsonl.zst"] {
        let log = log(folder.path(), name, &[]);
        assert_eq!(audit(&log, &["--format", "csv", "--sort", "rule"]), counted);
    }
}

#[test]
fn totals_are_as_counted_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), "hits.jsonl.zst", &[]);
    let audit: Value = serde_json::from_str(&audit(&log, &["--format", "json"])).unwrap();
    let counts = &audit["run"]["counts"];
    for (name, count) in [
        ("documents", 3),
        ("documents_changed", 3),
        ("left_alone", 0),
        ("lines_hit", 9),
        ("lines_logged", 9),
    ] {
        assert_eq!(counts[name], count, "{name}");
    }
    assert_eq!(
        counts["removed_lines"],
        serde_json::json!({"share": 4, "spam": 2})
    );
    assert_eq!(
        counts["removed_chars"],
        serde_json::json!({"share": 67, "spam": 54})
    );
    assert_eq!(
        counts["gold"],
        serde_json::json!({"article": 4, "chrome": 1, "share": 4, "spam": 2})
    );
    assert_eq!(audit["hits"], 18);
    assert_eq!(audit["langs"]["en"]["lines"], 9);
    assert_eq!(
        audit["barely_kept"][0]["text"],
        "Twitter was quiet that week, and nobody posted on Facebook either."
    );
    assert_eq!(audit["documents"][0]["doc"], "counted-told");
}

#[test]
fn threads_and_samples_change_no_count() {
    let folder = tempfile::tempdir().unwrap();
    let one = fs::read(log(folder.path(), "a.zst", &["--threads", "1"])).unwrap();
    let four = fs::read(log(folder.path(), "b.zst", &["--threads", "4"])).unwrap();
    assert!(one == four);
    let sampled = log(
        folder.path(),
        "c.jsonl",
        &["--hits-sample", "0.4", "--hits-seed", "3"],
    );
    let lines = fs::read_to_string(&sampled).unwrap();
    let lines = lines
        .lines()
        .filter(|line| line.starts_with("{\"kind\":\"line\""))
        .count();
    assert!((1..9).contains(&lines), "{lines}");
    let table = |log: &Path| -> Vec<String> {
        let csv = audit(log, &["--format", "csv", "--sort", "rule"]);
        // Up to the columns of the overlap, which are of the sample.
        csv.lines()
            .map(|line| line.split(',').take(20).collect::<Vec<_>>().join(","))
            .collect()
    };
    assert_eq!(table(&sampled), table(&folder.path().join("a.zst")));
}

#[test]
fn the_gate_reads_the_policy() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), "hits.zst", &[]);
    let gate = |rules: &str| despam(&["audit", log.to_str().unwrap(), "--gate", "--rules", rules]);
    let waits = "must go back to testing: 1
  t/t/network
    right on 3 of 5 gold lines: its precision is at most 0.882 of at least 0.900
may become stable: 0
stay testing: 1
  t/t/notice
    fires in 1 of at least 5 documents; right on 1 of 1 gold lines, which proves a precision of 0.207 of at least 0.900
";
    let output = gate(RULES);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), waits);

    let policy = fs::read_to_string("rules/policy.yaml").unwrap();
    let policy = policy
        .replace("min-documents: 5", "min-documents: 1")
        .replace("min-precision: 0.9", "min-precision: 0.2");
    let rules = folder.path().join("rules");
    fs::create_dir_all(rules.join("t")).unwrap();
    fs::write(rules.join("policy.yaml"), policy).unwrap();
    fs::copy(format!("{RULES}/t/t.yaml"), rules.join("t/t.yaml")).unwrap();
    let promotes = "must go back to testing: 0
may become stable: 1
  t/t/notice
    1 documents, precision at least 0.207, 1 verdicts change
stay testing: 0
";
    assert_eq!(stdout(gate(rules.to_str().unwrap())), promotes);
}

#[test]
fn the_table_fits_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let gold = folder.path().join("gold.zst");
    let pages = folder.path().join("pages.zst");
    for (input, log) in [("corpus/gold", &gold), ("corpus/samples", &pages)] {
        stdout(despam(&[
            "scan",
            input,
            "--hits",
            log.to_str().unwrap(),
            "-q",
        ]));
        let table = audit(log, &["--top", "1000"]);
        assert!(table.lines().count() > 50);
        for line in table.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 100, "{line}");
        }
    }
    let one = audit(&gold, &["--rule", "zh/share/button-row"]);
    assert!(
        one.starts_with("zh/share/button-row (share, stable, score 1.5)\n"),
        "{one}"
    );
}

#[test]
fn a_log_cut_short_is_no_log() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), "hits.jsonl", &[]);
    let whole = fs::read_to_string(&log).unwrap();
    let first = whole.split_inclusive('\n').next().unwrap();
    for (text, message) in [
        (first, "the log ends without its counts"),
        ("{\"kind\":\"cake\"}\n", "no record has the kind `cake`"),
        ("What?\n", "not a hit log"),
    ] {
        fs::write(&log, text).unwrap();
        let output = despam(&["audit", log.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(message), "{said}");
    }
}

/// Two logs one behind the other are the log of both.
#[test]
fn logs_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), "hits.zst", &[]);
    let twice = folder.path().join("twice.zst");
    fs::write(&twice, fs::read(&log).unwrap().repeat(2)).unwrap();
    let sum: Value = serde_json::from_str(&audit(&twice, &["--format", "json"])).unwrap();
    assert_eq!(sum["run"]["counts"]["documents"], 6);
    let network = sum["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["rule"] == "t/t/network");
    assert_eq!(network.unwrap()["lines"], 10);
    assert_eq!(network.unwrap()["examples"].as_array().unwrap().len(), 5);
}

/// Lines are written by hand; written again from what they are read as, they are the same.
#[test]
fn lines_are_written_as_they_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let odd = "Share \"it\"\u{2028}\\ on Facebook\u{1}\nBuy cheap pills now";
    let long = format!("{}分享到 Facebook{}", "字 ".repeat(300), "尾".repeat(300));
    let cut = "The river rose.\nPosted by Ann Mary Beth Smith on October 04, 2012 | Permalink";
    let of_spam = "开云体育官网登录入口\n开云体育app下载，官方平台，立即注册 https://ky.example.com\n\
                   欢迎来到开云体育，网页版与手机版同步开放。\n请认准开云体育唯一网址 \
                   https://ky.example.com\n如无法登录，请联系客服获取备用网址。\n\
                   开云体育代理加盟，官网在线咨询。";
    let records = [
        serde_json::json!({"id": "\"1\"", "url": "https://A.example/x", "lang": "zh", "text": odd}),
        serde_json::json!({"text": format!("{long}\n{cut}")}),
        serde_json::json!({"text": of_spam}),
    ];
    let records = records.map(|record| format!("{record}\n")).concat();
    fs::write(at("pages.jsonl"), records).unwrap();
    let (pages, log) = (at("pages.jsonl"), at("hits.jsonl"));
    stdout(despam(&["scan", "corpus", &pages, "--hits", &log, "-q"]));
    let (mut fates, mut spans, mut gold, mut documents) = (BTreeSet::new(), 0, 0, 0);
    for line in fs::read_to_string(&log).unwrap().lines() {
        let entry: Entry<'_> = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&entry).unwrap(), line);
        let Entry::Line(line) = entry else { continue };
        gold += usize::from(line.gold.is_some());
        documents += usize::from(line.line == 0);
        spans += line.hits.iter().map(|hit| hit.spans.len()).sum::<usize>();
        fates.insert(line.verdict.into_owned());
    }
    assert_eq!(Vec::from_iter(fates), ["cut", "drop", "keep"]);
    assert!(
        documents > 0 && gold > 0 && spans > 0,
        "{documents} {gold} {spans}"
    );
}

/// What cleaning costs nothing of: cleaned files and removal logs are the same with a hit log.
#[test]
fn the_log_changes_nothing_that_is_cleaned() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let clean = |name: &str, more: &[&str]| {
        let (output, removed) = (at(&format!("{name}.jsonl")), at(&format!("{name}.log")));
        let command = [
            "clean",
            "corpus/samples/pages.jsonl",
            "-q",
            "-o",
            &output,
            "--removed",
            &removed,
        ];
        despam(&[&command, more].concat());
        (fs::read(output).unwrap(), fs::read(removed).unwrap())
    };
    let report = at("report.html");
    assert!(clean("a", &[]) == clean("b", &["--hits", &at("hits.zst"), "--report", &report]));
    let page = fs::read_to_string(report).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 6);
}
