//! What the manual shows is what happens: every block of the language `console` is run, in the
//! order of its page, in a folder with `corpus/samples`.
//!
//! A line that begins with `$ ` is a command; what follows is what it prints, first to standard
//! output, then to standard error, and before that `? 1` if it ends with the status 1. A line
//! `...` stands for any lines, `[..]` within a line for any characters. A block of YAML that follows a line with nothing but the path of a
//! file and a colon is written to that file first. (The crate `trycmd` reads such blocks too, but
//! cannot write files between them.) `DESPAM_UPDATE=1 cargo test --test docs` rewrites what
//! commands print.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The words of a command line; single quotes keep words together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a command prints in a folder.
fn run(line: &str, folder: &Path) -> String {
    let words = words(line);
    assert_eq!(words[0], "despam", "{line}");
    let output = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(&words[1..])
        .current_dir(folder)
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap();
    let status = match output.status.code().unwrap() {
        0 => String::new(),
        status => format!("? {status}\n"),
    };
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let printed = status + &text(output.stdout) + &text(output.stderr);
    printed
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

/// Whether lines are as expected; `...` stands for any.
fn fits(expected: &[&str], found: &[&str]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((&"...", rest)) => (0..=found.len()).any(|skipped| fits(rest, &found[skipped..])),
        Some((first, rest)) => {
            found.first().is_some_and(|line| line_fits(first, line)) && fits(rest, &found[1..])
        }
    }
}

/// Whether a line is as expected; `[..]` stands for any characters.
fn line_fits(expected: &str, found: &str) -> bool {
    match expected.split_once("[..]") {
        None => expected == found,
        Some((before, after)) => found.strip_prefix(before).is_some_and(|rest| {
            let mut starts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            starts.any(|at| line_fits(after, &rest[at..]))
        }),
    }
}

/// A page with what its commands really print.
fn replayed(page: &str, folder: &Path) -> String {
    let mut out = String::new();
    let mut lines = page.lines().peekable();
    let mut path: Option<PathBuf> = None;
    while let Some(line) = lines.next() {
        out += line;
        out.push('\n');
        let named = line
            .strip_prefix('`')
            .and_then(|line| line.strip_suffix("`:"));
        if let Some(named) = named {
            path = Some(folder.join(named));
        } else if line == "```yaml" {
            let mut text = String::new();
            for line in lines.by_ref() {
                out += line;
                out.push('\n');
                if line == "```" {
                    break;
                }
                text += line;
                text.push('\n');
            }
            if let Some(path) = path.take() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
        } else if line == "```console" {
            while let Some(line) = lines.next() {
                out += line;
                out.push('\n');
                if line == "```" {
                    break;
                }
                let command = line.strip_prefix("$ ").unwrap();
                let mut expected = Vec::new();
                while let Some(line) =
                    lines.next_if(|line| !line.starts_with("$ ") && *line != "```")
                {
                    expected.push(line);
                }
                let printed = run(command, folder);
                let found: Vec<&str> = printed.lines().collect();
                let shown = if fits(&expected, &found) {
                    expected
                } else {
                    found
                };
                shown.iter().for_each(|line| out = format!("{out}{line}\n"));
            }
        }
    }
    out
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn the_manual_shows_what_happens() {
    let mut pages: Vec<PathBuf> = fs::read_dir("docs")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.push(PathBuf::from("README.md"));
    pages.sort();
    let mut commands = 0;
    for path in pages {
        let page = fs::read_to_string(&path).unwrap();
        commands += page.matches("\n$ despam ").count();
        let folder = tempfile::tempdir().unwrap();
        copy(
            Path::new("corpus/samples"),
            &folder.path().join("corpus/samples"),
        );
        let real = replayed(&page, folder.path());
        if std::env::var_os("DESPAM_UPDATE").is_some() {
            fs::write(&path, &real).unwrap();
        } else {
            let help = "run `DESPAM_UPDATE=1 cargo test --test docs` and look at the difference";
            assert_eq!(page, real, "{}: {help}", path.display());
        }
    }
    assert!(commands >= 7, "{commands} commands");
}

#[test]
fn links_lead_somewhere() {
    for folder in [".", "docs"] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let page = fs::read_to_string(&path).unwrap();
            for link in page.split("](").skip(1) {
                let target = link.split([')', '#']).next().unwrap();
                let outside = target.is_empty() || target.contains("://") || target.contains(' ');
                let there = path.parent().unwrap().join(target).exists();
                assert!(outside || there, "{}: {target}", path.display());
            }
        }
    }
}
