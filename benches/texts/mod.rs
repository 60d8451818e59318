//! The texts that benchmarks run on.

#![allow(dead_code, reason = "each benchmark uses some of them")]

use std::io::Read;
use std::path::{Path, PathBuf};

use despam::audit::gold;

pub mod count;
pub mod hostile;
pub mod pages;

/// Bytes of a document put together from articles, about: a page on the web is some long.
const DOCUMENT: usize = 6000;

/// Where the real documents lie, if they are there.
fn data() -> Option<&'static Path> {
    Some(Path::new("../shared/data")).filter(|folder| folder.is_dir())
}

/// Articles of one of the Wikipedias (`zhwiki`, `enwiki`, `kowiki`), `size` bytes at most.
pub fn wikipedia(name: &str, size: usize) -> Option<Vec<String>> {
    let path = data()?.join("clean").join(format!("{name}.txt.zst"));
    let decoder = zstd::stream::read::Decoder::new(std::fs::File::open(path).ok()?).ok()?;
    let mut bytes = Vec::new();
    decoder.take(size as u64).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut documents = vec![String::new()];
    for article in text.split("\n\n") {
        if documents.last().is_some_and(|last| last.len() > DOCUMENT) {
            documents.push(String::new());
        }
        let last = documents.last_mut()?;
        last.push_str(article);
        last.push('\n');
    }
    Some(documents)
}

/// The files of labelled documents.
pub fn labelled_files() -> Vec<PathBuf> {
    let folder = data().map(|data| data.join("labelled"));
    folder.map_or_else(Vec::new, |folder| gold::files(&folder).unwrap_or_default())
}

/// Documents as JSONL with `id` and `text`.
pub fn jsonl(documents: &[String]) -> String {
    documents
        .iter()
        .enumerate()
        .map(|(id, text)| serde_json::json!({"id": id, "text": text}).to_string() + "\n")
        .collect()
}

/// The texts of such JSONL.
pub fn read_jsonl(path: &Path) -> Vec<String> {
    let records = std::fs::read_to_string(path).unwrap();
    let text = |record: &str| {
        let record: serde_json::Value = serde_json::from_str(record).unwrap();
        record["text"].as_str().unwrap().to_owned()
    };
    records.lines().map(text).collect()
}
