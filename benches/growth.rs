//! How the cost of deciding grows: with rules that never fire, and with texts made to be slow.
//!
//! `cargo bench --bench growth` prints two tables:
//!
//! - instructions a byte of mixed pages with 0 to 1,000 rules more whose regex never fires, once
//!   with a literal that stands nowhere, once with one that stands on most lines; counted by
//!   valgrind, so that no clock disturbs them (skipped without it);
//! - nanoseconds of processor time a byte of hostile texts, of one length and of twice that, and
//!   how many times those of ordinary pages that is. Each text is one document. A cost that grows
//!   with the square of the length shows as twice as many in the last column.
//!
//! `-- rules` or `-- texts` prints one of them, `-- texts NAME` one text.

#![allow(clippy::unwrap_used)]

mod texts;

use std::hint::black_box;
use std::path::Path;

use despam::engine::{Engine, Options, Scratch};
use despam::rule::{RuleSet, Source, load};
use texts::count;
use texts::hostile::TEXTS;
use texts::pages::{MIXED, Mix, generate};

/// Rules that are added.
const RULES: [usize; 4] = [0, 10, 100, 1000];
/// Bytes of pages of which instructions are counted.
const COUNTED: usize = 400_000;
/// Bytes of a hostile text; it is measured at this length and at twice that.
const HOSTILE: usize = 1_000_000;
/// Runs of which the cheapest counts.
const RUNS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["--stage", stage] => run(stage),
        ["rules"] => rules(),
        ["texts"] => hostile(|_| true),
        ["texts", name] => hostile(|other| other == name),
        _ => {
            rules();
            hostile(|_| true);
        }
    }
}

/// Prints what rules cost that never fire.
fn rules() {
    println!("rules that never fire: instructions a byte of mixed pages");
    for literal in ["rare", "common"] {
        let mut without = None;
        for rules in RULES {
            let Some(count) = count::instructions("growth", &format!("{literal}-{rules}")) else {
                return println!("skipped: there is no valgrind");
            };
            let count = count as f64 / COUNTED as f64;
            let times = count / *without.get_or_insert(count);
            println!("  {literal:<8} {rules:>5} rules {count:>8.1}  {times:>6.2} times");
        }
    }
}

/// Does what is counted: decides about pages, once to warm up (regexes are compiled when first
/// needed) and once more.
fn run(stage: &str) {
    let (literal, rules) = stage.split_once('-').unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut sources = vec![Source::Builtin];
    if rules != "0" {
        let pack = folder.path().join("common");
        std::fs::create_dir(&pack).unwrap();
        write_rules(&pack.join("idle.yaml"), literal, rules.parse().unwrap());
        sources.push(Source::Extra(folder.path().to_owned()));
    }
    let rules = load(&sources).unwrap().rules;
    let size = COUNTED;
    let pages = generate(&Mix { size, ..MIXED }, &rules);
    let engine = Engine::new(rules, Options::default()).unwrap();
    let mut work = || {
        let mut scratch = Scratch::default();
        for page in &pages {
            black_box(engine.clean(page, &mut scratch));
        }
    };
    work();
    count::measured(&mut work);
}

/// Writes a pack of rules that fire on none of the pages, but decide as any other.
fn write_rules(path: &Path, literal: &str, count: usize) {
    let mut pack = "format: 1\npack: common/idle\nlabel: spam\nrules:\n".to_owned();
    for rule in 0..count {
        let (regex, line) = match literal {
            "rare" => (
                format!("zq{rule:04}xj[a-z]+wvk"),
                format!("zq{rule:04}xjawvk"),
            ),
            _ => (
                format!(
                    "(?:的|the|一|is)[^0-9]\\pN{{9}}[^a]{{{}}}[^b]{{{}}}~",
                    rule / 40,
                    rule % 40
                ),
                format!("的a123456789{}~", "c".repeat(rule / 40 + rule % 40)),
            ),
        };
        pack.push_str(&format!(
            "  - id: idle-{rule}\n    summary: Never fires on a page.\n    status: stable\n    \
             score: 1.0\n    when: {{regex: '{regex}'}}\n    tests:\n      hit: ['{line}']\n      \
             miss: [a page]\n"
        ));
    }
    std::fs::write(path, pack).unwrap();
}

/// Prints what hostile texts cost.
fn hostile(wanted: impl Fn(&str) -> bool) {
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let engine = Engine::new(rules.clone(), Options::default()).unwrap();
    println!("texts of {HOSTILE} bytes and twice that: nanoseconds a byte");
    let ordinary = ordinary(&engine, &rules);
    println!("  {:<16} {ordinary:>8.2}", "pages");
    for (name, text) in TEXTS.iter().filter(|(name, _)| wanted(name)) {
        let once = cost(&engine, &[text(&rules, HOSTILE)]);
        let twice = cost(&engine, &[text(&rules, 2 * HOSTILE)]);
        let (times, growth) = (twice / ordinary, twice / once);
        println!(
            "  {name:<16} {once:>8.2} {twice:>8.2}  {times:>6.2} times, twice as long {growth:.2}"
        );
    }
}

fn ordinary(engine: &Engine, rules: &RuleSet) -> f64 {
    let size = HOSTILE;
    cost(engine, &generate(&Mix { size, ..MIXED }, rules))
}

/// Nanoseconds of processor time a byte, with memory that is new: what a document leaves
/// allocated does not help the next.
fn cost(engine: &Engine, documents: &[String]) -> f64 {
    let bytes: usize = documents.iter().map(String::len).sum();
    let run = |_| {
        let mut scratch = Scratch::default();
        let before = count::processor_time();
        for document in documents {
            black_box(engine.clean(document, &mut scratch));
        }
        (count::processor_time() - before) as f64 / bytes as f64
    };
    (0..RUNS).map(run).fold(f64::INFINITY, f64::min)
}
