//! What the hit log costs, and what its audit does: `cargo bench --bench hits -- [MEGABYTES [RUNS]]`.
//!
//! Generated pages (100 MB if nothing is said) are cleaned with removal log by one thread, with
//! and without a hit log in turn, and the processor time of both is compared. The log is then
//! put behind itself under other file names and hosts until it holds ten million hits, and
//! audited by two threads. Every page stands on a host of twenty. Needs GNU time.

#![allow(clippy::unwrap_used)]

mod texts;

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;

use despam::rule::{Source, load};
use texts::pages::{MIXED, Mix, generate};

/// Runs of which the cheapest counts, if nothing is said.
const RUNS: usize = 3;
/// Hits of the log that is audited, at least.
const HITS: usize = 10_000_000;
/// Pages of a host.
const PAGES_OF_HOST: usize = 20;

fn main() {
    let mut numbers = std::env::args().filter_map(|arg| arg.parse().ok());
    let (megabytes, runs) = (numbers.next(), numbers.next());
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let size = pages(megabytes.unwrap_or(100), &at("pages.jsonl"));
    let clean = |hits: bool| {
        let mut command = despam(folder.path());
        command.args(["clean", "pages.jsonl", "-o", "clean.jsonl", "--quiet"]);
        command.args(["--removed", "removed.jsonl", "--threads", "1"]);
        command.args(hits.then_some("--hits=hits.jsonl.zst"));
        cost(&mut command)
    };
    let (mut without, mut with) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..runs.unwrap_or(RUNS) {
        without = without.min(clean(false).processor);
        with = with.min(clean(true).processor);
    }
    println!("clean of {size} bytes of text: {without:.2} s of processor time");
    println!(
        "  with hit log {with:.2} s, {:+.1} % ({} bytes of log)",
        100.0 * (with / without - 1.0),
        at("hits.jsonl.zst").metadata().unwrap().len()
    );
    let [lines, hits] = repeat(&at("hits.jsonl.zst"), &at("many.jsonl.zst"));
    let mut audit = despam(folder.path());
    audit.args(["audit", "many.jsonl.zst", "--top", "1"]);
    let audit = cost(audit.env("RAYON_NUM_THREADS", "2"));
    println!(
        "audit of {hits} hits on {lines} lines ({} bytes of log): {:.1} s, {:.1} s of processor time, {} KB",
        at("many.jsonl.zst").metadata().unwrap().len(),
        audit.seconds,
        audit.processor,
        audit.memory
    );
}

/// Writes pages as JSONL; the bytes of their texts.
fn pages(megabytes: usize, path: &Path) -> usize {
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let size = megabytes * 1_000_000;
    let pages = generate(&Mix { size, ..MIXED }, &rules);
    let mut file = BufWriter::new(File::create(path).unwrap());
    for (id, text) in pages.iter().enumerate() {
        let url = format!("https://host-{}.example/{id}", id / PAGES_OF_HOST);
        let record = serde_json::json!({"id": id.to_string(), "url": url, "text": text});
        writeln!(file, "{record}").unwrap();
    }
    file.flush().unwrap();
    pages.iter().map(String::len).sum()
}

/// The program under GNU time, to run in a folder.
fn despam(folder: &Path) -> Command {
    let mut command = Command::new("/usr/bin/time");
    command.args(["--format", "%e %U %S %M", "--quiet"]);
    command.arg(env!("CARGO_BIN_EXE_despam"));
    command.current_dir(folder);
    command
}

/// What a run took.
struct Cost {
    seconds: f64,
    processor: f64,
    /// Peak resident set in KB.
    memory: u64,
}

fn cost(command: &mut Command) -> Cost {
    let output = command.output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}");
    let last: Vec<&str> = message.lines().last().unwrap().split(' ').collect();
    let number = |at: usize| -> f64 { last[at].parse().unwrap() };
    Cost {
        seconds: number(0),
        processor: number(1) + number(2),
        memory: last[3].parse().unwrap(),
    }
}

/// Puts the lines of a log behind themselves until there are enough hits, and the records at
/// its end behind them; the lines and hits that it then has.
fn repeat(log: &Path, path: &Path) -> [usize; 2] {
    let file = BufReader::new(zstd::Decoder::new(File::open(log).unwrap()).unwrap());
    let (mut lines, mut ends, mut of_log) = (Vec::new(), Vec::new(), 0);
    for line in file.lines().map(Result::unwrap) {
        match line.starts_with(r#"{"kind":"line""#) {
            true => {
                of_log += line.matches(r#""pivotal":"#).count();
                lines.push(line);
            }
            false => ends.push(line),
        }
    }
    let copies = HITS.div_ceil(of_log);
    let mut many = zstd::Encoder::new(File::create(path).unwrap(), 1).unwrap();
    for copy in 0..copies {
        for line in &lines {
            let line = line
                .replacen(r#""file":""#, &format!(r#""file":"{copy}-"#), 1)
                .replacen(r#""host":""#, &format!(r#""host":"{copy}-"#), 1);
            writeln!(many, "{line}").unwrap();
        }
    }
    for line in ends {
        writeln!(many, "{line}").unwrap();
    }
    many.finish().unwrap();
    [lines.len() * copies, of_log * copies]
}
