//! How long it takes before anything happens, and how long `despam check` takes, on one core:
//! an editor runs it at every save.
//!
//! `cargo bench --bench check` prints the best of several runs: reading the shipped rules to run
//! them, compiling them, checking them with their tests, and the same for one set of 100,000
//! terms.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::time::{Duration, Instant};

use despam::check::{Findings, Request, run};
use despam::engine::{Engine, Options};
use despam::rule::{Profile, Source, load_to_run};

/// Runs of which the fastest counts.
const RUNS: usize = 5;

fn main() {
    // Rule files are read in parallel otherwise.
    let one = rayon::ThreadPoolBuilder::new().num_threads(1);
    one.build().unwrap().install(all);
}

fn all() {
    measure("shipped rules", &Source::Builtin);
    let folder = tempfile::tempdir().unwrap();
    write_many(folder.path());
    measure(
        "100,000 terms",
        &Source::Directory(folder.path().to_path_buf()),
    );
}

fn measure(name: &str, source: &Source) {
    let sources = [source.clone()];
    let (read, rules) = best(|| load_to_run(&sources).unwrap().rules);
    let (compiled, _) = best(|| Engine::new(rules.clone(), Options::default()).unwrap());
    let (checked, findings) = best(|| check(source));
    assert!(!findings.failed(), "{:?}", findings.problems.first());
    let (rules, tests) = (findings.totals.rules, findings.totals.tests);
    println!(
        "{name:<14} {rules:>5} rules {tests:>6} tests  read {read:>8.2?}  compiled \
         {compiled:>8.2?}  checked {checked:>8.2?}"
    );
}

/// The shortest time that something takes, and its result.
fn best<T>(work: impl Fn() -> T) -> (Duration, T) {
    let timed = || {
        let start = Instant::now();
        let result = work();
        (start.elapsed(), result)
    };
    let mut best = timed();
    for _ in 1..RUNS {
        let next = timed();
        if next.0 < best.0 {
            best = next;
        }
    }
    best
}

fn check(source: &Source) -> Findings {
    run(&Request {
        sources: vec![source.clone()],
        gold: Vec::new(),
        profile: Profile::Balanced,
        deny_warnings: false,
        only: None,
    })
    .unwrap()
}

/// Writes a pack with one set of 100,000 terms.
fn write_many(folder: &std::path::Path) {
    // Numbers of four letters, base 19, in front of a word of their own: many share a beginning,
    // and every hundredth holds another.
    let term = |number: usize| {
        let digits = [6859, 361, 19, 1].map(|unit| char::from(b'a' + (number / unit % 19) as u8));
        let word: String = digits.iter().collect();
        match number % 100 {
            0 => format!("{word} trade, {word} offers"),
            _ => format!("{word} offers {number}"),
        }
    };
    let mut terms: Vec<String> = (0..100_000).map(term).collect();
    terms.sort();
    fs::create_dir_all(folder.join("terms")).unwrap();
    fs::create_dir_all(folder.join("en")).unwrap();
    fs::write(folder.join("terms/many.txt"), terms.join("\n") + "\n").unwrap();
    fs::write(
        folder.join("en/many.yaml"),
        "\
format: 1
pack: en/many
label: spam
sets:
  many:
    terms-file: terms/many.txt
rules:
  - id: offers
    summary: Many offers.
    status: stable
    score: 1.0
    when: {keywords: {set: many}}
    tests:
      hit:
        - 'baaa offers 6859'
      miss:
        - 'It offers more.'
",
    )
    .unwrap();
}
