//! How long `check` takes: an editor runs it at every save. The bounds hold for a release build;
//! the best of a few tries counts, because other processes may be at work.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::time::{Duration, Instant};

use despam::check::{Findings, Request, run};
use despam::rule::{Profile, Source};

const TRIES: usize = 5;

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

/// The shortest of some tries that were made until one was fast enough.
fn shortest(source: &Source, bound: Duration) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..TRIES {
        let start = Instant::now();
        check(source);
        best = best.min(start.elapsed());
        if best < bound {
            break;
        }
    }
    best
}

#[test]
#[cfg_attr(debug_assertions, ignore = "bounds are for release builds")]
fn the_shipped_rules_take_less_than_a_second() {
    let bound = Duration::from_secs(1);
    let took = shortest(&Source::Builtin, bound);
    assert!(took < bound, "{took:?}");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "bounds are for release builds")]
fn a_set_of_a_hundred_thousand_terms_takes_less_than_three_seconds() {
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
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("terms")).unwrap();
    fs::create_dir_all(folder.path().join("en")).unwrap();
    fs::write(
        folder.path().join("terms/many.txt"),
        terms.join("\n") + "\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("en/many.yaml"),
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
    let source = Source::Directory(folder.path().to_path_buf());
    let findings = check(&source);
    assert!(!findings.failed(), "{:?}", findings.problems.first());
    let bound = Duration::from_secs(3);
    let took = shortest(&source, bound);
    assert!(took < bound, "{took:?}");
}
