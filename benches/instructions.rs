//! Instructions that the hot stages take, counted by valgrind: a guard that no clock disturbs.
//!
//! `cargo bench --bench instructions` compares with the figures in `benches/instructions.txt`
//! and fails if a stage takes over 5 % more; `-- --update` writes them. The figures hold for
//! one compiler: with another, or without valgrind, it says so and passes.

#![allow(clippy::unwrap_used)]

mod texts;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::Command;

use despam::engine::{Engine, Options, Scratch};
use despam::rule::{Profile, Source, load};
use despam::text::fold::FoldBuffer;
use texts::count;

const BASELINE: &str = "benches/instructions.txt";
const STAGES: [&str; 4] = ["fold", "match", "decide", "strict"];
/// Share by which a stage may take more than before.
const TOLERANCE: f64 = 0.05;
/// Bytes of pages.
const SIZE: usize = 400_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(["--stage", stage]) = arguments.get(..2).map(|two| [&*two[0], &*two[1]]) {
        return run(stage);
    }
    let compiler = compiler();
    let counted: Option<BTreeMap<&str, u64>> = STAGES
        .into_iter()
        .map(|stage| Some((stage, count::instructions("instructions", stage)?)))
        .collect();
    let Some(counted) = counted else {
        println!("skipped: there is no valgrind");
        return;
    };
    if arguments.iter().any(|arg| arg == "--update") {
        let mut text = format!("{compiler}\n");
        for (stage, count) in &counted {
            text.push_str(&format!("{stage} {count}\n"));
        }
        std::fs::write(BASELINE, text).unwrap();
    }
    let baseline = std::fs::read_to_string(BASELINE).unwrap_or_default();
    let mut lines = baseline.lines();
    if lines.next() != Some(compiler.as_str()) {
        println!("not compared: {BASELINE} is not of {compiler}; `-- --update` writes it");
    }
    let before: BTreeMap<&str, f64> = lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(stage, count)| Some((stage, count.parse().ok()?)))
        .collect();
    let comparable = baseline.starts_with(&compiler);
    let mut slower = false;
    for (stage, count) in counted {
        let per_byte = count as f64 / SIZE as f64;
        print!("{stage:<8} {count:>12} instructions, {per_byte:.1} a byte");
        if let Some(before) = before.get(stage).filter(|_| comparable) {
            let change = count as f64 / before - 1.0;
            slower |= change > TOLERANCE;
            print!(", {:+.1} %", 100.0 * change);
        }
        println!();
    }
    if slower {
        println!("over {:.0} % more than before", 100.0 * TOLERANCE);
        std::process::exit(1);
    }
}

/// The compiler whose code is counted, and for what it compiles.
fn compiler() -> String {
    let version = Command::new("rustc").arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    format!("{version}, {}", std::env::consts::ARCH)
}

/// Does a stage once to warm up (regexes are compiled when first needed) and once to be
/// counted.
fn run(stage: &str) {
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let mix = texts::pages::Mix {
        size: SIZE,
        ..texts::pages::MIXED
    };
    let pages = texts::pages::generate(&mix, &rules);
    let lines: Vec<&str> = pages.iter().flat_map(|page| page.lines()).collect();
    let profile = match stage {
        "strict" => Profile::Strict,
        _ => Profile::Balanced,
    };
    let options = Options {
        profile,
        ..Options::default()
    };
    let engine = Engine::new(rules, options).unwrap();
    let mut fold = FoldBuffer::default();
    let mut work: Box<dyn FnMut() + '_> = match stage {
        "fold" => Box::new(move || {
            for line in &lines {
                black_box(fold.fold(line).text);
            }
        }),
        "match" => {
            let folded: Vec<String> = lines
                .iter()
                .map(|line| fold.fold(line).text.to_owned())
                .collect();
            Box::new(move || {
                for line in &folded {
                    black_box(engine.count_hits(line));
                }
            })
        }
        // Deciding in `balanced` or `strict`, with memory that knows no line from before.
        _ => Box::new(|| {
            let mut scratch = Scratch::default();
            for page in &pages {
                black_box(engine.clean(page, &mut scratch));
            }
        }),
    };
    work();
    count::measured(&mut *work);
}
