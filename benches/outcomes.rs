//! A digest of everything that cleaning makes: outputs and removal logs of all texts in all
//! profiles. A change that is to make things faster, and nothing else, leaves each digest as
//! it is:
//!
//! ```sh
//! cargo bench --bench outcomes > before
//! # change something
//! cargo bench --bench outcomes | diff before -
//! ```
//!
//! The texts are pages made of the project's own gold documents, and the real documents of
//! `../shared/data` where they are present.

#![allow(clippy::unwrap_used)]

mod texts;

use std::path::Path;

use despam::audit::gold;
use despam::corpus::{Fields, PerLog, Plan, Problem, Request, Settings, run};
use despam::engine::{Engine, Options};
use despam::rule::{Profile, Source, load};

fn main() {
    let rules = load(&[Source::Builtin]).unwrap().rules;
    let engines = [Profile::Careful, Profile::Balanced, Profile::Strict].map(|profile| {
        let options = Options {
            profile,
            ..Options::default()
        };
        (profile, Engine::new(rules.clone(), options).unwrap())
    });
    let folder = tempfile::tempdir().unwrap();
    let digest = |name: &str, documents: &[String]| {
        let input = folder.path().join("pages.jsonl");
        std::fs::write(&input, texts::jsonl(documents)).unwrap();
        for (profile, engine) in &engines {
            let digest = outcome(engine, &input);
            println!("{name:<20} {profile:<10?} {digest}");
        }
    };
    digest(
        "pages",
        &texts::pages::generate(&texts::pages::MIXED, &rules),
    );
    for file in texts::labelled_files() {
        let documents = gold::read(&file).unwrap();
        let documents: Vec<String> = documents.iter().map(|document| document.text()).collect();
        digest(&file.file_name().unwrap().to_string_lossy(), &documents);
    }
    for name in ["zhwiki", "enwiki", "kowiki"] {
        match texts::wikipedia(name, usize::MAX) {
            Some(documents) => digest(name, &documents),
            None => println!("{name}: skipped, there is no ../shared/data"),
        }
    }
}

/// The digest of output and removal log.
fn outcome(engine: &Engine, input: &Path) -> blake3::Hash {
    let folder = tempfile::tempdir().unwrap();
    let (output, log) = (
        folder.path().join("out.jsonl"),
        folder.path().join("log.jsonl"),
    );
    let plan = Plan::new(&Request {
        inputs: vec![input.to_owned()],
        output: Some(output.clone()),
        logs: PerLog {
            removals: Some(log.clone()),
            ..PerLog::default()
        },
        ..Request::default()
    });
    let fields = Fields::default();
    let settings = Settings {
        threads: 2,
        ..Settings::new(engine, &fields)
    };
    run(&plan.unwrap(), &settings, &mut |_: &Problem| {}).unwrap();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&std::fs::read(output).unwrap());
    hasher.update(&std::fs::read(log).unwrap());
    hasher.finalize()
}
