//! The same pages as JSONL, Parquet and WARC are judged alike: the hit log, the removal log and
//! what `--repeats` counts name the same lines.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};

/// The files that hold the same pages.
const FILES: [&str; 5] = [
    "pages.jsonl",
    "pages.jsonl.zst",
    "pages.parquet",
    "pages.wet",
    "pages.wet.gz",
];
/// What twelve pages of a host hold, and no rule knows by its words.
const NAVIGATION: &str = "Campus and surroundings";
const SCHEMA: &str = "message page {
    required binary url (UTF8);
    optional binary text (UTF8);
}";

/// An address and a text.
type Page = (String, String);

/// Twelve pages of one host, of which each third has a row to share it, and one of another.
fn pages() -> Vec<Page> {
    let page = |host: &str, number: usize| {
        let row = ["分享到：微信 新浪微博 QQ空间\n", "", ""][number % 3];
        let own = format!("In the year {number} the miller wrote that the river had risen again.");
        let text = format!("{NAVIGATION}\n{row}{own}\n");
        (format!("https://{host}/{number}"), text)
    };
    let pages = (0..12).map(|number| page("www.mill.example", number));
    pages.chain([page("www.weir.example", 42)]).collect()
}

fn jsonl(pages: &[Page]) -> Vec<u8> {
    let record = |(url, text): &Page| json!({"url": url, "text": text}).to_string() + "\n";
    pages.iter().map(record).collect::<String>().into_bytes()
}

/// A table of row groups of five pages.
fn parquet(pages: &[Page], path: &Path) {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, properties).unwrap();
    for pages in pages.chunks(5) {
        let mut group = writer.next_row_group().unwrap();
        for (of, level) in [(0, 0), (1, 1)] {
            let value = |(url, text): &Page| ByteArray::from([url, text][of].as_str());
            let values: Vec<ByteArray> = pages.iter().map(value).collect();
            let levels = vec![1; if level == 0 { 0 } else { pages.len() }];
            let levels = (level > 0).then_some(levels.as_slice());
            let mut column = group.next_column().unwrap().unwrap();
            let typed = column.typed::<ByteArrayType>();
            typed.write_batch(&values, levels, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// Conversion records, each in a gzip member of its own if wanted.
fn wet(pages: &[Page], compressed: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (url, text) in pages {
        let record = format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {url}\r\n\
             Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
            text.len()
        );
        if compressed {
            let mut member = flate2::write::GzEncoder::new(bytes, flate2::Compression::fast());
            std::io::Write::write_all(&mut member, record.as_bytes()).unwrap();
            bytes = member.finish().unwrap();
        } else {
            bytes.extend_from_slice(record.as_bytes());
        }
    }
    bytes
}

/// The pages in all formats, and the two rules that speak of them.
fn corpus(folder: &Path) {
    for (pack, from) in [
        ("common/repeats.yaml", "rules/common/repeats.yaml"),
        ("zh/share.yaml", "tests/made_elsewhere/rules/zh/share.yaml"),
    ] {
        let pack = folder.join("rules").join(pack);
        fs::create_dir_all(pack.parent().unwrap()).unwrap();
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(from), pack).unwrap();
    }
    let pages = pages();
    let jsonl = jsonl(&pages);
    fs::write(
        folder.join("pages.jsonl.zst"),
        zstd::encode_all(jsonl.as_slice(), 1).unwrap(),
    )
    .unwrap();
    fs::write(folder.join("pages.jsonl"), jsonl).unwrap();
    parquet(&pages, &folder.join("pages.parquet"));
    fs::write(folder.join("pages.wet"), wet(&pages, false)).unwrap();
    fs::write(folder.join("pages.wet.gz"), wet(&pages, true)).unwrap();
}

/// Cleans a file in a folder: the records of its hit log and of its removal log.
fn clean(folder: &Path, file: &str, more: &[&str]) -> [Vec<Value>; 2] {
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    command.args(["clean", file, "-o", "out/", "-q", "--threads", "2"]);
    command.args(["--hits", "hits.jsonl", "--removed", "removed.jsonl"]);
    command.args(["--rules", "rules"]);
    command.args(more).current_dir(folder).stdin(Stdio::null());
    let done = command.output().unwrap();
    assert!(done.status.success(), "{file}: {done:?}");
    ["hits.jsonl", "removed.jsonl"].map(|name| {
        let log = fs::read_to_string(folder.join(name)).unwrap();
        let records = log.lines().map(|line| serde_json::from_str(line).unwrap());
        let mut records: Vec<Value> = records.collect();
        for record in &mut records {
            // The file is another, and only WARC records have an id without being given one.
            let fields = record.as_object_mut().unwrap();
            for name in ["file", "doc", "id"] {
                fields.remove(name);
            }
        }
        records
    })
}

#[test]
fn hit_logs_of_all_formats_agree() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(folder);
    let [hits, removed] = clean(folder, FILES[0], &[]);
    let lines: Vec<&Value> = hits.iter().filter(|hit| hit["kind"] == "line").collect();
    let numbers: Vec<u64> = lines
        .iter()
        .flat_map(|hit| hit["record"].as_u64())
        .collect();
    assert_eq!(numbers, [1, 4, 7, 10, 13]);
    assert!(lines.iter().all(|hit| hit["line"] == 2));
    assert_eq!(lines[4]["host"], "www.weir.example");
    assert_eq!(removed.len(), 5);
    for file in &FILES[1..] {
        let [other_hits, other_removed] = clean(folder, file, &[]);
        assert_eq!(hits, other_hits, "{file}");
        assert_eq!(removed, other_removed, "{file}");
    }
}

#[test]
fn repeats_are_counted_alike_in_all_formats() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(folder);
    let [hits, removed] = clean(folder, FILES[0], &["--repeats"]);
    // Twelve lines of navigation, and five rows.
    assert_eq!(removed.len(), 17);
    for file in &FILES[1..] {
        let [other_hits, other_removed] = clean(folder, file, &["--repeats"]);
        assert_eq!(hits, other_hits, "{file}");
        assert_eq!(removed, other_removed, "{file}");
    }
}
