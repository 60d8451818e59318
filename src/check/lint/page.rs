//! The pages of the manual about lints and features, written from their registries.

use super::{Example, Lint, ranges, registry};
use crate::diag::codes;
use crate::feature::{self, Feature, Stage};

/// Pages by their path below `docs`, with an index for each folder.
pub fn pages() -> Vec<(String, String)> {
    let mut pages = vec![
        ("lints/README.md".to_owned(), lint_index()),
        ("features/README.md".to_owned(), feature_index()),
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

fn subject(feature: &Feature) -> &'static str {
    match feature.measure {
        feature::Measure::Line(_) => "the line",
        feature::Measure::LineInDocument(_) => "the line in its document",
        feature::Measure::Document(_) => "the document",
    }
}
