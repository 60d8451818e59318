//! Sets of terms, in a pack or in a file of their own.

use std::collections::HashMap;

use super::{Reader, is_kebab};
use crate::diag::{Mark, Place, Problem, codes};
use crate::rule::keys;
use crate::rule::model::At;
use crate::rule::wire::{Placed, Set, Terms};
use crate::rule::yaml::{self, Node};
use crate::text::fold::fold_term;

/// The places of terms and their names.
pub const PLACES: [(&str, At); 5] = [
    ("word", At::Word),
    ("anywhere", At::Anywhere),
    ("line-start", At::LineStart),
    ("line-end", At::LineEnd),
    ("whole-line", At::WholeLine),
];

/// Reads the set `name`.
pub fn read(reader: &mut Reader<'_>, name: Placed<String>, node: &Node) -> Set {
    if !is_kebab(&name.value) {
        let message = format!("the name of a set `{}` is not in kebab-case", name.value);
        reader
            .report(codes::BAD_NAME, name.mark, message)
            .help("use a-z, 0-9 and single hyphens between them");
    }
    let mut set = Set {
        name,
        at: At::Word,
        terms: Terms::Here(Vec::new()),
    };
    let Some(fields) = reader.fields(node, &keys::SET) else {
        return set;
    };
    if let Some(node) = fields.get("at") {
        set.at = reader.choice(node, "`at`", &PLACES).unwrap_or(At::Word);
    }
    match (fields.get("terms"), fields.get("terms-file")) {
        (Some(_), Some(file)) => {
            let message = "a set has either `terms` or a `terms-file`, not both";
            reader.report(codes::UNKNOWN_KEY, file.mark, message);
        }
        (Some(node), None) => set.terms = Terms::Here(terms(reader, node)),
        (None, Some(node)) => {
            if let Some(path) = reader.text(node, "a terms-file") {
                set.terms = Terms::File(path);
            }
        }
        (None, None) => {
            reader.need(&fields, "terms");
        }
    }
    set
}

fn terms(reader: &mut Reader<'_>, node: &Node) -> Vec<Placed<String>> {
    let mut terms = Vec::new();
    for node in reader.filled_list(node, "`terms`") {
        if let Some(term) = reader.text(node, "a term") {
            terms.push(term);
        }
    }
    unique(reader, terms)
}

/// Reads a file of terms: one a line, `#` at the start of a line for comments, blank lines
/// ignored. If it is trusted, terms that are the same are not looked for.
pub fn read_file(file: &str, bytes: &[u8], trusted: bool) -> (Vec<Placed<String>>, Vec<Problem>) {
    let text = match yaml::decode(file, bytes) {
        Ok(text) => text,
        Err(problem) => return (Vec::new(), vec![*problem]),
    };
    let mut reader = Reader::new(file);
    reader.trusted = trusted;
    let mut terms = Vec::new();
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
        let lead = line.trim_start_matches(blank);
        let term = lead.trim_end();
        let skipped = line.len() - lead.len();
        if !term.is_empty() && !term.starts_with('#') {
            let before = line.get(..skipped).unwrap_or_default();
            let mark = Mark {
                line: index + 1,
                column: before.chars().filter(|&c| c != '\u{feff}').count() + 1,
                start: start + skipped,
                end: start + skipped + term.len(),
            };
            terms.push(Placed {
                value: term.to_owned(),
                mark,
            });
        }
        start += line.len();
    }
    if terms.is_empty() {
        reader.report(codes::EMPTY, Mark::default(), "the file holds no terms");
    }
    let terms = unique(&mut reader, terms);
    (terms, reader.problems)
}

/// Drops the terms that fold to an earlier one, with a warning each: matching folds, so they
/// would count twice for one occurrence.
fn unique(reader: &mut Reader<'_>, terms: Vec<Placed<String>>) -> Vec<Placed<String>> {
    if reader.trusted {
        return terms;
    }
    let mut seen: HashMap<String, (String, Mark)> = HashMap::new();
    let mut kept = Vec::with_capacity(terms.len());
    for term in terms {
        let folded = fold_term(&term.value).into_iter().next();
        let folded = folded.unwrap_or_else(|| term.value.clone());
        if let Some((spelled, first)) = seen.get(&folded) {
            let message = if *spelled == term.value {
                format!("the term `{}` stands here a second time", term.value)
            } else {
                format!(
                    "the term `{}` is the same as `{spelled}` once folded",
                    term.value
                )
            };
            let first = Place::new(reader.file, *first);
            reader
                .report(codes::DUPLICATE_TERM, term.mark, message)
                .help("remove one of them")
                .also(first, "first here");
            continue;
        }
        seen.insert(folded, (term.value.clone(), term.mark));
        kept.push(term);
    }
    kept
}
