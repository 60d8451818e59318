//! Every mistake in a rule file is reported with its code and place; all mistakes at once.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use despam::check::lint::registry;
use despam::diag::{Problem, full};
use despam::rule::{Loaded, Source, load, texts};
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn directory(folder: &TempDir) -> Source {
    Source::Directory(folder.path().to_path_buf())
}

/// All problems as `E201 3:5`, with the folder left out.
fn spots(result: &Result<Loaded, Vec<Problem>>) -> Vec<String> {
    let problems = match result {
        Ok(loaded) => &loaded.warnings,
        Err(problems) => problems,
    };
    let spot = |problem: &Problem| {
        let place = &problem.place;
        format!("{} {}:{}", problem.code, place.line, place.column)
    };
    problems.iter().map(spot).collect()
}

fn file_name(problem: &Problem) -> String {
    let path = Path::new(&problem.place.file);
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// A pack whose text goes on in line 4.
fn pack(rest: &str) -> String {
    format!("format: 1\npack: zh/a\nlabel: share\n{rest}")
}

/// A pack of one set `nets` and one rule whose condition begins in line 10, column 11.
fn when(condition: &str) -> String {
    with(&["when: ", condition].concat())
}

/// A pack of one set `nets` and one rule with a further key in line 10, column 5. Its id stands
/// in line 6, the summary in 7, the status in 8 and the score in 9.
fn with(key: &str) -> String {
    pack(&format!(
        "sets: {{nets: {{terms: [微信]}}}}\nrules:\n  - id: a\n    summary: A.\n    \
         status: draft\n    score: 1.0\n    {key}\n"
    ))
}

/// A rule of this scope whose condition begins in line 11, column 11.
fn scoped(scope: &str, condition: &str) -> String {
    with(&format!("scope: {scope}\n    when: {condition}"))
}

const WHEN: &str = "\n    when: {regex: ab}";

#[test]
fn single_mistakes() {
    let rule = |text: &str| with(&[text, WHEN].concat());
    let table: Vec<(&str, String, &[&str])> = vec![
        // The head of a pack.
        ("not a map", "- 1\n".into(), &["E203 1:1"]),
        ("unknown key", pack("rule: []\nrules: []\n"), &["E201 4:1"]),
        (
            "format",
            "format: 2\npack: zh/a\nlabel: ad\nrules: []\n".into(),
            &["E209 1:9"],
        ),
        (
            "no format",
            "pack: zh/a\nlabel: ad\nrules: []\n".into(),
            &["E202 1:1"],
        ),
        (
            "path",
            "format: 1\npack: zh/b\nlabel: ad\nrules: []\n".into(),
            &["E208 2:7"],
        ),
        (
            "label",
            "format: 1\npack: zh/a\nlabel: adv\nrules: []\n".into(),
            &["E204 3:8"],
        ),
        (
            "nothing",
            "format: 1\npack: zh/a\nlabel: ad\n".into(),
            &["E202 1:1"],
        ),
        ("empty file", String::new(), &["E109 0:0"]),
        ("a tab", pack("rules:\n\t- id: a\n"), &["E103 5:2"]),
        (
            "two documents",
            pack("rules: []\n---\na: 1\n"),
            &["E110 5:1"],
        ),
        ("a key twice", pack("rules: []\nlabel: ad\n"), &["E104 5:1"]),
        // Sets.
        (
            "empty set",
            pack("sets:\n  s: {terms: []}\n"),
            &["E207 5:14"],
        ),
        ("no terms", pack("sets:\n  s: {at: word}\n"), &["E202 5:6"]),
        (
            "terms no list",
            pack("sets:\n  s: {terms: 微信}\n"),
            &["E203 5:14"],
        ),
        (
            "term no text",
            pack("sets:\n  s: {terms: [微信, true, ~]}\n"),
            &["E203 5:19", "E203 5:25"],
        ),
        (
            "empty term",
            pack("sets:\n  s: {terms: [微信, ' ']}\n"),
            &["E207 5:19"],
        ),
        (
            "term twice",
            pack("sets:\n  s: {terms: [微信, 抖音, 微信]}\n"),
            &["W301 5:23"],
        ),
        (
            "term twice folded",
            pack("sets:\n  s: {terms: [QQ, qq]}\n"),
            &["W301 5:19"],
        ),
        (
            "at",
            pack("sets:\n  s: {terms: [微信], at: wrod}\n"),
            &["E204 5:24"],
        ),
        (
            "set name",
            pack("sets:\n  My_Set: {terms: [微信]}\n"),
            &["E205 5:3"],
        ),
        (
            "both",
            pack("sets:\n  s: {terms: [a], terms-file: b.txt}\n"),
            &["E201 5:31"],
        ),
        (
            "terms-file",
            pack("sets:\n  s: {terms-file: ../b.txt}\n"),
            &["E220 5:19"],
        ),
        // The head of a rule.
        ("rule no map", pack("rules: [a]\n"), &["E203 4:9"]),
        ("unknown key in rule", rule("scor: 1.0"), &["E201 10:5"]),
        ("label in rule", rule("label: chrom"), &["E204 10:12"]),
        ("scope", rule("scope: page"), &["E204 10:12"]),
        ("profile", rule("profile: mild"), &["E204 10:14"]),
        (
            "status",
            rule("profile: strict").replace("draft", "final"),
            &["E204 8:13"],
        ),
        (
            "id",
            rule("profile: strict").replace("id: a", "id: A b"),
            &["E205 6:9"],
        ),
        (
            "summary",
            rule("profile: strict").replace("A.", "A"),
            &["W304 7:14"],
        ),
        (
            "no id",
            pack("rules:\n  - {summary: A., status: draft, score: 1, when: {regex: ab}}\n"),
            &["E202 5:5"],
        ),
        (
            "score of share",
            rule("label: ad").replace("1.0", "-1.0"),
            &["E211 9:12"],
        ),
        ("score of article", rule("label: article"), &["E211 9:12"]),
        (
            "score no number",
            rule("label: ad").replace("1.0", "high"),
            &["E203 9:12"],
        ),
        (
            "stable",
            rule("label: ad").replace("draft", "stable"),
            &["E214 6:9", "E214 6:9"],
        ),
        ("no when", with("profile: strict"), &["E202 6:5"]),
        // Conditions.
        ("when no map", when("regex"), &["E210 10:11"]),
        (
            "two keys",
            when("{regex: ab, zone: [head]}"),
            &["E210 10:23"],
        ),
        ("no key", when("{}"), &["E210 10:11"]),
        (
            "unknown condition",
            when("{keyword: {set: nets}}"),
            &["E210 10:12"],
        ),
        ("empty all", when("{all: []}"), &["E207 10:17"]),
        ("inner", when("{all: [{not: {any: []}}]}"), &["E207 10:30"]),
        (
            "unknown set",
            when("{keywords: {set: nest}}"),
            &["E218 10:28"],
        ),
        (
            "set and sets",
            when("{keywords: {set: nets, sets: [nets]}}"),
            &["E201 10:40"],
        ),
        ("no set", when("{keywords: {min-hits: 2}}"), &["E202 10:22"]),
        (
            "a set twice",
            when("{keywords: {sets: [nets, nets]}}"),
            &["E206 10:36"],
        ),
        (
            "coverage",
            when("{keywords: {set: nets, min-coverage: 30}}"),
            &["E212 10:48"],
        ),
        (
            "hits",
            when("{keywords: {set: nets, max-hits: 0}}"),
            &["E212 10:44"],
        ),
        (
            "half a hit",
            when("{keywords: {set: nets, min-hits: 1.5}}"),
            &["E212 10:44"],
        ),
        (
            "feature",
            when("{feature: {char: {max: 1}}}"),
            &["E219 10:22"],
        ),
        (
            "bounds",
            when("{feature: {chars: {min: 3, max: 2}}}"),
            &["E212 10:35"],
        ),
        ("no bounds", when("{feature: {chars: {}}}"), &["E202 10:29"]),
        ("no feature", when("{feature: {}}"), &["E207 10:21"]),
        ("zone", when("{zone: [head, foot]}"), &["E204 10:25"]),
        ("no zone", when("{zone: []}"), &["E207 10:18"]),
        (
            "neighbours",
            when("{neighbours: {labels: [spam]}}"),
            &["E202 10:24"],
        ),
        (
            "too many neighbours",
            when("{neighbours: {labels: [ad], within: 1, min: 3}}"),
            &["E212 10:55"],
        ),
        (
            "not a document feature",
            scoped("document", "{feature: {chars: {min: 3}}}"),
            &["E213 11:22"],
        ),
        (
            "zone of a document",
            scoped("document", "{zone: [head]}"),
            &["E213 11:12"],
        ),
        (
            "min-lines of a line",
            when("{regex: {pattern: ab, min-lines: 2}}"),
            &["E213 10:44"],
        ),
        (
            "span without cut",
            scoped("span", "{not: {regex: ab}}"),
            &["E215 6:9"],
        ),
        // Regexes.
        ("regex", when("{regex: '微(信'}"), &["E216 10:21"]),
        (
            "regex size",
            when("{regex: '(\\w{500}){500}'}"),
            &["E216 10:19"],
        ),
        (
            "capitals",
            when("{regex: 'Share (this|that)'}"),
            &["E217 10:20"],
        ),
        (
            "a dead branch",
            when("{regex: 'share|Follow'}"),
            &["W302 10:26"],
        ),
        (
            "all branches dead",
            when("{regex: 'Share|Follow'}"),
            &["E217 10:20", "E217 10:26"],
        ),
        (
            "optional capitals",
            when("{regex: 'share(?:Follow)?'}"),
            &["W302 10:28"],
        ),
        ("case-insensitive", when("{regex: '(?i)Share'}"), &[]),
        ("raw capitals", when("{raw-regex: 'Share'}"), &[]),
        // Tests.
        (
            "two lines",
            rule("tests: {hit: [\"a\\nb\"]}"),
            &["E204 10:19"],
        ),
        ("no form", rule("tests: {hit: [{why: a}]}"), &["E202 10:19"]),
        (
            "document",
            rule("tests: {hit: [{document: [a]}]}"),
            &["E213 10:30"],
        ),
        (
            "before text",
            rule("tests: {hit: [{text: a, before: [b]}]}"),
            &["E201 10:37"],
        ),
        ("todo", rule("tests: {todo: [{hit: a}]}"), &["E202 10:20"]),
    ];
    assert!(table.len() > 60);
    for (name, text, expected) in table {
        let folder = folder(&[("zh/a.yaml", &text)]);
        assert_eq!(
            spots(&load(&[directory(&folder)])),
            expected,
            "{name}\n{text}"
        );
    }
}

#[test]
fn exceptions_need_name_why_and_when() {
    let text = with(
        "when: {regex: ab}\n    unless:\n      - {name: A b}\n      - {name: c, why: w, when: {regex: a(}}\n      - {name: c, why: w, when: {regex: ab}}",
    );
    let folder = folder(&[("zh/a.yaml", &text)]);
    assert_eq!(
        spots(&load(&[directory(&folder)])),
        [
            "E202 12:9",
            "E202 12:9",
            "E205 12:16",
            "E216 13:42",
            "E206 14:16"
        ]
    );
}

#[test]
fn all_mistakes_of_all_files_in_one_run() {
    let folder = folder(&[
        (
            "zh/a.yaml",
            &pack("sets: {s: {terms: []}}\nrules:\n  - {id: A, scores: 1}\n"),
        ),
        ("zh/b.yaml", "format: 1\npack: zh/b\nlabel: ad\nrules: [\n"),
        ("zh/c.yml", "format: 1\n"),
        (
            "en/terms.yaml",
            "format: 1\npack: en/terms\nsets: {s: {terms-file: terms/s.txt}}\n",
        ),
        ("terms/s.txt", "# nothing\n"),
        (
            "overlays/o.yaml",
            "format: 1\nchanges:\n  - {rule: zh/a/b, why: w, status: draft}\n",
        ),
        ("policy.yaml", "format: 1\nlabels: {}\n"),
    ]);
    let problems = load(&[directory(&folder)]).unwrap_err();
    let mut found: Vec<_> = problems
        .iter()
        .map(|problem| format!("{} {}", file_name(problem), problem.code))
        .collect();
    found.dedup();
    assert_eq!(
        found,
        [
            "o.yaml E223",
            "policy.yaml E202",
            "s.txt E207",
            "a.yaml E207",
            "a.yaml E202",
            "a.yaml E205",
            "a.yaml E201",
            "b.yaml E103",
            "c.yml W303",
        ]
    );
}

#[test]
fn suggestions_and_sources() {
    let text = when("{keywords: {set: nest}}");
    let folder = folder(&[("zh/a.yaml", &text)]);
    let sources = [directory(&folder)];
    let problems = load(&sources).unwrap_err();
    assert_eq!(problems[0].help.as_deref(), Some("did you mean `nets`?"));
    let texts = texts(&sources);
    let shown = full::render(&problems, &texts, false);
    assert!(
        shown.contains("error[E218]: there is no set `nest`"),
        "{shown}"
    );
    assert!(shown.contains("^^^^"), "{shown}");
}

#[test]
fn wrong_sources() {
    let empty = folder(&[("readme.md", "x")]);
    assert_eq!(spots(&load(&[directory(&empty)])), ["E224 0:0"]);
    let gone = Source::Directory(empty.path().join("gone"));
    assert_eq!(spots(&load(&[gone])), ["E101 0:0"]);

    let good = folder(&[("zh/a.yaml", &when("{regex: ab}"))]);
    let extra = Source::Extra(good.path().to_path_buf());
    let same = load(&[directory(&good), extra]).unwrap_err();
    assert_eq!(same[0].code, "E221");
    assert_eq!(same[0].also.len(), 1);

    let policy = folder(&[
        (
            "zh/b.yaml",
            "format: 1\npack: zh/b\nsets: {s: {terms: [a]}}\n",
        ),
        ("policy.yaml", ""),
    ]);
    let extra = Source::Extra(policy.path().to_path_buf());
    assert_eq!(spots(&load(&[directory(&good), extra])), ["E222 0:0"]);
}

#[test]
fn an_overlay_expires_on_a_day() {
    let pack = with("when: {regex: ab}");
    let spots_of = |expires: &str| {
        let overlay = format!(
            "format: 1\nchanges:\n  - rule: zh/a/a\n    why: W.\n    expires: {expires}\n    \
             status: testing\n"
        );
        let folder = folder(&[("zh/a.yaml", pack.as_str()), ("overlays/o.yaml", &overlay)]);
        spots(&load(&[directory(&folder)]))
    };
    assert!(spots_of("2026-01-31").is_empty());
    assert_eq!(spots_of("2026-02-30"), ["E204 5:14"]);
    assert_eq!(spots_of("soon"), ["E204 5:14"]);
}

#[test]
fn every_code_is_tested() {
    let tested = [
        include_str!("rule_problems.rs"),
        include_str!("../src/rule/yaml.rs"),
        include_str!("check_command.rs"),
        include_str!("check_robust.rs"),
    ];
    // Every lint of the registry is run on its examples in `lints.rs`.
    let linted = |code| registry().iter().any(|lint| lint.code == code);
    for code in despam::diag::codes::CATALOGUE {
        let found = linted(code.code) || tested.iter().any(|text| text.contains(code.code));
        assert!(found, "no test expects {}", code.code);
    }
}
