//! Output and removal log are the same bytes for any number of threads.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

const SHARE_ROW: &str = "分享到：微信 新浪微博 QQ空间";

/// A folder with one rule, so that the tests do not depend on the rules that are shipped.
fn rules() -> &'static Path {
    static RULES: OnceLock<PathBuf> = OnceLock::new();
    RULES.get_or_init(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("threads-rules");
        fs::create_dir_all(root.join("zh")).unwrap();
        fs::write(root.join("zh/share.yaml"), SHARE_PACK).unwrap();
        root
    })
}

const SHARE_PACK: &str = "\
format: 1
pack: zh/share
label: share
sets:
  networks:
    terms: [分享到]
    at: anywhere
rules:
  - id: button-row
    summary: A row of share-button labels.
    status: stable
    score: 2.0
    when:
      keywords: {set: networks}
    tests:
      hit:
        - 分享到：微信 新浪微博 QQ空间
      miss:
        - 他把照片同时发到了微信和新浪微博。
";

/// All files under a folder with their content, by path.
fn tree(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_owned();
                files.push((name, fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

fn write_corpus(root: &Path) {
    fs::create_dir_all(root.join("deep")).unwrap();
    for i in 0..1500 {
        let text = format!("第{i}页\n{SHARE_ROW}\n正文{}。\n", i * 7);
        fs::write(root.join(format!("deep/{i}.txt")), text).unwrap();
    }
    let mut jsonl = String::new();
    for i in 0..40_000 {
        let body = "正文在这里。".repeat(i % 30);
        jsonl += &format!("{{\"id\":{i},\"text\":\"{body}\\n{SHARE_ROW}\\n{body}\"}}\n");
        if i % 997 == 0 {
            jsonl += "{broken\n";
        }
    }
    fs::write(root.join("pages.jsonl"), jsonl).unwrap();
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    write_corpus(&input);
    let clean = |threads: usize| {
        let output = folder.path().join(format!("out{threads}"));
        let log = folder.path().join(format!("log{threads}"));
        let done = Command::new(env!("CARGO_BIN_EXE_despam"))
            .arg("clean")
            .arg(&input)
            .arg("--rules")
            .arg(rules())
            .args(["--threads", &threads.to_string(), "-o"])
            .arg(&output)
            .arg("--removed")
            .arg(&log)
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(1), "{done:?}");
        (tree(&output), fs::read(&log).unwrap(), done.stderr)
    };
    let one = clean(1);
    assert!(one.0.len() == 1501 && one.1.iter().filter(|&&byte| byte == b'\n').count() > 41_000);
    for threads in [2, 8] {
        let more = clean(threads);
        assert!(one == more, "{threads} threads");
    }
}

#[test]
fn a_pipe_gives_the_same_bytes_as_a_file() {
    let folder = tempfile::tempdir().unwrap();
    write_corpus(folder.path());
    let input = folder.path().join("pages.jsonl");
    let output = folder.path().join("clean.jsonl");
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_despam"))
            .args(arguments)
            .arg("--rules")
            .arg(rules())
            .current_dir(folder.path())
            .stdin(Stdio::from(fs::File::open(&input).unwrap()))
            .output()
            .unwrap()
    };
    run(&[
        "clean",
        "pages.jsonl",
        "-o",
        "clean.jsonl",
        "--threads",
        "1",
    ]);
    let cleaned = fs::read(&output).unwrap();
    for threads in ["1", "2", "8"] {
        let piped = run(&["clean", "-", "--threads", threads, "--removed", "log"]);
        assert!(piped.stdout == cleaned, "{threads} threads");
    }
    let back = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(["restore", "-", "--removed", "log"])
        .current_dir(folder.path())
        .stdin(Stdio::from(fs::File::open(&output).unwrap()))
        .output()
        .unwrap();
    assert!(back.stdout == fs::read(&input).unwrap());
}
