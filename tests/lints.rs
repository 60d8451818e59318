//! Every lint fires on its example and is silent on the mended one; the shipped rules have no
//! findings; the pages of the manual are those of the registries.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use despam::check::fix::{fix, write};
use despam::check::inline_tests::Bench;
use despam::check::lint::{self, Example, Input, registry};
use despam::diag::{Problem, full};
use despam::engine::Shared;
use despam::feature::{LineView, Measure, registry as features};
use despam::rule::{Rule, RuleSet, Source, load, load_edited, texts};
use despam::text::fold::FoldBuffer;
use tempfile::TempDir;

const TODAY: &str = "2026-01-01";

fn folder(files: Example) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What reading and linting find in rules whose files may have been edited.
fn findings(sources: &[Source], edited: &BTreeMap<String, String>) -> Vec<Problem> {
    let loaded = match load_edited(sources, edited) {
        Ok(loaded) => loaded,
        Err(problems) => return problems,
    };
    let mut all = texts(sources);
    all.extend(edited.clone());
    let input = Input {
        rules: &loaded.rules,
        texts: &all,
        trees: &BTreeMap::new(),
        warnings: &loaded.warnings,
        shared: &Shared::default(),
        today: TODAY,
    };
    lint::run(&input).unwrap()
}

fn on_example(files: Example) -> Vec<Problem> {
    let folder = folder(files);
    let source = Source::Directory(folder.path().to_path_buf());
    findings(&[source], &BTreeMap::new())
}

fn shown(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn every_lint_fires_on_its_example_and_is_silent_on_the_mended_one() {
    for lint in registry() {
        let found = on_example(lint.before);
        let codes: BTreeSet<&str> = found.iter().map(|problem| problem.code).collect();
        assert_eq!(
            codes,
            BTreeSet::from([lint.code]),
            "{} before:\n{}",
            lint.name,
            shown(&found)
        );
        let left = on_example(lint.after);
        assert!(left.is_empty(), "{} after:\n{}", lint.name, shown(&left));
    }
}

#[test]
fn fixes_mend_what_carries_one() {
    let mut with_fix = BTreeSet::new();
    for lint in registry() {
        let folder = folder(lint.before);
        let sources = [Source::Directory(folder.path().to_path_buf())];
        let before = findings(&sources, &BTreeMap::new());
        if before.iter().all(|problem| problem.fix.is_none()) {
            continue;
        }
        with_fix.insert(lint.name);
        let fixed = fix(&texts(&sources), |edited| findings(&sources, edited));
        let left = findings(&sources, &fixed.texts);
        assert!(left.is_empty(), "{}:\n{}", lint.name, shown(&left));
        for (path, text) in lint.after {
            let name = folder.path().join(path).display().to_string();
            assert_eq!(&fixed.texts[&name], text, "{}", lint.name);
        }
    }
    let expected = [
        "covered-term",
        "duplicate-term",
        "key-order",
        "layout",
        "quoting",
        "term-order",
    ];
    assert_eq!(with_fix, BTreeSet::from(expected));
}

/// Findings that a fix can mend are mended by `DESPAM_UPDATE=1 cargo test --test lints`.
#[test]
fn the_shipped_rules_are_canonical_and_have_no_findings() {
    let sources = [Source::Directory(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"),
    )];
    if std::env::var_os("DESPAM_UPDATE").is_some() {
        let fixed = fix(&texts(&sources), |edited| findings(&sources, edited));
        write(&fixed.texts).unwrap();
        println!("{} fixes", fixed.applied);
    }
    let start = std::time::Instant::now();
    let loaded = load(&sources).unwrap();
    println!("read in {:?}", start.elapsed());
    let start = std::time::Instant::now();
    Bench::new(&loaded.rules).unwrap();
    println!("compiled for the tests in {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let found = findings(&sources, &BTreeMap::new());
    println!("read and linted in {:?}", start.elapsed());
    let all = texts(&sources);
    let rendered = full::render(&found, &all, false);
    if std::env::var_os("DESPAM_LIST").is_some() {
        println!("{}", shown(&found));
    }
    assert!(found.is_empty(), "{} findings:\n{rendered}", found.len());
}

/// What rules mean, whatever their places in the files and the order of their terms.
fn meaning(rules: &RuleSet) -> String {
    let marks =
        regex::Regex::new(r"(?:mark|place): (?:Mark|Place) \{[^}]*\}|file_line: \d+").unwrap();
    let mut out = String::new();
    for set in &rules.sets {
        let mut terms = set.terms.clone();
        terms.sort();
        out += &format!("{} {:?} {terms:?}\n", set.name, set.at);
    }
    for rule in &rules.rules {
        let regexes = rule.regexes.iter().map(|(id, _)| *id).collect::<Vec<_>>();
        let rest = Rule {
            place: (String::new(), 0),
            regexes: Vec::new(),
            ..rule.clone()
        };
        out += &format!(
            "{regexes:?} {}\n",
            marks.replace_all(&format!("{rest:?}"), "")
        );
    }
    out + &format!("{:?}", rules.regexes)
}

/// The same rules, written otherwise.
fn untidy(text: &str) -> String {
    let heads = regex::Regex::new(r"(?m)^(    status: \w+)\n(    score: \S+)\n").unwrap();
    let quotes = regex::Regex::new(r"(?m)^(\s+- )'([^'\x22\\]+)'$").unwrap();
    let tests = regex::Regex::new(r"(?m)\{text: ('[^']*'), (why: [^,'{}\[\]]*)\}$").unwrap();
    let text = heads.replace_all(text, "$2\n$1\n");
    let text = quotes.replace_all(&text, "$1\"$2\"");
    let text = tests.replace_all(&text, "{$2, text: $1}");
    format!("\u{feff}{}\n\n", text.replace('\n', "\r\n"))
}

#[test]
fn fixing_brings_the_form_back_and_keeps_the_meaning() {
    let sources = [Source::Builtin];
    let shipped = load(&sources).unwrap().rules;
    let tidy = texts(&sources);
    let packs = tidy
        .iter()
        .filter(|(name, _)| !name.ends_with("policy.yaml"));
    let messy: BTreeMap<String, String> = packs
        .map(|(name, text)| (name.clone(), untidy(text)))
        .collect();
    let changed = load_edited(&sources, &messy).unwrap().rules;
    assert_eq!(meaning(&changed), meaning(&shipped));
    let fixed = fix(&messy, |edited| {
        let mut all = messy.clone();
        all.extend(edited.clone());
        findings(&sources, &all)
    });
    assert_eq!(fixed.texts.len(), messy.len());
    for (name, text) in &fixed.texts {
        assert!(*text == tidy[name], "{name}");
    }
    assert!(fixed.applied > 500, "{} fixes", fixed.applied);
}

#[test]
fn the_pages_are_those_of_the_registries() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let pages: BTreeMap<String, String> = lint::page::pages().into_iter().collect();
    let mut there = BTreeMap::new();
    for folder in ["lints", "features", "keys"] {
        let Ok(entries) = fs::read_dir(docs.join(folder)) else {
            continue;
        };
        for entry in entries {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = format!("{folder}/{name}");
            let text = fs::read_to_string(docs.join(&path)).unwrap();
            there.insert(path, text.replace("\r\n", "\n"));
        }
    }
    if std::env::var_os("DESPAM_UPDATE").is_some() {
        for path in there.keys().filter(|path| !pages.contains_key(*path)) {
            fs::remove_file(docs.join(path)).unwrap();
        }
        for (path, text) in &pages {
            let path = docs.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        return;
    }
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    let help = "run `DESPAM_UPDATE=1 cargo test --test lints`";
    assert_eq!(names(&there), names(&pages), "{help}");
    for (path, text) in &pages {
        assert_eq!(&there[path], text, "{path}: {help}");
    }
}

#[test]
fn features_stay_in_their_range() {
    let mut buffer = FoldBuffer::default();
    let mut lines = 0;
    for test in load(&[Source::Builtin])
        .unwrap()
        .rules
        .rules
        .iter()
        .flat_map(|rule| &rule.tests)
    {
        for line in &test.lines {
            lines += 1;
            let folded = buffer.fold(line);
            let view = LineView::new(line, folded.text, folded.counts);
            for feature in features() {
                if let Measure::Line(measure) = feature.measure {
                    let range = lint::ranges::range(feature);
                    let value = measure(&view);
                    let inside = range.min <= value && value <= range.max;
                    assert!(inside, "{} is {value} on {line}", feature.name);
                }
            }
        }
    }
    assert!(lines > 1000);
}
