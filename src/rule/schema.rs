//! The JSON Schema (draft-07) of rule files, for editors: written from [`super::keys`].
//!
//! One schema for all four kinds of files, told apart by the keys that only one of them has, so
//! that an editor speaks of the kind at hand. It accepts what the reader accepts as far as a schema
//! can say it; `rules/rules.schema.json` is its text, held by `tests/schema.rs`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::keys::{self, Key, Map, Value};
use super::read::MOST;
use crate::feature;

/// The schema.
pub fn schema() -> Json {
    let definitions: BTreeMap<&str, Json> = maps()
        .into_iter()
        .map(|map| (map.name, definition(map)))
        .collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "despam rule file",
        "description": "A pack of rules, an overlay, the scorecard or the policy.",
        "if": {"required": ["changes"]},
        "then": reference(&keys::OVERLAY),
        "else": {
            "if": {"required": ["profiles"]},
            "then": reference(&keys::POLICY),
            "else": {
                "if": {"required": ["second"]},
                "then": reference(&keys::SCORECARD),
                "else": reference(&keys::PACK),
            },
        },
        "definitions": definitions,
    })
}

/// Every map of rule files: packs, overlays, the policy, the scorecard and what is in them, each once.
pub fn maps() -> Vec<&'static Map> {
    fn visit(map: &'static Map, maps: &mut Vec<&'static Map>) {
        if maps.iter().any(|known| known.name == map.name) {
            return;
        }
        maps.push(map);
        map.keys.iter().for_each(|key| inside(&key.value, maps));
    }
    fn inside(value: &'static Value, maps: &mut Vec<&'static Map>) {
        match value {
            Value::Map(map) | Value::Features(map) => visit(map, maps),
            Value::List(of) | Value::ListOrNone(of) | Value::Named(of) => inside(of, maps),
            Value::Either(values) => values.iter().for_each(|value| inside(value, maps)),
            _ => {}
        }
    }
    let mut maps = Vec::new();
    for map in [&keys::PACK, &keys::OVERLAY, &keys::POLICY, &keys::SCORECARD] {
        visit(map, &mut maps);
    }
    maps
}

/// The schema as a file: indented, with a line end.
pub fn text() -> String {
    format!("{:#}\n", schema())
}

fn reference(map: &Map) -> Json {
    json!({"$ref": format!("#/definitions/{}", map.name)})
}

fn definition(map: &Map) -> Json {
    let mut properties = serde_json::Map::new();
    for key in map.keys {
        let mut value = value(&key.value);
        // Beside `$ref` everything else is ignored in draft-07.
        if value.get("$ref").is_some() {
            value = json!({"allOf": [value]});
        }
        if let Json::Object(value) = &mut value {
            value.insert("description".to_owned(), json!(key.doc));
        }
        properties.insert(key.name.to_owned(), value);
    }
    let mut object = json!({
        "description": map.doc,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    let needed = names(map.keys.iter().filter(|key| key.need));
    let with = map
        .keys
        .iter()
        .filter_map(|key| Some((key.name, [key.with?])));
    let with: BTreeMap<_, _> = with.collect();
    let required = |names: &[&str]| -> Vec<Json> {
        names
            .iter()
            .map(|name| json!({"required": [name]}))
            .collect()
    };
    for (name, value, wanted) in [
        ("required", json!(needed), !needed.is_empty()),
        ("dependencies", json!(with), !with.is_empty()),
        ("oneOf", json!(required(map.one_of)), !map.one_of.is_empty()),
        ("anyOf", json!(required(map.any_of)), !map.any_of.is_empty()),
    ] {
        if wanted && let Json::Object(object) = &mut object {
            object.insert(name.to_owned(), value);
        }
    }
    object
}

fn names<'k>(keys: impl Iterator<Item = &'k Key>) -> Vec<&'static str> {
    keys.map(|key| key.name).collect()
}

fn value(value: &Value) -> Json {
    match value {
        Value::Format => json!({"enum": [1, "1"]}),
        Value::Text => text_value(),
        Value::Line => json!({"type": ["string", "number"]}),
        Value::Name => json!({"type": ["string", "number"], "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}),
        Value::Path => {
            let part = "[a-z0-9]+(-[a-z0-9]+)*";
            json!({"type": ["string", "number"], "pattern": format!("^{part}(/{part})*$")})
        }
        Value::Date => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
        Value::Number => json!({"type": "number"}),
        Value::Positive => json!({"type": "number", "exclusiveMinimum": 0}),
        Value::Share => json!({"type": "number", "minimum": 0, "maximum": 1}),
        Value::Count(least) => json!({"type": "integer", "minimum": least, "maximum": MOST}),
        Value::Choice(words) => json!({"enum": words()}),
        Value::List(of) => {
            json!({"type": "array", "minItems": 1, "items": self::value(of)})
        }
        Value::ListOrNone(of) => json!({"type": "array", "items": self::value(of)}),
        Value::Map(map) => reference(map),
        Value::Named(of) => json!({
            "type": "object",
            "propertyNames": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "additionalProperties": self::value(of),
        }),
        Value::Features(bounds) => {
            let of = |feature: &feature::Feature| {
                let bounds = json!({"allOf": [reference(bounds)], "description": feature.summary});
                (feature.name.to_owned(), bounds)
            };
            let features: serde_json::Map<String, Json> =
                feature::registry().iter().map(of).collect();
            json!({
                "type": "object",
                "minProperties": 1,
                "additionalProperties": false,
                "properties": features,
            })
        }
        Value::Either(values) => {
            let any: Vec<Json> = values.iter().map(self::value).collect();
            json!({"anyOf": any})
        }
    }
}

/// A plain number is a text as well: `- 2024` is a term.
fn text_value() -> Json {
    json!({"type": ["string", "number"], "pattern": "\\S"})
}
