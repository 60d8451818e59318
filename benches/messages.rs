//! What the rules know of the spam of chats and text messages: the table of `docs/messages.md`.
//!
//! `cargo bench --bench messages` judges each message of four collections in `../shared/data` as a
//! document of one line, and writes the page anew; it says so and does nothing without them.

#![allow(clippy::unwrap_used)]

mod page;

use std::fmt::Write as _;
use std::path::Path;

use despam::audit::evaluation::Evaluation;
use despam::audit::gold::{self, GoldDocument};
use despam::engine::{Engine, Options};
use despam::rule::{Source, load};

/// Collections of messages.
const SETS: [&str; 4] = ["gambling_id", "tg_ru", "tgspam_zh", "uci_sms"];
const PAGE: &str = "docs/messages.md";
/// What stands above the table in the page; it is written from here on.
const MARK: &str = "<!-- written by `cargo bench --bench messages` -->\n";

fn main() {
    let folder = Path::new("../shared/data/labelled");
    if !folder.is_dir() {
        println!("skipped: no labelled documents at {}", folder.display());
        return;
    }
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let engine = Engine::new(rules, Options::default()).unwrap();
    let mut out = String::from(
        "\n| | half | spam messages | of these gone | genuine messages | of these gone |\n\
         |---|---|---|---|---|---|\n",
    );
    for set in SETS {
        let documents = gold::read(&folder.join(format!("{set}.jsonl.gz"))).unwrap();
        for (half, name) in ["read", "other"].into_iter().enumerate() {
            let of_half = documents.iter().skip(half).step_by(2).cloned();
            let messages: Vec<GoldDocument> = of_half.flat_map(messages).collect();
            let counts = Evaluation::of(&engine, &messages).all;
            let (genuine, spam) = (counts.genuine(), counts.removable());
            let share = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
            writeln!(
                out,
                "| {set} | {name} | {} | {:.1} % | {} | {:.2} % |",
                spam.all.lines,
                share(spam.removed.lines, spam.all.lines),
                genuine.all.lines,
                share(genuine.removed.lines, genuine.all.lines),
            )
            .unwrap();
        }
    }
    print!("{out}");
    page::rewrite(PAGE, MARK, &out);
}

/// Each line of a document as a document of its own.
fn messages(document: GoldDocument) -> impl Iterator<Item = GoldDocument> {
    let lines = document.lines.clone().into_iter();
    lines.map(move |line| GoldDocument {
        lines: vec![line],
        ..document.clone()
    })
}
