//! How well pages are separated that nothing was fitted to: the tables of `docs/quality.md`.
//!
//! `cargo bench --bench quality` judges the labelled documents of `../shared/data` by scorecards
//! fitted to the other folds and writes the page anew; it says so and does nothing without them.

#![allow(clippy::unwrap_used)]

mod page;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use despam::audit::evaluation::{Counts, Evaluation};
use despam::audit::gold::{self, GoldDocument};
use despam::engine::Options;
use despam::learn::folds::{Group, cross_validate};
use despam::rule::{Profile, Source, load};

/// Folds of the cross-validation.
const FOLDS: usize = 5;
/// Collections with whole documents in lines; those of single messages are no pages.
const SETS: [&str; 11] = [
    "cleaneval",
    "cleanportaleval",
    "dragnet",
    "l3sgn1",
    "leogao2",
    "magichtml",
    "mix_zh",
    "negatives",
    "readability",
    "wcxb",
    "zhstruct",
];
/// The Chinese pages of the collection in many languages.
const CHINESE: &str = "magichtml, Chinese pages";
const PAGE: &str = "docs/quality.md";
/// What stands above the tables in the page; they are written from here on.
const MARK: &str = "<!-- written by `cargo bench --bench quality` -->\n";

fn main() {
    let folder = Path::new("../shared/data/labelled");
    if !folder.is_dir() {
        println!("skipped: no labelled documents at {}", folder.display());
        return;
    }
    let files: Vec<PathBuf> = SETS
        .iter()
        .map(|set| folder.join(format!("{set}.jsonl.gz")))
        .collect();
    let mut documents = gold::read_all(&files).unwrap();
    documents.iter_mut().for_each(part);
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let judged = |profiles: &[Profile], group| {
        let options: Vec<Options> = profiles.iter().map(|&profile| options(profile)).collect();
        cross_validate(&rules, &options, &documents, FOLDS, group, |_| ()).unwrap()
    };
    let by_site = judged(&[Profile::Strict, Profile::Balanced], Group::Site);
    let by_collection = judged(&[Profile::Strict], Group::Source);
    let mut out = String::new();
    table(&mut out, Profile::Strict, "site", &by_site[0]);
    table(&mut out, Profile::Strict, "collection", &by_collection[0]);
    table(&mut out, Profile::Balanced, "site", &by_site[1]);
    print!("{out}");
    page::rewrite(PAGE, MARK, &out);
}

fn options(profile: Profile) -> Options {
    Options {
        profile,
        ..Options::default()
    }
}

/// Counts the Chinese pages of the collection in many languages as a type of their own.
fn part(document: &mut GoldDocument) {
    if document.set == "magichtml" && document.lang == "zh" {
        document.kind = Some(CHINESE.to_owned());
    }
}

fn table(out: &mut String, profile: Profile, by: &str, evaluation: &Evaluation) {
    let name = profile.name();
    writeln!(
        out,
        "\n## `{name}`, pages of one {by} in one of {FOLDS} folds\n"
    )
    .unwrap();
    out.push_str("| | documents | genuine characters kept | removable characters gone | F1 of characters | F1 of words |\n|---|---|---|---|---|---|\n");
    let chinese = evaluation.by_lang.get("zh").into_iter();
    let chinese = chinese.map(|counts| ("all Chinese", counts));
    let sets = evaluation.by_set.iter();
    let sets = sets.map(|(set, counts)| (set.as_str(), counts));
    for (name, counts) in sets.chain(chinese) {
        row(out, name, counts);
        match (name, evaluation.by_type.get(CHINESE)) {
            ("dragnet", _) => row(out, "dragnet without comments", &counts.without_comments()),
            ("magichtml", Some(counts)) => row(out, CHINESE, counts),
            _ => (),
        }
    }
    if by == "site" {
        let types = evaluation.by_type.iter();
        for (kind, counts) in types.filter(|(_, counts)| counts.removable().all.chars == 0) {
            row(out, &format!("negatives: {kind}"), counts);
        }
    }
}

fn row(out: &mut String, name: &str, counts: &Counts) {
    let share = |part: u64, whole: u64| match whole {
        0 => "-".to_owned(),
        _ => format!("{:.2} %", 100.0 * part as f64 / whole as f64),
    };
    let f1 = |score: Option<f64>| score.map_or("-".to_owned(), |score| format!("{score:.3}"));
    let (genuine, removable) = (counts.genuine(), counts.removable());
    let kept = genuine.all.chars - genuine.removed.chars;
    writeln!(
        out,
        "| {name} | {} | {} | {} | {} | {} |",
        counts.documents,
        share(kept, genuine.all.chars),
        share(removable.removed.chars, removable.all.chars),
        f1(counts.text_scores().f1),
        f1(counts.word_scores().f1),
    )
    .unwrap();
}
