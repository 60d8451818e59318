//! The JSON Schema (draft-07) of rule files, for editors: written from [`super::keys`].
//!
//! One schema for all three kinds of files, told apart by the keys that only one of them has, so
//! that an editor speaks of the kind at hand. It accepts what the reader accepts as far as a schema
//! can say it; `rules/rules.schema.json` is its text, held by `tests/schema.rs`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::keys::{self, Key, Map, Value};
use super::read::MOST;
use crate::feature;

/// The schema.
pub fn schema() -> Json {
    let mut definitions = BTreeMap::new();
    for map in [&keys::PACK, &keys::OVERLAY, &keys::POLICY] {
        define(map, &mut definitions);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "despam rule file",
        "description": "A pack of rules, an overlay or the policy.",
        "if": {"required": ["changes"]},
        "then": reference(&keys::OVERLAY),
        "else": {
            "if": {"required": ["profiles"]},
            "then": reference(&keys::POLICY),
            "else": reference(&keys::PACK),
        },
        "definitions": definitions,
    })
}

/// The schema as a file: indented, with a line end.
pub fn text() -> String {
    format!("{:#}\n", schema())
}

fn reference(map: &Map) -> Json {
    json!({"$ref": format!("#/definitions/{}", map.name)})
}

fn define(map: &'static Map, definitions: &mut BTreeMap<&'static str, Json>) {
    if definitions.contains_key(map.name) {
        return;
    }
    // Holds the place while what it refers to is defined, which may be itself.
    definitions.insert(map.name, Json::Null);
    let mut properties = serde_json::Map::new();
    for key in map.keys {
        let mut value = value(&key.value, definitions);
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
    definitions.insert(map.name, object);
}

fn names<'k>(keys: impl Iterator<Item = &'k Key>) -> Vec<&'static str> {
    keys.map(|key| key.name).collect()
}

fn value(value: &'static Value, definitions: &mut BTreeMap<&'static str, Json>) -> Json {
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
            json!({"type": "array", "minItems": 1, "items": self::value(of, definitions)})
        }
        Value::ListOrNone(of) => json!({"type": "array", "items": self::value(of, definitions)}),
        Value::Map(map) => {
            define(map, definitions);
            reference(map)
        }
        Value::Named(of) => json!({
            "type": "object",
            "propertyNames": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "additionalProperties": self::value(of, definitions),
        }),
        Value::Features(bounds) => {
            define(bounds, definitions);
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
            let any: Vec<Json> = values
                .iter()
                .map(|one| self::value(one, definitions))
                .collect();
            json!({"anyOf": any})
        }
    }
}

/// A plain number is a text as well: `- 2024` is a term.
fn text_value() -> Json {
    json!({"type": ["string", "number"], "pattern": "\\S"})
}
