//! What `suggest` finds when a whole kind of what is removed is taken out of the rules.
//!
//! `cargo test --test suggest_real -- --ignored --nocapture` prints the figures, with
//! `DESPAM_SHOW=1` the drafts too. The documents are not part of the project; without them the test
//! says so.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};

use despam::audit::gold::{self, GoldDocument};
use despam::check;
use despam::corpus::{Fields, Plan};
use despam::engine::{Action, Engine, Options, Scratch};
use despam::learn::suggest::{Limits, draft, suggest};
use despam::rule::{Profile, RuleSet, Source, load};
use despam::text::fold::FoldBuffer;

/// A kind of what is removed, and what the sets that know it are called.
struct Kind {
    name: &'static str,
    sets: &'static [&'static str],
    /// Whether its lines are lists of words, which is what terms are for. Buttons of one or two
    /// words are found as whole lines that repeat.
    lists: bool,
}

const KINDS: [Kind; 4] = [
    Kind {
        name: "pornography",
        sets: &["/spam/adult", "/spam/stutter", "/spam/vice"],
        lists: true,
    },
    Kind {
        name: "gambling",
        sets: &[
            "/spam/gamble",
            "/spam/gambling",
            "/spam/brand",
            "/spam/portal",
            "/spam/lottery",
            "/spam/casino",
        ],
        lists: true,
    },
    Kind {
        name: "all spam",
        sets: &["/spam/"],
        lists: true,
    },
    Kind {
        name: "share widgets",
        sets: &["/share/"],
        lists: false,
    },
];
/// Missing lines from which on a share of them says something.
const ENOUGH: usize = 20;
/// Terms of the draft that count.
const TERMS: usize = 50;
/// Least share of the missing lines that hold one of them.
const FOUND: f64 = 0.7;
/// Largest share of ordinary words among them.
const ORDINARY: f64 = 0.05;
/// Times in a million characters of an encyclopedia from which on a term is an ordinary word.
const ORDINARY_RATE: f64 = 2.0;

/// A file of the folder of real documents, or a word that it is not there.
fn real(file: &str) -> Option<PathBuf> {
    let path = Path::new("../shared/data").join(file);
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}

fn engine(rules: RuleSet) -> Engine {
    Engine::new(rules, Options::default()).unwrap()
}

/// The rules without what knows a kind: its sets are empty, so that no rule which needs one of
/// them can fire.
fn without(kind: &Kind) -> RuleSet {
    let mut rules = load(&[Source::Builtin]).unwrap().rules;
    for set in &mut rules.sets {
        if kind.sets.iter().any(|part| set.name.contains(part)) {
            set.terms.clear();
            set.places.terms.clear();
        }
    }
    rules
}

/// The removable lines that rules leave, by document and line.
fn left(engine: &Engine, documents: &[GoldDocument]) -> HashSet<(usize, usize)> {
    let mut scratch = Scratch::default();
    let mut left = HashSet::new();
    for (at, document) in documents.iter().enumerate() {
        let outcome = engine.clean(&document.text(), &mut scratch);
        let gone: HashSet<usize> = outcome
            .edits
            .iter()
            .filter(|edit| edit.action == Action::DropLine)
            .map(|edit| edit.line - 1)
            .collect();
        let removable = document
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.label.is_genuine() && !line.ambiguous);
        left.extend(
            removable
                .map(|(line, _)| (at, line))
                .filter(|(_, line)| !gone.contains(line)),
        );
    }
    left
}

/// The documents as a file of records.
fn as_records(documents: &[GoldDocument], path: &Path) {
    let mut records = String::new();
    for document in documents {
        let record = serde_json::json!({"id": document.id, "text": document.text()});
        let _ = writeln!(records, "{record}");
    }
    std::fs::write(path, records).unwrap();
}

fn encyclopedia(file: &Path) -> String {
    let file = std::fs::File::open(file).unwrap();
    let mut text = String::new();
    zstd::stream::read::Decoder::new(file)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let mut fold = FoldBuffer::default();
    text.lines()
        .map(|line| fold.fold(line).text.to_owned() + "\n")
        .collect()
}

#[test]
#[ignore = "takes a minute; see the top of the file"]
fn a_kind_of_spam_that_the_rules_do_not_know_is_found() {
    let Some(mix) = real("labelled/mix_zh.jsonl.gz") else {
        return;
    };
    let documents = gold::read(&mix).unwrap();
    let wiki = real("clean/zhwiki.txt.zst").map(|file| encyclopedia(&file));
    let folder = tempfile::tempdir().unwrap();
    let records = folder.path().join("mix.jsonl");
    as_records(&documents, &records);
    let known = left(&engine(load(&[Source::Builtin]).unwrap().rules), &documents);
    let mut fold = FoldBuffer::default();
    for kind in &KINDS {
        let engine = engine(without(kind));
        let missing: Vec<String> = left(&engine, &documents)
            .difference(&known)
            .map(|&(at, line)| fold.fold(&documents[at].lines[line].text).text.to_owned())
            .collect();
        let plan = Plan::for_reading(std::slice::from_ref(&records), None);
        let limits = Limits::default();
        let found = suggest(&engine, &plan, &Fields::default(), &limits, &mut |_| ()).unwrap();
        let terms: Vec<&str> = found
            .terms
            .iter()
            .take(TERMS)
            .map(|term| term.text.as_str())
            .collect();
        let holds = |line: &&String| terms.iter().any(|term| line.contains(term));
        let hit = missing.iter().filter(holds).count();
        let share = hit as f64 / missing.len().max(1) as f64;
        let ordinary: Vec<&str> = terms
            .iter()
            .copied()
            .filter(|term| {
                wiki.as_ref()
                    .is_some_and(|wiki| rate(wiki, term) >= ORDINARY_RATE)
            })
            .collect();
        let whole: HashSet<String> = found
            .repeated
            .iter()
            .map(|line| fold.fold(&line.line).text.to_owned())
            .collect();
        let whole = missing.iter().filter(|line| whole.contains(*line)).count();
        println!(
            "{}: {} lines are missed, {hit} ({:.0} %) hold one of {} terms; {} of these are \
             ordinary words {ordinary:?}; {whole} are repeated lines of the draft",
            kind.name,
            missing.len(),
            share * 100.0,
            terms.len(),
            ordinary.len(),
        );
        let text = draft::write("zh/suggested", &found).unwrap().unwrap();
        let findings = checked(&text, folder.path());
        let totals = findings.totals;
        println!(
            "  {} rules, {} tests; {} findings",
            totals.rules,
            totals.tests,
            findings.problems.len()
        );
        if std::env::var_os("DESPAM_SHOW").is_some() {
            findings
                .problems
                .iter()
                .for_each(|problem| println!("  {problem}"));
            println!("{text}");
        }
        assert!(!findings.failed(), "{:#?}\n{text}", findings.problems);
        assert!(
            ordinary.len() as f64 <= ORDINARY * terms.len() as f64,
            "{ordinary:?}"
        );
        assert!(
            !kind.lists || missing.len() < ENOUGH || share >= FOUND,
            "{}: {share}",
            kind.name
        );
    }
}

/// Times in a million characters of folded Chinese text.
fn rate(text: &str, term: &str) -> f64 {
    // A Han character takes three bytes.
    memchr::memmem::find_iter(text.as_bytes(), term).count() as f64 * 1e6
        / (text.len() as f64 / 3.0)
}

/// What `check` says of a draft beside the built-in rules.
fn checked(text: &str, folder: &Path) -> check::Findings {
    let drafts = folder.join("drafts");
    std::fs::create_dir_all(drafts.join("zh")).unwrap();
    std::fs::write(drafts.join("zh/suggested.yaml"), text).unwrap();
    check::run(&check::Request {
        sources: vec![Source::Builtin, Source::Extra(drafts)],
        gold: Vec::new(),
        profile: Profile::Balanced,
        deny_warnings: false,
        only: Some(check::Only::new("zh/suggested").unwrap()),
    })
    .unwrap()
}
