//! The command `rules` as a user sees it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::process::Command;

const PACK: &str = "\
format: 1
pack: zh/example
label: share
sets:
  networks:
    terms: [微信, 新浪微博]
rules:
  - id: button-row
    summary: A row of share-button labels.
    status: stable
    score: 1.0
    when:
      all:
        - keywords: {set: networks, min-distinct: 2}
        - any:
            - feature: {chars: {max: 60}}
            - not: {raw-regex: '[A-Z]'}
    unless:
      - {name: quoted, why: An article that quotes the label., when: {regex: '“[^”]*微信'}}
    tests:
      hit:
        - {before: [标题], line: 微信 新浪微博, after: []}
      miss:
        - {text: 他写“微信”和新浪微博。, why: exception quoted}
      todo:
        - {hit: 微 博, why: spaces}
  - id: bar
    summary: A bar.
    label: chrome
    status: draft
    score: 0.5
    when: {zone: [head, tail]}
";

fn rules(arguments: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("rules/zh")).unwrap();
    fs::write(folder.path().join("rules/zh/example.yaml"), PACK).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(["rules", "--rules", "rules"])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_rule_is_a_page() {
    let expected = "\
zh/example/button-row
A row of share-button labels.

  label    share
  score    1
  status   stable
  takes    the whole line
  profile  balanced and stronger
  file     rules/zh/example.yaml:8

fires on
  all of
    keywords of zh/example/networks, 2 different
    any of
      chars at most 60
      not
        raw-regex [A-Z]

unless
  quoted: An article that quotes the label.
    regex “[^”]*微信

tests
     |  标题
  hit   微信 新浪微博
  miss  他写“微信”和新浪微博。
        (exception quoted)
  todo hit  微 博
        (spaces)
";
    for id in ["zh/example/button-row", "button-row"] {
        assert_eq!(
            rules(&[id]),
            (0, expected.to_owned(), String::new()),
            "{id}"
        );
    }
}

#[test]
fn lists_are_filtered() {
    let ids = |arguments: &[&str]| {
        let (status, out, _) = rules(arguments);
        let lines = out.lines().filter(|line| line.starts_with("zh/"));
        let ids = lines.filter_map(|line| line.split("/").nth(2)?.split(' ').next());
        (status, ids.map(str::to_owned).collect::<Vec<_>>().join(" "))
    };
    for (arguments, found) in [
        (&[][..], "button-row bar"),
        (&["zh/example/b*r"], "bar"),
        (&["zh/*", "--label", "share,ad"], "button-row"),
        (&["--status", "draft", "testing"], "bar"),
        (&["--lang", "zh", "--label", "chrome"], "bar"),
    ] {
        assert_eq!(ids(arguments), (0, found.to_owned()), "{arguments:?}");
    }
    assert_eq!(ids(&["--lang", "en"]), (1, String::new()));
    let (_, out, _) = rules(&["--label", "chrome"]);
    assert!(
        out.contains("zh/example/bar  chrome   0.50  draft      A bar.\n1 of 2 rules"),
        "{out}"
    );
}

#[test]
fn what_is_meant_is_suggested() {
    for (id, said) in [
        (
            "zh/example/buton-row",
            "did you mean `zh/example/button-row`?",
        ),
        ("buttonrow", "did you mean `button-row`?"),
        ("zh/example", "write `zh/example/*`"),
        ("nothing-like-it", "`despam rules` lists them"),
    ] {
        let (status, out, errors) = rules(&[id]);
        assert_eq!((status, out.as_str()), (1, ""));
        assert!(errors.contains(said), "{errors}");
    }
}
