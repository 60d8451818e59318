//! Small rules with changes whose effect is plain to see.

use std::fs;

use super::*;
use crate::corpus::{Fields, Plan};
use crate::engine::Options;
use crate::rule::{Source, load};

const HEAD: &str = "format: 1\npack: zh/example\nlabel: share\nrules:\n";

fn rule(id: &str, label: &str, score: &str, when: &str) -> String {
    format!(
        "  - {{id: {id}, summary: A rule., status: stable, label: {label}, score: {score}, when: {when},\n     \
         tests: {{hit: [微信], miss: [照片]}}}}\n"
    )
}

fn engine(rules: &str) -> Engine {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("zh")).unwrap();
    fs::write(
        folder.path().join("zh/example.yaml"),
        format!("{HEAD}{rules}"),
    )
    .unwrap();
    let source = Source::Directory(folder.path().to_owned());
    let rules = load(&[source]).unwrap().rules;
    Engine::new(rules, Options::default()).unwrap()
}

fn diff(base: &str, head: &str, texts: &[&str], samples: usize) -> Diff {
    let folder = tempfile::tempdir().unwrap();
    for (number, text) in texts.iter().enumerate() {
        fs::write(folder.path().join(format!("{number}.txt")), text).unwrap();
    }
    let plan = Plan::for_reading(&[folder.path().to_owned()], None);
    let fields = Fields::default();
    let engines = Engines {
        base: engine(base),
        head: engine(head),
    };
    Diff::of(
        &engines,
        &mut Documents::new(&plan, &fields),
        samples,
        &mut |problem| {
            panic!("{problem}");
        },
    )
}

/// Rules with the lines and characters that are newly dropped and newly kept.
fn by_rule(diff: &Diff) -> Vec<(&str, [u64; 4])> {
    let rules = diff.rules().into_iter();
    let numbers = |rule: &ByRule| {
        let (dropped, kept) = (rule.dropped.all, rule.kept.all);
        [dropped.lines, dropped.chars, kept.lines, kept.chars]
    };
    rules.map(|(id, rule)| (id, numbers(rule))).collect()
}

const TEXT: &str = "他来了。\n\n分享到微信\n点击购买\n";

#[test]
fn a_new_rule_and_a_removed_one() {
    let share = rule("share", "share", "1.0", "{regex: 分享到}");
    let buy = rule("buy", "ad", "1.0", "{regex: 点击购买}");
    let diff = diff(&share, &buy, &[TEXT, "他来了。"], 5);
    assert_eq!(
        (diff.documents, diff.documents_changed, diff.lines),
        (2, 1, 4)
    );
    let expected = [
        ("zh/example/buy", [1, 4, 0, 0]),
        ("zh/example/share", [0, 0, 1, 5]),
    ];
    assert_eq!(by_rule(&diff), expected);
    assert_eq!((diff.dropped.chars, diff.kept.chars), (4, 5));
    let sample = diff.by_rule["zh/example/buy"]
        .dropped
        .samples
        .iter()
        .next()
        .unwrap();
    assert_eq!(
        (sample.line, sample.text.as_str(), sample.file.as_str()),
        (4, "点击购买", "0.txt")
    );
}

#[test]
fn the_rule_that_tips_the_scale_is_responsible() {
    let half = rule("half", "share", "0.6", "{regex: 分享到}");
    let other = rule("other", "share", "0.6", "{regex: 微信}");
    let both = format!("{half}{other}");
    assert_eq!(
        by_rule(&diff(&half, &both, &[TEXT], 5)),
        [("zh/example/other", [1, 5, 0, 0])]
    );
    assert_eq!(
        by_rule(&diff(&both, &half, &[TEXT], 5)),
        [("zh/example/other", [0, 0, 1, 5])]
    );
    // A protecting rule that goes is responsible for what falls.
    let guard = rule("guard", "article", "-1.0", "{regex: 分享到}");
    let guarded = format!("{both}{guard}");
    assert_eq!(
        by_rule(&diff(&guarded, &both, &[TEXT], 5)),
        [("zh/example/guard", [1, 5, 0, 0])]
    );
    // Another score is another rule.
    let raised = half.replace("0.6", "1.0");
    assert_eq!(
        by_rule(&diff(&half, &raised, &[TEXT], 5)),
        [("zh/example/half", [1, 5, 0, 0])]
    );
}

#[test]
fn other_reasons_for_the_same_verdict_are_counted() {
    let share = rule("share", "share", "1.0", "{regex: 分享到}");
    let renamed = rule("sharing", "share", "1.0", "{regex: 分享到}");
    let diff = diff(&share, &renamed, &[TEXT], 5);
    assert_eq!((diff.other_reasons, by_rule(&diff)), (1, vec![]));
}

#[test]
fn cuts_count_by_character() {
    let line = rule("line", "ad", "1.0", "{regex: 点击购买}");
    let span = line.replace("score:", "scope: span, score:");
    let text = "他来了。点击购买吧\n";
    assert_eq!(
        by_rule(&diff(&span, &line, &[text], 5)),
        [("zh/example/line", [1, 5, 0, 0])]
    );
    assert_eq!(
        by_rule(&diff(&line, &span, &[text], 5)),
        [("zh/example/line", [0, 0, 1, 5])]
    );
}

#[test]
fn samples_are_shared_in_proportion_the_most_article_like_first() {
    let lines = |word: &str, count: usize| -> String {
        let line = |number| format!("第{number}个{word}\n");
        (0..count).map(line).collect()
    };
    let text = format!(
        "{}{}他来了，大家都在等他。这是点击购买。\n",
        lines("点击购买", 29),
        lines("分享到", 10)
    );
    let one = rule("one", "ad", "1.0", "{regex: 点击购买}");
    let two = rule("one", "ad", "1.0", "{regex: 分享到}");
    for (samples, dropped, kept) in [(8, 6, 2), (2, 1, 1), (1, 1, 0), (0, 0, 0), (99, 30, 10)] {
        let diff = diff(&two, &one, &[&text, &text], samples);
        let rule = &diff.by_rule["zh/example/one"];
        assert_eq!((rule.dropped.all.lines, rule.kept.all.lines), (60, 20));
        let found = (
            rule.dropped.samples.iter().count(),
            rule.kept.samples.iter().count(),
        );
        assert_eq!(found, (dropped, kept), "{samples}");
        if let Some(first) = rule.dropped.samples.iter().next() {
            assert!(first.text.starts_with("他来了"), "{}", first.text);
        }
    }
}
