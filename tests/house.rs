//! The order of the house: modules import only what lies below them, files stay readable, and
//! every command, lint and feature has a file of its own name.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the ground up; those of one row know nothing of each other. The gold gate of
/// `check` evaluates, so `audit` lies below it; drafts are made of words and tests that `check`
/// knows, so `learn` lies above it.
const FLOORS: [&[&str]; 8] = [
    &["text", "diag"],
    &["feature"],
    &["rule"],
    &["engine"],
    &["corpus"],
    &["audit"],
    &["check"],
    &["learn"],
];
const TOP: &str = "cli";
/// Lines of a file above which nobody reads it through.
const LINES: usize = 600;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn all(folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        files(Path::new(folder), &mut found);
    }
    found.sort();
    found
}

/// Names of modules of this crate that a text imports or names.
fn imported(text: &str) -> impl Iterator<Item = &str> {
    text.split("crate::").skip(1).filter_map(|rest| {
        let name = rest.split(|c: char| !c.is_ascii_lowercase()).next()?;
        (!name.is_empty()).then_some(name)
    })
}

#[test]
fn imports_point_down() {
    let floor = |module: &str| FLOORS.iter().position(|floor| floor.contains(&module));
    let mut wrong = Vec::new();
    for path in all(&["src"]) {
        let module = path
            .components()
            .nth(1)
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap();
        let module = module.trim_end_matches(".rs");
        if [TOP, "lib", "main"].contains(&module) {
            continue;
        }
        let own = floor(module).unwrap_or_else(|| panic!("{module} has no floor"));
        for name in imported(&fs::read_to_string(&path).unwrap()) {
            let below = floor(name).is_some_and(|other| other < own);
            if name != module && !below {
                wrong.push(format!("{} imports {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_can_be_read_through() {
    let long: Vec<String> = all(&["src", "tests", "benches", "build"])
        .iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(path).unwrap().lines().count();
            (lines > LINES).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn main_only_dispatches() {
    let main = fs::read_to_string("src/main.rs").unwrap();
    assert!(main.lines().count() < 20, "{main}");
}
