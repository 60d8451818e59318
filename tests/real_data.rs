//! What the shipped rules do to real documents: next to nothing of genuine text goes, and the
//! spam does. The documents are not part of the project; without them the tests say so.

#![allow(clippy::unwrap_used)]

use std::io::Read;
use std::path::{Path, PathBuf};

use despam::audit::evaluation::{Counts, Evaluation};
use despam::audit::gold::{self, GoldDocument, GoldLabel};
use despam::engine::{Action, Engine, Options, Scratch};
use despam::rule::{Label, Profile, Source, load};
use rayon::prelude::*;

/// Share of the article's characters that stays on pages that people labelled.
const LEAST_OF_ARTICLES: f64 = 0.995;

/// A file of the folder of real documents, or a word that it is not there.
fn real(file: &str) -> Option<PathBuf> {
    let path = Path::new("../shared/data").join(file);
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}

fn engine(profile: Profile) -> Engine {
    let options = Options {
        profile,
        ..Options::default()
    };
    Engine::new(load(&[Source::Builtin]).unwrap().rules, options).unwrap()
}

/// Share of the characters that stay.
fn kept(all: u64, removed: u64) -> f64 {
    (all - removed) as f64 / all as f64
}

fn counts(engine: &Engine, documents: &[GoldDocument]) -> Counts {
    Evaluation::of(engine, documents).all
}

#[test]
fn genuine_text_of_every_hazard_stays() {
    let Some(file) = real("labelled/negatives.jsonl.gz") else {
        return;
    };
    // Lists of links may as well be navigation.
    let is_debatable = |document: &GoldDocument| {
        let kind = document.kind.as_deref().unwrap_or_default();
        kind.starts_with("link_lists_")
    };
    let (lists, others): (Vec<_>, Vec<_>) = gold::read(&file)
        .unwrap()
        .into_iter()
        .partition(is_debatable);
    for (profile, of_lists, of_others) in [
        (Profile::Balanced, 0.99, 0.999),
        (Profile::Careful, 0.9999, 0.9999),
    ] {
        let engine = engine(profile);
        for (name, documents, least) in
            [("lists", &lists, of_lists), ("others", &others, of_others)]
        {
            let genuine = counts(&engine, documents).genuine();
            let share = kept(genuine.all.chars, genuine.removed.chars);
            println!(
                "negatives, {name}, {profile:?}: {} of {} characters go, {:.4} % stay",
                genuine.removed.chars,
                genuine.all.chars,
                100.0 * share
            );
            assert!(share >= least, "{name}, {profile:?}: {share}");
        }
    }
}

/// Articles of a dump, several to a document as on a page.
fn articles(file: &Path) -> Vec<String> {
    let file = std::fs::File::open(file).unwrap();
    let mut text = String::new();
    let mut decoder = zstd::stream::read::Decoder::new(file).unwrap();
    decoder.read_to_string(&mut text).unwrap();
    text.split("\n\n").map(str::to_owned).collect()
}

#[test]
fn encyclopedias_stay() {
    let engines = [
        (engine(Profile::Balanced), Profile::Balanced, 0.9995),
        (engine(Profile::Careful), Profile::Careful, 0.9999),
    ];
    for wiki in ["zhwiki", "enwiki", "kowiki"] {
        let Some(file) = real(&format!("clean/{wiki}.txt.zst")) else {
            continue;
        };
        let articles = articles(&file);
        let all: usize = articles.iter().map(|text| text.chars().count()).sum();
        for (engine, profile, least) in &engines {
            let removed: usize = articles
                .par_iter()
                .map_init(Scratch::default, |scratch, text| {
                    let outcome = engine.clean(text, scratch);
                    let removals = outcome
                        .edits
                        .iter()
                        .filter(|edit| edit.action != Action::Repair);
                    removals
                        .map(|edit| text[edit.span.clone()].chars().count())
                        .sum::<usize>()
                })
                .sum();
            let share = kept(all as u64, removed as u64);
            println!(
                "{wiki}, {profile:?}: {removed} of {all} characters go, {:.4} % stay",
                100.0 * share
            );
            assert!(share >= *least, "{wiki}, {profile:?}: {share}");
        }
    }
}

#[test]
fn injected_spam_goes_and_its_pages_stay() {
    let engine = engine(Profile::Balanced);
    for name in ["mix_zh", "ghspam"] {
        let Some(file) = real(&format!("labelled/{name}.jsonl.gz")) else {
            continue;
        };
        let counts = counts(&engine, &gold::read(&file).unwrap());
        let spam = counts.gold[&GoldLabel::Known(Label::Spam)];
        let recall = 1.0 - kept(spam.all.lines, spam.removed.lines);
        let genuine = counts.genuine();
        let share = match genuine.all.chars {
            0 => 1.0,
            all => kept(all, genuine.removed.chars),
        };
        println!(
            "{name}: {} of {} spam lines go, {:.4} % of the article stays",
            spam.removed.lines,
            spam.all.lines,
            100.0 * share
        );
        assert!(recall >= 0.99, "{name}: {recall}");
        assert!(share >= 0.998, "{name}: {share}");
    }
}

/// What people who labelled whole pages call the article: nearly all of it stays. Some of what they
/// kept is furniture (“Read more”, counters, copyright lines), so that all of it cannot.
#[test]
fn articles_of_labelled_pages_stay() {
    let engine = engine(Profile::Balanced);
    for name in [
        "wcxb",
        "dragnet",
        "l3sgn1",
        "cleaneval",
        "magichtml",
        "zhstruct",
    ] {
        let Some(file) = real(&format!("labelled/{name}.jsonl.gz")) else {
            continue;
        };
        let genuine = counts(&engine, &gold::read(&file).unwrap()).genuine();
        let share = kept(genuine.all.chars, genuine.removed.chars);
        println!("{name}: {:.3} % of the article stays", 100.0 * share);
        assert!(share >= LEAST_OF_ARTICLES, "{name}: {share}");
    }
}

/// Real pages have neighbours, repeats and zones of all kinds; still the second run finds nothing
/// that the first one left.
#[test]
fn real_pages_are_clean_after_one_run() {
    for name in ["magichtml", "zhstruct", "mix_zh"] {
        let Some(file) = real(&format!("labelled/{name}.jsonl.gz")) else {
            continue;
        };
        let documents = gold::read(&file).unwrap();
        for profile in [Profile::Balanced, Profile::Strict] {
            let engine = engine(profile);
            documents
                .par_iter()
                .for_each_init(Scratch::default, |scratch, document| {
                    let text = document.text();
                    let once = engine.clean(&text, scratch).apply(&text);
                    let again = engine.clean(&once, scratch);
                    assert!(again.edits.is_empty(), "{}: {profile:?}", document.id);
                });
        }
    }
}

/// A line into which readings were injected, and what it was.
#[derive(serde::Deserialize)]
struct Injected {
    text: String,
    clean: Option<String>,
}

/// A document of such lines.
#[derive(serde::Deserialize)]
struct InjectedDocument {
    lines: Vec<Injected>,
}

fn injected(file: &Path) -> Vec<InjectedDocument> {
    let file = std::fs::File::open(file).unwrap();
    let mut text = String::new();
    let mut decoder = flate2::read::MultiGzDecoder::new(file);
    decoder.read_to_string(&mut text).unwrap();
    let documents = text.lines().map(serde_json::from_str);
    documents.map(Result::unwrap).collect()
}

/// Number of brackets that hold a reading with a tone.
fn toned_brackets(text: &str) -> usize {
    let toned = regex::Regex::new(r"[(（][a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ][a-z]*[)）]");
    toned.unwrap().find_iter(text).count()
}

/// Injection writes the pages in GBK: what GBK lacks (no-break spaces, bullets) is `??` for good
/// in a few lines, whatever a repair does; of the others nearly all are as before.
#[test]
fn injected_readings_are_repaired() {
    let Some(file) = real("labelled/gloss_synth.jsonl.gz") else {
        return;
    };
    let options = Options {
        keep: Label::ALL.to_vec(),
        ..Options::default()
    };
    let engine = Engine::new(load(&[Source::Builtin]).unwrap().rules, options).unwrap();
    let mut scratch = Scratch::default();
    let (mut readings, mut left) = (0, 0);
    let (mut lines, mut equal, mut lossy) = (0, 0, 0);
    for document in injected(&file) {
        let texts: Vec<_> = document.lines.iter().map(|line| &line.text[..]).collect();
        let text = texts.join("\n");
        let cleaned = engine.clean(&text, &mut scratch).apply(&text);
        for (line, cleaned) in document.lines.iter().zip(cleaned.split('\n')) {
            let clean = line.clean.as_ref().unwrap_or(&line.text);
            let genuine = toned_brackets(clean);
            readings += toned_brackets(&line.text) - genuine;
            left += toned_brackets(cleaned).saturating_sub(genuine);
            let is_lossy = encoding_rs::GBK.encode(clean).2;
            lossy += usize::from(is_lossy && cleaned != clean);
            lines += usize::from(!is_lossy);
            equal += usize::from(!is_lossy && cleaned == clean);
        }
    }
    println!(
        "gloss_synth: {left} of {readings} readings left; {equal} of {lines} lines as before, \
         {lossy} others hold what GBK lacks"
    );
    assert!(left * 1000 <= readings, "{left} of {readings}");
    assert!(equal * 100 >= lines * 99, "{equal} of {lines}");
}

/// Verse and textbooks carry readings of their own.
#[test]
fn genuine_readings_stay() {
    let Some(file) = real("labelled/negatives.jsonl.gz") else {
        return;
    };
    let engine = engine(Profile::Strict);
    let documents = gold::read(&file).unwrap();
    let repairs: usize = documents
        .par_iter()
        .map_init(Scratch::default, |scratch, document| {
            let edits = engine.clean(&document.text(), scratch).edits;
            let repairs = edits.iter().filter(|edit| edit.action == Action::Repair);
            repairs.count()
        })
        .sum();
    println!(
        "negatives: {repairs} repairs in {} documents",
        documents.len()
    );
    assert_eq!(repairs, 0);
}
