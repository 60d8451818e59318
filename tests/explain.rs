//! What `explain` prints: `tests/explain_golden` holds a file for each call.
//!
//! `DESPAM_UPDATE=1 cargo test --test explain` writes them anew.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::process::{Command, Output};

const FOLDER: &str = "tests/explain_golden";

/// Golden files and the arguments that print them.
const CASES: [(&str, &[&str]); 14] = [
    ("lines.txt", &["page.txt"]),
    ("line.txt", &["page.txt:4"]),
    ("removed.txt", &["page.txt", "--removed"]),
    ("colours.txt", &["page.txt", "--color", "always"]),
    ("records.txt", &["pages.jsonl"]),
    ("record-line.txt", &["pages.jsonl:2:3"]),
    ("rule.txt", &["page.txt", "--rule", "zh/example/button-row"]),
    ("rule-line.txt", &["page.txt:3", "--rule", "beside"]),
    (
        "rule-document.txt",
        &["pages.jsonl", "--record", "2", "--rule", "wall"],
    ),
    (
        "rule-colours.txt",
        &["page.txt:5", "--rule", "button-row", "--color", "always"],
    ),
    ("cut.txt", &["--text", "他来了[分享到微信]就走。"]),
    (
        "cut.html",
        &["--text", "他来了[分享到微信]就走。", "--html"],
    ),
    ("pages.html", &["pages.jsonl", "--html"]),
    ("rule.html", &["page.txt", "--rule", "button-row", "--html"]),
];

fn explain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_despam"))
        .arg("explain")
        .args(arguments)
        .args(["--rules", "rules"])
        .current_dir(FOLDER)
        .output()
        .unwrap()
}

#[test]
fn what_is_printed_is_as_it_was() {
    let mut wrong = Vec::new();
    for (file, arguments) in CASES {
        let output = explain(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && errors.is_empty(),
            "{file}: {errors}"
        );
        let printed = String::from_utf8(output.stdout).unwrap();
        let path = format!("{FOLDER}/{file}");
        if std::env::var_os("DESPAM_UPDATE").is_some() {
            fs::write(&path, &printed).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != printed {
            wrong.push(file);
        }
    }
    let help = "run `DESPAM_UPDATE=1 cargo test --test explain` and look at the difference";
    assert!(wrong.is_empty(), "{wrong:?}: {help}");
}

#[test]
fn a_hostile_page_is_inert() {
    for arguments in [
        &["pages.jsonl", "--html"][..],
        &["pages.jsonl:2", "--html", "--rule", "button-row"],
    ] {
        let page = String::from_utf8(explain(arguments).stdout).unwrap();
        for markup in [
            "<script", "<img", "<b>", "\u{202e}", "\u{1b}", "http:", "https:",
        ] {
            assert!(!page.contains(markup), "{markup}");
        }
        assert!(
            page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"),
            "{page}"
        );
        let (opened, closed) = (
            page.matches("<details").count(),
            page.matches("</details>").count(),
        );
        assert_eq!(opened, closed);
    }
}

#[test]
fn pipes_are_plain() {
    for (file, arguments) in CASES {
        let printed = String::from_utf8(explain(arguments).stdout).unwrap();
        assert_eq!(
            printed.contains('\u{1b}'),
            arguments.contains(&"always"),
            "{file}"
        );
    }
}

#[test]
fn what_is_not_there_is_said() {
    for (arguments, status, said) in [
        (
            &["pages.jsonl:7"][..],
            2,
            "pages.jsonl has no document at record 7",
        ),
        (&["page.txt:1:2"], 2, "a text file has no records"),
        (
            &["page.txt:x"],
            2,
            "`x` is not the number of a line or record",
        ),
        (
            &["pages.jsonl:1:2", "--record", "3"],
            2,
            "the record is given twice",
        ),
        (&["nowhere.txt:3"], 2, "nowhere.txt"),
        (
            &["page.txt", "--rule", "buton-row"],
            1,
            "did you mean `button-row`?",
        ),
    ] {
        let output = explain(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {errors}"
        );
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
}
