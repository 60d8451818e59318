//! A run that broke off goes on where it was: nothing is missing and nothing is there twice.
//!
//! The long campaign, which kills a run over a gigabyte thirty times, is
//! `cargo test --test resume -- --ignored --nocapture`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SHARE_ROW: &str = "分享到：微信 新浪微博 QQ空间";

fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/made_elsewhere/rules")
}

fn record(i: usize) -> String {
    let body = "正文在这里。".repeat(i % 40);
    format!("{{\"id\":{i},\"text\":\"{body}\\n{SHARE_ROW}\\n{body}\"}}\n")
}

/// A folder of about `megabytes` in all formats that can be continued inside, and small ones.
fn corpus(root: &Path, megabytes: usize) {
    fs::create_dir_all(root.join("texts")).unwrap();
    for i in 0..200 {
        let text = format!("第{i}页\n{SHARE_ROW}\n正文。\n");
        fs::write(root.join(format!("texts/{i}.txt")), text).unwrap();
    }
    let records = megabytes * 1500;
    let jsonl: String = (0..records).map(record).collect();
    fs::write(root.join("pages.jsonl"), &jsonl).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, jsonl.as_bytes()).unwrap();
    fs::write(root.join("more.jsonl.gz"), gzip.finish().unwrap()).unwrap();
    let mut wet = Vec::new();
    for i in 0..records {
        let block = format!("第{i}页\n{SHARE_ROW}\n{}\n", "正文。".repeat(i % 60));
        wet.extend_from_slice(
            format!(
                "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
                block.len()
            )
            .as_bytes(),
        );
    }
    fs::write(root.join("pages.wet"), wet).unwrap();
}

fn command(folder: &Path, output: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    command
        .args(["clean", "in", "-q", "--checkpoint-every", "0", "-o", output])
        .arg("--removed")
        .arg(format!("{output}.removed"))
        .arg("--manifest")
        .arg(format!("{output}.manifest"))
        .arg("--hits")
        .arg(format!("{output}.hits.zst"))
        .arg("--rules")
        .arg(rules())
        .args(more)
        .current_dir(folder)
        .stderr(Stdio::piped());
    command
}

/// All files under a folder with their decompressed content, by path.
fn tree(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mut content = fs::read(&path).unwrap();
            if path.extension().is_some_and(|extension| extension == "gz") {
                let mut plain = Vec::new();
                let mut decoder = flate2::read::MultiGzDecoder::new(content.as_slice());
                decoder.read_to_end(&mut plain).unwrap();
                content = plain;
            }
            files.push((path.strip_prefix(root).unwrap().to_owned(), content));
        }
    }
    files.sort();
    files
}

/// Waits until a run has made a checkpoint after so long, or is over.
fn wait(child: &mut Child, checkpoint: &Path, pause: Duration) -> bool {
    let start = Instant::now();
    while start.elapsed() < pause || !checkpoint.exists() {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    true
}

/// Kills a run again and again; how often it was.
fn kill_and_resume(folder: &Path, pauses: impl Iterator<Item = Duration>, threads: &str) -> usize {
    let mut killed = 0;
    for pause in pauses {
        let mut child = command(folder, "out", &["--resume", "--threads", threads])
            .spawn()
            .unwrap();
        if !wait(&mut child, &folder.join("out/.despam-checkpoint"), pause) {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
    }
    killed
}

/// The hit log of a run; where it is cut into frames is left open.
fn hit_log(folder: &Path, output: &str) -> String {
    let bytes = fs::read(folder.join(format!("{output}.hits.zst"))).unwrap();
    String::from_utf8(zstd::decode_all(bytes.as_slice()).unwrap()).unwrap()
}

fn assert_same(folder: &Path) {
    let names = |files: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    let (whole, resumed) = (tree(&folder.join("whole")), tree(&folder.join("out")));
    assert_eq!(names(&whole), names(&resumed));
    for ((name, expected), (_, found)) in whole.iter().zip(&resumed) {
        assert!(expected == found, "{} differs", name.display());
    }
    let log = |name: &str| fs::read(folder.join(name)).unwrap();
    assert!(
        log("whole.removed") == log("out.removed"),
        "the removal logs differ"
    );
    assert!(
        hit_log(folder, "whole") == hit_log(folder, "out"),
        "the hit logs differ"
    );
    let manifest = |output: &str| {
        let text = fs::read_to_string(folder.join(format!("{output}.manifest"))).unwrap();
        text.replace(&format!("{output}."), "")
    };
    assert_eq!(manifest("whole"), manifest("out"));
}

fn campaign(megabytes: usize, kills: u32, threads: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(&folder.join("in"), megabytes);
    let start = Instant::now();
    let whole = command(folder, "whole", &["--threads", threads])
        .output()
        .unwrap();
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    let time = start.elapsed();
    // Moments that do not follow the rhythm of batches.
    let pauses = (0..kills).map(|i| time / kills * (i * 7 % 3));
    let killed = kill_and_resume(folder, pauses, threads);
    let last = command(folder, "out", &["--resume"]).output().unwrap();
    assert_eq!(last.status.code(), Some(0), "{last:?}");
    assert_same(folder);
    assert!(!folder.join("out/.despam-checkpoint").exists());
    killed
}

#[test]
fn a_killed_run_goes_on() {
    let killed = campaign(4, 6, "2");
    assert!(killed > 1, "killed only {killed} times");
}

#[test]
#[ignore = "takes minutes"]
fn thirty_kills_of_a_gigabyte() {
    let killed = campaign(350, 30, "2");
    println!("killed {killed} times");
    assert!(killed > 20);
}

/// Also where all files go to one, whose log counts on from file to file.
#[test]
fn one_output_of_several_files_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(&folder.join("in"), 4);
    fs::remove_dir_all(folder.join("in/texts")).unwrap();
    fs::remove_file(folder.join("in/pages.wet")).unwrap();
    let whole = command(folder, "whole.jsonl", &[]).output().unwrap();
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    let checkpoint = folder.join("out.jsonl.despam-checkpoint");
    for pause in [0, 30, 60, 90] {
        let mut child = command(folder, "out.jsonl", &["--resume"]).spawn().unwrap();
        if !wait(&mut child, &checkpoint, Duration::from_millis(pause)) {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let last = command(folder, "out.jsonl", &["--resume"])
        .output()
        .unwrap();
    assert_eq!(last.status.code(), Some(0), "{last:?}");
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    assert!(read("whole.jsonl") == read("out.jsonl"));
    let log = String::from_utf8(read("whole.jsonl.removed")).unwrap();
    let other = String::from_utf8(read("out.jsonl.removed")).unwrap();
    assert!(log.replace("whole.jsonl", "out.jsonl") == other);
    let hits = hit_log(folder, "whole.jsonl");
    assert!(hits.replace("whole.jsonl", "out.jsonl") == hit_log(folder, "out.jsonl"));
}

/// A report is made from the hit log of all runs together, which then goes.
#[test]
fn a_report_counts_what_was_done_before() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(&folder.join("in"), 4);
    let rules = rules();
    let clean = |output: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
        command.args(["clean", "in", "-q", "--checkpoint-every", "0", "-o", output]);
        command.args([
            "--resume",
            "--hits-sample",
            "0.5",
            "--threads",
            "2",
            "--rules",
        ]);
        command
            .arg(&rules)
            .arg("--report")
            .arg(format!("{output}.html"));
        command.current_dir(folder);
        command
    };
    assert!(clean("whole").status().unwrap().success());
    let checkpoint = folder.join("out/.despam-checkpoint");
    let mut child = clean("out").spawn().unwrap();
    assert!(wait(&mut child, &checkpoint, Duration::ZERO), "it was over");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!folder.join("out.html").exists());
    let other = clean("out").args(["--hits-seed", "7"]).output().unwrap();
    let message = String::from_utf8(other.stderr).unwrap();
    assert!(
        message.contains("now `--hits-sample 0.5 --hits-seed 7`"),
        "{message}"
    );
    assert!(clean("out").status().unwrap().success());
    let report = |output: &str| fs::read(folder.join(format!("{output}.html"))).unwrap();
    assert!(report("whole") == report("out"), "the reports differ");
    assert!(!folder.join("out.html.hits.zst").exists());
}

#[test]
fn a_run_under_other_conditions_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(&folder.join("in"), 4);
    let killed = kill_and_resume(folder, [Duration::ZERO].into_iter(), "1");
    assert_eq!(killed, 1);
    let resume = |more: &[&str]| {
        let done = command(folder, "out", &[&["--resume"], more].concat());
        let done = { done }.output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    for (more, reason) in [
        (
            &["--profile", "careful"][..],
            "options have changed (it was `--profile balanced`",
        ),
        (&["--extra-rules", "more"], "the rules have changed"),
        (&["--text-field", "body"], "now `--text-field body`"),
    ] {
        if more[0] == "--extra-rules" {
            let pack = fs::read_to_string(rules().join("zh/share.yaml")).unwrap();
            fs::create_dir_all(folder.join("more/zh")).unwrap();
            fs::write(
                folder.join("more/zh/other.yaml"),
                pack.replace("zh/share", "zh/other"),
            )
            .unwrap();
        }
        let (status, message) = resume(more);
        assert_eq!(status, Some(2), "{message}");
        assert!(message.contains(reason), "{message}");
    }
    fs::write(folder.join("in/texts/7.txt"), "anders").unwrap();
    let (status, message) = resume(&[]);
    assert_eq!(status, Some(2));
    assert!(
        message.contains("the inputs have changed (other sizes or times)"),
        "{message}"
    );
    fs::write(folder.join("in/new.txt"), "neu").unwrap();
    let (_, message) = resume(&[]);
    assert!(message.contains("the inputs have changed ("), "{message}");
}

/// A disk that is full, played by a limit on the size of files, ends a run with the reason;
/// when there is room again it goes on.
#[cfg(unix)]
#[test]
fn a_full_disk_ends_a_run_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(&folder.join("in"), 4);
    let whole = command(folder, "whole", &[]).output().unwrap();
    assert_eq!(whole.status.code(), Some(0));
    let inner = command(folder, "out", &["--threads", "2"]);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 4000; exec \"$@\"", "sh"])
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(folder);
    let done = limited.output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    let message = String::from_utf8(done.stderr).unwrap();
    assert!(message.contains("cannot write out"), "{message}");
    assert!(message.contains("--resume goes on"), "{message}");
    assert!(folder.join("out/.despam-checkpoint").exists());
    let last = command(folder, "out", &["--resume"]).output().unwrap();
    assert_eq!(last.status.code(), Some(0), "{last:?}");
    assert_same(folder);
}

/// SIGTERM lets the records in flight end, and leaves a checkpoint.
#[cfg(unix)]
#[test]
fn a_signal_ends_a_run_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(&folder.join("in"), 8);
    let whole = command(folder, "whole", &[]).output().unwrap();
    assert_eq!(whole.status.code(), Some(0));
    let mut child = command(folder, "out", &["--threads", "2"]).spawn().unwrap();
    let checkpoint = folder.join("out/.despam-checkpoint");
    if wait(&mut child, &checkpoint, Duration::ZERO) {
        let id = child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(130), "{done:?}");
        assert!(String::from_utf8_lossy(&done.stderr).contains("--resume goes on"));
        assert!(checkpoint.exists());
    }
    let last = command(folder, "out", &["--resume"]).output().unwrap();
    assert_eq!(last.status.code(), Some(0), "{last:?}");
    assert_same(folder);
}
