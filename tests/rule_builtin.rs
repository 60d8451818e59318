//! The list of built-in rule files is the folder `rules`, and the rules load.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use despam::rule::{Source, load, load_to_run};

const LISTS: [&str; 2] = ["src/rule/builtin/files.rs", "src/rule/builtin/terms.rs"];
const HEAD: &str = "\
//! The files of the folder `rules`. Written by `DESPAM_UPDATE=1 cargo test --test rule_builtin`.

/// Path and content, by path.
#[rustfmt::skip]
pub(super) const FILES: &[(&str, &[u8])] = &[
";

fn walk(root: &Path, path: &str, out: &mut Vec<String>) {
    for entry in fs::read_dir(root.join(path)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if path.is_empty() {
            name
        } else {
            format!("{path}/{name}")
        };
        if entry.path().is_dir() {
            walk(root, &path, out);
        } else if path.ends_with(".yaml") || path.ends_with(".txt") {
            out.push(path);
        }
    }
}

#[test]
fn the_list_is_the_folder() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&home.join("rules"), "", &mut paths);
    paths.sort();
    let (terms, files): (Vec<&String>, Vec<&String>) =
        paths.iter().partition(|path| path.ends_with(".txt"));
    for (list, paths) in LISTS.iter().zip([files, terms]) {
        let mut wanted = HEAD.to_owned();
        for path in paths {
            wanted += &format!("    (\"{path}\", include_bytes!(\"../../../rules/{path}\")),\n");
        }
        wanted += "];\n";
        let list = home.join(list);
        if std::env::var_os("DESPAM_UPDATE").is_some() {
            fs::write(&list, &wanted).unwrap();
        }
        let found = fs::read_to_string(&list)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        assert_eq!(
            found, wanted,
            "run `DESPAM_UPDATE=1 cargo test --test rule_builtin`"
        );
    }
}

#[test]
fn rules_to_run_are_the_rules_without_their_tests() {
    let mut whole = load(&[Source::Builtin]).unwrap().rules;
    let to_run = load_to_run(&[Source::Builtin]).unwrap().rules;
    for rule in &mut whole.rules {
        rule.tests.clear();
    }
    assert_eq!(whole.hash, to_run.hash);
    assert_eq!(format!("{:?}", whole.sets), format!("{:?}", to_run.sets));
    assert_eq!(whole.regexes, to_run.regexes);
    for (one, other) in whole.rules.iter().zip(&to_run.rules) {
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }
    assert_eq!(whole.rules.len(), to_run.rules.len());
}

#[test]
fn the_builtin_rules_load() {
    let problems = match load(&[Source::Builtin]) {
        Ok(loaded) => loaded.warnings,
        Err(problems) => problems,
    };
    let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}
