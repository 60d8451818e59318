//! The commands `clean` and `restore` as a user sees them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

const SHARE_ROW: &str = "分享到：微信 新浪微博 QQ空间";

/// A folder with one rule, so that the tests do not depend on the rules that are shipped.
fn rules() -> &'static Path {
    static RULES: OnceLock<PathBuf> = OnceLock::new();
    RULES.get_or_init(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-clean-rules");
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

fn despam(folder: &Path, arguments: &[&str], stdin: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    command.args(arguments).current_dir(folder);
    if arguments.first() == Some(&"clean") {
        command.arg("--rules").arg(rules());
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The command may end without having read everything.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn damaged_records_are_named_and_copied() {
    let folder = tempfile::tempdir().unwrap();
    let mut input = format!("{{\"text\":\"{SHARE_ROW}\"}}\n").into_bytes();
    input.extend_from_slice(b"{\"text\":\"x\",}\n[1]\n{\"text\":\"\xFF\"}\n\n{\"id\":1}\n");
    fs::write(folder.path().join("a.jsonl"), &input).unwrap();
    let first = input.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    let done = despam(folder.path(), &["clean", "a.jsonl", "-o", "b.jsonl"], b"");
    assert_eq!(done.status.code(), Some(1));
    let messages = stderr(&done);
    for expected in [
        format!(
            "despam: a.jsonl: record 2, byte {}: not JSON: expected a key; copied",
            first + 12
        ),
        format!(
            "despam: a.jsonl: record 3, byte {}: not JSON: a record has",
            first + 14
        ),
        format!(
            "despam: a.jsonl: record 4, byte {}: not UTF-8; copied",
            first + 27
        ),
        "1 record without text".to_owned(),
        "3 problems".to_owned(),
    ] {
        assert!(messages.contains(&expected), "{expected}\n{messages}");
    }
    let cleaned = fs::read(folder.path().join("b.jsonl")).unwrap();
    assert_eq!(&cleaned[..12], b"{\"text\":\"\"}\n");
    assert_eq!(&cleaned[12..], &input[first..]);
}

#[test]
fn a_folder_is_cleaned_and_restored() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("in/deep")).unwrap();
    let text = format!("正文。\n{SHARE_ROW}\n");
    let binary: Vec<u8> = (0..=255).cycle().take(3000).collect();
    let files = [
        ("a.txt", text.clone().into_bytes()),
        (
            "deep/b.jsonl",
            format!("{{\"text\":\"{SHARE_ROW}\"}}").into_bytes(),
        ),
        ("deep/empty.txt", Vec::new()),
        ("deep/binary.txt", binary),
    ];
    for (name, content) in &files {
        fs::write(at("in").join(name), content).unwrap();
    }
    fs::write(at("in/deep/page.pdf"), "%PDF").unwrap();
    let arguments = ["clean", "in", "-o", "out", "--removed", "log.jsonl"];
    let done = despam(folder.path(), &arguments, b"");
    assert_eq!(done.status.code(), Some(1), "{}", stderr(&done));
    assert!(stderr(&done).contains("in/deep/binary.txt: byte 0: not text"));
    assert!(stderr(&done).contains("1 file skipped"));
    assert_eq!(fs::read_to_string(at("out/a.txt")).unwrap(), "正文。\n");
    assert!(!at("out/deep/page.pdf").exists());
    // What tells no format itself has the one that is named.
    let arguments = ["clean", "in", "-o", "all", "--input-format", "text"];
    let done = despam(folder.path(), &arguments, b"");
    assert_eq!(fs::read(at("all/deep/page.pdf")).unwrap(), b"%PDF");
    assert!(!stderr(&done).contains("skipped"), "{}", stderr(&done));
    let records = fs::read_to_string(at("all/deep/b.jsonl")).unwrap();
    assert_eq!(records, "{\"text\":\"\"}");
    let arguments = ["restore", "out", "-o", "back", "--removed", "log.jsonl"];
    let done = despam(folder.path(), &arguments, b"");
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    for (name, content) in &files {
        assert_eq!(&fs::read(at("back").join(name)).unwrap(), content, "{name}");
    }
}

#[test]
fn a_log_that_does_not_fit_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.txt"), format!("一二三\n{SHARE_ROW}\n")).unwrap();
    fs::write(at("a.jsonl"), format!("{{\"text\":\"一\\n{SHARE_ROW}\"}}")).unwrap();
    fs::write(at("short.txt"), "一").unwrap();
    fs::write(at("short.jsonl"), "{\"text\":\"\"}").unwrap();
    for (name, byte) in [("txt", 10), ("jsonl", 4)] {
        let input = format!("a.{name}");
        let arguments = ["clean", &input, "-o", "c", "--removed", "log"];
        assert_eq!(
            despam(folder.path(), &arguments, b"").status.code(),
            Some(0)
        );
        let short = format!("short.{name}");
        let arguments = ["restore", &short, "-o", "back", "--removed", "log"];
        let done = despam(folder.path(), &arguments, b"");
        assert_eq!(done.status.code(), Some(1));
        let expected = format!("{short}: record 1, byte {byte}: the removal log does not fit");
        assert!(stderr(&done).contains(&expected), "{}", stderr(&done));
        assert!(!at("back").exists() && !at("back.despam-partial").exists());
    }
}

#[test]
fn what_would_lose_data_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::write(folder.path().join("in/a.txt"), SHARE_ROW).unwrap();
    for arguments in [
        &["clean", "in", "-o", "in/out"][..],
        &["clean", "in/a.txt", "-o", "in/a.txt"],
        &["clean", "in/a.txt"],
        &["clean", "-", "--removed", "-"],
        &["restore", "in/a.txt", "--removed", "log", "-o", "log"],
    ] {
        let done = despam(folder.path(), arguments, b"");
        assert_eq!(done.status.code(), Some(2), "{arguments:?}");
    }
    let left = fs::read_to_string(folder.path().join("in/a.txt")).unwrap();
    assert_eq!(left, SHARE_ROW);
}

#[test]
fn a_missing_input_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "正文。").unwrap();
    let done = despam(
        folder.path(),
        &["clean", "no.txt", "a.txt", "-o", "out"],
        b"",
    );
    assert_eq!(done.status.code(), Some(1));
    assert!(stderr(&done).contains("despam: no.txt: cannot be read"));
    assert!(folder.path().join("out/a.txt").exists());
}

#[test]
fn pipes_are_recognised() {
    let folder = tempfile::tempdir().unwrap();
    let record = format!("{{\"text\":\"{SHARE_ROW}\"}}\n");
    let done = despam(folder.path(), &["clean", "-"], record.as_bytes());
    assert_eq!(done.stdout, b"{\"text\":\"\"}\n");
    let text = format!("a\n{SHARE_ROW}\n");
    let done = despam(folder.path(), &["clean", "-", "--quiet"], text.as_bytes());
    assert_eq!(
        (done.stdout.as_slice(), done.stderr.as_slice()),
        (&b"a\n"[..], &b""[..])
    );
    let done = despam(
        folder.path(),
        &["clean", "-", "--input-format", "text"],
        record.as_bytes(),
    );
    assert_eq!(done.stdout, b"");
    let done = despam(folder.path(), &["clean", "-"], b"");
    assert_eq!(
        (done.stdout.as_slice(), done.status.code()),
        (&b""[..], Some(0))
    );
}

/// `despam … | head` ends without a message, with any number of threads.
#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let record = format!("{{\"text\":\"{}\"}}\n", "正文".repeat(500));
    fs::write(folder.path().join("a.jsonl"), record.repeat(5000)).unwrap();
    for threads in ["1", "4"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_despam"))
            .args(["clean", "a.jsonl", "-o", "-", "--threads", threads])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!((done.status.code(), stderr(&done).as_str()), (Some(0), ""));
    }
}

/// What is written in which script, line by line: a phrase decides where a character alone could
/// be either, and what is not Chinese stays.
const SCRIPTS: [(&str, &str); 7] = [
    (
        "乾隆年間天氣乾燥，他很能幹。",
        "乾隆年间天气干燥，他很能干。",
    ),
    ("皇后走在後面，頭髮很長。", "皇后走在后面，头发很长。"),
    ("發展了三十里，這裡有麵包。", "发展了三十里，这里有面包。"),
    ("他在瀋陽讀《論語》。", "他在沈阳读《论语》。"),
    ("本来就是简体的一行。", "本来就是简体的一行。"),
    ("A line in English.", "A line in English."),
    ("國際ニュースを読む。", "國際ニュースを読む。"),
];

#[test]
fn traditional_script_is_written_in_simplified_script_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let lines = |of: fn(&(&str, &str)) -> String| SCRIPTS.iter().map(of).collect::<String>();
    // A document of this length is Chinese in spite of one line with kana.
    let before = lines(|(before, _)| format!("{before}\n")).repeat(4) + &"們".repeat(400);
    let before = before.replace("國際ニュースを読む。\n", "") + "\n國際ニュースを読む。\n";
    let after = lines(|(_, after)| format!("{after}\n")).repeat(4) + &"们".repeat(400);
    let after = after.replace("國際ニュースを読む。\n", "") + "\n國際ニュースを読む。\n";
    fs::write(at("a.txt"), &before).unwrap();
    let clean = |input, output, log, repair| {
        let arguments = ["clean", input, "-o", output, "--removed", log];
        let arguments = [&arguments[..], &["--repair", repair]].concat();
        let done = despam(folder.path(), &arguments, b"");
        assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
        fs::read_to_string(at(output)).unwrap()
    };
    assert_eq!(clean("a.txt", "all.txt", "all.jsonl", "all"), before);
    assert_eq!(clean("a.txt", "b.txt", "b.jsonl", "script"), after);
    assert_eq!(clean("b.txt", "c.txt", "c.jsonl", "script"), after);
    let log = fs::read_to_string(at("b.jsonl")).unwrap();
    assert!(log.contains("repair/script"), "{log}");
    let arguments = ["restore", "b.txt", "-o", "back.txt", "--removed", "b.jsonl"];
    let done = despam(folder.path(), &arguments, b"");
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    assert_eq!(fs::read_to_string(at("back.txt")).unwrap(), before);
}
