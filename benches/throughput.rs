//! Throughput on one core, in MB (10^6 bytes) of UTF-8 text a second: of folding, of the
//! keyword automaton on folded text, of all evidence of a line, and of `despam clean` from a
//! JSONL file to a JSONL file with a removal log.
//!
//! `cargo bench` prints one table per corpus: Chinese Wikipedia text where `../shared/data` is
//! present, and pages put together from the project's own samples, gold documents and
//! inline tests. Each figure is the best of several runs; compare figures of one run only.

#![allow(clippy::unwrap_used)]

mod texts;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use despam::audit::gold;
use despam::corpus::{Fields, PerLog, Plan, Problem, Request, Settings, run};
use despam::engine::{Engine, Options, Scratch};
use despam::rule::{RuleSet, Source, load};
use despam::text::fold::FoldBuffer;

/// Runs of which the fastest counts.
const RUNS: usize = 5;
/// Bytes of text of a corpus.
const SIZE: usize = 16_000_000;

fn main() {
    let start = Instant::now();
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let loaded = start.elapsed();
    let terms: usize = rules.sets.iter().map(|set| set.terms.len()).sum();
    let engine = Engine::new(rules.clone(), Options::default()).unwrap();
    println!(
        "{} rules, {terms} terms; read in {loaded:.0?}, compiled in {:.0?}",
        rules.rules.len(),
        start.elapsed() - loaded,
    );
    // `cargo bench -- pages` measures one corpus.
    let wanted = |name: &str| {
        let mut names = std::env::args()
            .skip(1)
            .filter(|arg| !arg.starts_with("--"))
            .peekable();
        names.peek().is_none() || names.any(|wanted| wanted == name)
    };
    for name in ["zhwiki", "enwiki"] {
        match texts::wikipedia(name, SIZE).filter(|_| wanted(name)) {
            Some(documents) => table(name, &documents, &engine),
            None => println!("{name}: skipped, or there is no ../shared/data"),
        }
    }
    if wanted("pages") {
        let pages = texts::pages::generate(&texts::pages::MIXED, &rules);
        table("pages", &pages, &engine);
    }
    if wanted("dense") {
        table("dense", &dense(&rules), &engine);
    }
}

/// Pages of text and widgets: gold documents in turn, each with lines of inline tests put
/// between its own.
fn dense(rules: &RuleSet) -> Vec<String> {
    let mut gold_documents = Vec::new();
    for file in gold::files(Path::new("corpus/gold")).unwrap() {
        gold_documents.extend(gold::read(&file).unwrap());
    }
    let tests = rules.rules.iter().flat_map(|rule| &rule.tests);
    let lines: Vec<&String> = tests.map(|test| &test.lines[test.judged]).collect();
    let (mut pages, mut size, mut random) = (Vec::new(), 0, 1u64);
    for document in gold_documents.iter().cycle() {
        let mut page = String::new();
        for line in document.text().lines() {
            page.push_str(line);
            page.push('\n');
            // Knuth's MMIX generator: every eighth line is followed by one from elsewhere.
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            if random >> 61 == 0 {
                page.push_str(lines[(random >> 32) as usize % lines.len()]);
                page.push('\n');
            }
        }
        size += page.len();
        pages.push(page);
        if size >= SIZE {
            return pages;
        }
    }
    pages
}

fn table(name: &str, documents: &[String], engine: &Engine) {
    let bytes: usize = documents.iter().map(String::len).sum();
    println!("\n{name}: {} documents, {bytes} bytes", documents.len());
    let mut fold = FoldBuffer::default();
    let mut scratch = Scratch::default();
    let lines: Vec<&str> = documents.iter().flat_map(|text| text.lines()).collect();
    let folded: Vec<String> = lines
        .iter()
        .map(|line| fold.fold(line).text.to_owned())
        .collect();
    measure("fold", bytes, || {
        for line in &lines {
            black_box(fold.fold(line).text);
        }
    });
    measure("match", bytes, || {
        for line in &folded {
            black_box(engine.count_hits(line));
        }
    });
    measure("evidence", bytes, || {
        for line in &lines {
            black_box(engine.count_fired(line, &mut scratch));
        }
    });
    measure("decide", bytes, || {
        for text in documents {
            black_box(engine.clean(text, &mut scratch));
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("pages.jsonl");
    std::fs::write(&input, texts::jsonl(documents)).unwrap();
    let mut round = 0;
    measure("clean JSONL", bytes, || {
        round += 1;
        let at = |name: &str| folder.path().join(format!("{name}-{round}.jsonl"));
        clean(engine, &input, at("clean"), at("removed"));
    });
}

fn clean(engine: &Engine, input: &Path, output: PathBuf, log: PathBuf) {
    let plan = Plan::new(&Request {
        inputs: vec![input.to_owned()],
        output: Some(output),
        logs: PerLog {
            removals: Some(log),
            ..PerLog::default()
        },
        ..Request::default()
    })
    .unwrap();
    let fields = Fields::default();
    let mut ignore = |_: &Problem| {};
    let outcome = run(&plan, &Settings::new(engine, &fields), &mut ignore).unwrap();
    assert_eq!(outcome.statistics.problems, 0);
}

fn measure(name: &str, bytes: usize, mut work: impl FnMut()) {
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("  {name:<12} {:>8.1} MB/s", bytes as f64 / best / 1e6);
}
