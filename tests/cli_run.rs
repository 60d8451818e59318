//! The options of `clean` that choose, convert, annotate and record, as a user sees them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SHARE_ROW: &str = "分享到：微信 新浪微博 QQ空间";

fn despam(folder: &Path, arguments: &[&str]) -> Output {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/made_elsewhere/rules");
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    command.args(arguments).arg("--rules").arg(rules);
    command.current_dir(folder).output().unwrap()
}

fn lines(path: impl AsRef<Path>) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A folder with 1,000 records, a text file and a WARC file.
fn corpus() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let records: String = (0..1000)
        .map(|i| format!("{{\"id\":{i},\"url\":\"u{i}\",\"text\":\"a\\n{SHARE_ROW}\\n\"}}\n"))
        .collect();
    fs::write(input.join("a.jsonl"), records).unwrap();
    let text = format!("正文。\n{SHARE_ROW}\n");
    fs::write(input.join("b.txt"), &text).unwrap();
    let record = format!(
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:x>\r\n\
         WARC-Target-URI: http://a/\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
        text.len()
    );
    let info = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 1\r\n\r\nx\r\n\r\n";
    fs::write(input.join("c.wet"), format!("{info}{record}")).unwrap();
    folder
}

#[test]
fn everything_becomes_jsonl_in_any_compression() {
    let folder = corpus();
    let at = |name: &str| folder.path().join(name);
    let convert = [
        "--output-format",
        "jsonl",
        "--output-compression",
        "zstd",
        "--removed",
        "log",
    ];
    let done = despam(
        folder.path(),
        &[&["clean", "in", "-o", "out"], &convert[..]].concat(),
    );
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let read = |name: &str| -> Vec<serde_json::Value> {
        let bytes = zstd::decode_all(fs::File::open(at(name)).unwrap()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    assert_eq!(read("out/a.jsonl.zst").len(), 1000);
    let text = serde_json::json!({"id": "b.jsonl.zst", "text": "正文。\n"});
    assert_eq!(read("out/b.jsonl.zst"), [text]);
    let page = serde_json::json!({"id": "<urn:x>", "url": "http://a/", "text": "正文。\n"});
    assert_eq!(read("out/c.jsonl.zst"), [page]);
    let last = lines(at("log")).pop().unwrap();
    assert_eq!(
        (&last["record"], &last["url"]),
        (&2.into(), &"http://a/".into())
    );
}

#[test]
fn annotations_leave_texts_alone() {
    let folder = corpus();
    let done = despam(
        folder.path(),
        &["clean", "in/a.jsonl", "-o", "a.jsonl", "--annotate"],
    );
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let before = lines(folder.path().join("in/a.jsonl"));
    let after = lines(folder.path().join("a.jsonl"));
    for (before, mut after) in before.into_iter().zip(after) {
        let annotations = after.as_object_mut().unwrap().remove("despam").unwrap();
        assert_eq!(before, after);
        let end = 2 + SHARE_ROW.chars().count() + 1;
        assert_eq!(annotations[0]["chars"], serde_json::json!([2, end]));
        assert_eq!(annotations[0]["label"], "share");
        assert_eq!(annotations[0]["rules"][0]["id"], "zh/share/button-row");
    }
    let again = ["clean", "a.jsonl", "-o", "b.jsonl", "--annotate"];
    let done = despam(folder.path(), &again);
    assert_eq!(done.status.code(), Some(1));
    let message = String::from_utf8(done.stderr).unwrap();
    assert!(message.contains("a.jsonl: record 1, byte 0: has a field despam already"));
    let copied = fs::read(folder.path().join("b.jsonl")).unwrap();
    assert!(copied == fs::read(folder.path().join("a.jsonl")).unwrap());
}

#[test]
fn a_part_is_chosen() {
    let folder = corpus();
    let clean = |output: &str, more: &[&str]| {
        let arguments = [
            &["clean", "in", "-o", output, "--output-format", "jsonl"],
            more,
        ]
        .concat();
        let done = despam(folder.path(), &arguments);
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        let path = folder.path().join(output);
        let names = ["a.jsonl", "b.jsonl", "c.jsonl"].map(|name| path.join(name));
        let found = names.iter().filter(|path| path.exists());
        found.map(|path| lines(path).len()).collect::<Vec<usize>>()
    };
    assert_eq!(clean("limited", &["--limit", "7"]), [7]);
    assert_eq!(clean("all", &["--limit", "2000"]), [1000, 1, 1]);
    let sample = clean("sample", &["--sample", "0.1", "--seed", "1"]);
    assert!((50..150).contains(&sample[0]), "{sample:?}");
    assert_eq!(clean("same", &["--sample", "0.1", "--seed", "1"]), sample);
    let first = lines(folder.path().join("sample/a.jsonl"));
    clean("other", &["--sample", "0.1", "--seed", "2"]);
    assert_ne!(first, lines(folder.path().join("other/a.jsonl")));
    let both = clean("both", &["--sample", "0.1", "--seed", "1", "--limit", "9"]);
    assert_eq!(both, [9]);
    assert_eq!(lines(folder.path().join("both/a.jsonl")), first[..9]);
}

#[test]
fn a_dry_run_writes_nothing_and_counts_everything() {
    let folder = corpus();
    let arguments = [
        "clean",
        "in",
        "--dry-run",
        "--removed",
        "log",
        "--format",
        "json",
    ];
    let done = despam(folder.path(), &arguments);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let counts: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(counts["documents"], 1002);
    assert_eq!(counts["removals"]["share"], 1002);
    let names = fs::read_dir(folder.path()).unwrap();
    assert_eq!(names.count(), 1);
}

#[test]
fn rejects_and_manifest_are_kept() {
    let folder = corpus();
    let at = |name: &str| folder.path().join(name);
    fs::write(
        at("in/a.jsonl"),
        b"{\"text\":\"x\",}\n{\"text\":\"\xFF\"}\n{\"text\":\"\"}\n",
    )
    .unwrap();
    let mut wet = fs::read(at("in/c.wet")).unwrap();
    wet.splice(0..0, b"junk\r\n".iter().copied());
    fs::write(at("in/c.wet"), &wet).unwrap();
    let mut gzip = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];
    gzip.extend_from_slice(b"broken");
    fs::write(at("in/d.txt.gz"), gzip).unwrap();
    let logs = ["--rejects", "rejects", "--manifest", "manifest"];
    let done = despam(
        folder.path(),
        &[&["clean", "in", "-o", "out"], &logs[..]].concat(),
    );
    assert_eq!(done.status.code(), Some(1));
    let rejects = fs::read(at("rejects")).unwrap();
    assert_eq!(rejects, b"{\"text\":\"x\",}\n{\"text\":\"\xFF\"}\njunk\r\n");
    let message = String::from_utf8(done.stderr).unwrap();
    assert!(
        message.contains("in/c.wet: record 1, byte 0: not a WARC record"),
        "{message}"
    );
    assert!(message.contains("in/d.txt.gz: cannot be read"), "{message}");
    let manifest = lines(at("manifest"));
    assert_eq!(manifest.len(), 5);
    assert_eq!(
        (&manifest[0]["records"], &manifest[0]["format"]),
        (&3.into(), &"jsonl".into())
    );
    let hash = blake3::hash(&wet).to_hex().to_string();
    assert_eq!(
        (&manifest[2]["blake3"], &manifest[2]["bytes"]),
        (&hash.into(), &wet.len().into())
    );
    assert_eq!(manifest[3]["error"], "cannot be read");
    assert_eq!(manifest[4]["counts"]["problems"], 4);
    assert!(!at("out/d.txt.gz").exists());
}

/// A line that is larger than the memory allows is passed on, and memory stays small.
#[test]
fn what_is_too_large_is_copied_and_named() {
    let folder = corpus();
    let long = format!("{{\"text\":\"{SHARE_ROW}\\n{}\"}}\n", "x".repeat(3 << 20));
    let records = format!("{{\"text\":\"{SHARE_ROW}\"}}\n{long}{{\"text\":\"{SHARE_ROW}\"}}\n");
    fs::write(folder.path().join("in/a.jsonl"), records).unwrap();
    let text = format!("{SHARE_ROW}\n").repeat(60_000);
    fs::write(folder.path().join("in/b.txt"), &text).unwrap();
    let done = despam(
        folder.path(),
        &["clean", "in", "-o", "out", "--memory", "16M"],
    );
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    let message = String::from_utf8(done.stderr).unwrap();
    assert!(
        message.contains("in/a.jsonl: record 2, byte 52: larger than 1048576 bytes"),
        "{message}"
    );
    assert!(message.contains("in/b.txt: larger than"), "{message}");
    let cleaned = fs::read_to_string(folder.path().join("out/a.jsonl")).unwrap();
    assert!(cleaned == format!("{{\"text\":\"\"}}\n{long}{{\"text\":\"\"}}\n"));
    assert!(fs::read_to_string(folder.path().join("out/b.txt")).unwrap() == text);
}
