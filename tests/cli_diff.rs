//! The command `diff` as a user sees it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const PACK: &str = "\
format: 1
pack: zh/share
label: share
rules:
  - id: row
    summary: A row of share-button labels.
    status: stable
    score: 1.0
    when: {regex: 分享到}
    tests:
      hit:
        - 分享到：微信 新浪微博
      miss:
        - 他把照片同时发到了微信和新浪微博。
";

/// A folder with `rules`, the same rules made wider in `wider`, and two documents.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("rules/zh/share.yaml", PACK);
    let wider = PACK
        .replace("分享到", "微信")
        .replace("照片同时发到了微信和", "照片发到了");
    write("wider/zh/share.yaml", &wider);
    write(
        "in/a.txt",
        "分享到：微信\n他在微信上说，他不来了。大家都很失望。\n微信号 | 扫码\n",
    );
    write(
        "in/b.jsonl",
        "{\"id\": \"x\", \"text\": \"标题\\n微信 <b>|</b>\"}\n{\"id\": 2, \"text\": \"分享到QQ\"}\n",
    );
    folder
}

fn despam(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn diff(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = despam(folder, &[&["diff"], arguments].concat());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

const SIDES: [&str; 5] = ["--base", "rules", "--head", "wider", "in"];

#[test]
fn text_says_who_drops_and_keeps_what() {
    let folder = folder();
    let (status, out, errors) = diff(folder.path(), &SIDES);
    assert_eq!((status, errors.as_str()), (0, ""));
    let expected = "\
rules -> wider
3 documents, 6 lines: 3 lines (38 characters) newly dropped, 1 lines (5 characters) newly kept in 3 documents

zh/share/row
  newly dropped: 3 lines, 38 characters
  - a.txt:2 share 0.74  他在微信上说，他不来了。大家都很失望。
  - a.txt:3 share 0.03  微信号 | 扫码
  - b.jsonl:1 (x), line 2 share 0.03  微信 <b>|</b>
  newly kept: 1 lines, 5 characters
  + b.jsonl:2 (2), line 1 share 0.35  分享到QQ
";
    assert_eq!(out, expected);
    // The most article-like first, and one of each kind whatever their share.
    let (_, out, _) = diff(folder.path(), &[&SIDES[..], &["--samples", "2"]].concat());
    assert_eq!(out.matches("\n  - ").count(), 1);
    assert!(out.contains("a.txt:2") && out.contains("\n  + "));
}

#[test]
fn budgets_decide_the_status() {
    let folder = folder();
    for (budget, expected) in [
        (["--max-lost-lines", "3"], 0),
        (["--max-lost-lines", "2"], 1),
        (["--max-lost-chars", "38"], 0),
        (["--max-lost-chars", "37"], 1),
    ] {
        let (status, _, errors) = diff(folder.path(), &[&SIDES[..], &budget].concat());
        assert_eq!(status, expected, "{budget:?} {errors}");
        assert_eq!(errors.contains("newly dropped"), expected == 1);
    }
    let (status, _, errors) = diff(folder.path(), &[&SIDES[..], &["absent.txt"]].concat());
    assert_eq!(status, 1);
    assert!(errors.contains("absent.txt"), "{errors}");
}

#[test]
fn markdown_escapes_what_strangers_wrote() {
    let folder = folder();
    let arguments = [
        &SIDES[..],
        &["--format", "markdown", "--max-lost-lines", "0"],
    ]
    .concat();
    let (_, out, _) = diff(folder.path(), &arguments);
    assert!(out.contains("| `zh/share/row` | 3 lines | 38 characters | 1 lines | 5 characters |"));
    assert!(out.contains("**Past the budget: 3 lines newly dropped, 0 allowed.**"));
    assert!(!out.contains("<b>"), "{out}");
    for row in out
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("0."))
    {
        assert_eq!(row.matches('|').count(), 5, "{row}");
    }
}

#[test]
fn json_is_the_same_for_any_number_of_threads() {
    let folder = folder();
    let mut seen = Vec::new();
    for threads in ["1", "2", "7"] {
        let arguments = [&SIDES[..], &["--format", "json", "--threads", threads]].concat();
        seen.push(diff(folder.path(), &arguments).1);
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));
    let value: Value = serde_json::from_str(&seen[0]).unwrap();
    assert_eq!(
        value["dropped"],
        serde_json::json!({"lines": 3, "chars": 38})
    );
    let sample = &value["rules"][0]["kept"]["samples"][0];
    assert_eq!(
        (sample["file"].as_str(), sample["record"].as_u64()),
        (Some("b.jsonl"), Some(2))
    );
}

#[test]
fn extra_rules_are_compared_with_those_they_join() {
    let folder = folder();
    let pack = PACK
        .replace("zh/share", "zh/mine")
        .replace("分享到", "扫码");
    let pack = pack
        .replace("：微信 新浪微博", "")
        .replace("id: row", "id: scan");
    fs::create_dir_all(folder.path().join("mine/zh")).unwrap();
    fs::write(folder.path().join("mine/zh/mine.yaml"), pack).unwrap();
    let arguments = ["--base", "rules", "--extra-rules", "mine", "in"];
    let (status, out, errors) = diff(folder.path(), &arguments);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(out.starts_with("rules -> rules + mine\n"), "{out}");
    assert!(
        out.contains("zh/mine/scan\n  newly dropped: 1 lines, 8 characters"),
        "{out}"
    );
}

#[test]
fn rules_of_a_commit() {
    let folder = folder();
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=Somebody",
                "-c",
                "user.email=somebody@example.org",
            ])
            .args(arguments)
            .current_dir(folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output();
        output.is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "-q"]) {
        eprintln!("skipped: git does not run here");
        return;
    }
    assert!(git(&["add", "rules"]) && git(&["commit", "-q", "-m", "Rules"]));
    let changed = fs::read(folder.path().join("wider/zh/share.yaml")).unwrap();
    fs::write(folder.path().join("rules/zh/share.yaml"), changed).unwrap();
    let arguments = ["--base", "git:HEAD:rules", "--head", "rules", "in"];
    let (status, out, errors) = diff(folder.path(), &arguments);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(out.starts_with("git:HEAD:rules -> rules\n"), "{out}");
    assert!(
        out.contains("newly dropped: 3 lines, 38 characters"),
        "{out}"
    );
    // Below the top of the repository, as git has it.
    let below = ["--base", "git:HEAD:./zh", "--head", "../rules", "in"];
    let (status, _, errors) = diff(&folder.path().join("rules"), &below);
    assert_eq!(status, 2);
    assert!(errors.contains("git:HEAD:./zh/share.yaml"), "{errors}");
    for (base, said) in [
        ("git:absent:rules", "git fetch"),
        ("git:HEAD:absent", "git fetch"),
        ("git:HEAD:in", "git fetch"),
        ("git:HEAD", "git:origin/main:rules"),
        ("absent", "there is no such folder"),
    ] {
        let arguments = ["--base", base, "--head", "rules", "in"];
        let (status, out, errors) = diff(folder.path(), &arguments);
        assert_eq!((status, out.as_str()), (2, ""), "{base}");
        assert!(errors.contains(said), "{errors}");
    }
}
