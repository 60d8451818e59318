//! Whatever stands in a folder of rules, `check` ends with a diagnostic: no panic, no hang.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::time::{Duration, Instant};

use despam::check::{Findings, Request, run};
use despam::diag::{Format, Report};
use despam::rule::{Profile, Source};
use tempfile::TempDir;

/// Far above what any case takes in a release build (a second), far below a hang.
const LIMIT: Duration = Duration::from_secs(60);

const HEAD: &str = "format: 1\npack: zh/a\nlabel: share\n";

fn check(folder: &TempDir) -> Findings {
    let start = Instant::now();
    let findings = run(&Request {
        sources: vec![Source::Directory(folder.path().to_path_buf())],
        gold: Vec::new(),
        profile: Profile::Balanced,
        deny_warnings: false,
        only: None,
    })
    .unwrap();
    let report = Report {
        problems: &findings.problems,
        cases: &findings.cases,
        texts: &findings.texts,
        totals: findings.totals,
        changed: &[],
        colour: true,
    };
    for format in [
        Format::Full,
        Format::Concise,
        Format::Json,
        Format::Github,
        Format::Sarif,
        Format::Junit,
    ] {
        format.render(&report).unwrap();
    }
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
    println!("{:?}, {report}", start.elapsed());
    findings
}

/// The codes of the mistakes that one pack of these bytes has, each once, in order. What lints
/// say of it is not the matter here.
fn codes(bytes: &[u8]) -> Vec<&'static str> {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("zh")).unwrap();
    fs::write(folder.path().join("zh/a.yaml"), bytes).unwrap();
    let mut codes: Vec<_> = check(&folder)
        .problems
        .iter()
        .map(|p| p.code)
        .filter(|code| !code.starts_with('W'))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn regex(pattern: &str) -> String {
    let summary = "summary: A.\n    status: draft\n    score: 1.0";
    format!("{HEAD}rules:\n  - id: r\n    {summary}\n    when: {{regex: '{pattern}'}}\n")
}

#[test]
fn bombs() {
    let mut bomb = format!("{HEAD}a0: &a0 [x, x]\n");
    for level in 1..2000 {
        bomb += &format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1);
    }
    assert_eq!(codes(bomb.as_bytes()), ["E105", "E201", "E202"]);
    for open in ["[", "{a: ", "- ", "? "] {
        let deep = open.repeat(100_000);
        assert_eq!(codes(deep.as_bytes()), ["E108"], "{open}");
    }
    let conditions = "{all: [".repeat(5000);
    assert_eq!(
        codes(format!("{HEAD}rules: [{{when: {conditions}").as_bytes()),
        ["E108"]
    );
}

#[test]
fn large_files() {
    let rule = "  - {id: a, status: x, socre: 1, when: {keywords: {set: networsk}}}\n";
    let mut many = format!("{HEAD}rules:\n");
    while many.len() < 10 << 20 {
        many += rule;
    }
    assert_eq!(codes(many.as_bytes()), ["E107"]);
    let wide = format!(
        "{HEAD}sets: {{s: {{terms: ['{}']}}}}\n",
        "微信".repeat(1_700_000)
    );
    assert_eq!(codes(wide.as_bytes()), [""; 0]);
    assert_eq!(codes(&vec![b'a'; 20 << 20]), ["E107"]);
    assert_eq!(codes(&vec![0; 10 << 20]), ["E103"]);
    let comments = format!("{HEAD}{}rules: []\n", "# 注释\n".repeat(1 << 20));
    assert_eq!(codes(comments.as_bytes()), [""; 0]);
}

#[test]
fn ten_thousand_mistakes() {
    let mut text = format!("{HEAD}sets:\n");
    for n in 0..5000 {
        text += &format!("  networks-{n}: {{terms: [微信{n}]}}\n");
    }
    text += "rules:\n";
    for n in 0..5000 {
        text += &format!(
            "  - {{id: r{n}, summary: A., status: draft, score: 1, when: {{keywords: {{set: network-{n}}}}}}}\n"
        );
    }
    assert_eq!(codes(text.as_bytes()), ["E218"]);
}

#[test]
fn regexes() {
    assert_eq!(codes(regex(&"微信|".repeat(150_000)).as_bytes()), ["E216"]);
    assert_eq!(codes(regex(&"(".repeat(1 << 20)).as_bytes()), ["E216"]);
    let table = [
        r"((((\w{100}){100}){100}){100}){100}",
        r"(((((a{1000}){1000}){1000}){1000}){1000})",
        r"(?:\pL|\pN){4294967295}",
    ];
    for pattern in table {
        assert_eq!(codes(regex(pattern).as_bytes()), ["E216"], "{pattern}");
    }
    let nothing = r"(?:(?:(?:(?:){1000}){1000}){1000}){1000}";
    assert_eq!(codes(regex(nothing).as_bytes()), [""; 0]);
    // Exponential for backtracking engines, not for this one.
    let tests = "    tests: {miss: ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!']}\n";
    let text = regex("(a*)*(a*)*(a|aa|aaa)*b") + tests;
    assert_eq!(codes(text.as_bytes()), [""; 0]);
}

#[test]
fn encodings() {
    let plain = regex("分享").replace("id: r", "id: R");
    assert_eq!(codes(plain.as_bytes()), ["E205"]);
    assert_eq!(codes(format!("\u{feff}{plain}").as_bytes()), ["E205"]);
    assert_eq!(codes(plain.replace('\n', "\r\n").as_bytes()), ["E205"]);
    assert_eq!(codes(plain.replace("    ", "\t").as_bytes()), ["E103"]);
    assert_eq!(codes(b"\xff\xfef\x00o\x00"), ["E102"]);
    assert_eq!(codes(&plain.as_bytes()[..plain.len() - 5]), ["E102"]);
}

#[cfg(unix)]
#[test]
fn folders() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = TempDir::new().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("zh/deep")).unwrap();
    fs::write(root.join("zh/a.yaml"), regex("分享")).unwrap();
    symlink("..", root.join("zh/loop")).unwrap();
    symlink("../deep", root.join("zh/deep/loop")).unwrap();
    symlink("/dev/zero", root.join("zh/endless.yaml")).unwrap();
    symlink("nowhere", root.join("zh/gone.yaml")).unwrap();
    symlink("self.yaml", root.join("zh/self.yaml")).unwrap();
    let found = check(&folder);
    let found: Vec<_> = found.problems.iter().map(|p| p.code).collect();
    assert_eq!(found, ["W303", "W303", "E101", "W303", "E101"]);

    // Two links per level: 2^16 folders, if anybody went there.
    let folder = TempDir::new().unwrap();
    for level in 0..16 {
        let path = folder.path().join(format!("d{level}"));
        fs::create_dir(&path).unwrap();
        fs::write(path.join("a.yaml"), "").unwrap();
        for name in ["x", "y"] {
            symlink(format!("../d{}", level + 1), path.join(name)).unwrap();
        }
    }
    fs::create_dir(folder.path().join("d16")).unwrap();
    let found = check(&folder);
    assert!(found.problems.iter().any(|p| p.code == "E225"));

    let folder = TempDir::new().unwrap();
    let closed = folder.path().join("zh");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&closed).is_ok() {
        println!("skipped: this user may read every folder");
    } else {
        let found = check(&folder);
        assert_eq!(found.problems[0].code, "E101");
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}
