//! Where `clean` puts things: several files in one, attributes beside documents, hits of every
//! format in one log.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};

const SHARE_ROW: &str = "分享到：微信 新浪微博 QQ空间";

/// The exit status, what was printed and what was said.
fn despam(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/made_elsewhere/rules");
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    command.args(arguments).current_dir(folder);
    if arguments[0] != "restore" {
        command.arg("--rules").arg(rules);
    }
    let done = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let status = done.status.code().unwrap();
    (status, text(done.stdout), text(done.stderr))
}

fn record(id: &str) -> String {
    json!({"id": id, "text": format!("正文{id}。\n{SHARE_ROW}\n好")}).to_string()
}

/// Three files, of which one lacks its last line's end and one begins with a byte-order mark.
fn three(folder: &Path) {
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write("a.jsonl", format!("{}\n{}", record("1"), record("2")));
    write("b.jsonl", format!("\u{FEFF}{}\n\nno\n", record("3")));
    write("c.jsonl", record("4"));
}

#[test]
fn several_files_go_to_one_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    three(folder);
    let inputs = ["clean", "a.jsonl", "b.jsonl", "c.jsonl"];
    let to_file = [&inputs[..], &["-o", "all.jsonl", "--removed", "log"]].concat();
    let (status, _, said) = despam(folder, &to_file);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("b.jsonl: record 3, byte"), "{said}");
    let cleaned = fs::read_to_string(folder.join("all.jsonl")).unwrap();
    let ids: Vec<&str> = cleaned
        .lines()
        .map(|line| line.get(7..8).unwrap_or(line))
        .collect();
    assert_eq!(ids, ["1", "2", "3", "", "no", "4"]);
    assert!(!cleaned.contains("分享") && !cleaned.contains('\u{FEFF}'));
    let threads = [
        &to_file[..3],
        &["c.jsonl", "-o", "-", "--threads", "3", "-q"],
    ]
    .concat();
    assert_eq!(despam(folder, &threads).1, cleaned);
    let restore = [
        "restore",
        "all.jsonl",
        "--removed",
        "log",
        "-o",
        "back.jsonl",
    ];
    let (status, _, said) = despam(folder, &restore);
    assert_eq!(status, 0, "{said}");
    let expected = format!(
        "{}\n{}\n{}\n\nno\n{}",
        record("1"),
        record("2"),
        record("3"),
        record("4")
    );
    assert_eq!(
        fs::read_to_string(folder.join("back.jsonl")).unwrap(),
        expected
    );
}

#[test]
fn a_file_that_breaks_off_leaves_nothing_in_the_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    three(folder);
    let packed = zstd::encode_all(record("5").repeat(100).as_bytes(), 1).unwrap();
    fs::write(folder.join("cut.jsonl.zst"), &packed[..packed.len() - 4]).unwrap();
    let inputs = ["a.jsonl", "cut.jsonl.zst", "c.jsonl"];
    let output = ["-o", "all.jsonl", "--removed", "log"];
    let (status, _, said) = despam(folder, &[&["clean"], &inputs[..], &output].concat());
    assert_eq!(status, 1);
    assert!(said.contains("cut.jsonl.zst: cannot be read"), "{said}");
    let cleaned = fs::read_to_string(folder.join("all.jsonl")).unwrap();
    assert_eq!(cleaned.lines().count(), 3, "{cleaned}");
    let (status, _, said) = despam(
        folder,
        &[
            "restore",
            "all.jsonl",
            "--removed",
            "log",
            "-o",
            "back.jsonl",
        ],
    );
    assert_eq!(status, 0, "{said}");
}

#[test]
fn only_jsonl_is_put_together() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    three(folder);
    fs::write(folder.join("page.txt"), format!("正文。\n{SHARE_ROW}\n")).unwrap();
    let mixed = ["clean", "a.jsonl", "page.txt", "-o", "all.jsonl"];
    let (status, _, said) = despam(folder, &mixed);
    assert_eq!(status, 2, "{said}");
    assert!(
        said.contains("only as JSONL, and page.txt is text"),
        "{said}"
    );
    let converted = [&mixed[..], &["--output-format", "jsonl"]].concat();
    assert_eq!(despam(folder, &converted).0, 0);
    let cleaned = fs::read_to_string(folder.join("all.jsonl")).unwrap();
    assert_eq!(cleaned.lines().count(), 3);
}

#[test]
fn attributes_lie_beside_documents() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let documents = folder.join("data/documents/part");
    fs::create_dir_all(&documents).unwrap();
    let lines = format!(
        "{}\nno\n{{\"id\":7}}\n{}",
        record("一\""),
        json!({"text": "好"})
    );
    fs::write(documents.join("a.jsonl"), &lines).unwrap();
    let packed = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    fs::write(documents.join("b.jsonl.zst"), packed).unwrap();
    let clean = ["clean", "data/documents", "--attributes", "despam"];
    let (status, _, said) = despam(folder, &clean);
    assert_eq!(status, 1, "{said}");
    let attributes = folder.join("data/attributes/despam/part");
    let written = fs::read_to_string(attributes.join("a.jsonl")).unwrap();
    let found: Vec<Value> = (written.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // 正文一"。 and the line's end come before, the row and its line's end go.
    let end = 6 + SHARE_ROW.chars().count() + 1;
    let expected = [
        json!({"id": "一\"", "attributes": {"despam__share": [[6, end, 2.0]]}}),
        json!({"id": null, "attributes": {}}),
        json!({"id": 7, "attributes": {}}),
        json!({"id": null, "attributes": {}}),
    ];
    assert_eq!(found, expected);
    let packed = fs::File::open(attributes.join("b.jsonl.zst")).unwrap();
    assert_eq!(zstd::decode_all(packed).unwrap(), written.as_bytes());
    assert_eq!(
        fs::read_to_string(documents.join("a.jsonl")).unwrap(),
        lines
    );
    let (status, _, said) = despam(folder, &["clean", "data", "--attributes", "despam"]);
    assert_eq!(status, 2);
    assert!(
        said.contains("lies in none; name a folder for them with -o"),
        "{said}"
    );
    let elsewhere = [&clean[..], &["-o", "elsewhere/"]].concat();
    assert_eq!(despam(folder, &elsewhere).0, 1);
    let same = fs::read_to_string(folder.join("elsewhere/part/a.jsonl")).unwrap();
    assert_eq!(same, written);
}

fn parquet_file(path: &Path, texts: &[String]) {
    let schema = "message page { required binary id (UTF8); required binary text (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let file = fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, properties).unwrap();
    let ids: Vec<ByteArray> = (0..texts.len())
        .map(|i| format!("row-{i}").as_str().into())
        .collect();
    let texts: Vec<ByteArray> = texts.iter().map(|text| text.as_str().into()).collect();
    let mut group = writer.next_row_group().unwrap();
    for values in [ids, texts] {
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<ByteArrayType>()
            .write_batch(&values, None, None)
            .unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

/// A text in every format has the same hits, under its own name and number.
#[test]
fn hits_of_tables_and_archives_are_logged() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("in")).unwrap();
    let text = format!("正文。\n{SHARE_ROW}\n好");
    parquet_file(
        &folder.join("in/a.parquet"),
        &["无".to_owned(), text.clone()],
    );
    let archive = |kind: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:{kind}>\r\n\
             WARC-Target-URI: http://a/\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let archive = archive("warcinfo", "x") + &archive("conversion", &text);
    fs::write(folder.join("in/b.wet"), archive).unwrap();
    let line = json!({"id": "c", "text": text}).to_string();
    fs::write(folder.join("in/c.jsonl"), line).unwrap();
    let clean = [
        "clean",
        "in",
        "-o",
        "out",
        "--hits",
        "hits.jsonl",
        "--report",
        "report.html",
    ];
    let (status, _, said) = despam(folder, &clean);
    assert_eq!(status, 0, "{said}");
    let log = fs::read_to_string(folder.join("hits.jsonl")).unwrap();
    let hits: Vec<Value> = (log.lines())
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|hit| hit.get("line").is_some())
        .collect();
    let places: Vec<(&str, u64, &str)> = hits
        .iter()
        .map(|hit| {
            assert_eq!(hit["line"], 2, "{hit}");
            (
                hit["file"].as_str().unwrap(),
                hit["record"].as_u64().unwrap(),
                hit["doc"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("a.parquet", 2, "row-1"),
        ("b.wet", 2, "<urn:conversion>"),
        ("c.jsonl", 1, "c"),
    ];
    assert_eq!(places, expected, "{log}");
    let report = fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(report.contains("zh/share/button-row"));
}
