//! The picture in the README is what the command below it prints on a terminal.
//!
//! `DESPAM_UPDATE=1 cargo test --test picture` draws it anew.

#![allow(clippy::unwrap_used)]

use std::process::Command;

use unicode_width::UnicodeWidthChar;

const PICTURE: &str = "docs/explain.svg";
const SAMPLE: &str = "corpus/samples/zh-news-readings.txt";
/// Width of the terminal, in columns; what is longer is cut.
const COLUMNS: usize = 96;

/// A line cut to the width of the terminal, its colours ended.
fn cut(line: &str) -> String {
    let (mut shown, mut width, mut chars) = (String::new(), 0, line.chars());
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            shown.push(c);
            let escape = chars.by_ref();
            for c in escape {
                shown.push(c);
                if c == 'm' {
                    break;
                }
            }
            continue;
        }
        width += c.width().unwrap_or(0);
        if width > COLUMNS {
            shown.push('…');
            break;
        }
        shown.push(c);
    }
    shown + "\u{1b}[0m\n"
}

#[test]
fn the_picture_shows_what_explain_prints() {
    let output = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(["--color", "always", "explain", SAMPLE, "--removed"])
        .output()
        .unwrap();
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    let screen: String = printed.lines().map(cut).collect();
    let command = format!("$ despam explain {SAMPLE} --removed\n");
    let drawn = anstyle_svg::Term::new().render_svg(&(command + &screen));
    if std::env::var_os("DESPAM_UPDATE").is_some() {
        std::fs::write(PICTURE, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(PICTURE).unwrap_or_default();
    assert!(
        kept == drawn,
        "{PICTURE} is another: run `DESPAM_UPDATE=1 cargo test --test picture` and look at it"
    );
}
