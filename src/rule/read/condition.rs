//! Conditions: a tree of maps with one key each.

use super::{Fields, Reader, pattern, suggest};
use crate::diag::codes;
use crate::feature;
use crate::rule::keys;
use crate::rule::model::{FeatureTest, Scope, Zones};
use crate::rule::wire::{Condition, Keywords, Placed};
use crate::rule::yaml::{Kind, Node};

/// The keys of a condition, for messages.
fn known() -> Vec<&'static str> {
    keys::CONDITION.names().collect()
}

/// Reads a condition of a rule of `scope`. What cannot be read becomes `All([])`.
pub fn read(reader: &mut Reader<'_>, node: &Node, scope: Scope) -> Condition {
    let nothing = Condition::All(Vec::new());
    let Kind::Map(entries) = &node.kind else {
        let message = format!("a condition must be a map, not {}", node.kind.name());
        let help = format!("one key of {}", known().join(", "));
        reader
            .report(codes::CONDITION, node.mark, message)
            .help(help);
        return nothing;
    };
    let [(key, value)] = entries.as_slice() else {
        let message = format!(
            "a condition must have exactly one key, not {}",
            entries.len()
        );
        let mark = entries.get(1).map_or(node.mark, |(key, _)| key.mark);
        reader
            .report(codes::CONDITION, mark, message)
            .help("join several conditions by `all: [{…}, {…}]`");
        // What stands there is still checked.
        for (key, value) in entries {
            leaf(reader, key, value, scope);
        }
        return nothing;
    };
    leaf(reader, key, value, scope).unwrap_or(nothing)
}

/// Whether a condition holds a regex or keywords outside `not`: something to cut.
pub fn cuts(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(cuts),
        Condition::Keywords(_) | Condition::Regex { .. } => true,
        _ => false,
    }
}

fn leaf(reader: &mut Reader<'_>, key: &Node, value: &Node, scope: Scope) -> Option<Condition> {
    match key.text().unwrap_or_default() {
        "all" => Some(Condition::All(parts(reader, value, "`all`", scope))),
        "any" => Some(Condition::Any(parts(reader, value, "`any`", scope))),
        "not" => Some(Condition::Not(Box::new(read(reader, value, scope)))),
        "keywords" => keywords(reader, value),
        "regex" => pattern::read(reader, value, false, scope),
        "raw-regex" => pattern::read(reader, value, true, scope),
        "feature" => features(reader, value, scope),
        "zone" => {
            line_only(reader, key, scope);
            Some(Condition::Zone(zones(reader, value)))
        }
        "neighbours" => {
            line_only(reader, key, scope);
            neighbours(reader, value)
        }
        other => {
            let message = format!("there is no condition `{other}`");
            let help = suggest(other, keys::CONDITION.names());
            reader
                .report(codes::CONDITION, key.mark, message)
                .help(help.unwrap_or_else(|| format!("one of {}", known().join(", "))));
            None
        }
    }
}

fn parts(reader: &mut Reader<'_>, node: &Node, what: &str, scope: Scope) -> Vec<Condition> {
    let list = reader.filled_list(node, what);
    list.iter().map(|part| read(reader, part, scope)).collect()
}

fn line_only(reader: &mut Reader<'_>, key: &Node, scope: Scope) {
    if scope == Scope::Document {
        let key_name = key.text().unwrap_or_default();
        let message = format!("`{key_name}` says nothing about a whole document");
        reader.report(codes::SCOPE, key.mark, message);
    }
}

fn keywords(reader: &mut Reader<'_>, node: &Node) -> Option<Condition> {
    let fields = reader.fields(node, &keys::KEYWORDS)?;
    let sets = match (fields.get("set"), fields.get("sets")) {
        (Some(node), None) => reader.text(node, "the name of a set").into_iter().collect(),
        (None, Some(node)) => set_names(reader, node),
        (Some(_), Some(node)) => {
            let message = "`keywords` has either `set` or `sets`, not both";
            reader.report(codes::UNKNOWN_KEY, node.mark, message);
            Vec::new()
        }
        (None, None) => {
            reader.need(&fields, "set");
            Vec::new()
        }
    };
    let min_hits = count(reader, &fields, "min-hits", 0);
    let max_hits = count(reader, &fields, "max-hits", 0);
    let min_coverage = fields
        .get("min-coverage")
        .and_then(|node| reader.share(node, "`min-coverage`"));
    let leaf = Keywords {
        sets,
        min_hits: min_hits.unwrap_or(1),
        max_hits: max_hits.unwrap_or(u32::MAX),
        min_distinct: count(reader, &fields, "min-distinct", 1).unwrap_or(1),
        min_coverage: min_coverage.unwrap_or(0.0),
        mark: node.mark,
    };
    if leaf.min_hits > leaf.max_hits {
        let message = format!(
            "`max-hits` {} is below `min-hits` {}",
            leaf.max_hits, leaf.min_hits
        );
        let mark = fields.get("max-hits").map_or(node.mark, |node| node.mark);
        reader
            .report(codes::BOUNDS, mark, message)
            .help("for no hits at all write `not: {keywords: …}`");
    }
    let min_distinct = if leaf.min_hits == 0 && fields.get("min-distinct").is_none() {
        0
    } else {
        leaf.min_distinct
    };
    Some(Condition::Keywords(Keywords {
        min_distinct,
        ..leaf
    }))
}

fn set_names(reader: &mut Reader<'_>, node: &Node) -> Vec<Placed<String>> {
    let mut names = Vec::new();
    for node in reader.filled_list(node, "`sets`") {
        names.extend(reader.text(node, "the name of a set"));
    }
    super::pack::duplicates(reader, names.iter(), "the set");
    names
}

fn count(reader: &mut Reader<'_>, fields: &Fields<'_>, key: &str, least: u32) -> Option<u32> {
    let node = fields.get(key)?;
    reader.count(node, &format!("`{key}`"), least)
}

fn features(reader: &mut Reader<'_>, node: &Node, scope: Scope) -> Option<Condition> {
    let fields = reader.map(node, "`feature`")?;
    let mut tests = Vec::new();
    for (name, node) in fields.entries() {
        let (min, max) = bounds(reader, node);
        let Some(feature) = feature::find(&name.value) else {
            let names = feature::registry().iter().map(|feature| feature.name);
            let help = suggest(&name.value, names);
            let message = format!("there is no feature `{}`", name.value);
            reader
                .report(codes::UNKNOWN_FEATURE, name.mark, message)
                .help(help.unwrap_or_else(|| "the features are listed in the manual".to_owned()));
            continue;
        };
        let whole = feature::registry()
            .iter()
            .any(|feature| feature.name == name.value && feature.whole_document);
        if scope == Scope::Document && !whole {
            let message = format!("the feature `{}` is not one of a document", name.value);
            reader
                .report(codes::SCOPE, name.mark, message)
                .help("a rule of scope document uses features that begin with `document-`");
        }
        tests.push(FeatureTest {
            feature,
            min,
            max,
            mark: name.mark,
        });
    }
    if fields.entries().next().is_none() {
        reader.report(codes::EMPTY, node.mark, "`feature` is empty");
    }
    Some(Condition::Feature(tests))
}

fn bounds(reader: &mut Reader<'_>, node: &Node) -> (f64, f64) {
    let open = (f64::NEG_INFINITY, f64::INFINITY);
    let Some(fields) = reader.fields(node, &keys::BOUNDS) else {
        return open;
    };
    let mut bound = |key: &str| {
        let node = fields.get(key)?;
        reader.number(node, &format!("`{key}`"))
    };
    let (min, max) = (bound("min"), bound("max"));
    if fields.get("min").is_none() && fields.get("max").is_none() {
        let message = "the bounds of a feature need `min` or `max`";
        reader.report(codes::MISSING_KEY, node.mark, message);
    }
    if let (Some(min), Some(max)) = (&min, &max)
        && min.value > max.value
    {
        let message = format!("`min` {} is above `max` {}", min.value, max.value);
        reader.report(codes::BOUNDS, min.mark, message);
    }
    (
        min.map_or(open.0, |min| min.value),
        max.map_or(open.1, |max| max.value),
    )
}

fn zones(reader: &mut Reader<'_>, node: &Node) -> Zones {
    #[derive(Clone, Copy)]
    enum Zone {
        Head,
        Body,
        Tail,
    }
    let choices = [
        ("head", Zone::Head),
        ("body", Zone::Body),
        ("tail", Zone::Tail),
    ];
    let mut zones = Zones::default();
    for node in reader.filled_list(node, "`zone`") {
        match reader.choice(node, "a zone", &choices) {
            Some(Zone::Head) => zones.head = true,
            Some(Zone::Body) => zones.body = true,
            Some(Zone::Tail) => zones.tail = true,
            None => {}
        }
    }
    zones
}

fn neighbours(reader: &mut Reader<'_>, node: &Node) -> Option<Condition> {
    let fields = reader.fields(node, &keys::NEIGHBOURS)?;
    let mut labels = Vec::new();
    if let Some(node) = reader.need(&fields, "labels") {
        for node in reader.filled_list(node, "`labels`") {
            labels.extend(reader.choice(node, "a label", &super::pack::LABELS));
        }
    }
    let within = match reader.need(&fields, "within") {
        Some(node) => reader.count(node, "`within`", 1).unwrap_or(1),
        None => 1,
    };
    let min = count(reader, &fields, "min", 1).unwrap_or(1);
    if min > within.saturating_mul(2) {
        let message = format!("there are never {min} neighbours within {within} lines");
        let mark = fields.get("min").map_or(node.mark, |node| node.mark);
        reader.report(codes::BOUNDS, mark, message);
    }
    Some(Condition::Neighbours {
        labels,
        within: within as usize,
        min: min as usize,
    })
}
