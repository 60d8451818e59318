//! The JSON Schema of rule files is what the reader accepts.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use despam::diag::Severity;
use despam::rule::read;
use despam::rule::schema::{schema, text};
use despam::rule::yaml::{Kind, Node, parse};
use serde_json::{Value, json};

const FILE: &str = "rules/rules.schema.json";

#[test]
fn the_file_is_the_schema() {
    if std::env::var_os("DESPAM_UPDATE").is_some() {
        fs::write(FILE, text()).unwrap();
    }
    let found = fs::read_to_string(FILE).unwrap_or_default();
    let help = "run `DESPAM_UPDATE=1 cargo test --test schema`";
    assert!(
        found.replace("\r\n", "\n") == text(),
        "{FILE} has drifted: {help}"
    );
}

/// A tree as an editor sees it.
fn as_json(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(value) => json!(value),
        Kind::Number(value, _) if value.fract() == 0.0 => json!(*value as i64),
        Kind::Number(value, _) => json!(value),
        Kind::String(text) => json!(text),
        Kind::List(list) => list.iter().map(as_json).collect(),
        Kind::Map(map) => {
            let entries = map.iter();
            entries
                .map(|(key, value)| (key.text().unwrap_or_default().to_owned(), as_json(value)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
    }
}

fn errors(validator: &jsonschema::Validator, text: &str) -> Vec<String> {
    let (tree, problems) = parse("a.yaml", text.as_bytes());
    assert_eq!(problems, []);
    let value = as_json(&tree.unwrap());
    let errors = validator.iter_errors(&value);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn yaml_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            yaml_files(&path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            files.push(path);
        }
    }
}

#[test]
fn rule_files_are_valid() {
    let validator = jsonschema::draft7::new(&schema()).unwrap();
    let mut files = Vec::new();
    for folder in ["rules", "tests/rules/good", "tests/rules/extra"] {
        yaml_files(Path::new(folder), &mut files);
    }
    assert!(files.len() > 12, "{}", files.len());
    for file in files {
        let errors = errors(&validator, &fs::read_to_string(&file).unwrap());
        assert!(errors.is_empty(), "{}: {errors:#?}", file.display());
    }
}

const PACK: &str = "\
format: 1
pack: zh/example
label: share
sets:
  networks:
    terms: [微信, 2024]
rules:
  - id: row
    summary: A row.
    status: stable
    score: 1
    when:
      all:
        - keywords: {set: networks, min-distinct: 2}
        - feature: {chars: {max: 60}}
    tests:
      hit: [微信 2024]
      miss: [{before: [], line: 微信, why: One is not enough.}]
";

const OVERLAY: &str = "\
format: 1
changes:
  - rule: zh/example/row
    why: Too wide.
    expires: 2026-12-31
    score: 0.5
";

/// What is wrong in a file is wrong for the schema and for the reader.
#[test]
fn broken_files_are_not_valid() {
    let validator = jsonschema::draft7::new(&schema()).unwrap();
    let policy = fs::read_to_string("rules/policy.yaml").unwrap();
    let cases = [
        (PACK, "format: 1", "format: 2"),
        (PACK, "pack: zh/example", "pack: zh/Example"),
        (PACK, "label: share", "label: shares"),
        (PACK, "label: share", "labels: share"),
        (PACK, "networks:\n", "Networks:\n"),
        (PACK, "terms: [微信, 2024]", "terms: []"),
        (PACK, "terms: [微信, 2024]", "terms: 微信"),
        (PACK, "terms: [微信, 2024]", "terms: [' ']"),
        (PACK, "terms: [微信, 2024]", "at: word"),
        (
            PACK,
            "terms: [微信, 2024]",
            "terms: [微信]\n    terms-file: a.txt",
        ),
        (PACK, "  - id: row\n    summary", "  - summary"),
        (PACK, "id: row", "id: a_row"),
        (PACK, "status: stable", "status: finished"),
        (PACK, "score: 1", "score: much"),
        (PACK, "{chars: {max: 60}}", "{char: {max: 60}}"),
        (PACK, "{chars: {max: 60}}", "{chars: {}}"),
        (PACK, "{chars: {max: 60}}", "{}"),
        (PACK, "set: networks, ", ""),
        (PACK, "min-distinct: 2", "min-distinct: 0"),
        (PACK, "min-distinct: 2", "min-distinct: 1.5"),
        (PACK, "min-distinct: 2", "min-coverage: 2"),
        (PACK, "      all:\n", "      every:\n"),
        (PACK, "hit: [微信 2024]", "hit: 微信 2024"),
        (PACK, "line: 微信, ", ""),
        (PACK, "line: 微信", "text: 微信"),
        (PACK, "hit: [微信 2024]", "todo: [{hit: 微信}]"),
        (OVERLAY, "why: Too wide.", "because: Too wide."),
        (OVERLAY, "    score: 0.5\n", ""),
        (OVERLAY, "2026-12-31", "soon"),
        (OVERLAY, "zh/example/row", "zh example"),
        (&policy, "gold:\n", "golden:\n"),
        (
            &policy,
            "  article: {action: keep",
            "  article: {action: leave",
        ),
        (&policy, "  credit: {action: keep, ", "  credit: {"),
        (&policy, "max-lost-share: 0.001", "max-lost-share: -1"),
    ];
    for (good, from, to) in cases {
        assert_eq!(errors(&validator, good), Vec::<String>::new());
        assert!(good.contains(from), "{from}");
        let broken = good.replacen(from, to, 1);
        assert!(!errors(&validator, &broken).is_empty(), "valid: {broken}");
        let (file, bytes) = ("a.yaml", broken.as_bytes());
        let problems = match good {
            PACK => {
                let (root, problems) = parse(file, bytes);
                let reader = read::Reader::after(file, problems);
                read::pack::read(reader, 0, "zh/example", root.as_ref()).1
            }
            OVERLAY => read::overlay::read(file, bytes).1,
            _ => read::policy::read(file, bytes).1,
        };
        let wrong = problems
            .iter()
            .any(|problem| problem.severity == Severity::Error);
        assert!(wrong, "read: {broken}");
    }
}

/// Every key has a description, and every map of the format is in the schema.
#[test]
fn everything_is_described() {
    fn walk(value: &Value, undescribed: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                if let Some(Value::Object(properties)) = object.get("properties") {
                    for (name, property) in properties {
                        if property["description"].as_str().is_none_or(str::is_empty) {
                            undescribed.push(name.clone());
                        }
                    }
                }
                object.values().for_each(|value| walk(value, undescribed));
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, undescribed)),
            _ => {}
        }
    }
    let schema = schema();
    let mut undescribed = Vec::new();
    walk(&schema, &mut undescribed);
    assert_eq!(undescribed, Vec::<String>::new());
    assert_eq!(schema["definitions"].as_object().unwrap().len(), 31);
}
