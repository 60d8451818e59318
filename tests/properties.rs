//! What holds of the engine whatever the text and the rules.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use despam::engine::{Engine, Options, Scratch};
use despam::rule::{RuleSet, Source, load};
use proptest::prelude::*;

fn rules() -> RuleSet {
    load(&[Source::Builtin]).unwrap().rules
}

/// Texts that rules act on: the samples, and lines that inline tests are made of.
fn pages() -> Vec<String> {
    let mut pages: Vec<String> = std::fs::read_dir("corpus/samples")
        .unwrap()
        .filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok())
        .collect();
    for file in despam::audit::gold::files(Path::new("corpus/gold")).unwrap() {
        pages.extend(
            despam::audit::gold::read(&file)
                .unwrap()
                .iter()
                .map(|d| d.text()),
        );
    }
    pages
}

/// Cleaning twice is cleaning once, and what is explained is what is done.
fn assert_idempotent(engine: &Engine, scratch: &mut Scratch, text: &str) {
    let outcome = engine.clean(text, scratch);
    let (explained, _) = engine.explain(text, scratch);
    assert_eq!(
        format!("{:?}", outcome.edits),
        format!("{:?}", explained.edits),
        "{text}"
    );
    let once = outcome.apply(text);
    let twice = engine.clean(&once, scratch).apply(&once);
    assert_eq!(once, twice);
}

#[test]
fn cleaning_the_shipped_pages_twice_changes_nothing() {
    let engine = Engine::new(rules(), Options::default()).unwrap();
    let mut scratch = Scratch::default();
    for page in pages() {
        assert_idempotent(&engine, &mut scratch, &page);
    }
}

#[test]
fn cleaning_shuffled_lines_twice_changes_nothing() {
    let rules = rules();
    let lines: Vec<String> = rules
        .rules
        .iter()
        .flat_map(|rule| &rule.tests)
        .flat_map(|test| test.lines.clone())
        .collect();
    let engine = Engine::new(rules, Options::default()).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(200));
    let documents = proptest::collection::vec(proptest::sample::select(lines), 1..40);
    let result = runner.run(&documents, |lines| {
        assert_idempotent(&engine, &mut Scratch::default(), &lines.join("\n"));
        Ok(())
    });
    result.unwrap();
}

#[test]
fn any_text_is_cleaned_without_panic_and_edits_tile() {
    let engine = Engine::new(rules(), Options::default()).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(300));
    let result = runner.run(
        &"(\\PC|\r|\n|\u{0}|微信|分享到|国产){0,200}",
        |text| {
            let outcome = engine.clean(&text, &mut Scratch::default());
            let mut at = 0;
            for edit in &outcome.edits {
                assert!(edit.span.start >= at && edit.span.end <= text.len());
                assert!(
                    text.is_char_boundary(edit.span.start) && text.is_char_boundary(edit.span.end)
                );
                at = edit.span.end;
            }
            Ok(())
        },
    );
    result.unwrap();
}

/// What fires on a line with half of the rules fires with all of them.
#[test]
fn adding_rules_never_changes_the_hits_of_others() {
    let all = rules();
    let mut half = all.clone();
    let mut keep = [true, false].into_iter().cycle();
    // Context rules see other rules' verdicts by design; what is compared is what they all rest on.
    half.rules.retain(|_| keep.next().unwrap_or(true));
    let watch = Options {
        watch: true,
        repair: false,
        shape: false,
        ..Options::default()
    };
    let (all, half) = (
        Engine::new(all, watch.clone()).unwrap(),
        Engine::new(half, watch).unwrap(),
    );
    let mut scratch = Scratch::default();
    for line in pages().iter().flat_map(|page| page.lines()) {
        let (_, more) = all.explain(line, &mut scratch);
        let (_, fewer) = half.explain(line, &mut scratch);
        let Some(fewer) = fewer.lines.first().and_then(Option::as_ref) else {
            continue;
        };
        let more = more.lines[0].as_ref().unwrap();
        for rule in &fewer.rules {
            let same = more.rules.iter().find(|other| other.rule == rule.rule);
            assert_eq!(
                same.map(|other| &other.terms),
                Some(&rule.terms),
                "{} on {line}",
                rule.rule
            );
        }
    }
}
