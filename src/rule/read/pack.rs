//! A pack: its head, sets and rules.

use std::collections::HashMap;

use super::{Reader, is_kebab, suggest};
use crate::diag::{Mark, Place, Problem, codes};
use crate::rule::keys;
use crate::rule::model::Label;
use crate::rule::wire::{Pack, Placed};
use crate::rule::yaml::{Kind, Node};

/// The labels and their names.
pub const LABELS: [(&str, Label); 6] = [
    ("article", Label::Article),
    ("credit", Label::Credit),
    ("share", Label::Share),
    ("ad", Label::Ad),
    ("spam", Label::Spam),
    ("chrome", Label::Chrome),
];

/// Reads the pack with the values `root`, whose name has to be `name` (its path below the root
/// of the rules without `.yaml`). The reader knows its file and the problems of its YAML.
pub fn read(
    mut reader: Reader<'_>,
    source: usize,
    name: &str,
    root: Option<&Node>,
) -> (Pack, Vec<Problem>) {
    let mut pack = Pack {
        file: reader.file.to_owned(),
        source,
        name: Placed {
            value: name.to_owned(),
            mark: Mark::default(),
        },
        sets: Vec::new(),
        rules: Vec::new(),
        complete: false,
    };
    // Keys that cannot be one are not in the tree.
    let lost = |problem: &Problem| [codes::KEY_NOT_TEXT, codes::ALIAS].contains(&problem.code);
    let lost = reader.problems.iter().any(lost);
    if let Some(root) = root {
        fill(&mut reader, root, &mut pack);
    }
    pack.complete &= !lost;
    (pack, reader.problems)
}

fn fill(reader: &mut Reader<'_>, root: &Node, pack: &mut Pack) {
    let Some(fields) = reader.fields(root, &keys::PACK) else {
        return;
    };
    // A misspelled `sets` or `rules` hides all that is in it.
    pack.complete = fields.entries().all(|(key, _)| {
        let hides = suggest(&key.value, ["sets", "rules"].into_iter()).is_some();
        keys::PACK.names().any(|name| name == key.value) || !hides
    });
    reader.format(&fields);
    if let Some(node) = reader.need(&fields, "pack") {
        pack.name.mark = node.mark;
        if let Some(said) = reader.text(node, "the name of a pack") {
            check_name(reader, &said, &pack.name.value);
        }
    }
    let label = fields
        .get("label")
        .and_then(|node| reader.choice(node, "a label", &LABELS));
    if let Some(node) = fields.get("sets") {
        match reader.map(node, "`sets`") {
            Some(sets) => {
                for (name, node) in sets.entries() {
                    let set = super::set::read(reader, name, node);
                    pack.sets.push(set);
                }
            }
            None => pack.complete = false,
        }
    }
    match fields.get("rules") {
        Some(node) => {
            pack.complete &= matches!(node.kind, Kind::List(_));
            for node in reader.list(node, "`rules`") {
                match super::rule::read(reader, node, label, fields.get("label")) {
                    Some(rule) => pack.rules.push(rule),
                    None => pack.complete = false,
                }
            }
        }
        None if fields.get("sets").is_none() => {
            reader.need(&fields, "rules");
        }
        None => {}
    }
    duplicates(reader, pack.rules.iter().map(|rule| &rule.id), "a rule");
}

fn check_name(reader: &mut Reader<'_>, said: &Placed<String>, path: &str) {
    if said.value != path {
        let message = format!("the pack is called `{}` but stands at `{path}`", said.value);
        reader
            .report(codes::PACK_NAME, said.mark, message)
            .help(format!("write `pack: {path}` or move the file"));
    } else if !path.split('/').all(is_kebab) {
        let message = format!("the path `{path}` is not in kebab-case");
        reader.report(codes::BAD_NAME, said.mark, message);
    }
}

/// Reports names that occur again.
pub fn duplicates<'n>(
    reader: &mut Reader<'_>,
    names: impl Iterator<Item = &'n Placed<String>>,
    what: &str,
) {
    let mut seen: HashMap<&str, Mark> = HashMap::new();
    for name in names {
        match seen.get(name.value.as_str()) {
            Some(first) => {
                let first = Place::new(reader.file, *first);
                let message = format!("{what} `{}` is already there", name.value);
                reader
                    .report(codes::DUPLICATE_NAME, name.mark, message)
                    .also(first, "first here");
            }
            None => {
                seen.insert(&name.value, name.mark);
            }
        }
    }
}
