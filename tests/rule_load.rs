//! A good folder of rules becomes the rules that it says.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use despam::rule::{
    At, Condition, Expect, Label, LabelAction, Profile, RuleSet, Scope, Source, Status, load,
};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn example(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/rules")
        .join(name)
}

fn good() -> RuleSet {
    let loaded = load(&[
        Source::Directory(example("good")),
        Source::Extra(example("extra")),
    ]);
    let loaded = loaded.map_err(|problems| format!("{problems:#?}")).unwrap();
    assert_eq!(loaded.warnings, []);
    loaded.rules
}

#[test]
fn sets_regexes_and_order() {
    let rules = good();
    let ids: Vec<_> = rules.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "en/extra/more",
            "zh/share/button-row",
            "zh/share/sign",
            "zh/spam/page"
        ]
    );
    let sets: Vec<_> = rules
        .sets
        .iter()
        .map(|set| (set.name.as_str(), set.at, set.terms.join(" ")))
        .collect();
    assert_eq!(
        sets,
        [
            (
                "zh/share/networks",
                At::Anywhere,
                "微信 新浪微博 123".to_owned()
            ),
            ("zh/spam/games", At::Word, "百家乐 时时彩".to_owned()),
        ]
    );
    let sources: Vec<_> = rules
        .regexes
        .iter()
        .map(|regex| (regex.source.as_str(), regex.raw))
        .collect();
    // The same source twice is one regex; raw and folded are two.
    assert_eq!(
        sources,
        [
            ("^(?:分享|转发)到", false),
            ("“[^”]*分享", true),
            ("^(?:分享|转发)到", true)
        ]
    );
}

#[test]
fn a_rule_and_its_tests() {
    let rules = good();
    let rule = &rules.rules[1];
    assert_eq!(rule.label, Label::Share);
    assert_eq!(rule.status, Status::Stable);
    assert_eq!(rule.profile, Profile::Careful);
    assert_eq!(rule.scope, Scope::Line);
    assert_eq!(rule.place.1, 8);
    let Condition::All(parts) = &rule.when else {
        panic!("{:?}", rule.when)
    };
    let Condition::Keywords(keywords) = &parts[0] else {
        panic!("{:?}", parts[0])
    };
    assert_eq!((keywords.min_hits, keywords.min_distinct), (1, 2));
    assert_eq!(keywords.sets.len(), 2);
    let names: Vec<_> = rule.unless.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["quoted-label", "from-overlay"]);
    let tests: Vec<_> = rule
        .tests
        .iter()
        .map(|test| {
            (
                test.expect,
                test.todo,
                test.lines.join("|"),
                test.judged,
                test.file_line,
            )
        })
        .collect();
    assert_eq!(
        tests,
        [
            (
                Expect::Hit,
                false,
                "分享到: 微信 新浪微博".to_owned(),
                0,
                25
            ),
            (Expect::Miss, false, "甲||微信|乙".to_owned(), 2, 27),
            (Expect::Hit, true, "分 享".to_owned(), 0, 29),
        ]
    );
}

#[test]
fn overlays_and_policies() {
    let rules = good();
    assert_eq!(rules.rules[2].status, Status::Testing);
    assert_eq!(rules.rules[2].score, 0.25);
    assert_eq!(rules.rules[2].label, Label::Chrome);
    let [careful, balanced, strict] = &rules.policies;
    assert_eq!(careful.profile, Profile::Careful);
    assert_eq!(strict.profile, Profile::Strict);
    let share = |policy: &despam::rule::Policy| policy.labels[Label::Share as usize];
    assert_eq!(share(careful).threshold, 1.5);
    assert_eq!(share(balanced).threshold, 1.0);
    assert_eq!(share(balanced).action, LabelAction::Drop);
    assert_eq!(balanced.labels[0].action, LabelAction::Keep);
    assert!(careful.max_article_share < balanced.max_article_share);
}

#[test]
fn the_hash_changes_with_any_file() {
    let folder = tempfile::TempDir::new().unwrap();
    copy(&example("good"), folder.path());
    let hash = || {
        let source = Source::Directory(folder.path().to_path_buf());
        load(&[source]).unwrap().rules.hash
    };
    let before = hash();
    assert_eq!(before.len(), 64);
    assert_eq!(before, hash());
    let terms = folder.path().join("terms/games.txt");
    fs::write(&terms, "百家乐\n").unwrap();
    assert_ne!(before, hash());
}
