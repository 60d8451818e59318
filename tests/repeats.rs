//! `despam clean --repeats`: lines that many pages of one host hold go, others stay.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const NAVIGATION: &str = "Campus and surroundings";
/// A genuine line that two pages of the host hold.
const TWICE: &str = "The bridge over the mill race";

/// Twelve pages of one host and one of another.
fn pages() -> String {
    let page = |host: &str, number: usize| {
        let own = format!("In the year {number} the miller wrote that the river had risen again.");
        let mut lines = vec![NAVIGATION.to_owned(), own];
        if number < 2 {
            lines.push(TWICE.to_owned());
        }
        let url = format!("https://{host}/{number}");
        json!({"id": number, "url": url, "text": lines.join("\n")}).to_string() + "\n"
    };
    let pages = (0..12).map(|number| page("www.mill.example", number));
    pages.chain([page("www.weir.example", 40)]).collect()
}

fn despam(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).output().unwrap()
}

fn texts(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let records = text.lines().map(|line| serde_json::from_str(line).unwrap());
    records
        .map(|record: Value| record["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn lines_of_many_pages_of_a_host_go() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pages.jsonl"), pages()).unwrap();
    let clean = |output: &str, more: &[&str]| {
        let log = format!("{output}.log");
        let arguments = ["clean", "pages.jsonl", "-o", output, "--removed", &log];
        let output = despam(folder.path(), &[&arguments, more].concat());
        assert!(output.status.success(), "{output:?}");
    };
    clean("plain.jsonl", &[]);
    clean("one.jsonl", &["--repeats", "--threads", "1"]);
    clean("three.jsonl", &["--repeats", "--threads", "3"]);
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("one.jsonl"), read("three.jsonl"));
    assert_eq!(read("one.jsonl.log"), read("three.jsonl.log"));

    let before = texts(&folder.path().join("plain.jsonl"));
    assert!(before.iter().all(|text| text.contains(NAVIGATION)));
    let after = texts(&folder.path().join("one.jsonl"));
    let (mill, weir) = after.split_at(12);
    assert!(mill.iter().all(|text| !text.contains(NAVIGATION)));
    assert!(weir.iter().all(|text| text.contains(NAVIGATION)));
    assert!(after.iter().all(|text| text.contains("the miller wrote")));
    assert!(mill.iter().take(2).all(|text| text.contains(TWICE)));

    let arguments = [
        "restore",
        "one.jsonl",
        "--removed",
        "one.jsonl.log",
        "-o",
        "back.jsonl",
    ];
    assert!(despam(folder.path(), &arguments).status.success());
    assert_eq!(read("back.jsonl"), read("pages.jsonl"));
}

#[test]
fn without_hosts_nothing_is_chrome_by_count() {
    let folder = tempfile::tempdir().unwrap();
    let pages = pages().replace("\"url\"", "\"address\"");
    fs::write(folder.path().join("pages.jsonl"), pages).unwrap();
    let arguments = ["clean", "pages.jsonl", "-o", "out.jsonl", "--repeats"];
    assert!(despam(folder.path(), &arguments).status.success());
    let after = texts(&folder.path().join("out.jsonl"));
    assert!(after.iter().all(|text| text.contains(NAVIGATION)));
}

#[test]
fn a_pipe_cannot_be_read_twice() {
    let folder = tempfile::tempdir().unwrap();
    let output = despam(folder.path(), &["clean", "-", "--repeats"]);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("--repeats reads the input twice"),
        "{message}"
    );
}
