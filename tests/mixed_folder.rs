//! A folder of everything, some of it broken: one command cleans it, and says what was not
//! understood.

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

const ROW: &str = "Share on Facebook | Twitter | LinkedIn";
/// Records of a file that are named, and what is said of the others.
const NAMED: usize = 20;

fn zstd(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 1).unwrap()
}

fn corpus(root: &Path) {
    for folder in ["texts", "tables", "locked", "texts/empty"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    let page = format!("A page about mills.\n{ROW}\n");
    let record = serde_json::json!({"id": 1, "text": page}).to_string() + "\n";
    let records = record.repeat(200);
    let damaged = format!("{record}{}", "no record\n".repeat(NAMED + 5));
    let photo: Vec<u8> = (0..=255).cycle().take(4000).collect();
    let cut = &zstd(&records)[..40];
    for (name, bytes) in [
        ("texts/page.txt", page.as_bytes()),
        ("texts/nothing.txt", b""),
        ("texts/photo.jpg", b"\xff\xd8\xff\xe0 and so on"),
        ("texts/photo.txt", &photo),
        ("tables/fake.parquet", b"PAR1 is no table PAR1"),
        ("pages.jsonl", record.as_bytes()),
        ("pages.jsonl.zst", &zstd(&record)),
        ("cut.jsonl.zst", cut),
        ("damaged.jsonl", damaged.as_bytes()),
        ("page.html", b"<p>no format that is read"),
        ("locked/page.txt", page.as_bytes()),
        ("unreadable", page.as_bytes()),
    ] {
        fs::write(root.join(name), bytes).unwrap();
    }
    symlink(".", root.join("circle")).unwrap();
    symlink("nowhere", root.join("dangling")).unwrap();
    symlink("page.txt", root.join("texts/link.txt")).unwrap();
    let pipe = Command::new("mkfifo").arg(root.join("pipe.txt")).status();
    assert!(pipe.unwrap().success());
    for name in ["locked", "unreadable"] {
        fs::set_permissions(root.join(name), fs::Permissions::from_mode(0o000)).unwrap();
    }
}

/// What is said about what was not understood; `.` stands for what the system says.
const SAID: &str = "\
in/circle: a link to a folder, which is not followed; left out (to read it, name it as an input)
in/dangling: cannot be read: .
in/locked: cannot be read: .
in/page.html: in no format that is known; left out
in/pipe.txt: not a file; left out
in/texts/photo.jpg: in no format that is known; left out
in/unreadable: cannot be read: .
in/cut.jsonl.zst: cannot be read: .
in/damaged.jsonl: 5 more records like these
in/tables/fake.parquet: cannot be read: .
in/texts/photo.txt: byte 0: not text (400 sequences of 4000 mean nothing in windows-1252); copied unchanged
";

#[test]
fn nothing_is_passed_over_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(&folder.join("in"));
    if fs::read(folder.join("in/unreadable")).is_ok() {
        // This user may read everything.
        for name in ["locked", "unreadable"] {
            fs::remove_file(folder.join("in/locked/page.txt")).ok();
            let path = folder.join("in").join(name);
            fs::remove_dir(&path)
                .or_else(|_| fs::remove_file(&path))
                .unwrap();
        }
    }
    let locked = folder.join("in/locked").exists();
    let done = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(["clean", "in", "-o", "out", "--rejects", "rejects"])
        .current_dir(folder)
        .output()
        .unwrap();
    if locked {
        let open = fs::Permissions::from_mode(0o700);
        fs::set_permissions(folder.join("in/locked"), open).unwrap();
    }
    assert_eq!(done.status.code(), Some(1));
    let message = String::from_utf8(done.stderr).unwrap();
    let mut said = message
        .lines()
        .map(|line| line.strip_prefix("despam: ").unwrap());
    let summary = said.next_back().unwrap();
    let (named, mut others): (Vec<&str>, Vec<&str>) =
        said.partition(|line| line.contains(": record "));
    assert_eq!(named.len(), NAMED, "{message}");
    let expected = SAID
        .lines()
        .filter(|line| locked || !line.contains("locked") && !line.contains("unreadable"));
    let mut expected: Vec<&str> = expected.collect();
    expected.sort_unstable();
    others.sort_unstable();
    assert_eq!(others.len(), expected.len(), "{message}");
    for (line, expected) in others.iter().zip(expected) {
        match expected.strip_suffix('.') {
            Some(start) => assert!(line.starts_with(start), "{line}\n{message}"),
            None => assert_eq!(*line, expected, "{message}"),
        }
    }
    let unread = if locked { 5 } else { 3 };
    let end = format!(
        "3 files skipped (unknown format); 1 link to folders not followed; {unread} inputs not read; {} problems",
        unread + NAMED + 6
    );
    assert!(summary.starts_with("5 documents, "), "{summary}");
    assert!(summary.ends_with(&end), "{summary}");
    let rejects = fs::read_to_string(folder.join("rejects")).unwrap();
    assert_eq!(rejects, "no record\n".repeat(NAMED + 5));
    for name in ["texts/page.txt", "texts/link.txt", "pages.jsonl"] {
        let text = fs::read_to_string(folder.join("out").join(name)).unwrap();
        assert!(
            text.contains("about mills") && !text.contains(ROW),
            "{text}"
        );
    }
    assert!(!folder.join("out/cut.jsonl.zst").exists());
}
