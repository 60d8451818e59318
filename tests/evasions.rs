//! Disguises do not help: the lines that the shipped rules remove are removed as well when
//! they are written in full-width forms, with invisible characters between the letters…
//!
//! The lines are those of the rules' own `hit` tests. One disguise at a time is put on the
//! judged line; the lines around it stay as they are.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use despam::engine::{Action, Engine, Options, Scratch};
use despam::rule::{Expect, Label, Profile, Rule, RuleSet, Scope, Source, Status, Test, load};
use despam::text::fold::FoldBuffer;
use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use pinyin::ToPinyin;

/// Share of a pack's removable lines that must still go.
const LEAST: f64 = 0.98;

/// A disguise: its name and what it makes of a line.
type Evasion = (&'static str, Box<dyn Fn(&str) -> String>);

fn evasions() -> Vec<Evasion> {
    let traditional = OpenCC::from_config(BuiltinConfig::S2t).unwrap();
    let mut all: Vec<Evasion> = vec![
        ("full-width", Box::new(full_width)),
        (
            "traditional",
            Box::new(move |line| traditional.convert(line)),
        ),
        ("readings", Box::new(readings)),
        ("han-space", Box::new(|line| between(line, ' ', is_han))),
        ("han-star", Box::new(|line| between(line, '*', is_han))),
        ("han-spread", Box::new(spread)),
        ("cyrillic", Box::new(cyrillic)),
    ];
    for (name, invisible) in [
        ("zwsp", '\u{200B}'),
        ("zwnj", '\u{200C}'),
        ("zwj", '\u{200D}'),
        ("soft-hyphen", '\u{AD}'),
        ("selector", '\u{FE0F}'),
    ] {
        let disguise = move |line: &str| between(line, invisible, char::is_alphabetic);
        all.push((name, Box::new(disguise)));
    }
    for (name, capital, small) in [
        ("math-bold", '\u{1D400}', '\u{1D41A}'),
        ("math-sans", '\u{1D5A0}', '\u{1D5BA}'),
        ("math-mono", '\u{1D670}', '\u{1D68A}'),
    ] {
        let disguise = move |line: &str| line.chars().map(|c| math(c, capital, small)).collect();
        all.push((name, Box::new(disguise)));
    }
    all
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Puts a character between each two neighbours of a kind.
fn between(line: &str, inserted: char, is_kind: impl Fn(char) -> bool) -> String {
    let mut disguised = String::new();
    let mut before = None;
    for c in line.chars() {
        if before.is_some_and(&is_kind) && is_kind(c) {
            disguised.push(inserted);
        }
        disguised.push(c);
        before = Some(c);
    }
    disguised
}

/// A space between any two Han characters, and three where one was, as letter-spacing does.
fn spread(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut disguised = String::new();
    for (at, &c) in chars.iter().enumerate() {
        disguised.push(c);
        let next = |ahead| chars.get(at + ahead).copied().filter(|&c| is_han(c));
        if is_han(c) && (next(1).is_some() || chars.get(at + 1) == Some(&' ') && next(2).is_some())
        {
            let gap = if next(1).is_some() { " " } else { "  " };
            disguised.push_str(gap);
        }
    }
    disguised
}

/// Visible ASCII in its full-width forms, which stand in Unicode in the same order.
fn full_width(line: &str) -> String {
    line.chars()
        .map(|c| match c {
            '!'..='~' => char::from_u32(c as u32 - 0x21 + 0xFF01).unwrap(),
            _ => c,
        })
        .collect()
}

/// `字(zì)`: the first reading behind every Han character that has one.
fn readings(line: &str) -> String {
    let mut disguised = String::new();
    for c in line.chars() {
        disguised.push(c);
        if let Some(reading) = c.to_pinyin().filter(|_| is_han(c)) {
            write!(disguised, "({})", reading.with_tone()).unwrap();
        }
    }
    disguised
}

/// Latin letters that have a Cyrillic twin, by that twin.
fn cyrillic(line: &str) -> String {
    let latin = "ABCEHIJKMOPSTXYaceijopsxy";
    let twins = "АВСЕНІЈКМОРЅТХУасеіјорѕху";
    let twin = |c| latin.chars().zip(twins.chars()).find(|pair| pair.0 == c);
    line.chars()
        .map(|c| twin(c).map_or(c, |pair| pair.1))
        .collect()
}

/// A letter of an alphabet for formulas, which begins with these two.
fn math(c: char, capital: char, small: char) -> char {
    match c {
        'A'..='Z' => char::from_u32(c as u32 - 'A' as u32 + capital as u32).unwrap(),
        'a'..='z' => char::from_u32(c as u32 - 'a' as u32 + small as u32).unwrap(),
        _ => c,
    }
}

/// Lines that were disguised, and what became of them.
#[derive(Default)]
struct Tally {
    /// Lines that go undisguised…
    removable: usize,
    /// …and are kept disguised, or lose less.
    kept: Vec<String>,
    /// Lines on which the rule of the test fires undisguised…
    firing: usize,
    /// …and does not disguised, though others may remove the line.
    spared: Vec<String>,
}

/// The share of lines that a disguise does not help.
fn share(lines: usize, helped: &[String]) -> f64 {
    if lines == 0 {
        1.0
    } else {
        1.0 - helped.len() as f64 / lines as f64
    }
}

/// The engines, one for each profile, and their memory.
struct Judge {
    balanced: Engine,
    strict: Engine,
    scratch: Scratch,
}

impl Judge {
    fn new(rules: &RuleSet) -> Judge {
        let engine = |profile| {
            let options = Options {
                profile,
                ..Options::default()
            };
            Engine::new(rules.clone(), options).unwrap()
        };
        Judge {
            balanced: engine(Profile::Balanced),
            strict: engine(Profile::Strict),
            scratch: Scratch::default(),
        }
    }

    /// What is left of the judged line, letters and digits of the folded line only, if some of
    /// it went; and whether the rule fired on it.
    fn judge(&mut self, rule: &Rule, test: &Test, line: &str) -> (Option<String>, bool) {
        let mut lines = test.lines.clone();
        lines[test.judged] = line.to_owned();
        let start: usize = lines[..test.judged].iter().map(|line| line.len() + 1).sum();
        let engine = match rule.profile {
            Profile::Strict => &self.strict,
            _ => &self.balanced,
        };
        let (outcome, trace) = engine.explain(&lines.join("\n"), &mut self.scratch);
        let fired = trace.lines[test.judged]
            .as_ref()
            .is_some_and(|line| line.rules.iter().any(|fired| fired.rule == rule.id));
        let mut left = line.to_owned();
        let mut went = false;
        for edit in outcome.edits.iter().rev() {
            if edit.action == Action::DropDocument {
                return (Some(String::new()), fired);
            }
            if edit.line != test.judged + 1 || edit.action == Action::Repair {
                continue;
            }
            went = true;
            let end = (edit.span.end - start).min(left.len());
            left.replace_range(edit.span.start - start..end, "");
        }
        let folded = FoldBuffer::default().fold(&left).text.to_owned();
        let plain = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        (went.then_some(plain), fired)
    }
}

/// Whether the lines of a test are ones that its rule is to remove.
fn is_removable(rule: &Rule, test: &Test) -> bool {
    let label = matches!(
        rule.label,
        Label::Share | Label::Ad | Label::Spam | Label::Chrome
    );
    label
        && rule.status == Status::Stable
        && rule.scope != Scope::Document
        && test.expect == Expect::Hit
        && !test.todo
}

/// Where folding does not undo the change to traditional characters (回复, 回覆), both
/// spellings must stand in the set.
#[test]
fn terms_in_traditional_characters_are_terms() {
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let traditional = OpenCC::from_config(BuiltinConfig::S2t).unwrap();
    let mut fold = FoldBuffer::default();
    let mut lost = Vec::new();
    for set in &rules.sets {
        let terms: Vec<String> = set
            .terms
            .iter()
            .map(|term| fold.fold(term).text.to_owned())
            .collect();
        for term in set.terms.iter().filter(|term| term.contains(is_han)) {
            let disguised = traditional.convert(term);
            let folded = fold.fold(&disguised).text.to_owned();
            if !terms.contains(&folded) {
                lost.push(format!("{term} {disguised}"));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

/// Simplified characters in a traditional document, and Latin letters in Cyrillic words, are the
/// evidence of these rules: without them, the line is one that they have nothing to say about.
/// Japanese writes one word in Han characters and kana; nobody spaces its Han characters only.
fn is_another_line(rule: &Rule, evasion: &str, line: &str) -> bool {
    let is_kana = |c| matches!(c, '\u{3041}'..='\u{30FF}');
    matches!(
        (rule.id.as_str(), evasion),
        ("zh/spam/mismatch-list", "traditional") | ("ru/spam/disguised-offer", "cyrillic")
    ) || evasion.starts_with("han-") && line.contains(is_kana)
}

#[test]
fn disguised_lines_still_go() {
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let mut judge = Judge::new(&rules);
    let evasions = evasions();
    let mut tallies: BTreeMap<(String, usize), Tally> = BTreeMap::new();
    for rule in &rules.rules {
        let pack = rule.id.rsplit_once('/').unwrap().0;
        for test in rule.tests.iter().filter(|test| is_removable(rule, test)) {
            let line = &test.lines[test.judged];
            let (plain, fires) = judge.judge(rule, test, line);
            for (index, (name, disguise)) in evasions.iter().enumerate() {
                let disguised = disguise(line);
                if disguised == *line || is_another_line(rule, name, line) {
                    continue;
                }
                let (left, fired) = judge.judge(rule, test, &disguised);
                let tally = tallies.entry((pack.to_owned(), index)).or_default();
                let line = || format!("{}: {disguised}", rule.id);
                tally.removable += usize::from(plain.is_some());
                if plain.is_some() && left != plain {
                    tally.kept.push(line());
                }
                tally.firing += usize::from(fires);
                if fires && !fired {
                    tally.spared.push(line());
                }
            }
        }
    }
    report(&evasions, &tallies);
}

/// Prints the table and fails if a pack lets too many lines of an evasion pass.
fn report(evasions: &[Evasion], tallies: &BTreeMap<(String, usize), Tally>) {
    let mut failures = String::new();
    println!("pack           evasion       lines  removed     rule hits  still");
    for ((pack, evasion), tally) in tallies {
        let name = evasions[*evasion].0;
        let removed = share(tally.removable, &tally.kept);
        let fired = share(tally.firing, &tally.spared);
        println!(
            "{pack:<14} {name:<12} {:>6} {:>6.1} %  {:>10} {:>6.1} %",
            tally.removable,
            100.0 * removed,
            tally.firing,
            100.0 * fired,
        );
        for line in &tally.kept {
            println!("    stays: {line}");
        }
        for line in &tally.spared {
            println!("    its rule does not fire: {line}");
        }
        if removed < LEAST || fired < LEAST {
            let (removed, fired) = (100.0 * removed, 100.0 * fired);
            writeln!(
                failures,
                "{pack}, {name}: {removed:.1} % removed, {fired:.1} % hit"
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "too many lines pass:\n{failures}");
}
