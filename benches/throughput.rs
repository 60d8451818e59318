//! Throughput on one core, in MB (10^6 bytes) of UTF-8 text a second: of folding, of the search
//! on folded text, of all evidence of a line, of deciding, and of `despam clean` from a JSONL
//! file to a JSONL file with a removal log; and of the `aho-corasick` crate, looking for the same
//! terms in text that is not folded.
//!
//! `cargo bench` prints one table per corpus: Chinese Wikipedia text where `../shared/data` is
//! present, and pages put together from the project's own samples, gold documents and
//! inline tests. Each figure is the best of several runs, in processor time, which programs that
//! run beside it disturb less than the clock; compare figures of one run only.
//!
//! `-- pages` measures one corpus, `-- FILE.jsonl` the texts of a file, `--runs=1` once only
//! (after a run to warm up). `-- --write=FOLDER` measures nothing, but writes the corpora as
//! JSONL and the terms as lines for other programs: `benches/compare.py`.

#![allow(clippy::unwrap_used)]

mod texts;

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use aho_corasick::AhoCorasick;
use despam::audit::gold;
use despam::corpus::{Fields, PerLog, Plan, Problem, Request, Settings, run};
use despam::engine::{Engine, Options, Scratch};
use despam::rule::{RuleSet, Source, load};
use despam::text::fold::FoldBuffer;
use texts::count;

/// Runs of which the fastest counts, if nothing else is said.
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name| arguments.iter().find_map(|arg| arg.strip_prefix(name));
    if let Some(folder) = option("--write=") {
        return write(Path::new(folder), &rules);
    }
    let runs = option("--runs=").map_or(RUNS, |runs| runs.parse().unwrap());
    let names = || arguments.iter().filter(|arg| !arg.starts_with("--"));
    let bench = Bench {
        automaton: AhoCorasick::new(all_terms(&rules)).unwrap(),
        engine,
        runs,
    };
    for path in names().filter(|name| name.ends_with(".jsonl")) {
        bench.table(path, &texts::read_jsonl(Path::new(path)));
    }
    for name in CORPORA {
        if names().next().is_some() && !names().any(|wanted| wanted == name) {
            continue;
        }
        match corpus(name, &rules) {
            Some(documents) => bench.table(name, &documents),
            None => println!("{name}: skipped, there is no ../shared/data"),
        }
    }
}

const CORPORA: [&str; 4] = ["zhwiki", "enwiki", "pages", "dense"];

/// The documents of one of [`CORPORA`]; `None` if they are not there.
fn corpus(name: &str, rules: &RuleSet) -> Option<Vec<String>> {
    match name {
        "pages" => Some(texts::pages::generate(&texts::pages::MIXED, rules)),
        "dense" => Some(dense(rules)),
        _ => texts::wikipedia(name, SIZE),
    }
}

fn all_terms(rules: &RuleSet) -> impl Iterator<Item = &String> {
    rules.sets.iter().flat_map(|set| &set.terms)
}

fn write(folder: &Path, rules: &RuleSet) {
    let terms: BTreeSet<&str> = all_terms(rules).map(String::as_str).collect();
    let terms = Vec::from_iter(terms).join("\n") + "\n";
    std::fs::write(folder.join("terms.txt"), terms).unwrap();
    for name in CORPORA {
        if let Some(documents) = corpus(name, rules) {
            let path = folder.join(name).with_extension("jsonl");
            std::fs::write(path, texts::jsonl(&documents)).unwrap();
        }
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

struct Bench {
    engine: Engine,
    /// Over all terms as they are written.
    automaton: AhoCorasick,
    runs: usize,
}

impl Bench {
    fn table(&self, name: &str, documents: &[String]) {
        let bytes: usize = documents.iter().map(String::len).sum();
        println!("\n{name}: {} documents, {bytes} bytes", documents.len());
        let mut scratch = Scratch::default();
        let lines: Vec<&str> = documents.iter().flat_map(|text| text.lines()).collect();
        self.searches(&lines, bytes);
        self.measure("evidence", bytes, || {
            for line in &lines {
                black_box(self.engine.count_fired(line, &mut scratch));
            }
        });
        self.measure("decide", bytes, || {
            // Lines that recur are known in the run, as in one of `clean`, not from one before.
            let mut scratch = Scratch::default();
            for text in documents {
                black_box(self.engine.clean(text, &mut scratch));
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("pages.jsonl");
        std::fs::write(&input, texts::jsonl(documents)).unwrap();
        let mut round = 0;
        self.measure_by(count::process_time, "clean JSONL", bytes, || {
            round += 1;
            let at = |name: &str| folder.path().join(format!("{name}-{round}.jsonl"));
            clean(&self.engine, &input, at("clean"), at("removed"));
        });
    }

    /// What looks at the characters of lines and for terms, and nothing else.
    fn searches(&self, lines: &[&str], bytes: usize) {
        let mut fold = FoldBuffer::default();
        let folded: Vec<String> = lines
            .iter()
            .map(|line| fold.fold(line).text.to_owned())
            .collect();
        self.measure("fold", bytes, || {
            for line in lines {
                black_box(fold.fold(line).text);
            }
        });
        self.measure("match", bytes, || {
            for line in &folded {
                black_box(self.engine.count_hits(line));
            }
        });
        self.measure("aho-corasick", bytes, || {
            for line in lines {
                black_box(self.automaton.find_overlapping_iter(line).count());
            }
        });
    }

    /// Does some work once to warm up, then measures it.
    fn measure(&self, name: &str, bytes: usize, work: impl FnMut()) {
        self.measure_by(count::processor_time, name, bytes, work);
    }

    fn measure_by(&self, clock: fn() -> u64, name: &str, bytes: usize, mut work: impl FnMut()) {
        work();
        let mut best = u64::MAX;
        for _ in 0..self.runs {
            let start = clock();
            work();
            best = best.min(clock() - start);
        }
        println!(
            "  {name:<12} {:>8.1} MB/s",
            1e3 * bytes as f64 / best.max(1) as f64
        );
    }
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
