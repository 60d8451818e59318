//! How long `despam check` takes on one core: an editor runs it at every save.
//!
//! `cargo bench --bench check` prints the best of several runs for the shipped rules with their
//! tests, and for one set of 100,000 terms.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::time::{Duration, Instant};

use despam::check::{Findings, Request, run};
use despam::rule::{Profile, Source};

/// Runs of which the fastest counts.
const RUNS: usize = 5;

fn main() {
    measure("shipped rules", &Source::Builtin);
    let folder = tempfile::tempdir().unwrap();
    write_many(folder.path());
    measure(
        "100,000 terms",
        &Source::Directory(folder.path().to_path_buf()),
    );
}

fn measure(name: &str, source: &Source) {
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        let findings = check(source);
        best = best.min(start.elapsed());
        assert!(!findings.failed(), "{:?}", findings.problems.first());
    }
    let totals = check(source).totals;
    let (rules, tests) = (totals.rules, totals.tests);
    println!("{name:<14} {rules:>5} rules {tests:>6} tests  {best:>8.2?}");
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
