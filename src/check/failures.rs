//! Inline tests that failed, as problems that say why.

use super::inline_tests::{self, Tested};
use crate::diag::{Place, Problem, codes};
use crate::engine::{Engine, Options, Scratch};
use crate::feature::Stage;
use crate::rule::{
    Condition, Expect, LabelAction, Pattern, Profile, RegexId, Rule, RuleSet, Scope, Status, Test,
};

/// Most characters of a text that are quoted.
const QUOTED: usize = 60;
/// Most texts that are quoted.
const TEXTS: usize = 5;

/// The problem of a test that did not go as it says; `None` if it did.
pub(super) fn problem(rules: &RuleSet, tested: &Tested<'_>) -> Option<Problem> {
    let Tested { rule, test, .. } = tested;
    if tested.passed() != test.todo {
        return None;
    }
    let place = Place::new(&rule.place.0, test.mark);
    let text = quote(test);
    let id = &rule.id;
    if test.todo {
        let kind = if test.expect == Expect::Hit {
            "hit"
        } else {
            "miss"
        };
        let message = format!("this todo of `{id}` holds now: {text}");
        let mut problem = Problem::new(codes::PROMOTE, place, message);
        problem.help(format!("promote it: move it to `{kind}`"));
        return Some(problem);
    }
    let (code, message, help) = match test.expect {
        Expect::Hit => (
            codes::HIT_FAILED,
            format!("`{id}` does not fire on this hit: {text}"),
            missing(rules, rule, test),
        ),
        Expect::Miss => (
            codes::MISS_FAILED,
            format!("`{id}` fires on this miss: {text}"),
            found(&tested.matched),
        ),
    };
    let mut problem = Problem::new(code, place, message);
    problem.help(help);
    Some(problem)
}

/// The name of a test, unique within its rule: `number` counts the tests of its kind from 1.
pub(super) fn name(test: &Test, number: usize) -> String {
    let kind = match test.expect {
        Expect::Hit => "hit",
        Expect::Miss => "miss",
    };
    let todo = if test.todo { "todo " } else { "" };
    format!("{todo}{kind} {number}: {}", quote(test))
}

/// Whether what a rule does on a line depends on what other rules do.
pub(super) fn looks_around(rule: &Rule) -> bool {
    any_leaf(rule, |leaf| match leaf {
        Condition::Zone(_) | Condition::Neighbours { .. } => true,
        Condition::Feature(test) => test.feature.get().stage == Stage::Context,
        _ => false,
    })
}

fn any_leaf(rule: &Rule, is: impl Fn(&Condition) -> bool) -> bool {
    fn search(condition: &Condition, is: &impl Fn(&Condition) -> bool) -> bool {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().any(|part| search(part, is))
            }
            Condition::Not(part) => search(part, is),
            leaf => is(leaf),
        }
    }
    let exceptions = rule.unless.iter().map(|exception| &exception.when);
    exceptions.chain([&rule.when]).any(|when| search(when, &is))
}

/// The judged line, or the first of a document.
fn quote(test: &Test) -> String {
    let line = test.lines.get(test.judged).map_or("", String::as_str);
    shorten(line)
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

fn found(matched: &[String]) -> String {
    let narrow = "narrow the condition, or add an exception";
    if matched.is_empty() {
        return narrow.to_owned();
    }
    let mut texts: Vec<String> = matched
        .iter()
        .take(TEXTS)
        .map(|text| shorten(text))
        .collect();
    if matched.len() > TEXTS {
        texts.push(format!("{} more", matched.len() - TEXTS));
    }
    format!("it matched {}; {narrow}", texts.join(", "))
}

/// What a rule misses on its hit, in words.
fn missing(rules: &RuleSet, rule: &Rule, test: &Test) -> String {
    let missing = if rule.scope == Scope::Document {
        None
    } else {
        reasons(rules, rule, test)
    };
    missing.unwrap_or_else(|| "a part of its condition does not hold here".to_owned())
}

/// The engine tells how close a rule came if a keyword or regex of it holds. So the rule is tried
/// alone, with a regex that always holds as a further part, and with a score that decides
/// nothing. Alone, it cannot be told whether its neighbours would have been removed.
fn reasons(rules: &RuleSet, rule: &Rule, test: &Test) -> Option<String> {
    if any_leaf(rule, |leaf| matches!(leaf, Condition::Neighbours { .. })) {
        return None;
    }
    let mut regexes = rules.regexes.clone();
    let always = Condition::Regex {
        regex: RegexId(regexes.len()),
        min_lines: 1,
    };
    regexes.push(Pattern::new("", true).ok()?);
    let mut parts = match &rule.when {
        Condition::All(parts) => parts.clone(),
        single => vec![single.clone()],
    };
    parts.push(always);
    let alone = Rule {
        when: Condition::All(parts),
        status: Status::Stable,
        profile: Profile::Careful,
        scope: Scope::Line,
        score: 0.0,
        ..rule.clone()
    };
    let mut rules = RuleSet {
        rules: vec![alone],
        regexes,
        ..rules.clone()
    };
    for policy in &mut rules.policies {
        policy.labels[rule.label as usize].action = LabelAction::Drop;
    }
    let options = Options {
        // Rules are proved by themselves.
        shape: false,
        repair: false,
        repeats: true,
        ..Options::default()
    };
    let engine = Engine::new(rules, options).ok()?;
    let mut scratch = Scratch::default();
    scratch.stand_on(inline_tests::page(test));
    let (_, trace) = engine.explain(&test.lines.join("\n"), &mut scratch);
    let line = trace.lines.get(test.judged)?.as_ref()?;
    if line.rules.iter().any(|fired| fired.rule == rule.id) {
        let others = "alone it would fire; the other rules change this line or its neighbours";
        return Some(others.to_owned());
    }
    let miss = line.near_miss.as_ref()?;
    let exception = miss.held == miss.parts;
    let what = if exception { "stopped by" } else { "missing:" };
    Some(format!("{what} {}", miss.missing.join("; ")))
}
