//! Overlays: changes to rules of other files.

use super::{Reader, is_kebab};
use crate::diag::{Problem, codes};
use crate::rule::keys;
use crate::rule::model::Scope;
use crate::rule::wire::{Change, Overlay, Placed};
use crate::rule::yaml::{self, Node};

/// Reads an overlay file. Conditions in it are checked for scope when the rule is known.
pub fn read(file: &str, bytes: &[u8]) -> (Overlay, Vec<Problem>) {
    let (root, problems) = yaml::parse(file, bytes);
    let mut reader = Reader::after(file, problems);
    let mut changes = Vec::new();
    if let Some(root) = root
        && let Some(fields) = reader.fields(&root, &keys::OVERLAY)
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

/// A day as `YYYY-MM-DD`.
fn date(reader: &mut Reader<'_>, node: &Node) -> Option<Placed<String>> {
    let text = reader.text(node, "`expires`")?;
    if !is_date(&text.value) {
        let message = format!("`expires` cannot be `{}`", text.value);
        reader
            .report(codes::BAD_VALUE, text.mark, message)
            .help("give a day as YYYY-MM-DD");
        return None;
    }
    Some(text)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |part: &str, digits: usize| {
        let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn change(reader: &mut Reader<'_>, node: &Node) -> Option<Change> {
    let fields = reader.fields(node, &keys::CHANGE)?;
    if let Some(node) = reader.need(&fields, "why") {
        reader.text(node, "`why`");
    }
    let expires = fields.get("expires").and_then(|node| date(reader, node));
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
        expires,
        status,
        score,
        unless,
    })
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates() {
        for good in ["2026-01-31", "2024-02-29", "2000-02-29"] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "2026-02-29",
            "2026-1-31",
            "2026-13-01",
            "2026-04-31",
            "1900-02-29",
            "x",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
