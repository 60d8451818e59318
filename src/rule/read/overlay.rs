//! Overlays: changes to rules of other files.

use super::{Reader, is_kebab};
use crate::diag::{Problem, codes};
use crate::rule::model::Scope;
use crate::rule::wire::{Change, Overlay, Placed};
use crate::rule::yaml::{self, Node};

/// Reads an overlay file. Conditions in it are checked for scope when the rule is known.
pub fn read(file: &str, bytes: &[u8]) -> (Overlay, Vec<Problem>) {
    let (root, problems) = yaml::parse(file, bytes);
    let mut reader = Reader { file, problems };
    let mut changes = Vec::new();
    if let Some(root) = root
        && let Some(fields) = reader.fields(&root, "an overlay", &["format", "changes"])
    {
        reader.format(&fields);
        if let Some(node) = reader.need(&fields, "changes") {
            for node in reader.filled_list(node, "`changes`") {
                changes.extend(change(&mut reader, node));
            }
        }
    }
    let overlay = Overlay {
        file: file.to_owned(),
        changes,
    };
    (overlay, reader.problems)
}

fn change(reader: &mut Reader<'_>, node: &Node) -> Option<Change> {
    let known = ["rule", "why", "status", "score", "unless"];
    let fields = reader.fields(node, "a change", &known)?;
    if let Some(node) = reader.need(&fields, "why") {
        reader.text(node, "`why`");
    }
    let status = fields.get("status").and_then(|node| {
        let value = reader.choice(node, "`status`", &super::rule::STATUSES)?;
        Some(Placed {
            value,
            mark: node.mark,
        })
    });
    let score = fields
        .get("score")
        .and_then(|node| reader.number(node, "`score`"));
    let unless = super::rule::exceptions(reader, fields.get("unless"), Scope::Line);
    if ["status", "score", "unless"]
        .iter()
        .all(|key| fields.get(key).is_none())
    {
        let message = "a change needs `status`, `score` or `unless`";
        reader.report(codes::MISSING_KEY, fields.mark, message);
    }
    let node = reader.need(&fields, "rule")?;
    let rule = reader.text(node, "`rule`")?;
    if !rule.value.split('/').all(is_kebab) {
        let message = format!("`{}` is not the full id of a rule", rule.value);
        reader
            .report(codes::BAD_NAME, rule.mark, message)
            .help("write it like zh/share/button-row");
    }
    Some(Change {
        rule,
        status,
        score,
        unless,
    })
}
