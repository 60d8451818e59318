//! The pages of the manual about lints, features and keys, written from their registries.

use super::{Example, Lint, ranges, registry};
use crate::diag::codes;
use crate::feature::{self, Feature, Stage};
use crate::rule::keys::{self, Value};
use crate::rule::schema;

/// Pages by their path below `docs`, with an index for each folder.
pub fn pages() -> Vec<(String, String)> {
    let mut pages = vec![
        ("lints/README.md".to_owned(), lint_index()),
        ("features/README.md".to_owned(), feature_index()),
        ("keys/README.md".to_owned(), key_page()),
    ];
    let lints = registry().iter();
    pages.extend(lints.map(|lint| (format!("lints/{}.md", lint.code), lint_page(lint))));
    let features = feature::registry().iter();
    pages.extend(features.map(|feature| {
        let path = format!("features/{}.md", feature.name);
        (path, feature_page(feature))
    }));
    pages
}

fn lint_index() -> String {
    let mut page = "# Lints\n\n\
        What `despam check` warns about in rules that load. A finding is allowed by a comment at \
        its line, or at the first line of its rule or set:\n\n\
        ```yaml\n- 赞 # despam: allow(W307) counted only in rows of other buttons\n```\n\n\
        | code | name | when |\n|---|---|---|\n"
        .to_owned();
    for lint in registry() {
        let when = codes::explain(lint.code).unwrap_or_default();
        page += &format!("| [{0}]({0}.md) | {1} | {when} |\n", lint.code, lint.name);
    }
    page
}

fn lint_page(lint: &Lint) -> String {
    let when = codes::explain(lint.code).unwrap_or_default();
    format!(
        "# {} {}\n\n{when}\n\n{}\n\n## Fires on\n\n{}\n## Mended\n\n{}",
        lint.code,
        lint.name,
        lint.reason,
        example(lint.before),
        example(lint.after)
    )
}

fn example(files: Example) -> String {
    let block =
        |(path, text): &(&str, &str)| format!("`{path}`:\n```yaml\n{}\n```\n", text.trim_end());
    files.iter().map(block).collect()
}

fn feature_index() -> String {
    let mut page = "# Features\n\n\
        Numbers that a condition `feature: {NAME: {min: X, max: Y}}` can bound. Those of the line \
        are measured on the folded line unless they say otherwise.\n\n\
        | name | of | unit | what |\n|---|---|---|---|\n"
        .to_owned();
    for feature in feature::registry() {
        page += &format!(
            "| [{0}]({0}.md) | {1} | {2} | {3} |\n",
            feature.name,
            subject(feature),
            ranges::range(feature).unit,
            feature.summary.replace('|', "\\|")
        );
    }
    page
}

fn feature_page(feature: &Feature) -> String {
    let range = ranges::range(feature);
    let most = if range.max.is_finite() {
        format!("{} to {}", range.min, range.max)
    } else {
        format!("{} and up", range.min)
    };
    let known = match feature.stage {
        Stage::Line => "from the line alone",
        Stage::Document => "from the document, before any verdict",
        Stage::Context => "from the verdicts of the first pass",
        Stage::Scored => "from the first pass of the scorecard",
    };
    let scope = if feature.whole_document {
        "rules of every scope, also `document`"
    } else {
        "rules of scope `line` and `span`"
    };
    format!(
        "# {}\n\n{}\n\n| | |\n|---|---|\n| measured on | {} |\n| unit | {} |\n| range | {most} |\n\
         | known | {known} |\n| for | {scope} |\n",
        feature.name,
        feature.summary,
        subject(feature),
        range.unit
    )
}

fn key_page() -> String {
    let mut page = "# Keys of rule files\n\n\
        Every map of packs, overlays and the policy, with its keys in canonical order.\n"
        .to_owned();
    for map in schema::maps() {
        page += &format!("\n## {}\n\n{}", map.name, map.doc);
        for (names, lead) in [
            (map.one_of, "Exactly one of"),
            (map.any_of, "At least one of"),
        ] {
            if !names.is_empty() {
                page += &format!(" {lead} `{}`.", names.join("`, `"));
            }
        }
        page += "\n\n| key | needed | value | meaning |\n|---|---|---|---|\n";
        for key in map.keys {
            let needed = match (key.need, key.with) {
                (true, _) => "yes".to_owned(),
                (false, Some(with)) => format!("only with `{with}`"),
                (false, None) => String::new(),
            };
            page += &format!(
                "| `{}` | {needed} | {} | {} |\n",
                key.name,
                value_in_words(&key.value),
                key.doc
            );
        }
    }
    page
}

fn value_in_words(value: &Value) -> String {
    let link = |map: &keys::Map| format!("[{0}](#{0})", map.name);
    match value {
        Value::Format => "`1`".to_owned(),
        Value::Text => "text".to_owned(),
        Value::Line => "text, may be blank".to_owned(),
        Value::Name => "kebab-case".to_owned(),
        Value::Path => "kebab-case joined by `/`".to_owned(),
        Value::Date => "`YYYY-MM-DD`".to_owned(),
        Value::Number => "number".to_owned(),
        Value::Positive => "number above 0".to_owned(),
        Value::Share => "number from 0 to 1".to_owned(),
        Value::Count(least) => format!("whole number from {least}"),
        Value::Choice(words) => format!("`{}`", words().join("`, `")),
        Value::List(of) => format!("list, not empty: {}", value_in_words(of)),
        Value::ListOrNone(of) => format!("list: {}", value_in_words(of)),
        Value::Map(map) => link(map),
        Value::Named(of) => format!("names in kebab-case: {}", value_in_words(of)),
        Value::Features(bounds) => {
            format!(
                "names of [features](../features/README.md): {}",
                link(bounds)
            )
        }
        Value::Either(values) => {
            let words: Vec<String> = values.iter().map(value_in_words).collect();
            words.join(" or ")
        }
    }
}

fn subject(feature: &Feature) -> &'static str {
    match feature.measure {
        feature::Measure::Line(_) => "the line",
        feature::Measure::LineInDocument(_) => "the line in its document",
        feature::Measure::Document(_) => "the document",
    }
}
